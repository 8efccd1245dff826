"""`models`: what each model that read texts asserted; withdrawing all of it, and restoring it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer

from labkin.app.cli_read import tell_withdrawn, withdrawn_lines
from labkin.app.cli_run import WrongCall, busy, many, printable, show_json, show_table
from labkin.app.lab import Lab

ACTIONS = ("list", "show", "withdraw", "restore")
COUNTED = "mentions and relations are counted as they are stated, by place; not linked are those found but not stated"
SHOWN = 40  # statements on the terminal; --json and --out have them all


def run_models(lab: Lab, action: str, named: str, out: Path | None, as_json: bool) -> None:
    """See `labkin models --help`."""
    if action not in ACTIONS:
        raise WrongCall(f"there is no `models {action}`; there are {', '.join(ACTIONS)}")
    if action == "list" and named:
        raise WrongCall(f"list takes no name; `labkin models show {named}` says what that one asserted")
    if action != "list" and not named:
        raise WrongCall(f"say of which model: labkin models {action} NAME[@VERSION]")
    if out and action != "show":
        raise WrongCall("--out is where `models show` writes")
    with lab:
        {"list": _list, "show": _show, "withdraw": _change, "restore": _change}[action](
            lab, action, named, out, as_json
        )


def _list(lab: Lab, _: str, __: str, ___: Path | None, as_json: bool) -> None:
    from labkin.app.annotating_models import models

    found = models(lab)
    if as_json:
        show_json([one.to_json() for one in found])
        return
    if not found:
        typer.echo("No text was read here yet; `labkin reannotate` reads those that there are.")
        return
    rows: list[list[Any]] = [
        [
            f"{one.name}@{one.version}",
            f"{one.read:,}",
            f"{one.mentions:,}",
            f"{one.relations:,}",
            "" if one.withdrawn else f"{one.unlinked:,}",
            "" if one.confidence is None else f"{one.confidence:.2f}",
            one.first[:19],
            one.last[:19],
            "withdrawn" if one.withdrawn else "",
        ]
        for one in found
    ]
    columns = ["model", "texts read", "mentions", "relations", "not linked", "confidence", "first", "last", ""]
    show_table(columns, rows)
    typer.echo(COUNTED)
    tell_withdrawn(withdrawn_lines(lab))


def _show(lab: Lab, _: str, named: str, out: Path | None, as_json: bool) -> None:
    from labkin.app.annotating_models import asserted, is_named, withdrawn_models

    found = asserted(lab, named)
    gone = [line for model, line in withdrawn_models(lab).items() if is_named(model, named)]
    if out is not None:
        try:
            with out.open("w", encoding="utf-8") as file:
                count = 0
                for one in found:
                    file.write(json.dumps(one, ensure_ascii=False, default=str) + "\n")
                    count += 1
        except OSError as error:
            raise WrongCall(f"{out} cannot be written: {error.strerror}") from error
        if as_json:
            show_json({"statements": count, "out": str(out)})
        else:
            typer.echo(f"{many(count, 'statement')} in {out}")
            tell_withdrawn(gone)
        return
    every = list(found)
    if as_json:
        show_json(every)
        return
    if not every:
        tell_withdrawn(gone or [f"nothing that {named} read is stated"])
        return
    rows = [
        [
            one["statement"],
            one.get("subject") or one.get("id"),
            one.get("relation") or f"is a {one.get('kind')}",
            one.get("object", ""),
            f"{one['confidence']:.2f}",
            one["place"],
            printable(str(one.get("evidence", ""))),
        ]
        for one in every[:SHOWN]
    ]
    show_table(["statement", "subject", "relation", "object", "confidence", "place", "evidence"], rows)
    if len(every) > SHOWN:
        typer.echo(f"... and {len(every) - SHOWN:,} more statements (--json and --out FILE have them all)")
    tell_withdrawn(gone)


def _change(lab: Lab, action: str, named: str, _: Path | None, as_json: bool) -> None:
    from labkin.app.annotating_models import restore_model, withdraw_model

    with busy(as_json) as say:
        say("taking it back" if action == "withdraw" else "stating it anew")
        count = (withdraw_model if action == "withdraw" else restore_model)(lab, named)
        lab.catch_up(say)
    if as_json:
        show_json({"model": named, "action": action, "documents": count, "transaction": lab.ledger.head()})
    elif action == "withdraw":
        typer.echo(
            f"withdrew what {named} said of {many(count, 'text')}; `labkin models restore {named}` brings it back"
        )
    else:
        typer.echo(f"restored what {named} said of {many(count, 'text')}")
