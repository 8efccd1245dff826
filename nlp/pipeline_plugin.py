"""Any spaCy pipeline as the recogniser: scispaCy's models, or one's own.

Its entities are taken over by their labels; they are then linked, related and shown like those of our own recogniser.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.util import filter_spans

from labkin.graph.errors import LabkinError
from labkin.nlp.annotations import TYPES
from labkin.nlp.extensions import declare
from labkin.nlp.pipeline_named import check_model

# Labels of scispaCy's models (bc5cdr, bionlp13cg, craft, jnlpba) and of other corpora, as our types.
_LABELS = {
    "Chemical": "CHEMICAL SIMPLE_CHEMICAL DRUG AMINO_ACID CHEBI CHEM COMPOUND CHEMICALENTITY SMALL_MOLECULE",
    "Disease": "DISEASE CANCER DISORDER SPECIFICDISEASE DISEASEORPHENOTYPICFEATURE DISEASE_OR_PHENOTYPE",
    "Gene": "GENE_OR_GENE_PRODUCT GENE PROTEIN GGP DNA RNA GENEORGENEPRODUCT GENE_PRODUCT",
    "Species": "SPECIES ORGANISM TAXON ORGANISMTAXON",
    "CellLine": "CELL_LINE",
    "CellType": "CELL_TYPE CELL CL",
    "Anatomy": "ANATOMY ORGAN TISSUE MULTI_TISSUE_STRUCTURE MULTI-TISSUE_STRUCTURE ANATOMICAL_SYSTEM "
    "ORGANISM_SUBDIVISION "
    "ORGANISM_SUBSTANCE DEVELOPING_ANATOMICAL_STRUCTURE IMMATERIAL_ANATOMICAL_ENTITY UBERON BODY_PART",
    "Variant": "VARIANT MUTATION SEQUENCEVARIANT SNP",
    "Assay": "ASSAY",
}
_TYPE_OF = {label: type for type, labels in _LABELS.items() for label in labels.split()}
_TYPE_OF |= {type.upper(): type for type in TYPES}
CONFIDENCE = 0.8  # spaCy's recognisers say none; their published precision on biomedical corpora is .72 to .86
# What no recogniser reads; scispaCy's detector of abbreviations writes to attributes that are called as ours.
_UNUSED = (
    "tagger", "parser", "lemmatizer", "attribute_ruler", "senter", "morphologizer", "abbreviation_detector",
)  # fmt: skip

_NO_PIPELINE = (
    "{0} is installed, but is no spaCy pipeline: name one, such as en_ner_bc5cdr_md, or a folder made by "
    "`labkin train ner`"
)


def type_of(label: str) -> str:
    """Our type for another pipeline's label; empty where we have none.

    >>> type_of("GENE_OR_GENE_PRODUCT"), type_of("CellLine"), type_of("PERSON")
    ('Gene', 'CellLine', '')
    """
    return _TYPE_OF.get(label.upper(), "")


class Plugin:
    """Another pipeline in the place of the recogniser."""

    def __init__(self, other: Any) -> None:
        self.other = other
        self.model = f"{other.meta.get('lang', '')}_{other.meta.get('name', '')}@{other.meta.get('version', '')}"

    def __call__(self, doc: Any) -> Any:
        """One document."""
        return next(iter(self.pipe([doc])))

    def pipe(self, docs: Iterable[Any], batch_size: int = 32) -> Iterator[Any]:
        """The documents with the entities that the other pipeline finds in their texts."""
        pairs = ((doc.text, doc) for doc in docs)
        for read, doc in self.other.pipe(pairs, as_tuples=True, batch_size=batch_size):
            spans = []
            for ent in read.ents:
                if type := type_of(ent.label_):
                    span = doc.char_span(ent.start_char, ent.end_char, label=type, alignment_mode="expand")
                    if span is not None:
                        spans.append(span)
            kept = filter_spans(spans)
            for span in kept:
                span._.confidence = CONFIDENCE
            doc.ents = kept
            yield doc


@Language.factory("labkin_plugin", default_config={"model": ""})
def create(nlp: Any, name: str, model: str) -> Plugin:
    """What spaCy calls to make the component. `model` is a package or a folder. Raises LabkinError if it is neither."""
    declare()
    other = _loaded(model)
    labels = {label for found in other.pipe_labels.values() for label in found}
    unknown = sorted(label for label in labels if not type_of(label))
    if unknown and len(unknown) == len(labels):
        said = f"None of what {model} finds is a type of Labkin's; it will name nothing."
        warnings.warn(said, stacklevel=2)
    elif unknown:
        warnings.warn(f"{model} also finds {', '.join(unknown)}; Labkin passes them over.", stacklevel=2)
    return Plugin(other)


def _loaded(model: str) -> Any:
    import spacy

    check_model(model)
    try:
        return spacy.load(model, exclude=list(_UNUSED))
    except OSError as error:
        if Path(model).is_dir():
            raise LabkinError(f"{model} is no spaCy pipeline and no model of Labkin's: {error}") from error
        raise LabkinError(_NO_PIPELINE.format(model)) from error
    except ImportError as error:
        raise LabkinError(
            f"{model} needs the package {error.name or error}, which is not installed; for scispaCy's models: "
            f"pip install 'labkin[scispacy]'"
        ) from error
    except (TypeError, AttributeError) as error:  # its `load` is another, or it has none
        raise LabkinError(_NO_PIPELINE.format(model)) from error
