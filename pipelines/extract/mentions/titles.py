"""Titles: "Secretary of State Antony Blinken" names a person, and no state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# Before a capitalised word these are titles, whatever a model takes them for.
_BEFORE_NAMES: Final = frozenset(
    "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Sir Dame Sen. Sen Rep. Rep Gov. Gov Gen. Gen Lt. Lt"
    " Col. Col Sgt. Sgt Capt. Capt Adm. Adm Maj. Brig. Cmdr. Rev. Fr. President Premier Chancellor"
    " Minister Senator Congressman Congresswoman Ambassador Governor Mayor Professor Spokesman"
    " Spokeswoman Spokesperson Chairman Chairwoman Colonel Captain Lieutenant Sergeant Admiral Brigadier"
    " Ayatollah Archbishop Rabbi Secretary Commissioner Inspector Detective Sheriff Superintendent"
    " Representative Councillor Councilor Undersecretary Envoy Attorney Prosecutor Pastor Reverend"
    " Magistrate".split()
)
# With the word after them they are titles wherever they stand.
_TWO_WORDS: Final = {
    "Prime": frozenset({"Minister", "Ministers", "Minister-designate"}),
    "Vice": frozenset({"President", "Premier", "Chairman", "Chancellor", "Minister"}),
    "Attorney": frozenset({"General"}),
    "Secretary": frozenset({"General"}),
    "Solicitor": frozenset({"General"}),
    "Director": frozenset({"General"}),
    "Surgeon": frozenset({"General"}),
    "Chief": frozenset({"Justice", "Minister", "Executive", "Inspector", "Constable"}),
    "Supreme": frozenset({"Leader"}),
    "Crown": frozenset({"Prince", "Princess"}),
    "Home": frozenset({"Secretary"}),
    "Press": frozenset({"Secretary"}),
}
_OFFICES: Final = frozenset(
    {"Secretary", "Minister", "Undersecretary", "Commissioner", "Ministers"}
)
_ANY: Final = _BEFORE_NAMES | _OFFICES | _TWO_WORDS.keys()
_FIELDS: Final = frozenset(
    "Foreign Defence Defense Finance Interior Health Education Justice Labour Labor Trade Energy"
    " Transport Environment Agriculture Treasury Economy Home Culture Affairs Information Security"
    " Housing Commerce Industry Planning Tourism Immigration Water Mines Oil"
    " Petroleum Sports Welfare".split()
)
_JOINING: Final = frozenset({"and", "the", ",", "&"})
_LONGEST_FIELD: Final = 6  # words of "Minister for Justice, Home Affairs and Equality"


def title_places(words: Sequence[str]) -> set[int]:
    """Give the indices of words that belong to titles and so to no name."""
    found: set[int] = set()
    for index in [index for index, word in enumerate(words) if word in _ANY]:
        word = words[index]
        if word in _OFFICES:
            found.update(_office(words, index))
        if word in _BEFORE_NAMES and _is_capitalised(words, index + 1):
            found.add(index)
        if word in _TWO_WORDS and index + 1 < len(words) and words[index + 1] in _TWO_WORDS[word]:
            found.update((index, index + 1))
    return found


def _is_capitalised(words: Sequence[str], index: int) -> bool:
    return index < len(words) and words[index][0].isupper()


def _office(words: Sequence[str], index: int) -> list[int]:
    """ "Foreign Minister", "Secretary of State", "Minister for Home Affairs"."""
    places: list[int] = []
    before = index - 1
    while before >= 0 and words[before] in _FIELDS:
        places.append(before)
        before -= 1
    if index + 2 < len(words) and words[index + 1] in {"of", "for"}:
        field = _field_end(words, index + 2)
        if field > index + 2:
            places += range(index, field)
    if places:
        places.append(index)
    return places


def _field_end(words: Sequence[str], start: int) -> int:
    """Give the index after the field of an office: capitalised words, joined by "and" and the like.

    Where a name follows at once ("Secretary of State Antony Blinken"), the field is one word.
    """
    end = start + (words[start] == "the")
    if not _is_capitalised(words, end):
        return start
    end += 1
    while end + 1 < len(words) and end - start < _LONGEST_FIELD:
        if words[end] in _JOINING and words[end + 1] in _FIELDS:
            end += 2
        elif words[end] in {"Affairs", "Security", "Services", "Development", "Resources"}:
            end += 1
        else:
            break
    return end
