"""The last answers of a lab, kept in its folder so that a next question can follow one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labkin.graph.errors import NotFound

FOLDER = "answers"
MOST = 200  # answers that are kept, the newest
MOST_ROWS = 1_000  # rows of each
LAST = "last"
_LEFT_OUT = ("evidence", "explained", "cypher", "params")  # made anew where they are needed
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


def keep(lab: Path, answer: Mapping[str, Any]) -> str:
    """Keep an answer that was understood; its new identifier, a number.

    Empty for one that nothing can follow, and where the lab's folder cannot be written: that costs nobody an answer.
    """
    if not answer.get("context"):
        return ""
    kept = {key: value for key, value in answer.items() if key not in _LEFT_OUT}
    kept["rows"] = list(answer["rows"][:MOST_ROWS])
    folder = lab / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        return _written(folder, kept)
    except OSError:
        return ""


def _written(folder: Path, kept: dict[str, Any]) -> str:
    while True:
        there = _numbers(folder)
        number = str(there[-1] + 1 if there else 1)
        text = json.dumps(kept | {"id": number}, ensure_ascii=False, default=str)
        try:
            with (folder / f"{number}.json").open("x", encoding="utf-8") as out:
                out.write(text)
        except FileExistsError:  # another process was quicker
            continue
        for old in there[: max(0, len(there) + 1 - MOST)]:
            (folder / f"{old}.json").unlink(missing_ok=True)
        return number


def kept(lab: Path, id: str) -> dict[str, Any]:
    """The answer of that identifier; `last` is the newest. Raises NotFound."""
    there = _numbers(lab / FOLDER)
    if id == LAST and there:
        id = str(there[-1])
    if not (_NUMBER.fullmatch(id) and int(id) in there):
        known = f"those from {there[0]} to {there[-1]} are" if there else "none is yet"
        raise NotFound(f"no answer {id!r} is kept: {known}. `labkin ask` says the number of each answer that it keeps")
    try:
        return dict(json.loads((lab / FOLDER / f"{id}.json").read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise NotFound(f"the answer {id} cannot be read any more ({error}): ask its question again") from error


def _numbers(folder: Path) -> list[int]:
    try:
        stems = [file.stem for file in folder.iterdir() if file.suffix == ".json"]
    except OSError:
        return []
    return sorted(int(stem) for stem in stems if _NUMBER.fullmatch(stem))
