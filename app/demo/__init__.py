"""The demo lab: Lantern Bio, a small group in Leiden that does not exist, and the files it would have.

`DATA` is the folder to load, `TOUR` the questions to try. Nothing here is imported to build a lab: `maker` and `build`
are how the files were made.
"""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"
TOUR = Path(__file__).parent / "tour.json"


def load_options(path: Path) -> dict[str, str]:
    """The loader options for a file of the demo: a table's dataset is named after its file, wherever the file lies.

    The edges of the lab point at `dataset:egfr-ic50-raw-results` and its like. Without the option `dataset` a loaded
    table gets an identifier from its whole path, which differs from machine to machine.
    """
    return {"dataset": path.stem} if path.parent.name == "datasets" else {}
