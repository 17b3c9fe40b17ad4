"""Training sentences with names of all regions: written ones with names put in, and real ones with others.

Replacing mentions by others of their type is known to help names of domains that are not in the data
(Dai and Adel, An Analysis of Simple Data Augmentation for Named Entity Recognition, COLING 2020).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Final
from unicodedata import combining, normalize

from pipelines.extract.gazetteer import countries
from pipelines.extract.gazetteer.word_lists import list_lines
from pipelines.extract.mentions.training_data import OUT, TaggedSentence, name_spans, position_tags

_PIECE: Final = re.compile(r"<([POL]) ([^>]+)>|\{([A-Z]+!?)\}")
_TYPE_OF_LETTER: Final = {"P": "PER", "O": "ORG", "L": "LOC"}
_TYPE_OF_SLOT: Final = {
    "PER": "PER",
    "LAST": "PER",
    "CITY": "LOC",
    "CITY!": "LOC",
    "REGION": "LOC",
    "COUNTRY": "LOC",
    **dict.fromkeys(
        ("ORG", "SHORT", "MEDIA", "PARTY", "GROUP", "COMPANY", "CLUB", "UNI", "BODY"), "ORG"
    ),
}
_FAMILY_FIRST: Final = {"Chinese", "Korean", "Vietnamese", "Khmer and Lao"}
_SHORTEST: Final = 5
_LONGEST: Final = 16
_SMALL: Final = frozenset(
    "a an the and or but of in on at to by for from with as 's ’s n't".split()
)
_SPELT_IN_FULL: Final = 0.4
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS: Final = (
    "January February March April May June July August September October November December"
    " Jan Feb Aug Sept Oct Nov Dec".split()
)
_FIELDS: Final = (
    "Health,Education,Defence,Defense,Finance,Justice,Labour,Energy,Interior,Agriculture,Foreign Affairs,"
    "Home Affairs,Water Resources,Public Works,Tourism,Mines,Trade and Industry,Transport,Environment,"
    "Culture,Women's Affairs,Information,Planning,Oil,Housing,Emergency Situations,Digital Development,"
    "Youth and Sports,Science and Technology,Religious Affairs,Social Development,Fisheries,Forestry,Labor"
).split(",")
_SUBJECTS: Final = (
    *_FIELDS,
    *(
        "Disaster Management,Human Rights,Anti-Corruption,Statistics,Meteorology,Civil Aviation,Farmers,"
        "Teachers,Miners,Doctors,Writers,Students,Dockworkers,Wildlife,Migration,Refugees,Customs,Ports,"
        "Electoral Affairs,National Reconciliation,Food Security,Press Freedom,Indigenous Peoples,Taxation,"
        "Peace,Democracy,Strategic Studies,Economic Research,Islamic Affairs,Veterans,Railways,Investment"
    ).split(","),
)
_HEADS: Final = (
    "Agency,Authority,Commission,Council,Bureau,Institute,Association,Union,Federation,Committee,Board,"
    "Centre,Center,Foundation,Network,Office,Service,Forum,Front,Movement,Alliance,Congress,League,Trust,"
    "Society,Coalition,Organization,Organisation,Corporation,Fund,Hospital,Court,Tribunal,Department,Party"
).split(",")
_SCOPES: Final = (
    "National,Federal,Central,State,Regional,International,African,Asian,Arab,Pan-African,Supreme,Royal,"
    "United,Independent,General,Islamic,Christian,Popular,People's,Democratic,Revolutionary,Progressive"
).split(",")
_LINES_OF_SLOT: Final = {
    "MEDIA": "agencies and media",
    "PARTY": "parties",
    "GROUP": "armed groups",
    "COMPANY": "companies",
    "CLUB": "clubs",
    "UNI": "universities",
    "BODY": "bodies",
}


class NameSource:
    """Gives names to put into sentences, each region as likely as any other; `random` decides."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._families = list_lines("family_names")
        self._givens = {
            culture: names
            for culture, names in list_lines("given_names").items()
            if culture in self._families
        }
        self._cultures = sorted(self._givens)
        self._towns = list_lines("towns")
        self._town_countries = sorted(self._towns)
        self._regions = [name for names in list_lines("places").values() for name in names]
        organisations = list_lines("organisations")
        self._organisations = {slot: organisations[line] for slot, line in _LINES_OF_SLOT.items()}
        self._countries = [each.name for each in countries().values()]
        self._demonyms = [each.demonyms[0] for each in countries().values() if each.demonyms]
        self._last = self._initials = ""

    def person(self, words: int = 0) -> str:
        """Give a person's name of one, two or more words (0: as many as chance has it)."""
        culture = self._random.choice(self._cultures)
        family = self._random.choice(self._families[culture])
        self._last = family
        if words == 1:
            return family
        names = [self._random.choice(self._givens[culture]), family]
        if words > 2 or (not words and self._random.random() < 0.2):
            middle = [
                self._random.choice(self._givens[culture]),
                "A.",
                "K.",
                "M.",
                "al",
                "bin",
                "de",
            ]
            names.insert(1, self._random.choice([middle[0], *middle]))
        if culture in _FAMILY_FIRST:
            names.insert(0, names.pop())
        return self._spelt(" ".join(names).replace(" al ", " al-"))

    def _spelt(self, name: str) -> str:
        """Most papers leave diacritics out."""
        if name.isascii() or self._random.random() < _SPELT_IN_FULL:
            return name
        parts = normalize("NFD", name)
        return "".join(char for char in parts if not combining(char))

    def town(self) -> str:
        """Give a town, each country as likely as any other."""
        return self._random.choice(self._towns[self._random.choice(self._town_countries)])

    def country(self) -> str:
        """Give a country."""
        return self._random.choice(self._countries)

    def listed_organisation(self) -> str:
        """Give an organisation of the lists."""
        return self._random.choice(
            self._organisations[self._random.choice(sorted(self._organisations))]
        )

    def organisation(self) -> str:
        """Make up an organisation of the words that such names are made of."""
        subject, head = self._random.choice(_SUBJECTS), self._random.choice(_HEADS)
        scope = self._random.choice(
            [*_SCOPES, self._random.choice(self._demonyms), self._random.choice(self._demonyms)]
        )
        forms = (
            f"{scope} {subject} {head}",
            f"{scope} {head} for {subject}",
            f"{scope} {head} of {subject}",
            f"{head} for {subject}",
            f"{subject} {head}",
            f"{scope} {subject} {head}",
            f"{self.town()} {subject} {head}",
            f"{head} of {subject} of {self.country()}",
            f"{scope} {head}",
            f"{subject} {head} of {self.country()}",
        )
        name = self._random.choice(forms)
        self._initials = "".join(word[0] for word in re.split("[ -]", name) if word[:1].isupper())
        return name

    def fill(self, slot: str) -> str:
        """Give what stands in a slot of a written sentence."""
        choose = self._random.choice
        made: dict[str, Callable[[], str]] = {
            "PER": self.person,
            "LAST": lambda: self._last or self.person(1),
            "LASTNAME": lambda: self.person(1),
            "STORM": lambda: self.person(1),
            "CITY": self.town,
            "CITY!": lambda: self.town().upper(),
            "REGION": lambda: choose(self._regions),
            "COUNTRY": self.country,
            "DEM": lambda: choose(self._demonyms),
            "DAY": lambda: choose(_DAYS),
            "MONTH": lambda: choose(_MONTHS),
            "FIELD": lambda: choose(_FIELDS),
            "N": lambda: str(self._random.randint(1, 90)),
            "ORG": self.organisation,
            "SHORT": lambda: self._initials or choose(self._organisations["BODY"]),
        }
        return made[slot]() if slot in made else choose(self._organisations[slot])


def written_sentences(random: Random, times: int) -> list[TaggedSentence]:
    """Give each sentence of the file `times` times, with other names each time."""
    names = NameSource(random)
    return [_filled(line, names) for _ in range(times) for line in _written_lines()]


@cache
def _written_lines() -> tuple[str, ...]:
    text = files("pipelines.extract.mentions").joinpath("training_sentences.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _filled(line: str, names: NameSource) -> TaggedSentence:
    text = ""
    spans: list[tuple[int, int, str]] = []
    done = 0
    for piece in _PIECE.finditer(line):
        text += line[done : piece.start()]
        done = piece.end()
        letter, inner, slot = piece.groups()
        start = len(text)
        if letter:
            text += _PIECE.sub(lambda each: names.fill(each[3]), inner)
        else:
            text += names.fill(slot)
        kind = _TYPE_OF_LETTER[letter] if letter else _TYPE_OF_SLOT.get(slot)
        if kind:
            spans.append((start, len(text), kind))
    text += line[done:]
    return position_tags(text, 0, len(text), spans)


def renamed_sentences(
    sentences: Sequence[TaggedSentence], random: Random
) -> Iterator[TaggedSentence]:
    """Give sentences that have names, each name replaced by another of its type and about its length."""
    names = NameSource(random)
    country_words = {tuple(each.name.split()) for each in countries().values()}
    for sentence in sentences:
        spans = name_spans(sentence.tags)
        if not spans:
            continue
        words: list[str] = []
        tags: list[str] = []
        done = 0
        for first, end in spans:
            words += sentence.words[done:first]
            tags += sentence.tags[done:first]
            kind = sentence.tags[first][2:]
            old = sentence.words[first:end]
            if kind == "PER":
                new = names.person(len(old))
            elif kind == "LOC":
                new = names.country() if old in country_words else names.town()
            else:
                new = names.organisation() if random.random() < 0.5 else names.listed_organisation()
            tagged = position_tags(new, 0, len(new), [(0, len(new), kind)])
            words += tagged.words
            tags += tagged.tags
            done = end
        words += sentence.words[done:]
        tags += [*sentence.tags[done:]]
        yield TaggedSentence(tuple(words), tuple(tags))


def headlines(sentences: Sequence[TaggedSentence]) -> Iterator[TaggedSentence]:
    """Give short sentences that have names as a headline writes them: Most Words With Capitals."""
    for sentence in sentences:
        if _SHORTEST <= len(sentence.words) <= _LONGEST and any(
            tag != OUT for tag in sentence.tags
        ):
            words = [_in_headline(word) for word in sentence.words]
            ends = -1 if words[-1] == "." else len(words)
            yield TaggedSentence(tuple(words[:ends]), sentence.tags[:ends])


def _in_headline(word: str) -> str:
    small = word in _SMALL or not word.islower()
    return word if small else word[0].upper() + word[1:]
