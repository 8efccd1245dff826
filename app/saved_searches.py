"""Searches that somebody wants to see again: kept in the lab's folder, in `searches.json`, and in its backups."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock

from labkin.graph.errors import BadInput, NotFound
from labkin.search.index import HYBRID, Request

FILE = "searches.json"
LOCK_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with a name. `where` are (field, operator, value), `without` concepts that it does not mean."""

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

    def request(self, limit: int, offset: int = 0, facets: tuple[str, ...] = ()) -> Request:
        """As a request for one page of what it finds now."""
        return Request(self.text, self.kinds, self.where, facets, limit, offset, self.sort, mode=self.mode)


def saved_searches(lab: Path) -> list[SavedSearch]:
    """All of a lab, by name. Raises BadInput when the file was altered by hand and is no list of searches."""
    file = lab / FILE
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        found = [_of_json(row) for row in rows]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError, KeyError) as error:
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
    """Keep a search, in place of one of the same name."""
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
    return search if search.saved else SavedSearch(**{**asdict(search), "saved": now})


def _of_json(row: dict[str, Any]) -> SavedSearch:
    lists: dict[str, Any] = {key: tuple(row[key]) for key in ("kinds", "without") if key in row}
    where = tuple(_condition(one) for one in row.get("where", ()))
    return SavedSearch(**{**row, **lists, "where": where})


def _condition(one: list[object]) -> tuple[str, str, object]:
    field, operator, value = one
    return str(field), str(operator), tuple(value) if isinstance(value, list) else value


def _alone(lab: Path) -> FileLock:
    return FileLock(lab / f"{FILE}.lock", timeout=LOCK_SECONDS)


def _write(lab: Path, searches: list[SavedSearch]) -> None:
    new = lab / f"{FILE}.{os.getpid()}"
    text = json.dumps([asdict(one) for one in searches], ensure_ascii=False, indent=2)
    new.write_text(f"{text}\n", encoding="utf-8")
    new.replace(lab / FILE)
