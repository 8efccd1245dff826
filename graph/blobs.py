"""The bytes of every loaded file, kept by their hash, write-once."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

from labkin.graph.errors import LabError

PIECE = 1 << 20  # bytes read at a time


class Blobs:
    """A folder of files named by their SHA-256, in sub-folders by its first two digits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes of this hash lie, or would lie."""
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the bytes are kept."""
        return self.path(sha256).is_file()

    def keep(self, file: Path, sha256: str) -> Path:
        """Keep the bytes of a file. Raises LabError when they no longer have that hash, or cannot be written."""
        kept = self.path(sha256)
        if kept.is_file():
            return kept
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            with (
                tempfile.NamedTemporaryFile(dir=kept.parent, prefix=".new-", delete=False) as new,
                file.open("rb") as f,
            ):
                found = _copy(f, new)
            return self._place(Path(new.name), kept, found, sha256, file)
        except OSError as error:
            raise LabError(f"{file} could not be kept in {self.folder}: {error.strerror or error}") from error

    def _place(self, new: Path, kept: Path, found: str, sha256: str, file: Path) -> Path:
        if found != sha256:
            new.unlink(missing_ok=True)
            raise LabError(f"{file} changed while it was read: load it again when nothing writes to it")
        new.chmod(0o444)
        new.replace(kept)
        return kept

    def put(self, data: bytes) -> str:
        """Keep some bytes that are no file; their hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        kept = self.path(sha256)
        if not kept.is_file():
            kept.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=kept.parent, prefix=".new-", delete=False) as new:
                new.write(data)
            Path(new.name).replace(kept)
        return sha256

    def all(self) -> Iterator[Path]:
        """Every kept file, in order of hash."""
        return (path for path in sorted(self.folder.glob("??/*")) if not path.name.startswith(".new-"))

    def damaged(self) -> list[str]:
        """The hashes whose bytes no longer match."""
        return [path.name for path in self.all() if hash_of(path) != path.name]

    def missing(self, wanted: Mapping[str, str]) -> list[str]:
        """The names of those files, by hash, whose bytes are not here."""
        return [name for sha256, name in wanted.items() if not self.has(sha256)]

    def size(self) -> int:
        """Bytes kept in all."""
        return sum(path.stat().st_size for path in self.all())


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := source.read(PIECE):
        digest.update(piece)
        target.write(piece)
    return digest.hexdigest()
