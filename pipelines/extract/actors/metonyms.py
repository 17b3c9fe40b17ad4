"""Whether a capital's name means the government that sits there, or the place.

Weighted features of the context, summed and squashed (logistic); the weights are set by hand on the
development articles and stand below. Feature classes after Markert and Nissim (2007), "SemEval-2007
Task 08: Metonymy Resolution".
"""

from __future__ import annotations

from math import exp
from typing import Final

from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.function_words import POSSESSIVE_MARKS
from pipelines.extract.verb_forms import VERBS

WEIGHTS: Final = {
    "bias": -0.9,
    "speaks": 2.8,  # "Washington said …"
    "acts": 1.5,  # "Addis Ababa has …"
    "seat": 2.4,  # a house of government rather than a town
    "policy_of": 2.4,  # "Beijing's human rights record"
    "place_of": -2.5,  # "Beijing's Great Hall"
    "is_pressed": 2.4,  # "urged Tbilisi to …"
    "between": 1.8,  # "between Rome and Tunis", "Washington-Beijing ties"
    "with_allies": 2.0,  # "Washington and its allies"
    "in": -3.8,
    "to": -1.0,
    "moves_to": -3.0,  # "travelled to Kigali"
    "from": -1.0,
    "with": 1.6,  # "talks with", "against", "by"
    "compound": -1.4,  # "Washington state", "Brussels-based"
    "joined_metonym": 1.2,  # "Rome and Brussels are offering"
    "country_named": 0.7,
    "dateline": -5.0,
}
_SPEAKS: Final = frozenset(
    "said says wants wanted insists insisted called calls asked demands demanded denies denied"
    " accuses accused"
    " hopes hoped believes fears feared insist want say hails hailed condemned condemns urged urges warned"
    " warns announced rejected rejects welcomed welcomes vowed argues argued agreed agrees refuses refused"
    " regretted proposed proposes offered offers backs backed supports reacted responded replied imposed"
    " sanctioned recognises recognizes favours favors favour opposes opposed considers considered claims"
    " views sees pledged promised threatened signalled signaled expelled summoned recalled suspects".split()
)
_BEFORE_VERBS: Final = frozenset("also both each has had have now again itself".split())
_COPULAS: Final = frozenset("is was are were be been".split())
_POLICY: Final = frozenset(
    "policy policies government governments misperception perception decision decisions"
    " position stance view"
    " views human rights record demand demands offer proposal refusal support backing sanctions ally allies"
    " foreign economy ministry trade relations ties influence ambitions claim claims response reaction plan"
    " plans hopes fears efforts strategy interests concerns pressure military army nuclear invasion war"
    " leaders leadership leader rulers permission consent intentions willingness diplomats envoy approach"
    " behaviour behavior aggression insistence move moves budget deal terms conditions".split()
)
_BODIES: Final = frozenset({"ministry", "government"})
_BODY_WITHIN: Final = 2
_PLACES: Final = frozenset(
    "airport streets street hall square suburbs centre center university museum hospital port"
    " harbour harbor"
    " district districts residents mayor market markets hotel station river skyline weather population old"
    " great metro stadium cathedral mosque church park bridge international central downtown"
    " traffic".split()
)
_PRESSES: Final = frozenset(
    "urged urges urge accused accuses accuse asked asks ask told tells warned warns warn blamed"
    " blames blame"
    " pressed presses press pressured condemned condemns criticised criticized criticises thanked thanks"
    " against pressuring urging accusing asking warning blaming begged begs offered promised reminded"
    " persuaded convinced forced allowed helped sanctioned threatened embarrassed angered irked infuriated"
    " provoked".split()
)
# "A call from Rome": what governments send.
_SENT: Final = frozenset(
    "call calls criticism demand demands letter message messages objections pressure protests reply request"
    " requests signal signals warning warnings".split()
)
_TOLD: Final = frozenset("asked briefed consulted informed invited notified told warned".split())
_MOVES: Final = frozenset(
    "travel travelled traveled travels travelling traveling flew fly flying flight went go goes going gone"
    " visit visits visited visiting trip arrived arrives arrive returned returns return"
    " returning drove drive"
    " moved move came come comes sent back journey road train way fled headed heading capital".split()
)
_LOCATIVE: Final = frozenset(
    "in at near outside inside around into across through throughout off within above leaving left".split()
)
_QUARTERS: Final = frozenset(
    "central downtown greater inner old eastern western northern southern east west north south".split()
)
_RELATION: Final = frozenset({"with", "against", "by", "on"})
_HYPHENS: Final = frozenset({"-", "–", "—", "/"})


def metonym_confidence(
    reading: Reading, name: Name, *, is_seat: bool, country_is_named: bool, others: frozenset[int]
) -> float:
    """Give how sure it is that a name means a government, 0 to 1.

    `others`: first tokens of the other names in this text that are countries, capitals or seats.
    """
    features = {
        "bias",
        *_features_after(reading, name, others),
        *_features_before(reading, name, others),
    }
    if is_seat:
        features.add("seat")
    if country_is_named:
        features.add("country_named")
    dateline = reading.document.dateline
    if dateline is not None and dateline.start <= name.start < dateline.end:
        features.add("dateline")
    return 1 / (1 + exp(-sum(WEIGHTS[each] for each in features)))


def _features_after(reading: Reading, name: Name, others: frozenset[int]) -> set[str]:
    token = name.end
    following = reading.word(token)
    if following in POSSESSIVE_MARKS:
        return _features_of_possessive(reading, token + 1)
    if following in _HYPHENS:
        return {"between"} if token + 1 in others else {"compound"}
    if following == "(" and reading.word(token + 1).isdigit():
        return {"place_of"}  # “Warsaw (64), Paris (39)”
    if not _BODIES.isdisjoint(reading.low[token : token + _BODY_WITHIN]):
        return {"policy_of"}  # “a Kyiv defence ministry source”
    features = set()
    if following == "and" and reading.word(token + 1) == "its":
        features.add("with_allies")
    if following == "and" and token + 1 in others:
        other = reading.starting[token + 1]
        features |= {"joined_metonym"} & _joined(reading, other)
        token = other.end
        following = reading.word(token)
    if following == "," and reading.word(token + 1) not in ("", '"', "”"):
        token = _after_insertion(reading, token)
    features |= _verb_feature(reading, token)
    if not features and following.isalpha() and following not in VERBS and following[-2:] != "ed":
        nouns = reading.word(token + 1) in _PLACES or following in _PLACES or following == "state"
        features |= {"compound"} if nouns else set()
    return features


def _verb_feature(reading: Reading, token: int) -> set[str]:
    word = reading.word(token)
    while word in _BEFORE_VERBS and reading.word(token + 1):
        following = reading.word(token + 1)
        if following not in VERBS and following[-2:] != "ed" and following not in ("also", "not"):
            break
        token += 1
        word = reading.word(token)
    if word in _SPEAKS:
        return {"speaks"}
    if word in _COPULAS:
        # "is offering" acts, "was told" is told as a government, "is pleasant" is a town.
        following = reading.word(token + 1)
        return {"acts"} if following.endswith("ing") or following in _TOLD else set()
    acts = word in VERBS or (word.endswith("ed") and len(word) > 4)
    return {"acts"} if acts else set()


def _joined(reading: Reading, other: Name) -> set[str]:
    token = other.end
    if reading.word(token) == ",":
        token = _after_insertion(reading, token)
    return {"joined_metonym"} if _verb_feature(reading, token) else set()


def _features_of_possessive(reading: Reading, token: int) -> set[str]:
    following = {reading.word(token + step).strip('"“”') for step in range(4)}
    if reading.word(token) in _PLACES:
        return {"place_of"}
    if following & _POLICY:
        return {"policy_of"}
    return {"place_of"} if following & _PLACES else set()


def _after_insertion(reading: Reading, comma: int) -> int:
    """Skip what stands between two commas: "Khartoum, caught between the two, asked …"."""
    end = min(reading.sentence_range(comma)[1], comma + 14)
    for token in range(comma + 1, end):
        if reading.low[token] == ",":
            return token + 1
    return comma


def _features_before(reading: Reading, name: Name, others: frozenset[int]) -> set[str]:
    token = name.first - 1
    if reading.word(token) == "the":
        token -= 1
    if reading.word(token) in _QUARTERS:
        token -= 1
    word = reading.word(token)
    if word in _HYPHENS:
        named = reading.covering.get(token - 1)
        return {"between"} if named is not None and named.first in others else set()
    if word == "and":
        named = reading.covering.get(token - 1)
        if named is not None and named.first in others:
            return _joined_before(reading, name, named)
    if word in _LOCATIVE:
        return {"in"}
    if word in ("to", "toward", "towards", "for", "via"):
        return _features_of_goal(reading, token)
    if word == "from":
        return {"is_pressed"} if reading.word(token - 1) in _SENT else {"from"}
    if word == "between":
        return {"between"}
    if word == "on" and reading.word(token - 1) in ("called", "calls", "call", "calling"):
        return {"is_pressed"}
    if word in _RELATION:
        return {"with"}
    return {"is_pressed"} if word in _PRESSES else {"in"} if word in _MOVES else set()


def _features_of_goal(reading: Reading, token: int) -> set[str]:
    """“According to Tehran” speaks, “travelled to Tehran” moves."""
    before = [reading.word(token - step) for step in range(1, 4)]
    if before[0] == "according":
        return {"speaks"}
    if not _MOVES.isdisjoint(before):
        return {"moves_to"}
    return set() if reading.word(token) == "for" else {"to"}


def _joined_before(reading: Reading, name: Name, named: Name) -> set[str]:
    before = reading.word(named.first - 1)
    if before in _LOCATIVE:
        return {"in"}
    if before == "between":
        return {"between"}
    return _joined(reading, name)
