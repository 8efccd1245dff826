"""The files of the vector store: what a commit shows, and how one is written.

A folder holds `current`, which names the generation in use and says how much of each of its files counts, and that
generation's own folder. A commit appends to the files and then replaces `current` in one rename: what a killed writer
appended counts for nothing and is written over by the next one. A generation's files, all little-endian:

- `rows`: int8, one row of `dimension` numbers for each passage; the passages of an entry follow each other
- `scales`: float32, one for each row: a row times its scale is the vector
- `entries`: one ENTRY for each entry
- `texts`: identifiers and digests, one after the other, UTF-8
- `dead`: int32, the numbers of entries that were removed or replaced
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from labkin.graph.errors import LabError
from labkin.search.writer_lock import taken

LAYOUT = 1
ENTRY = np.dtype([("key", "<u8"), ("row", "<i8"), ("id_at", "<i8"), ("digest_at", "<i8"), ("end", "<i8")])
FILES = ("rows", "scales", "entries", "texts", "dead")
NO_SUMS = (0,) * len(FILES)  # of empty files
CHUNK = 1 << 20  # bytes that are read at once
TRIES = 20  # to open a generation that others replace meanwhile


@dataclass(frozen=True)
class Commit:
    """What `current` says. The numbers of rows, entries, bytes of texts, and dead entries that count."""

    folder: str = ""
    model: str = ""
    dimension: int = 0
    mark: int = 0
    number: int = 0  # goes up with every commit, so that no two files are alike
    rows: int = 0
    entries: int = 0
    texts: int = 0
    dead: int = 0
    sums: tuple[int, ...] = ()  # CRC-32 of what counts of each of FILES; none where an older Labkin began the files

    def to_bytes(self) -> bytes:
        """As it is written."""
        return json.dumps({"layout": LAYOUT, **asdict(self)}, ensure_ascii=False).encode()

    @classmethod
    def parse(cls, said: bytes) -> Commit:
        """As it was written. Raises ValueError, KeyError or TypeError for anything else."""
        found = json.loads(said)
        if found.pop("layout") != LAYOUT:
            raise ValueError("another version of Labkin wrote it")
        commit = cls(**found | {"sums": tuple(found.get("sums", ()))})
        numbers = (*commit.sums, commit.dimension, commit.rows, commit.entries, commit.texts, commit.dead, commit.mark)
        if not all(isinstance(n, int) and n >= 0 for n in numbers) or "/" in commit.folder or "\\" in commit.folder:
            raise ValueError("it makes no sense")
        return commit

    def bytes_of(self, file: str) -> int:
        """How much of a file counts."""
        sizes = {
            "rows": self.rows * self.dimension,
            "scales": self.rows * 4,
            "entries": self.entries * ENTRY.itemsize,
            "texts": self.texts,
            "dead": self.dead * 4,
        }
        return sizes[file]


@dataclass(frozen=True)
class Held:
    """What one commit holds, mapped and not read. `rows` has shape (rows, dimension), `live` (entries,)."""

    commit: Commit = Commit()
    rows: NDArray[np.int8] = field(default_factory=lambda: np.zeros((0, 0), np.int8))
    scales: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    entries: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, ENTRY))
    texts: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))
    dead: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    @classmethod
    def open(cls, folder: Path, commit: Commit) -> Held:
        """Map the files of a commit. Raises OSError or ValueError when they are not what was committed."""
        at = folder / commit.folder
        held = cls(
            commit,
            _mapped(at, "rows", commit, np.dtype(np.int8)).reshape(commit.rows, commit.dimension),
            _mapped(at, "scales", commit, np.dtype("<f4")),
            _mapped(at, "entries", commit, ENTRY),
            _mapped(at, "texts", commit, np.dtype(np.uint8)),
            _mapped(at, "dead", commit, np.dtype("<i4")),
        )
        held.verify()
        return held

    def verify(self) -> None:
        """Raises ValueError when the files contradict each other."""
        spans = np.column_stack([self.entries[name] for name in ("id_at", "digest_at", "end")]).reshape(-1)
        wrong = (
            bool(np.any(self.lengths <= 0))
            or bool(np.any(np.diff(spans) < 0))
            or (spans.size and (spans[0] != 0 or spans[-1] != self.commit.texts or self.starts[0] != 0))
            or (self.dead.size and not 0 <= int(self.dead.min()) <= int(self.dead.max()) < self.commit.entries)
        )
        if wrong:
            raise ValueError("its files contradict each other")

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first row of each entry."""
        return np.ascontiguousarray(self.entries["row"], dtype=np.int64)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """How many rows each entry has."""
        lengths: NDArray[np.int64] = np.diff(self.starts, append=self.commit.rows)
        return lengths

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """The key of each entry, also of the dead."""
        return np.ascontiguousarray(self.entries["key"], dtype=np.uint64)

    @cached_property
    def by_key(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The keys of the living entries in order, and the numbers of these entries."""
        alive = np.ones(self.commit.entries, dtype=bool)
        alive[self.dead] = False
        numbers = np.flatnonzero(alive)
        keys = self.keys[numbers]
        order = np.argsort(keys)
        return keys[order], numbers[order]

    def numbers_of(self, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The numbers of the living entries with these keys; what is not there is left out."""
        known, numbers = self.by_key
        if not known.size or not keys.size:
            return np.zeros(0, np.int64)
        at = np.minimum(np.searchsorted(known, keys), known.size - 1)
        found: NDArray[np.int64] = numbers[at[known[at] == keys]]
        return found

    def said(self, number: int) -> tuple[str, str]:
        """The identifier and the digest of an entry. Raises ValueError when they are no text."""
        _, _, begin, middle, end = self.entries[number].item()
        said = self.texts[begin:end].tobytes()
        return said[: middle - begin].decode("utf-8", "surrogatepass"), said[middle - begin :].decode()


def _mapped(at: Path, file: str, commit: Commit, dtype: np.dtype[Any]) -> NDArray[Any]:
    size = commit.bytes_of(file)
    if not size:
        return np.zeros(0, dtype)
    if (at / file).stat().st_size < size:
        raise ValueError(f"{file} is too short")
    return np.memmap(at / file, dtype=dtype, mode="r", shape=(size // dtype.itemsize,))


@dataclass(frozen=True)
class Added:
    """What a commit appends. The numbers in `entries` and `dead` are already those of the files they go to."""

    rows: NDArray[np.int8]
    scales: NDArray[np.float32]
    entries: NDArray[np.void]
    texts: bytes
    dead: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def of(self, file: str) -> bytes:
        """What goes to the end of that file."""
        said = getattr(self, file)
        return said if isinstance(said, bytes) else said.tobytes()

    def after(self, commit: Commit) -> Commit:
        """The commit with this added."""
        return replace(
            commit,
            rows=commit.rows + len(self.rows),
            entries=commit.entries + len(self.entries),
            texts=commit.texts + len(self.texts),
            dead=commit.dead + len(self.dead),
        )


def _crc(file: Path, size: int) -> int:
    """CRC-32 of the first bytes of a file."""
    crc = 0
    with file.open("rb") as stream:
        while size and (some := stream.read(min(size, CHUNK))):
            crc, size = zlib.crc32(some, crc), size - len(some)
    return crc


def _open(file: Path) -> BinaryIO:
    return file.open("r+b") if file.exists() else file.open("xb")


class Files:
    """The folder: `look` at the last commit, or make another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._seen = b""
        self._held = Held()

    def look(self) -> Held:
        """What the last commit holds; nothing when there is none. Raises LabError when its files are damaged."""
        for left in reversed(range(TRIES)):
            try:
                said = (self.folder / "current").read_bytes()
            except FileNotFoundError:
                self.forget()
                return self._held
            except OSError as error:
                raise self.broken("cannot be read", error) from error
            if said == self._seen:
                return self._held
            try:
                held = Held.open(self.folder, Commit.parse(said))
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                if left and self._is_replaced(said):
                    continue
                raise self.broken("is damaged", error) from error
            self._seen, self._held = said, held
            return held
        raise AssertionError  # the last turn returns or raises

    def _is_replaced(self, said: bytes) -> bool:
        with contextlib.suppress(OSError):
            return (self.folder / "current").read_bytes() != said
        return True

    def forget(self) -> None:
        """Let go of the mapped files."""
        self._seen, self._held = b"", Held()

    def append(self, commit: Commit, parts: Iterable[Added]) -> None:
        """Add to the generation of `commit` and publish. Raises LabError when the disk does not take it."""
        with self._disk(), contextlib.ExitStack() as stack:
            outs = {file: stack.enter_context(_open(self.folder / commit.folder / file)) for file in FILES}
            for file, out in outs.items():
                out.seek(commit.bytes_of(file))  # what a killed writer left behind this does not count
            for part in parts:
                said = [part.of(file) for file in FILES]
                for out, some in zip(outs.values(), said, strict=True):
                    out.write(some)
                sums = tuple(zlib.crc32(some, sum) for some, sum in zip(said, commit.sums, strict=False))
                commit = replace(part.after(commit), sums=sums)
            for out in outs.values():
                out.flush()
                os.fsync(out.fileno())
            self._publish(commit)
        self._sweep(commit.folder)

    def begin(self, commit: Commit, parts: Iterable[Added]) -> None:
        """Write a new generation with just this and publish it; readers see the old or the new, whole."""
        name = f"generation-{uuid.uuid4().hex[:12]}"
        with self._disk():
            (self.folder / name).mkdir()
        try:
            self.append(replace(commit, folder=name, rows=0, entries=0, texts=0, dead=0, sums=NO_SUMS), parts)
        except BaseException:
            shutil.rmtree(self.folder / name, ignore_errors=True)  # the disk may be full
            raise

    def damaged(self, commit: Commit) -> list[str]:
        """The files of a commit of which what counts has another checksum. Raises LabError when one cannot be read."""
        wrong = []
        for file, sum in zip(FILES, commit.sums, strict=False):
            try:
                if commit.bytes_of(file) and _crc(self.folder / commit.folder / file, commit.bytes_of(file)) != sum:
                    wrong.append(file)
            except OSError as error:
                raise self.broken("cannot be read", error) from error
        return wrong

    def _publish(self, commit: Commit) -> None:
        new = self.folder / f"current.{os.getpid()}"
        with new.open("wb") as out:
            out.write(replace(commit, number=commit.number + 1).to_bytes())
            out.flush()
            os.fsync(out.fileno())
        new.replace(self.folder / "current")

    def _sweep(self, kept: str) -> None:
        """Remove what is in use no more; what a reader elsewhere keeps from going goes the next time."""
        for old in self.folder.glob("generation-*"):
            if old.name != kept:
                shutil.rmtree(old, ignore_errors=True)
        for torn in self.folder.glob("current.*"):
            torn.unlink(missing_ok=True)

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Alone among writers; the system lets go of the lock when the process dies."""
        with self._disk():
            lock = taken(self.folder, f"the vectors in {self.folder} are")
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self.broken("cannot be written", error) from error

    def broken(self, what: str, error: BaseException) -> LabError:
        """An error of the files as one that says what to do."""
        said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        return LabError(f"the store of vectors in {self.folder} {what} ({said}): `labkin rebuild search` makes it anew")
