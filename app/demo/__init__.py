"""The demo lab: Lantern Bio, a small group in Leiden that does not exist, and the files it would have.

`DATA` is the folder to load, `TOUR` the questions to try. Nothing here is imported to build a lab: `maker` and `build`
are how the files were made.
"""

from __future__ import annotations

from pathlib import Path

DATA = Path(__file__).parent / "data"
TOUR = Path(__file__).parent / "tour.json"
