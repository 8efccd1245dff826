"""Searches that somebody wants to see again: kept in the lab's folder, in `searches.json`, and in its backups."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout

from labkin.graph.errors import BadInput, LabError, NotFound
from labkin.graph.values import clean_text
from labkin.search.index import HYBRID, MODES, OPERATORS, Request

FILE = "searches.json"
LOCK_SECONDS = 10.0
TEXTS = ("name", "text", "mode", "author", "saved", "like")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with a name. `where` are (field, operator, value), `without` concepts that it does not mean.

    `like` is the identifier of a thing, the likes of which are looked for instead of the text.
    """

    name: str
    text: str = ""
    kinds: tuple[str, ...] = ()
    where: tuple[tuple[str, str, object], ...] = ()
    mode: str = HYBRID
    sort: str | None = None
    expand: bool = True
    without: tuple[str, ...] = ()
    author: str = ""
    saved: str = ""
    like: str = ""

    def request(self, limit: int, offset: int = 0, facets: tuple[str, ...] = ()) -> Request:
        """As a request for one page of what it finds now."""
        return Request(self.text, self.kinds, self.where, facets, limit, offset, self.sort, mode=self.mode)


def saved_searches(lab: Path) -> list[SavedSearch]:
    """All of a lab, by name. Raises BadInput when the file was altered by hand and is no list of searches."""
    file = lab / FILE
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        found = [_of_json(row) for row in _checked(rows, list, "what should be a list of searches")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadInput(str(file), "", f"it cannot be read ({error.strerror}): mend it, or move it away") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(str(file), "", f"it is not a list of searches ({error}): mend it, or move it away") from error
    return sorted(found, key=lambda one: one.name.casefold())


def saved_search(lab: Path, name: str) -> SavedSearch:
    """The one of that name. Raises NotFound."""
    known = saved_searches(lab)
    for one in known:
        if one.name == name:
            return one
    names = ", ".join(repr(one.name) for one in known) or "none yet"
    raise NotFound(f"there is no saved search {name!r}; there are {names}")


def save_search(lab: Path, search: SavedSearch) -> None:
    """Keep a search, in place of one of the same name. Raises LabError for a name that cannot be typed again."""
    if not search.name.strip() or search.name != clean_text(search.name):
        raise LabError("a search is kept under a name of letters: give it one, by which to find it again")
    with _alone(lab):
        others = [one for one in saved_searches(lab) if one.name != search.name]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        _write(lab, [*others, _dated(search, now)])


def forget_search(lab: Path, name: str) -> None:
    """Drop the search of that name. Raises NotFound."""
    with _alone(lab):
        gone = saved_search(lab, name)
        _write(lab, [one for one in saved_searches(lab) if one != gone])


def _dated(search: SavedSearch, now: str) -> SavedSearch:
    return search if search.saved else replace(search, saved=now)


def _of_json(row: object) -> SavedSearch:
    """One search as it was written. Raises ValueError for what cannot be one."""
    given = _checked(row, dict, "what should be a search")
    if strange := sorted(map(str, given.keys() - {one.name for one in fields(SavedSearch)})):
        raise ValueError(f"a search has no {strange[0]!r}")
    if not given.get("name"):
        raise ValueError("a search has no name")
    texts: dict[str, Any] = {key: _checked(given[key], str, key) for key in TEXTS if key in given}
    lists: dict[str, Any] = {key: _texts(given[key], key) for key in ("kinds", "without") if key in given}
    where = tuple(_condition(one) for one in _checked(given.get("where", []), list, "where"))
    sort = given.get("sort") if given.get("sort") is None else _checked(given["sort"], str, "sort")
    expand = _checked(given.get("expand", True), bool, "expand")
    if texts.get("mode", HYBRID) not in MODES:
        raise ValueError(f"{texts['mode']!r} is no mode")
    return SavedSearch(**texts, **lists, where=where, sort=sort, expand=expand)


def _checked(value: object, type: type[T] | tuple[type[T], ...], what: str) -> T:
    if not isinstance(value, type):
        raise ValueError(f"{what} is {str(value)[:60]!r}")
    return value


def _texts(value: object, what: str) -> tuple[str, ...]:
    return tuple(_checked(one, str, f"one of {what}") for one in _checked(value, list, what))


def _condition(one: object) -> tuple[str, str, object]:
    said = _checked(one, list, "a condition")
    if len(said) != 3 or not isinstance(said[0], str) or said[1] not in OPERATORS:
        raise ValueError(f"{said} is no condition, as in ['status', '=', 'approved']")
    field, operator, value = said
    for single in value if isinstance(value, list) else [value]:
        _checked(single, (str, int, float), f"a value of {field}")
    return field, operator, tuple(value) if isinstance(value, list) else value


@contextmanager
def _alone(lab: Path) -> Iterator[None]:
    try:
        with FileLock(lab / f"{FILE}.lock", timeout=LOCK_SECONDS):
            yield
    except Timeout as error:
        raise LabError(f"another process is writing {lab / FILE}: try again") from error


def _write(lab: Path, searches: list[SavedSearch]) -> None:
    new = lab / f"{FILE}.{os.getpid()}"
    text = clean_text(json.dumps([asdict(one) for one in searches], ensure_ascii=False, indent=2)).encode()
    try:
        new.write_bytes(text + b"\n")
        new.replace(lab / FILE)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise LabError(f"{lab / FILE} cannot be written: {error.strerror}") from error
