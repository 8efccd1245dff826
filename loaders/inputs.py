"""From the paths that a user gives to the inputs that loaders read.

The way is: `find_files` (which files), `hash_file` (are they known already? then nothing more is opened),
`open_inputs` (compression and archives taken off, one `Input` per file or member, or a `BadInput` in its stead).
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from labkin.graph.errors import BadInput
from labkin.graph.model import Source
from labkin.graph.values import clean_text
from labkin.loaders.archives import Member, Siblings, archive_kind, members
from labkin.loaders.base import Input
from labkin.loaders.streams import (
    CHUNK,
    COMPRESSIONS,
    LIMITS,
    Budget,
    Fingerprint,
    Limits,
    Open,
    open_file,
    os_sentence,
    peel,
)
from labkin.loaders.text_rows import narrowed

__all__ = ["Fingerprint", "FolderSiblings", "Limits", "find_files", "hash_file", "open_inputs", "source_of"]

# A folder that holds this file is a lab: it is never loaded into a lab.
LAB_MARKS = ("ledger.db",)


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


def find_files(paths: Iterable[str | Path], skip: Collection[Path] = ()) -> list[Path]:
    """The files that the paths name, absolute, each once, sorted: the same for any order of the paths.

    Folders are walked. In them hidden files and folders, labs, the folders in `skip` and whatever is no file (pipes,
    sockets) are passed over. A path that is named itself is always kept, even when nothing is there: opening it says
    so.
    """
    skipped = {path.absolute() for path in skip}
    found: set[Path] = set()
    for given in paths:
        path = Path(os.path.abspath(given))  # noqa: PTH100  (no links are followed in what the user calls it)
        if path.is_dir():
            found.update(_walk(path, skipped, set()))
        else:
            found.add(path)
    return sorted(found, key=lambda path: path.as_posix())


def _walk(folder: Path, skipped: Collection[Path], seen: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        here = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder  # opening it says why
        return
    names = {entry.name for entry in entries}
    if folder in skipped or (here.st_dev, here.st_ino) in seen or not names.isdisjoint(LAB_MARKS):
        return
    seen.add((here.st_dev, here.st_ino))  # links may lead in circles
    for entry in entries:
        if entry.name.startswith("."):
            continue
        path = folder / entry.name
        if os.path.isdir(path):  # noqa: PTH112  (the others raise for links that lead to themselves)
            yield from _walk(path, skipped, seen)
        elif os.path.isfile(path) or entry.is_symlink():  # noqa: PTH113
            yield path


def hash_file(path: Path, name: str = "") -> Fingerprint:
    """The SHA-256, size in bytes and time of change of a file, read in pieces. Raises BadInput when it cannot be."""
    name = name or path.name
    try:
        before = path.stat()
    except OSError as error:
        raise BadInput(name, "", os_sentence(error)) from error
    if not stat.S_ISREG(before.st_mode):
        raise BadInput(name, "", "it is not a regular file")
    seen = Fingerprint("", before.st_size, before.st_mtime_ns)
    with open_file(path, name, seen) as stream:
        return seen._replace(sha256=_digest(stream)[0])


def _digest(stream: _Readable) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def source_of(path: Path, seen: Fingerprint, *, author: str = "", at: str = "", groups: tuple[str, ...] = ()) -> Source:
    """The source that a file is, before a loader is chosen for it. Its uri is the absolute path, posix."""
    uri = clean_text(Path(os.path.abspath(path)).as_posix())  # noqa: PTH100
    return Source(uri, seen.sha256, seen.size, loader="", loader_version="", author=author, at=at, groups=groups)


@dataclass(frozen=True, slots=True)
class _Part:
    """A file or member on its way to become an Input."""

    name: str
    source: Source
    raw: Open
    depth: int
    siblings: Mapping[str, Open]
    options: Mapping[str, str]


def open_inputs(
    path: Path,
    source: Source,
    *,
    name: str = "",
    seen: Fingerprint | None = None,
    bytes_at: Path | None = None,
    options: Mapping[str, str] | None = None,
    limits: Limits = LIMITS,
) -> Iterator[Input | BadInput]:
    """What there is to load in a file: itself, or the members of the archive that it is. What fails, fails alone.

    `source` is the template (see `source_of`): a member gets its own, with the uri "FILE!/MEMBER", and the SHA-256 and
    size of the member's bytes. `name` is what messages call the file. With `seen`, a file that changes is refused.
    `bytes_at` is where the bytes lie when they have been copied away. The Inputs can be opened any number of times.
    """
    name = clean_text(name or path.name)
    at = bytes_at or path
    raw = partial(open_file, at, name, seen if bytes_at is None else None)
    part = _Part(name, source, raw, 0, FolderSiblings(path), options or {})
    yield from _inputs(part, Budget.of(source.size, limits))


def _inputs(part: _Part, budget: Budget) -> Iterator[Input | BadInput]:
    try:
        layers = peel(part.raw, part.name, budget)
        kind = archive_kind(layers)
        if not kind:
            item = Input(layers.name, part.source, layers.open, layers.head, part.siblings, part.options, raw=part.raw)
            yield narrowed(item)
            return
        if part.depth >= budget.limits.depth:
            why = f"archives more than {budget.limits.depth} deep in each other are not opened; unpack it yourself"
            raise BadInput(part.name, "", why)
        found = members(layers, kind, budget)
    except BadInput as error:
        yield error
        return
    if not found:
        yield Input(layers.name, part.source, io.BytesIO, b"")
    yield from _members(part, found, budget)


def _members(part: _Part, found: list[Member], budget: Budget) -> Iterator[Input | BadInput]:
    good = {member.name: member.open for member in found if not member.why_not}
    for member in found:
        name = f"{part.name}/{member.name}"
        if member.why_not:
            yield BadInput(part.name, f"member {member.name}", member.why_not)
            continue
        try:
            with member.open() as stream:
                sha256, size = _digest(_Spending(stream, part.name, budget))
        except BadInput as error:
            yield error
            if budget.left < 0:
                return
            continue
        source = replace(part.source, uri=f"{part.source.uri}!/{member.name}", sha256=sha256, size=size)
        siblings = Siblings(good, member.name, budget)
        yield from _inputs(_Part(name, source, member.open, part.depth + 1, siblings, part.options), budget)


class _Spending:
    """A stream whose bytes are taken from the budget of the whole archive."""

    def __init__(self, stream: BinaryIO, name: str, budget: Budget) -> None:
        self._stream, self._name, self._budget = stream, name, budget

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._budget.left -= len(data)
        if self._budget.left < 0:
            why = "its members swell beyond all measure, as a decompression bomb does; the rest of it was not read"
            raise BadInput(self._name, "", why)
        return data


class FolderSiblings(Mapping[str, Open]):
    """The other files of a file's folder, by name; files below it by their path from there. Opened uncompressed.

    The folder is read when it is asked for, not before. A name that leads out of the folder is not found.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __getitem__(self, name: str) -> Callable[[], BinaryIO]:
        folder = self._path.parent
        for ending in ("", *(ending for kind in COMPRESSIONS for ending in kind.endings)):
            path = folder / (name + ending)
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                budget = Budget.of(path.stat().st_size)
                return lambda: peel(partial(open_file, path, name), name, budget).open()
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        try:
            entries = sorted(os.scandir(self._path.parent), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in entries:
            if entry.name != self._path.name and not entry.name.startswith(".") and entry.is_file():
                yield entry.name

    def __len__(self) -> int:
        return sum(1 for _ in self)
