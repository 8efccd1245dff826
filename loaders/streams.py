"""Streams of bytes that end in a sentence when they are damaged, change underway, or swell beyond all measure.

Every byte a loader sees comes through a `Guard`. Compression is told by its first bytes, never by the file's name.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple, cast

from labkin.graph.errors import BadInput
from labkin.loaders.base import HEAD_BYTES

CHUNK = 1 << 20
SPOOL_BYTES = 8 << 20  # what is kept in memory before a copy goes to a temporary file

Open = Callable[[], BinaryIO]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far one file on disk may swell when it is opened. Sizes in bytes.

    Text tables shrink 3 to 60 times, the sparsest matrices about 200 times; bombs 1,000 times and more. So `ratio`
    stands between them; `free_bytes` may always be had, because little files of one letter shrink without end.
    """

    total_bytes: int = 64 << 30
    ratio: int = 300
    free_bytes: int = 64 << 20
    members: int = 100_000
    depth: int = 2  # an archive in an archive is opened, one more inside it is not


LIMITS = Limits()


@dataclass(slots=True)
class Budget:
    """What may still come out of one file on disk, counted over all its members."""

    left: int
    limits: Limits = LIMITS

    @classmethod
    def of(cls, size: int, limits: Limits = LIMITS) -> Budget:
        """The budget of a file of `size` bytes."""
        return cls(min(limits.total_bytes, max(limits.free_bytes, limits.ratio * size)), limits)


class Fingerprint(NamedTuple):
    """The bytes of a file as they were when they were hashed. `mtime_ns` tells a later change."""

    sha256: str
    size: int
    mtime_ns: int


def _damaged() -> tuple[type[BaseException], ...]:
    from zstandard import ZstdError

    return (EOFError, OSError, RuntimeError, NotImplementedError, ValueError, IndexError, zlib.error,
            lzma.LZMAError, zipfile.BadZipFile, ZstdError)  # fmt: skip


class Guard(io.RawIOBase):
    """A stream that counts what it gives and turns every way of being damaged into BadInput.

    It can be sought only where the stream below is a plain file.
    """

    def __init__(
        self,
        stream: Any,
        name: str,
        *,
        what: str = "",
        budget: int | None = None,
        at_end: Callable[[], None] | None = None,
        below: BinaryIO | None = None,
        place: str = "",
    ) -> None:
        self._stream, self._name, self._what, self._place = stream, name, what, place
        self._budget, self._at_end, self._below, self._count = budget, at_end, below, 0
        self._errors = _damaged()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return not self._what and bool(self._stream.seekable())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if not self.seekable():
            raise io.UnsupportedOperation("seek")
        self._count = int(self._stream.seek(offset, whence))
        return self._count

    def tell(self) -> int:
        return self._count

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._stream.read(len(buffer))
        except BadInput:
            raise
        except self._errors as error:
            raise BadInput(self._name, self._where(), self._why(error)) from error
        if not data:
            if self._at_end:
                self._at_end()
            return 0
        self._count += len(data)
        if self._budget is not None and self._count > self._budget:
            why = (
                f"it swells beyond {self._budget:,} bytes when opened, as a decompression bomb does; it was not read on"
            )
            raise BadInput(self._name, self._place, why)
        buffer[: len(data)] = data
        return len(data)

    def _where(self) -> str:
        byte = f"byte {self._count}"
        return f"{self._place}, {byte}" if self._place else byte

    def _why(self, error: BaseException) -> str:
        if self._what:
            return f"the {self._what} data end early or are damaged ({error}); get the file again"
        return f"cannot be read ({error})"

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            if self._below is not None:
                self._below.close()
        super().close()


class _Zstd(io.RawIOBase):
    """A zstd stream that notices being cut short: the package's own reader takes that for the end."""

    # One block of a frame can swell 4 bytes to 128 KiB, so little is fed at a time: 4 KiB give at most 128 MiB.
    FEED = 4096

    def __init__(self, stream: BinaryIO) -> None:
        import zstandard

        self._stream = stream
        self._new = zstandard.ZstdDecompressor().decompressobj
        self._frame: Any = None
        self._rest, self._out = b"", memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._out:
            if not self._more():
                return 0
        count = min(len(buffer), len(self._out))
        buffer[:count] = self._out[:count]
        self._out = self._out[count:]
        return count

    def _more(self) -> bool:
        fed = self._rest or self._stream.read(self.FEED)
        self._rest = b""
        if not fed:
            if self._frame is not None:
                raise EOFError("the last frame is not complete")
            return False
        if self._frame is None:
            self._frame = self._new()
        self._out = memoryview(self._frame.decompress(fed))
        if self._frame.eof:
            self._rest, self._frame = self._frame.unused_data, None
        return True


class _Compression(NamedTuple):
    name: str
    magic: bytes
    endings: tuple[str, ...]
    decode: Callable[[BinaryIO], Any]


COMPRESSIONS: tuple[_Compression, ...] = (
    _Compression("gzip", b"\x1f\x8b\x08", (".gz", ".gzip"), lambda f: gzip.GzipFile(fileobj=f)),
    _Compression("xz", b"\xfd7zXZ\0", (".xz",), lzma.LZMAFile),
    _Compression("zstd", b"\x28\xb5\x2f\xfd", (".zst", ".zstd"), _Zstd),
    _Compression("bzip2", b"BZh", (".bz2",), bz2.BZ2File),
)


def compression_of(head: bytes) -> _Compression | None:
    """The compression that these first bytes announce, if any."""
    for kind in COMPRESSIONS:
        if head.startswith(kind.magic) and (kind.name != "bzip2" or head[4:10] in (b"1AY&SY", b"\x17rE8P\x90")):
            return kind
    return None


@dataclass(slots=True)
class Layers:
    """A stream after all its compressions are taken off. `name` has lost their endings."""

    open: Open
    name: str
    head: bytes
    compressions: list[str] = field(default_factory=list)


def peel(opened: Open, name: str, budget: Budget, place: str = "") -> Layers:
    """Take the compressions off a stream, two at most. Raises BadInput when it is damaged at its start."""
    layers = Layers(opened, name, read_head(opened))
    while len(layers.compressions) < 2 and (kind := compression_of(layers.head)):
        layers.open = _decoded(layers.open, kind, name, budget.left, place)
        layers.compressions.append(kind.name)
        layers.name = without_ending(layers.name, kind.endings)
        layers.head = read_head(layers.open)
    return layers


def without_ending(name: str, endings: tuple[str, ...]) -> str:
    """The name without the first of these endings that it has."""
    for ending in endings:
        if name.lower().endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name.removesuffix(".tgz") + ".tar" if name.endswith(".tgz") else name


def _decoded(opened: Open, kind: _Compression, name: str, budget: int, place: str) -> Open:
    def open_() -> BinaryIO:
        below = opened()
        stream = kind.decode(below)
        return buffered(Guard(stream, name, what=kind.name, budget=budget, below=below, place=place))

    return open_


def buffered(raw: io.RawIOBase) -> BinaryIO:
    """A buffered reader over a raw stream."""
    return cast(BinaryIO, io.BufferedReader(raw, 1 << 17))


def read_head(opened: Open) -> bytes:
    """The first HEAD_BYTES of a stream."""
    with opened() as stream:
        return stream.read(HEAD_BYTES)


def open_file(path: os.PathLike[str], name: str, seen: Fingerprint | None = None) -> BinaryIO:
    """Open a file on disk. Raises BadInput when it cannot be, or is no longer what `seen` says, now or at its end."""
    try:
        stream = open(path, "rb", buffering=0)  # noqa: SIM115, PTH123  (the Guard closes it)
    except OSError as error:
        raise BadInput(name, "", os_sentence(error)) from error

    def check() -> None:
        now = os.fstat(stream.fileno())
        if seen is not None and (now.st_size, now.st_mtime_ns) != (seen.size, seen.mtime_ns):
            raise BadInput(name, "", "it changed while it was being read; load it again when it is finished")

    try:
        check()
    except BadInput:
        stream.close()
        raise
    return buffered(Guard(stream, name, at_end=check))


def os_sentence(error: OSError) -> str:
    """Why the system refused, in words."""
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "it may not be read by this user; change its permissions"
    if isinstance(error, IsADirectoryError):
        return "it is a folder, not a file"
    return f"it cannot be read ({error.strerror or error})"


def seekable(stream: BinaryIO) -> BinaryIO:
    """The stream itself where it can be sought, else a temporary copy of it, which it replaces and closes."""
    if stream.seekable():
        return stream
    copy = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115  (the caller closes it)
    with stream:
        while chunk := stream.read(CHUNK):
            copy.write(chunk)
    copy.seek(0)
    return cast(BinaryIO, copy)
