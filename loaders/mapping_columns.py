"""What a column of any table is probably for, told from its header and its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal, NamedTuple, get_args

from labkin.graph.schema import KINDS, kind
from labkin.loaders.base import Input
from labkin.loaders.mapped_values import read_date
from labkin.loaders.mapping_headers import (
    COMPUTED,
    CONDITION,
    CURIES,
    ENDPOINT,
    ERROR,
    INCHIKEY,
    LONG,
    MEASURED_DATE,
    NUMBERED,
    PLAIN_IDS,
    QUALIFIER_CELLS,
    VALUES,
    Measured,
    kind_in,
    plain_words,
    read_header,
    unit_of,
)
from labkin.loaders.measures import identify, is_structure, parse_measure, property_key
from labkin.loaders.profile import Column, columns_of
from labkin.loaders.tables import batch_of, numbered
from labkin.loaders.text_rows import Row, is_null

SAMPLE_ROWS = 1000
EXAMPLES = 3
LOOKED_AT = 300  # cells of a column that are judged by their form
MOSTLY, HALF = 0.7, 0.5  # of the cells

Use = Literal[
    "identifier", "other id", "structure", "property", "measured value", "endpoint", "unit", "qualifier", "replicate",
    "error", "date", "leave out",
]  # fmt: skip
USES: tuple[Use, ...] = get_args(Use)


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What a column is for.

    `kind` is that of the thing it tells of. `name` is the name of a property, the endpoint of a measured value, or
    what stands before an identifier ("batch:"). `assay` is what was measured in full ("EGFR IC50"). `question` is what
    a person had better be asked, empty where the guess is safe.
    """

    column: str
    use: Use
    kind: str = ""
    name: str = ""
    unit: str = ""
    type: str = ""
    split: str = ""
    dates: str = ""
    assay: str = ""
    replicate: str = ""
    conditions: str = ""
    question: str = ""
    examples: tuple[str, ...] = ()


class Sample(NamedTuple):
    """The first rows of a table, and what stands in its columns."""

    sheet: str
    columns: list[Column]
    rows: list[Row]
    what: str

    def cells(self, name: str) -> list[str]:
        """The cells of a column, row by row; empty text where there is no value."""
        at = next(i for i, column in enumerate(self.columns) if column.name == name)
        return ["" if is_null(row.cells[at]) else row.cells[at].strip() for row in self.rows]


def samples(input: Input, format: str, most: int = SAMPLE_ROWS) -> Iterator[Sample]:
    """The first rows of each table of a file. Raises BadInput. Remarks on the rows are left to the load."""
    warned = len(input.warnings)
    for table in numbered(input, format):
        rows = list(islice(table.rows, most))
        columns = columns_of(table.columns, table.decimal_comma)
        if rows:
            for column, array in zip(
                columns, batch_of([row.cells for row in rows], table.columns).columns, strict=True
            ):
                column.add(array)
        yield Sample(table.sheet, columns, rows, table.what)
    del input.warnings[warned:]


NUMBERED_KINDS = ("Compound", "Batch", "Sample", "Experiment")  # that may go by whole numbers

# -- one column ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Look:
    """A column under study."""

    column: Column
    cells: list[str]  # filled ones
    doubled: bool = False
    words: str = field(init=False)
    measured: Measured = field(init=False)

    def __post_init__(self) -> None:
        self.measured = read_header(self.column.name, self.doubled)
        self.words = plain_words(unit_of(self.column.name)[0])

    def share(self, test: object) -> float:
        """Of the first filled cells, how many pass the test."""
        cells = self.cells[:LOOKED_AT]
        return sum(bool(test(cell)) for cell in cells) / len(cells) if cells else 0.0  # type: ignore[operator]

    @property
    def numeric(self) -> bool:
        return self.share(lambda cell: parse_measure(cell, self.column.decimal_comma)) >= MOSTLY


def uses_of(sample: Sample) -> list[ColumnUse]:
    """What each column is for, judged one by one and then beside each other."""
    names = [column.name for column in sample.columns]
    bases = Counter(base for name in names if (base := _base_of(name)))
    found = []
    for column in sample.columns:
        cells = [cell for cell in sample.cells(column.name) if cell]
        base = _base_of(column.name)
        look = Look(column, cells, bases[base] > 1 or base in names)
        examples = tuple(dict.fromkeys(cells[:50]))[:EXAMPLES]
        found.append(replace(_use(look), column=column.name, examples=examples))
    return _beside(found)


def _base_of(name: str) -> str:
    """The header without a number at its end: "IC50" for "IC50_2 (nM)" and "IC50 (nM)_2"; empty for none."""
    found = NUMBERED.match(unit_of(name)[0]) or NUMBERED.match(name)
    return found[1] if found else ""


def _use(look: Look) -> ColumnUse:
    if not look.cells or _counts_rows(look):
        return ColumnUse("", "leave out")
    for judge in (_chemical, _curie, _long_form, _day, _error, _result, _thing):
        if (found := judge(look)) is not None:
            return found
    return as_property(look.column)


def _counts_rows(look: Look) -> bool:
    """Whether the column only numbers the rows, as programs write it: without a header, from 0 or 1 on."""
    nameless = look.column.name.lower() in ("column_1", "unnamed: 0", "index")
    return nameless and look.cells[:3] in (["0", "1", "2"], ["1", "2", "3"])


def _chemical(look: Look) -> ColumnUse | None:
    header, cells = look.column.name, look.cells
    if is_structure(header, cells[:200]) or look.share(lambda cell: cell.startswith("InChI=1")) >= MOSTLY:
        return ColumnUse("", "structure", "Compound")
    if look.share(INCHIKEY.match) >= MOSTLY:
        return ColumnUse("", "other id", "Compound", "inchikey:")
    known = Counter(found.partition(":")[0] for cell in cells if (found := identify(header, cell)))
    if known and known.total() >= MOSTLY * len(cells):
        prefix = known.most_common(1)[0][0]
        prefixed = look.share(lambda cell: ":" in cell) >= MOSTLY
        return ColumnUse("", "other id", "Compound", "" if prefixed else f"{prefix}:")
    return None


def _curie(look: Look) -> ColumnUse | None:
    prefixes = Counter(cell.partition(":")[0] for cell in look.cells if re.match(r"[A-Za-z][\w.]*:[\w.\-]+$", cell))
    if prefixes and prefixes.total() >= MOSTLY * len(look.cells):
        common = prefixes.most_common(1)[0][0].upper()
        named = kind_in(look.words)[0]
        if common in CURIES or named:
            return ColumnUse("", "identifier", CURIES.get(common) or named, "")
    if look.share(re.compile(r"(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,}/\S+$").match) >= MOSTLY:
        return ColumnUse("", "identifier", "Publication", "doi:")
    if look.share(re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]$").match) >= MOSTLY:
        return ColumnUse("", "identifier", "Person", "orcid:")
    return None


def _long_form(look: Look) -> ColumnUse | None:
    use = LONG.get(look.words)
    if use == "qualifier" and look.share(QUALIFIER_CELLS.match) < MOSTLY:
        return None
    if use == "replicate" and look.share(lambda cell: len(cell) <= 6) < MOSTLY:
        return None
    if use == "endpoint" and (look.numeric or (look.column.distinct or SAMPLE_ROWS) > 200):
        return None
    if use:
        return ColumnUse("", use)
    if look.words in VALUES and look.numeric:
        return ColumnUse("", "measured value", "Measurement", unit=look.measured.unit)
    return None


def _day(look: Look) -> ColumnUse | None:
    if look.share(lambda cell: bool(re.search(r"\d", cell)) and len(cell) < 40) < 1:
        return None
    orders = [order for order in ("DMY", "MDY") if look.share(lambda c, o=order: read_date(c, o)) >= 0.9]
    if not orders:
        return None
    plain = look.share(read_date) >= 0.9
    use: Use = "date" if MEASURED_DATE.search(look.words) else "property"
    name = "date" if look.words in ("date", "day", "when") else property_key(look.column.name)
    question = ""
    if not plain and len(orders) > 1:  # nobody but a person can tell, so nothing is guessed
        question = f"In {look.column.name!r}, is {look.cells[0]} written day first (DMY) or month first (MDY)?"
    return ColumnUse("", use, "", name, type="date", dates="" if plain or question else orders[0], question=question)


def _error(look: Look) -> ColumnUse | None:
    if ERROR.search(look.words) and look.numeric:
        return ColumnUse("", "error", "Measurement")
    return None


def _result(look: Look) -> ColumnUse | None:
    label = CONDITION.sub("", look.measured.assay)
    numbers = look.share(lambda cell: parse_measure(cell, look.column.decimal_comma))
    if numbers < HALF or COMPUTED.search(plain_words(look.column.name)) or not (found := ENDPOINT.search(label)):
        return None
    said = look.measured
    weak = found[0].strip(" %").lower() in ("activity", "response", "signal", "intensity", "potency", "fu", "ct", "inh")
    question = f"Is {look.column.name!r} a measured result?" if weak and not said.unit else ""
    return ColumnUse(
        "", "measured value", "Measurement", said.endpoint, said.unit, "", "", "", said.assay, said.replicate,
        said.conditions, question,
    )  # fmt: skip


def _thing(look: Look) -> ColumnUse | None:
    named, said = kind_in(look.words)
    header = look.column.name
    numbers = look.column.type == "number" or (look.column.type == "integer" and named not in NUMBERED_KINDS)
    if named and named not in ("Measurement", "Table") and (not numbers or said == "id"):
        if said == "name" and named not in (
            "Person",
            "Organization",
            "Species",
            "CellLine",
            "Gene",
            "Protein",
            "Assay",
        ):
            return ColumnUse("", "property", named, "name", question="")
        if look.share(lambda cell: len(cell) <= 80) >= MOSTLY:
            return ColumnUse("", "identifier", named, prefix_for(named, look.cells), split=_separator(look))
    core = look.words.split()
    if look.words in PLAIN_IDS or (core and core[-1] in ("id", "identifier") and len(core) <= 2 and not named):
        unique = len(set(look.cells)) == len(look.cells)
        if unique and look.share(lambda cell: len(cell) <= 60) >= MOSTLY:
            return ColumnUse("", "identifier", "?", "", question=f"What does {header!r} identify?")
    return None


def prefix_for(kind_name: str, cells: Sequence[str]) -> str:
    """What stands before the cells of an identifier column: nothing before compound codes, else the kind.

    Compounds go by their bare code, as the loader of compound tables has it, so that both speak of one compound.
    """
    codes = sum(bool(re.match(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9][\w.:/-]{1,63}$", cell)) for cell in cells)
    if kind_name == "Compound" and codes >= MOSTLY * len(cells):
        return ""
    return f"{property_key(kind(kind_name).english).replace('_', '-')}:"


def _separator(look: Look) -> str:
    for mark in (";", "|"):
        if look.share(lambda cell, m=mark: m in cell) >= 0.1:
            return mark
    return ""


def as_property(column: Column, kind_name: str = "") -> ColumnUse:
    """The column as a property, under the schema's name for it where there is one."""
    label, unit = unit_of(column.name.strip())
    words = plain_words(label)
    typed = column.type if column.type != "text" and (column.plain or column.decimal_comma) else ""
    for row in [kind(kind_name)] if kind_name else KINDS:
        for prop in row.props:
            if words in (prop.name.replace("_", " "), prop.english.lower(), *(s.lower() for s in prop.synonyms)):
                known = kind_name or (row.name if row.name in ("Compound", "Batch", "Sample") else "")
                return ColumnUse(column.name, "property", known, prop.english if unit and prop.unit else prop.name,
                                 unit, typed)  # fmt: skip
    if words in ("name", "title", "label"):
        return ColumnUse(column.name, "property", kind_name, "name")
    if words in ("synonyms", "aliases", "synonym", "alias", "other names"):
        return ColumnUse(column.name, "property", kind_name, "synonyms", split=";")
    return ColumnUse(column.name, "property", kind_name, property_key(label), unit, typed)


# -- beside each other -----------------------------------------------------------------------------------------------


def _beside(found: list[ColumnUse]) -> list[ColumnUse]:
    """The judgements mended by what else there is: endpoints need values, errors need something to be errors of."""
    has_values = any(one.use == "measured value" for one in found)
    mended = []
    for one in found:
        if one.use in ("endpoint", "unit", "qualifier", "replicate", "error") and not has_values:
            one = ColumnUse(one.column, "property", "", property_key(one.column), examples=one.examples)
        if one.use == "date" and not has_values:
            one = replace(one, use="property")
        mended.append(one)
    return _one_identifier_each(_named_only(mended))


def _named_only(found: list[ColumnUse]) -> list[ColumnUse]:
    """Things that have a name in the table and no identifier go by their name."""
    known = {one.kind for one in found if one.use in ("identifier", "structure", "other id")}
    kept = []
    for one in found:
        if one.use == "property" and one.name == "name" and one.kind and one.kind not in known:
            known.add(one.kind)
            one = replace(one, use="identifier", name=prefix_for(one.kind, one.examples))
        kept.append(one)
    return kept


def _one_identifier_each(found: list[ColumnUse]) -> list[ColumnUse]:
    """A second column for the identifier of a compound is another id of it; else the first other id is its own."""
    own = [one for one in found if one.use == "identifier" and one.kind == "Compound"]
    others = [one for one in found if one.use == "other id"]
    if not own and others:
        first = others[0]
        if first.name == "inchikey:" and any(one.use == "structure" for one in found):
            return found
        if not any(one.use == "structure" for one in found) or first.name != "inchikey:":
            return [replace(one, use="identifier") if one is first else one for one in found]
    return found
