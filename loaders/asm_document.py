"""The parts of an ASM document: runs, quantities, data cubes. The names of techniques make no difference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from labkin.loaders.profile import Column
from labkin.loaders.text_rows import column_names

At = tuple[str | int, ...]

# What is no result: how the device was set, what was measured, how it was worked out, what the vendor adds.
_APART = frozenset(
    {
        "device control aggregate document",
        "sample document",
        "custom information document",
        "data processing document",
        "error aggregate document",
        "image aggregate document",
        "injection document",
        "sensor chip document",
    }
)
_DEVICE = {
    "device identifier": "device_identifier",
    "model number": "model",
    "equipment serial number": "serial_number",
    "product manufacturer": "manufacturer",
    "brand name": "brand",
    "firmware version": "firmware_version",
    "asset management identifier": "asset_identifier",
}
_DEEPEST = 24


@dataclass(slots=True)
class Found:
    """A value with its unit. `said` are value, unit; `context` is what stands beside it, such as the analyte."""

    at: At
    name: str
    said: dict[str, object]
    context: dict[str, object]


@dataclass(slots=True)
class Cube:
    """Points: dimensions and measures, each a list of values."""

    at: At
    name: str
    concepts: list[tuple[str, str]]  # name, unit
    values: list[list[Any]]
    context: dict[str, object]

    @property
    def rows(self) -> int:
        """How many points there are."""
        return max(map(len, self.values), default=0)


@dataclass(slots=True)
class Runs:
    """A measurement aggregate document: what it says of all its measurements, and those."""

    at: At
    about: dict[str, Any]
    analyst: str
    measurements: list[tuple[At, dict[str, Any]]] = field(default_factory=list)


def runs_of(body: dict[str, Any], at: At) -> list[Runs]:
    """Every measurement aggregate document of a body, in order."""
    found: list[Runs] = []
    _find_runs(body, at, "", found, _DEEPEST)
    return found


def _find_runs(here: Any, at: At, analyst: str, found: list[Runs], depth: int) -> None:
    if depth < 0:
        return
    if isinstance(here, list):
        for number, one in enumerate(here):
            _find_runs(one, (*at, number), analyst, found, depth - 1)
    if not isinstance(here, dict):
        return
    analyst = str(here.get("analyst") or analyst).strip()
    analyst = "" if analyst.upper() == "N/A" else analyst
    measured = here.get("measurement document")
    if isinstance(measured, dict):
        measured = [measured]
    if isinstance(measured, list):
        where = (*at, "measurement document")
        listed = [((*where, number), one) for number, one in enumerate(measured) if isinstance(one, dict)]
        found.append(Runs(at, here, analyst, listed))
        return
    for key, value in here.items():
        if key not in _APART and not key.startswith("calculated data"):
            _find_runs(value, (*at, key), analyst, found, depth - 1)


def found_in(measurement: dict[str, Any], at: At) -> Iterator[Found | Cube]:
    """The values and cubes in a measurement document, however deep, in order."""
    yield from _found(measurement, at, {}, _DEEPEST)


def _found(here: Any, at: At, context: dict[str, object], depth: int) -> Iterator[Found | Cube]:
    if depth < 0:
        return
    if isinstance(here, list):
        for number, one in enumerate(here):
            yield from _found(one, (*at, number), context, depth - 1)
    if not isinstance(here, dict):
        return
    for key, value in here.items():
        if key in _APART:
            continue
        if (said := quantity(value)) is not None:
            yield Found((*at, key), key, said, context)
        elif (cube := _cube(value, (*at, key), key, context)) is not None:
            yield cube
        elif isinstance(value, dict):
            yield from _found(value, (*at, key), {**context, **texts(value)}, depth - 1)
        elif isinstance(value, list):
            for number, one in enumerate(value):
                beside = texts(one) if isinstance(one, dict) else {}
                yield from _found(one, (*at, key, number), {**context, **beside}, depth - 1)


def quantity(value: Any) -> dict[str, object] | None:
    """Value and unit of a quantity; None for what is none. A unitless one has no unit."""
    if not isinstance(value, dict) or "value" not in value or isinstance(value["value"], dict | list):
        return None
    unit = value.get("unit")
    said: dict[str, object] = {"value": value["value"]}
    if isinstance(unit, str) and unit not in ("(unitless)", ""):
        said["unit"] = unit
    if isinstance(value["value"], str):  # "N/A", "> 200"
        said = {"value_text": value["value"], **{k: v for k, v in said.items() if k != "value"}}
    if isinstance(role := value.get("has statistic datum role"), str):
        said["statistic"] = role
    return said


def _cube(value: Any, at: At, name: str, context: dict[str, object]) -> Cube | None:
    if not isinstance(value, dict) or not isinstance(value.get("cube-structure"), dict):
        return None
    concepts: list[tuple[str, str]] = []
    values: list[list[Any]] = []
    data = value.get("data")
    for part in ("dimensions", "measures"):
        told = value["cube-structure"].get(part)
        lists = data.get(part) if isinstance(data, dict) else None
        for number, one in enumerate(told if isinstance(told, list) else ()):
            if isinstance(one, dict):
                concepts.append((str(one.get("concept") or part), str(one.get("unit") or "")))
                held = lists[number] if isinstance(lists, list) and number < len(lists) else []
                values.append(held if isinstance(held, list) else [])
    label = value.get("label")
    return Cube(at, f"{name}, {label}" if isinstance(label, str) and label else name, concepts, values, context)


def columns_of_cube(cube: Cube) -> tuple[list[Column], list[list[str]]]:
    """The columns of a cube and their values as text, all of one length."""
    names = column_names([name for name, _ in cube.concepts])
    units = [unit if unit != "(unitless)" else "" for _, unit in cube.concepts]
    columns = [Column(name, unit) for name, unit in zip(names, units, strict=True)]
    values = [["" if one is None else str(one) for one in held] for held in cube.values]
    return columns, [held + [""] * (cube.rows - len(held)) for held in values]


def scalars(here: Any) -> dict[str, object]:
    """The plain values of a document by their names, quantities as "450 nm"."""
    found: dict[str, object] = {}
    for key, value in here.items() if isinstance(here, dict) else ():
        if isinstance(value, str | int | float | bool):
            found[key] = value
        elif (said := quantity(value)) is not None and "setting" in key:
            number = said.get("value", said.get("value_text"))
            found[key] = f"{number} {said['unit']}" if "unit" in said else number
    return found


def tidy(props: dict[str, object]) -> dict[str, object]:
    """The properties that say something, under names without spaces.

    >>> tidy({"sample role type": "control", "analyst": "N/A"})
    {'sample_role_type': 'control'}
    """
    found = {re.sub(r"\W+", "_", name).strip("_"): value for name, value in props.items()}
    return {name: value for name, value in found.items() if name and value not in ("", "N/A", None, [])}


def texts(here: dict[str, Any]) -> dict[str, object]:
    """The words that stand beside a value: which analyte, which statistic."""
    return {key: value for key, value in here.items() if isinstance(value, str)}


def system(here: Any) -> dict[str, str]:
    """What a device system document says of the device."""
    said = scalars(here)
    return {ours: str(said[theirs]) for theirs, ours in _DEVICE.items() if str(said.get(theirs, "")) not in ("", "N/A")}
