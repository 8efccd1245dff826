"""`search` and `searches`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import Any

import typer

from labkin.app.cli_run import WrongCall, busy, show_json, show_table
from labkin.app.conditions import said_as
from labkin.app.finding import find, finder_of, like
from labkin.app.lab import AT_ONCE, SEARCH, Lab
from labkin.app.saved_searches import SavedSearch, forget_search, save_search, saved_search, saved_searches
from labkin.graph import schema
from labkin.graph.model import EVERYONE
from labkin.search.fields import by_use, spelling
from labkin.search.finder import Found
from labkin.search.follow import mark_of
from labkin.search.index import KIND, MODES, Hit, Request
from labkin.search.query_text import kind_named

FACETS = (KIND,)
VALUES_SHOWN = 12  # of a facet


@dataclass(frozen=True, slots=True)
class Options:
    """How `labkin search` was called, beside what to search for."""

    count: int = 10
    offset: int = 0
    facets: tuple[str, ...] = ()
    save: str | None = None
    saved: str | None = None
    explain: bool = False
    as_json: bool = False


def run_search(lab: Lab, search: SavedSearch, options: Options) -> None:
    """See `labkin search --help`."""
    search = _asked(lab, search, options)
    facets = tuple(dict.fromkeys((*FACETS, *options.facets)))
    request = search.request(options.count, options.offset, facets)
    with lab, busy(options.as_json) as say:
        if lab.behind()[SEARCH] and not mark_of(lab.index):
            lab.catch_up(say, names=AT_ONCE)  # it holds nothing yet
        behind = lab.behind()[SEARCH]
        request = replace(request, kinds=kinds_meant(lab, request.kinds))
        if search.like:
            found = like(lab, search.like, request)
        else:
            found = find(finder_of(lab), lab.index, request, EVERYONE, search.expand, search.without)
    name = _name(options.save)
    if name:
        save_search(lab.folder, replace(search, name=name, author=lab.config.author, saved=""))
    if options.as_json:
        show_json(_json(found, behind))
        return
    if behind:
        typer.echo(f"The index is {behind} transactions behind; `labkin status` says more.", err=True)
    _print(search.text or search.like, found, options)
    if name:
        typer.echo(f"Saved: labkin search --saved={shlex.quote(name)} searches so again.")


def _asked(lab: Lab, search: SavedSearch, options: Options) -> SavedSearch:
    """The search to run: the one that was typed, or one that was kept. Raises WrongCall and NotFound."""
    if options.save is not None and not _name(options.save):
        raise WrongCall("--save needs a name, by which to find the search again, as in --save hERG")
    if options.saved is not None:
        if search.text or search.like or search.kinds or search.where or search.without or search.sort:
            raise WrongCall("--saved is a whole search: leave out TEXT, --like, --kind, --where, --without and --sort")
        search = saved_search(lab.folder, _name(options.saved))
    elif search.text and search.like:
        raise WrongCall("--like goes without TEXT: leave out one of them")
    check_mode(search.mode)
    if not (search.text or search.kinds or search.where or search.like):
        raise WrongCall('say what to look for, as in: labkin search "solubility"')
    return search


def _name(typed: str | None) -> str:
    return " ".join((typed or "").split())


def run_fields(lab: Lab, as_json: bool) -> None:
    """See `labkin search --help`: what things can be filtered by."""
    with lab, busy(as_json) as say:
        if lab.behind()[SEARCH] and not mark_of(lab.index):
            lab.catch_up(say, names=AT_ONCE)
        fields = lab.index.fields()
    if as_json:
        show_json({name: fields[name] for name in by_use(fields)})
        return
    show_table(["field", "holds"], [[name, fields[name]] for name in by_use(fields)])
    typer.echo("Filter by one with --where FIELD=VALUE (of numbers and days >, <, >=, <= too); --facet counts values.")


def check_mode(mode: str) -> None:
    """Raises WrongCall for a mode that does not exist."""
    if mode not in MODES:
        raise WrongCall(f"there is no search mode {mode!r}; there are {', '.join(MODES)}")


def kinds_meant(lab: Lab, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds as the lab and the schema have them, whatever their case and number. Raises WrongCall for a strange one."""
    if all(schema.kind(kind).known for kind in kinds):
        return kinds
    known = sorted(lab.index.search(Request(facets=(KIND,), limit=0), EVERYONE).facets[KIND])
    return tuple(dict.fromkeys(one for kind in kinds for one in _kind_meant(kind, known)))


def _kind_meant(typed: str, known: Sequence[str]) -> list[str]:
    found = [one for one in known if spelling(typed) in _spellings_of(one)]
    if schema.kind(kind_named(typed)).known:
        found.append(kind_named(typed))  # the lab may hold none, and what it holds may bear the name of another
    if found:
        return found
    near = {spelling(one): one for one in known}
    close = get_close_matches(spelling(typed), near, 1)
    hint = f"did you mean {near[close[0]]!r}?" if close else f"there are {', '.join(known)}"
    raise WrongCall(f"nothing in the lab is of the kind {typed!r}; {hint}")


def _spellings_of(kind: str) -> set[str]:
    row = schema.kind(kind)
    return {spelling(name) for name in (row.name, row.english, row.plural)}


def _json(found: Found, behind: int) -> dict[str, Any]:
    concepts = [{"id": one.id, "label": one.label, "said": one.said, "weight": one.weight} for one in found.also]
    said = {"mode": found.mode, "note": found.note, "also": concepts, "did_you_mean": list(found.did_you_mean)}
    return {**asdict(found.results), **said, "behind": behind}


def _print(text: str, found: Found, options: Options) -> None:
    results = found.results
    if found.note:
        typer.echo(f"{found.note[:1].upper()}{found.note[1:]}.", err=True)
    if not results.total:
        typer.echo(f"Nothing matches {text!r}.")
    if found.did_you_mean:
        typer.echo(f"Did you mean {found.did_you_mean[0]!r}?")
    if not results.total:
        return
    if not results.hits:
        typer.echo(f"There are only {results.total:,}: --offset {options.offset:,} is past the last.")
        return
    rows = [_row(number, hit, options) for number, hit in enumerate(results.hits, options.offset + 1)]
    show_table(["", "kind", "name", "identifier", "why" if options.explain else "where"], rows)
    typer.echo(f"{options.offset + 1} to {options.offset + len(results.hits)} of {results.total:,}")
    for one in found.also:
        typer.echo(f"“{one.said}” is also looked for as {one.label}; not with --without {one.id}")
    for name in options.facets:
        _print_facet(name, dict(results.facets.get(name, {})))


def _row(number: int, hit: Hit, options: Options) -> list[Any]:
    if not options.explain:
        return [number, hit.kind, hit.name, hit.id, hit.snippet.text]
    shares = [f"{share:.2f} by {branch}" for branch, share in hit.parts.items() if share]
    return [number, hit.kind, hit.name, hit.id, "; ".join([*hit.why, *shares])]


def _print_facet(name: str, counts: dict[str, int]) -> None:
    shown = [f"{value} {count:,}" for value, count in list(counts.items())[:VALUES_SHOWN]]
    more = [f"{len(counts) - VALUES_SHOWN} more values"] if len(counts) > VALUES_SHOWN else []
    typer.echo(f"{name}: {', '.join([*shown, *more]) or 'no values'}")


def run_searches(lab: Lab, delete: str, as_json: bool) -> None:
    """See `labkin searches --help`."""
    if delete:
        forget_search(lab.folder, delete)
    known = saved_searches(lab.folder)
    if as_json:
        show_json([asdict(one) for one in known])
        return
    rows = [
        [one.name, one.text or (one.like and f"like {one.like}"), _narrowed(one), one.mode, one.author, one.saved[:10]]
        for one in known
    ]
    show_table(["name", "words", "only", "mode", "by", "saved"], rows)
    if not known:
        typer.echo('No search is kept yet: labkin search "hERG" --save hERG keeps one.')


def _narrowed(search: SavedSearch) -> str:
    said = [said_as(*where) or " ".join(map(str, where)) for where in search.where]
    return ", ".join([*search.kinds, *said])
