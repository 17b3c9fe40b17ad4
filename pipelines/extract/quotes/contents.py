"""What is said after a cue, by the frames that the cue may stand in."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipelines.extract.actors import Reference
from pipelines.extract.clauses.noun_phrases import is_verb, phrase_right
from pipelines.extract.clauses.reading import Reading
from pipelines.extract.function_words import (
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    NEGATIONS,
    OBJECT_PRONOUNS,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)
from pipelines.extract.quotes.asides import AsideReader
from pipelines.extract.quotes.cues import CLAUSE_ONLY, SPEECH_NOUNS, VERB_CUES, Cue
from pipelines.extract.quotes.stretches import StretchReader
from pipelines.extract.verb_forms import AUXILIARIES, is_finite

_THAT_WITHIN: Final = 24
_TO_WITHIN: Final = 14
_QUESTION_WORDS: Final = frozenset("whether if how why what who when where which".split())
_UNMARKED: Final = frozenset({"urge", "that"})  # no direct speech
_KNOWING: Final = frozenset("say tell explain reveal recall remember describe".split())
# What parts an object from what is said of or to it.
_OBJECT_FRAMES: Final = {"accuse": ("of",), "warn": ("against", "of", "about"), "blame": ("for",)}
_NO_INFINITIVE: Final = DETERMINERS | PREPOSITIONS | SUBORDINATORS | SUBJECT_PRONOUNS
_ROUNDING: Final = frozenset("about over around under between nearly".split())
_WHERE: Final = frozenset({"inside", "outside"})  # "she said outside that …"
_ADJECTIVAL: Final = (
    "able", "ant", "ent", "ful", "ible", "ical", "ing", "ish", "less", "ous", "sive", "tic", "tive",
)  # fmt: skip
_ENDING: Final = frozenset({".", "!", "?", ",", ";", ":"})


class Content(Struct, frozen=True):
    """Tokens `first` up to `end` (outside) of a content; `cue_end` is the token after the cue."""

    first: int
    end: int
    cue_end: int
    addressee: Reference | None = None


class ContentReader:
    """Reads what follows a cue, within one unit or one quotation."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = reading.words
        self.stretches = StretchReader(reading)
        self.asides = AsideReader(reading)

    def following(self, index: int, cue: Cue, highest: int) -> Content | None:
        """Give the content right of a cue at a token; None where there is none."""
        start = self.asides.after_parenthesis(index + 1, highest)
        if cue.lemma == "put":
            start = start + 1 if start < highest and self._words[start] == "it" else highest
        if start >= highest:
            return None
        content = (
            (self._marked(start, start, highest) if not cue.frames <= _UNMARKED else None)
            or self._by_preposition(start, cue, highest)
            or self._by_object(start, cue, highest)
            or self._by_infinitive(start, cue, highest)
            or self._by_clause(start, cue, highest)
            or self._after_colon(start, cue, highest)
            or self._with_marks(start, cue, highest)
            or self._naming(start, cue, highest)
        )
        if content is not None and start > index + 1 and content.cue_end == start:
            return replace(content, cue_end=index + 1)
        return content

    def marked_after(self, start: int, highest: int) -> Content | None:
        """Give a quotation that begins here, a comma or colon aside."""
        return self._marked(start, start, highest)

    def after_that(self, index: int, highest: int) -> Content | None:
        """Give the clause that "that" at a token begins."""
        if index >= highest or self._words[index] != "that":
            return None
        return self._by_that(index, index, highest)

    def _after_colon(self, start: int, cue: Cue, highest: int) -> Content | None:
        """“Said on its website: “…””; “warned: We will act.”"""
        if not cue.frames & {"say", "tell", "ask", "mark"}:
            return None
        for at in range(start, min(highest - 1, start + _THAT_WITHIN)):
            if self._words[at] == ":":
                return self._marked(at, start, highest) or self._sentence(at + 1, start, highest)
            if self._words[at] == "," or is_verb(self._reading, at):
                return None
        return None

    def _sentence(self, start: int, cue_end: int, highest: int) -> Content | None:
        """Read a sentence that begins with a capital right behind cue and colon; headings have none."""
        opens = self._reading.unit_of(cue_end - 1)[0] == cue_end - 1 or self._reading.in_title
        if opens or start != cue_end + 1 or not self._reading.is_capitalised(start):
            return None
        end = self.stretches.trimmed(start, highest)
        return Content(start, end, cue_end) if self.stretches.has_verb(start, end) else None

    def _marked(self, start: int, cue_end: int, highest: int) -> Content | None:
        at = start
        if at < highest and self._words[at] in (",", ":"):
            at += 1
        if at >= highest or at not in self._reading.opens:
            return None
        last = self._reading.opens[at]
        if last >= highest:
            return None
        after = self._words[last + 1] if last + 1 < highest else "."
        inner = self._words[last - 1]
        if inner in _ENDING or after in _ENDING or after in CONJUNCTIONS or last + 1 >= highest:
            return Content(at, last + 1, cue_end)
        return Content(at, self.stretches.clause_end(at, highest), cue_end)

    def _by_preposition(self, start: int, cue: Cue, highest: int) -> Content | None:
        word = self._words[start]
        if word == "out" and "out_that" in cue.frames:
            return self._by_that(start + 1, start + 1, highest)
        if word in ("on", "upon") and "urge_on" in cue.frames:
            return self._request(start + 1, start + 1, highest)
        if word == "to" and "urge_to" in cue.frames:
            return self._request(start + 1, start + 1, highest)
        if word in cue.frames and word in PREPOSITIONS:
            if start + 1 < highest and self._words[start + 1] in DAYS:
                return None  # “insisted on Monday that …”
            return self._checked(start + 1, start + 1, highest)
        return None

    def _by_object(self, start: int, cue: Cue, highest: int) -> Content | None:
        """“Urged Y to …”, “accused Y of …”, “described Y as …”."""
        if "urge" in cue.frames:
            request = self._request(start, start, highest)
            if request is not None:
                return request
        wanted = _OBJECT_FRAMES.get(cue.lemma, ("as",) if "as" in cue.frames else ())
        for preposition in wanted:
            at = self.stretches.find(preposition, start + 1, min(highest, start + _TO_WITHIN))
            if at is not None:
                end = self.stretches.clause_end(start, highest)
                return Content(start, end, start, self._reading.from_token.get(start))
        if "ask" in cue.frames and self._words[start] not in PREPOSITIONS:
            at = self.stretches.find("for", start + 1, min(highest, start + _TO_WITHIN))
            if at is not None:
                return self._checked(start, start, highest, self._object(start, at))
        return None

    def _request(self, start: int, cue_end: int, highest: int) -> Content | None:
        """Read "Y to do …"; the addressee is Y."""
        if (
            start >= highest
            or self._words[start] in PREPOSITIONS
            or self._words[start] in NEGATIONS
        ):
            return None
        at = self.stretches.find("to", start + 1, min(highest, start + _TO_WITHIN))
        if at is None or at + 1 >= highest or self._words[at + 1] in _NO_INFINITIVE:
            return None
        end = self.stretches.clause_end(start, highest)
        return Content(start, end, cue_end, self._object(start, at))

    def _object(self, start: int, end: int) -> Reference | None:
        """Give whom the object between two tokens means."""
        phrase = phrase_right(self._reading, start, end)
        return phrase.head if phrase is not None else None

    def _by_infinitive(self, start: int, cue: Cue, highest: int) -> Content | None:
        word = self._words[start]
        if word == "not" and start + 1 < highest:
            word = self._words[start + 1]
        takes_infinitive = "vow" in cue.frames and word == "to"
        takes_gerund = "doing" in cue.frames and word.endswith("ing") and len(word) > 4
        if takes_infinitive or takes_gerund:
            return self._checked(start, start, highest)
        return None

    def _by_clause(self, start: int, cue: Cue, highest: int) -> Content | None:
        if not cue.frames & {"say", "think", "tell", "ask", "that"}:
            return None
        asks = "ask" in cue.frames
        if asks and self._words[start] in _QUESTION_WORDS:
            return self._checked(start, start, highest)
        has_object = self._words[start] in DETERMINERS - {"that"} and not cue.frames & {
            "tell",
            "ask",
        }
        found = None if has_object else self._by_that(start, start, highest)
        if found is not None or "that" in cue.frames:
            return found
        at, addressee = self.asides.after_addressee(start, cue, highest)
        at = self.asides.after_adjuncts(at, highest)
        question = at < highest and self._words[at] in _QUESTION_WORDS
        if question and (asks or cue.lemma in _KNOWING):
            return self._checked(at, start, highest, addressee)
        marked = self._marked(at, start, highest)
        if marked is not None:
            return replace(marked, addressee=addressee)
        return None if asks else self._bare_clause(at, start, highest, cue.lemma, addressee)

    def _by_that(self, start: int, cue_end: int, highest: int) -> Content | None:
        """Read on from "that", an addressee and adjuncts aside."""
        limit = min(highest, start + _THAT_WITHIN)
        for at in range(start, limit):
            word = self._words[at]
            if word == "that":
                if at > start and self._words[at - 1] in PREPOSITIONS - _WHERE:
                    return None
                if self._is_relative(at, start, highest):
                    return None
                addressee = self._object(start, at) if at > start else None
                first = at + 2 if at + 1 < highest and self._words[at + 1] == "," else at + 1
                return self._checked(first, cue_end, highest, addressee)
            if at in self._reading.opens or word in (",", ";", ":", ".", "and", "but"):
                return None
            if word in SUBJECT_PRONOUNS and at + 1 < limit and self._words[at + 1] == "that":
                continue
            if word in SUBJECT_PRONOUNS or word in AUXILIARIES:
                return None
            before = self._words[at - 1]
            if (
                is_finite(word)
                and at > start
                and not (before in SPEECH_NOUNS or before in DETERMINERS)
            ):
                return None
        return None

    def _is_relative(self, index: int, start: int, highest: int) -> bool:
        """“Found X liable for a crash that killed …”: after an object, "that" may mean the object."""
        after = index + 1
        if after >= highest or self._words[after] in OTHER_PRONOUNS:
            return False
        return is_verb(self._reading, after) or (index > start and is_finite(self._words[after]))

    def _bare_clause(
        self, start: int, cue_end: int, highest: int, lemma: str, addressee: Reference | None
    ) -> Content | None:
        """Read a clause without "that": it begins with its subject."""
        if start >= highest:
            return None
        word = self._words[start]
        if word in CONJUNCTIONS or word in (",", ".", ":"):
            return None
        if word in PREPOSITIONS and not self._is_quantity(start, highest):
            return None
        if word in AUXILIARIES or (is_finite(word) and not word.endswith("ed")):
            return None
        if is_finite(word) and lemma not in CLAUSE_ONLY:
            return None
        found = self._checked(start, cue_end, highest, addressee)
        if found is None or not self.stretches.is_clause(start, found.end, lemma):
            return None
        return found

    def _is_quantity(self, at: int, highest: int) -> bool:
        """“Said at least 60 people had died”, “said over 60 had”."""
        after = self._words[at + 1] if at + 1 < highest else ""
        return after in ("least", "most") or (self._words[at] in _ROUNDING and after[:1].isdigit())

    def _naming(self, start: int, cue: Cue, highest: int) -> Content | None:
        """“Called it a betrayal”, “called the scenes disturbing”: an object and what it is named."""
        if "name" not in cue.frames:
            return None
        end = self.stretches.clause_end(start, highest)
        name = start + 1
        if self._words[start] not in OBJECT_PRONOUNS:
            phrase = phrase_right(self._reading, start, end)
            if phrase is None or self._words[start] not in DETERMINERS:
                return None
            name = phrase.last + 1
            if name == end and end - start > 2 and self._words[end - 1].endswith(_ADJECTIVAL):
                return Content(start, end, start)
        if name < end and (
            self._words[name] in ("a", "an") or self._words[end - 1].endswith(_ADJECTIVAL)
        ):
            return Content(start, end, start)
        return None

    def _with_marks(self, start: int, cue: Cue, highest: int) -> Content | None:
        """“Called the step “a shove in the back””: an object that holds a quotation."""
        if not cue.frames & {"mark", "name", "as", "say"}:
            return None
        if self._words[start] in (",", ".", ":", "to") or self._words[start] in CONJUNCTIONS:
            return None
        if self._words[start] in PREPOSITIONS and "say" in cue.frames:
            return None
        end = self.stretches.clause_end(start, highest)
        colon = next((at for at in range(start, end) if self._words[at] == ":"), end)
        if self._words[colon - 1] not in (",", ".") and not self._reading.is_quoted(colon - 1):
            end = self.stretches.trimmed(start, colon)
        opening = next((at for at in range(start, end) if at in self._reading.opens), end)
        if not self.stretches.has_region(start, end) or self._is_said(start, opening):
            return None
        return Content(start, end, start)

    def _is_said(self, start: int, end: int) -> bool:
        """“X confirmed the talks, Y says “…””: the quotation is another's."""
        words = self._words[start:end]
        return "," in words and any(
            (cue := VERB_CUES.get(word)) is not None
            and cue.form in ("past", "third")
            and cue.frames & {"say", "tell"}
            for word in words[words.index(",") :]
        )

    def _checked(
        self, start: int, cue_end: int, highest: int, addressee: Reference | None = None
    ) -> Content | None:
        if start >= highest:
            return None
        end = self.stretches.clause_end(start, highest)
        return Content(start, end, cue_end, addressee) if end > start else None
