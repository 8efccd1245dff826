"""The text of ISA-Tab: an investigation as sections of fields, a study or assay as a table. No meaning yet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from labkin.graph.errors import BadInput
from labkin.graph.values import clean_text
from labkin.loaders.base import Input

LARGEST = 256 * 1024 * 1024  # bytes; a table of a study is read whole, for its rows speak of each other
SECTIONS = (
    "ONTOLOGY SOURCE REFERENCE",
    "INVESTIGATION",
    "INVESTIGATION PUBLICATIONS",
    "INVESTIGATION CONTACTS",
    "STUDY",
    "STUDY DESIGN DESCRIPTORS",
    "STUDY PUBLICATIONS",
    "STUDY FACTORS",
    "STUDY ASSAYS",
    "STUDY PROTOCOLS",
    "STUDY CONTACTS",
)
_INVESTIGATION = re.compile(
    r'^"?(INVESTIGATION|Investigation Identifier|STUDY|Study Identifier)"?\s*(\t|$)', re.MULTILINE
)
_STUDY_COLUMNS = ("Source Name", "Sample Name")
_ASSAY_COLUMN = re.compile(
    r".* (Assay Name|Data File|Spectral Data File|Extract Name)|Assay Name|Extract Name|Protocol REF"
)


@dataclass(slots=True)
class Section:
    """One block of an investigation: for each field its line and its values, one for each thing that it describes."""

    title: str
    line: int
    fields: dict[str, tuple[int, list[str]]] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """The first value of a field; empty where there is none."""
        return next(iter(self.fields.get(name, (0, []))[1]), "")

    def things(self, first: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Each thing of the block, as (line of the field `first`, its fields), where any field of it is filled."""
        line = self.fields.get(first, (self.line, []))[0]
        for number in range(max((len(values) for _, values in self.fields.values()), default=0)):
            found = {name: values[number] for name, (_, values) in self.fields.items() if number < len(values)}
            if any(value for name, value in found.items() if not name.endswith("Term Source REF")):
                yield line, found


@dataclass(slots=True)
class Block:
    """The investigation (`head` is its own section), or one study of it, with the sections that belong to it."""

    head: Section
    sections: dict[str, Section] = field(default_factory=dict)

    def section(self, title: str) -> Section:
        return self.sections.get(title) or Section(title, self.head.line)


def role_of(head: bytes) -> str:
    """ "investigation", "study", "assay", or "" for what is no file of ISA-Tab, told from its first bytes."""
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    text = text.lstrip("\n ")
    if text.lstrip('"').startswith(("ONTOLOGY SOURCE REFERENCE", "INVESTIGATION")) and _INVESTIGATION.search(text):
        return "investigation"
    columns = [cell.strip().strip('"') for cell in text.partition("\n")[0].split("\t")]
    if columns[0] == "Source Name" and ("Sample Name" in columns or "Protocol REF" in columns):
        return "study"
    if columns[0] == "Sample Name" and any(_ASSAY_COLUMN.fullmatch(column) for column in columns[1:]):
        return "assay"
    return ""


def lines_of(item: Input) -> Iterator[tuple[int, list[str]]]:
    """The rows of tab-separated text as (line, cells), with any ends of lines. Raises BadInput."""
    with item.open() as stream:
        yield from _rows(item, stream)


def _rows(item: Input, stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise item.bad("", f"it is longer than {LARGEST >> 20} MiB; no table of ISA-Tab is")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("cp1252", "replace")
        line = data.count(b"\n", 0, error.start) + 1
        item.warn(f"line {line}", "this is not UTF-8; the file was read as Windows-1252")
    reader = csv.reader(io.StringIO(clean_text(text), newline=None), delimiter="\t")
    before = 0
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            yield line, [cell.strip() for cell in row]
    except csv.Error as error:
        raise item.bad(f"line {before + 1}", f"this line cannot be read: {error}") from None


def investigation(item: Input) -> tuple[Block, list[Block]]:
    """The investigation and its studies. Raises BadInput where the file has no section of an investigation."""
    whole, studies = Block(Section("INVESTIGATION", 1)), list[Block]()
    section: Section | None = None
    for line, cells in lines_of(item):
        name = cells[0] if cells else ""
        if name in SECTIONS and not any(cells[1:]):
            section = Section(name, line)
            if name == "INVESTIGATION":
                whole.head = section
            elif name == "STUDY":
                studies.append(Block(section))
            else:
                (studies[-1] if studies else whole).sections[name] = section
        elif name and section is not None:
            section.fields[name] = (line, cells[1:])
        elif name:
            raise item.bad(
                f"line {line}", f"the field {name!r} stands before any section; an ISA-Tab file starts with one"
            )
    if section is None:
        raise item.bad("", "there is no section in it; an investigation of ISA-Tab has INVESTIGATION and STUDY")
    return whole, studies


@dataclass(frozen=True, slots=True)
class Belongs:
    """Which investigation file an assay or study file is named in, and the file of its study there."""

    investigation: str = ""
    study: str = ""


def belongs(item: Input, name: str) -> Belongs:
    """Look `name` up in the investigations beside it, by the first of their names. Nothing found is empty."""
    for sibling in sorted(
        n for n in item.siblings if re.fullmatch(r"i_[^/]*\.txt|investigation\.txt", n, re.IGNORECASE)
    ):
        for study in _studies_of(item, sibling, item.siblings):
            file, assays = study
            if name == file:
                return Belongs(sibling, file)
            if name in assays:
                return Belongs(sibling, file)
    return Belongs()


def _studies_of(item: Input, name: str, siblings: Mapping[str, object]) -> list[tuple[str, list[str]]]:
    beside = Input(name, item.source, item.siblings[name], b"")
    try:
        _, studies = investigation(beside)
    except (BadInput, KeyError, OSError):
        return []  # it fails by itself, with its own place
    return [
        (study_file(block), block.section("STUDY ASSAYS").fields.get("Study Assay File Name", (0, []))[1])
        for block in studies
    ]


def study_file(block: Block) -> str:
    """The file of a study; where none is named, its identifier, which then stands for it."""
    return block.head.value("Study File Name") or block.head.value("Study Identifier") or f"study {block.head.line}"
