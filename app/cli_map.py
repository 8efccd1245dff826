"""`map`: what the columns of a table mean, asked of a person where it is unclear."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from labkin.app.cli_run import FAILED, WrongCall, show_json, show_table
from labkin.app.lab import Lab
from labkin.app.mapping_shown import SHOWN, counted, edge_rows, node_rows, preview_json, purpose, use_json
from labkin.app.mappings import Found, changed, find_tables, open_table, read_mapping
from labkin.graph.errors import BadInput, LabkinError

if TYPE_CHECKING:
    from labkin.loaders.base import Input
    from labkin.loaders.mapping import Mapping
    from labkin.loaders.mapping_columns import ColumnUse
    from labkin.loaders.mapping_preview import Preview

REMARK = "How the columns of {name} become nodes and links. Made by `labkin map`; change what you like."


def run_map(file: Path, out: Path | None, yes: bool, sheet: str, lab: Path | None, as_json: bool) -> None:
    """See `labkin map --help`."""
    from labkin.loaders.mapping_preview import preview

    item = open_table(file)
    tables = _tables(item, lab)
    ask = not (yes or as_json) and sys.stdin.isatty()
    found = _chosen(tables, sheet, ask)
    if not as_json:
        _show_columns(file, found)
        if ask:
            found = _ask(found, item)
        elif not yes:
            typer.echo("Standard input is no terminal: nothing is asked, the proposal is taken as it is.", err=True)
    mapping = _narrowed(found.proposal.mapping, len(tables))
    tried = preview(item, mapping)
    target = _target(file, out, ask, as_json)
    saved = _save(mapping, target, file) if target else ""
    if as_json:
        show_json(_as_json(file, found, mapping, tried, saved))
        return
    _show_preview(tried)
    if not ask and found.proposal.has_no_identifier:
        typer.echo("Not sure: no column identifies what a row describes, so rows go by their numbers.", err=True)
    if not ask:
        for use in found.proposal.questions:
            typer.echo(f"Not sure: {use.question} It is taken for: {purpose(use)}.", err=True)
    typer.echo(f"Saved {saved}. Next: labkin load {file} --map {saved}")


def _tables(item: Input, lab: Path | None) -> list[Found]:
    from labkin.app.config import find_lab
    from labkin.graph.errors import NotFound

    try:
        opened = Lab.open(find_lab(lab))
    except NotFound as error:
        if lab is not None:
            raise WrongCall(str(error)) from error
        return find_tables(item)
    with opened:
        return find_tables(item, opened)


def _chosen(tables: list[Found], sheet: str, ask: bool) -> Found:
    names = [one.sample.sheet for one in tables]
    if sheet and sheet not in names:
        raise WrongCall(f"there is no sheet {sheet!r} with rows in it; there are {', '.join(map(repr, names))}")
    if not sheet and len(tables) > 1 and ask:
        typer.echo(f"The workbook has the sheets {', '.join(names)}.")
        while (sheet := typer.prompt("Which one", default=names[0])) not in names:
            typer.echo(f"There is no sheet {sheet!r}.")
    return next((one for one in tables if one.sample.sheet == sheet), tables[0])


def _narrowed(mapping: Mapping, sheets: int) -> Mapping:
    """The mapping names its sheet only where there are several."""
    from dataclasses import replace

    return mapping if sheets > 1 else replace(mapping, sheet="")


# -- asking ----------------------------------------------------------------------------------------------------------


def _ask(found: Found, item: Input) -> Found:
    if found.proposal.has_no_identifier:
        typer.echo("No column identifies what a row describes; rows will go by their numbers.")
        kind_name = typer.prompt("What does a row describe", default=found.proposal.subject)
        found = changed(found, item, -1, subject=_kind(kind_name))
    for position, use in enumerate(found.proposal.uses):
        if use.question:
            typer.echo(use.question)
            found = _answered(found, item, position, use)
    while number := typer.prompt("Change a column? Its number, or Enter to go on", default="", show_default=False):
        if not number.isdigit() or not 1 <= int(number) <= len(found.proposal.uses):
            typer.echo(f"There are the columns 1 to {len(found.proposal.uses)}.")
            continue
        position = int(number) - 1
        found = _use(found, item, position, found.proposal.uses[position])
        _show_columns(Path(item.name), found)
    return found


def _answered(found: Found, item: Input, position: int, use: ColumnUse) -> Found:
    if use.type == "date":
        order = _one_of("DMY or MDY", "DMY", ("DMY", "MDY"))
        return changed(found, item, position, dates=order)
    if use.use == "identifier":
        return changed(found, item, position, kind=_kind(typer.prompt("A kind of thing", default=use.kind)))
    if typer.confirm("Yes", default=True):
        return changed(found, item, position)
    return changed(found, item, position, use="property", kind="")


def _use(found: Found, item: Input, position: int, use: ColumnUse) -> Found:
    from labkin.loaders.mapping_columns import USES

    typer.echo(f"{use.column!r}, as in {', '.join(use.examples) or 'no cell'}. It can be: {', '.join(USES)}.")
    fields: dict[str, str] = {"use": _one_of("Use it as", use.use, USES)}
    if fields["use"] in ("identifier", "other id", "property", "structure"):
        fields["kind"] = _kind(typer.prompt("Of which kind of thing", default=use.kind or found.proposal.subject))
    if fields["use"] == "identifier":
        before = "" if fields["kind"] != use.kind or use.use != "identifier" else use.name
        fields["name"] = typer.prompt("What stands before it in identifiers", default=before)
    if fields["use"] in ("property", "measured value"):
        fields["name"] = typer.prompt("Name", default=use.name or use.column)
        fields["unit"] = typer.prompt("Unit", default=use.unit)
    return changed(found, item, position, **fields)


def _kind(said: str) -> str:
    from labkin.loaders.mapping_yaml import kind_named

    return kind_named(said)


def _one_of(text: str, default: str, known: tuple[str, ...]) -> str:
    while (said := typer.prompt(text, default=default)) not in known:
        typer.echo(f"It is one of {', '.join(known)}.")
    return str(said)


# -- showing and saving ----------------------------------------------------------------------------------------------


def _show_columns(file: Path, found: Found) -> None:
    where = f"{file.name}, sheet {found.sample.sheet}" if found.sample.sheet else file.name
    typer.echo(f"{where}: {len(found.sample.columns)} columns; a row describes a {found.proposal.subject}.")
    rows = [
        [number, use.column, ", ".join(use.examples)[:50], purpose(use), use.unit, "?" if use.question else ""]
        for number, use in enumerate(found.proposal.uses, 1)
    ]
    show_table(["", "column", "such as", "becomes", "unit", ""], rows)


def _show_preview(tried: Preview) -> None:
    show_table(["id", "kind", "properties", "from"], node_rows(tried), f"\nThe first {SHOWN} nodes")
    show_table(["from", "relation", "to", "says"], edge_rows(tried), f"\nThe first {SHOWN} links")
    typer.echo(f"\nThe first {tried.rows} rows become {counted(tried)}.")
    for remark in tried.warnings[:SHOWN]:
        typer.echo(f"  {remark.place}: {remark.why}")
    if len(tried.warnings) > SHOWN:
        typer.echo(f"  and {len(tried.warnings) - SHOWN} more remarks")
    if tried.unmapped:
        typer.echo(f"Columns left out: {', '.join(tried.unmapped)}.")


def _target(file: Path, out: Path | None, ask: bool, as_json: bool) -> Path | None:
    if out or as_json:
        return out
    usual = Path(f"{file.name.partition('.')[0] or 'table'}.map.yaml")
    if ask:
        usual = Path(typer.prompt("Save the mapping as", default=str(usual)))
        while usual.exists() and not typer.confirm(f"{usual} is there already; write over it", default=False):
            usual = Path(typer.prompt("Save the mapping as"))
        return usual
    if usual.exists():
        raise WrongCall(f"there is a file {usual} already; name another with -o, or that one to write over it")
    return usual


def _save(mapping: Mapping, target: Path, file: Path) -> str:
    from labkin.loaders.mapping_yaml import write_mapping

    text = write_mapping(mapping, REMARK.format(name=file.name))
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LabkinError(f"the mapping cannot be saved as {target}: {error.strerror}") from error
    return str(target)


def _as_json(file: Path, found: Found, mapping: Mapping, tried: Preview, saved: str) -> dict[str, Any]:
    from labkin.loaders.mapping_yaml import write_mapping

    return {
        "file": str(file),
        "sheet": found.sample.sheet,
        "subject": found.proposal.subject,
        "columns": [use_json(use) for use in found.proposal.uses],
        "mapping": write_mapping(mapping),
        "saved": saved or None,
        "preview": preview_json(tried),
    }


def run_check(mapping: Path, file: Path, as_json: bool) -> None:
    """See `labkin map --help`."""
    from labkin.loaders.mapping_check import remarks
    from labkin.loaders.mapping_preview import preview

    if not mapping.is_file():
        raise WrongCall(f"there is no file {mapping}; `labkin map {file} -o {mapping}` proposes a mapping")
    try:
        read = read_mapping(mapping)
        tried = preview(open_table(file), read)
    except BadInput as error:
        if as_json:
            show_json({"ok": False, "problems": [str(error)], "path": error.path, "place": error.place})
            raise typer.Exit(FAILED) from None
        raise
    odd = [f"{remark.place}: {remark.why}" for remark in remarks(read)]
    if as_json:
        show_json({"ok": True, "problems": [], "remarks": odd, "preview": preview_json(tried)})
        return
    _show_preview(tried)
    for remark in odd:
        typer.echo(f"Remark: {remark}")
    typer.echo(f"{mapping} fits {file}.")
