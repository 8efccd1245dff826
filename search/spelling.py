"""Did you mean: words of the lab's own names that are near to a word nobody uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from labkin.nlp.common_words import is_common
from labkin.nlp.edits import edits
from labkin.ontologies.sieve import find_called
from labkin.search.tokens import STOP_WORDS, clusters, words

MIN_LETTERS = 4  # shorter words are near to too many
MAX_LETTERS = 40  # longer ones are formulas and codes, and dear to compare
MOST = 3  # suggestions


def suggestions(
    text: str, known: Callable[[str], object], near: Callable[[str, int], list[str]], most: int = MOST
) -> list[str]:
    """The text with unknown words replaced, best first.

    `known` says whether an entry holds a word; `near` gives names that hold a word within so many edits of it. What
    people write, and what a vocabulary calls something, is no slip of the pen, though nothing here has it.
    """
    choices: list[tuple[int, int, list[str]]] = []
    for cluster in clusters(text[:500]):
        word = cluster.text
        if (
            not MIN_LETTERS <= len(word) <= MAX_LETTERS
            or word.isdigit()
            or word.casefold() in STOP_WORDS
            or known(word)
            or is_common(word)
            or find_called(word)
        ):
            continue
        better = _better(word, near)
        if better:
            choices.append((cluster.start, cluster.end, better[:most]))
    if not choices:
        return []
    answers = []
    for rank in range(max(len(better) for _, _, better in choices)):
        answers.append(_replaced(text, choices, rank))
    return list(dict.fromkeys(answers))[:most]


def corrections(text: str, suggestion: str) -> list[tuple[str, str]]:
    """The words that a suggestion replaces, each with what it puts there; only such as hardly leave a doubt.

    >>> corrections("gefitnib in micrsomal assays", "gefitinib in microsomal assays"), corrections("lung", "lunge")
    ([('gefitnib', 'gefitinib'), ('micrsomal', 'microsomal')], [])
    """
    typed, put = ([one.text for one in clusters(said)] for said in (text, suggestion))
    if len(typed) != len(put):
        return []
    changed = [(a, b) for a, b in zip(typed, put, strict=True) if a.casefold() != b.casefold()]
    return [(a, b) for a, b in changed if edits(a.casefold(), b.casefold(), 2) <= (len(a) >= 5) + (len(a) >= 8)]


def _better(word: str, near: Callable[[str, int], list[str]]) -> list[str]:
    plain = "".join(words(word))
    for distance in (1, 2) if len(plain) > 5 else (1,):
        found: Counter[str] = Counter()
        for name in near(plain, distance):
            found.update({one for one in words(name) if edits(plain, one, distance) <= distance})
        if found:
            return sorted(found, key=lambda one: (edits(plain, one, distance), -found[one], one))
    return []


def _replaced(text: str, choices: list[tuple[int, int, list[str]]], rank: int) -> str:
    for start, end, better in reversed(choices):
        text = text[:start] + better[min(rank, len(better) - 1)] + text[end:]
    return text
