"""A question without what people say around it: greetings, thanks, who asks and why, shortened words."""

from __future__ import annotations

import re

from labkin.nlp import question_plainer, question_turns
from labkin.nlp.question_idioms import listed, plain

_SHORT = {
    "what's": "what is", "whats": "what is", "who's": "who is", "where's": "where is", "when's": "when is",
    "that's": "that is", "it's": "it is", "there's": "there is", "let's": "", "i'd": "i would", "i'm": "i am",
    "i've": "i have", "we've": "we have", "we'd": "we would", "you've": "you have", "they're": "they are",
    "aren't": "are not", "isn't": "is not", "wasn't": "was not", "weren't": "were not", "don't": "do not",
    "doesn't": "does not", "didn't": "did not", "haven't": "have not", "hasn't": "has not", "hadn't": "had not",
    "can't": "can not", "cannot": "can not", "couldn't": "could not", "won't": "will not", "no.": "number",
    "wich": "which", "whch": "which", "wat": "what", "hw": "how",
    "mny": "many", "hwo": "how", "teh": "the", "wiht": "with", "btw": "between", "ppl": "people", "thx": "",
    "cmpds": "compounds", "cpds": "compounds", "conc": "concentration", "expt": "experiment", "expts": "experiments",
    "avg": "average", "who've": "who have", "meds": "medicines",
}  # fmt: skip
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
_WITH = re.compile(r"\bw/(o)?(?=\s)")
_TELL = r"(?:tell|show|give|list|find|get|pull|fetch|send)"
_KNOW = r"(?:know|see|have|get|find|look\ at|find\ out)"
_BUSY = r"(?:preparing|putting\ together|looking|writing|interested|working|reading|wondering|curious|trying)"
_TO_THE_POINT = r"(?:,|\ for\b|\ in\b|\ if\b)"
_THANKS = r"(?:thanks?(?:\ (?:you|a\ lot|in\ advance|so\ much))?(?:\ very\ much)?|cheers|pls|plz|please|asap|tia)"
_AROUND = re.compile(
    rf"""^(?:hi|hello|hey|good\ (?:morning|afternoon|evening)|dear\ \w+|ok(?:ay)?|so|well)\b[\s,!.:]*
    |[\s,]*\b{_THANKS}[.!\s]*$
    |^(?:please|pls|kindly|quick\ question)\b[\s,:]*
    |^(?:could|can|would|will)\ you\ (?:please\ |kindly\ )?{_TELL}(?:\ me|\ us|\ up|\ out)*\b
    |^i(?:\ am|\ was)?\ {_BUSY}\b[^?.;]*?\ and\ (?:would\ like|want|need|wanted)(?:\ to\ {_KNOW})?\b
    |^i(?:\ am|\ was)?\ {_BUSY}\b[^?.;]*?{_TO_THE_POINT}
    |^(?:i|we)\ (?:would\ like|want|need|wish)(?:\ to\ {_KNOW})?\b
    |^(?:do|does|did)\ (?:we|you|anyone|anybody)\ (?:happen\ to\ )?know\b
    |^(?:tell|show|give)\ (?:me|us)\b
    |^(?:any\ idea|any\ clue|remind\ me|think\ of|take|consider|looking\ for|look\ for|search\ for)\b
    |^(?:find\ out|let\ me\ see)\b
    |\s*[,;:–—-]+\s*tell\ me\ (?:more\ )?about\ (?:it|them|this|that)[.!?\s]*$
    |\s*[:;]-?[)(D]\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_WORD = re.compile(r"(?<![\w'-])[A-Za-z]+(?:'[a-z]+|\.)?(?![\w'-])")
_PARTICIPLE = re.compile(
    r"(?<=\w)-(associated|related|linked|induced|based|treated|bound|binding|regulated|expressed|interacting|derived|"
    r"inhibiting|targeting|causing)\b"
)
_EXTREME = re.compile(r"\b(highest|lowest|best|worst|top|most|least|biggest)-(?=[a-z])", re.IGNORECASE)  # highest-paid
_ASIDE = re.compile(r"\s*[-–—,]\s*(?:[a-z]+,\s*)?not\s+[a-z]+(?:\s+[a-z]+)?\s*$")  # "- compounds, not people"
_ARROW = re.compile(r"\s*(?:->|=>|→)\s*")
_PERHAPS_MANY = re.compile(r"(?<=[a-z])\((e?s)\)")  # "class(es)"
_PARTED = re.compile(  # "knock BRCA1 down"
    r"\b(knock(?:s|ed)?|turn(?:s|ed)?|pull(?:s|ed)?|push(?:es|ed)?|bring(?:s)?|brought|driv(?:es|e|en)|drove|send(?:s)?)"
    r" (?!(?:up|down)\b)(\S+)(?: expression| levels?)? (up|down)\b",
    re.IGNORECASE,
)


def cleaned(question: str) -> str:
    """The question without courtesy and asides, its shortened words written out, its idioms in plain words.

    >>> cleaned("Hi! Could you please list the genes that don't bind aspirin? Thanks")
    'the genes that do not bind aspirin?'
    """
    text = _WITH.sub(lambda match: "without" if match[1] else "with", question.translate(_APOSTROPHES).strip())
    text = _WORD.sub(lambda match: _SHORT.get(match[0].lower(), match[0]), text)
    while (shorter := _AROUND.sub("", text, count=1).strip()) != text and shorter:
        text = shorter
    text = _PERHAPS_MANY.sub(r"\1", text)
    text = _PARTICIPLE.sub(r" \1", text)
    text = _EXTREME.sub(r"\1 ", text)
    text = re.sub(r"\b(up|down)-(?=\s)", r"\1", text)  # "up- or downregulated"
    text = _PARTED.sub(r"\1 \3 \2", text)
    text = question_plainer.turned(_ARROW.sub(", their ", _ASIDE.sub("", text)))
    return question_turns.turned(plain(listed(text)))
