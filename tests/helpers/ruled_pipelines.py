"""A spaCy pipeline of somebody else: it knows some names, under labels of its own."""

from __future__ import annotations

from pathlib import Path

import spacy

NAMES = {
    "CHEMICAL": ("naloxone", "clonidine", "lidocaine", "aspirin", "haloperidol"),
    "DISEASE": ("hypertension", "tardive dyskinesia", "TD", "headache"),
    "GENE_OR_GENE_PRODUCT": ("TNF-α", "EGFR"),
    "PERSON": ("Paul Ehrlich",),
}


def write_ruled(folder: Path) -> Path:
    """Save the pipeline in a folder."""
    nlp = spacy.blank("en")
    # Its tokens are other than ours: whole runs of characters between blanks and brackets.
    ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    patterns = [{"label": label, "pattern": name} for label, names in NAMES.items() for name in names]
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return folder
