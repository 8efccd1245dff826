"""Rows gathered by label or type, so that what an engine is told at once is much, in little memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def gathered(rows: Iterable[tuple[str, T]], size: int, most: int) -> Iterator[tuple[str, list[T]]]:
    """Lists of up to `size` rows of one name each. Never more than `most` rows wait; then the longest list goes.

    >>> list(gathered([("a", 1), ("b", 2), ("a", 3), ("a", 4)], size=2, most=10))
    [('a', [1, 3]), ('b', [2]), ('a', [4])]
    """
    waiting: dict[str, list[T]] = defaultdict(list)
    count = 0
    for name, row in rows:
        waiting[name].append(row)
        count += 1
        if len(waiting[name]) == size:
            count -= size
            yield name, waiting.pop(name)
        elif count == most:
            longest = max(waiting, key=lambda key: len(waiting[key]))
            count -= len(waiting[longest])
            yield longest, waiting.pop(longest)
    yield from waiting.items()
