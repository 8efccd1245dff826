"""`labkin curate`: decide on what models found in the texts, by single commands or one key after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labkin.app.cli_curate_words import Author, Note, NoWait, word, words
from labkin.app.cli_options import AsJson, LabDir, commands_of, group
from labkin.app.cli_run import WrongCall, lab_of, show_json, show_table

if TYPE_CHECKING:
    from labkin.app.annotating_decisions import Decision
    from labkin.app.curation_queue import Case, Group
    from labkin.app.lab import Lab

curate = group(
    "curate",
    "Decide on what was found in the texts: accept, reject, correct, teach names, forbid them, undo.",
    "labkin curate queue --kind frequent",
)
command = commands_of(curate)

OfType = Annotated[str, typer.Option("--type", metavar="TYPE", help="Only mentions of this type.")]
Force = Annotated[bool, typer.Option("--force", help="Also what neither lab nor vocabularies know to be such.")]
Kind = Annotated[str, typer.Option("--kind", metavar="doubtful|frequent", help="Which queue.")]
Mentions = Annotated[list[str], typer.Argument(metavar="ID...", help="Mentions, as `labkin curate queue` names them.")]


# -- the queue ---------------------------------------------------------------------------------------------------------


@command("queue", "labkin curate queue --kind frequent --type Gene")
def queue(
    kind: Kind = "doubtful",
    type: OfType = "",
    most: Annotated[int, typer.Option("-n", min=1, help="How many.")] = 20,
    second: Annotated[bool, typer.Option("--second", help="What others decided and you did not.")] = False,
    lab: LabDir = None,
    author: Author = "",
    as_json: AsJson = False,
) -> None:
    """What to decide on first: the doubtful, or names that many texts have."""
    from labkin.app.cli_curate_shown import case_json, group_json, show_cases, show_groups

    with lab_of(lab) as opened:
        found, waiting = read_queue(opened, kind, type, most, second, author)
    single = [one for group in found for one in group.cases] if kind == "doubtful" or second else []
    if as_json:
        show_json([case_json(one) for one in single] if single else [group_json(one) for one in found])
        return
    if not found:
        typer.echo("Nothing waits for a decision.")
    elif single:
        show_cases(single)
    else:
        show_groups(found)
    if waiting > len(found):
        chosen = ("--kind frequent" * (kind == "frequent"), type and f"--type {type}", "--second" * second)
        _tell_more(len(found), waiting, " ".join(filter(None, (*chosen, author and f"--author {author}"))))


def _tell_more(shown: int, waiting: int, options: str) -> None:
    options = options and f" {options}"
    typer.echo(
        f"The first {shown:,} of {waiting:,} are shown; `labkin curate queue{options} -n {waiting}` shows all, "
        f"`labkin curate next{options}` decides on one after the other."
    )


def read_queue(lab: Lab, kind: str, type: str, most: int, second: bool, author: str) -> tuple[list[Group], int]:
    """The queue as groups, of the doubtful each one mention, and how many wait in all."""
    from labkin.app.curation import type_named
    from labkin.app.curation_log import second_opinions
    from labkin.app.curation_queue import KINDS, Group, doubtful_of, frequent_of

    if kind not in KINDS:
        raise WrongCall(f"there is no queue {kind!r}: {' or '.join(KINDS)}?")
    type = type_named(type) if type else ""
    if kind == "frequent" and not second:
        return frequent_of(lab, type, most)
    if second:
        ones = second_opinions(lab, author or lab.config.author, type)
        waiting = len(ones)
    else:
        ones, waiting = doubtful_of(lab, type, most)
    return [Group(one.text, one.type, 1, (one,)) for one in ones[:most]], waiting


@command("next", "labkin curate next --kind frequent")
def next_ones(
    kind: Kind = "doubtful",
    type: OfType = "",
    most: Annotated[int, typer.Option("-n", min=1, help="How many at most.")] = 200,
    second: Annotated[bool, typer.Option("--second", help="What others decided and you did not.")] = False,
    lab: LabDir = None,
    author: Author = "",
    no_wait: NoWait = False,
) -> None:
    """Decide on one after the other, with a key for each decision."""
    from labkin.app.cli_curate_next import Keys, decide_on

    with lab_of(lab) as opened:
        found, _ = read_queue(opened, kind, type, most, second, author)
        made = decide_on(opened, found, author, Keys())
        if made:
            _wait(opened, no_wait)
    typer.echo(f"{made} decisions were made." if made != 1 else "One decision was made.")


# -- decisions on mentions ---------------------------------------------------------------------------------------------


@command("accept", "labkin curate accept PMID:101@10-16")
def accept(
    mentions: Mentions,
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """These mentions are right: their span, type and meaning."""
    from labkin.app import curation

    _on_mentions(lab, mentions, no_wait, as_json, lambda opened, cases: curation.accept(opened, cases, author, note))


@command("reject", "labkin curate reject PMID:101@10-16")
def reject(
    mentions: Mentions,
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """These are no mentions."""
    from labkin.app import curation

    _on_mentions(lab, mentions, no_wait, as_json, lambda opened, cases: curation.reject(opened, cases, author, note))


@command("link", "labkin curate link PMID:101@10-16 MONDO:0004979")
def link(
    mentions: Annotated[list[str], typer.Argument(metavar="ID... CONCEPT", help="Mentions; last, what they mean.")],
    force: Force = False,
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """These mentions mean that concept; `-` for none that is known."""
    from labkin.app import curation

    *ids, curie = mentions
    if not ids:
        raise WrongCall("give the mentions and then the identifier of what they mean")
    curie = "" if curie == "-" else curie

    def change(opened: Lab, cases: list[Case]) -> list[Decision]:
        return curation.link(opened, cases, curie, author, note, force)

    _on_mentions(lab, ids, no_wait, as_json, change)


@command("type", "labkin curate type PMID:101@10-16 Gene")
def retype(
    mentions: Annotated[list[str], typer.Argument(metavar="ID... TYPE", help="Mentions; last, their type.")],
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """These mentions are of another type."""
    from labkin.app import curation

    *ids, type = mentions
    if not ids:
        raise WrongCall("give the mentions and then their type")
    _on_mentions(lab, ids, no_wait, as_json, lambda opened, cases: curation.retype(opened, cases, type, author, note))


@command("span", 'labkin curate span PMID:101@10-16 "allergic asthma"')
def span(
    mention: Annotated[str, typer.Argument(metavar="ID", help="A mention.")],
    words: Annotated[str, typer.Argument(metavar="WORDS|START-END", help="The right words of its sentence.")],
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """A mention is made of other words of its sentence."""
    from labkin.app import curation
    from labkin.app.cli_curate_shown import span_of, tell_cut

    def change(opened: Lab, cases: list[Case]) -> list[Decision]:
        made = curation.respan(opened, cases[0], *span_of(cases[0], words), author, note)
        tell_cut(cases[0], made)
        return made

    _on_mentions(lab, [mention], no_wait, as_json, change)


def _on_mentions(
    lab: Path | None,
    ids: list[str],
    no_wait: bool,
    as_json: bool,
    change: Callable[[Lab, list[Case]], list[Decision]],
) -> None:
    from labkin.app.cli_curate_shown import left_open, overrules
    from labkin.app.curation import cases_of
    from labkin.app.curation_log import overruled

    with lab_of(lab) as opened:
        cases = cases_of(opened, ids)
        made = change(opened, cases)
        others = overruled(opened, made)
        _wait(opened, no_wait)
    remarks = [(overrules(others.get(one.id)), left_open(case, one)) for case, one in zip(cases, made, strict=True)]
    _show_made(made, as_json, remarks=["; ".join(filter(None, said)) for said in remarks])


# -- decisions on names ------------------------------------------------------------------------------------------------


@command("synonym", "labkin curate synonym EB-90 CHEBI:49668")
def synonym(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it stands in the texts.")],
    concept: Annotated[str, typer.Argument(metavar="CONCEPT", help="The identifier of what it means.")],
    type: Annotated[str, typer.Option("--type", metavar="TYPE", help="Else that of the concept.")] = "",
    force: Force = False,
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """In this lab a name means that concept: in the texts that are here, and in those to come."""
    from labkin.app import curation

    with lab_of(lab) as opened:
        made = curation.synonym(opened, name, concept, type, author, note, force)
        _wait(opened, no_wait)
    _show_made([made], as_json)


@command("forbid", 'labkin curate forbid AD --near "eczema, atopic" --means MONDO:0004975')
def forbid(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it stands in the texts.")],
    near: Annotated[
        str | None, typer.Option("--near", metavar="WORDS", help="Only in sentences with one of these, by commas.")
    ] = None,
    type: Annotated[str, typer.Option("--type", metavar="TYPE", help="Only where it is taken for this.")] = "",
    means: Annotated[str, typer.Option("--means", metavar="CONCEPT", help="Only this meaning is ruled out.")] = "",
    force: Force = False,
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """In this lab a name is no mention, or does not mean that concept: everywhere, or near some words."""
    from labkin.app import curation

    with lab_of(lab) as opened:
        made = curation.forbid(opened, name, () if near is None else near.split(","), type, means, author, note, force)
        _wait(opened, no_wait)
    _show_made([made], as_json)


@command("deny", "labkin curate deny lantern:ELN-2025-027 lantern:LK-0107 causes MONDO:0004979")
def deny(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A text.")],
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The identifier of a thing, as `show` has it.")],
    relation: Annotated[str, typer.Argument(metavar="RELATION", help="Such as causes or is_associated_with.")],
    object: Annotated[str, typer.Argument(metavar="OBJECT", help="The identifier of another.")],
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """A text does not state a relation that was read in it."""
    from labkin.app.curation_relations import deny

    with lab_of(lab) as opened:
        made = deny(opened, document, subject, relation, object, author, note)
        _wait(opened, no_wait)
    _show_made(made, as_json)


command("word", 'labkin curate word "knocks out" --relation downregulates')(word)
command("words", "labkin curate words")(words)


# -- the record --------------------------------------------------------------------------------------------------------


@command("undo", "labkin curate undo")
def undo(
    decisions: Annotated[list[str] | None, typer.Argument(metavar="[DECISION...]", help="As `log` names them.")] = None,
    lab: LabDir = None,
    author: Author = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """Take decisions back: those named, else the last one of the author. What they had overruled stands again."""
    from labkin.app import curation

    with lab_of(lab) as opened:
        gone = curation.undo(opened, decisions or (), author)
        _wait(opened, no_wait)
    _show_made(gone, as_json, "undone: ")


@command("log", "labkin curate log --author ana")
def log(
    lab: LabDir = None,
    author: Annotated[str, typer.Option("--author", metavar="NAME", help="Only of this person.")] = "",
    most: Annotated[int, typer.Option("-n", min=1, help="How many of the last.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Every decision, the last first; those that were undone too."""
    from labkin.app import curation_log
    from labkin.app.cli_curate_shown import decision_json, decision_row

    with lab_of(lab) as opened:
        found = curation_log.log(opened, author)[:most]
    if as_json:
        rows = [decision_json(one.decision) | {"undone_by": one.undone_by, "undone_at": one.undone_at} for one in found]
        show_json(rows)
        return
    heads = ["decision", "by", "at", "what", "mention or name", "undone", "note"]
    show_table(heads, [[*decision_row(one.decision), one.undone_by, one.decision.note] for one in found], whole=1)


@command("agreement", "labkin curate agreement ana ben")
def agreement(
    first: Annotated[str, typer.Argument(metavar="[A]", help="A curator.")] = "",
    second: Annotated[str, typer.Argument(metavar="[B]", help="Another.")] = "",
    lab: LabDir = None,
    as_json: AsJson = False,
) -> None:
    """How far curators agree on the mentions that both decided: raw, and beyond chance (Cohen's kappa)."""
    from labkin.app import curation_log
    from labkin.app.cli_curate_shown import agreement_json, agreement_said

    with lab_of(lab) as opened:
        found = curation_log.agreements(opened, first, second)
    if as_json:
        show_json([agreement_json(one) for one in found])
        return
    if not found:
        typer.echo("No two people decided on the same mention yet; `labkin curate next --second` offers them.")
    for one in found:
        typer.echo(agreement_said(one))
        if one.differ:
            show_table(["mention", one.first, one.second], [list(row) for row in one.differ], whole=1)


@command("export", "labkin curate export --format pubtator --out decisions.txt")
def export(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Else standard output.")] = None,
    format: Annotated[str, typer.Option("--format", metavar="jsonl|pubtator", help="jsonl has all of it.")] = "jsonl",
    lab: LabDir = None,
) -> None:
    """Write the texts that were decided on with what stands in them, to train with."""
    from labkin.app.curation_export import FORMATS, exported

    if format not in FORMATS:
        raise WrongCall(f"there is no format {format!r}: {' or '.join(FORMATS)}?")
    with lab_of(lab) as opened:
        text = exported(opened, format)
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WrongCall(f"{out} cannot be written: {error.strerror or error}") from error
    typer.echo(f"Wrote {out}.")


def _wait(lab: Lab, no_wait: bool) -> None:
    from labkin.app.lab import AT_ONCE

    if not no_wait:
        lab.catch_up(names=AT_ONCE)


def _show_made(made: list[Decision], as_json: bool, before: str = "", remarks: Sequence[str] = ()) -> None:
    """`remarks` are what else is to be said of each."""
    from labkin.app.cli_curate_shown import decision_json, decision_said

    if as_json:
        show_json([decision_json(one) for one in made])
        return
    for one, remark in zip(made, remarks or [""] * len(made), strict=True):
        when = f"of {one.when}" if before else ""
        typer.echo("; ".join(filter(None, (f"{before}{decision_said(one)}", when, remark))))
