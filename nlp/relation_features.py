"""What is seen of two mentions in a sentence, and of one in all its sentences: bags of words in context, as strings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from labkin.nlp.relation_text import Place

_FAR = 15  # words between two mentions from which on they count as far apart
_AROUND = 4  # words on either side of a mention
_ENDINGS = ("ing", "ies", "ed", "es", "s", "e", "ly")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word without its commonest endings: enough that "induced", "induces" and "inducing" are one.

    >>> stem("induced"), stem("inducing"), stem("doses"), stem("@c")
    ('induc', 'induc', 'dos', '@c')
    """
    if len(word) > 4:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                return word[: -len(ending)]
    return word


def grams(words: Sequence[str], most: int) -> Iterator[str]:
    """All runs of up to `most` words, joined by blanks."""
    for size in range(1, most + 1):
        for at in range(len(words) - size + 1):
            yield " ".join(words[at : at + size])


def heads(words: Sequence[str]) -> Iterator[str]:
    """The words from the first to each."""
    return (" ".join(words[:size]) for size in range(1, len(words) + 1))


def tails(words: Sequence[str]) -> Iterator[str]:
    """The words from each to the last."""
    return (" ".join(words[at:]) for at in range(len(words)))


def bounds(one: Place, other: Place) -> tuple[bool, int, int, int, int]:
    """Whether `one` stands first, and the words that the pair leans on: outer and inner ends of both lists.

    Pairs of one sentence with the same bounds have the same `pair_bag`.
    """
    forward = one.at < other.at
    first, second = (one, other) if forward else (other, one)
    left, right = first.last, second.first
    if left >= right:  # one list that holds both
        return forward, first.at, first.at, second.at, second.at
    return forward, first.first, left, right, second.last


def pair_bag(stems: Sequence[str], between: tuple[bool, int, int, int, int]) -> set[str]:
    """What stands between, before and behind two mentions; `stems` are the words of their line."""
    forward, start, left, right, end = between
    way = ">" if forward else "<"
    inner = stems[left + 1 : right]
    bag = {way, f"{way}gap:{min(len(inner), _FAR) // 3}"}
    if len(inner) <= 4:
        bag.add(f"{way}is:{' '.join(inner)}")
    if len(inner) <= _FAR * 2:
        bag.update(f"{way}b:{gram}" for gram in grams(inner, 3))
    bag.update(f"{way}b1:{gram}" for gram in heads(inner[:3]))
    bag.update(f"{way}b2:{gram}" for gram in tails(inner[-3:]))
    bag.update(f"{way}l:{gram}" for gram in tails(stems[max(0, start - 3) : start]))
    bag.update(f"{way}r:{gram}" for gram in heads(stems[end + 1 : end + 4]))
    bag.add(f"{way}c{min(inner.count('@c'), 2)}d{min(inner.count('@d'), 2)}")
    return bag


def role_bag(stems: Sequence[str], first: int, last: int) -> set[str]:
    """What stands around a mention, or around the list it stands in, with the mask of its type in each string."""
    mask = stems[first]
    before = stems[max(0, first - _AROUND) : first]
    after = stems[last + 1 : last + 1 + _AROUND]
    bag = {f"{mask}w:{word}" for word in before} | {f"{mask}v:{word}" for word in after}
    bag.update(f"{mask}l:{gram}" for gram in tails(before[-3:]))
    bag.update(f"{mask}r:{gram}" for gram in heads(after[:3]))
    if before and after:
        bag.add(f"{mask}x:{before[-1]} _ {after[0]}")
    return bag
