"""What the words that nothing was found for may mean all the same: a part of a name, or a name misspelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Protocol, runtime_checkable

from labkin.graph.query import Column, Compare, NodePattern, Query
from labkin.nlp.common_words import is_common
from labkin.nlp.lexicon import Meant
from labkin.nlp.normal import normal
from labkin.nlp.question_join_words import LIGHT, NEGATIONS, PREPOSITIONS, PRONOUNS, SOFT
from labkin.nlp.question_tied import Witness
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_tree import Hit, Mention, NameHit
from labkin.nlp.question_words import FUNCTION_WORDS, LIST_VERBS, SUPERLATIVES

MOST_BEARERS = 8  # things that one part of a name may mean; with more, it means none
MOST_TOGETHER = 40  # of those that a plural means, which are meant together
LONGEST_SERIES = 5  # letters
MOST_BEFORE = 6  # words of a name that ends with its kind
MOST_OTHER = 4  # words of a name that are left out at most
MOST_WITHIN = 2  # words behind the "of" of a name of which the word before it is said alone, and the "of" itself
LEAST_LETTERS = 4  # of a part of a name
PART, MISSPELT = 0.5, 0.7  # what such a reading costs beside an exact name
_WITHIN = frozenset({"of", "the", "in", "and", "for", "-", "to", "/"})
_NO_PART = (
    FUNCTION_WORDS
    | LIGHT
    | SOFT
    | PREPOSITIONS
    | PRONOUNS
    | NEGATIONS
    | {word for word in (*LIST_VERBS, *SUPERLATIVES) if " " not in word}
)


@runtime_checkable
class NearNames(Protocol):
    """Names that can be looked up by a part of them, or misspelt."""

    def bearing(self, words: Sequence[Collection[str]], /) -> Sequence[tuple[int, NameHit]]:
        """Those with a name that holds one spelling of each word, with how many more words that name has."""

    def respelt(self, word: str, /) -> Sequence[NameHit]:
        """Those whose name is that word but for a slip of the pen; empty where the word is one."""


def add_series(words: Words, witness: Witness) -> None:
    """Mark the unexplained words before a kind with which names of that kind begin: "LK compounds", like LK-0042."""
    known = words.explained()
    for number, token in enumerate(words.tokens):
        short = token.text.isupper() and token.text.isalpha() and 2 <= len(token.text) <= LONGEST_SERIES
        if number in known or token.quoted or not short:
            continue
        kinds = tuple({meant.kind: None for items in words.kinds.get(number + 1, ()) for meant in items[0]})
        where = Compare("a", "name", "starts", f"{token.text}-")
        if kinds and witness.holds(Query((NodePattern("a", kinds),), where=where, columns=(Column("id", "a"),))):
            words.series.add(number)


def add_near(words: Words, names: NearNames) -> None:
    """Add to the names of a question those that its unexplained words are parts of, or are meant to be."""
    known = words.explained()
    _add_named_kinds(words, names, known)
    known = words.explained()
    odd = [n for n, token in enumerate(words.tokens) if n not in known and says(words, n) and not token.quoted]
    done: set[int] = set()
    for number in odd:
        if number in done:
            continue
        span = _part_of_name(words, names, number) or _misspelt(words, names, number)
        done |= set(span)


def _add_named_kinds(words: Words, names: NearNames, known: set[int]) -> None:
    """ "The EGFR double mutant assay": words before a kind that only names of that kind hold together."""
    for end, items in list(_kinds_ending(words).items()):
        kinds = {meant.kind for kind in items for meant in kind}
        start = end - 1
        while start > 0 and end - start < MOST_BEFORE and _is_plain(words, start - 1):
            start -= 1
        before = words.tokens[start - 1].low if start else ""
        many = _is_plural(words, end - 1) or before in ("per", "each", "every")
        own = kinds if many else None
        for begin in range(start, end - 1):
            if _is_named_so(words, begin, end, own) or not _is_plain(words, begin):
                continue
            parts = [word for token in words.tokens[begin : end - 1] for word in _words(token.low)]
            if sum(letter.isalpha() for part in parts for letter in part) == 0 or sum(map(len, parts)) < LEAST_LETTERS:
                continue  # "5 compounds", "RA drugs"
            hits = [
                (more, hit) for more, hit in names.bearing([_spellings(part) for part in parts]) if hit.kind in kinds
            ]
            if 0 < len(hits) <= (MOST_TOGETHER if many else MOST_BEARERS) and hits[0][0] <= MOST_OTHER:
                odd = any(n not in known for n in range(begin, end - 1))
                found = tuple(Hit(h.id, h.kind, h.name, PART) for _, h in hits)
                mention = Mention(words.text(begin, end), found, together=many)
                if any(last == end - 1 for _, last, _ in words.mentions.get(begin, ())):
                    break  # "horror films": those of a genre, not of such a title
                words.mentions[begin].append((mention, end, 1.0 if many else 2.0 if odd else 5.0))
                break


def _is_plural(words: Words, number: int) -> bool:
    low = words.tokens[number].low
    return low.endswith("s") and not low.endswith("ss")


def _is_named_so(words: Words, begin: int, end: int, kinds: set[str] | None) -> bool:
    """Whether something, of these kinds if any are given, bears all these words, and maybe more, as a name."""
    return any(
        last >= end and (kinds is None or mention.kinds & kinds) for mention, last, _ in words.mentions.get(begin, ())
    )


def _kinds_ending(words: Words) -> dict[int, list[tuple[Meant, ...]]]:
    found: dict[int, list[tuple[Meant, ...]]] = {}
    for items in words.kinds.values():
        for kinds, end, _ in items:
            found.setdefault(end, []).append(kinds)
    return found


def _is_plain(words: Words, number: int) -> bool:
    return says(words, number) and not words.tokens[number].quoted


def says(words: Words, number: int) -> bool:
    token = words.tokens[number]
    return any(c.isalnum() for c in token.text) and token.low not in _NO_PART and token.low != "'s"


def _part_of_name(words: Words, names: NearNames, number: int) -> range:
    """The widest stretch around the word that one name holds all of; an empty range for none."""
    first, last = max(0, number - 3), min(len(words.tokens), number + 5)
    spans = [(a, b) for a in range(first, number + 1) for b in range(number + 1, last + 1)]
    for start, end in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if not _is_name_like(words, start, end):
            continue
        if end - start > 1 and any(words.kinds.get(n) for n in range(start, end)):
            continue  # what stands before a kind says which of that kind
        parts = [token.low for n, token in enumerate(words.tokens[start:end], start) if says(words, n)]
        if sum(map(len, parts)) < LEAST_LETTERS:
            continue
        hits = names.bearing([_spellings(word) for part in parts for word in _words(part)])
        if len(parts) > 1 and (several := _all_named(hits, parts)):
            words.mentions[start].append((Mention(words.text(start, end), several, together=True), end, 1.6))
            return range(start, end)
        most = MOST_OTHER
        if len(parts) == 1 and is_common(parts[0]) and words.text(start, end).islower():
            hits, most = _headed(hits, parts[0]), 1  # "short" is a part of many names, and hardly means one
        if found := _bearers(hits, most) or _bearers(_verbatim(hits, words.text(start, end)), MOST_OTHER * len(parts)):
            mention = Mention(words.text(start, end), tuple(Hit(h.id, h.kind, h.name, PART) for h in found))
            words.mentions[start].append((mention, end, 1.6 + 0.1 * min(more for more, _ in hits)))
            return range(start, end)
    return range(0)


def _headed(hits: Sequence[tuple[int, NameHit]], word: str) -> Sequence[tuple[int, NameHit]]:
    """Those that are of the sort that a word says, if any are: "skin" is "skin of body" rather than "skin rash"."""
    whole = [(0, hit) for more, hit in hits if more <= MOST_WITHIN and hit.name.casefold().startswith(f"{word} of ")]
    return whole or hits


def _all_named(hits: Sequence[tuple[int, NameHit]], parts: Sequence[str]) -> tuple[Hit, ...]:
    """All that a plural names, "modules of IND-7": several of one kind, none of which has the plural in its name."""
    plurals = [part for part in parts if part.endswith("s") and not part.endswith("ss")]
    names = [set(normal(hit.name).split()) for _, hit in hits]
    if len({hit.kind for _, hit in hits}) != 1 or not 1 < len(hits) <= MOST_TOGETHER or not plurals:
        return ()
    if any(word in plurals for name in names for word in name):
        return ()
    return tuple(Hit(hit.id, hit.kind, hit.name, PART) for _, hit in hits)


def _bearers(hits: Sequence[tuple[int, NameHit]], most: int) -> list[NameHit]:
    """Those of kinds of which some have few other words in their names, if not too many: any one of them is a guess."""
    kinds = {hit.kind for more, hit in hits if more <= most}
    near = [hit for more, hit in hits if more <= max(most, MOST_OTHER) and hit.kind in kinds]
    count = Counter(hit.kind for hit in near)
    return [hit for hit in near if count[hit.kind] <= MOST_BEARERS] if len(count) <= MOST_BEARERS else []


def _verbatim(hits: Sequence[tuple[int, NameHit]], text: str) -> list[tuple[int, NameHit]]:
    """Those whose name holds the text as it was typed."""
    return [(more, hit) for more, hit in hits if text.casefold() in hit.name.casefold()]


def _is_name_like(words: Words, start: int, end: int) -> bool:
    if not (says(words, start) and says(words, end - 1)):
        return False
    return all(says(words, n) or words.tokens[n].low in _WITHIN for n in range(start, end))


def _words(part: str) -> list[str]:
    return [word for word in normal(part).split() if word]


def _spellings(word: str) -> list[str]:
    """The word, and its plural or singular.

    >>> _spellings("inhibitors"), _spellings("assay")
    (['inhibitors', 'inhibitor'], ['assay', 'assays'])
    """
    if word.endswith("ies"):
        return [word, word[:-3] + "y"]
    return [word, word[:-1]] if word.endswith("s") and len(word) > 3 else [word, word + "s"]


def _misspelt(words: Words, names: NearNames, number: int) -> range:
    token = words.tokens[number]
    if len(token.text) < 5 or not token.text.isalpha():
        return range(0)
    hits = names.respelt(token.text)
    if not 0 < len(hits) <= MOST_BEARERS:
        return range(0)
    mention = Mention(token.text, tuple(Hit(hit.id, hit.kind, hit.name, MISSPELT) for hit in hits))
    words.mentions[number].append((mention, number + 1, 2.0))
    return range(number, number + 1)
