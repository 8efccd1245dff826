"""AnnData files (.h5ad): what was measured, in which cells, of which types and tissues. No matrix is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from labkin.graph.errors import BadInput
from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.datasets import TableFound, dataset_id, dataset_statement, readable_stem, table_statements
from labkin.loaders.h5ad_frames import MAGIC, Frame, frame, member, opened, shape_of, text_of
from labkin.loaders.jats_front import doi_of
from labkin.loaders.profile import columns_of
from labkin.loaders.text_rows import column_names

if TYPE_CHECKING:
    import pyarrow as pa

TABLES = ("obs", "var")
_TERM = re.compile(r"\s*(CL|UBERON|MONDO|DOID|NCBITaxon|EFO|PATO|HANCESTRO|HsapDv|MmusDv|CVCL|BTO)[:_]([A-Za-z0-9]+)")
_KINDS = {"CL": "CellType", "UBERON": "Anatomy", "MONDO": "Disease", "DOID": "Disease", "NCBITaxon": "Species",
          "CVCL": "CellLine", "BTO": "Anatomy"}  # fmt: skip
_SHOWN_CATEGORIES = 200  # of one column
_MOST_SETTINGS, _LONGEST_LIST, _DEEPEST = 200, 20, 8  # of `uns`


def detect(item: Input) -> float:
    """Certain of an HDF5 file that has tables of observations and variables."""
    if not item.head.startswith(MAGIC):
        return 0.0
    try:
        with opened(item) as file:
            return 0.97 if "obs" in file and "var" in file else 0.0
    except BadInput:
        return 0.6 if item.name.lower().endswith(".h5ad") else 0.0


@loader("h5ad", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """AnnData (.h5ad): observations, variables, cell types and tissues; no matrix is read."""
    with opened(item) as file:
        frames = [found for name in TABLES if (found := frame(item, file, name)) is not None]
        if not frames:
            raise item.bad("", "it has neither observations (obs) nor variables (var); this is no AnnData file")
        terms: dict[str, _Terms] = {}
        for one in frames:
            table, termed = _profiled(one)
            terms |= termed
            item.unmapped.update(f"{one.name}/{name}" for name in one.left_out)
            yield from table_statements(item, table, f"/{one.name}")
        said = {**_shapes(item, file, frames), **_settings(item, file)}
        yield dataset_statement(item, "h5ad", said)
        yield from _publications(item, said)
        yield from _describes(item, terms)
        yield from _of_whole(item, file)


# -- tables -------------------------------------------------------------------------------------------------------


class _Terms:
    """The terms of one column, how often each stands there, and the labels that stand beside them."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.counts: Counter[str] = Counter()
        self.labels: dict[str, str] = {}

    def add(self, values: list[str], labels: list[str]) -> None:
        """Take in some rows."""
        for (value, label), count in Counter(zip(values, labels, strict=True)).items():
            for term in _TERM.finditer(value):
                id = f"{term[1]}:{term[2]}"
                self.counts[id] += count
                if label:
                    self.labels.setdefault(id, label)


def _profiled(one: Frame) -> tuple[TableFound, dict[str, _Terms]]:
    """The table, read through once, and the terms in it."""
    from labkin.loaders.tables import batch_of

    names = column_names([column.name for column in one.columns])
    found = TableFound(columns_of(names), one.rows, one.name)
    termed = [n for n, column in enumerate(one.columns) if _holds_terms(column.name, column.categories)]
    terms = {f"{one.name}/{one.columns[n].name}": _Terms(f"/{one.name}/{one.columns[n].name}") for n in termed}
    where = {column.name: n for n, column in enumerate(one.columns)}
    for stretch in one.stretches():
        batch = batch_of([list(row) for row in zip(*stretch, strict=True)], names)
        for column, array in zip(found.columns, batch.columns, strict=True):
            column.add(array)
        for n in termed:
            beside = where.get(re.sub(r"_ontology_term_id$|_ontology$|_id$", "", one.columns[n].name), n)
            labels = stretch[beside] if beside != n else [""] * len(stretch[n])
            terms[f"{one.name}/{one.columns[n].name}"].add(stretch[n], labels)
    shown = [" | ".join((column.categories or [])[:_SHOWN_CATEGORIES]) for column in one.columns]
    found.extra = {"column_categories": shown}
    return found, terms


def _holds_terms(name: str, categories: list[str] | None) -> bool:
    if name.endswith("_ontology_term_id"):
        return True
    return bool(categories) and sum(bool(_TERM.match(label)) for label in categories or ()) * 2 > len(categories or ())


def read_tables(item: Input) -> Iterator[tuple[str, list[Any], Iterator[pa.RecordBatch]]]:
    """The tables as `tables.read_tables` gives them."""
    with opened(item) as file:
        frames = [one for name in TABLES if (one := frame(item, file, name)) is not None]
        found = [(one.name, column_names([column.name for column in one.columns])) for one in frames]
    for name, names in found:
        yield name, columns_of(names), _batches(item, name, names)


def _batches(item: Input, name: str, names: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    from labkin.loaders.tables import batch_of

    with opened(item) as file:
        one = frame(item, file, name)
        for stretch in one.stretches() if one is not None else ():
            yield batch_of([list(row) for row in zip(*stretch, strict=True)], names)


# -- the whole ----------------------------------------------------------------------------------------------------


def _shapes(item: Input, file: Any, frames: list[Frame]) -> dict[str, object]:
    shape, what = shape_of(item, file, "X")
    rows = {one.name: one.rows for one in frames}
    within = member(item, file, "layers")
    layers = [f"{name} ({shape_of(item, within, name)[1]})" for name in _names(item, file, "layers")]
    return {
        "observations": rows.get("obs", 0),
        "variables": rows.get("var", 0),
        "rows": rows.get("obs", 0),
        "shape": shape,
        "matrix": what,
        "layers": layers,
        "embeddings": _names(item, file, "obsm"),
        "loadings": _names(item, file, "varm"),
        "pairwise": _names(item, file, "obsp"),
        "has_raw": "raw" in file or "raw.X" in file,
    }


def _names(item: Input, file: Any, name: str) -> list[str]:
    import h5py

    found = member(item, file, name)
    if isinstance(found, h5py.Group):
        return sorted(found)
    return list(found.dtype.names or ()) if isinstance(found, h5py.Dataset) else []


def _settings(item: Input, file: Any) -> dict[str, object]:
    """The short values of `uns` by their paths; long ones are counted, for nobody reads them as metadata."""
    found: dict[str, object] = {}
    _walk(item, member(item, file, "uns"), "uns", found, _DEEPEST)
    title = found.pop("uns/title", "")
    found["name"] = title or readable_stem(item)
    return found


def _walk(item: Input, group: Any, path: str, found: dict[str, object], depth: int) -> None:
    import h5py

    if not isinstance(group, h5py.Group) or depth < 0:
        return
    for name in sorted(group):
        if name.endswith(("_categories", "_colors")):
            continue  # the first are told with their columns, the second are for drawings
        here = member(item, group, name)
        if isinstance(here, h5py.Group):
            _walk(item, here, f"{path}/{name}", found, depth - 1)
        elif isinstance(here, h5py.Dataset):
            if here.dtype.names or here.size is None or here.size > _LONGEST_LIST or len(found) >= _MOST_SETTINGS:
                item.unmapped[f"{path}/{name}"] += 1
                continue
            value = here[()].tolist() if hasattr(here[()], "tolist") else here[()]
            values = [_plain(one) for one in value] if isinstance(value, list) else _plain(value)
            found[f"{path}/{name}"] = values[0] if isinstance(values, list) and len(values) == 1 else values


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | float) else text_of(value)


def _describes(item: Input, terms: dict[str, _Terms]) -> Iterator[Statement]:
    dataset = dataset_id(item)
    for column, found in terms.items():
        for id, count in sorted(found.counts.items()):
            kind = _KINDS.get(id.partition(":")[0], "Term")
            label = found.labels.get(id, "")
            yield item.node(found.place, id, kind, {"name": label} if label else {})
            relation = "in_species" if kind == "Species" else "describes"
            yield item.edge(found.place, dataset, relation, id, {"column": column, "count": count})


def _of_whole(item: Input, file: Any) -> Iterator[Statement]:
    """Terms that `uns` says of all observations, such as organism_ontology_term_id."""
    import h5py

    uns = member(item, file, "uns")
    for name in sorted(uns) if isinstance(uns, h5py.Group) else ():
        here = member(item, uns, name)
        if not name.endswith("_ontology_term_id") or not isinstance(here, h5py.Dataset) or here.shape:
            continue
        beside = member(item, uns, name.removesuffix("_ontology_term_id"))
        label = text_of(beside[()]) if isinstance(beside, h5py.Dataset) and not beside.shape else ""
        for term in _TERM.finditer(text_of(here[()])):
            id, kind = f"{term[1]}:{term[2]}", _KINDS.get(term[1], "Term")
            yield item.node(f"/uns/{name}", id, kind, {"name": label} if label else {})
            relation = "in_species" if kind == "Species" else "describes"
            yield item.edge(f"/uns/{name}", dataset_id(item), relation, id)


def _publications(item: Input, said: dict[str, object]) -> Iterator[Statement]:
    if doi := doi_of(str(said.get("uns/citation", "")).partition("Dataset Version")[0]):
        yield item.edge("/uns/citation", f"doi:{doi}", "describes", dataset_id(item))
