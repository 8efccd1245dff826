"""Taking back statements that Labkin itself made, because what they followed from has gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labkin.graph.ledger import Batch


def take_back(batch: Batch, said: Sequence[tuple[int, int, object]], gone: set[int], kept: Iterable[int] = ()) -> None:
    """Retract the statements numbered in `gone`; a source of which nothing is left is withdrawn as a whole.

    `said` are all live statements of these sources: (number, source, what). `kept` are sources that get new ones.
    """
    left = {source for number, source, _ in said if number not in gone} | set(kept)
    for source in sorted({source for _, source, _ in said} - left):
        batch.withdraw(source)
    for number, source, _ in said:
        if number in gone and source in left:
            batch.retract(number)
