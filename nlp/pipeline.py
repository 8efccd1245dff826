"""The reader: one spaCy `Language` that finds, links and relates, and the functions that turn texts into `Annotations`.

`load()` alone gives the pipeline to whoever wants spaCy's documents; `annotate` also takes messy and very long texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.nlp.annotations import TYPES, Annotations, Mention, Sentence
from labkin.nlp.extensions import declare

if TYPE_CHECKING:
    from labkin.nlp.lab_lexicon import Lexicon

# The components in their order, and the module that registers each.
COMPONENTS = (
    ("labkin_sentences", "labkin.nlp.prose"),
    ("labkin_abbreviations", "labkin.nlp.abbreviations_found"),  # a short form is recognised by its long form
    ("labkin_recogniser", "labkin.nlp.recogniser"),
    ("labkin_linker", "labkin.nlp.linker"),
    ("labkin_lab_lexicon", "labkin.nlp.lab_lexicon_pipe"),
    ("labkin_relations", "labkin.nlp.relations"),
    ("labkin_accessions", "labkin.nlp.accessions"),
    ("labkin_quantities", "labkin.nlp.quantities"),
)


def load(
    model: str | Path | None = None,
    *,
    fast: bool = False,
    exclude: Iterable[str] = (),
    lexicon: Lexicon | None = None,
) -> Any:
    """The pipeline as a `spacy.Language`.

    `model` is another recogniser than ours: the name of an installed spaCy pipeline, or a folder. `fast` leaves out
    what costs most. `exclude` names components to leave out. `lexicon` is what a lab's curators taught about names.
    """
    import spacy
    from spacy.language import Language

    from labkin.nlp import tokenizer

    declare()
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": tokenizer.NAME}}})
    left_out = set(exclude) | (set() if lexicon else {"labkin_lab_lexicon"})
    for name, module in COMPONENTS:
        if name in left_out or find_spec(module) is None:
            continue
        import_module(module)
        if not Language.has_factory(name):
            continue
        settings = Language.get_factory_meta(name).default_config or {}
        taught = lexicon.to_json() if lexicon else {}
        given = {"fast": fast, "model": str(model) if model else None, "lexicon": taught}
        nlp.add_pipe(name, config={key: value for key, value in given.items() if key in settings})
    return nlp


def annotate(text: str, nlp: Any, sections: Sequence[Sentence] = ()) -> Annotations:
    """All that the pipeline reads out of a text. `sections` are those that are known already, as spans of `text`."""
    doc = nlp.make_doc(text)
    doc._.marked = tuple(sections)
    return annotations_of(nlp(doc), model_of(nlp))


def annotate_all(texts: Iterable[str], nlp: Any, workers: int = 1) -> Iterator[Annotations]:
    """The annotations of many texts, in their order."""
    model = model_of(nlp)
    for doc in nlp.pipe(texts):
        yield annotations_of(doc, model)


def model_of(nlp: Any) -> str:
    """The name@version of the recogniser in a pipeline; empty where there is none."""
    if not nlp.has_pipe("labkin_recogniser"):
        return ""
    return str(getattr(nlp.get_pipe("labkin_recogniser"), "model", ""))


def annotations_of(doc: Any, model: str = "") -> Annotations:
    """What the components wrote on a document, as plain values."""
    return Annotations(
        text=doc.text,
        model=model,
        sentences=doc._.sections,
        mentions=tuple(_mention(ent) for ent in doc.ents if ent.label_ in TYPES),
        relations=doc._.relations,
        accessions=doc._.accessions,
        quantities=doc._.quantities,
        abbreviations=dict(doc._.abbreviations),
    )


def _mention(ent: Any) -> Mention:
    said = ent._
    return Mention(
        ent.start_char,
        ent.end_char,
        ent.text,
        ent.label_,
        said.confidence,
        said.links,
        said.ids,
        said.long_form,
    )
