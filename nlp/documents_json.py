"""What was read out of a document as one JSON object, for `labkin annotate --format json`.

The names of the fields are those of `annotations`; docs/reading.md shows one. Every object has every field.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from labkin.nlp.annotations import Annotations


def record(id: str, read: Annotations) -> dict[str, Any]:
    """Plain values: links, sentences as objects, tuples as lists."""
    return {
        "id": id,
        "text": read.text,
        "model": read.model,
        "sentences": [one._asdict() for one in read.sentences],
        "mentions": [asdict(one) | {"links": [link._asdict() for link in one.links]} for one in read.mentions],
        "relations": [asdict(one) for one in read.relations],
        "accessions": [asdict(one) for one in read.accessions],
        "quantities": [asdict(one) for one in read.quantities],
        "abbreviations": dict(read.abbreviations),
    }


def line(id: str, read: Annotations) -> str:
    """The object on one line, with its end."""
    return json.dumps(record(id, read), ensure_ascii=False) + "\n"
