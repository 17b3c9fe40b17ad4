"""Which acts and words are for or against whom: verbs by kind of event, and words of praise and blame.

The kinds of events follow PLOVER, the successor of CAMEO; the lists are our own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from pipelines.extract.verb_forms import inflections
from schemas.analysis import Stance

# event, stance : verbs, with irregular past and participle after a slash, with what must follow after "+".
_EVENTS: Final = """
consult neutral : meet/met receive visit host greet phone welcome_to travel/traveled/travelled+to \
fly/flew+to hold/held+talks sit/sat+down speak/spoke+with telephone
cooperate supportive : agree+with agree+on agree+to sign ratify join cooperate co-operate collaborate \
reconcile
support supportive : support endorse praise thank welcome congratulate applaud commend defend help \
favour favor hail honour honor bless salute
aid supportive : fund provide donate rescue send/sent+aid deliver pardon
concede supportive : accept approve apologise apologize release ease lift surrender yield
offer offer : offer promise pledge propose vow
demand demand : demand urge request recommend order summon ask+for call+for appeal+for press+for insist+on
accuse critical : accuse blame criticise criticize condemn denounce slam blast mock decry deplore censure \
ridicule rebuke chide lambast lash+out scold complain+about complain+to object+to disagree+with \
disagree+over differ+over quarrel+with quarrel+over clash+with clash+over
reject denial : reject refuse/refused+to decline+to dismiss deny rule+out veto block rebuff rebut/rebutted
threaten critical : threaten warn+against warn+of
protest critical : protest oppose boycott boo defy march+against rally+against demonstrate+against
coerce critical : sanction impose ban expel suspend restrict freeze/froze/frozen blacklist embargo \
blockade punish fine sue detain arrest jail imprison convict sentence charge indict prosecute deport evict \
disperse curb cut/cut+off
attack critical : attack bomb shell invade raid bombard storm ambush assassinate kill shoot/shot seize \
capture occupy besiege torture abduct kidnap
"""
ADJECTIVES: Final[dict[str, Stance]] = {
    **dict.fromkeys("willing ready prepared open".split(), "offer"),
    **dict.fromkeys("unwilling reluctant".split(), "denial"),
    **dict.fromkeys(
        "opposed angry dissatisfied disappointed alarmed concerned outraged".split(), "critical"
    ),
    **dict.fromkeys("committed grateful pleased satisfied".split(), "supportive"),
}
# What becomes of a stance where its word is negated: "is not willing" denies, "did not help" blames.
NEGATED: Final[dict[Stance, Stance]] = {
    "offer": "denial",
    "supportive": "critical",
    "critical": "neutral",
    "denial": "neutral",
    "demand": "neutral",
    "neutral": "neutral",
}
# What a cue says of how its content is meant.
CUE_STANCES: Final[dict[str, Stance]] = {
    **dict.fromkeys(
        "accuse blame criticise criticize condemn denounce deplore decry mock complain protest object"
        " question lament regret threaten grumble scoff blast scold warn caution fear worry"
        " doubt allege".split(),
        "critical",
    ),
    **dict.fromkeys("praise hail thank".split(), "supportive"),
    **dict.fromkeys(
        "urge demand want request recommend beg implore exhort plead appeal call press invite ask"
        " insist".split(),
        "demand",
    ),
    **dict.fromkeys("promise pledge vow offer propose".split(), "offer"),
    **dict.fromkeys("deny reject dismiss".split(), "denial"),
}
# Naming somebody or something is for or against it where the name is a word of praise or blame.
NAMING: Final = frozenset(
    "called calls labelled labeled branded described deemed dubbed termed".split()
)
# Verbs that are demands only with a request ("asked Y to"), not with a question.
ASKING: Final = frozenset("ask call appeal press invite insist".split())
POSITIVE: Final = frozenset(
    "admirable admiration admire admired admires agree agreed appreciate appreciated appreciates"
    " appreciation benefit benefits brave breakthrough brilliant calm candid commend commendable"
    " compassion confidence confident congratulate constructive contribution contributions"
    " cooperate cooperation courage delighted deserve effective encouraging excellent exceptional"
    " excited exciting exemplary extraordinary fair fantastic frank freedom friend friendly"
    " friends friendship fruitful generosity generous glad good grateful gratitude happy healthy"
    " heartening helpful hero heroes heroic honest honored honoured hopeful importance impressed"
    " impressive improve improved inspiration inspired inspiring joy justice lawful legitimate"
    " loyal magnificent milestone mutual opportunity outstanding partnership peace peaceful"
    " perfect pleased pleasure positive praise praised productive progress promising proud"
    " reasonable reassured reassuring reform relieved remarkable resilience resilient respect"
    " secure sensible sincere sincerity solid solidarity solution splendid stabilise stabilising"
    " stability stabilize stabilizing stable strength strengthen strong success successful superb"
    " support supported sustainable terrific thankful thanks thrilled tremendous trust trustworthy"
    " unity useful valuable victory welcome welcomed wise wonderful worthy yes".split()
)
NEGATIVE: Final = frozenset(
    "abandoned absurd abuse abuses abusing accuse accused aggression aggressive aggressor"
    " alarming angry annexation annexed appalled appalling arbitrary atrocities atrocity attack"
    " attacked attacks awful bad barbaric baseless betray betrayal betrayed bias blackmail blatant"
    " blunder blunders bombed bombing botched brutal brutality bully bullying callous careless"
    " catastrophe catastrophic chaos coercion collapse complacent condemn condemned condemning"
    " condemns contempt corrupt corruption counterproductive cowardice cowardly crime crimes"
    " criminal cruel cruelty cynical damaging danger dangerous deceit deceitful decline degrading"
    " deplorable despicable destabilising destabilizing destroy destroyed destroying destruction"
    " detrimental devastating dictator dictatorship dire disappointed disappointing disappointment"
    " disaster disastrous discrimination discriminatory disgrace disgraceful disgusted disgusting"
    " dishonest dismal disproportionate disregard disrespect disrespectful dissatisfied distorted"
    " distrust disturbing dubious egregious enslave erode eroded erodes eroding excessive exploit"
    " fabricated fabrication fail failed failing failure failures false falsified fantasies fantasy farce"
    " fear feared flagrant flawed fraud frustrated frustrating frustration grave grotesque guilty harm"
    " harmed harmful hate heinous hollow horrendous horrible horrified hostile hostility"
    " humiliating humiliation hurt hypocrisy hypocrite hypocrites hypocritical hysteria"
    " ill-advised illegal illegally illegitimate immoral impunity inadequate incite incitement"
    " inciting incompatible incompetent inconvenient indefensible indifference indifferent"
    " ineffective inept inhumane injustice insensitivity insufficient insult insulting"
    " interference intimidate intimidated intimidation intolerable invade invaded invades invalid"
    " invasion irrational irresponsible jeopardise jeopardize lawless lawlessness lie lied lies"
    " ludicrous malicious manipulated massacre massacres miscalculation misguided misleading"
    " mismanaged mismanagement misperception misperceptions mistake mistaken mistrust"
    " misunderstood mockery murder murdered murders neglect neglected negligence negligent"
    " nonsense obscene occupation occupied occupying oppose opposed opposes oppression oppressive"
    " outrage outrageous overreach pathetic persecution plunder plundering politicised politicized"
    " premature propaganda provocation provocative provoke punitive racist ransom reckless regret"
    " regrettable reject rejected rejects reprehensible repression ridiculous rigged robbed"
    " ruthless sabotage scandal scapegoat scapegoating senseless sham shambles shame shameful"
    " shameless shocked shocking shove slander smear squander squandered starvation starve steal"
    " stole stolen stunt subjugation suppress suppressing suppression terror terrorism terrorist"
    " terrorists theft threat threaten threatened threatening threats toxic tragedy traitor"
    " traitors travesty troubled troubling tyranny unacceptable unconstitutional undemocratic"
    " undermine undermined undermining unethical unfair unfortunate unfounded unfriendly unhelpful"
    " unjust unjustifiable unjustified unlawful unlawfully unnecessary unprovoked unrealistic"
    " unreasonable unsafe unsustainable untrue upset useless vile vindictive violate violated"
    " violation violations violence warning weaken weakened weakening weakens witch witch-hunt"
    " worried worrisome worrying worse worsen worsened worst wreck wrong wrongful wrongly".split()
)

TOO_LITTLE: Final = frozenset(
    "cosy expensive far harsh late lenient little long risky slow small soft timid weak".split()
)
# In the few words of somebody's that are quoted, these complain.
COMPLAINTS: Final = frozenset("nobody nothing excuses enough blood pain".split())


class Act(Struct, frozen=True):
    """A verb form that stands for an act: `follows` is the word that must come after it, if any."""

    lemma: str
    stance: Stance
    form: str
    follows: str | None = None


def _read_events() -> Iterator[tuple[str, Act]]:
    for line in _EVENTS.strip().splitlines():
        head, verbs = line.split(" : ")
        stance: Stance = head.split()[1]  # type: ignore[assignment]  # the table holds stances only
        for entry in verbs.split():
            forms, _, follows = entry.partition("+")
            base, *pasts = forms.split("/")
            third, regular, participle = inflections(base)
            known = {base: "base", third: "third", participle: "participle"}
            known.update(dict.fromkeys(pasts or [regular], "past"))
            for word, form in known.items():
                yield word, Act(base, stance, form, follows or None)


def _by_word() -> dict[str, tuple[Act, ...]]:
    acts: dict[str, tuple[Act, ...]] = {}
    for word, act in _read_events():
        acts[word] = (*acts.get(word, ()), act)
    return acts


ACTS: Final = _by_word()
