"""AnnData's tables of observations and variables inside an HDF5 file, a stretch of rows at a time.

h5py alone reads them: the anndata library brings zarr, SciPy and some ten packages more, holds pandas below 3, and
would be asked for nothing but what is here. Nothing outside the file is ever followed: HDF5 can link to other files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from labkin.graph.errors import BadInput
from labkin.loaders.base import Input
from labkin.loaders.streams import seekable

MAGIC = b"\x89HDF\r\n\x1a\n"
STRETCH = 20_000  # rows that are read together
_WIDEST = 1 << 20  # bytes of one value
_FREE_ROWS = 1_000_000

Group = Any  # h5py ships no types


@contextmanager
def opened(item: Input) -> Iterator[Group]:
    """The file, read-only. Raises BadInput for every way in which it can be damaged."""
    import h5py

    try:
        with seekable(item.open()) as stream, h5py.File(stream, "r") as file:
            yield file
    except (BadInput, GeneratorExit):
        raise
    except (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, MemoryError) as error:
        detail = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise item.bad("", f"the HDF5 file is damaged or cut short ({detail}); get it again") from error


def member(item: Input, group: Group, name: str) -> Any:
    """What stands under a name in a group; None for nothing. Raises BadInput for what lies outside this file."""
    import h5py

    if not isinstance(group, h5py.Group):
        return None
    link = group.get(name, getlink=True)
    if link is None:
        return None
    if isinstance(link, h5py.ExternalLink):
        raise item.bad(f"{group.name}/{name}".replace("//", "/"), "it links to another file, which is never opened")
    found = group.get(name)
    if isinstance(found, h5py.Dataset):
        if found.external or found.is_virtual:
            raise item.bad(found.name, "its values are kept in another file, which is never opened")
        if found.dtype.itemsize > _WIDEST:
            raise item.bad(found.name, "its values are larger than any label or number")
    return found


@dataclass(slots=True)
class Column:
    """One column: its values, or codes into categories, or values under a mask."""

    name: str
    data: Any
    part: str = ""  # the field, where the table is one dataset of records
    categories: list[str] | None = None
    mask: Any = None

    def texts(self, start: int, stop: int) -> list[str]:
        """The values of some rows as text; empty for those that are missing."""
        values = self.data[start:stop]
        if self.part:
            values = values[self.part]
        if self.categories is not None:
            known = self.categories
            return [known[code] if 0 <= code < len(known) else "" for code in values.astype(int).tolist()]
        found = [text_of(value) for value in values.tolist()]
        if self.mask is not None:
            found = [
                "" if hidden else value for hidden, value in zip(self.mask[start:stop].tolist(), found, strict=True)
            ]
        return found


@dataclass(slots=True)
class Frame:
    """A table of observations or variables."""

    name: str
    rows: int
    columns: list[Column] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def stretches(self) -> Iterator[list[list[str]]]:
        """The rows, column by column, some at a time."""
        for start in range(0, self.rows, STRETCH):
            stop = min(start + STRETCH, self.rows)
            yield [column.texts(start, stop) for column in self.columns]


def text_of(value: object) -> str:
    """A value as text: bytes decoded, NaN empty, truth as "true" and "false"."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else repr(value)
    return "" if value is None else str(value)


def frame(item: Input, file: Group, name: str) -> Frame | None:
    """The table `obs` or `var`; None when there is none."""
    import h5py

    found = member(item, file, name)
    if isinstance(found, h5py.Dataset):
        made = _of_records(item, file, name, found)
    elif isinstance(found, h5py.Group):
        made = _of_group(item, found, name)
    else:
        return None
    if made.rows > max(_FREE_ROWS, 1000 * item.source.size):
        raise item.bad(f"/{name}", f"it claims {made.rows:,} rows, more than a file of this size can hold")
    return made


def _of_records(item: Input, file: Group, name: str, found: Any) -> Frame:
    """Before version 0.7: one dataset of records, the categories in `uns`."""
    made = Frame(name, found.shape[0] if found.shape else 0)
    uns = member(item, file, "uns")
    for part in found.dtype.names or ():
        if found.dtype[part].shape:
            made.left_out.append(part)
            continue
        names = member(item, uns, f"{part}_categories")
        categories = _labels(names) if names is not None and found.dtype[part].kind in "iu" else None
        made.columns.append(Column(part, found, part, categories))
    return made


def _of_group(item: Input, found: Group, name: str) -> Frame:
    index = text_of(found.attrs.get("_index", "_index"))
    order = [text_of(one) for one in found.attrs.get("column-order", [])]
    rest = sorted(one for one in found if one not in (index, "__categories") and one not in order)
    made = Frame(name, 0)
    for title in dict.fromkeys((index, *order, *rest)):
        column = _column(item, found, title)
        if column is None:
            if title in found:
                made.left_out.append(title)
            continue
        length = column.data.shape[0]
        if made.columns and length != made.rows:
            raise item.bad(f"/{name}/{title}", f"it has {length:,} values where the others have {made.rows:,}")
        made.rows = length
        made.columns.append(column)
    return made


def _column(item: Input, table: Group, name: str) -> Column | None:
    import h5py

    found = member(item, table, name)
    if isinstance(found, h5py.Dataset):
        names = member(item, member(item, table, "__categories"), name)  # version 0.7
        return Column(name, found, categories=None if names is None else _labels(names)) if found.ndim == 1 else None
    if isinstance(found, h5py.Group):
        codes, values = member(item, found, "codes"), member(item, found, "values")
        categories = member(item, found, "categories")
        if codes is not None and codes.ndim == 1 and categories is not None:
            return Column(name, codes, categories=_labels(categories))
        if values is not None and values.ndim == 1:
            return Column(name, values, mask=member(item, found, "mask"))
    return None


def _labels(found: Any) -> list[str]:
    return [text_of(value) for value in found[:].tolist()] if getattr(found, "ndim", 0) == 1 else []


def shape_of(item: Input, file: Group, name: str) -> tuple[list[int], str]:
    """The shape of a matrix and what it is: ([700, 765], "csr_matrix of float32"). Its values are not read."""
    import h5py

    found = member(item, file, name)
    if isinstance(found, h5py.Dataset):
        return [int(size) for size in found.shape or ()], f"array of {found.dtype}"
    if isinstance(found, h5py.Group):
        attrs = found.attrs
        given = attrs.get("shape", attrs.get("h5sparse_shape", []))
        numbers = re.findall(r"\d+", text_of(given)) if isinstance(given, str | bytes) else [int(n) for n in given]
        what = text_of(attrs.get("encoding-type", attrs.get("h5sparse_format", ""))) or "matrix"
        data = member(item, found, "data")
        return [int(size) for size in numbers], f"{what} of {data.dtype}" if data is not None else what
    return [], ""
