"""`rebuild`, `check`, `backup`, `restore` and `stop`."""

from __future__ import annotations

from pathlib import Path

import typer

from labkin.app.checking import check
from labkin.app.cli_run import FAILED, WrongCall, busy, show_json
from labkin.app.lab import AT_ONCE, GRAPH, Lab
from labkin.graph.backup import back_up, restore


def run_rebuild(lab: Lab, what: str, to: str, as_json: bool) -> None:
    """See `labkin rebuild --help`."""
    from labkin.app.rebuilding import rebuild
    from labkin.graph.graph_server import shown_url

    if what not in AT_ONCE:  # vectors are rebuilt with the search index, where that is needed
        raise WrongCall(f"rebuild what: {' or '.join(AT_ONCE)}?")
    if what != GRAPH and to and not to.startswith(("http://", "https://")):
        raise WrongCall("--to is for the graph, and for the search index the URL of an OpenSearch: https://HOST:PORT")
    own = lab.config.graph if what == GRAPH else lab.config.search
    with lab, busy(as_json) as say:
        txn = rebuild(lab, what, to, say)
    if as_json:
        show_json({"rebuilt": what, "to": shown_url(to or own), "transaction": txn})
    else:
        typer.echo(f"the {what} was built anew and shows transaction {txn}")


def run_check(lab: Lab, against: str | None, as_json: bool) -> None:
    """See `labkin check --help`."""
    if against is not None and not against.strip():
        raise WrongCall("--against is empty: give the hash that was noted")
    with lab, busy(as_json) as say:
        found = check(lab, against, say)
    if as_json:
        show_json(found)
    elif found["ok"]:
        typer.echo(f"all is well: {found['transactions']} transactions verify, {found['files']} kept files match")
        typer.echo(f"graph and ledger say the same: {found['graph_digest']}")
        search = found["search"]
        where = f" at {search['url']}" if "://" in search["url"] else ""
        typer.echo(f"the search index{where} holds what the ledger says: {search['entries']:,} entries")
    else:
        for problem in found["problems"]:
            typer.secho(problem, fg=typer.colors.RED)
    if not found["ok"]:
        raise typer.Exit(FAILED)


def run_backup(lab: Lab, file: Path, as_json: bool) -> None:
    """See `labkin backup --help`."""
    with lab, busy(as_json) as say:
        say("copying")
        manifest = back_up(lab.folder, lab.ledger, file)
    if as_json:
        show_json({"file": str(file), **manifest})
    else:
        typer.echo(f"{file}: transaction {manifest['transaction']}, chain {manifest['chain'] or 'empty'}")
    _lament(manifest["missing"])


def run_restore(file: Path, folder: Path | None, as_json: bool) -> None:
    """See `labkin restore --help`."""
    if folder is None:
        raise WrongCall("say into which new folder: --lab DIR")
    if not file.is_file():
        raise WrongCall(f"there is no file {file}")
    manifest = restore(file, folder)
    if as_json:
        show_json({"lab": str(folder), **manifest})
    else:
        kept = "every kept file verify" if not manifest.get("missing") else "the files that it holds verify"
        typer.echo(f"{folder}: transaction {manifest['transaction']}; the chain and {kept}")
    _lament(manifest.get("missing", []))


def _lament(missing: list[str]) -> None:
    for name in missing:
        typer.secho(f"the kept bytes of {name} are gone: keep the original, or load it again", fg="red", err=True)


def run_stop(lab: Lab, as_json: bool) -> None:
    """See `labkin stop --help`."""
    from labkin.graph.embedded import stop_owner

    with lab:
        stopped = stop_owner(lab.folder)
    if as_json:
        show_json({"stopped": stopped})
    else:
        typer.echo("stopped" if stopped else "it was not running")
