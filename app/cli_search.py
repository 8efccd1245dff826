"""`search`, `ask` and `lineage`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TextIO

import typer

from labkin.app.asking import answer, lineage_of, read_line
from labkin.app.cli_run import FAILED, WrongCall, busy, printable, show_json, show_table
from labkin.app.lab import SEARCH, Lab
from labkin.graph import schema
from labkin.graph.model import EVERYONE
from labkin.search.follow import mark_of
from labkin.search.index import Hit, Request

FACETS = ("kind",)
MODES = ("keyword",)
ROWS_SHOWN = 50


def run_search(
    lab: Lab,
    text: str,
    kinds: tuple[str, ...],
    where: tuple[str, ...],
    mode: str,
    count: int,
    offset: int,
    as_json: bool,
) -> None:
    """See `labkin search --help`."""
    _check_mode(mode)
    if not (text or kinds or where):
        raise WrongCall('say what to look for, as in: labkin search "solubility"')
    request = Request(text, kinds, tuple(map(_condition, where)), FACETS, count, offset)
    with lab, busy(as_json) as say:
        if lab.behind()[SEARCH] and not mark_of(lab.index):
            lab.catch_up(say)  # it holds nothing yet
        behind = lab.behind()[SEARCH]
        found = lab.index.search(request, EVERYONE)
        nearest = [] if found.total else lab.index.suggest(text, EVERYONE)
    if not found.total:
        _check_kinds(lab, kinds)
    if as_json:
        show_json({**asdict(found), "behind": behind, "did_you_mean": nearest})
        return
    if behind:
        typer.echo(f"The index is {behind} transactions behind; `labkin status` says more.", err=True)
    _print_hits(text, found.hits, found.total, offset, nearest)


def _check_mode(mode: str) -> None:
    if mode not in MODES:
        raise WrongCall(f"there is no search mode {mode!r} yet; there is {', '.join(MODES)}")


def _check_kinds(lab: Lab, kinds: tuple[str, ...]) -> None:
    """Raises WrongCall for a kind that neither the lab nor the schema knows."""
    strange = [kind for kind in kinds if not schema.kind(kind).known]
    if not strange:
        return
    with lab:
        known = sorted(lab.index.search(Request(facets=("kind",), limit=0), EVERYONE).facets.get("kind", {}))
    for kind in strange:
        if kind not in known:
            near = get_close_matches(kind, known, 1) or [one for one in known if one.casefold() == kind.casefold()]
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
            raise WrongCall(f"nothing in the lab is of the kind {kind!r}; {hint}")


def _condition(text: str) -> tuple[str, str, str]:
    for operator in ("<=", ">=", "!=", "=", "<", ">"):
        field, found, value = text.partition(operator)
        if found and field and value:
            return field.strip(), operator, value.strip()
    raise WrongCall(f"--where {text!r} is not FIELD=VALUE, as in --where year=2024")


def _print_hits(text: str, hits: tuple[Hit, ...], total: int, offset: int, nearest: list[str]) -> None:
    if not total:
        hint = f" Did you mean {nearest[0]!r}?" if nearest else ""
        typer.echo(f"Nothing matches {text!r}.{hint}")
        return
    rows = [[offset + n, hit.kind, hit.name, hit.id, hit.snippet.text] for n, hit in enumerate(hits, 1)]
    show_table(["", "kind", "name", "identifier", "where"], rows)
    typer.echo(f"{offset + 1} to {offset + len(hits)} of {total:,}")


def run_batch(lab: Lab, queries: Path, run: Path | None, count: int, mode: str, as_json: bool) -> None:
    """See `labkin search --help`: many queries into a TREC run."""
    from labkin.search.trec import keyword, read_queries, run_lines

    _check_mode(mode)
    if run is None:
        raise WrongCall("say where the hits go: --run OUT.trec")
    with _opened(queries) as lines:
        found = list(read_queries(lines, queries.name))
    with lab, busy(as_json) as say, _new(run) as out:
        say(f"answering {queries.name}")
        out.writelines(f"{line}\n" for line in run_lines(found, keyword(lab.index, EVERYONE, count)))
    if as_json:
        show_json({"queries": len(found), "run": str(run)})
    else:
        typer.echo(f"{len(found)} queries answered in {run}")


def _new(file: Path) -> TextIO:
    try:
        return file.open("w", encoding="utf-8")
    except OSError as error:
        raise WrongCall(f"{file} cannot be written: {error.strerror}") from error


def _opened(file: Path) -> TextIO:
    try:
        return file.open(encoding="utf-8")
    except OSError as error:
        raise WrongCall(f"{file} cannot be read: {error.strerror}") from error


def run_ask(lab: Lab, question: str, today: str | None, explain: bool, as_json: bool) -> None:
    """See `labkin ask --help`."""
    if not question.strip():
        raise WrongCall('ask something, as in: labkin ask "How many batches were withdrawn?"')
    day = _day(today)
    with lab, busy(as_json) as say:
        say("reading the question")
        found = answer(lab, question, day)
    if as_json:
        show_json(found)
        return
    _print_answer(found, explain)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongCall(f"--today {text} is not a day, as 2026-03-31") from error


def _print_answer(found: dict[str, Any], explain: bool) -> None:
    if found.get("text"):
        typer.secho(str(found["text"]), bold=True)
    rows: list[dict[str, Any]] = found["rows"]
    if rows:
        columns = list(rows[0])
        show_table(columns, [[row.get(column) for column in columns] for row in rows[:ROWS_SHOWN]])
        if len(rows) > ROWS_SHOWN:
            typer.echo(f"... and {len(rows) - ROWS_SHOWN} more rows (--json lists all)")
    if read := read_line(found["read"]):
        typer.secho(read, fg=typer.colors.YELLOW)
    for conflict in found["conflicts"]:
        values = "; ".join(f"{v['value']} ({v['source'].rpartition('/')[2]}, {v['place']})" for v in conflict["values"])
        typer.secho(f"sources differ on {conflict['prop']} of {conflict['id']}: {values}", fg=typer.colors.YELLOW)
    if found["reading"]:
        typer.echo(f"read as: {found['reading']}")
    if found["alternatives"]:
        typer.echo("or:")
        for number, other in enumerate(found["alternatives"], 1):
            typer.echo(f"  {number}. {other if isinstance(other, str) else other.get('reading') or other}")
    if found["unused"]:
        typer.echo(f"words not used: {', '.join(found['unused'])}")
    if explain:
        _explain(found)
    if found["status"] == "not_understood":
        raise typer.Exit(FAILED)


def _explain(found: dict[str, Any]) -> None:
    typer.echo(f"status: {found['status']}; transaction {found['transaction']}; {found['ms']} ms")
    if found["cypher"]:
        typer.echo(f"cypher: {found['cypher']}\nparams: {json.dumps(found['params'], ensure_ascii=False)}")
    for item in found["evidence"][:ROWS_SHOWN]:
        said = item.get("relation") or item.get("kind")
        typer.echo(f"  {item.get('subject') or item.get('id')} {said}: {item['source']}, {item['place']}")
        if sentence := item.get("sentence") or item["props"].get("evidence"):
            typer.echo(f"    “{printable(str(sentence))}”")


def run_ask_batch(lab: Lab, questions: Path, out: Path | None, today: str | None, as_json: bool) -> None:
    """See `labkin ask --help`: many questions, one line of JSON for each."""
    if out is None:
        raise WrongCall("say where the answers go: --out OUT.jsonl")
    day = _day(today)
    asked = list(_questions(questions))  # all of them first: a wrong line must not cost the answers of last time
    with lab, busy(as_json) as say, _new(out) as target:
        for number, (id, question) in enumerate(asked, 1):
            say(f"question {number}")
            found = {"id": id} | answer(lab, question, day)
            target.write(json.dumps(found, ensure_ascii=False, default=str) + "\n")
    if as_json:
        show_json({"questions": len(asked), "out": str(out)})
    else:
        typer.echo(f"{len(asked)} questions answered in {out}")


def _questions(file: Path) -> Iterator[tuple[Any, str]]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise WrongCall(f"{file} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise WrongCall(f"{file} cannot be read: it is not UTF-8 text") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                entry = json.loads(line)
                yield entry.get("id"), str(entry["question"])
            except (ValueError, KeyError, AttributeError) as error:
                raise WrongCall(f'{file}, line {number}: not {{"id": ..., "question": ...}}') from error


def run_lineage(lab: Lab, id: str, up: bool, down: bool, depth: int, as_json: bool) -> None:
    """See `labkin lineage --help`."""
    if up and down:
        raise WrongCall("choose one of --up and --down")
    with lab, busy(as_json) as say:
        say("walking the graph")
        found = lineage_of(lab, id, "down" if down else "up", depth)
    if as_json:
        show_json(found)
        return
    count = len(found["nodes"])
    what = ("depends on it" if count == 1 else "depend on it") if down else "it depends on"
    typer.secho(f"{found['name']} [{found['id']}]: {count} {'thing' if count == 1 else 'things'} {what}", bold=True)
    show_table(
        ["step", "kind", "name", "identifier", "through"],
        [[n["depth"], n["kind"], n["name"], n["id"], n["through"]] for n in found["nodes"]],
    )
    if not found["complete"]:
        typer.echo(f"This is not all: {found['why_not_complete']}")
