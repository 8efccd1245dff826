"""Allotrope Simple Model (ASM): what an instrument measured, in JSON, of every technique alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from labkin.graph.model import Statement
from labkin.loaders.asm_document import (
    Cube,
    Found,
    Runs,
    columns_of_cube,
    found_in,
    quantity,
    runs_of,
    scalars,
    system,
    tidy,
)
from labkin.loaders.base import Input, loader
from labkin.loaders.datasets import (
    TableFound,
    beside,
    dataset_id,
    dataset_statement,
    key_of,
    slug,
    table_id,
    table_statements,
)
from labkin.loaders.json_whole import pointer, read_json
from labkin.loaders.profile import Column

if TYPE_CHECKING:
    import pyarrow as pa

_TECHNIQUE = re.compile(r"(.+) aggregate document")


def detect(item: Input) -> float:
    """Certain by the manifest that every ASM document names."""
    return 0.97 if b'"$asm.manifest"' in item.head else 0.0


@loader("asm", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """Allotrope Simple Model (ASM) JSON: measurements with units, samples, instruments, analysts."""
    technique, body, at = _body(item)
    reader = _Reader(item, technique)
    yield from reader.instrument(body, at)
    for number, runs in enumerate(runs_of(body, at), 1):
        yield from reader.run(runs, number)
    yield from reader.calculated(body, at)
    yield from reader.whole(body, at)


def _body(item: Input) -> tuple[str, dict[str, Any], tuple[str | int, ...]]:
    whole = read_json(item)
    if not isinstance(whole, dict) or "$asm.manifest" not in whole:
        raise item.bad("", "this is no ASM document: it names no $asm.manifest")
    for key, value in whole.items():
        if (found := _TECHNIQUE.fullmatch(key)) and isinstance(value, dict):
            return found[1], value, (key,)
    return "measurement", whole, ()


class _Reader:
    def __init__(self, item: Input, technique: str) -> None:
        self.item, self.technique, self.key = item, technique, key_of(item)
        self.device, self.samples = "", set[str]()
        self.made: dict[str, list[tuple[str, str]]] = {}  # measurement identifier: what came of it
        self.taken: set[str] = set()
        self.tables = self.measured = 0

    def instrument(self, body: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[Statement]:
        """The device: one thing everywhere by maker, model and serial number; else one of this file."""
        said = system(body.get("device system document"))
        serial = said.get("serial_number", "")
        model = said.get("model") or said.get("device_identifier") or ""
        if not (serial or model):
            return
        maker = said.get("manufacturer", "")
        self.device = (
            f"instrument:{slug(f'{maker} {model}')}/{serial}" if serial else f"instrument:{slug(model)}@{self.key}"
        )
        props = {"name": " ".join(filter(None, (maker, model))) or serial, **said}
        yield self.item.node(pointer(*at, "device system document"), self.device, "Instrument", props)

    def run(self, runs: Runs, number: int) -> Iterator[Statement]:
        """One measurement aggregate document: an Activity, its samples, what was measured."""
        place, run = pointer(*runs.at), f"run:{self.key}/{number}"
        said = scalars(runs.about)
        time = str(said.pop("measurement time", "")) or next(
            (str(one["measurement time"]) for _, one in runs.measurements if "measurement time" in one), ""
        )
        kind = str(said.get("experiment type") or self.technique)
        props = {"name": f"{kind} {number}", "started": time, "technique": self.technique, **said}
        yield self.item.node(place, run, "Activity", tidy(props))
        if self.device:
            yield self.item.edge(place, run, "used", self.device)
        if runs.analyst:
            person = f"person:{slug(runs.analyst)}@{self.key}"
            yield self.item.node(place, person, "Person", {"name": runs.analyst, "role": "analyst"})
            yield self.item.edge(place, run, "associated_with", person)
        for at, measurement in runs.measurements:
            yield from self._measurement(measurement, at, run, time)

    def _measurement(self, one: dict[str, Any], at: tuple[str | int, ...], run: str, time: str) -> Iterator[Statement]:
        sample, told = "", one.get("sample document")
        if isinstance(told, dict) and told.get("sample identifier") not in (None, ""):
            name = str(told["sample identifier"])
            sample = f"sample:{name}@{self.key}"
            if sample not in self.samples:
                self.samples.add(sample)
                fixed = {k: v for k, v in scalars(told).items() if k in ("batch identifier", "sample role type")}
                place = pointer(*at, "sample document")
                yield self.item.node(place, sample, "Sample", tidy({"name": name, "sample_identifier": name, **fixed}))
                yield self.item.edge(place, run, "used", sample)
        about = {"date": str(one.get("measurement time") or time), **self._settings(one, told)}
        identifier = str(one.get("measurement identifier") or "")
        for found in found_in(one, at):
            if isinstance(found, Cube):
                yield from self._cube(found, run, sample)
            else:
                yield from self._value(found, run, sample, identifier, about)
        self._count_custom(one)

    def _count_custom(self, told: dict[str, Any]) -> None:
        """What the vendor adds beyond the model is no statement of ours."""
        custom = told.get("custom information document")
        if isinstance(custom, dict):
            self.item.unmapped.update(f"custom: {name}" for name in custom)

    def _settings(self, one: dict[str, Any], told: Any) -> dict[str, object]:
        """How the device was set, and where the sample stood."""
        about: dict[str, object] = {}
        controls = one.get("device control aggregate document")
        listed = controls.get("device control document") if isinstance(controls, dict) else None
        for control in listed if isinstance(listed, list) else ():
            if isinstance(control, dict):
                about |= scalars(control)
                self.item.unmapped.update(
                    f"custom: {name}" for name in control.get("custom information document") or ()
                )
        if isinstance(told, dict):
            places = {"sample identifier", "batch identifier", "sample role type"}
            about |= {name: value for name, value in scalars(told).items() if name not in places}
            self._count_custom(told)
        about |= scalars(one)
        errors = one.get("error aggregate document")
        if isinstance(errors, dict) and isinstance(listed := errors.get("error document"), list):
            about["errors"] = [str(error.get("error")) for error in listed if isinstance(error, dict)]
        about.pop("measurement identifier", None)
        about.pop("measurement time", None)
        return about

    def _value(
        self, found: Found, run: str, sample: str, identifier: str, about: dict[str, object]
    ) -> Iterator[Statement]:
        place = pointer(*found.at)
        id = self._named(f"measurement:{self.key}/{identifier or self.measured}/{slug(found.name)}")
        self.measured += 1
        props = {"name": found.name, "endpoint": found.name, **found.said, **about, **found.context}
        props["measurement_identifier"] = identifier
        yield self.item.node(place, id, "Measurement", tidy(props))
        yield self.item.edge(place, id, "generated_by", run)
        if sample:
            yield self.item.edge(place, id, "measurement_of", sample)
        beside = {str(value) for name, value in found.context.items() if name.endswith("identifier")}
        for named in sorted({identifier, *beside} - {""}):
            self.made.setdefault(named, []).append((found.name, id))

    def _named(self, start: str) -> str:
        id, number = start, 1
        while id in self.taken:
            number += 1
            id = f"{start}-{number}"
        self.taken.add(id)
        return id

    def _cube(self, cube: Cube, run: str, sample: str) -> Iterator[Statement]:
        self.tables += 1
        table = TableFound([], cube.rows, f"{self.tables} {cube.name}", tidy({"name": cube.name, **cube.context}))
        for column, values in zip(*columns_of_cube(cube), strict=True):
            import pyarrow as pa

            column.add(pa.array(values, pa.large_string()))
            table.columns.append(column)
        place, id = pointer(*cube.at), table_id(self.item, table.sheet)
        yield from table_statements(self.item, table, place)
        yield self.item.edge(place, id, "generated_by", run)
        if sample:
            yield self.item.edge(place, id, "derived_from", sample)

    def calculated(self, body: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[Statement]:
        """Calculated values, each derived from the measured ones that it names."""
        whole = body.get("calculated data aggregate document")
        listed = whole.get("calculated data document") if isinstance(whole, dict) else None
        waiting: list[tuple[str, str, dict[str, Any]]] = []
        for number, one in enumerate(listed if isinstance(listed, list) else ()):
            if not isinstance(one, dict):
                continue
            here = (*at, "calculated data aggregate document", "calculated data document", number)
            value = quantity(one.get("calculated result")) or quantity(one.get("calculated datum"))
            if value is None:
                self.item.unmapped["calculated data without a value"] += 1
                continue
            name = str(one.get("calculated data name") or "calculated")
            identifier = str(one.get("calculated data identifier") or "")
            id = self._named(f"measurement:{self.key}/{identifier or number}/{slug(name)}")
            props = {"name": name, "endpoint": name, **value, "calculated": True}
            yield self.item.node(pointer(*here), id, "Measurement", props)
            self.made.setdefault(identifier, []).append((name, id))
            waiting.append((pointer(*here), id, one))
        for place, id, one in waiting:
            yield from self._sources(place, id, one)

    def _sources(self, place: str, id: str, one: dict[str, Any]) -> Iterator[Statement]:
        whole = one.get("data source aggregate document")
        listed = whole.get("data source document") if isinstance(whole, dict) else None
        seen: set[str] = set()
        for source in listed if isinstance(listed, list) else ():
            if not isinstance(source, dict):
                continue
            made = self.made.get(str(source.get("data source identifier")), [])
            feature = str(source.get("data source feature"))
            fitting = [other for name, other in made if name == feature] or [other for _, other in made]
            for other in fitting:
                if other not in seen and other != id:
                    seen.add(other)
                    yield self.item.edge(place, id, "derived_from", other, {"feature": feature})
            if not fitting:
                self.item.unmapped["data source that is not in the document"] += 1

    def whole(self, body: dict[str, Any], at: tuple[str | int, ...]) -> Iterator[Statement]:
        """The file as a dataset, and the instrument's own file that it was made from."""
        data = scalars(body.get("data system document"))
        raw = str(data.get("file name") or "").replace("\\", "/").rpartition("/")[2]
        said = {"technique": self.technique, "raw_file": raw, "measurements": self.measured, **data}
        said.pop("file name", None)
        yield dataset_statement(self.item, "asm", tidy(said))
        for number in range(len(runs_of(body, at))):
            yield self.item.edge("file", dataset_id(self.item), "generated_by", f"run:{self.key}/{number + 1}")
        other = beside(self.item, raw) if raw else None
        if other is not None and raw in self.item.siblings and dataset_id(other) != dataset_id(self.item):
            place = pointer(*at, "data system document", "file name")
            yield self.item.edge(place, dataset_id(self.item), "derived_from", dataset_id(other))


def read_tables(item: Input) -> Iterator[tuple[str, list[Column], Iterator[pa.RecordBatch]]]:
    """The data cubes as `tables.read_tables` gives them."""
    from labkin.loaders.tables import batch_of

    _, body, at = _body(item)
    number = 0
    for runs in runs_of(body, at):
        for here, measurement in runs.measurements:
            for found in found_in(measurement, here):
                if isinstance(found, Cube):
                    number += 1
                    columns, values = columns_of_cube(found)
                    rows = [list(row) for row in zip(*values, strict=True)]
                    names = tuple(column.name for column in columns)
                    yield f"{number} {found.name}", columns, iter([batch_of(rows, names)] if rows else [])
