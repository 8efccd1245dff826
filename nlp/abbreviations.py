"""Abbreviations and what they stand for, found by scispaCy where it is installed (extra `scispacy`).

"heart rate (HR)" explains HR once; every HR of the document then means it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from labkin.graph.errors import MissingExtra


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
    found = _pipeline()(text)._.abbreviations
    return sorted({_plain(span) for span in found}, key=lambda one: (one.start, one.end))


def _plain(span: Any) -> Abbreviation:
    long = span._.long_form
    return Abbreviation(span.text, span.start_char, span.end_char, long.text, long.start_char, long.end_char)


@cache
def _pipeline() -> Any:
    """A bare English tokenizer and the detector; no trained model is needed, none is fetched."""
    try:
        import spacy
        from scispacy.abbreviation import AbbreviationDetector  # registers the pipe by being imported
    except ImportError as error:
        raise MissingExtra("Finding abbreviations with scispaCy", "scispacy") from error
    pipeline = spacy.blank("en")
    assert AbbreviationDetector is not None
    pipeline.add_pipe("abbreviation_detector")
    return pipeline
