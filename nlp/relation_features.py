"""What is seen of two mentions in a sentence, and of one in all its sentences: bags of words in context, as strings.

Bags are dictionaries without values: like sets, but always in the same order, so that sums over them are the same too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from labkin.nlp.relation_text import Place
from labkin.nlp.relation_words import DENIALS, triggers

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


def grams(words: Sequence[str]) -> Iterator[str]:
    """All runs of one to three words, joined by blanks."""
    yield from words
    yield from map(" ".join, pairwise(words))
    yield from map(" ".join, zip(words, words[1:], words[2:], strict=False))


@cache
def _family_of() -> dict[str, tuple[str, ...]]:
    """What each stem of a word that says a relation may say; and those that deny, by one name."""
    found: dict[str, dict[str, None]] = {}
    for word, says in triggers().items():
        found.setdefault(stem(word), {}).update(dict.fromkeys(trigger.family for trigger in says))
    for word in DENIALS:
        found.setdefault(stem(word), {})["no"] = None
    return {word: tuple(families) for word, families in found.items()}


def _families(stems: Sequence[str]) -> Iterator[str]:
    known = _family_of()
    return (family for word in stems if word in known for family in known[word])


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


def pair_bag(stems: Sequence[str], between: tuple[bool, int, int, int, int]) -> dict[str, None]:
    """What stands between, before and behind two mentions; `stems` are the words of their line."""
    forward, start, left, right, end = between
    way = ">" if forward else "<"
    inner = stems[left + 1 : right]
    bag = [way, f"{way}gap:{min(len(inner), _FAR) // 3}"]
    if len(inner) <= 4:
        bag.append(f"{way}is:{' '.join(inner)}")
    if len(inner) <= _FAR * 2:
        bag += [f"{way}b:{gram}" for gram in grams(inner)]
    bag += [f"{way}b1:{gram}" for gram in heads(inner[:3])]
    bag += [f"{way}b2:{gram}" for gram in tails(inner[-3:])]
    bag += [f"{way}l:{gram}" for gram in tails(stems[max(0, start - 3) : start])]
    bag += [f"{way}r:{gram}" for gram in heads(stems[end + 1 : end + 4])]
    bag += [f"{way}f:{family}" for family in _families(inner)]
    bag += [f"{way}fl:{family}" for family in _families(stems[max(0, start - 5) : start])]
    bag += [f"{way}fr:{family}" for family in _families(stems[end + 1 : end + 6])]
    bag.append(f"{way}c{min(inner.count('@c'), 2)}d{min(inner.count('@d'), 2)}")
    return dict.fromkeys(bag)


def role_bag(stems: Sequence[str], first: int, last: int) -> list[str]:
    """What stands around a mention, or around the list it stands in, with the mask of its type in each string."""
    mask = stems[first]
    before = stems[max(0, first - _AROUND) : first]
    after = stems[last + 1 : last + 1 + _AROUND]
    bag = [f"{mask}w:{word}" for word in before] + [f"{mask}v:{word}" for word in after]
    bag += [f"{mask}l:{gram}" for gram in tails(before[-3:])]
    bag += [f"{mask}r:{gram}" for gram in heads(after[:3])]
    if before and after:
        bag.append(f"{mask}x:{before[-1]} _ {after[0]}")
    return bag
