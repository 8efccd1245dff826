"""`ask` and `lineage`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from labkin.app import choosing
from labkin.app.answers_kept import context_from, keep, kept
from labkin.app.answers_saved import as_text, to_save
from labkin.app.asking import answer, blank, explained, lineage_of, meanings, read_line, why_not
from labkin.app.cli_run import FAILED, WrongCall, busy, new_file, printable, show_json, show_table
from labkin.app.lab import Lab
from labkin.graph.errors import LabkinError

if TYPE_CHECKING:
    from labkin.nlp.question_follow import Context
    from labkin.search.answer_evidence import Limits

ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options of `labkin ask` say beside the question."""

    today: str | None = None
    context: str = ""
    asserted_only: bool = False
    min_confidence: float = 0.0
    why_not: str = ""
    explain: bool = False
    save: Path | None = None
    as_json: bool = False
    llm: bool = False

    @property
    def day(self) -> date | None:
        """The day that `today` means. Raises WrongCall."""
        try:
            return date.fromisoformat(self.today) if self.today else None
        except ValueError as error:
            raise WrongCall(f"--today {self.today} is not a day, as 2026-03-31") from error

    @property
    def limits(self) -> Limits:
        """Which statements the answer may rest on. Raises WrongCall."""
        from labkin.search.answer_evidence import Limits

        if not 0 <= self.min_confidence <= 1:
            raise WrongCall(f"--min-confidence {self.min_confidence:g} is not between 0 and 1")
        return Limits(self.asserted_only, self.min_confidence)


def _may_propose(lab: Lab, asked: Asked) -> bool:
    """Whether the model of the settings may be asked. Raises WrongCall where one is wanted and none is set."""
    if asked.llm and not lab.config.llm:
        raise WrongCall(
            '--llm needs a model: set llm in labkin.toml or LABKIN_LLM, as "openai:MODEL@http://127.0.0.1:11434/v1"'
        )
    return bool(lab.config.llm) and (asked.llm or lab.config.llm_always)


def run_ask(lab: Lab, question: str, asked: Asked) -> None:
    """See `labkin ask --help`."""
    if not question.strip() and not (asked.why_not and asked.context):
        raise WrongCall('ask something, as in: labkin ask "How many batches were withdrawn?"')
    if asked.save and asked.save.exists():
        raise WrongCall(f"{asked.save} is there already: give --save the name of a new file")
    day, limits, llm = asked.day, asked.limits, _may_propose(lab, asked)
    with lab, busy(asked.as_json) as say:
        say("reading the question")
        number = choosing.number_of(question) if asked.context and not asked.why_not else None
        offered = kept(lab.folder, asked.context) if number is not None else {}
        by_number = number is not None and offered.get("status") in choosing.OFFERS
        context = None if by_number else _followed(lab, asked.context)
        if number is not None and by_number:
            found = choosing.chosen(offered, number, lambda text: answer(lab, text, day, limits=limits, llm=llm))
        elif asked.why_not:
            found = why_not(lab, asked.why_not, question, day, context=context, limits=limits)
        else:
            found = answer(lab, question, day, context=context, limits=limits, llm=llm)
        if asked.explain:
            found["explained"] = explained(lab, question, found, day)
        if asked.save:
            text = as_text(to_save(lab, found))
            with new_file(asked.save) as out:
                out.write(text)
        found = {"id": keep(lab.folder, found)} | found
    if asked.as_json:
        show_json(found)
    else:
        _print_answer(found, asked.explain)
    if found["status"] == "not_understood" and not asked.as_json:
        raise typer.Exit(FAILED)


def _followed(lab: Lab, id: str) -> Context | None:
    """The kept answer that a question follows. Raises NotFound, and LabkinError where nothing can follow it."""
    if not id:
        return None
    found = kept(lab.folder, id)
    return context_from(found, str(found.get("id", id)))


def _context_or_why(found: dict[str, Any], id: str) -> Context | str:
    """What a next question follows, or why nothing can follow this answer."""
    try:
        return context_from(found, id)
    except LabkinError as error:
        return str(error)


def _print_answer(found: dict[str, Any], explain: bool) -> None:
    doubted = typer.colors.YELLOW if found["proposed_by"] else None
    if found.get("text"):
        typer.secho(str(found["text"]), bold=True, fg=doubted)
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
        typer.secho(f"read as: {found['reading']}", fg=doubted)
    if found["alternatives"]:
        typer.echo("you can ask:" if found["status"] == "not_understood" else "or:")
        for number, other in enumerate(found["alternatives"], 1):
            typer.echo(f"  {number}. {other.get('reading') or other.get('question') or other}")
        if found["id"]:
            typer.secho(f"choose one by its number: labkin ask 1 --context {found['id']}", dim=True)
    if found["unused"]:
        typer.echo(f"words not used: {', '.join(found['unused'])}")
    if explain:
        _explain(found)
    if found["id"] and found["context"]:
        typer.secho(f"answer {found['id']}", dim=True)


def _explain(found: dict[str, Any]) -> None:
    _print_spans(found["explained"])
    sure = f"confidence {found['confidence']:g}"
    typer.echo(f"status: {found['status']}; {sure}; transaction {found['transaction']}; {found['ms']} ms")
    if found["cypher"]:
        typer.echo(f"cypher: {found['cypher']}\nparams: {json.dumps(found['params'], ensure_ascii=False)}")
    if model := found.get("model"):
        typer.echo(f"sent to {model['name']} ({model['at']}):\n{printable(chr(10).join(model['sent']))}")
        typer.echo(f"its reply: {printable(model['reply'])}")
    for item in found["evidence"][:ROWS_SHOWN]:
        said = item.get("relation") or item.get("kind")
        typer.echo(f"  {item.get('subject') or item.get('id')} {said}: {item['source']}, {item['place']}")
        if sentence := item.get("sentence") or item["props"].get("evidence"):
            typer.echo(f"    “{printable(str(sentence))}”")


def _print_spans(told: dict[str, Any]) -> None:
    """What each span may mean, the cheapest first; what the reading took is marked."""
    rows = meanings(told)
    if rows:
        show_table(["words", "may be", "which", "cost", ""], rows)


def run_ask_batch(lab: Lab, questions: Path, out: Path | None, asked: Asked) -> None:
    """See `labkin ask --help`: many questions, one line of JSON for each."""
    if out is None:
        raise WrongCall("say where the answers go: --out OUT.jsonl")
    if asked.save or asked.why_not or asked.explain:
        raise WrongCall("--save, --why-not and --explain are for one question: leave them out with --batch")
    day, limits, llm = asked.day, asked.limits, _may_propose(lab, asked)
    entries = list(_questions(questions))  # all of them first: a wrong line must not cost the answers of last time
    before: dict[str, Context | str] = {}
    with lab, busy(asked.as_json) as say, new_file(out) as target:
        for number, (id, question, follows) in enumerate(entries, 1):
            say(f"question {number}")
            follows = follows or asked.context
            context = before[follows] if follows in before else _followed(lab, follows)
            if isinstance(context, str):
                found = blank(question, day or date.today(), limits, "not_understood", context)
            else:
                found = answer(lab, question, day, context=context, limits=limits, llm=llm)
            before[str(id)] = _context_or_why(found, str(id))
            found = {"id": id} | found
            target.write(json.dumps(found, ensure_ascii=False, default=str) + "\n")
    if asked.as_json:
        show_json({"questions": len(entries), "out": str(out)})
    else:
        typer.echo(f"{len(entries)} questions answered in {out}")


def _questions(file: Path) -> Iterator[tuple[Any, str, str]]:
    """The questions of a file: each with its identifier, and that of the answer it follows."""
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
                follows = entry.get("context")
                yield entry.get("id"), str(entry["question"]), "" if follows is None else str(follows)
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
