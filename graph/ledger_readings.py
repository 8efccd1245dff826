"""What models read out of the texts of a lab, as they said it.

No record but a memory: what of it stands is in the ledger as statements, and any of it can be read again. It is kept
because a curator's decision, or a thing that is loaded later, changes what follows from a reading but not the reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import delete, distinct, func, insert, select, tuple_

from labkin.graph.ledger import Ledger, now
from labkin.graph.ledger_tables import reading

CHUNK = 400  # identifiers in one IN list


class Reading(NamedTuple):
    """One text as one model read it. `name` is the model's, `model` name@version, `sha256` of the text."""

    document: str
    name: str
    model: str
    sha256: str
    content: str = ""
    at: str = ""


class Readings:
    """The readings of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def put(self, new: Iterable[Reading]) -> None:
        """Keep readings; one of another version of the same model is forgotten."""
        rows = [one._replace(at=one.at or now())._asdict() for one in new]
        with self._ledger.writing(durable=False) as connection:
            for start in range(0, len(rows), CHUNK):
                some = rows[start : start + CHUNK]
                keys = [(row["document"], row["name"]) for row in some]
                connection.execute(delete(reading).where(tuple_(reading.c.document, reading.c.name).in_(keys)))
                connection.execute(insert(reading), some)

    def count(self) -> int:
        """Of how many documents something is kept."""
        with self._ledger.reading() as connection:
            return connection.scalar(select(func.count(distinct(reading.c.document)))) or 0

    def any(self) -> bool:
        """Whether anything was ever read."""
        with self._ledger.reading() as connection:
            return connection.execute(select(reading.c.document).limit(1)).first() is not None

    def drop(self, documents: Iterable[str]) -> None:
        """Forget all that was read of these documents."""
        wanted = list(documents)
        with self._ledger.writing(durable=False) as connection:
            for start in range(0, len(wanted), CHUNK):
                connection.execute(delete(reading).where(reading.c.document.in_(wanted[start : start + CHUNK])))

    def of(self, documents: Iterable[str] | None = None) -> Iterator[Reading]:
        """The readings of these documents, of all when None, by document and model."""
        for some in _chunks(documents):
            query = select(reading).order_by(reading.c.document, reading.c.name)
            query = query if some is None else query.where(reading.c.document.in_(some))
            with self._ledger.reading() as connection:
                for row in connection.execution_options(yield_per=500).execute(query):
                    yield Reading(*(getattr(row, name) for name in Reading._fields))

    def mark(self) -> str:
        """What changes whenever a reading comes, goes or is replaced."""
        size = func.sum(func.length(reading.c.content))
        with self._ledger.reading() as connection:
            count, last, letters = connection.execute(select(func.count(), func.max(reading.c.at), size)).one()
        return f"{count} {last} {letters}" if count else ""

    def heads(self, documents: Iterable[str] | None = None) -> Iterator[Reading]:
        """As `of`, without what was read."""
        columns = (reading.c.document, reading.c.name, reading.c.model, reading.c.sha256)
        for some in _chunks(documents):
            query = select(*columns).order_by(reading.c.document, reading.c.name)
            query = query if some is None else query.where(reading.c.document.in_(some))
            with self._ledger.reading() as connection:
                rows = connection.execute(query).all()
            yield from (Reading(*row) for row in rows)


def _chunks(documents: Iterable[str] | None) -> Iterator[list[str] | None]:
    if documents is None:
        yield None
        return
    wanted = sorted(set(documents))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]
