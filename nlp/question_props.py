"""Where the words of a question mean a property though its name is not there in full: parts of names, "how long"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from labkin.nlp.lexicon import Asked, Lexicon, stem
from labkin.nlp.lexicon_parts import EVERYDAY, SMALL, key_of
from labkin.nlp.question_values import UNITS
from labkin.nlp.question_words import ADJECTIVES, phrases

LONGEST = 6  # words that mean one property
Found = tuple[int, int, tuple[Asked, ...]]
_NUMERIC = frozenset({"integer", "number"})
_COUNTED = re.compile(r"[\d.,]+|thousand|[mb]illion")
# What asks how much of a property there is, by the adjective that is about it.
_HOW = {
    phrase: adjective
    for adjective, text in {
        "longer": "how long", "larger": "how big | how large | what size", "taller": "how tall | how high",
        "older": "how old", "heavier": "how heavy | how much weighs", "deeper": "how deep", "wider": "how wide",
        "faster": "how fast", "denser": "how dense", "thicker": "how thick", "warmer": "how warm | how hot | how cold",
        "brighter": "how bright", "more populous": "how populous | how many people live | how many people lived |"
        " how many people are there",
        "more expensive": "how expensive | how much did it cost to make | how much did it cost to produce |"
        " how much did it cost | how much does it cost | what did it cost to make | how costly | how pricey",
        "purer": "how pure", "more soluble": "how soluble", "more potent": "how potent",
    }.items()
    for phrase in phrases(text)
}  # fmt: skip


def named_props(lexicon: Lexicon, props: Sequence[str]) -> tuple[Asked, ...]:
    """The properties of these names, of any kind, those first that stand first."""
    found: dict[tuple[str, str], Asked] = {}
    for rank, prop in enumerate(props):
        same = (a for items in lexicon.props.values() for a in items if a.prop == prop)
        for asked in (*same, *lexicon.props.get(prop.replace("_", " "), ())):
            found.setdefault((asked.kind, asked.prop), asked._replace(rank=min(rank, EVERYDAY)))
    return tuple(sorted(found.values(), key=lambda a: (a.kind, a.rank, a.prop)))


def props_said(texts: Sequence[str], lexicon: Lexicon) -> Iterator[Found]:
    """The spans of words that mean properties without naming one in full: (start, end, properties).

    `texts` are the question's words, empty where they stand in quotes.
    """
    low = [text.lower() for text in texts]
    for start, text in enumerate(low):
        yield from _how(low, start, lexicon)
        if _small(texts[start]):
            continue
        for end in range(start + 1, min(start + LONGEST, len(low)) + 1):
            if not low[end - 1]:
                break
            if _small(texts[end - 1]) or not text:
                continue
            if low[start:end] == ["people"] and not (start and _COUNTED.fullmatch(low[start - 1])):
                continue  # of whom other things are said, too
            if asked := lexicon.parts.get(key_of(_said(texts[start:end]), stem)):
                yield start, end, asked


def _said(texts: Sequence[str]) -> list[str]:
    return [text.lower() for text in texts if not _small(text)]


def _small(text: str) -> bool:
    """Whether a word only joins others; "US" is none."""
    return text.lower() in SMALL or not any(c.isalnum() for c in text) or text == "us"


def _how(low: Sequence[str], start: int, lexicon: Lexicon) -> Iterator[Found]:
    if low[start] not in ("how", "what"):
        return
    for phrase, adjective in _HOW.items():
        parts = phrase.split()
        if list(low[start : start + len(parts)]) == parts:
            props = tuple(prop for prop in ADJECTIVES[adjective][0] if not prop.startswith("-"))
            if asked := tuple(a for a in named_props(lexicon, props) if a.type in _NUMERIC):
                yield start, start + len(parts), asked
    if low[start + 1 : start + 2] == ["many"]:
        for end in range(len(low), start + 2, -1):
            if unit := UNITS.get(" ".join(low[start + 2 : end])):
                every = (a for items in lexicon.props.values() for a in items if a.unit == unit)
                if found := tuple(sorted({a._replace(rank=0) for a in every})):
                    yield start, end, found
