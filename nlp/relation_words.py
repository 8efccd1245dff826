"""The words that say a relation: verbs, the nouns made of them, those who do it; and words that deny or doubt.

Forms are made from the plain form of the verb by rule, irregular ones are listed. The lists were written for this
purpose and grown by reading the training part of BioRED.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Trigger(NamedTuple):
    """What a word says. `form`: base, s, past, ing, noun ("inhibition"), agent ("inhibitor"), adj ("inhibitory")."""

    family: str
    form: str


# Family: verbs, nouns, agents, adjectives.
FAMILIES: dict[str, tuple[str, str, str, str]] = {
    "inhibit": (
        "inhibit block suppress antagonize antagonise inactivate repress abolish abrogate silence neutralize "
        "neutralise impair attenuate disrupt deplete counteract",
        "inhibition blockade suppression antagonism inactivation repression silencing attenuation disruption depletion "
        "abrogation neutralization blocking",
        "inhibitor antagonist blocker suppressor repressor",
        "inhibitory suppressive antagonistic",
    ),
    "activate": (
        "activate stimulate agonize potentiate trigger enhance phosphorylate",
        "activation stimulation potentiation enhancement phosphorylation",
        "activator agonist stimulator inducer",
        "stimulatory activating agonistic",
    ),
    "raise": (
        "increase upregulate elevate induce promote augment",
        "upregulation induction increase elevation overexpression",
        "",
        "increased elevated",
    ),
    "lower": (
        "decrease downregulate reduce diminish lower prevent ameliorate alleviate",
        "downregulation reduction decrease prevention amelioration alleviation",
        "",
        "decreased reduced",
    ),
    "bind": (
        "bind interact associate coimmunoprecipitate dimerize heterodimerize complex",
        "binding interaction affinity complex coimmunoprecipitation heterodimer",
        "ligand substrate",
        "",
    ),
    "cause": (
        "cause induce produce provoke precipitate elicit evoke trigger lead result develop exacerbate worsen aggravate",
        "induction toxicity",
        "",
        "",
    ),
    "treat": (
        "treat manage relieve cure control prevent ameliorate alleviate improve attenuate reduce protect reverse "
        "suppress",
        "treatment therapy management prophylaxis prevention relief chemotherapy",
        "",
        "effective beneficial",
    ),
    "link": (
        "associate link relate correlate implicate involve contribute predispose underlie cause",
        "association link relationship correlation role involvement contribution susceptibility marker biomarker",
        "",
        "associated linked related",
    ),
}
_IRREGULAR = {
    "bind": ("binds", "bound", "binding"),
    "lead": ("leads", "led", "leading"),
    "underlie": ("underlies", "underlay", "underlying"),
    "block": ("blocks", "blocked", "blocking"),
    "develop": ("develops", "developed", "developing"),
    "trigger": ("triggers", "triggered", "triggering"),
    "lower": ("lowers", "lowered", "lowering"),
    "control": ("controls", "controlled", "controlling"),
}


@cache
def triggers() -> dict[str, tuple[Trigger, ...]]:
    """Every form of every word that says a relation, in lower case, with what it may say."""
    found: dict[str, list[Trigger]] = {}
    for family, (verbs, nouns, agents, adjectives) in FAMILIES.items():
        for verb in verbs.split():
            for form, word in zip(("base", "s", "past", "ing"), (verb, *forms(verb)), strict=True):
                found.setdefault(word, []).append(Trigger(family, form))
        for form, words in (("noun", nouns), ("agent", agents), ("adj", adjectives)):
            for word in words.split():
                for each in (word, f"{word}s") if form != "adj" else (word,):
                    found.setdefault(each, []).append(Trigger(family, form))
    return {word: tuple(says) for word, says in found.items()}


def forms(verb: str) -> tuple[str, str, str]:
    """The third person, the past and the -ing form of a verb.

    >>> forms("inhibit"), forms("induce"), forms("suppress")[0]
    (('inhibits', 'inhibited', 'inhibiting'), ('induces', 'induced', 'inducing'), 'suppresses')
    """
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y"):
        return f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    return f"{verb}es" if verb.endswith(("s", "sh", "x")) else f"{verb}s", f"{verb}ed", f"{verb}ing"


def words_of(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


BE = words_of("is are was were be been being")
DETERMINERS = words_of("a an the its their this these those our both")
# Words after which something else is said of something else.
BREAKS = words_of("; but whereas while although though however because since unless")
# "t" is that of "didn't".
DENIALS = words_of(
    "not no never without neither nor none cannot unable incapable fail fails failed failing lack lacks lacked "
    "lacking absence absent hardly scarcely t unlikely"
)
# What denies a whole statement: "it is false that", "we deny that", "these data refute the claim that". A denial
# before it takes it back: "it cannot be denied that".
FALSITY = words_of(
    "deny denies denied denying disprove disproves disproved disproving refute refutes refuted refuting reject rejects "
    "rejected false untrue incorrect"
)
# What a statement of others ends with where it does not stand: "the claim that @c causes @d was retracted".
REFUTED = words_of(
    "false untrue wrong incorrect lacking missing absent retracted withdrawn refuted disproved disproven rejected "
    "unfounded unsupported"
)
# Of those, what rules over a noun alone, no farther than the next comma: "in the absence of serum, @c inhibits @g".
OF_NOUNS = words_of("without absence lack")
# Words that deny what they say themselves: "@c was ineffective against @d".
DENYING = words_of("ineffective inefficacious useless inactive unrelated")
DOUBTS = words_of(
    "may might could possibly possible perhaps potential potentially probable probably likely appear appears appeared "
    "seem seems seemed suggest suggests suggested suggesting suggestive hypothesize hypothesized hypothesise "
    "hypothesised hypothesis putative presumably presumed suspected whether unclear unknown propose proposed speculate "
    "speculated would should candidate think thought believed if investigate investigated examined evaluate evaluated "
    "determine tested unlikely possibility possibilities conceivable conceivably predicted hypothetical "
    "hypothetically theory theoretically alleged allegedly controversial debated expected assumed asked intended "
    "thinks believe believes suspect suspects guess guesses guessed reckon reckons wonder wonders wondered hope hopes "
    "hoped unsure apparently seemingly maybe speculates proposes hypothesizes hypothesises assume assumes "
    "expect expects"
)
# Of those, what counts only close before the word that says the relation.
FAINT = words_of(
    "candidate thought investigate investigated examined evaluate evaluated determine tested if should would "
    "predicted expected assumed asked theory controversial debated intended assume assumes expect expects suspect hope"
)
# What a sentence ends with when it doubts all that it has said: "@c in @d is controversial".
UNPROVEN = words_of(
    "whether unclear unknown uncertain unproven untested unconfirmed controversial debated debatable questionable weak "
    "limited inconclusive hypothetical speculative disputed possible"
)
SCANT = words_of("little limited scant insufficient weak scarce inconclusive anecdotal")  # before "evidence"
