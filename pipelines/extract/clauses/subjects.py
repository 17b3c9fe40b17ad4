"""The subject of a verb: before it, after it where the order is inverted, or shared with another verb."""

from __future__ import annotations

from typing import Final, NamedTuple

from pipelines.extract.actors import Reference
from pipelines.extract.clauses.descriptions import (
    described,
    is_calling,
    is_epithet,
    may_be_called,
)
from pipelines.extract.clauses.lists import listed_left, listed_right
from pipelines.extract.clauses.noun_phrases import (
    SPEAKING_BODIES,
    SPEAKING_ROLES,
    Phrase,
    actor_within,
    is_verb,
    phrase_left,
    phrase_right,
)
from pipelines.extract.clauses.pronouns import PronounReader
from pipelines.extract.clauses.reading import LONGEST_WALK, Reading
from pipelines.extract.clauses.words import (
    AUXILIARIES,
    BE,
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    MODALS,
    NEGATIONS,
    POSSESSIVE_PRONOUNS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    TERMINAL,
    is_adverb,
    is_finite,
)

_MOST_STEPS: Final = 12
_LONGEST_RELATIVE: Final = 12
_TITLES_WITH_OF: Final = frozenset(
    "chief commissioner director head leader minister president secretary speaker under-secretary"
    " undersecretary".split()
)
_PARTICIPLES: Final = frozenset(
    "accused arrested based briefed caught charged convicted detained displaced held injured interviewed"
    " involved jailed killed known named suspected trapped wanted wounded".split()
)
_TITLES_BEFORE: Final = frozenset({"of", "for", "to", "at"})
_PARENTHESES: Final = frozenset({",", "–", "—", "--"})
_ALSO_CONJUNCTIONS: Final = frozenset("as after before since until than".split())
_EXPLAINED_BY: Final = DETERMINERS | POSSESSIVE_PRONOUNS
_UNNAMED: Final = 0.6
_UNKNOWN: Final = 0.5
_SHARED_VERBS: Final = 5
_BOTH_WITHIN: Final = 4


class Subject(NamedTuple):
    """Who does what a verb says: its tokens `first` to `last` (both inside), and whom they mean.

    `start` is where all of it begins: titles, and the noun that an apposition explains. `others` are
    named beside the first: “X and Y said”.
    """

    first: int
    last: int
    actor: str | None
    confidence: float
    is_pronoun: bool = False
    is_shared: bool = False
    start: int = -1
    others: tuple[str, ...] = ()


class Verb(NamedTuple):
    """What stands between a subject and its verb: `before` is the first token left of all that."""

    before: int
    negated: bool = False
    modal: bool = False
    be: bool = False
    infinitive: bool = False


class SubjectFinder:
    """Finds subjects in one reading; pronouns are resolved on the way."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.pronouns = PronounReader(reading)

    def verb_group(self, index: int, lowest: int) -> Verb:
        """Read auxiliaries, negation and adverbs before a verb."""
        words = self._reading.words
        at, negated, modal, be = index - 1, False, False, False
        while at >= lowest and at not in self._reading.to_token:
            word = words[at]
            if word in NEGATIONS:
                negated = True
            elif word in AUXILIARIES or (word in BE and at + 1 == index and word[0] not in "'’"):
                be = be or word in BE
                modal = modal or word in MODALS
            elif word in DAYS and at - 1 >= lowest and words[at - 1] == "on":
                at -= 1
            elif word == "to":
                return Verb(at - 1, negated, modal, be, infinitive=True)
            elif not is_adverb(word):
                break
            at -= 1
        return Verb(at, negated, modal, be)

    def before(self, verb: Verb, lowest: int) -> Subject | None:
        """Find the subject left of a verb group, within its clause."""
        at = verb.before
        if at < lowest:
            return None
        words = self._reading.words
        if words[at] in RELATIVES and words[at] != "whose":
            at -= 2 if at > lowest and words[at - 1] == "," else 1
        if words[at] in SUBJECT_PRONOUNS and at not in self._reading.to_token:
            return self._pronoun(at)
        closing = words[at] if words[at] in _PARENTHESES else ""
        return self._walk_left(at - 1 if closing else at, lowest, closing)

    def both(self, index: int) -> Subject | None:
        """Find who “both” are at the beginning of a sentence: the two who spoke last."""
        unit = self._reading.unit_number(index)
        spoken = (self.pronouns.speakers.get(unit - back) for back in range(1, _BOTH_WITHIN))
        known = list(dict.fromkeys(each for each in spoken if each is not None))
        if len(known) < 2:
            return None
        return Subject(index, index, known[1], _UNNAMED, start=index, others=(known[0],))

    def with_participle(self, verb: Verb, lowest: int) -> Subject | None:
        """Find the subject of a participle after "with": “…, with X saying that …”."""
        if verb.before < lowest:
            return None
        phrase = phrase_left(self._reading, verb.before, lowest)
        if phrase is None or phrase.first <= lowest:
            return None
        if self._reading.words[phrase.first - 1] != "with":
            return None
        return self._of_phrase(phrase, [], verb.before, lowest)

    def after(self, index: int, highest: int) -> Subject | None:
        """Find the subject right of a verb: “…,” said Xi."""
        words = self._reading.words
        if index >= highest:
            return None
        if words[index] in SUBJECT_PRONOUNS or self._is_object_pronoun(index):
            return self._pronoun(index)
        phrase = phrase_right(self._reading, index, highest)
        if phrase is None:
            return None
        if is_epithet(self._reading, phrase):
            return self._somebody(phrase)
        if phrase.head is not None:
            listed = listed_right(self._reading, phrase, highest)
            return self._of_list(phrase.head, listed, phrase.last)
        return self._apposed(phrase, highest) or self._unnamed(phrase, [])

    def _is_object_pronoun(self, index: int) -> bool:
        """“According to him, …”; “her” before a noun owns it."""
        after = self._reading.words[index + 1 : index + 2] or ["."]
        return self._reading.words[index] in ("him", "her", "them") and after[0] in TERMINAL

    def shared(self, index: int, lowest: int) -> Subject | None:
        """Find the subject that a verb after "and" or a participle shares with a verb before it."""
        tried = 0
        floor = max(lowest, index - LONGEST_WALK // 2)
        at = index
        while at >= floor and tried < _SHARED_VERBS:
            if at in self._reading.closes:
                at = self._reading.closes[at] - 1
                continue
            reference = self._reading.to_token.get(at)
            if reference is not None:
                at = self._reading.first_of(reference) - 1
                continue
            if is_verb(self._reading, at):
                tried += 1
                verb = self.verb_group(at, lowest)
                subject = self._main_subject(verb, lowest)
                if subject is not None:
                    return subject._replace(is_shared=True)
                at = min(at, verb.before + 1)
            at -= 1
        return None

    def _main_subject(self, verb: Verb, lowest: int) -> Subject | None:
        """Give the subject of a verb unless it shares one itself or stands in a relative clause."""
        at = verb.before
        if at < lowest or verb.infinitive:
            return None
        word = self._reading.words[at]
        if word in CONJUNCTIONS or word in RELATIVES or word == "that":
            return None
        subject = self.before(verb, lowest)
        return subject if subject is not None and subject.actor is not None else None

    def _pronoun(self, index: int) -> Subject | None:
        answer = self.pronouns.resolve(index)
        if answer is None:
            return Subject(index, index, None, _UNKNOWN, is_pronoun=True, start=index)
        return Subject(index, index, answer.actor, answer.confidence, is_pronoun=True, start=index)

    def _walk_left(self, index: int, lowest: int, closing: str) -> Subject | None:
        """Read noun phrases from right to left up to the one that is the subject.

        `closing`: the comma or dash before the verb, if any: what comes first may then be an
        apposition or a relative clause about the subject.
        """
        at = index
        crossed = not closing
        governed: list[Phrase] = []
        for _ in range(_MOST_STEPS):
            if at < lowest:
                return None
            phrase = phrase_left(self._reading, at, lowest)
            if phrase is None and crossed and self._is_reduced(at, lowest):
                at, governed = at - 1, []
                continue
            if phrase is None:
                relative = self._relative_before(at, lowest) if crossed else None
                if relative is not None:
                    at, governed = relative - 1, []
                    continue
                if crossed:
                    return None
                at, crossed, governed = self._skip(at, lowest, closing), True, []
                continue
            listed = listed_left(self._reading, phrase, lowest)
            apposed = bool(closing) and crossed and phrase.head is None
            governor = self._left_of_pair(listed[0].first - 1, lowest, apposed=apposed)
            word = self._reading.words[governor] if governor >= lowest else ""
            if word in _TITLES_BEFORE and self._is_titled(phrase, governor, lowest):
                return self._titled(phrase, governor, index, lowest)
            if word in PREPOSITIONS and not (word in _ALSO_CONJUNCTIONS and at == index):
                governed, at = listed, governor - 1
            elif crossed and (who := self._object_of_relative(governor, lowest)) is not None:
                at, governed = who - 1, []
            elif governed and not closing and self._explains(phrase, governor):
                at = governor - 1
            elif self._is_subject(phrase, word, closing, crossed):
                subject = self._of_phrase(phrase, governed, index, lowest)
                return subject if crossed or not closing else self._explained(subject, lowest)
            else:
                at, crossed, governed = self._skip(governor, lowest, closing), True, []
        return None

    def _is_reduced(self, at: int, lowest: int) -> bool:
        """“A man accused of spying told”: the participle is no verb of its own."""
        words = self._reading.words
        if at <= lowest or words[at + 1] not in PREPOSITIONS or words[at - 1] in AUXILIARIES:
            return False
        return words[at] in _PARTICIPLES or (words[at + 1] == "by" and is_finite(words[at]))

    def _is_titled(self, phrase: Phrase, governor: int, lowest: int) -> bool:
        """“Secretary of State X”, “CEO of Y X”: the name after such a title is the subject."""
        if phrase.head is None or phrase.first == self._reading.first_of(phrase.head):
            return False
        if not self._is_person(phrase.head):
            return False
        if self._reading.first_of(phrase.head) - 1 in self._reading.to_token:
            return True
        if self._reading.words[governor] not in ("of", "for"):
            return False
        return governor > lowest and not _TITLES_WITH_OF.isdisjoint(
            self._reading.words[max(lowest, governor - 3) : governor]
        )

    def _explains(self, phrase: Phrase, governor: int) -> bool:
        """“X, director at Y told”: a role behind a person's name, its second comma left out."""
        words = self._reading.words
        if phrase.head is not None or words[governor] != "," or words[phrase.first] in DETERMINERS:
            return False
        named = self._reading.to_token.get(governor - 1)
        speaks = words[phrase.last] in SPEAKING_ROLES or words[phrase.last] in SPEAKING_BODIES
        return speaks and named is not None and self._is_person(named)

    def _titled(self, phrase: Phrase, governor: int, last: int, lowest: int) -> Subject | None:
        """Give “U.S. Secretary of State X” whole, though a preposition parts it."""
        subject = self._of_phrase(phrase, [], last, lowest)
        title = phrase_left(self._reading, governor - 1, lowest)
        if subject is None or title is None:
            return subject
        return subject._replace(start=min(subject.start, title.first))

    def _named_before(self, phrase: Phrase) -> Reference | None:
        """“X and two colleagues said”: who of the two has a name."""
        if self._reading.words[phrase.first - 1] != "and":
            return None
        named = self._reading.to_token.get(phrase.first - 2)
        return named if named is not None and self._is_person(named) else None

    def _object_of_relative(self, governor: int, lowest: int) -> int | None:
        """Give the pronoun of “the man who supports X”, where a verb stands before X."""
        if governor <= lowest or not is_verb(self._reading, governor):
            return None
        return self._relative_before(governor, lowest)

    def _explained(self, subject: Subject | None, lowest: int) -> Subject | None:
        """Give “the Speaker, X, said” from the noun on that the name explains."""
        if subject is None or subject.start - 2 < lowest:
            return subject
        words = self._reading.words
        noun = phrase_left(self._reading, subject.start - 2, lowest)
        if noun is None or noun.head is not None or words[noun.first] not in _EXPLAINED_BY:
            return subject
        opens = noun.first == lowest or words[noun.first - 1] == ","
        return subject._replace(start=noun.first) if opens else subject

    def _relative_before(self, index: int, lowest: int) -> int | None:
        """Give the pronoun of a relative clause that ends here: “people who had lived in X say”."""
        for at in range(index, max(lowest, index - _LONGEST_RELATIVE) - 1, -1):
            word = self._reading.words[at]
            if word in RELATIVES:
                return at if at > lowest and self._reading.words[at - 1] != "," else None
            if word == "," or at in self._reading.closes:
                return None
        return None

    def _left_of_pair(self, index: int, lowest: int, *, apposed: bool) -> int:
        """“X, the broadcaster and campaigner, who …, said”: go on left of both nouns."""
        if not apposed or index - 1 < lowest or self._reading.words[index] != "and":
            return index
        other = phrase_left(self._reading, index - 1, lowest)
        return index if other is None or other.head is not None else other.first - 1

    def _is_subject(self, phrase: Phrase, before: str, closing: str, crossed: bool) -> bool:
        """Whether a phrase with `before` on its left is the subject.

        Before the comma that opens a parenthesis is crossed, only a name between two commas is:
        “Its chair, X, said”. After it, only a figure is not: “X, 19, from Y, said”.
        """
        if not closing:
            return True
        if not crossed:
            named = self._reading.to_token.get(phrase.first - 2)
            if named is not None and self._is_person(named):
                # “X, the panel's top Democrat, said”
                return phrase.head is not None and self._is_person(phrase.head)
            return phrase.head is not None and before in (",", "")
        return phrase.head is not None or before != ","

    def _skip(self, index: int, lowest: int, opening: str) -> int:
        """Go on left of the comma or dash that opens a parenthesis."""
        at = index
        floor = max(lowest, index - LONGEST_WALK // 4)
        while at >= floor:
            if at in self._reading.closes and self._reading.closes[at] > floor:
                at = self._reading.closes[at] - 1
                continue
            if self._reading.words[at] == opening:
                return at - 1
            at -= 1
        return lowest - 1

    def _of_phrase(
        self, phrase: Phrase, governed: list[Phrase], last: int, lowest: int
    ) -> Subject | None:
        if is_epithet(self._reading, phrase):
            return self._somebody(phrase)
        if phrase.head is not None:
            return self._of_list(phrase.head, listed_left(self._reading, phrase, lowest), last)
        named = self._named_before(phrase)
        if named is not None:
            return self._of_reference(named, phrase)
        return self._unnamed(phrase, governed)

    def _of_list(self, head: Reference, listed: list[Phrase], last: int) -> Subject:
        """“Egypt and Sudan said”: the first named is the subject, the others say so with it."""
        first = listed[0].head or head
        subject = self._of_reference(first, listed[0]._replace(last=last))
        return subject._replace(others=(*subject.others, *self._others(listed, first)))

    def _apposed(self, phrase: Phrase, highest: int) -> Subject | None:
        """“Said one of them, Faith Akinyi”; “said a spokesman for the ministry, Liang Guohua”."""
        at = phrase.last + 1
        while at < highest and self._reading.words[at] in PREPOSITIONS:
            governed = phrase_right(self._reading, at + 1, highest)
            if (
                governed is not None
                and governed.head
                and self._is_titled(governed, at, phrase.first)
            ):
                return self._of_reference(governed.head, governed._replace(first=phrase.first))
            if governed is None:
                # "one of them": a pronoun is no phrase
                at += 2
                break
            at = governed.last + 1
        if at >= highest or self._reading.words[at] != ",":
            governed = phrase_right(self._reading, phrase.last + 2, highest)
            return self._unnamed(phrase, [governed] if governed is not None else [])
        name = phrase_right(self._reading, at + 1, highest)
        if name is None or name.head is None:
            return None
        return self._of_reference(name.head, name) if self._is_person(name.head) else None

    def _of_reference(self, reference: Reference, phrase: Phrase) -> Subject:
        last = self._reading.last_of(reference)
        first = self._reading.first_of(reference)
        actor = None if self._is_place(reference) else reference.actor
        others = tuple(self._reading.beside.get(reference.start, ())) if reference.plural else ()
        return Subject(first, last, actor, reference.confidence, start=phrase.first, others=others)

    def _unnamed(self, phrase: Phrase, governed: list[Phrase]) -> Subject:
        """Give a subject without a name: whom it speaks for, where it is an office or a spokesperson."""
        words = self._reading.words
        owner = self._owner(phrase)
        if owner is not None:
            return owner
        inner = described(self._reading, phrase) or actor_within(self._reading, phrase)
        others: tuple[str, ...] = ()
        if inner is None and governed and words[phrase.last] in SPEAKING_ROLES:
            inner = governed[0].head or actor_within(self._reading, governed[0])
            others = self._others(governed, inner)
        if inner is not None and self._is_place(inner):
            inner = None
        if inner is None and is_calling(self._reading, phrase):
            return self._called(phrase)
        if inner is None:
            return Subject(phrase.first, phrase.last, None, _UNKNOWN, start=phrase.first)
        confidence = _UNNAMED * inner.confidence
        return Subject(
            phrase.first, phrase.last, inner.actor, confidence, start=phrase.first, others=others
        )

    def _others(self, listed: list[Phrase], first: Reference | None) -> tuple[str, ...]:
        """Give who is named in a list besides the first."""
        named = [each.head.actor for each in listed if each.head and not self._is_place(each.head)]
        return tuple(dict.fromkeys(each for each in named if first and each != first.actor))

    def _somebody(self, phrase: Phrase) -> Subject:
        answer = self.pronouns.resolve(phrase.first)
        actor, confidence = answer if answer is not None else (None, _UNKNOWN)
        if actor is not None:
            self.pronouns.note_epithet(phrase.first, phrase.last, actor, confidence)
        return Subject(phrase.first, phrase.last, actor, _UNNAMED * confidence, start=phrase.first)

    def _called(self, phrase: Phrase) -> Subject:
        answer = self.pronouns.resolve(phrase.first)
        actor = self._reading.actors.get(answer.actor) if answer is not None else None
        if actor is None or not may_be_called(actor, self._reading.words[phrase.last]):
            return Subject(phrase.first, phrase.last, None, _UNKNOWN, start=phrase.first)
        return self._somebody(phrase)

    def _owner(self, phrase: Phrase) -> Subject | None:
        """“Its office”, “her spokesman”: whoever owns what speaks."""
        words = self._reading.words
        if (
            words[phrase.first] not in POSSESSIVE_PRONOUNS
            or words[phrase.last] not in SPEAKING_BODIES
        ):
            return None
        answer = self.pronouns.resolve(phrase.first)
        if answer is None:
            return None
        confidence = _UNNAMED * answer.confidence
        return Subject(phrase.first, phrase.last, answer.actor, confidence, start=phrase.first)

    def _is_person(self, reference: Reference) -> bool:
        actor = self._reading.actors.get(reference.actor)
        return actor is not None and actor.kind == "person"

    def _is_place(self, reference: Reference) -> bool:
        actor = self._reading.actors.get(reference.actor)
        return actor is not None and actor.kind == "place"
