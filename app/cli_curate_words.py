"""`labkin curate word` and `words`: teach questions the words that people of a lab use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from labkin.app.cli_options import AsJson, LabDir
from labkin.app.cli_run import WrongCall, lab_of, printable, show_json, show_table

if TYPE_CHECKING:
    from labkin.app.annotating_decisions import Decision

Author = Annotated[str, typer.Option("--author", metavar="NAME", help="Who decides; else the lab's `author`.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="Why, for the record.")]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Do not wait for graph and index.")]


def word(
    text: Annotated[str, typer.Argument(metavar="WORDS", help="As people say it in questions.")],
    relation: Annotated[str, typer.Option("--relation", metavar="NAME", help="They stand for this relation.")] = "",
    turned: Annotated[bool, typer.Option("--reversed", help="Who does it is the object of the relation.")] = False,
    kind: Annotated[str, typer.Option("--kind", metavar="NAME", help="They stand for this kind of thing.")] = "",
    property: Annotated[str, typer.Option("--property", metavar="NAME", help="They stand for this property.")] = "",
    thing: Annotated[str, typer.Option("--thing", metavar="ID", help="They are a name of this thing.")] = "",
    lab: LabDir = None,
    author: Author = "",
    note: Note = "",
    no_wait: NoWait = False,
    as_json: AsJson = False,
) -> None:
    """In questions these words stand for a relation, a kind, a property or a thing; `curate undo` takes it back."""
    from labkin.app import words

    said = {words.RELATION: relation, words.KIND: kind, words.PROPERTY: property, words.THING: thing}
    given = [sort for sort, means in said.items() if means]
    if len(given) != 1:
        raise WrongCall("say what the words stand for, by one of --relation, --kind, --property and --thing")
    if turned and given != [words.RELATION]:
        raise WrongCall("--reversed goes with --relation")
    with lab_of(lab) as opened:
        opened.make_ready()
        made = words.teach(opened, text, words.REVERSED if turned else given[0], said[given[0]], author, note)
        if not no_wait:
            opened.make_ready()
    if as_json:
        show_json([made.to_json()])
        return
    typer.echo(printable(f"{_id(made)}  {made.text}: {_stands_for(made)}"))
    typer.echo(f"`labkin curate undo {_id(made)}` takes it back.")


def words(lab: LabDir = None, as_json: AsJson = False) -> None:
    """The words and names that questions were taught, with who taught them and when."""
    from labkin.app.words import standing

    with lab_of(lab) as opened:
        found = standing(opened)
    if as_json:
        show_json([one.to_json() for one in found])
        return
    if not found:
        typer.echo("No words were taught yet; `labkin curate word --help` says how.")
        return
    rows = [[_id(one), one.text, _stands_for(one), one.author, one.when, one.note] for one in found]
    show_table(["decision", "words", "in questions", "by", "at", "note"], rows, whole=1)


def _id(one: Decision) -> str:
    return one.id.removeprefix("curation:")


def _stands_for(one: Decision) -> str:
    """What taught words stand for, a relation with who does it."""
    from labkin.app.words import RELATION, REVERSED, THING
    from labkin.graph.schema import relation

    if one.type == RELATION:
        return f"“X {one.text} Y” means: X {relation(one.curie).english} Y"
    if one.type == REVERSED:
        return f"“X {one.text} Y” means: Y {relation(one.curie).english} X"
    sort = one.type if one.action == "word" else THING
    return f"the {sort} {f'{one.name} [{one.curie}]' if one.name else one.curie}"
