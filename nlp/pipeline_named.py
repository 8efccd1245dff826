"""Whether there is such a model at all, told before anything heavy is imported."""

from __future__ import annotations

from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from labkin.graph.errors import LabkinError

_ADVICE = (
    "scispaCy's models (en_ner_bc5cdr_md and others) come from the releases that AllenAI lists at "
    "allenai.github.io/scispacy: pip install 'labkin[scispacy]', then pip install the address of the model; or name a "
    "folder made by `labkin train ner`"
)


def check_model(model: str) -> None:
    """Raises LabkinError where `model` is neither a folder nor the name of an installed package; "" is our own."""
    if model and not Path(model).is_dir() and not _is_installed(model):
        if Path(model).exists():
            raise LabkinError(f"{model} is a file; a model is a folder, or the name of an installed spaCy pipeline")
        raise LabkinError(f"no model {model} is installed. {_ADVICE}")


def _is_installed(name: str) -> bool:
    try:
        return metadata.distribution(name) is not None
    except (metadata.PackageNotFoundError, ValueError):
        return name.isidentifier() and find_spec(name) is not None
