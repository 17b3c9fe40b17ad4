"""How a person's name is built: given names, family name, particles, suffixes, and what is the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, Literal, cast

from msgspec import Struct

from pipelines.extract.actors.word_lists import HONORIFICS
from pipelines.extract.folding import fold
from pipelines.extract.offices import offices_of

Gender = Literal["m", "f"]

PARTICLES: Final = frozenset(
    "van von der den de da das dos do del della di du la le el al bin ben ibn bint abu ter ten zu zur af"
    " av mac st ap ould".split()
)
_FEWEST_FULL: Final = 2  # words of a full name
_SUFFIXES: Final = frozenset(
    "jr jr. sr sr. ii iii iv phd ph.d. ph.d md m.d. mp mep qc kc obe cbe".split()
)
# Family names that stand first in news English; Japanese and Hungarian names are turned around there.
_FAMILY_FIRST: Final = frozenset(
    # Mandarin and Cantonese
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng"
    " liang xie song"
    " tang xu deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding"
    " ren yao shen zhong cui tan fan jin shi liao jia xia fu fang zou xiong bai meng qin qiu hou yin xue"
    " yan duan lei long li tao shi he mao hao gu gong shao wan qian dai kong xi wen lai chiang tsai chu hsu"
    " hsieh tsang leung cheung wong chan lam lau kwok ng tse yip cheng ho kwan tong ip mok ko lee han ke ai"
    " jing ning pu qi qu rong sha sheng si tong xin xing you yue zang zhan zhuang zuo hua ji"
    " jian ouyang sima"
    " mei nie le lou lian bo bao bian bi chai che chi"
    # Korean
    " kim lee park choi jung jeong kang cho yoon yun jang chang lim im han oh seo suh shin kwon"
    " hwang ahn an"
    " song ryu yoo hong jeon jun ko koh moon mun son bae baek heo noh roh ri ro pak rhee ban chung cha"
    # Vietnamese
    " nguyen tran pham hoang phan vu vo dang bui do ho ngo duong ly truong to vuong"
    # Khmer
    " hun sok sar tea".split()
)


class PersonName(Struct, frozen=True):
    """A person's name in folded words; `family` is a part of `words`, `given` its first given name."""

    text: str
    words: tuple[str, ...]
    given: str
    family: str
    honorific: str

    @property
    def full(self) -> bool:
        """Whether given and family name are both there."""
        return bool(self.given and self.family)

    @property
    def gender(self) -> Gender | None:
        """What title and given name tell about the gender."""
        by_title = HONORIFICS.get(self.honorific)
        if by_title:
            return cast("Gender", by_title)
        return given_gender(self.given)


@cache
def _given_names() -> dict[str, str]:
    table = files("pipelines.extract.actors").joinpath("given_names.tsv")
    names: dict[str, str] = {}
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        gender, _, listed = line.split("\t")
        for name in listed.split():
            key = fold(name)
            names[key] = gender if names.get(key, gender) == gender else "u"
    return names


def is_given_name(word: str) -> bool:
    """Whether a folded word is in the table of given names."""
    return word in _given_names()


def given_gender(given: str) -> Gender | None:
    """Give the gender a given name tells; None where it is unknown or used for both."""
    gender = _given_names().get(given)
    return cast("Gender", gender) if gender in ("m", "f") else None


@lru_cache(maxsize=4096)
def read_person_name(text: str) -> PersonName:
    """Take a person's name apart; titles, honorifics and suffixes are no part of its words."""
    words = [fold(word).strip(',"“”()') for word in text.split()]
    shown = text.split()
    honorific = ""
    while len(words) > 1 and words[0] in HONORIFICS and not _is_called_so(shown):
        honorific = words.pop(0)
        shown.pop(0)
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
        shown.pop()
    words = [word for word in words if word]
    given, family = _given_and_family(words, honorific)
    plain = " ".join(shown).strip(",")
    return PersonName(plain, tuple(words), given, family, honorific)


def _is_called_so(shown: Sequence[str]) -> bool:
    """Whether an honorific and one word are a name that offices are known of: "Sheikh Hasina"."""
    return len(shown) == _FEWEST_FULL and bool(offices_of(" ".join(shown)))


def _given_and_family(words: list[str], honorific: str) -> tuple[str, str]:
    if not words:
        return "", ""
    if len(words) == 1:
        return ("", words[0]) if honorific or not is_given_name(words[0]) else (words[0], "")
    if _is_family_first(words):
        return words[1], words[0]
    for index in range(1, len(words)):
        is_particle = words[index] in PARTICLES and index + 1 < len(words)
        if is_particle or words[index].startswith(("al-", "el-", "d'", "o'")):
            return words[0], " ".join(words[index:])
    if words[0] in PARTICLES:
        return "", " ".join(words)
    return words[0], words[-1]


def _is_family_first(words: list[str]) -> bool:
    if words[0] not in _FAMILY_FIRST or len(words) > 3:
        return False
    if not is_given_name(words[0]) or "-" in words[-1]:
        return True
    return len(words) == 3 and not any(is_given_name(word) for word in words[1:])


def matches_part(short: PersonName, full: PersonName) -> int:
    """Say how well a shorter name fits a full one: 3 family name, 2 other parts, 1 given name, 0 not."""
    if short.honorific and short.gender and full.gender and short.gender != full.gender:
        return 0
    name = without_article(" ".join(short.words))
    if name == without_article(full.family):
        return 3
    words = full.words
    if len(short.words) == 1 and name == words[-1]:
        return 3
    if not _in_order(short.words, words):
        return 0
    if len(short.words) == 1:
        return 1 if name == full.given else 2
    return 3


def without_article(name: str) -> str:
    """Give an Arabic family name without "al-" or "el-"."""
    return name[3:] if name.startswith(("al-", "el-")) else name


def _in_order(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether all words (or initials) of a name occur in another in this order."""
    position = 0
    for word in short:
        while position < len(full) and not _same_word(word, full[position]):
            position += 1
        if position == len(full):
            return False
        position += 1
    return True


def _same_word(word: str, other: str) -> bool:
    if word == other:
        return True
    initial = word.rstrip(".")
    return len(initial) == 1 and other.startswith(initial)


def is_near_spelling(name: PersonName, other: PersonName) -> bool:
    """Whether two full names are likely one person's, one of them misspelt or transliterated otherwise.

    Same family name and given names one letter apart (two where they are long), or the other way
    round; names of different gender are two persons'.
    """
    if not (name.full and other.full) or name.words == other.words:
        return False
    if name.family == other.family:
        genders = {given_gender(name.given), given_gender(other.given)}
        return genders != {"m", "f"} and is_near(name.given, other.given)
    return name.given == other.given and is_near(name.family, other.family)


def is_near(word: str, other: str) -> bool:
    """Whether two words begin alike and differ in one letter (two where they are long)."""
    shorter = min(len(word), len(other))
    if shorter < 4 or word[0] != other[0]:
        return False
    if is_given_name(word) and is_given_name(other) and _distance(word, other) > 1:
        return False
    return _distance(word, other) <= (1 if shorter < 7 else 2)


def _distance(word: str, other: str) -> int:
    """Count the letters to put in, take out, change or swap (optimal string alignment)."""
    if abs(len(word) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, 1):
        following = [i]
        for j, their in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (letter != their))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == their:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]
