"""Rows of delimited text: which delimiter, encoding and header a file has, and its rows with their lines."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise
from typing import Any, BinaryIO, Literal, NamedTuple, cast

from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.streams import CHUNK

FIELD_BYTES = 1 << 23  # a longer cell is a quotation mark that was never closed
LINE_BYTES = 1 << 24  # a longer line is no row of anything, and would fill the memory
SNIFFED_ROWS = 100
DELIMITERS = ("\t", ",", ";", "|")
NULLS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "n.d.", "nd", "n.a.", "."})
# UTF-32 first: its mark begins with that of UTF-16.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16", "utf-32")
_XML_ENCODING = re.compile(rb"""^(\s*<\?xml\s[^<>]*?)\sencoding\s*=\s*["'][^"'<>]*["']""")
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$")

# Texts with delimiters in them that are no tables: JSON, XML, PubTator, GEO SOFT, Turtle, OBO, SAM; tables in Markdown.
_OTHER = re.compile(
    r'[{<^!]|\[\s*[{\["\d\]]|\d+\|[ta]\||@(?:prefix|base)\s|(?:PREFIX|BASE)\s.*<|format-version:|@(?:HD|SQ|RG|PG)\t'
)
_MARKDOWN = re.compile(r"^\s*\|?(?:\s*:?-{3,}:?\s*\|)+", re.MULTILINE)

csv.field_size_limit(FIELD_BYTES)


class Row(NamedTuple):
    """One row and the line on which it ends (the first line is 1)."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Layout:
    """How a delimited text is written. `skip` lines stand before the header (before the rows, where it has none)."""

    delimiter: str
    columns: tuple[str, ...]
    has_header: bool = True
    skip: int = 0
    quoted: bool = True

    @property
    def format(self) -> str:
        """ "csv" or "tsv"."""
        return "tsv" if self.delimiter == "\t" else "csv"


def is_null(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return not cell or cell.strip().lower() in NULLS


def encoding_of(head: bytes) -> str:
    """The encoding that a byte order mark announces, else "utf-8"."""
    return next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")


def looks_like_text(head: bytes) -> bool:
    """Whether these first bytes are text: no control characters other than white space, or a byte order mark."""
    if not head:
        return False
    if encoding_of(head) != "utf-8":
        return True
    control = head.translate(None, bytes(range(32, 256)) + b"\t\n\r\f\x1b")
    return len(control) <= len(head) // 1000


def head_text(head: bytes) -> str:
    """The first bytes as text, for detection; what is not UTF-8 is read as Windows-1252."""
    encoding = encoding_of(head)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        return decoder.decode(head)
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")


class Utf8(io.RawIOBase):
    """The text of an input as UTF-8 bytes, whatever its encoding. What is not UTF-8 is taken for Windows-1252 by line.

    The repair is noted once in the input's warnings, with the line where it began.
    """

    def __init__(self, input: Input) -> None:
        self._input, self._stream = input, input.open()
        encoding = encoding_of(input.head)
        self._wide = encoding in _WIDE
        self._decoder = codecs.getincrementaldecoder(encoding)("replace") if self._wide else None
        self._out = memoryview(b"")
        self._carry, self._line, self._repaired, self._started = b"", 1, False, False
        self._open = 0  # bytes given since a line ended

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._out:
            data = self._stream.read(CHUNK)
            if not data and not self._carry:
                return 0
            self._out = memoryview(self._bounded(self._decode(data)))
        count = min(len(buffer), len(self._out))
        buffer[:count] = self._out[:count]
        self._out = self._out[count:]
        return count

    def _decode(self, data: bytes) -> bytes:
        if self._decoder is not None:
            text = self._decoder.decode(data, not data).encode("utf-8", "replace")
            if text and not self._started:
                self._started = True
                text = _XML_ENCODING.sub(rb"\1", text)  # it is in that encoding no more
            return text
        if not self._started:
            self._started = True
            data = data.removeprefix(codecs.BOM_UTF8)
        whole = self._carry + data
        cut = whole.rfind(b"\n") + 1 if data else len(whole)
        if not cut and len(whole) > FIELD_BYTES:
            cut = len(whole)
        lines, self._carry = whole[:cut], whole[cut:]
        return self._valid(lines)

    def _bounded(self, text: bytes) -> bytes:
        if self._wide:
            self._line += text.count(b"\n")
        end = text.rfind(b"\n")
        end = end if end >= 0 else text.rfind(b"\r")
        self._open = len(text) - end - 1 if end >= 0 else self._open + len(text)
        if self._open > LINE_BYTES:
            why = f"this line is longer than {LINE_BYTES:,} bytes; no record is that long"
            raise self._input.bad(f"line {self._line}", why)
        return text

    def _valid(self, lines: bytes) -> bytes:
        start, self._line = self._line, self._line + lines.count(b"\n")
        try:
            if not lines.isascii():
                lines.decode("utf-8")
            return lines
        except UnicodeDecodeError:
            return b"".join(self._repair(start + n, line) for n, line in enumerate(lines.splitlines(keepends=True)))

    def _repair(self, number: int, line: bytes) -> bytes:
        try:
            line.decode("utf-8")
            return line
        except UnicodeDecodeError:
            if not self._repaired:
                self._repaired = True
                self._input.warn(f"line {number}", "the text is not UTF-8; it is read as Windows-1252 from here on")
        try:
            return line.decode("cp1252").encode("utf-8")
        except UnicodeDecodeError:
            return line.decode("latin-1").encode("utf-8")

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


def utf8(input: Input) -> BinaryIO:
    """The text of an input as a stream of UTF-8 bytes without byte order mark."""
    return cast(BinaryIO, io.BufferedReader(Utf8(input), 1 << 17))


def narrowed(input: Input) -> Input:
    """The same input as UTF-8 where a byte order mark says that it is UTF-16 or UTF-32; its `raw` stays as it was."""
    if encoding_of(input.head) not in _WIDE:
        return input
    with utf8(input) as stream:
        head = stream.read(HEAD_BYTES)
    if not looks_like_text(head):  # bytes that begin so by chance
        return input
    return replace(input, open=partial(utf8, input), head=head)


def text_lines(input: Input) -> Iterator[str]:
    """The lines of an input, with their ends."""
    with io.TextIOWrapper(utf8(input), encoding="utf-8", errors="replace", newline="") as text:
        yield from text


def head_lines(head: bytes) -> list[str]:
    """The whole lines in the first bytes, ended as `text_lines` ends them."""
    text = head_text(head)
    if len(head) >= HEAD_BYTES and "\n" in text:
        text = text[: text.rfind("\n") + 1]
    return [line.rstrip("\r\n") for line in io.StringIO(text, newline="")]


def sniff(head: bytes, name: str = "") -> Layout | None:
    """The layout of a delimited text, told from its first bytes; None when it is none.

    Lines that begin with # and stand before the rows are comments, the last of them may be the header. One column
    alone, and rows of many widths, are taken for a table only under a name that ends like one.
    """
    if not looks_like_text(head):
        return None
    lines = head_lines(head)
    text = "\n".join(lines)
    if _OTHER.match(text.lstrip("\ufeff \t\r\n")) or _MARKDOWN.search(text):
        return None
    named = name.lower().endswith((".csv", ".tsv", ".smi", ".smiles"))
    comments = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    tried = [_try(lines, comments, delimiter, 0.3 if named else 0.7) for delimiter in DELIMITERS]
    best = max((fit for fit in tried if fit), key=lambda fit: fit[0], default=None)
    if best is not None:
        return best[1]
    return _one_column(lines) if named and lines else None


def _one_column(lines: list[str]) -> Layout | None:
    cells = [line.strip().strip('"') for line in lines[:SNIFFED_ROWS]]
    if not cells[0] or any(mark in cell for cell in cells for mark in "{<"):
        return None
    headed = not _NUMBER.match(cells[0]) and not cells[0].startswith("#")
    return Layout(",", (cells[0],) if headed else ("column_1",), headed)


def _try(lines: list[str], comments: int, delimiter: str, least: float) -> tuple[float, Layout] | None:
    """How well the lines fit this delimiter (above 0 to 1, more columns are better), and the layout it gives."""
    quoted = delimiter != "\t" or _tabs_are_quoted(lines)
    rows = [Row(line + comments, cells) for line, cells in _cut(lines[comments:], delimiter, quoted)]
    widths = Counter(len(row.cells) for row in rows if any(cell.strip() for cell in row.cells))
    wide = [(count * min(width, 8), width) for width, count in widths.items() if width > 1]
    if not wide:
        return None
    width = max(wide)[1]
    start = _below_preamble(rows, _first_of_run(rows, width), width)
    body = [row.cells for row in rows[start:] if any(cell.strip() for cell in row.cells)]
    fit = sum(len(cells) == width for cells in body) / len(body)
    if fit < least or start > 60 or sum(len(cell) > 2000 for cells in body for cell in cells) > len(body):
        return None
    skip = rows[start - 1].line if start else comments
    if (
        start == 0
        and comments
        and len(head := _cut(lines[comments - 1 : comments], delimiter, quoted)[0].cells) == width
    ):
        skip, body = comments - 1, [[head[0].lstrip("#").strip(), *head[1:]], *body]
    if len(body) < (2 if least > 0.5 else 1):  # a header alone is a table where the name says so
        return None
    headed = _is_header(body[0], [cells for cells in body[1:] if len(cells) == width])
    names = column_names(body[0] if headed else [""] * width)
    score = fit + min(width, 8) / 100 - (0.05 if start else 0)
    return score, Layout(delimiter, names, headed, skip, quoted)


def _first_of_run(rows: list[Row], width: int) -> int:
    """The first row of this width that another one follows; a line of the preamble may chance to be as wide."""
    told = [(i, len(row.cells) == width) for i, row in enumerate(rows) if any(cell.strip() for cell in row.cells)]
    runs = (i for (i, fits), (_, next_fits) in pairwise(told) if fits and next_fits)
    return next(runs, next(i for i, row in enumerate(rows) if len(row.cells) == width))


def _below_preamble(rows: list[Row], start: int, width: int) -> int:
    """Where the table begins below lines that instruments fill up with delimiters: "User: Ada,Run: 7,,,,,,".

    Such lines have a few cells at their left and are not half as full as the fullest row; rows with gaps are data.
    """
    near = rows[start : start + 60]
    filled = [sum(map(bool, map(str.strip, row.cells))) if len(row.cells) == width else 0 for row in near]
    first = next(i for i, count in enumerate(filled) if count * 2 >= max(filled))
    above = [row.cells for row, count in zip(near[:first], filled[:first], strict=True) if count]
    at_left = all(len([cell for cell in cells[: width // 2] if cell.strip()]) == _reach(cells) for cells in above)
    return start + first if above and at_left else start


def _reach(cells: list[str]) -> int:
    """How many cells there are up to the last that is not empty."""
    return max((i + 1 for i, cell in enumerate(cells) if cell.strip()), default=0)


def _tabs_are_quoted(lines: list[str]) -> bool:
    text = "\n".join(lines[:SNIFFED_ROWS])
    opened = len(re.findall(r'(?:^|\t)"', text, re.MULTILINE))
    return opened > 0 and opened == len(re.findall(r'"(?:\t|$)', text, re.MULTILINE))


def quoting(quoted: bool) -> Literal[0, 3]:
    """The csv module's word for whether quotation marks mean anything."""
    return csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE


def _cut(lines: list[str], delimiter: str, quoted: bool) -> list[Row]:
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting(quoted))
    rows: list[Row] = []
    try:
        for cells in reader:
            rows.append(Row(reader.line_num, cells))
            if len(rows) >= SNIFFED_ROWS:
                break
    except csv.Error:
        pass
    return rows


def _is_header(first: list[str], below: list[list[str]]) -> bool:
    if len(first) > 3 and not first[0].strip() and [cell.strip() for cell in first[1:4]] == ["1", "2", "3"]:
        return True  # the columns of a plate
    if any(_NUMBER.match(cell.strip()) for cell in first if cell.strip()):
        numbers = [i for i, cell in enumerate(first) if _NUMBER.match(cell.strip())]
        return not any(_NUMBER.match(row[i].strip()) for row in below for i in numbers)
    return any(cell.strip() for cell in first)


def column_names(cells: list[str]) -> tuple[str, ...]:
    """The names of columns: stripped; the nameless called by their number, the doubled told apart.

    >>> column_names(["", "a", "a"])
    ('column_1', 'a', 'a_2')
    """
    names: dict[str, int] = {}  # and how many were called so
    for number, cell in enumerate(cells, 1):
        name = " ".join(cell.split()) or f"column_{number}"
        unique, n = name, names.get(name, 0)
        while unique in names:
            n += 1
            unique = f"{name}_{n}"
        names[name] = max(n, 1)
        names.setdefault(unique, 1)
    return tuple(names)


@dataclass(slots=True)
class Ragged:
    """How many rows had too few or too many cells, and the line of the first."""

    count: int = 0
    line: int = 0
    lines: list[int] = field(default_factory=list)


def rows(input: Input, layout: Layout) -> Iterator[Row]:
    """The rows below the header, each as wide as the header; empty lines are passed over.

    Rows of another width are filled up or cut, and noted. Raises BadInput when a quotation mark is never closed.
    """
    width, ragged = len(layout.columns), Ragged()
    lines = text_lines(input)
    for _ in range(layout.skip):
        next(lines, "")
    reader = csv.reader(lines, delimiter=layout.delimiter, quoting=quoting(layout.quoted))
    if layout.skip:
        input.warn(f"lines 1-{layout.skip}", "they stand before the table and are kept as its preamble")
    try:
        if layout.has_header:
            next(reader, None)
        for cells in reader:
            if len(cells) != width:
                if not any(cells):
                    continue
                ragged.count += 1
                ragged.line = ragged.line or reader.line_num + layout.skip
                cells = (cells + [""] * (width - len(cells)))[:width]
            yield Row(reader.line_num + layout.skip, cells)
    except csv.Error as error:
        place = f"line {reader.line_num + layout.skip}"
        raise input.bad(place, f"the row cannot be read ({error}); is a quotation mark not closed?") from error
    if ragged.count:
        why = f"{ragged.count} rows have more or fewer cells than the {width} columns; they were cut or filled up"
        input.warn(f"line {ragged.line}", why)
