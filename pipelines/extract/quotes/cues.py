"""The words that attribute: verbs with their frames, prepositions, and nouns as in "in a statement"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

from pipelines.extract.verb_forms import inflections

Form = Literal["base", "third", "past", "participle", "ing"]

# lemma [past [participle]] : frames. The frames, with {} for the content:
#   say    X said (that) {}; {}, X said; “{}”, said X        think   X hoped (that) {}; seldom “{}”
#   tell   X told Y (that) {}                                 ask     X asked (Y) whether {}
#   urge   X urged {Y to …}                                   vow     X promised {to …}
#   doing  X denied {taking …}                                as      X described {Y as …}
#   name   X called {Y “…”}                                   mark    only with quotation marks
#   on, for, of, … X insisted on {}                           accuse  X accused {Y of …}
#   that     X held that {}
#   urge_on, urge_to   X called on {Y to …}                   out_that  X pointed out that {}
_VERBS: Final = """
say said : say                  tell told : tell urge           add : say
accept : think                  accuse : accuse                 acknowledge : say doing
admit admitted : say doing to   advise : tell urge against      affirm : say
agree : think                   allege : say                    announce : say
answer : say                    anticipate : think              apologise : mark for
apologize : mark for            appeal : mark for urge_to       argue : say for against
ask : ask say urge          assert : say                    assume : think
assure : tell                   aver averred : say              beg begged : urge mark
begin began begun : mark        believe : think                 blast : mark
boast : say of about            brag bragged : say about        brand : mark as
call : name urge_on for         caution : tell say against      challenge : mark urge
characterise : as               characterize : as               claim : say
clarify : say                   comment : say                   compare : mark
complain : say of about         concede : say                   conclude : say
concur concurred : think        condemn : mark as               confess : say to
confirm : say                   consider : think                contend : say
continue : mark                 counter : say                   criticise : mark
criticize : mark                cry : mark                      declare : say
decry : mark                    deem : mark                     demand : say
denounce : mark as              deny : say doing                deplore : mark
describe : as mark              disclose : say                  dismiss : mark as
doubt : think                   dub dubbed : name
emphasise : say                 emphasize : say                 encourage : urge
estimate : think                exclaim : mark                  exhort : urge
expect : think urge             explain : say                   express : mark
fear : think                    feel felt : think               find found : think
forecast forecast : think       grumble : say                   guess : think
hail : mark as                  highlight : say                 hint : say at
hold held : that
hope : think vow                imagine : think                 implore : urge
imply : say                     indicate : say                  inform : tell
insist : say on                 insinuate : say
invite : urge                   joke : say                      judge : think
label labelled : name mark      lament : say                    laugh : mark
learn : think                   liken : mark                    maintain : say
mean meant : think              mention : say                   mock : mark
murmur : mark                   muse : mark                     mutter : mark
note : say                      notify : tell                   object : say
observe : say                   offer : vow mark                opine : say
plead : mark for                pledge : vow say
point : out_that                portray : as                    post : mark say
praise : mark                   predict : say                   press : urge
proclaim : say                  project : think                 promise : vow tell say
propose : say doing             protest : say                   question : ask mark
put put : mark                  quip quipped : mark             reaffirm : say
read read : mark
realise : think                 realize : think                 reason : say
reassure : tell
rebut rebutted : mark           recall : say doing              reckon : think
recommend : say doing           recount : say                   regret regretted : think
reiterate : say                 reject : mark as
remark : say                    remember : think                remind : tell
repeat : say                    reply : say                     report : say
rule : think                    echo : say
request : say urge              respond : say mark              retort : mark say
reveal : say                    scoff : mark                    scream : mark
shout : mark                    sigh : mark                     signal signalled : say
speak spoke spoken : of         speculate : think               state : say
stipulate : say                 stress : say                    submit submitted : think
suggest : say doing             surmise : think                 suspect : think
swear swore sworn : vow say     teach taught : tell             term : name
testify : say                   thank : mark                    think thought : think
threaten : vow                  tweet : say                     underline : say
underscore : say                understand understood : think   urge : urge say
venture : say mark              verify : say                    volunteer : mark
vow : vow say                   want : urge
                  warn : say tell urge of against about
whisper : mark                  wish : think                    wonder : ask mark
worry : think                   write wrote written : say       yell : mark
dare : mark urge
bellow : mark                   calculate : think               chant : mark
decide : that                   determine : that                enthuse : mark say
fume : mark say                 groan : mark                    guarantee : say vow
gush : mark say                 hypothesise : say               hypothesize : say
interject : mark                posit : say                     rage : mark
reflect : mark say              relay : say                     roar : mark
snap snapped : mark             sob sobbed : mark               theorise : say
theorize : say                  thunder : mark                  vent : mark
"""

# Forms that are nouns as well: they need a subject right before them that can have them as its verb.
NOUN_FORMS: Final = frozenset(
    "answer answers appeal appeals call calls claim claims comment comments challenge challenges demand"
    " demands doubt doubts estimate estimates fear fears find finds forecast forecasts guess hint hints"
    " hope hopes joke jokes label labels laugh mention note notes object objects offer offers order"
    " orders plea pledge pledges point points post posts press praise promise promises project projects"
    " protest protests question questions reason reasons regret regrets remark remarks report reports"
    " request requests signal signals state states stress suspect suspects term terms threat tweet tweets"
    " vow vows whisper wish wishes worry worries felt meant found saying meaning finding ruling warning"
    " holding feeling meeting reasoning rule rules reporting posting understanding judge cry echo".split()
)
# After these "that" is often left out; after the others a noun phrase is more likely an object.
BARE_CLAUSES: Final = frozenset(
    "say tell think believe claim feel hope reckon admit insist argue add complain wish suspect fear"
    " concede maintain acknowledge assume imagine guess warn reply estimate explain note".split()
)
CLAUSE_ONLY: Final = frozenset("say think believe insist argue".split())
# What happens "according to" these, nobody says.
NO_SOURCES: Final = frozenset(
    "ability age budget circumstances law laws need needs number order plan plans preference rule rules"
    " schedule share size terms type wishes".split()
)
# “According to X”, “as per X”.
SOURCE_PHRASES: Final = {"according": "to", "as": "per"}
# “In X's view”: what somebody thinks.
VIEW_NOUNS: Final = frozenset("view opinion words eyes assessment judgment".split())
# Who has no name ("residents") is quoted where a verb of saying leaves no doubt.
PLAIN: Final = frozenset(
    "say tell add announce report warn reply answer note explain insist deny admit claim argue caution"
    " complain testify write ask call urge predict promise acknowledge concede state believe think expect"
    " estimate reckon find allege assert confirm conclude contend maintain stress emphasise emphasize"
    " disclose recommend declare stipulate rule".split()
) | {"according to"}
SPEECH_NOUNS: Final = frozenset(
    "statement interview interviews briefing briefings conference speech letter report note message post"
    " posts tweet telegram call email e-mail address testimony video article memo ruling judgment verdict"
    " filing column broadcast sermon declaration communique communiqué op-ed remarks comments release"
    " book memoir essay blog podcast televised television radio".split()
)
ADDRESSEE_NOUNS: Final = frozenset(
    "reporters journalists lawmakers legislators parliament congress deputies senators supporters"
    " customers shareholders investors colleagues residents delegates viewers listeners students members"
    " police investigators officials aides staff employees workers voters diplomats ministers people"
    " friends fans crowds families relatives clients analysts".split()
)
# "claim that …": nouns that hold a content where an actor owns them.
CONTENT_NOUNS: Final = frozenset(
    "accusation accusations admission allegation allegations announcement argument assertion assertions"
    " assurance assurances belief claim claims comment complaint complaints conclusion concern concerns"
    " contention demand denial expectation explanation fear fears hope hopes insistence position pledge"
    " promise promises proposal remark remarks statement suggestion suspicion threat threats view vow"
    " warning warnings".split()
)


class Cue(Struct, frozen=True):
    """One form of a verb that attributes, with the frames it may stand in."""

    lemma: str
    form: Form
    frames: frozenset[str]


def _read_verbs() -> Iterator[tuple[str, Cue]]:
    for line in _VERBS.strip().splitlines():
        for entry in _entries(line):
            forms, frames = entry.split(":")
            base, *pasts = forms.split()
            third, regular, ing = inflections(base)
            past = pasts[0] if pasts else regular
            if pasts and past.endswith("ed"):
                ing = past[:-2] + "ing"
            known = frozenset(frames.split())
            yield base, Cue(base, "base", known)
            yield third, Cue(base, "third", known)
            yield ing, Cue(base, "ing", known)
            if len(pasts) > 1:
                yield pasts[1], Cue(base, "participle", known)
            yield past, Cue(base, "past", known)


def _entries(line: str) -> Iterator[str]:
    """Part a row of the table at the spaces between its columns."""
    for cell in line.split("  "):
        if cell.strip():
            yield cell.strip()


VERB_CUES: Final[dict[str, Cue]] = dict(_read_verbs())
