"""A question without what people say around it: greetings, thanks, who asks and why, shortened words."""

from __future__ import annotations

import re

_SHORT = {
    "what's": "what is", "whats": "what is", "who's": "who is", "where's": "where is", "when's": "when is",
    "that's": "that is", "it's": "it is", "there's": "there is", "let's": "", "i'd": "i would", "i'm": "i am",
    "i've": "i have", "we've": "we have", "we'd": "we would", "you've": "you have", "they're": "they are",
    "aren't": "are not", "isn't": "is not", "wasn't": "was not", "weren't": "were not", "don't": "do not",
    "doesn't": "does not", "didn't": "did not", "haven't": "have not", "hasn't": "has not", "hadn't": "had not",
    "can't": "can not", "cannot": "can not", "couldn't": "could not", "won't": "will not", "no.": "number",
    "wich": "which", "whch": "which", "wat": "what", "hw": "how",
}  # fmt: skip
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_AROUND = re.compile(
    r"""^(?:hi|hello|hey|good\ (?:morning|afternoon|evening)|dear\ \w+|ok(?:ay)?|so|well)\b[\s,!.:]*
    |[\s,]*\b(?:thanks?(?:\ (?:you|a\ lot|in\ advance|so\ much))?(?:\ very\ much)?|cheers|pls|plz|please|asap|tia)[.!\s]*$
    |^(?:please|pls|kindly|quick\ question)\b[\s,:]*
    |^(?:could|can|would|will)\ you\ (?:please\ |kindly\ )?(?:tell|show|give|list|find|get|pull|fetch|send)(?:\ me|\ us|\ up|\ out)*\b
    |^i(?:\ am|\ was)?\ (?:preparing|putting\ together|looking|writing|interested|working|reading|wondering|curious|trying)
     \b[^?.;]*?(?:\ and\ (?:would\ like|want|need|wanted)(?:\ to\ (?:know|see|have|get|find))?|\ and\ need|,|\ for\b|\ in\b|\ if\b)
    |^i\ (?:would\ like|want|need|wish)(?:\ to\ (?:know|see|have|get|find|look\ at|find\ out))?\b
    |^(?:do|does|did)\ (?:we|you|anyone|anybody)\ (?:happen\ to\ )?know\b
    |^(?:tell|show|give)\ (?:me|us)\b
    |^we\ (?:need|want)(?:\ to\ (?:know|see|have|get|find))?\b
    |^(?:any\ idea|any\ clue|remind\ me|think\ of|take|consider|looking\ for|look\ for|search\ for|find\ out|let\ me\ see)\b
    |\s*[:;]-?[)(D]\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"(?<![\w'-])[A-Za-z]+(?:'[a-z]+|\.)?(?![\w'-])")
_PARTICIPLE = re.compile(
    r"(?<=\w)-(associated|related|linked|induced|based|treated|bound|binding|regulated|expressed|interacting|derived|"
    r"inhibiting|targeting|causing)\b"
)
_ASIDE = re.compile(r"\s*[-–—,]\s*(?:not\s+[a-z]+(?:\s+[a-z]+)?|compounds,\s*not\s+people)\s*$")
_ARROW = re.compile(r"\s*(?:->|=>|→)\s*")
_PARTED = re.compile(  # "knock BRCA1 down"
    r"\b(knock(?:s|ed)?|turn(?:s|ed)?|pull(?:s|ed)?|push(?:es|ed)?|bring(?:s)?|brought|driv(?:es|e|en)|drove|send(?:s)?)"
    r" (?!(?:up|down)\b)(\S+) (up|down)\b",
    re.IGNORECASE,
)


_LINEAGE = (
    (re.compile(r"^(?:if|suppose|say|assuming)\ (?P<x>.+?)\ (?:is|are|was|were|gets?|got|had\ to\ be|has\ to\ be|turns?\ out"
                r"(?:\ to\ be)?)\ (?:withdrawn|recalled|wrong|bad|faulty|contaminated|pulled|lost|rejected)\s*[,:;]?\s*"
                r"(?P<what>which|what)(?P<kind>\ .+?)?\ (?:is|are|would\ be|will\ be|gets?)\ (?:affected|hit|touched|"
                r"concerned|at\ risk|invalid)$", re.VERBOSE | re.IGNORECASE), r"which\g<kind> depend on \g<x>"),
    (re.compile(r"^(?P<what>which|what)(?P<kind>\ .+?)?\ (?:would|will|could|might)\ (?:be\ (?:affected|hit|touched|at\ risk|"
                r"invalid)|break|fall|fail|have\ to\ be\ redone)\ if\ (?P<x>.+?)\ (?:is|are|was|were|had\ to\ be|has\ to\ be)"
                r"\ (?:withdrawn|recalled|wrong|bad|faulty|contaminated|pulled|lost|rejected)$",
                re.VERBOSE | re.IGNORECASE), r"which\g<kind> depend on \g<x>"),
    (re.compile(r"^trace\ (?P<x>.+?)\ back\s*(?:[:,-]|to\b)\s*(?P<rest>.+?)\ (?:does|do)\ (?:it|they)\ (?:ultimately\ )?"
                r"(?:rest|depend|rely)\ on$", re.VERBOSE | re.IGNORECASE), r"\g<rest> went into \g<x>"),
)  # fmt: skip


def _lineage(text: str) -> str:
    """Ways to ask what depends on a thing, or what it came of, as plain questions.

    >>> _lineage("If lot L-112 is withdrawn, which reports are affected?")
    'which reports depend on lot L-112?'
    """
    bare = text.rstrip("?. ")
    for pattern, plain in _LINEAGE:
        if match := pattern.match(bare):
            said = match.expand(plain) if match.groupdict().get("kind", "") is not None else ""
            return (said or f"what depends on {match['x']}") + text[len(bare) :]
    return text


def cleaned(question: str) -> str:
    """The question without courtesy and asides, its shortened words written out.

    >>> cleaned("Hi! Could you please list the genes that don't bind aspirin? Thanks")
    'list the genes that do not bind aspirin?'
    """
    text = question.translate(_APOSTROPHES).strip()
    text = _WORD.sub(_written_out, text)
    while (shorter := _AROUND.sub("", text, count=1).strip()) != text and shorter:
        text = shorter
    text = _PARTICIPLE.sub(r" \1", text)
    text = _PARTED.sub(r"\1 \3 \2", text)
    return _lineage(_ARROW.sub(", their ", _ASIDE.sub("", text)))


def _written_out(match: re.Match[str]) -> str:
    word = match[0]
    if word.lower() in _SHORT:
        return _SHORT[word.lower()]
    return word


_NO_QUESTION = re.compile(
    r"""(?P<do>(?:please\ |can\ you\ |could\ you\ |pls\ )?(?:remove|delete|drop|erase|add|insert|create|update|change
        |rename|merge|write|draft|compose|translate|summari[sz]e|email|send|book|order|schedule|design|suggest|propose
        |recommend|predict|forecast|guess|calculate\ the\ dose)\b(?!\s*$))
    |(?P<advise>(?:should|shall|must|may)\ (?:i|we|one|you)\b|what\ should\b|would\ you\ (?:recommend|suggest)
        |what\ will\b|who\ will\b|which\ .*\bwill\ be\b|is\ it\ (?:safe|ok|okay|wise)\b|how\ (?:do|can|should|would)\ i\b
        |what\ is\ your\b|who\ are\ you\b|how\ are\ you\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def no_question(text: str) -> str:
    """Why a text asks nothing that a graph can answer: it gives an order, or asks for advice; empty for a question.

    >>> no_question("remove aspirin from the graph"), no_question("Which drugs treat gout?")
    ('questions only read: nothing is written, changed or sent from here', '')
    """
    match = _NO_QUESTION.match(cleaned(text)) or _NO_QUESTION.match(text.strip())
    if match is None:
        return ""
    if match["do"]:
        return "questions only read: nothing is written, changed or sent from here"
    return "it asks for advice or a forecast; what can be asked for is what the lab has on record"
