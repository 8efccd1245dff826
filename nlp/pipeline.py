"""The reader: one spaCy `Language` that finds, links and relates, and the functions that turn texts into `Annotations`.

`load()` alone gives the pipeline to whoever wants spaCy's documents; `annotate` also takes messy and very long texts.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.graph.errors import LabkinError
from labkin.nlp.annotations import TYPES, Annotations, Mention, Sentence
from labkin.nlp.extensions import NESTED, declare, text_of
from labkin.nlp.pipeline_pieces import Given, Piece
from labkin.nlp.pipeline_workers import read

if TYPE_CHECKING:
    from labkin.nlp.lab_lexicon import Lexicon

# The components in their order, and the module that registers each. The recogniser looks at the abbreviations;
# quantities and accessions take out what is but a piece of one before it is linked, or related.
COMPONENTS = {
    "labkin_sentences": "labkin.nlp.prose",
    "labkin_abbreviations": "labkin.nlp.abbreviations_found",
    "labkin_recogniser": "labkin.nlp.recogniser",
    "labkin_quantities": "labkin.nlp.quantities",
    "labkin_linker": "labkin.nlp.linker",
    "labkin_lab_lexicon": "labkin.nlp.lab_lexicon_pipe",
    "labkin_accessions": "labkin.nlp.accessions",
    "labkin_relations": "labkin.nlp.relations",
}
# A text, or a text with those of its sections that are known, as spans of it.
Text = str | tuple[str, Sequence[Sentence]]


def load(
    model: str | Path | None = None,
    *,
    fast: bool = False,
    exclude: Iterable[str] = (),
    lexicon: Lexicon | None = None,
) -> Any:
    """The pipeline as a `spacy.Language`.

    `model` is another recogniser than ours: the name or folder of a spaCy pipeline, whose entities are taken over by
    their labels, or a folder made by `labkin train ner`. `fast` reads with less care (docs/reading.md says what is
    left out and lost). `exclude` names components to leave out. `lexicon` is what a lab's curators taught about names.
    Raises LabkinError where there is no such model or component.
    """
    import spacy
    from spacy.language import Language

    from labkin.nlp import tokenizer

    declare()
    left_out = tuple(exclude)
    if unknown := [name for name in left_out if name not in COMPONENTS]:
        raise LabkinError(f"there is no component {unknown[0]} to leave out; there are {', '.join(COMPONENTS)}")
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": tokenizer.NAME}}})
    nlp.meta["labkin"] = {
        "model": str(model) if model else None,
        "fast": fast,
        "exclude": left_out,
        "lexicon": lexicon,
    }
    for name, module in COMPONENTS.items():
        if name in left_out or (name == "labkin_lab_lexicon" and not lexicon):
            continue
        if name == "labkin_recogniser" and model and not _is_ours(Path(model)):
            import_module("labkin.nlp.pipeline_plugin")
            nlp.add_pipe("labkin_plugin", name=name, config={"model": str(model)})
            continue
        import_module(module)
        settings = Language.get_factory_meta(name).default_config or {}
        taught = lexicon.to_json() if lexicon else {}
        given = {"fast": fast, "model": str(model) if model else None, "lexicon": taught}
        nlp.add_pipe(name, config={key: value for key, value in given.items() if key in settings})
    return nlp


def _is_ours(folder: Path) -> bool:
    """Whether a folder holds a recogniser of ours: a spaCy pipeline has a meta.json."""
    return (folder / "config.json").is_file() and not (folder / "meta.json").exists()


def annotate(
    text: str,
    nlp: Any,
    sections: Sequence[Sentence] = (),
    *,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Annotations:
    """All that the pipeline reads out of a text of any length, with offsets into it as it is given.

    `sections` are those that are known already, as spans of `text`. `progress` is told, after each piece of a long
    text, how many characters of how many are read. `workers` processes share a long text.
    """
    given = Given.of(text, sections)
    readings = []
    for (_, end), reading in zip(given.pieces, read(given.each(), nlp, _useful(workers, given)), strict=True):
        readings.append(reading)
        if progress:
            progress(end, len(given.cleaned.text))
    return given.whole(readings)


def _useful(workers: int, given: Given) -> int:
    return min(workers, len(given.pieces))


def annotate_all(texts: Iterable[Text], nlp: Any, workers: int = 1) -> Iterator[Annotations]:
    """The annotations of many texts, in their order, read in batches; `workers` processes share the work.

    Texts are taken from the iterable as they are needed, some batches ahead.
    """
    waiting: deque[Given] = deque()

    def pieces() -> Iterator[Piece]:
        for one in texts:
            text, sections = (one, ()) if isinstance(one, str) else one
            waiting.append(Given.of(text, sections))
            yield from waiting[-1].each()

    readings: list[Annotations] = []
    for reading in read(pieces(), nlp, workers):
        readings.append(reading)
        if len(readings) == len(waiting[0].pieces):
            yield waiting.popleft().whole(readings)
            readings = []


def model_of(nlp: Any) -> str:
    """The name@version of the recogniser in a pipeline; empty where there is none."""
    if not nlp.has_pipe("labkin_recogniser"):
        return ""
    return str(nlp.get_pipe("labkin_recogniser").model)


def annotations_of(doc: Any, model: str = "") -> Annotations:
    """What the components wrote on a document, as plain values."""
    return Annotations(
        text=text_of(doc),
        model=model,
        sentences=doc._.sections,
        mentions=tuple(_mention(ent) for ent in _in_order(doc) if ent.label_ in TYPES),
        relations=doc._.relations,
        accessions=doc._.accessions,
        quantities=doc._.quantities,
        abbreviations=dict(doc._.abbreviations),
    )


def _in_order(doc: Any) -> list[Any]:
    """The entities and those inside them, each after what it stands in."""
    return sorted((*doc.ents, *doc.spans.get(NESTED, ())), key=lambda span: (span.start_char, -span.end_char))


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
