"""What a hit shows: the piece of its text that says most of the query, and why it was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from labkin.search.index import Snippet, Span
from labkin.search.query_text import Clause, Parsed
from labkin.search.tokens import STOP_WORDS, Cluster, marked, runs, stem

LENGTH = 240  # characters of a snippet, about
READ = 50_000  # characters of a text that are read for one


@dataclass(frozen=True, slots=True)
class Sought:
    """The terms of a query, each with the word as typed."""

    terms: dict[str, str]
    prefixes: dict[str, str]
    answers: dict[str, str] = field(default_factory=dict)  # the word that a spelling answers, of all texts seen so far

    def marks(self, text: str) -> list[tuple[int, int, str]]:
        """Where (start, end) words of the query stand in a text, and which."""
        heads = {term[0] for term in (*self.terms, *self.prefixes) if term}
        return marked(text, self.word_of, heads, self.answers)

    @classmethod
    def of(cls, parsed: Parsed) -> Sought:
        """What the words of a query look for."""
        found = [(clause, cluster) for clause in parsed.wanted for cluster in clause.clusters]
        content = [pair for pair in found if pair[1].text.casefold() not in STOP_WORDS] or found
        terms: dict[str, str] = {}
        prefixes: dict[str, str] = {}
        for clause, cluster in content:
            for term in _terms(clause, cluster):
                terms.setdefault(term, cluster.text)
            if clause.how == "prefix":
                prefixes[cluster.text.casefold()] = cluster.text
        return cls(terms, prefixes)

    def word_of(self, cluster: Cluster) -> str:
        """The word of the query that a cluster of a text answers, or empty."""
        for term in reversed(cluster.terms):
            if term in self.terms:
                return self.terms[term]
        plain = cluster.text.casefold()
        return next((word for prefix, word in self.prefixes.items() if plain.startswith(prefix)), "")


def _terms(clause: Clause, cluster: Cluster) -> Iterable[str]:
    if cluster.joined:
        yield cluster.joined
    yield "".join(runs(cluster.text))
    if len(cluster.parts) == 1:
        yield cluster.parts[0]
        yield stem(cluster.text.lower())
        yield cluster.text.lower()
    else:
        yield from (part for part in cluster.parts if len(part) > 2 or clause.how == "phrase")


def snippet(text: str, sought: Sought) -> tuple[Snippet, tuple[str, ...]]:
    """The best piece of a text and the words of the query it was found by, in all of the text.

    Without any such word the piece is the beginning.
    """
    text = text[:READ]
    marks = sought.marks(text)
    start = _best(marks)
    start, end = _window(text, start)
    piece = text[start:end]
    shift = start + len(piece) - len(piece.lstrip())
    piece = piece.strip()
    spans: list[Span] = [(a - shift, b - shift) for a, b, _ in marks if a >= shift and b <= shift + len(piece)]
    return Snippet(piece, tuple(spans)), tuple(dict.fromkeys(word for _, _, word in marks))


def _best(marks: Sequence[tuple[int, int, str]]) -> int:
    """Where the window starts that holds most different words, then most words, then comes first."""
    best, at = (0, 0), 0
    right = 0
    for left in range(len(marks)):
        right = max(right, left)
        while right < len(marks) and marks[right][1] <= marks[left][0] + LENGTH - 40:
            right += 1
        inside = marks[left:right]
        worth = (len({word for _, _, word in inside}), len(inside))
        if worth > best:
            best, at = worth, marks[left][0]
    return at


def _window(text: str, at: int) -> Span:
    """LENGTH characters from a little before `at`, at the ends of words, from a sentence's start where one is near."""
    if len(text) <= LENGTH:
        return 0, len(text)
    start = max(0, min(at - 40, len(text) - LENGTH))
    if start:
        dot = text.rfind(". ", max(0, start - 40), at)
        space = text.find(" ", start, at)
        start = dot + 2 if dot >= 0 else space + 1 if space >= 0 else at
    end = start + LENGTH
    if end < len(text):
        space = text.rfind(" ", at + 20, end)
        end = space if space > 0 else end
    return start, min(end, len(text))


def why(
    text: str,
    rest: str,
    labels: Sequence[Sequence[str]],
    found: Sequence[str],
    sought: Sought,
    normal: Callable[[str], str],
) -> tuple[str, ...]:
    """What of the query was found where, for people; `labels` are (role, name), `found` the words in the text."""
    asked = {text.strip(), rest.strip(), text.strip().strip('"')}
    forms = {normal(one) for one in asked} - {""}
    for exactly in (True, False):
        for role, label in labels:
            if (label.strip() in asked) if exactly else (normal(label) in forms):
                return (f"{role}: {label}",)
    reasons = []
    named = {role: dict[str, None]() for role in ("name", "synonym", "identifier")}
    for role, label in labels:
        named[role].update((word, None) for _, _, word in sought.marks(label[:1000]))
    for role, words in named.items():
        if words:
            reasons.append(f"in {role}: {', '.join(words)}")
    if found:
        reasons.append(f"in text: {', '.join(found)}")
    return tuple(reasons)
