"""Abbreviations and what they stand for, found by scispaCy where it is installed (extra `scispacy`).

"heart rate (HR)" explains HR once; every HR of the document then means it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from labkin.graph.errors import MissingExtra
from labkin.nlp.extensions import declare


class Abbreviation(NamedTuple):
    """One occurrence of a short form, and the words that explain it; offsets are in characters, ends exclusive."""

    short: str
    start: int
    end: int
    long: str
    long_start: int
    long_end: int


def find_abbreviations(text: str) -> list[Abbreviation]:
    """All occurrences in the document of short forms that it explains itself, in order. Raises MissingExtra."""
    nlp, detector, filtered = _detector()
    doc = nlp(text)
    brackets = [(number, start + 1, end - 1) for number, start, end in detector.matcher(doc)]
    explained = detector.find_matches_for(filtered(brackets, doc), doc)
    found = {_plain(short, long) for long, shorts in explained for short in shorts}
    return sorted(found, key=lambda one: (one.start, one.end))


def _plain(short: Any, long: Any) -> Abbreviation:
    return Abbreviation(short.text, short.start_char, short.end_char, long.text, long.start_char, long.end_char)


@cache
def _detector() -> tuple[Any, Any, Any]:
    """A bare English tokenizer, the detector, and its filter of brackets; no trained model is needed, none is fetched.

    The steps of the detector are called, not the component: that writes to attributes of spaCy's documents that have
    the names of ours, and declares them anew.
    """
    try:
        import spacy
        from scispacy.abbreviation import AbbreviationDetector, filter_matches
    except ImportError as error:
        raise MissingExtra("Finding abbreviations with scispaCy", "scispacy") from error
    nlp = spacy.blank("en")
    detector = AbbreviationDetector(nlp)
    declare.cache_clear()
    declare()
    return nlp, detector, filter_matches
