"""Where MeSH puts a concept: its tree numbers, read from a small table made of MeSH's descriptors."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

_TABLE = Path(__file__).parent / "models" / "mesh_trees.tsv.zst"
_MESH = re.compile(r"(?:MESH:)?([CD]\d{6,9})", re.IGNORECASE)
_LEVELS = 3  # of the tree that are features


@cache
def _trees() -> dict[str, tuple[str, ...]]:
    import zstandard

    if not _TABLE.exists():
        return {}
    text = zstandard.ZstdDecompressor().decompress(_TABLE.read_bytes()).decode("utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {id: tuple(numbers.split("|")) for id, numbers in rows}


@lru_cache(maxsize=65536)
def mesh_id(id: str, type: str) -> str:
    """The bare MeSH identifier of a chemical or disease: its own, or that of the nearest concept which MeSH has.

    Empty where there is none, and for other types.

    >>> mesh_id("MESH:D006973", "Disease"), mesh_id("MONDO:0005044", "Disease"), mesh_id("672", "Gene")
    ('D006973', 'D006973', '')
    """
    found = _MESH.fullmatch(id)
    if found:
        return found[1].upper()
    if ":" not in id or type not in ("Chemical", "Disease"):
        return ""
    from labkin.nlp.crosswalk import Crossing, printed

    known = printed(id, type)
    return known.curie[5:] if known.how is not Crossing.NONE and known.curie.startswith("MESH:") else ""


def trees(mesh: str) -> tuple[str, ...]:
    """The tree numbers of a descriptor of chemicals or diseases; none for any other."""
    return _trees().get(mesh, ())


@lru_cache(maxsize=16384)
def chapters(mesh: str) -> tuple[str, ...]:
    """The upper three levels of the trees a descriptor stands in."""
    parts = (number.split(".") for number in trees(mesh))
    return tuple(sorted({".".join(part[:size]) for part in parts for size in range(1, min(len(part), _LEVELS) + 1)}))


@lru_cache(maxsize=65536)
def above(upper: str, lower: str) -> bool:
    """Whether the first is a more general concept than the second."""
    return any(low.startswith(f"{high}.") for high in trees(upper) for low in trees(lower))


def depth(mesh: str) -> int:
    """How many levels below its chapter a descriptor stands at most; -1 where MeSH's tree does not have it."""
    return max((number.count(".") for number in trees(mesh)), default=-1)


def write_trees(names: Path) -> None:
    """Make the table from MeSH's descriptors: rows of identifier, name, synonyms, tree numbers, xz-compressed."""
    import lzma

    import zstandard

    rows = []
    with lzma.open(names, "rt", encoding="utf-8") as lines:
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            kept = [number for number in cells[3].split("|") if number[:1] in ("C", "D", "F")] if len(cells) > 3 else []
            if kept:
                rows.append(f"{cells[0]}\t{'|'.join(kept)}")
    _TABLE.parent.mkdir(exist_ok=True)
    _TABLE.write_bytes(zstandard.ZstdCompressor(19).compress("\n".join(rows).encode("utf-8")))
