"""The command line. Each command is a few lines here; what it does lives in the modules it imports when it runs.

Nothing heavy is imported at the top: `labkin --help` answers at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from labkin import __version__
from labkin.app.cli_curate import curate
from labkin.app.cli_options import CONTEXT, AsJson, LabDir, commands_of
from labkin.app.cli_run import WrongCall, lab_of, show_json
from labkin.app.cli_train import train

app = typer.Typer(
    name="labkin",
    help="Every asset knows its kin: load a lab's files, then search, ask, browse and trace them.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings=dict(CONTEXT),
)
command = commands_of(app)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"labkin {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Every asset knows its kin: load a lab's files, then search, ask, browse and trace them."""


# -- making and filling a lab ----------------------------------------------------------------------------------------


@command("init", "labkin init my-lab")
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")], as_json: AsJson = False) -> None:
    """Make an empty lab."""
    from labkin.app.lab import Lab

    there = Lab.is_in(folder)
    with Lab.create(folder) as lab:
        if as_json:
            show_json({"lab": str(lab.folder), "made": not there})
        else:
            said = f"There is a lab in {lab.folder} already" if there else f"Made a lab in {lab.folder}"
            typer.echo(f"{said}. Next: labkin load PATH... --lab {folder}")


@command("load", "labkin load data/ results.csv --lab my-lab")
def load(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    lab: LabDir = None,
    loader: Annotated[str, typer.Option("--as", metavar="LOADER", help="Read them with this loader.")] = "",
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="MAPPING.yaml", help="What the columns mean, as `labkin map` says.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report, write nothing.")] = False,
    workers: Annotated[int, typer.Option(min=1, help="Files read at the same time.")] = 1,
    group: Annotated[
        list[str] | None,
        typer.Option(help="Only this group may see them; repeat for more. A file keeps its groups, --group or not."),
    ] = None,
    for_all: Annotated[
        bool, typer.Option("--open", help="Everyone may see them, those too that only a group could before.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Go on and load what changes, until Ctrl-C.")] = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Do not wait for texts, graph and index.")] = False,
    no_annotate: Annotated[bool, typer.Option("--no-annotate", help="Do not read what the texts mention.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load files: the format is found from the content, what is known already is passed over."""
    from labkin.app.cli_load import run_load

    groups = tuple(group or ())
    wait, annotate = not no_wait, not no_annotate
    run_load(lab_of(lab), paths, loader, mapping, dry_run, workers, groups, for_all, watch, wait, annotate, as_json)


@command("map", "labkin map results.csv -o results.map.yaml")
def map_columns(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table: CSV, TSV, Excel or Parquet.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="MAPPING.yaml", help="Where to save the mapping.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option("--check", metavar="MAPPING.yaml", help="Try this mapping instead of proposing one.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the proposal without asking.")] = False,
    sheet: Annotated[str, typer.Option(help="Which sheet of a workbook.")] = "",
    lab: LabDir = None,
    as_json: AsJson = False,
) -> None:
    """Propose what the columns of a table mean, show what it would become, and save that as a mapping."""
    from labkin.app.cli_map import run_check, run_map

    if check:
        run_check(check, file, as_json)
    else:
        run_map(file, out, yes, sheet, lab, as_json)


@command("unload", "labkin unload results.csv")
def unload(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE...", help="Paths, or numbers of `labkin sources`.")],
    lab: LabDir = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Do not wait for graph and index.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take back what files said. What other files say too stays; the record of it stays in the ledger."""
    from labkin.app.cli_load import run_unload

    run_unload(lab_of(lab), sources, not no_wait, as_json)


@command("sources", "labkin sources")
def sources(lab: LabDir = None, as_json: AsJson = False) -> None:
    """List what is loaded."""
    from labkin.app.cli_show import run_sources

    run_sources(lab_of(lab), as_json)


@command("jobs", "labkin jobs --retry")
def jobs(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE...]", help="For --dismiss; all if none.")] = None,
    lab: LabDir = None,
    retry: Annotated[bool, typer.Option("--retry", help="Run again what failed or was cut off.")] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="Give up what failed: count it no longer.")] = False,
    newest: Annotated[int, typer.Option("-n", min=1, help="How many of the last jobs.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List loads with their state, and why some failed."""
    from labkin.app.cli_load import run_jobs

    run_jobs(lab_of(lab), files or [], retry, dismiss, newest, as_json)


@command("reannotate", "labkin reannotate PMID:29768149")
def reannotate(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID...]", help="Texts; all not yet read if none.")] = None,
    lab: LabDir = None,
    model: Annotated[str, typer.Option("--model", help="Another reader: an installed spaCy pipeline, a folder.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also what this version of the model read already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read texts of the lab: what waits, what was never read, what an older version of the model read."""
    from labkin.app.cli_read import run_reannotate

    run_reannotate(lab_of(lab), ids or [], model, every, as_json)


@command("models", "labkin models show labkin-ner")
def models(
    action: Annotated[str, typer.Argument(metavar="[list|show|withdraw|restore]", help="What to do.")] = "list",
    name: Annotated[str, typer.Argument(metavar="[NAME[@VERSION]]", help="The model.")] = "",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Where show writes: JSON lines.")] = None,
    lab: LabDir = None,
    as_json: AsJson = False,
) -> None:
    """The models that read the lab's texts: what each asserted. Withdraw all of it, and restore it."""
    from labkin.app.cli_models import run_models

    run_models(lab_of(lab), action, name, out, as_json)


@command("status", "labkin status --json")
def status(lab: LabDir = None, as_json: AsJson = False) -> None:
    """Counts by kind, last transaction, how far graph and index are, health."""
    from labkin.app.cli_show import run_status

    run_status(lab_of(lab), as_json)


# -- looking and asking ----------------------------------------------------------------------------------------------


@command("show", "labkin show DOID:1612")
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="An identifier, or a name that only one thing has.")],
    lab: LabDir = None,
    as_of: Annotated[int | None, typer.Option("--as-of", min=0, metavar="TRANSACTION", help="As it was then.")] = None,
    as_json: AsJson = False,
) -> None:
    """Everything known of one thing: properties, links, conflicts, and the file and line behind each."""
    from labkin.app.cli_show import run_show

    run_show(lab_of(lab), id, as_of, as_json)


@command("search", 'labkin search "hERG inhibition" --kind Document --facet project')
def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words, a name or an identifier.")] = "",
    lab: LabDir = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Only this kind; repeat for more.")] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="F=V", help="Only where F is V, or V|W; <= >= ~ too.")
    ] = None,
    mode: Annotated[str, typer.Option(metavar="MODE", help="keyword, vector (by meaning) or hybrid.")] = "hybrid",
    count: Annotated[int, typer.Option("-k", min=1, help="How many hits.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Hits to pass over.")] = 0,
    sort: Annotated[str | None, typer.Option(metavar="FIELD", help="By name, date, -date; else best first.")] = None,
    facet: Annotated[list[str] | None, typer.Option("--facet", metavar="FIELD", help="Count its values.")] = None,
    fields: Annotated[bool, typer.Option("--fields", help="List the fields for --where and --facet.")] = False,
    like: Annotated[str, typer.Option(metavar="ID", help="More like this one.")] = "",
    expand: Annotated[bool, typer.Option(help="Also look for the concepts meant, under any name.")] = True,
    without: Annotated[list[str] | None, typer.Option(metavar="ID", help="A concept that is not meant.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each was found.")] = False,
    save: Annotated[str | None, typer.Option(metavar="NAME", help="Keep this search.")] = None,
    saved: Annotated[str | None, typer.Option(metavar="NAME", help="Search as kept under that name.")] = None,
    batch: Annotated[Path | None, typer.Option(metavar="QUERIES.jsonl", help="Many queries.")] = None,
    run: Annotated[Path | None, typer.Option(metavar="OUT.trec", help="Where the hits of --batch go.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find things by words, names, identifiers and meaning."""
    from labkin.app.cli_search import Options, run_fields, run_search
    from labkin.app.cli_search_batch import run_batch
    from labkin.app.conditions import condition
    from labkin.app.saved_searches import SavedSearch

    opened = lab_of(lab)
    if fields:
        run_fields(opened, as_json)
        return
    conditions, author = tuple(map(condition, where or ())), opened.config.author
    wanted = SavedSearch(
        "", text, tuple(kind or ()), conditions, mode, sort, expand, tuple(without or ()), author=author, like=like
    )
    options = Options(count, offset, tuple(facet or ()), save, saved, explain, as_json)
    if batch:
        run_batch(opened, batch, run, wanted, options)
    elif run:
        raise WrongCall("--run is where the hits of --batch QUERIES.jsonl go: leave it out, or name the queries")
    else:
        run_search(opened, wanted, options)


@command("searches", "labkin searches --delete hERG")
def searches(
    lab: LabDir = None,
    delete: Annotated[str, typer.Option(metavar="NAME", help="Forget this one.")] = "",
    as_json: AsJson = False,
) -> None:
    """List the searches that were kept with `labkin search --save NAME`."""
    from labkin.app.cli_search import run_searches

    run_searches(lab_of(lab), delete, as_json)


@command("ask", 'labkin ask "How many batches were withdrawn?"')
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In plain English.")] = "",
    lab: LabDir = None,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="What `today` means, as 2026-03-31.")] = None,
    context: Annotated[str, typer.Option(metavar="ID", help="The answer that this follows, or chooses from.")] = "",
    asserted_only: Annotated[
        bool, typer.Option("--asserted-only", help="Rest on nothing that was only read in texts or inferred.")
    ] = False,
    min_confidence: Annotated[float, typer.Option(metavar="X", help="Rest on nothing less sure, as 0.8.")] = 0.0,
    why_not: Annotated[str, typer.Option(metavar="NAME", help="Say why this is not in the answer.")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="Show what each word may mean, Cypher, evidence.")] = False,
    llm: Annotated[bool, typer.Option("--llm", help="Let the model of `labkin.toml` propose a reading.")] = False,
    save: Annotated[Path | None, typer.Option(metavar="ANSWER.json", help="Write the answer, to be verified.")] = None,
    batch: Annotated[Path | None, typer.Option(metavar="IN.jsonl", help="Many questions.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="OUT.jsonl", help="Where the answers of --batch go.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask in plain English; the answer is a table, how the question was read, and the evidence."""
    from labkin.app.cli_ask import Asked, run_ask, run_ask_batch

    opened = lab_of(lab)
    asked = Asked(today, context, asserted_only, min_confidence, why_not, explain, save, as_json, llm)
    if batch:
        run_ask_batch(opened, batch, out, asked)
    else:
        run_ask(opened, question, asked)


@command("verify", "labkin verify answer.json")
def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="An answer that `labkin ask --save` wrote.")],
    lab: LabDir = None,
    now_only: Annotated[bool, typer.Option("--now-only", help="Do not rebuild the state it was asked in.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check that an answer is as the lab gave it, and whether it would be the same now; else say what changed it."""
    from labkin.app.cli_verify import run_verify

    run_verify(lab_of(lab), path, not now_only, as_json)


@command("annotate", "labkin annotate abstracts.pubtator --out read.pubtator")
def annotate(
    texts: Annotated[
        list[str], typer.Argument(metavar="IN...", help="PubTator, BioC, JATS, PubMed, text; - is stdin.")
    ],
    out: Annotated[Path | None, typer.Option(metavar="OUT", help="A file; else standard output.")] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="pubtator|json", help="JSON: a line a document.")
    ] = "pubtator",
    model: Annotated[str, typer.Option(metavar="NAME", help="Another recogniser: a spaCy pipeline, or a folder.")] = "",
    fast: Annotated[bool, typer.Option("--fast", help="Read faster and with less care.")] = False,
    workers: Annotated[int, typer.Option(min=0, help="Processes that share the texts; 0 for one a core.")] = 0,
) -> None:
    """Read texts: what they mention, which identifiers that has, what they say of it. No lab is needed."""
    from labkin.app.cli_annotate import run_annotate

    run_annotate(texts, out, form, model, fast, workers)


@command("lineage", "labkin lineage LB-IND-001 --up")
def lineage(
    id: Annotated[str, typer.Argument(metavar="ID", help="An identifier.")],
    lab: LabDir = None,
    up: Annotated[bool, typer.Option("--up", help="What it depends on (the default).")] = False,
    down: Annotated[bool, typer.Option("--down", help="What depends on it.")] = False,
    depth: Annotated[int, typer.Option(min=1, help="How many steps.")] = 12,
    as_json: AsJson = False,
) -> None:
    """Where a thing comes from, or what would be touched if it were withdrawn."""
    from labkin.app.cli_ask import run_lineage

    run_lineage(lab_of(lab), id, up, down, depth, as_json)


app.add_typer(curate)
app.add_typer(train)


# -- keeping a lab ---------------------------------------------------------------------------------------------------


@command("rebuild", "labkin rebuild graph")
def rebuild(
    what: Annotated[str, typer.Argument(metavar="graph|search", help="Which projection.")],
    to: Annotated[str, typer.Option("--to", metavar="URL", help="Build there; or neptune-csv:DIR.")] = "",
    lab: LabDir = None,
    as_json: AsJson = False,
) -> None:
    """Build the graph or the search index anew from the ledger."""
    from labkin.app.cli_keep import run_rebuild

    run_rebuild(lab_of(lab), what, to, as_json)


@command("check", "labkin check --against 3f2a...")
def check(
    lab: LabDir = None,
    against: Annotated[str | None, typer.Option(metavar="HASH", help="A chain hash noted elsewhere.")] = None,
    as_json: AsJson = False,
) -> None:
    """Verify the ledger's chain, the kept files, and that graph and index hold just what the ledger says."""
    from labkin.app.cli_keep import run_check

    run_check(lab_of(lab), against, as_json)


@command("backup", "labkin backup lab-2026-03.tar")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file.")],
    lab: LabDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the lab into one file, while it is in use."""
    from labkin.app.cli_keep import run_backup

    run_backup(lab_of(lab), file, as_json)


@command("restore", "labkin restore lab-2026-03.tar --lab restored")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")], lab: LabDir = None, as_json: AsJson = False
) -> None:
    """Make a lab from a backup, in a new folder."""
    from labkin.app.cli_keep import run_restore

    run_restore(file, lab, as_json)


@command("export", "labkin export --format rdf --out my-lab-rdf")
def export(
    id: Annotated[str, typer.Argument(metavar="[ID]", help="One thing; without it the whole lab.")] = "",
    format: Annotated[str, typer.Option("--format", help="kgx or rdf.")] = "kgx",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="A new folder.")] = None,
    lab: LabDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the lab's graph for other tools; loaded into an empty lab it gives an equal graph."""
    from labkin.app.cli_export import run_export

    run_export(lab_of(lab), id, format, out, as_json)


@command("stop", "labkin stop")
def stop(lab: LabDir = None, as_json: AsJson = False) -> None:
    """Stop the embedded engine of this lab; the next command that needs it starts it again."""
    from labkin.app.cli_keep import run_stop

    run_stop(lab_of(lab), as_json)


@command("explore", "labkin explore --port 8600")
def explore(
    lab: LabDir = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """Open the explorer in the browser."""
    from labkin.app.cli_explore import run_explore

    run_explore(lab_of(lab), port, not no_open)


@command("demo", "labkin demo --no-open")
def demo(
    lab: Annotated[Path, typer.Option("--lab", metavar="DIR", help="Where to build it.")] = Path("demo-lab"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of the explorer; 0 takes a free one.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Build it and stop there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Build the demo lab, say what to try, and open the explorer."""
    from labkin.app.cli_explore import run_demo

    run_demo(lab, port, not no_open, as_json)


def main() -> None:
    """The console script."""
    app()
