"""Which loader reads a file: told by its content, or named by the user."""

from __future__ import annotations

import difflib

from labkin.graph.errors import BadInput, LabkinError, NotFound
from labkin.loaders import load_all
from labkin.loaders.base import LOADERS, Input, Loader
from labkin.loaders.text_rows import looks_like_text

THRESHOLD = 0.3  # a loader less sure than this is not tried

# The first bytes of formats that people keep beside their data: what each is, and what to do.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (b"CDF\x01", "a NetCDF file"),
    (b"CDF\x02", "a NetCDF file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it first"),
    (b"\x1f\x9d", "a file compressed with compress (.Z); unpack it first"),
    (b"BAM\1", "a BAM alignment"),
    (b"CRAM", "a CRAM alignment"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"PK\x03\x04", "a document in a zip container, such as Word or PowerPoint"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document that is not a workbook"),
    (b"\x80\x04\x95", "a Python pickle, which is never opened because it can run code"),
    (b"ARROW1", "an Arrow file"),
    (b"Obj\x01", "an Avro file"),
    (b"ORC", "an ORC file"),
)


def named(name: str) -> Loader:
    """The loader that the user named. Raises NotFound, with the names there are."""
    load_all()
    if name in LOADERS:
        return LOADERS[name]
    near = difflib.get_close_matches(name, LOADERS, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise NotFound(
        f"there is no loader named {name!r}{hint} There are: {', '.join(sorted(LOADERS))}".replace("? ", "? ")
    )


def pick(input: Input) -> Loader | None:
    """The loader that is surest of the content; the one registered first where two are equally sure. None for none."""
    load_all()
    best, score = None, THRESHOLD
    for loader in LOADERS.values():
        sure = _sure(loader, input)
        if sure > score or (best is None and sure >= score):
            best, score = loader, sure
    return best


def _sure(loader: Loader, input: Input) -> float:
    try:
        return loader.detect(input)
    except (LabkinError, ValueError, LookupError, RecursionError):
        return 0.0  # a file that breaks a detector is not of its format


def why_not(input: Input) -> str:
    """Why no loader reads this input, as a sentence."""
    head = input.head
    if not head:
        return "it is empty"
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return f"it looks like {what}; no loader reads it"
    if not looks_like_text(head):
        return "it is a binary file of a kind that no loader knows; name a loader with --as if one should"
    start = head.lstrip()[:1]
    what = {b"{": "JSON", b"[": "JSON", b"<": "XML or HTML"}.get(start, "text")
    return f"it is {what} of a form that no loader knows; name a loader with --as if one should"


def assigned(input: Input, loader: Loader) -> Input:
    """The same input with the loader written into its source: call it before `loader.load`."""
    from dataclasses import replace

    input.source = replace(input.source, loader=loader.name, loader_version=loader.version)
    return input


def bad(input: Input) -> BadInput:
    """The error for an input that no loader reads."""
    return input.bad("", why_not(input))
