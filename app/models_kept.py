"""The recognisers that were trained in a lab: folders `models/NAME-VERSION`, of which one may be in use.

Without any, and for whoever says `shipped`, it is the one that comes with Labkin.
"""

from __future__ import annotations

from pathlib import Path

from labkin.app.lab import Lab
from labkin.graph.errors import LabError, NotFound
from labkin.nlp.model_card import Card, read_card

FOLDER, CURRENT = "models", "current"
SHIPPED = "shipped"


def models_folder(lab: Lab) -> Path:
    """Where a lab keeps its models."""
    return lab.folder / FOLDER


def kept_models(lab: Lab) -> list[Path]:
    """The folders of the models, by name."""
    folder = models_folder(lab)
    if not folder.is_dir():
        return []
    return sorted(one for one in folder.iterdir() if one.is_dir() and (one / "config.json").is_file())


def current_model(lab: Lab) -> str:
    """The folder of the model in use; empty for the shipped one. Raises NotFound where it is gone."""
    try:
        name = (models_folder(lab) / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise LabError(f"{models_folder(lab) / CURRENT} cannot be read: {error.strerror or error}") from error
    folder = models_folder(lab) / name
    if not name or name == SHIPPED:
        return ""
    if not (folder / "config.json").is_file():
        raise NotFound(f"the model in use, {folder}, is gone; `labkin train use shipped` goes back to Labkin's own")
    return str(folder)


def use_model(lab: Lab, name: str) -> str:
    """Put a model in use, by the name of its folder or as NAME@VERSION; the folder, empty for the shipped one.

    Texts are not read anew by this. Raises NotFound where there is no such model.
    """
    wanted = name.replace("@", "-")
    known = [one.name for one in kept_models(lab)]
    if wanted != SHIPPED and wanted not in known:
        raise NotFound(f"this lab has no model {name}; it has {', '.join([*known, SHIPPED])}")
    folder = models_folder(lab)
    try:
        folder.mkdir(exist_ok=True)
        new = folder / f".{CURRENT}"
        new.write_text(f"{wanted}\n", encoding="utf-8")
        new.replace(folder / CURRENT)
    except OSError as error:
        raise LabError(f"{folder / CURRENT} cannot be written: {error.strerror or error}") from error
    return current_model(lab)


def card_of(lab: Lab, model: str) -> Card | None:
    """The card of the model in that folder; None for the shipped one, and for one without a card."""
    return read_card(Path(model)) if model else None
