"""How far one spelling is from another."""

from __future__ import annotations


def edits(left: str, right: str, most: int) -> int:
    """How many letters to put in, leave out, change or swap with their neighbour; `most` + 1 when there are more.

    >>> edits("imatnib", "imatinib", 2), edits("hte", "the", 2), edits("abc", "xyz", 2)
    (1, 1, 3)
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last[-1], most + 1)
