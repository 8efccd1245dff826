"""The spaCy component `labkin_lab_lexicon`: what a lab knows of names, while a text is read.

It stands behind the linker, whose links it corrects, and before the relations, which are read between what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from labkin.nlp.annotations import TYPES, Mention
from labkin.nlp.extensions import declare, text_of
from labkin.nlp.lab_lexicon import NAME, Lexicon

WRITTEN = ("confidence", "links", "ids", "long_form")


Own = Callable[[str, tuple[Mention, ...]], tuple[Mention, ...]]


class LabLexicon:
    """Applies a `Lexicon` to the entities of a document, then `own`: what else a lab knows of names."""

    def __init__(self, lexicon: Lexicon, own: Own | None = None) -> None:
        self.lexicon, self.own = lexicon, own

    def __call__(self, doc: Doc) -> Doc:
        if not self.lexicon and self.own is None:
            return doc
        before = {(ent.start_char, ent.end_char): ent for ent in doc.ents if ent.label_ in TYPES}
        mentions = tuple(_mention(ent) for ent in before.values())
        after = self.lexicon.apply(text_of(doc), mentions, doc._.sections)
        if self.own is not None:
            after = tuple(one for one in self.own(text_of(doc), after) if one.type in TYPES)
        if after == mentions:
            return doc
        spans = [_span(doc, one) for one in after]
        others = [ent for ent in doc.ents if ent.label_ not in TYPES]
        doc.set_ents(filter_spans([*spans, *others]))
        return doc


@Language.factory(NAME, default_config={"lexicon": {}}, assigns=["doc.ents"])
def make(nlp: Language, name: str, lexicon: Mapping[str, Any]) -> LabLexicon:
    """The component; `lexicon` is what `Lexicon.to_json` gives."""
    declare()
    return LabLexicon(Lexicon.from_json(lexicon))


def _mention(ent: Any) -> Mention:
    said = ent._
    return Mention(ent.start_char, ent.end_char, ent.text, ent.label_, *(getattr(said, name) for name in WRITTEN))


def _span(doc: Doc, mention: Mention) -> Any:
    span = doc.char_span(mention.start, mention.end, mention.type, alignment_mode="expand")
    assert span is not None  # the offsets are the document's own
    for name in WRITTEN:
        setattr(span._, name, getattr(mention, name))
    return span
