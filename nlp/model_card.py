"""The card of a model: what it was made from, how it was measured, before and after. For people and for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from labkin.graph.errors import BadInput, LabError

JSON, MARKDOWN = "card.json", "model_card.md"


@dataclass(frozen=True, slots=True)
class Measured:
    """One set of texts, and the scores of the model before and after training on it.

    `before` and `after` are what `Scores.to_json` gives. `part` is what the set is for: "train", "held-out" or "check".
    """

    name: str
    part: str
    documents: int
    settled: int  # spans that are known to be right, or known to be wrong
    sha256: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Card:
    """All that is known of how a model came to be.

    `base` is name@version of the weights that training began with, `base_sha256` their hash. `decisions` counts what
    was taught, by kind. `expected` is what its mentions were like on the texts of the lab (`drift.Spread`), to compare
    later months with.
    """

    name: str
    version: str
    base: str
    base_sha256: str
    at: str
    author: str
    seconds: float
    parameters: Mapping[str, Any]
    decisions: Mapping[str, int]
    sets: tuple[Measured, ...]
    versions: Mapping[str, str]
    expected: Mapping[str, Any] = field(default_factory=dict)
    worse: tuple[str, ...] = ()  # sentences: on what it is worse than the model it began with
    forced: bool = False

    @property
    def id(self) -> str:
        """As models are named in annotations."""
        return f"{self.name}@{self.version}"

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def write_card(folder: Path, card: Card) -> None:
    """Write both forms into the model's folder. Raises LabError where that is not possible."""
    try:
        (folder / JSON).write_text(json.dumps(card.to_json(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        (folder / MARKDOWN).write_text(markdown(card), encoding="utf-8")
    except OSError as error:
        raise LabError(f"the model's card cannot be written into {folder}: {error.strerror or error}") from error


def read_card(folder: Path) -> Card | None:
    """The card in a model's folder, None where there is none. Raises BadInput where it cannot be read."""
    file = folder / JSON
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        sets = tuple(Measured(**one) for one in said.pop("sets"))
        return Card(**{**said, "sets": sets, "worse": tuple(said.get("worse", ()))})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadInput(str(file), "", f"it is no model card: {error}") from error


def markdown(card: Card) -> str:
    """The card as a page."""
    said = [
        f"# {card.id}",
        "",
        f"A recogniser of mentions, trained on {card.at[:10]} by {card.author} in {card.seconds:.0f} s",
        f"from {card.base} (sha256 `{card.base_sha256}`) and the decisions of this lab's curators.",
        "",
        "## What it was taught",
        "",
        *_table(("decision", "mentions"), [(name, count) for name, count in card.decisions.items()]),
        "",
        "## How it was measured",
        "",
        "Exact spans with the right type, on what is settled of each text: what curators decided, or all of a corpus",
        "that was marked throughout. Documents are held out by their identifiers; no training saw them.",
        "",
        *_table(
            ("texts", "part", "documents", "settled", "F1 before", "F1 after", "P", "R"),
            [_measured(one) for one in card.sets],
        ),
        "",
        *_by_type(card),
        *[f"**Worse:** {sentence}." for sentence in card.worse],
        *(["", "It was installed all the same, because somebody said so."] if card.forced and card.worse else []),
        "",
        "## Data and versions",
        "",
        *_table(("texts", "sha256"), [(f"{one.name} ({one.part})", f"`{one.sha256}`") for one in card.sets]),
        "",
        *_table(("parameter", "value"), list(card.parameters.items())),
        "",
        *_table(("software", "version"), list(card.versions.items())),
    ]
    return "\n".join(said).rstrip() + "\n"


def _measured(one: Measured) -> tuple[object, ...]:
    after, before = one.after, one.before
    figures = (before.get("f1"), after.get("f1"), after.get("precision"), after.get("recall"))
    return (one.name, one.part, one.documents, one.settled, *(_figure(value) for value in figures))


def _by_type(card: Card) -> list[str]:
    rows = [
        (one.name, type, _figure(one.before.get("types", {}).get(type, {}).get("f1")), _figure(after["f1"]))
        for one in card.sets
        if one.part != "train"
        for type, after in one.after.get("types", {}).items()
    ]
    return [*_table(("texts", "type", "F1 before", "F1 after"), rows), ""] if rows else []


def _figure(value: object) -> str:
    return f"{100 * value:.1f}" if isinstance(value, int | float) else ""


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[str]:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return [
        "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in line) + " |" for line in lines
    ]
