"""By which rules the embedded index was written. Kept apart from the engine, which takes long to import."""

from __future__ import annotations

import json
from pathlib import Path

from labkin.search import tokens

LAYOUT = 4  # of the fields in `tantivy_schema`: an index of another layout must be rebuilt
CURRENT = "current"  # the file in an index's folder that names the generation in use, and its rules


def rules() -> dict[str, int]:
    """The rules of this version of Labkin."""
    return {"layout": LAYOUT, "tokens": tokens.VERSION}


def is_ours(named: object) -> bool:
    """Whether what CURRENT says is an index by these rules."""
    return isinstance(named, dict) and rules().items() <= named.items()


def is_of_another_version(folder: Path) -> bool:
    """Whether an index lies in a folder that this version of Labkin cannot read, and has to make anew."""
    try:
        return not is_ours(json.loads((folder / CURRENT).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return False
    except (OSError, ValueError):
        return True
