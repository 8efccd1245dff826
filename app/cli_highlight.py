"""A text with its mentions on the terminal: colours and a legend, or brackets where there is no terminal."""

from __future__ import annotations

import sys
from typing import Any

import typer

from labkin.app.cli_run import printable, show_table
from labkin.app.highlight import Claim, Mark, Shown, bracketed, called, pieces

# Of the 16 colours that every terminal has, black on what is bright enough for it.
COLOURS = {
    "Chemical": "black on bright_cyan",
    "Disease": "black on bright_red",
    "Gene": "black on bright_green",
    "Protein": "black on bright_green",
    "Variant": "black on green",
    "Species": "black on bright_yellow",
    "CellLine": "black on bright_magenta",
    "CellType": "black on magenta",
    "Anatomy": "black on yellow",
    "Assay": "black on bright_blue",
}
OTHER = "black on white"
LONGEST = 20_000  # characters of a text that are printed; --json has all


def print_shown(found: Shown) -> None:
    """Print the text, what it mentions, and the relations that it states."""
    text = found.prose.lines
    cut = text[:LONGEST]
    marks = [mark for mark in found.marks if mark.end <= len(cut)]
    typer.echo("")
    _print_text(cut, marks)
    if len(cut) < len(text):
        typer.echo(f"... {len(text) - len(cut):,} more characters (--json has them all)")
    typer.echo("")
    rows = [row for mark in found.marks for row in _rows(text, mark)]
    show_table(["chars", "words", "type", "identifier", "name", "confidence", "said by"], rows)
    for claim in found.claims:
        typer.echo(printable(_line(claim)))


def _print_text(text: str, marks: list[Mark]) -> None:
    if not sys.stdout.isatty():
        typer.echo(printable(bracketed(text, marks)))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    shown = Text()
    for words, over in pieces(text, marks):
        style = _style(over[0]) if over else ""
        shown.append(printable(words), f"{style} underline" if len(over) > 1 else style)
    console.print(shown)
    legend = Text()
    for type in dict.fromkeys(mark.type for mark in marks):
        legend.append(f" {called(type)} ", COLOURS.get(type, OTHER))
        legend.append(" ")
    if any(not mark.meanings for mark in marks):
        legend.append("italic: not linked, or not surely enough", "italic")
    console.print(legend)


def _style(mark: Mark) -> str:
    colour = COLOURS.get(mark.type, OTHER)
    return colour if mark.meanings else f"{colour} italic"


def _rows(text: str, mark: Mark) -> list[list[Any]]:
    where, words = f"{mark.start}-{mark.end}", " ".join(text[mark.start : mark.end].split())
    type = called(mark.type)
    if not mark.meanings:
        if (guess := mark.perhaps) is not None:
            return [[where, words, type, guess.id, f"perhaps {guess.name}", f"{guess.confidence:.2f}", "not stated"]]
        return [[where, words, type, "-", "not linked", f"{mark.confidence:.2f}", ""]]
    return [[where, words, type, one.id, one.name, f"{one.confidence:.2f}", one.by] for one in mark.meanings]


def _line(claim: Claim) -> str:
    doubt = ", hedged" if claim.hedged else ""
    return f"{claim.reads} ({claim.confidence:.2f}{doubt}, {claim.by}): “{' '.join(claim.evidence.split())}”"
