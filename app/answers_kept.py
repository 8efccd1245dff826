"""The last answers of a lab, kept in its folder so that a next question can follow one of them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.graph.errors import LabkinError, NotFound

if TYPE_CHECKING:
    from labkin.nlp.question_follow import Context

FOLDER = "answers"
MOST = 200  # answers that are kept, the newest
MOST_ROWS = 1_000  # rows of each
LAST = "last"
_LEFT_OUT = ("evidence", "explained", "cypher", "params", "model")  # made anew where they are needed
_NUMBER = re.compile(r"[1-9][0-9]{0,11}")


def keep(lab: Path, answer: Mapping[str, Any]) -> str:
    """Keep an answer; its new identifier, a number. One that nothing can follow is kept too, so that `last` means it.

    Empty for an answer about another, such as why something is not in it, and where the lab's folder cannot be written:
    that costs nobody an answer.
    """
    if answer.get("status") == "answered" and not answer.get("query"):
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


def context_from(answer: Mapping[str, Any], id: str) -> Context:
    """The answer of that identifier as what a question follows. Raises LabkinError where nothing can follow it."""
    from labkin.nlp.question_follow import context_of

    if model := answer.get("proposed_by"):
        raise LabkinError(
            f"nothing can follow answer {id}: the model {model} proposed how to read its question. Ask the whole"
            " question"
        )
    if (context := context_of(answer)) is not None:
        return context
    why = {"not_understood": "was not understood", "ambiguous": "has several readings"}
    said = why.get(str(answer.get("status")), "has no table that a question could go on from")
    asked = str(answer.get("question", ""))[:80]
    raise LabkinError(
        f"nothing can follow answer {id}: its question, {asked!r}, {said}. Ask the whole question, or follow an "
        "earlier answer by its number"
    )


def _numbers(folder: Path) -> list[int]:
    try:
        stems = [file.stem for file in folder.iterdir() if file.suffix == ".json"]
    except OSError:
        return []
    return sorted(int(stem) for stem in stems if _NUMBER.fullmatch(stem))
