"""`ask` and `lineage`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import typer

from labkin.app.asking import answer, lineage_of, read_line
from labkin.app.cli_run import FAILED, WrongCall, busy, new_file, printable, show_json, show_table
from labkin.app.lab import Lab

ROWS_SHOWN = 50


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
    with lab, busy(as_json) as say, new_file(out) as target:
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
