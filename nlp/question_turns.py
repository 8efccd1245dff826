"""Turns of phrase within a question, as the plain ones that mean the same: "sample count by status", "goes back to"."""

from __future__ import annotations

import re
from functools import partial

_PER = r"(?:per|by|for\ each|for\ every|in\ each|at\ each|of\ each)"
_WAS = r"(?:was|were|has\ been|have\ been|is|are)"
_MADE = r"(?:synthesi[sz]ed|made|prepared|produced|manufactured|generated|created)"
_LEFT_OUT = r"(?:leave|leaving|keep|keeping|take|taking)\ out|(?:omit|ignor|skip|exclud|drop)(?:e|ing|ting|ping)?"
_DONE = r"(?:[a-z]{3,}ed|made|built|sent|written|begun)"
_LAST = r"(?:last|most\ recently|latest)"
_FIRST = r"(?:first|earliest|least\ recently|longest\ ago)"
_NUMBER = r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten)"
_TURNS = (
    (  # "batches per supplier they came from": what somebody made or sent, not all that hangs on it
        rf"(?<=\ )(?P<x>{_PER}\ (?:organi[sz]ation|supplier|vendor|company|provider|firm|person|lab))"
        r"\ (?:that\ |which\ |whom\ )?(?:they|it)\ (?:c[oa]mes?|stems?|was|were|originated)\ from\b",
        r"\g<x>",
    ),
    (  # "where do our instruments stand? count per location"
        rf"^(?:where|which|what|how)\ (?:do|does|are|is)\ (?:all\ )?(?:(?:our|the|my|your)\ )?"
        rf"(?P<k>[\w-]+(?:\ [\w-]+)?)\ (?:stand|sit|live|belong|kept|located|stored|placed|stationed|distributed)"
        r"\s*[?.,;:–—-]+\s*"
        rf"(?:(?:give|show|list)\ (?:me\ )?)?(?:the\ |a\ )?(?:counts?|numbers?|totals?|how\ many)\ (?P<p>{_PER}\ .+)$",
        r"number of \g<k> \g<p>",
    ),
    (  # "sample count by status", "the batch counts per project"
        rf"^(?:(?:what\ (?:is|are)|show|give|list|get)\ )?(?:the\ |our\ )?(?P<k>[a-z][\w-]*(?:\ [a-z][\w-]*)?)"
        rf"\ (?:counts?|tall(?:y|ies))\ (?={_PER}\ )",
        r"number of \g<k> ",
    ),
    (  # "notebook entries per author, most productive first": as they are ordered anyhow
        rf"(?P<x>\ {_PER}\ .+?),?\s*(?:the\ )?(?:most\ \w+|busiest|biggest|largest|highest|top|commonest)"
        r"(?:\ (?:one|ones))?\ first(?=[?.\s]*$)",
        r"\g<x>",
    ),
    (  # "average purity per compound, for the ones above 98 % only"
        rf"(?P<x>\ {_PER}\ .+?),?\s*(?:but\ )?(?:(?:only|just)\ )?(?:for\ |of\ )?(?:the\ ones|those)"
        r"(?:\ (?:that|which)\ are)?\ (?P<y>(?:above|over|below|under|with|between|at\ least|at\ most|greater"
        r"|higher|lower|less|more)\ .+?)(?:\ (?:only|alone))?(?=[?.\s]*$)",
        r"\g<x> \g<y>",
    ),
    (  # "runs per instrument, only the plate readers"
        r"(?P<x>.+\ )(?:per|for\ each|by)\ (?P<b>[\w-]+)(?:,\s*|\s+[-–—]\s*|\s+)(?:but\ )?(?:only|just)"
        r"(?:\ for)?\ (?:the\ |our\ )?(?P<y>[\w-]+(?:\ [\w-]+)?s)(?=[?.\s]*$)",
        r"\g<x>per \g<y>",
    ),
    (  # "top 3 diseases by number of genes associated with them"
        rf"\btop\ (?P<n>{_NUMBER})\ (?P<k>[\w-]+(?:\ [\w-]+)?)\ by\ (?:the\ )?(?:number|count)\ of\ (?P<x>[\w-]+)"
        rf"\ (?:(?:that|which)\ (?:are|were)\ )?(?P<v>{_DONE}|known)\ (?:with|to|for|in|by|at)"
        r"\ (?:them|it|each|each\ of\ them)(?=[?.\s]*$)",
        r"\g<n> \g<k> with the most \g<v> \g<x>",
    ),
    (  # "the instrument that was calibrated last"
        rf"\b(?:the\ )?(?P<k>[\w-]+)\ (?:(?:that|which)\ )?{_WAS}\ (?P<v>{_DONE})\ {_LAST}(?=[?.\s]*$)",
        r"the latest \g<v> \g<k>",
    ),
    (
        rf"\b(?:the\ )?(?P<k>[\w-]+)\ (?:(?:that|which)\ )?{_WAS}\ (?P<v>{_DONE})\ {_FIRST}(?=[?.\s]*$)",
        r"the earliest \g<v> \g<k>",
    ),
    (rf"^(?P<x>(?:which|what)\ is\ )?the\ last\ (?P<v>{_DONE})\ (?=[a-z-]+[?.\s]*$)", r"\g<x>the latest \g<v> "),
    (rf"\bmost\ recently\ (?P<v>{_DONE})\b(?=\ [a-z])", r"latest \g<v>"),
    (rf"\bleast\ recently\ (?P<v>{_DONE})\b(?=\ [a-z])", r"earliest \g<v>"),
    (  # "trace the filing back to the data sets it rests on"
        r"^trace\ (?P<x>.+?)\ back\ to\ (?:the\ |its\ |all\ )?(?P<k>[\w-]+(?:\ [\w-]+)?)"
        r"(?:\ (?:that\ |which\ )?(?:it|they|this|that)\ (?:ultimately\ )?(?:rests?|depends?|reli(?:es|ed|y)|c[oa]mes?"
        r"|stems?|(?:is|are|was|were)\ (?:based|built|made))\ (?:on|from|of|upon)|\ (?:behind|under)\ it)?(?=[?.\s]*$)",
        r"which \g<k> went into \g<x>",
    ),
    (  # "measurement M-12 - which batch does it come from"
        r"^(?P<x>[\w/+.-]+(?:\ [\w/+.-]+){0,3})\s*(?:\s[-–—]+|[:,])\s*(?P<w>(?:which|what)\ [\w-]+(?:\ [\w-]+)?"
        r"\ (?:does|do|did|is|was|were|are))\ (?:it|they)\b(?P<y>.*)$",
        r"\g<w> \g<x>\g<y>",
    ),
    (r"\b(?:go(?:es|ing)?|went|dates?|lead(?:s|ing)?|led)\ back\ to\ (?!(?:the\ year\ )?\d)", "derived from "),
    (  # "which batches does it go back to"; of a single one it is not said which of all on the way it would be
        r"^(?P<x>(?:which|what)\ (?:[\w-]+\ )?[\w-]+s\ (?:do|does|did)\ .+\ )(?:go|lead|trace)\ back\ to(?=[?.\s]*$)",
        r"\g<x>derive from",
    ),
    (
        rf"\bused\ (?:when|while|as)\ (?P<x>.+?)\ (?:was|were)\ (?:being\ )?{_MADE}\b",
        r"used in the run that generated \g<x>",
    ),
    (r"^(?P<w>which|what|how\ many)\ of\ (?:all\ )?(?:our|the|my|your)\ (?!following)(?=[a-z])", r"\g<w> "),
    (r"(?<=\d)\s*[x×*·]\s*10\s*\^?\s*[-−–](?P<n>\d+)(?=\ ?[munpf]?M\b)", r"e-\g<n>"),  # "5 x 10-8 M"
    (r"(?<=\d)\s*[x×*·]\s*10\s*\^?\s*[-−–](?P<n>\d+)(?=\ ?[a-z])", r" 10-\g<n>"),  # "20 x 10^-6 cm/s"
    (rf",\s*(?:and\ |but\ |please\ )?(?:{_LEFT_OUT})\ (?=\w)", " without "),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE | re.VERBOSE), put) for pattern, put in _TURNS)


def turned(text: str) -> str:
    """The question with its turns of phrase put plainly; other texts as they are.

    >>> turned("sample count by status"), turned("samples that go back to a withdrawn batch")
    ('number of sample by status', 'samples that derived from a withdrawn batch')
    """
    for pattern, put in _PATTERNS:
        text = pattern.sub(partial(_filled, put), text)
    return text


def _filled(put: str, match: re.Match[str]) -> str:
    return re.sub(r"\\g<(\w+)>", lambda part: match[part[1]] or "", put)
