"""PubTator: titles and abstracts with mentions of concepts and relations between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from labkin.graph.model import Statement
from labkin.loaders import bioc  # registers the other form of the same documents  # noqa: F401
from labkin.loaders.annotated import Annotated, Found, Mention, Writer, split_ids
from labkin.loaders.base import Input, loader
from labkin.loaders.lines import head_lines, text_lines

_COMMENTS = 20  # lines that may go before the first title, as people write them
_TEXT = re.compile(r"([^|\t]+)\|([ta])\|(.*)", re.DOTALL)


def detect(item: Input) -> float:
    """Certain by the first line, which is a title: `14510914|t|Congenital hypothyroidism ...`."""
    lines = [line for line in head_lines(item, 2 + _COMMENTS) if not line.startswith("#")]
    found = _TEXT.fullmatch(lines[0]) if lines else None
    if not found or found[2] != "t":
        return 0.0
    return 0.97 if len(lines) < 2 or lines[1].startswith((found[1] + "|", found[1] + "\t")) else 0.6


@loader("pubtator", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """PubTator: documents, mentions of concepts with their places, relations."""
    writer = Writer(item)
    document: Annotated | None = None
    for number, line in text_lines(item):
        found = _TEXT.fullmatch(line)
        if found and (document is None or found[2] == "t"):
            if document is not None:
                yield from writer.statements(document)
            document = Annotated(found[1].strip(), f"record {found[1].strip()}", at=f"line {number}")
            if not document.id:
                raise item.bad(f"line {number}", "this document has no identifier before `|t|`")
        if document is None and line.startswith("#"):
            continue
        if document is None:
            raise item.bad(f"line {number}", "the file does not begin with a title, as in `123|t|Some title`")
        if found:
            _take_text(document, found[2], found[3])
        else:
            _take_line(item, document, number, line)
    if document is None:
        raise item.bad("", "there is no document in this file")
    yield from writer.statements(document)


def _take_text(document: Annotated, part: str, text: str) -> None:
    if part == "t":
        document.title = text
    else:
        document.text = text


def _take_line(item: Input, document: Annotated, number: int, line: str) -> None:
    """A mention (offsets, text, type, identifiers) or a relation (type, two identifiers)."""
    cells = line.split("\t")
    place = f"record {document.id}, line {number}"
    if cells[0].strip() != document.id:
        raise item.bad(f"line {number}", f"this line is of document {cells[0]!r}, and stands in {document.id}")
    if len(cells) >= 5 and cells[1].strip().isdecimal() and cells[2].strip().isdecimal():
        start, end = int(cells[1]), int(cells[2])
        if document.whole[start:end] != cells[3]:
            item.warn(place, f"the text at {start}-{end} is {document.whole[start:end]!r}, not {cells[3]!r}")
        ids = split_ids(cells[5], cells[4]) if len(cells) > 5 else []
        document.mentions.append(Mention(place, start, end, cells[3], cells[4].strip() or "Thing", ids))
    elif len(cells) >= 4 and cells[1].strip() and not cells[1].strip().isdecimal():
        novel = cells[4] if len(cells) > 4 else ""
        document.relations.append(Found(place, cells[1], cells[2], cells[3], novel))
    else:
        raise item.bad(f"line {number}", "this line is neither a mention (6 columns) nor a relation (4 columns)")
