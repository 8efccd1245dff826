"""`status`, `sources` and `show`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer

from labkin.app.annotating_decisions import Decision
from labkin.app.annotating_models import withdrawn_models
from labkin.app.asset import Asset, Link, asset, name_of
from labkin.app.asset_read import ReadLink, asset_with_texts, decided, read_in
from labkin.app.cli_curate_shown import decision_line
from labkin.app.cli_highlight import print_shown
from labkin.app.cli_run import printable, show_json, show_table
from labkin.app.counting import EXACT, LAST, counts_of
from labkin.app.highlight import Shown, shown
from labkin.app.lab import PROJECTIONS, SEARCH, SWITCHED_OFF, VECTORS, Lab
from labkin.graph.errors import NotFound
from labkin.graph.ledger_jobs import OF_TEXTS
from labkin.graph.ledger_readings import Readings
from labkin.graph.schema import kind
from labkin.graph.store import EdgeKey

READ_BY = "annotate"  # the loader of what was read out of texts, of which there are as many sources as texts
LINKS_SHOWN = 8  # of one relation, on the terminal
DECISIONS_SHOWN = 20  # of curators on one text, the last ones


def status_of(lab: Lab) -> dict[str, Any]:
    """What `status --json` prints; see `counting.counts_of` for what is counted how."""
    head = lab.ledger.transactions(newest=1)
    shown = lab.ledger.projections()
    number = head[0].id if head else 0
    behind = lab.behind()
    with lab.view() as view:
        sources = sum(info.source.loader != READ_BY for info in view.sources())
    jobs = [job.state for job in lab.jobs.latest()]
    return {
        "lab": str(lab.folder),
        **counts_of(lab),
        "sources": sources,
        "transaction": number,
        "chain": head[0].hash if head else "",
        "projections": {
            name: _projection(shown.get(name, {}), number, behind[name]) for name in PROJECTIONS if name != VECTORS
        }
        | {VECTORS: _vectors(shown.get(VECTORS, {}), number, behind[VECTORS], lab.config.encoder)},
        "texts": {
            "read": Readings(lab.ledger).count(),
            "waiting": lab.jobs.waiting(OF_TEXTS),
            "withdrawn": list(withdrawn_models(lab).values()),
        },
        "jobs": {state: jobs.count(state) for state in ("queued", "running", "failed")},
        "drift": _drift(lab),
        "engine": _engine(lab),
    }


def _drift(lab: Lab) -> dict[str, Any]:
    from labkin.app.drift_read import drift_for_status

    found = drift_for_status(lab)
    return {"line": found.line, **found.to_json()}


def _projection(report: dict[str, Any], head: int, behind: int) -> dict[str, Any]:
    keys = ("url", "busy", "error")
    return {"transaction": head - behind, "behind": behind, **{key: report.get(key, "") for key in keys}}


def _vectors(report: dict[str, Any], head: int, behind: int, encoder: str) -> dict[str, Any]:
    """As the setting is now: what was reported of another encoder does not count."""
    if encoder == SWITCHED_OFF:
        return _projection(report | {"url": encoder, "busy": "", "error": ""}, head, 0)
    return _projection(report | {"url": encoder}, head, behind if report.get("url", encoder) == encoder else head)


def _engine(lab: Lab) -> str:
    if not lab.embedded:
        from labkin.graph.graph_server import shown_url

        return shown_url(lab.config.graph)
    from labkin.graph.embedded import find_owner

    return "running" if find_owner(lab.folder) else "stopped; starts when it is needed"


def run_status(lab: Lab, as_json: bool) -> None:
    """See `labkin status --help`."""
    with lab:
        found = status_of(lab)
    if as_json:
        show_json(found)
        return
    typer.echo(f"{found['lab']}: {found['nodes']:,} nodes, {found['edges']:,} edges from {found['sources']} sources")
    if found["counted"] != EXACT:
        how = f"as of transaction {found['counted_at']}" if found["counted"] == LAST else "statements, not yet merged"
        typer.echo(f"these are {how}; the graph is behind and a lab of this size is not counted anew")
    typer.echo(f"transaction {found['transaction']}, chain {found['chain'] or 'empty'}")
    for name, at in found["projections"].items():
        state = "in step" if not at["behind"] else f"{at['behind']} transactions behind {at['busy']}"
        if name == VECTORS and at["url"] == SWITCHED_OFF:
            state = f"switched off by the setting `encoder = {SWITCHED_OFF}`"
        where = f" at {at['url']}" if name == SEARCH and "://" in at["url"] else ""
        typer.echo(f"{name}{where}: {state}{'; ' + at['error'] if at['error'] else ''}")
    typer.echo(f"engine: {found['engine']}")
    if found["drift"]["months"]:
        typer.secho(f"drift: {found['drift']['line']}", fg=typer.colors.YELLOW if found["drift"]["alarm"] else None)
    texts = found["texts"]
    if texts["read"] or texts["waiting"]:
        wait = f", {texts['waiting']:,} wait to be read" if texts["waiting"] else ""
        typer.echo(f"texts: {texts['read']:,} read{wait}; `labkin models` says by what")
    for line in texts["withdrawn"]:
        typer.secho(f"models: {line}", fg=typer.colors.YELLOW)
    if any(found["jobs"].values()):
        typer.echo("jobs: " + ", ".join(f"{count} {state}" for state, count in found["jobs"].items() if count))
    if found["waiting_edges"]:
        typer.echo(f"{found['waiting_edges']:,} edges wait for an end that is not loaded yet")
    show_table(["kind", "nodes"], [[kind(name).plural, f"{count:,}"] for name, count in found["kinds"].items()])


def run_sources(lab: Lab, as_json: bool) -> None:
    """See `labkin sources --help`."""
    with lab, lab.view() as view:
        infos = [info for info in view.sources() if info.source.loader != READ_BY]
        sizes = view.sizes(info.source.id for info in infos)
    rows = [
        {**asdict(info.source), "transaction": info.txn, "nodes": size[0], "edges": size[1]}
        for info in infos
        for size in [sizes.get(info.source.id, (0, 0))]
    ]
    if as_json:
        show_json(rows)
        return
    show_table(
        ["number", "source", "loader", "loaded", "by", "nodes", "edges"],
        [
            [r["id"], r["uri"], r["loader"], r["at"][:19], r["author"], f"{r['nodes']:,}", f"{r['edges']:,}"]
            for r in rows
        ],
    )


def run_show(lab: Lab, id: str, as_of: int | None, as_json: bool) -> None:
    """See `labkin show --help`."""
    with lab:
        if as_of is not None and as_of > (head := lab.ledger.head()):
            raise NotFound(f"there is no transaction {as_of}; the last one is {head}")
        found = asset(lab, id, as_of)
        read = shown(lab, str(found.node.id), as_of)
        if as_json:
            show_json(asset_with_texts(lab, found) | ({"annotations": read.to_json()} if read else {}))
            return
        links = [link for links in found.by_relation().values() for link in links[:LINKS_SHOWN]]
        texts, made = read_in(lab, found, links, quoted=False), decided(lab, found)
    _print_asset(found, read, texts)
    _print_decisions(made)
    if read:
        print_shown(read)


def _print_asset(found: Asset, read: Shown | None, texts: dict[EdgeKey, ReadLink]) -> None:
    node = found.node
    typer.secho(f"{found.name}  ({kind(node.kind).english}, {node.id})", bold=True)
    if len(found.identifiers) > 1:
        typer.echo(f"also: {', '.join(found.identifiers[1:])}")
    skipped = read.prose.body_prop if read else ""  # it follows, with what it mentions
    show_table(["property", "value"], [[prop, value] for prop, value in node.props.items() if prop != skipped])
    for conflict in found.conflicts:
        said = "; ".join(f"{value} (statement {number})" for value, number in conflict.values)
        typer.secho(f"sources differ on {conflict.prop}: {said}", fg=typer.colors.YELLOW)
    for links in found.by_relation().values():
        names = [_linked(link, texts.get(link.key)) for link in links[:LINKS_SHOWN]]
        more = f", and {len(links) - LINKS_SHOWN:,} more" if len(links) > LINKS_SHOWN else ""
        typer.echo(f"{links[0].reads} ({len(links):,}): {', '.join(names)}{more}")
    if found.waiting:
        typer.echo(f"{found.waiting} links wait for a thing that is not loaded yet")
    rows = [[number, one.source.uri, one.place, one.method.value] for number, one in found.evidence]
    show_table(["statement", "source", "place", "method"], rows)


def _linked(link: Link, read: ReadLink | None) -> str:
    mark = f" ({read.mark})" if read and read.mark else ""
    return f"{name_of(link.other)} [{link.other.id}]{mark}"


def _print_decisions(made: list[Decision]) -> None:
    if not made:
        return
    typer.echo("1 decision of a curator:" if len(made) == 1 else f"{len(made):,} decisions of curators:")
    for one in made[:DECISIONS_SHOWN]:
        typer.echo(printable(f"  {decision_line(one)}"))
    if len(made) > DECISIONS_SHOWN:
        typer.echo(f"  and {len(made) - DECISIONS_SHOWN:,} before; `labkin curate log` lists all")
