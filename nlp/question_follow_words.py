"""The words by which a question refers to the one before it: "and for", "only those", "sort by", "them"."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from labkin.nlp.question_words import AGGREGATES, SUPERLATIVES

WORD = "Qqthosexx"  # stands in a question for what it refers to; nothing is called so
KINDS = "qqkindsxx"  # stands for what things of its kind are called
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty")
_NUMBER = rf"\d{{1,5}}|{'|'.join(_NUMBERS)}"
_COUNTS = {word: number for number, word in enumerate(_NUMBERS[:-1], 2)} | {"twenty": 20}

_LEAD = re.compile(
    r"(?:(?:ok|okay|now|so|then|well|hm+|great|thanks|please|pls|cool|right|alright|good|fine|hey|hi)\b[,.!:]*\s+)+",
    re.I,
)
_TRAIL = re.compile(r"(?:[\s,]+(?:please|pls|thanks|thank you|then|instead|though))*[\s?.!]*$", re.I)
_THEM = r"(?:them|those|these|they|it|that)"
_ONES = r"(?:ones|one|those|these|them)"
_GIVE = r"(?:(?:show|give|list)(?: me)? )"

ENDS = frozenset({"highest", "lowest", "most", "fewest", "least", "largest", "smallest", "bottom"})  # of any ranking
_UP = (
    r"ascending|asc|increasing|low(?:est)? to high(?:est)?|small(?:est)? to large(?:st)?|old(?:est)? to new(?:est)?|"
    r"(?:the )?(?:lowest|smallest|oldest|earliest|lightest|shortest|fewest|least)(?: ones?)? first|"
    r"in ascending order|a to z|alphabetically"
)
_DOWN = (
    r"descending|desc|decreasing|high(?:est)? to low(?:est)?|large(?:st)? to small(?:est)?|new(?:est)? to old(?:est)?|"
    r"(?:the )?(?:highest|largest|biggest|newest|latest|most recent|heaviest|purest|longest|best|most|top)"
    r"(?: ones?)? first|in descending order|z to a"
)


def _phrase(*parts: str) -> re.Pattern[str]:
    """A pattern for a whole question, of parts with a space between in the text where they have one."""
    return re.compile("".join(parts), re.I)


SORT = _phrase(
    r"(?:and |can you |could you )*(?:sort|sorted|order|ordered|rank|ranked|arrange)\b",
    rf"(?: {_THEM}\b| the (?:list|rows|results?|table))?(?: (?:by|on)(?: the| their)? (?P<prop>.+?))??",
    rf"(?:[,;]? (?P<way>{_UP}|{_DOWN}))?",
    r"|(?:and )?(?:the )?(?P<end>highest|lowest|largest|smallest|latest|earliest|newest|oldest) (?P<what>.+?) first",
    rf"|(?:(?:and|in|by) )?(?P<only>{_UP}|{_DOWN}|reversed?|(?:in )?reverse order|the other way round)",
)
TOP = _phrase(
    rf"(?:and )?(?:only |just )?{_GIVE}?(?:only |just )?(?:the )?(?P<word>top|first)(?: (?P<number>{_NUMBER}))?",
    r"(?: of (?:them|those|these)| ones?| rows| results)?(?: by (?:the |their )?(?P<prop>.+))?",
    rf"|(?:(?:only |just )?{_GIVE}|only |just )(?:only |just |any )?(?P<some>{_NUMBER})",
    r"(?: of (?:them|those|these)| rows| results)?",
)
NEXT = _phrase(
    rf"(?:and )?{_GIVE}?(?:the )?next(?: (?P<number>{_NUMBER}))?",
    r"(?: of (?:them|those|these)| ones?| rows| page| results)?",
    rf"|{_GIVE}?(?:(?P<more>{_NUMBER}) )?more(?: of (?:them|those|these))?",
)
RANKED = _phrase(
    rf"(?:and |only |just |{_GIVE}|(?:which|what)(?: one)?(?: is| are|'s) )*(?:the )?(?:(?P<number>{_NUMBER}) )?",
    rf"(?P<word>most recent|{'|'.join(sorted(SUPERLATIVES | ENDS))})(?: (?P<more>{_NUMBER}))?",
    r"(?: ones?| of (?:them|those|these))?",
)
MOST = _phrase(
    rf"(?:and |but )?(?:which|who|what)(?: of {_THEM}| one|(?: (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?))?)",
    r" (?:has|have|had|got|is|are|was|were|comes?) (?:the )?",
    r"(?P<word>most|fewest|least|highest|lowest|largest|smallest)",
)
PLACES = {"second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5}
NTH = _phrase(
    r"(?:and |what about |how about |which is |what is )*(?:the )?(?P<nth>second|third|fourth|fifth|2nd|3rd|4th|5th)",
    rf"(?: (?P<word>best|{'|'.join(sorted(SUPERLATIVES | ENDS))}))?(?: one)?",
)
WHICH = _phrase(
    r"(?:and )?(?:which|what) (?P<noun>[^\W\d_]+(?: [^\W\d_]+)??)(?: (?:do|does|did|is|are|was|were|has|have))?"
)
COUNT = _phrase(
    r"(?:and |so )?(?:how many|count|the number|what is the count|in numbers)",
    rf"(?: (?:are|were) (?:there|they|{_THEM})| is that| of {_THEM}| {_THEM}| rows| results| ones)*",
    r"(?: (?:are|were) there| in total| altogether| all together| do we have)*",
)
LISTED = _phrase(
    rf"(?:and )?(?:which|who|which {_ONES}|which (?:are|were) (?:they|those|these)|(?:list|show|name|give me|show me)",
    rf"(?:(?: all)?(?: of)? {_THEM}| the list)(?: all)?|(?:what|who) (?:are|were) (?:they|those|these))(?: exactly)?",
)
WITHOUT = _phrase(
    r"(?:and |but |now )?(?:show (?:me )?)?(?:them |those |these |the ones |all |everything )?",
    r"(?:without|except(?: for)?|excluding|exclude|other than|but not|apart from|minus|leave out|drop|remove|ignore|",
    r"not counting|omit|not|besides)(?: the)? (?P<rest>.+)",
)
ONLY = _phrase(
    rf"(?:and |but )?{_GIVE}?(?:only|just|solely|keep(?: only)?|limit(?: (?:it|them|that))? to|",
    r"restrict(?: (?:it|them|that))? to|narrow(?: (?:it|them|that))?(?: down)? to|",
    rf"filter(?: (?:it|them))?(?: by| for| to| on)?|of {_THEM},?(?: only| just)?)",
    rf"(?: (?:show|give|list)(?: me)?)?(?: for| to)?(?: the)?(?: {_ONES})?,? (?P<rest>.+)",
)
THOSE = _phrase(
    r"(?:show (?:me )?|list |give me )?(?:the ones|those|these|the one|ones) (?P<rest>(?:that|which|who|whose|",
    r"from|in|with|without|made|since|before|after|of|by|at|on|above|below|under|over|for|not)\b.+)",
)
ONLY_LAST = _phrase(r"(?:and |but )?(?:the )?(?P<rest>.+?)(?: ones)?,? (?:only|alone)")
THAT = _phrase(r"(?:and )?(?P<rest>that (?!one\b|was all|is all).+)")
AMONG = _phrase(
    r"(?:and )?(?:among|amongst|out of|of|from) (?:those|the ones|ones),? (?P<rest>(?:that|which|who|from|in|with|",
    r"without|made|since|before|after|by|at|on|above|below|under|over|for|not)\b.+)",
)
AND = _phrase(
    r"(?:(?:and|or|but|also|then|now)(?: also| then| now)?(?: what about| how about| the same for| same for)?|",
    r"what about|how about|what of|(?:and )?(?:do )?(?:the )?same(?: thing| question)?(?: again)?(?: but)?",
    r"(?: for| with| in| of| about)?|likewise(?: for)?|as for|ditto(?: for)?|try(?: it)?(?: with| for)?|",
    r"repeat(?: that| it)?(?: for| with)?)[ ,:]+(?P<rest>.+?)(?:,? (?:too|also|as well))?",
)
FOR = _phrase(r"(?:for|with|in|of|on|at|from|by|about|to)\b.+")
BOUND = _phrase(
    r"(?:above|over|below|under|(?:more|less|greater|lower|higher|fewer|larger|smaller|heavier|lighter|longer|shorter|",
    r"newer|older|earlier|later) than|at (?:least|most)|since|before|after|until|up to|from)\b",
)
PER = _phrase(
    r"(?:and |how many |count (?:them |those )?|show (?:them |it |that )?)?(?:now )?(?:per|for each|for every|in each|",
    r"of each|grouped by|group (?:them |it |those |these )?by|broken down by|split (?:them |it |that )?by|",
    r"break (?:it|them|that|those) down by|by) (?P<rest>.+)",
)
MEAN = _phrase(
    r"(?:and |so |show |what(?: is|'s| was) )*(?:the |their |its )?",
    rf"(?P<agg>{'|'.join(sorted(AGGREGATES))}) (?P<prop>.+?)(?: of (?:them|those|these))?",
)
SHOWN = _phrase(
    r"(?:and |also |now )?(?:can you |could you )?(?:show|add|include|give|display|list|with)(?: me| us)?(?: also)?",
    r"(?: the| their| its)? (?P<rest>.+?)",
    r"(?:,? (?:too|also|as well|to (?:that|it|the table)|column|columns|for each|for them|of each))*",
)
BASED = _phrase(
    r"(?:and )?how many (?P<rest>.+?) (?:is|was|are|were) (?:that|this|it|the (?:average|mean|value|number))",
    r"(?: (?:average|mean|value|number))? (?:based on|from|over|made of|computed from|calculated from|taken over)",
)
ASKING = _phrase(
    r"(?:which|what|who|whom|whose|when|where|how|why|is|are|was|were|do|does|did|has|have|had|can|list|show|give|find|",
    r"tell|count)\b",
)

_ONE = r"it|its|this one|that one|the (?:former|latter|same one)"
_MANY = r"they|them|their|theirs|those ones|these ones|those|these"
_PERSON = r"he|him|his|she|her|hers"
_OWN = frozenset({"its", "their", "theirs", "his", "her", "hers"})
REFERS = _phrase(
    rf"\b(?:(?P<which>(?:which|who) of (?:{_MANY})|which ones?)",
    r"|(?P<dem>(?:this|that|those|these|both) (?P<noun>[^\W\d_][\w-]*))",
    rf"|(?P<one>{_ONE})|(?P<many>{_MANY})|(?P<person>{_PERSON})|(?P<last>(?<= )(?:that|this)(?=[\s?.!]*$)))\b",
)


@dataclass(frozen=True, slots=True)
class Referring:
    """A question whose words for what came before are replaced by `WORD`.

    `one` where they speak of a single thing, `person` where of a person, `among` where of some of the answer ("which
    of them"); `nouns` are what they call it ("that lot").
    """

    text: str
    one: bool
    person: bool = False
    nouns: tuple[str, ...] = ()
    among: bool = False


def fragment(text: str) -> bool:
    """Whether words are no sentence, only the end of one: "in 2024", "below 96", "for mouse".

    >>> fragment("in 2024"), fragment("in which documents is MET mentioned"), fragment("batches of aspirin")
    (True, False, False)
    """
    words = text.lower().split()
    asks = {"which", "what", "who", "whom", "whose", "how", "each", "every", "is", "are", "does", "do"} & set(words)
    return bool(FOR.fullmatch(text) or BOUND.match(text)) and len(words) <= 8 and not asks


def trimmed(question: str) -> str:
    """A question without courtesy before and behind it, and with single spaces."""
    text = _TRAIL.sub("", " ".join(question.split()))
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead and lead.end() < len(text) else text


def count(text: str | None) -> int | None:
    """A number in digits or as a word; None for none.

    >>> count("12"), count("ten"), count(None)
    (12, 10, None)
    """
    if not text:
        return None
    return int(text) if text.isdigit() else _COUNTS.get(text.lower())


def downwards(way: str) -> bool:
    """Whether the words for a direction ask for the highest first."""
    return re.fullmatch(_DOWN, way, re.I) is not None


def referring(text: str, is_kind: Container[str]) -> Referring | None:
    """The question with `WORD` for each word that refers back; None when none does.

    `is_kind` holds the nouns that are kinds: "that lot" refers, "genes that aspirin binds" does not.
    """
    found: list[re.Match[str]] = []
    for match in REFERS.finditer(text):
        if match["dem"] and match["noun"].lower() not in is_kind and match["dem"].lower().startswith(("that", "both")):
            continue
        found.append(match)
    if not found:
        return None
    out, end = "", 0
    one, person, nouns = True, False, list[str]()
    for match in found:
        said = match[0]
        word = WORD
        if match["which"]:
            one, word = False, f"which {WORD}"
        elif match["dem"] and match["noun"].lower() in is_kind:
            one &= said.lower().startswith(("this ", "that "))
            nouns.append(match["noun"].lower())
        elif match["dem"]:
            said = said.split()[0]
            one &= said.lower() == "this"
        elif match["many"]:
            one = False
        person |= bool(match["person"])
        if said.lower() in _OWN:
            word = f"{WORD}'s"
        out += text[end : match.start()] + word
        end = match.start() + len(said)
    among = any(match["which"] for match in found)
    return Referring(out + text[end:], one, person, tuple(nouns), among)
