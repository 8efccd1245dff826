"""What annotated texts teach about names: which concept people said a mention is, and how often.

A file of facts, made by `python -m benchmarks linking build`: a line has a type, the squashed mention, and identifiers
with counts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from labkin.nlp.weights import located


class Taught:
    """Counts of identifiers (as corpora write them, with their namespaces) by type and squashed mention."""

    def __init__(self, rows: Iterable[tuple[str, str, str, int]] = ()) -> None:
        self._counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._ids: Counter[tuple[str, str]] = Counter()
        for type, form, key, count in rows:
            self.add(type, form, key, count)

    def add(self, type: str, form: str, key: str, count: int = 1) -> None:
        """Count a squashed mention that means this."""
        self._counts[type, form][key] += count
        self._ids[type, key] += count

    def of(self, type: str, key: bytes) -> Mapping[str, int]:
        """How often this mention, squashed, meant what."""
        return self._counts.get((type, key.decode()), _NOTHING)

    def count(self, type: str, key: str) -> int:
        """How often mentions of the type meant this."""
        return self._ids[type, key]

    def rows(self) -> list[tuple[str, str, str, int]]:
        """All counts, in order."""
        return sorted((t, form, key, n) for (t, form), keys in self._counts.items() for key, n in keys.items())

    def write(self, path: Path) -> None:
        """Write the file that `read` reads."""
        import zstandard

        text = "".join(f"{t}\t{form}\t{key}\t{n}\n" for t, form, key, n in self.rows())
        path.write_bytes(zstandard.ZstdCompressor(level=19).compress(text.encode()))

    @classmethod
    def read(cls, path: Path) -> Taught:
        """The counts of a file."""
        import zstandard

        text = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=1 << 26).decode()
        cells = (line.split("\t") for line in text.splitlines())
        return cls((t, form, key, int(n)) for t, form, key, n in cells)


_NOTHING: Mapping[str, int] = {}


@cache
def shipped() -> Taught:
    """What the shipped file teaches."""
    return Taught.read(located("linker", "taught.tsv.zst"))
