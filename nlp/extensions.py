"""What Labkin's components write onto spaCy's documents and spans, declared in one place.

On a span of `doc.ents`: `confidence`, `links`, `ids`, `long_form`, with the meaning they have in `annotations.Mention`.
On a document: `abbreviations` (short form to long form), `relations`, `accessions`, `quantities`, `sections` (the
sentences with the section of each), and `marked`: sections that whoever made the document knows already.
"""

from __future__ import annotations

from functools import cache
from typing import Any

# The group of `doc.spans` with the mentions inside others: "human" in the gene "human RAD52 protein".
NESTED = "labkin_nested"
_TEXT = "labkin_text"  # in `doc.user_data`

# Values are never changed in place; a component puts a new one.
SPAN: dict[str, Any] = {"confidence": 1.0, "links": (), "ids": (), "long_form": ""}
DOC: dict[str, Any] = {
    "abbreviations": {},
    "relations": (),
    "accessions": (),
    "quantities": (),
    "sections": (),
    "marked": (),
}


@cache
def declare() -> None:
    """Tell spaCy of the attributes; once is enough, more do no harm."""
    from spacy.tokens import Doc, Span

    for name, default in SPAN.items():
        Span.set_extension(name, default=default, force=True)
    for name, default in DOC.items():
        Doc.set_extension(name, default=default, force=True)


def text_of(doc: Any) -> str:
    """The text of a document, which spaCy joins from its tokens whenever it is asked."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text
