"""What is asked of the search page. It stands in the address, so that a link shows the same search to everyone."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from labkin.app.conditions import said_as
from labkin.app.saved_searches import SavedSearch
from labkin.search.index import HYBRID, KEYWORD, KIND, NAME, OPERATORS, VECTOR, Request, Where

PAGE = 10  # hits
LONGEST = 2_000  # characters of a text that are read; only its first words count
CHOSEN = "is."  # before the name of a facet in the address
MODES = {HYBRID: "", KEYWORD: "words", VECTOR: "meaning"}  # as the address has them
OFF = "off"
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_CONDITION = re.compile(rf"(.+?) ({'|'.join(map(re.escape, OPERATORS))}) (.*)", re.DOTALL)

Chosen = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. `chosen` are values of facets, `since` and `until` days, months or years, `others` further filters.

    `like` is the identifier of a thing, the likes of which are looked for instead of the text; `without` are concepts
    that the text does not mean; `page` counts from 1.
    """

    text: str = ""
    like: str = ""
    kinds: tuple[str, ...] = ()
    chosen: Chosen = ()
    since: str = ""
    until: str = ""
    others: tuple[Where, ...] = ()
    mode: str = HYBRID
    sort: str = ""
    expand: bool = True
    without: tuple[str, ...] = ()
    page: int = 1

    def is_narrowed(self) -> bool:
        """Whether there are filters."""
        return bool(self.kinds or self.chosen or self.since or self.until or self.others)

    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.text or self.like or self.is_narrowed())

    def widened(self) -> Asked:
        """Without filters."""
        return replace(self, kinds=(), chosen=(), since="", until="", others=(), page=1)

    def values(self, facet: str) -> tuple[str, ...]:
        """The values chosen of a facet."""
        return self.kinds if facet == KIND else dict(self.chosen).get(facet, ())

    def choosing(self, facet: str, values: Sequence[str]) -> Asked:
        """With these values of a facet, none for any."""
        if facet == KIND:
            return replace(self, kinds=tuple(values), page=1)
        kept = {name: those for name, those in self.chosen if name != facet}
        return replace(self, chosen=tuple(kept.items()) + (((facet, tuple(values)),) if values else ()), page=1)

    def where(self) -> tuple[Where, ...]:
        """The filters beside the kinds."""
        found: list[Where] = [(name, "in", values) for name, values in self.chosen]
        found += [bound for bound in (_bound(">=", self.since), _bound("<=", self.until)) if bound]
        return (*found, *self.others)

    def request(self, facets: tuple[str, ...] = (), limit: int = PAGE) -> Request:
        """The page of hits."""
        offset = (self.page - 1) * PAGE
        sort = self.sort or (None if self.text or self.like else NAME)
        return Request(self.text, self.kinds, self.where(), facets, limit, offset, sort, mode=self.mode)

    def fitting(self, fields: Mapping[str, str]) -> Asked:
        """Without what an index of these fields cannot be asked; an address may come from another lab."""
        dated = {"year", "date"} & {name for name, type in fields.items() if type == "number"}
        known = {NAME, *(name for name, type in fields.items() if type == "number")}
        return replace(
            self,
            chosen=tuple((name, values) for name, values in self.chosen if fields.get(name) == "text"),
            since=self.since if _day_field(self.since) in dated else "",
            until=self.until if _day_field(self.until) in dated else "",
            others=tuple(one for one in self.others if one[0] in fields),
            sort=self.sort if self.sort.removeprefix("-") in known else "",
        )

    def address(self) -> dict[str, list[str]]:
        """As the parameters of an address."""
        said: dict[str, Iterable[str]] = {
            "q": [self.text],
            "like": [self.like],
            "kind": [",".join(self.kinds)],
            **{CHOSEN + name: values for name, values in self.chosen},
            "from": [self.since],
            "to": [self.until],
            "where": [f"{field} {operator} {value}" for field, operator, value in self.others],
            "mode": [MODES.get(self.mode, "")],
            "order": [self.sort],
            "concepts": ["" if self.expand else OFF],
            "not": self.without,
            "page": [str(self.page) if self.page > 1 else ""],
        }
        return {key: found for key, values in said.items() if (found := [value for value in values if value])}

    def saved(self, name: str, author: str) -> SavedSearch:
        """As a search to keep."""
        asked = (self.text, self.kinds, self.where(), self.mode, self.sort or None, self.expand, self.without)
        return SavedSearch(name, *asked, author=author, like=self.like)

    def command(self, lab: Path) -> str:
        """The same search as a command; empty where it cannot be said as one: where a field is named like a formula."""
        said = [said_as(*where) for where in self.where()]
        if not all(said):
            return ""
        parts = ["labkin", "search", *_options("--kind", self.kinds), *_options("--where", said)]
        parts += ["--mode", self.mode] if self.mode != HYBRID else []
        parts += [] if self.expand else ["--no-expand"]
        parts += _options("--without", self.without)
        parts += _options("--sort", [self.sort] if self.sort else [])
        parts += ["--offset", str((self.page - 1) * PAGE)] if self.page > 1 else []
        parts += _options("--like", [self.like] if self.like else [])
        return shlex.join([*parts, "--lab", str(lab), *(["--", self.text] if self.text and not self.like else [])])


def _options(name: str, values: Iterable[str]) -> Iterator[str]:
    for value in values:
        yield f"{name}={value}"


def is_day(text: str) -> bool:
    """Whether that is a year, a month or a day: 2024, 2024-03, 2024-03-01."""
    return bool(_DAY.fullmatch(text))


def _day_field(text: str) -> str:
    return "" if not is_day(text) else "year" if len(text) == 4 else "date"


def _bound(operator: str, text: str) -> Where | None:
    field = _day_field(text)
    return (field, operator, int(text) if field == "year" else text) if field else None


def of_address(given: Mapping[str, Sequence[str]]) -> Asked:
    """The search that an address names; what it does not understand is passed over."""

    def one(name: str) -> str:
        return next(iter(given.get(name, ())), "").strip()

    page = one("page")
    return Asked(
        text=one("q")[:LONGEST],
        like=one("like"),
        kinds=tuple(filter(None, one("kind").split(","))),
        chosen=tuple((key.removeprefix(CHOSEN), tuple(given[key])) for key in given if key.startswith(CHOSEN)),
        since=one("from"),
        until=one("to"),
        others=tuple((m[1], m[2], m[3]) for said in given.get("where", ()) if (m := _CONDITION.fullmatch(said))),
        mode=next((mode for mode, said in MODES.items() if said and said == one("mode")), HYBRID),
        sort=one("order"),
        expand=one("concepts") != OFF,
        without=tuple(given.get("not", ())),
        page=max(1, int(page)) if page.isdecimal() and len(page) < 8 else 1,
    )


def of_saved(search: SavedSearch) -> Asked:
    """A search that was kept, whoever kept it: the page or the command."""
    chosen: dict[str, tuple[str, ...]] = {}
    days: dict[str, str] = {}
    others = []
    for field, operator, value in search.where:
        if operator == "in" and isinstance(value, tuple | list):
            chosen[field] = tuple(map(str, value))
        elif operator in (">=", "<=") and _day_field(str(value)) == field and operator not in days:
            days[operator] = str(value)
        else:
            others.append((field, operator, value))
    return Asked(
        search.text,
        search.like,
        search.kinds,
        chosen=tuple(chosen.items()),
        since=days.get(">=", ""),
        until=days.get("<=", ""),
        others=tuple(others),
        mode=search.mode,
        sort=search.sort or "",
        expand=search.expand,
        without=search.without,
    )


def asked_now() -> Asked:
    """What the address of this page asks for."""
    return of_address({key: st.query_params.get_all(key) for key in st.query_params})


def ask(asked: Asked) -> None:
    """Ask for something else: in a callback, so that the page is drawn once."""
    st.query_params.from_dict(asked.address())


def change(**what: Any) -> None:
    """Change what is asked for, from its first page."""
    ask(replace(asked_now(), **{"page": 1, **what}))
