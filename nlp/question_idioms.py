"""Ways to put a question beyond words and grammar: what hangs on a withdrawal, and what is no question at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BE = r"(?:is|are|was|were|gets?|got|had\ to\ be|has\ to\ be|turn(?:s|ed)?\ out(?:\ to\ be)?)"
_GONE = r"(?:withdrawn|recalled|wrong|bad|faulty|contaminated|pulled|lost|rejected|invalid)"
_HIT = r"(?:affected|hit|touched|concerned|at\ risk|invalid|in\ trouble)"
_MEASURED = r"(?:measured|tested|assayed|screened|profiled)"
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
        r"(?:break|split)(?:\ (?:down|up))?\ (?P<x>.+?)(?:\ (?:down|up))?\ by\ (?P<rest>.+)",
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
    (  # "trace the filing back: which batches does it rest on"
        r"trace\ (?P<x>.+?)\ back\s*(?:[:,-]|to\b)\s*(?P<rest>.+?)\ (?:does|do)\ (?:it|they)\ (?:ultimately\ )?"
        r"(?:rest|depend|rely)\ on",
        r"\g<rest> went into \g<x>",
    ),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE | re.VERBOSE), put) for pattern, put in _IDIOMS)

_ORDERS = r"""(?:remove|delete|drop|erase|add|insert|create|update|change|rename|merge|write|draft|compose|translate
    |summari[sz]e|email|send|book|order|schedule|design|suggest|propose|recommend|predict|forecast|guess
    |calculate\ the\ dose)"""
_NO_QUESTION = re.compile(
    rf"""(?P<do>(?:please\ |can\ you\ |could\ you\ |pls\ )?{_ORDERS}\b(?!\s*$|\ (?:of|for|address)\b))
    |(?P<advise>(?:should|shall|must|may)\ (?:i|we|one|you)\b|what\ should\b|would\ you\ (?:recommend|suggest)
        |(?:what|who)\ will\b|which\ .*\bwill\ be\b|is\ it\ (?:safe|ok|okay|wise)\b|how\ (?:do|can|should|would)\ i\b
        |what\ is\ your\b|who\ are\ you\b|how\ are\ you\b)""",
    re.IGNORECASE | re.VERBOSE,
)


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
    """Why a text asks nothing that a graph can answer: it gives an order, or asks for advice; empty for a question.

    >>> no_question("remove aspirin from the graph"), no_question("Which drugs treat gout?")
    ('questions only read: nothing is written, changed or sent from here', '')
    """
    match = _NO_QUESTION.match(text.strip())
    if match is None:
        return ""
    if match["do"]:
        return "questions only read: nothing is written, changed or sent from here"
    return "it asks for advice or a forecast; what can be asked for is what the lab has on record"
