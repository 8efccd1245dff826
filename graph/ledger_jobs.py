"""Loads as jobs: what was asked for, how far it is, what went wrong and where.

A job belongs to the process that runs it. When that process is gone, the job goes back to the queue and what it staged
is dropped, so that a killed load can be taken up again and leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import psutil
from sqlalchemy import ColumnElement, Row, delete, distinct, func, insert, select, update

from labkin.graph.ledger import Ledger, now
from labkin.graph.ledger_tables import job

OF_TEXTS = "annotation:"  # how the address of a job begins that reads a text of the ledger, not a file
CHUNK = 400  # numbers in one IN list
LOST = "lost"  # the option that counts the processes which ended while they read that text
MOST_LOST = 3  # of them; a text that has ended so many is not read again unasked
STATES = ("queued", "running", "done", "failed", "dismissed")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One file to load, or loaded. `place` says where in the file an error lies."""

    id: int
    uri: str
    sha256: str
    options: dict[str, str]
    state: str
    error: str
    place: str
    queued: str
    ended: str

    @property
    def times_lost(self) -> int:
        """How many processes ended while they read this text."""
        return int(self.options.get(LOST, 0))


def this_process() -> str:
    """A name for this process that no later process on this machine will have."""
    return f"{platform.node()}|{os.getpid()}|{psutil.Process().create_time():.2f}"


def is_alive(holder: str) -> bool:
    """Whether the process of that name still runs. One on another machine is taken to be alive."""
    node, _, rest = holder.partition("|")
    pid, _, started = rest.partition("|")
    if node != platform.node() or not pid.isdigit():
        return bool(holder)
    try:
        process = psutil.Process(int(pid))
        return f"{process.create_time():.2f}" == started and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


class Jobs:
    """The jobs of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def queue(self, uri: str, sha256: str, options: Mapping[str, str] | None = None) -> int:
        """Put a file in the queue; the number of the job."""
        values = {"uri": uri, "sha256": sha256, "options": json.dumps(dict(options or {}), sort_keys=True)}
        blank = {"state": "queued", "holder": "", "error": "", "place": "", "queued": now(), "ended": ""}
        with self._ledger.writing(durable=False) as connection:
            number = connection.execute(insert(job).values(**values, **blank)).inserted_primary_key
        assert number is not None
        return int(number[0])

    def queue_all(self, files: Iterable[tuple[str, str]], options: Mapping[str, str] | None = None) -> None:
        """Put many in the queue at once, each its address and checksum; a job that waits there already is dropped."""
        said = json.dumps(dict(options or {}), sort_keys=True)
        blank = {"state": "queued", "holder": "", "error": "", "place": "", "queued": now(), "ended": ""}
        rows = [{"uri": uri, "sha256": sha256, "options": said} | blank for uri, sha256 in files]
        with self._ledger.writing(durable=False) as connection:
            for some in _chunks(rows):
                uris = [row["uri"] for row in some]
                connection.execute(delete(job).where(job.c.uri.in_(uris), job.c.state == "queued"))
                connection.execute(insert(job), some)

    def start_all(self, ids: Collection[int], batch: int) -> None:
        """This process begins these jobs, all staging into one batch."""
        self._set_all(ids, state="running", holder=this_process(), batch=batch, error="", place="")

    def finish_all(self, ids: Collection[int]) -> None:
        """These jobs are done."""
        self._set_all(ids, state="done", holder="", batch=None, ended=now())

    def _set_all(self, ids: Collection[int], **values: Any) -> None:
        with self._ledger.writing(durable=False) as connection:
            for some in _chunks(list(ids)):
                connection.execute(update(job).where(job.c.id.in_(some)).values(**values))

    def start(self, id: int, batch: int) -> None:
        """This process begins the job, staging into the batch."""
        self._set(id, state="running", holder=this_process(), batch=batch, error="", place="")

    def finish(self, id: int) -> None:
        """The job is done, and with it those of the same file that were to be run again."""
        earlier = (job.c.uri == select(job.c.uri).where(job.c.id == id).scalar_subquery(), job.c.id < id)
        with self._ledger.writing(durable=False) as connection:
            connection.execute(update(job).where(*earlier, job.c.state == "queued").values(state="dismissed"))
            done = {"state": "done", "holder": "", "batch": None, "ended": now()}
            connection.execute(update(job).where(job.c.id == id).values(**done))

    def fail(self, id: int, error: str, place: str = "") -> None:
        """The job failed, for the reason and at the place given."""
        # The batch stays noted: where the disk was full, even dropping what it staged has failed.
        self._set(id, state="failed", holder="", error=error, place=place, ended=now())

    def dismiss(self, uris: Collection[str]) -> None:
        """Give up the failed jobs of these files: they are no longer counted, nor run again."""
        with self._ledger.writing() as connection:
            for uri in uris:
                failed = (job.c.uri == uri, job.c.state == "failed")
                connection.execute(update(job).where(*failed).values(state="dismissed"))

    def _set(self, id: int, **values: Any) -> None:
        with self._ledger.writing(durable=False) as connection:
            connection.execute(update(job).where(job.c.id == id).values(**values))

    def listed(self, *states: str, newest: int | None = None) -> list[Job]:
        """The jobs in these states (all when none is given), oldest first; only the last `newest` when given."""
        query = select(job).order_by(job.c.id.desc())
        if states:
            query = query.where(job.c.state.in_(states))
        with self._ledger.reading() as connection:
            rows = connection.execute(query.limit(newest) if newest else query).all()
        return [_to_job(row) for row in reversed(rows)]

    def of_note(self, newest: int) -> list[Job]:
        """The last jobs, oldest first, without the readings of texts that are done, of which there are too many."""
        query = select(job).where(~_of_text_done()).order_by(job.c.id.desc()).limit(newest)
        with self._ledger.reading() as connection:
            return [_to_job(row) for row in reversed(connection.execute(query).all())]

    def of_texts_done(self) -> tuple[int, int]:
        """How many readings of texts are done, and of how many texts."""
        query = select(func.count(), func.count(distinct(job.c.uri))).where(_of_text_done())
        with self._ledger.reading() as connection:
            jobs, texts = connection.execute(query).one()
        return jobs, texts

    def latest(self) -> list[Job]:
        """The last job of each file, oldest first: how each load that was asked for stands."""
        last = select(func.max(job.c.id)).group_by(job.c.uri)
        with self._ledger.reading() as connection:
            rows = connection.execute(select(job).where(job.c.id.in_(last)).order_by(job.c.id)).all()
        return [_to_job(row) for row in rows]

    def last_done(self, uri: str) -> str:
        """The SHA-256 of the file at that address when it was last loaded without an error; empty if never."""
        query = select(job.c.sha256).where(job.c.uri == uri, job.c.state == "done").order_by(job.c.id.desc()).limit(1)
        with self._ledger.reading() as connection:
            return connection.scalar(query) or ""

    def kept(self) -> dict[str, str]:
        """By SHA-256: the address of each file that was read to its end, and whose bytes are therefore kept."""
        query = select(job.c.sha256, job.c.uri).where(job.c.state == "done").order_by(job.c.id)
        with self._ledger.reading() as connection:
            return {row.sha256: row.uri for row in connection.execute(query) if not row.uri.startswith(OF_TEXTS)}

    def waiting(self, scheme: str) -> int:
        """How many jobs wait in the queue whose address begins like this."""
        query = select(func.count()).where(job.c.state == "queued", _begins(scheme))
        with self._ledger.reading() as connection:
            return connection.scalar(query) or 0

    def last_options(self, uri: str) -> dict[str, str]:
        """How the file at that address was loaded when it last was without an error; empty if never."""
        query = select(job.c.options).where(job.c.uri == uri, job.c.state == "done").order_by(job.c.id.desc()).limit(1)
        with self._ledger.reading() as connection:
            found: dict[str, str] = json.loads(connection.scalar(query) or "{}")
        return found

    def recover(self) -> list[Job]:
        """Take back the jobs of processes that are gone; those queued again. What they and failed ones staged goes."""
        with self._ledger.reading() as connection:
            found = connection.execute(
                select(job).where((job.c.state == "running") | ((job.c.state == "failed") & job.c.batch.is_not(None)))
            ).all()
        lost = [row for row in found if row.state == "running" and not is_alive(row.holder)]
        for row in found:
            if row.state == "failed":
                self._ledger.discard(row.batch)
                self._set(row.id, batch=None)
        for batch in {row.batch for row in lost if row.batch is not None}:
            self._ledger.discard(batch)
        for row in lost:
            self._set(row.id, holder="", batch=None, **_after_loss(_to_job(row)))
        return [_to_job(row) for row in lost]

    def put_back(self, ids: Collection[int]) -> None:
        """These jobs were interrupted and wait again, through no fault of theirs."""
        self._set_all(ids, state="queued", holder="", batch=None)


def _of_text_done() -> ColumnElement[bool]:
    return _begins(OF_TEXTS) & (job.c.state == "done")


def _begins(scheme: str) -> ColumnElement[bool]:
    return func.substr(job.c.uri, 1, len(scheme)) == scheme


def _after_loss(one: Job) -> dict[str, Any]:
    """How a job stands whose process is gone: it waits again, but no text may end one process after the other."""
    if not one.uri.startswith(OF_TEXTS):
        return {"state": "queued"}
    times = one.times_lost + 1
    options = json.dumps(one.options | {LOST: str(times)}, sort_keys=True)
    if times < MOST_LOST:
        return {"state": "queued", "options": options}
    text = one.uri.removeprefix(OF_TEXTS)
    error = f"{times} processes ended while they read this text; it is set aside until `labkin reannotate {text}`"
    return {"state": "failed", "options": options, "error": error, "ended": now()}


def _chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def _to_job(row: Row[Any]) -> Job:
    return Job(
        row.id, row.uri, row.sha256, json.loads(row.options), row.state, row.error, row.place, row.queued, row.ended
    )
