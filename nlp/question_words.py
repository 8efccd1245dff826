"""The fixed words of questions: what may be skipped, what asks, compares, orders and counts. English only."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Phrases between bars, longest first, so that the first that fits is the longest."""
    return tuple(sorted((" ".join(p.split()) for p in text.split("|")), key=lambda p: (-len(p.split()), p)))


BE = words("is are was were be been being am isn't aren't wasn't weren't")
DO = words("do does did can could may might will would shall should doesn't don't didn't")
HAVE = words("has have had having hasn't haven't")
AUXILIARIES = BE | DO | HAVE
SHOW = words("show shows showed shown exhibit exhibits exhibited display displays displayed")  # a value, as "have"
NOT = words("not never isn't aren't wasn't weren't doesn't don't didn't hasn't haven't")

# Skipped wherever they stand and mean nothing else there: articles, courtesy, punctuation.
HARMLESS = words(
    """the a an any all our my me us we you your i some every each different distinct various unique please kindly
    currently now also just only ever both existing available known such certain particular given following actually
    really overall exactly respectively too either ones these those its their there here hello hi hey thanks
    , ; : ( ) [ ] - . ? ! " ' “ ” ‘ ’"""
)
STATES = words("existing available current known certain given various unique")  # of these, what values may be called
HARMLESS_PHRASES = phrases(
    """in the lab | in our lab | in the graph | in the database | in the data | in our data | in this lab |
    in the system |
    in the knowledge graph | in our database | on record | on file | in total | so far | to date | at all |
    at the moment |
    do we have | do we know | do you have | do you know | do you know about | have we got | are there | is there |
    were there | are known | is known | are available | are present | are recorded | do exist | exist | exists |
    we have |
    you have | you know | that we have | that are known to | are known to | is known to | known to |
    according to the graph |
    i want to know | i would like to know | could you | can you | would you | for me | thank you | there are |
    there is |
    we know of | are in the lab | have been recorded"""
)
# Never the first word of a name in a question, unless it is written in capitals or quotes.
FUNCTION_WORDS = (
    AUXILIARIES
    | HARMLESS
    | NOT
    | words(
        """which what who whom whose when where why how that than of in on at by for from to with into between and or
    but
        as after before since until till about many much more most less least fewer number count list show find without
        display tell give get same it they them he she his her if then so per top first last no over under above
        below"""
    )
)

LIST_VERBS = phrases(
    """list | show | find | give | display | get | fetch | return | retrieve | name | enumerate | tell | search for |
    look up | look for | search | i want | i need | i would like | we want | we need | see | print | report | select |
    what about | how about | i am looking for | i am interested in | i want to see | show me | tell me about"""
)
COUNT_PHRASES = phrases(
    """how many | number of | what is the number of | what's the number of | count | count of | the number of |
    total number of | what is the total number of | what is the count of | tell me how many | show me how many |
    give me the number of | show the number of | how many of"""
)
PER = phrases(
    "per | for each | for every | in each | of each | by each | grouped by | group by | in every | broken down by | by"
)
WHO, WHAT = words("who whom"), words("what which whose")
THINGS = words("anything everything something things thing nodes node entities entity one items item")

_COMPARE = {
    "<": "below | under | less than | lower than | smaller than | fewer than | < | lighter than | shorter than",
    ">": "above | over | more than | greater than | higher than | larger than | bigger than | exceeding | exceeds | > |"
    " beyond | exceed | better than | heavier than | longer than",
    ">=": "at least | no less than | not less than | not below | >= | ≥ | a minimum of",
    "<=": "at most | no more than | not more than | up to | not above | <= | ≤ | a maximum of",
    "=": "equal to | equals | of exactly | exactly | = | of | is | are",
    "!=": "not equal to | other than | different from | != | ≠",
}
COMPARE = {phrase: op for op, text in _COMPARE.items() for phrase in phrases(text)}
TIMES = {
    "after": ">", "since": ">=", "before": "<", "until": "<=", "till": "<=", "in": "=", "on": "=", "during": "=",
    "from": "=", "starting": ">=", "prior to": "<", "earlier than": "<", "later than": ">", "up to": "<=", "as of":
    "<=",
    "newer than": ">", "older than": "<", "within": "=", "by": "<=", "over": "=",
}  # fmt: skip
CONTAINING = phrases("contains | containing | contain | includes | including | with | mentioning")
STARTING = phrases("starts with | starting with | start with | beginning with | begins with | begin with")

# Adjectives, in their comparative and superlative, to the properties they may mean and whether they ask for more of it;
# of a property behind "-" they ask for the contrary: what is older has a greater age and an earlier date.
_WEIGHTS = "molecular_weight weight mass amount_mg"
_SIZES = "rows size_bytes size amount_mg molecular_weight volume_ul volume length area population capacity"
_DATES = (
    "date started ended calibrated release_date publication_date year created published released launched introduced"
    " updated modified timestamp"
)
_BEGINNINGS = f"{_DATES} birth_date birth_year born founded established built opened"
_AGES = f"age {' '.join(f'-{name}' for name in _BEGINNINGS.split())}"
_POTENCY = "pic50 potency -ic50 -ki -ec50 -kd -ic50_nm -ki_nm -ec50_nm -kd_nm"
_LENGTHS = "length duration runtime run_time running_time rows distance"
_PRICES = "price cost unit_price amount budget total_cost production_budget"
ADJECTIVES: dict[str, tuple[tuple[str, ...], bool]] = {
    word.replace("_", " "): (tuple(props.split()), more)
    for words, props, more in (
        ("heavier heaviest", _WEIGHTS, True),
        ("lighter lightest", _WEIGHTS, False),
        ("larger largest bigger biggest", _SIZES, True),
        ("smaller smallest tinier tiniest", _SIZES, False),
        ("newer newest later latest more_recent most_recent", _DATES, True),
        ("earlier earliest least_recent", _DATES, False),
        ("older oldest", _AGES, True),
        ("younger youngest", _AGES, False),
        ("purer purest cleaner cleanest more_pure most_pure", "purity", True),
        ("less_pure least_pure", "purity", False),
        ("longer longest", _LENGTHS, True),
        ("shorter shortest", f"{_LENGTHS} height", False),
        ("taller tallest higher", "height elevation altitude", True),
        ("deeper deepest", "depth", True),
        ("shallower shallowest", "depth", False),
        ("wider widest broader broadest", "width", True),
        ("narrower narrowest", "width", False),
        ("thicker thickest", "thickness", True),
        ("thinner thinnest", "thickness", False),
        ("faster fastest", "speed velocity -duration -runtime -run_time", True),
        ("slower slowest", "speed velocity -duration -runtime -run_time", False),
        ("denser densest", "density", True),
        ("warmer warmest hotter hottest", "temperature", True),
        ("colder coldest cooler coolest", "temperature", False),
        ("brighter brightest", "brightness luminosity -magnitude", True),
        ("cheaper cheapest less_expensive least_expensive", _PRICES, False),
        ("pricier priciest dearer dearest costlier costliest more_expensive most_expensive", _PRICES, True),
        ("richer richest", "net_worth wealth income gdp", True),
        ("stronger strongest more_potent most_potent", _POTENCY, True),
        ("weaker weakest less_potent least_potent", _POTENCY, False),
        ("more_populous most_populous", "population", True),
        ("less_populous least_populous", "population", False),
        ("more_soluble most_soluble", "solubility", True),
        ("less_soluble least_soluble", "solubility", False),
        ("more_concentrated most_concentrated", "concentration concentration_um", True),
        ("less_concentrated least_concentrated", "concentration concentration_um", False),
        ("more_confident most_confident", "confidence", True),
    )
    for word in words.split()
}
SUPERLATIVES = frozenset(word for word in ADJECTIVES if word.endswith("est") or word.startswith(("most ", "least ")))
MOST = dict.fromkeys(words("highest largest greatest biggest maximum max best most latest newest longest top"), True)
MOST |= dict.fromkeys(words("lowest smallest least fewest minimum min earliest oldest worst shortest"), False)
AGGREGATES = (
    dict.fromkeys(phrases("average | mean | avg"), "avg")
    | dict.fromkeys(phrases("total | sum | sum of"), "sum")
    | dict.fromkeys(phrases("maximum | highest | largest | latest | most recent | max | biggest | greatest"), "max")
    | dict.fromkeys(phrases("minimum | lowest | smallest | earliest | min"), "min")
)

# What a thing came of, near and far: who is upstream, the grammatical subject or its object.
UPSTREAM = phrases(
    """went into | go into | fed | feed | fed into | feed into | contributed to | contribute to | flowed into | flow
    into | ancestors of | upstream of | inputs to | inputs of | sources of | lineage of | genealogy of |
    provenance of | origin of | ancestry of | behind | stand behind | stands behind | lies behind | history of |
    gave rise to | used to make | used to produce | used to prepare | used to generate | used to build"""
)
DOWNSTREAM = phrases(
    """derived from | depends on | relies on | rests on | ultimately rests on | came from | came out of | descends from
    | descended from | descendants of | downstream of | made from | made with | prepared from | prepared with |
    produced with | synthesised from | synthesized from | built on | made out of | contain material from |
    contains material from | containing material from | contain material of | contains material of |
    resulted from | results from | built from |
    produced from | traces back to | dependent on | dependents of | derivatives of | created from | generated
    from"""
)
# Nouns that say a relation, and whether the thing so called is the subject of it.
NOMINALS: tuple[tuple[str, str, bool], ...] = tuple(
    (phrase, relation, subject)
    for relation, subject, text in (
        ("treats", True, "treatment for | treatment of | therapy for | drug for | medicine for | drug against"),
        ("treats", False, "indication for | indication of"),
        ("palliates", True, "palliative of | palliative for | palliation of"),
        ("causes", True, "cause of"),
        ("causes", False, "side effect of | adverse effect of"),
        ("targets", False, "target of | target for"),
        ("binds", False, "target of"),
        ("inhibits", False, "target of"),
        ("binds", True, "ligand of | ligand for"),
        ("interacts", True, "interaction partner of | interactor of"),
        ("presents", False, "symptom of"),
        ("attributed_to", False, "author of | owner of | supplier of"),
        ("affiliated_with", True, "employee of | member of"),
        ("used", False, "input of"),
        ("generated_by", True, "output of"),
        ("localizes", False, "site of"),
    )
    for phrase in phrases(text)
)
# Verbs that also say a relation, where a graph has no better word for them: what targets a gene binds or inhibits it.
NEARLY = (("targets", "binds"), ("targets", "inhibits"), ("is targeted by", "binds"), ("is targeted by", "inhibits"),
          ("contains", "includes"), ("is in", "includes"), ("belongs to", "includes"))  # fmt: skip
AGENT_KINDS = ("Person", "Organization")
