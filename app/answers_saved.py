"""An answer as a file that can be handed on: what it rests on, a hash over it, and the head of the ledger then."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from labkin import __version__
from labkin.app.lab import Lab
from labkin.graph.errors import BadInput, LabkinError
from labkin.graph.ledger import Txn

FORMAT = 1
WHAT = "labkin answer"
_KEPT = ("question", "day", "status", "text", "reading", "query", "context", "limits", "rows", "ids", "value")
_ALSO = ("complete", "why_not_complete", "transaction")


def to_save(lab: Lab, answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as it is saved. Raises LabkinError for a question that was not understood: there is nothing to verify.

    `statements` are the numbers of the ledger's statements behind it, `chain` the hash of the ledger's transaction.
    """
    if not answer.get("query"):
        raise LabkinError("this answer cannot be saved: the question has no reading that could be run again")
    told = {key: answer.get(key) for key in (*_KEPT, *_ALSO)}
    entry = transaction(lab, int(answer["transaction"]))
    content = {
        "what": WHAT,
        "format": FORMAT,
        "labkin": __version__,
        "lab": lab.ledger.identity(),
        "chain": entry.hash if entry else "",
        **told,
        "statements": sorted({int(one["statement"]) for one in answer["evidence"]}),
    }
    said: dict[str, Any] = json.loads(json.dumps(content, ensure_ascii=False, default=str))
    return said | {"sha256": digest(said)}


def as_text(saved: Mapping[str, Any]) -> str:
    """A saved answer as the text of its file."""
    return json.dumps(saved, ensure_ascii=False, indent=2) + "\n"


def digest(saved: Mapping[str, Any]) -> str:
    """The SHA-256 over all that a saved answer says, however it is laid out.

    >>> digest({"b": 1, "a": [2]}) == digest({"a": [2], "b": 1, "sha256": "..."})
    True
    """
    said = {key: value for key, value in saved.items() if key != "sha256"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def is_saved(data: object) -> bool:
    """Whether this is the content of a file that `to_save` made."""
    return isinstance(data, dict) and data.get("what") == WHAT


def read_saved(file: Path) -> dict[str, Any]:
    """A saved answer. Raises BadInput for a file that is none, or of a format that is newer."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(str(file), "", f"it cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(str(file), "", "it is not JSON, so it is no answer that `labkin ask --save` wrote") from error
    if not is_saved(data):
        raise BadInput(str(file), "", "it is no answer that `labkin ask --save` wrote")
    if data.get("format") != FORMAT:
        raise BadInput(str(file), "", f"it is of format {data.get('format')!r}, which this Labkin cannot read")
    return dict(data)


def transaction(lab: Lab, number: int) -> Txn | None:
    """The transaction of that number."""
    return next((entry for entry in lab.ledger.transactions() if entry.id == number), None)
