"""Which loader reads a file: told by its content, or named by the user."""

from __future__ import annotations

import difflib
import re

from labkin.graph.errors import BadInput, LabkinError, NotFound
from labkin.loaders import load_all
from labkin.loaders.base import LOADERS, Input, Loader
from labkin.loaders.text_rows import head_text, looks_like_text

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
    return f"{_looks_like(head, input.name)}; no loader reads it, but --as NAME makes one try"


def _looks_like(head: bytes, name: str) -> str:
    """What a text is, so far as its first bytes and its name show."""
    text = head_text(head).lstrip("\ufeff \t\r\n")
    if text.startswith(("{", "[")):
        if family := next((family for mark, family in _FAMILIES if re.search(mark, text[:20_000])), ""):
            return f"it is JSON of {family}"
        names = list(dict.fromkeys(re.findall(r'"([^"\n]{1,40})"\s*:', text[:4000])))[:3]
        told = f" with the fields {', '.join(names)}" if names else ""
        return f"it is JSON{told}, of a form that is not known"
    if text.startswith("<"):
        root = re.search(r"<([A-Za-z_][\w.:-]*)", re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
        named = str(root[1]) if root else ""
        return "it is a web page" if named.lower() == "html" else f"it is XML with the root {named or '?'}"
    ending: str = name.lower().rpartition("/")[2].rpartition(".")[2]
    if ending in _TEXTS:
        return f"it is {_TEXTS[ending]}"
    if re.match(r"(?:#|=|-|\*|>|!\[|\[!)", text) and ending in ("", "txt", "readme"):
        return "it is text of a form that has no rows and columns, with the marks of a page"
    return "it is text of a form that has no rows and columns"


# JSON of families that have many forms: what their names give away.
_FAMILIES = (
    (r'"_schemaURL"|openlineage\.io', "OpenLineage"),
    (r'"prov:|"was[A-Z]\w+(?:By|From|To|With)"\s*:|"hadMember"\s*:', "W3C PROV (PROV-JSON)"),
    (r'"json-schema\.org|"\$schema"\s*:\s*"[^"]*json-schema', "a JSON Schema"),
)

# Texts that people keep beside their data, by the ending of their name: their first bytes do not tell them.
_TEXTS = {
    "md": "a page in Markdown", "rst": "a page in reStructuredText", "asciidoc": "a page in AsciiDoc",
    "adoc": "a page in AsciiDoc", "tex": "a text in LaTeX", "py": "a program in Python", "r": "a program in R",
    "ipynb": "a notebook of Jupyter", "sh": "a shell script", "nf": "a workflow of Nextflow",
    "cwl": "a workflow in CWL",
    "yml": "YAML", "yaml": "YAML", "toml": "TOML", "ini": "a file of settings", "cfg": "a file of settings",
    "config": "a file of settings", "log": "a log", "css": "a style sheet", "js": "a program in JavaScript",
    "bib": "a bibliography in BibTeX", "svg": "an SVG drawing", "minisig": "a signature", "sig": "a signature",
    "fasta": "sequences in FASTA", "fa": "sequences in FASTA", "fastq": "reads in FASTQ", "vcf": "variants in VCF",
    "gmt": "gene sets in GMT", "sam": "alignments in SAM", "gtf": "features in GTF", "gff": "features in GFF",
}  # fmt: skip


def assigned(input: Input, loader: Loader) -> Input:
    """The same input with the loader written into its source: call it before `loader.load`."""
    from dataclasses import replace

    input.source = replace(input.source, loader=loader.name, loader_version=loader.version)
    return input


def bad(input: Input) -> BadInput:
    """The error for an input that no loader reads."""
    return input.bad("", why_not(input))
