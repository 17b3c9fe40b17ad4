"""What tells copies from what is only alike, as real pages taught it; the texts are written for this."""

from __future__ import annotations

import pytest

from pipelines.dedupe.compare import difference, judge
from pipelines.dedupe.outline import outline_of
from pipelines.dedupe.trace import Trace, trace_of
from tests.pipelines.dedupe.builders import make_document

_QUOTES = (
    "“I have said it in Brussels and I have said it at home: nobody will close this port under me,”",
    "“Those who want the quays for their towers should come and tell the dockers so themselves,”",
    "“We have paid for the cranes and for the rails, and now we hear that ships go elsewhere,”",
)
_DESK = (
    "Transport minister Ivana Kolar said on Sunday that the port of Rudnik will stay open, rejecting "
    "calls to sell it.\n\n{0} Kolar said on the public broadcaster's talk show.\n\n{1} she added, when "
    "the host asked about plans of a group of investors.\n\nKolar, who took over the ministry in March, "
    "has clashed with the finance minister over the debts of the port before.\n\n{2} she said."
)
_OTHER_DESK = (
    "The port of Rudnik will not be sold, transport minister Ivana Kolar said in a television interview "
    "on Sunday.\n\n{0} Kolar told the programme.\n\nInvestors want to build towers where freighters "
    "moor today. {1} the minister said of them.\n\nFreight has fallen by a third within two years, and "
    "economists doubt that the harbour can live without fresh money.\n\n{2} Kolar said."
)
_DESKS_COPY = (
    "The port of Rudnik will stay open, transport minister Ivana Kolar said on Sunday, rejecting calls "
    "to sell it.\n\n{0} Ms Kolar said on a talk show of the public broadcaster.\n\n{1} she added when "
    "the host asked about the plans of a group of investors.\n\nMs Kolar, who took over the transport "
    "ministry in March, has clashed over the port's debts with the finance minister before.\n\n{2} she "
    "said."
)
_NOTICE = (
    "Dear reader, you see this notice because your browser keeps our advertisements from being shown.\n"
    "Advertisements pay for correspondents, for editors, and for everyone who checks what they write. "
    "Please allow them for this site, or subscribe: subscribers read everything, without notices, on "
    "all devices, and get a letter every weekend in which the editors recommend what else is worth "
    "reading.\nQuestions about subscriptions are answered by our service on weekdays between eight and "
    "six; have the number of your contract at hand.\nThank you for your understanding."
)


def _trace(
    id_: str, text: str, title: str = "", *, host: str | None = None, hours: float = 0
) -> Trace:
    document = make_document(id_, text, host=host or f"{id_}.example", title=title, hours=hours)
    return trace_of(document, outline_of(document), frozenset())


def _kind(one: Trace, other: Trace) -> str | None:
    judgement = judge(one, other)
    assert judge(other, one) == judgement
    return None if judgement is None else judgement.kind


def test_two_desks_report_one_interview() -> None:
    """Two desks' reports of one interview are two articles, though a third of both is the same quotes."""
    one = _trace("a", _DESK.format(*_QUOTES), "Kolar: port of Rudnik will stay open")
    other = _trace("b", _OTHER_DESK.format(*_QUOTES), "Port of Rudnik to stay open, says Kolar")
    assert _kind(one, other) is None
    assert "both quote" in difference(one, other)


def test_copy_of_a_report_of_an_interview() -> None:
    """A desk's copy of such a report is one: it has the words between the quotes, too."""
    one = _trace("a", _DESK.format(*_QUOTES), "Kolar: port of Rudnik will stay open")
    other = _trace("b", _DESKS_COPY.format(*_QUOTES), "Kolar says Rudnik port to stay open")
    assert _kind(one, other) == "syndicated"


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (("Minister opens bridge over the Sava", "Handball: Rudnik win the derby"), None),
        (("Bridge over Sava opened | Rudnik Post", "Derby won, three goals | Rudnik Post"), None),
        (("Advertisements pay for correspondents", "Subscribers read without notices"), "version"),
        (("Notice on advertisements", "Notice on advertisements and subscriptions"), "version"),
    ],
)
def test_pages_of_which_only_a_notice_was_read(titles: tuple[str, str], kind: str | None) -> None:
    """One text under two headlines of a host is no article where it says nothing of either of them."""
    one, other = (
        _trace(id_, _NOTICE, title, host="post.example")
        for id_, title in zip("ab", titles, strict=True)
    )
    assert _kind(one, other) == kind


_PLANE = (
    "The {0} relief plane of the Velin Red Cross landed in Port Maro on {1} with {2} on board, the "
    "organisation said. Its crew was met by the mayor and by members of the local branch. The planes are "
    "part of a bridge that the organisation began after the flood, at the request of the island's "
    "government. Goods are taken over by the local branch, which brings them to the villages in the north "
    "by boat, since the roads are still closed. {3}"
)


@pytest.mark.parametrize(
    ("number", "day", "cargo", "end", "kind"),
    [
        (
            "fourth",
            "Monday",
            "twelve tonnes of tents",
            "The Red Cross asks for gifts.",
            "syndicated",
        ),
        ("sixth", "Friday", "pumps and medicine", "Another is to follow.", None),
    ],
)
def test_days_later_on_another_host(
    number: str, day: str, cargo: str, end: str, kind: str | None
) -> None:
    """Days later another host's text is a copy, or the next of a series: its headline tells."""
    first = _PLANE.format("fourth", "Monday", "twelve tonnes of tents", "The bridge ends in May.")
    one = _trace("a", first, "Fourth relief plane lands in Port Maro with tents")
    title = f"{number.capitalize()} relief plane lands in Port Maro with {cargo.split()[-1]}"
    other = _trace("b", _PLANE.format(number, day, cargo, end), title, hours=100)
    assert _kind(one, other) == kind


def test_same_numbers_in_other_forms() -> None:
    """A copy that puts other words beside the few numbers of a text is no other day of a template."""
    text = (
        "The court in Velin sentenced a man {0} to prison for the attack on the police station {1}. The "
        "judges found that he had fired at the building from a car {2}, and that only by chance nobody was "
        "hurt. The man, who had denied it until the {3} day, took the verdict without a word. His lawyer "
        "said that he would appeal, since the only witness had been promised a {4} sentence in another "
        "case. The prosecutor called the sentence just, and a {5} to all who think that the state looks "
        "away. It was the second trial, after the first verdict was {6} because of a mistake."
    )
    words = "for 30 years|in 2019|with 4 men|last|milder|sign|quashed"
    others = "of 30 winters|during 2019|of 4 others|final|shorter|warning|lifted"
    one = _trace("a", text.format(*words.split("|")), "Attack: 30 years")
    other = _trace("b", text.format(*others.split("|")), "30 years")
    assert _kind(one, other) == "syndicated"
