"""Ways to put a question beyond words and grammar: what hangs on a withdrawal, and what is no question at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BE = r"(?:is|are|was|were|gets?|got|had\ to\ be|has\ to\ be|turn(?:s|ed)?\ out(?:\ to\ be)?)"
_GONE = r"(?:withdrawn|recalled|wrong|bad|faulty|contaminated|pulled|lost|rejected|invalid)"
_HIT = r"(?:affected|hit|touched|concerned|at\ risk|invalid|in\ trouble)"
_MEASURED = r"(?:measured|tested|assayed|screened|profiled)"
_SURELY = (
    r"(?:right|correct|yes|no|true|or\ not|eh|(?:is|does|do|has|have|was|did|are)(?:\ not|n't)?\ (?:it|he|she|they))"
)
_FOLK = r"(?:people|patients|folks?|we|you|they|doctors|physicians|clinicians|someone|somebody|one)"
_INSTEAD = {"first": "earliest", "last": "latest", "": "potency"}  # of what was captured as `w`
_IDIOMS = (
    (  # "compare lung cancer and COPD: which genes are raised in both"
        r"(?:compare|take|consider|for)\ (?P<x>.+?\ and\ .+?)\s*[:;,]\s*(?P<rest>(?:which|what)\ .+?)\ both"
        r"(?:\ of\ them)?",
        r"\g<rest> both \g<x>",
    ),
    (  # "did anything come out under 5 nM? show me which compounds"
        r"(?:did|does|do|has|have|is|are|was|were)\ (?:anything|something)\ (?P<x>.+?)[?.]\s*"
        r"(?:(?:show|tell|give)\ me\ |list\ |and\ )?which\ (?P<rest>\w+(?:\ \w+)?)",
        r"which \g<rest> \g<x>",
    ),
    (  # "if lot L-112 is withdrawn, which reports are affected"
        rf"(?:if|suppose|say|assuming)\ (?P<x>.+?)\ {_BE}\ {_GONE}\s*[,:;]?\s*"
        rf"(?:which|what)(?P<kind>\ .+?)?\ (?:is|are|would\ be|will\ be|gets?)\ {_HIT}",
        r"which\g<kind> depend on \g<x>",
    ),
    (  # "which reports would be hit if lot L-112 were withdrawn"
        rf"(?:which|what)(?P<kind>\ .+?)?\ (?:would|will|could|might)"
        rf"\ (?:be\ {_HIT}|break|fall|fail|have\ to\ be\ redone)\ if\ (?P<x>.+?)\ {_BE}\ {_GONE}",
        r"which\g<kind> depend on \g<x>",
    ),
    (  # "which submissions would be affected by withdrawing lot L-112"
        rf"(?:which|what)(?P<kind>\ .+?)?\ (?:would|will|could|might)\ (?:be\ {_HIT}|break|fall|fail)"
        r"\ (?:by|with|on|after)\ (?:withdrawing|recalling|losing|rejecting|pulling|the\ withdrawal\ of|a\ recall\ of)"
        r"\ (?P<x>.+?)",
        r"which\g<kind> depend on \g<x>",
    ),
    (  # "is there anything that looks like sildenafil? If so, list it"
        r"(?:is|are)\ there\ (?:any|some)(?:thing)?\ (?P<x>.+?)\?\s*if\ (?:so|yes|any)\b.*",
        r"what \g<x>",
    ),
    (  # "break the drugs that treat gout down by class"
        r"(?:break|split)(?:\ (?:down|up))?\ (?P<x>.+?)(?:\ (?:down|up))?\ by\ (?P<rest>.+?)"
        r"(?:\s*,?\ (?:and\ )?(?:how\ many|count|with\ (?:the\ )?(?:number|counts?))\b.*)?",
        r"number of \g<x> per \g<rest>",
    ),
    (  # "what was lot L-112 withdrawn for"
        r"what\ (?P<be>was|were|is|are)\ (?P<x>.+?)\ (?P<did>\w+(?:ed|wn|n))\ for",
        r"why \g<be> \g<x> \g<did>",
    ),
    (  # "when was LK-0042 first measured in the hERG assay"
        rf"when\ (?:was|were)\ (?P<x>.+?)\ (?P<w>first|last)\ {_MEASURED}(?P<rest>\ .+)?",
        r"\g<w> date of the measurements of \g<x>\g<rest>",
    ),
    (
        rf"when\ (?:was|were)\ (?P<x>.+?)\ {_MEASURED}(?P<rest>\ .+?)?"
        r"\ for\ the\ (?P<w>first|last)\ time",
        r"\g<w> date of the measurements of \g<x>\g<rest>",
    ),
    (  # "compounds tested per kinase assay (number)"
        r"(?P<x>[^()]+\ per\ [^()]+?)\s*\((?:number|how\ many|counts?)\)",
        r"number of \g<x>",
    ),
    (  # "compare gefitinib and osimertinib on EGFR T790M"
        r"compare\ (?:the\ )?(?:(?P<w>[\w ]+?)\ of\ )?(?P<x>.+?\ and\ .+?)\ (?P<rest>(?:on|in|against)\ .+)",
        r"average \g<w> of \g<x> \g<rest>",
    ),
    (  # "warfarin binds VKORC1, right?", "is it true that it does"
        rf"(?:(?:is|was)\ it\ (?:true|right|correct|so)\ that\ (?P<x>.+)|(?P<rest>.+?)\s*,\ {_SURELY})",
        r"does \g<x>\g<rest>",
    ),
    (  # "which gene is associated with more diseases than any other"
        r"(?P<x>.+?)\ more\ (?P<rest>\w+(?:\ \w+)?)\ than\ any\ other(?:\ \w+)?",
        r"\g<x> the most \g<rest>",
    ),
    (  # "what do people take for gout", "which drugs are patients given for it"
        rf"(?:what|which)(?P<end>\ \w+)?\ (?:do|does|are|is|can|could|would)\ {_FOLK}"
        r"\ (?:take|taking|use|using|prescribe|prescribing|give|given|prescribed|get|swallow)"
        r"(?:\ (?:people|patients|them))?\ (?:for|against)\ (?P<x>.+)",
        r"which\g<end> treat \g<x>",
    ),
    (  # "trace the filing back: which batches does it rest on"
        r"trace\ (?P<x>.+?)\ back\s*(?:[:,-]|to\b)\s*(?P<rest>.+?)\ (?:does|do)\ (?:it|they)\ (?:ultimately\ )?"
        r"(?:rest|depend|rely)\ on",
        r"\g<rest> went into \g<x>",
    ),
)
_I_MEAN = re.compile(
    r"(?:what|which)\b.*?\b(?:about|of|on|for)\ (?P<x>(?:an?|each|every)\ [\w\ ]+?)[?.,]+\s*i\ mean,?"
    r"\ (?P<rest>(?:what|which)\ .+?)\ (?:it|they|that|those)\ (?P<end>have|has|hold|carry)[?.\s]*",
    re.IGNORECASE | re.VERBOSE,
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE | re.VERBOSE), put) for pattern, put in _IDIOMS)

_ORDERS = r"""(?:remove|delete|drop|erase|add|insert|create|update|change|rename|merge|write|draft|compose|translate
    |summari[sz]e|email|send|book|order|schedule|design|suggest|propose|recommend|predict|forecast|guess
    |calculate\ the\ dose)"""
_THEY = re.compile(r"\b(?:they|them|these|those|each of them)\b", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:both|all|common|shared?|same|together|overlap|compare|differ\w*)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;&]|\band\b|\bor\b)\s*", re.IGNORECASE)
_LIST_AHEAD = re.compile(
    r"(?P<x>[^:?.]+?[,;&]?(?:,|;|&|\ and\ |\ or\ )[^:?.]+?)\s*(?::|\s[-–—])\s*"
    r"(?P<rest>(?:what|which|who|where|how\ many)\b.*\b(?:they|them|these|those)\b.*)",
    re.IGNORECASE | re.VERBOSE,
)
_LIST_BEHIND = re.compile(
    r"(?P<rest>.+\b(?:of|for|by))\ (?:these|those|the\ following|each\ of\ these|each\ of)(?:\ \w+)?\s*:"
    r"\s*(?P<x>[^?]+?)[?.]?",
    re.IGNORECASE | re.VERBOSE,
)
_NO_QUESTION = re.compile(
    rf"""(?P<do>(?:please\ |can\ you\ |could\ you\ |pls\ )?{_ORDERS}\b(?!\s*$|\ (?:of|for|address)\b))
    |(?P<advise>(?:should|shall|must|may)\ (?:i|we|one|you)\b|what\ should\b|would\ you\ (?:recommend|suggest)
        |(?:what|who)\ will\b|will\ (?!you\b).*\b(?:ever|be|get|become)\b|which\ .*\bwill\ be\b
        |is\ it\ (?:safe|ok|okay|wise)\b|how\ (?:do|can|should|would)\ i\b
        |what\ is\ your\b|who\ are\ you\b|how\ are\ you\b)""",
    re.IGNORECASE | re.VERBOSE,
)


_DANGLING = re.compile(
    r"(?:what|who|which|where|when|how)(?:'s| is| are| was| were)? (?:its|his|her|their) \w+"
    r"|(?:which|who|how many) of (?:those|these|them) [^:]+"
    r"|(?:who|which(?: \w+)?|what(?: \w+)?|where|how many \w+) (?:\w+ ){0,2}(?:those|these|them|it)",
    re.IGNORECASE,
)


def meant(text: str) -> str:
    """What a question that puts itself right means in the end; other texts as they are.

    >>> meant("What do you know about a film? I mean which fields does it have")
    'which fields does a film have'
    """
    match = _I_MEAN.fullmatch(text)
    return match.expand(r"\g<rest> \g<x> \g<end>") if match else text


def listed(text: str) -> str:
    """A list of names that stands before or behind its question, put where the question speaks of it.

    >>> listed("aspirin, ibuprofen and naproxen: what do they treat?")
    'what do aspirin or ibuprofen or naproxen treat?'
    >>> listed("classes of these drugs: aspirin; ibuprofen")
    'classes of aspirin or ibuprofen'
    >>> listed("asthma and gout: what do they share?")
    'asthma and gout: what do they share?'
    """
    ahead, behind = _LIST_AHEAD.fullmatch(text), _LIST_BEHIND.fullmatch(text)
    match = ahead or behind
    if match is None or _TOGETHER.search(match["rest"]):
        return text
    names = [name.strip() for name in _BETWEEN.split(match["x"]) if name.strip()]
    if len(names) < 2 or any(len(name.split()) > 4 for name in names):
        return text
    either = " or ".join(names)
    return f"{match['rest']} {either}" if behind else _THEY.sub(either, match["rest"], count=1)


def plain(text: str) -> str:
    """Ways to ask that go over the bounds of a clause, as plain questions; other texts as they are.

    >>> plain("If lot L-112 is withdrawn, which reports are affected?")
    'which reports depend on lot L-112?'
    """
    bare = text.rstrip("?. ")
    for pattern, put in _PATTERNS:
        if match := pattern.fullmatch(bare):
            if match.groupdict("").get("kind", "some") == "":
                return f"what depends on {match['x']}" + text[len(bare) :]
            return _filled(put, match.groupdict("")) + text[len(bare) :]
    return text


def _filled(put: str, parts: Mapping[str, str]) -> str:
    """The plain question with what was captured in its places; a captured word `w` as its usual synonym."""

    def part(match: re.Match[str]) -> str:
        said = parts.get(match[1], "")
        return _INSTEAD.get(said, said) if match[1] == "w" else said

    return re.sub(r"\\g<(\w+)>", part, put)


def no_question(text: str) -> str:
    """Why a text asks nothing that a graph can answer: an order, for advice, about what was not said; else empty.

    >>> no_question("remove aspirin from the graph"), no_question("Which drugs treat gout?")
    ('questions only read: nothing is written, changed or sent from here', '')
    >>> no_question("Who wrote those?"), no_question("which drugs treat it and gout")
    ('it speaks of what was said before, and there is no answer that it could follow; name what is meant', '')
    """
    match = _NO_QUESTION.match(text.strip())
    if match is None and _DANGLING.fullmatch(text.strip(" ?.!")):
        return "it speaks of what was said before, and there is no answer that it could follow; name what is meant"
    if match is None:
        return ""
    if match["do"]:
        return "questions only read: nothing is written, changed or sent from here"
    return "it asks for advice or a forecast; what can be asked for is what the lab has on record"
