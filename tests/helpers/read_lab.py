"""A small lab whose texts were read by a made-up model: what it says of each name is written here.

So that what is tested are decisions and what follows from them, whatever our own model thinks this month.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from labkin.app.annotating_effects import Context, Writer
from labkin.app.annotating_stored import to_json
from labkin.app.annotating_texts import all_prose
from labkin.app.lab import Lab
from labkin.app.loading import load_paths
from labkin.app.settling import settle
from labkin.graph.ledger_readings import Reading, Readings
from labkin.nlp.annotations import Annotations, Link, Mention, Sentence

TEXTS = {
    "101": ("Aspirin in asthma", "Aspirin made asthma worse. The AD group was small. AGS cells were used."),
    "102": ("EGFR and gefitinib", "Gefitinib inhibits EGFR. AD was seen in eczema. The WAS of it is known."),
    "103": ("AD and memory", "AD patients forget. WAS was measured. Compound EB-90 helped."),
}

ALZHEIMER, ECZEMA = (
    Link("MONDO:0004975", "Alzheimer disease", 0.48, "context"),
    Link("MONDO:0004980", "atopic eczema", 0.45, "ngram"),
)
Found = Mapping[str, tuple[str, float, tuple[Link, ...]]]
NAMES: Found = {
    "Aspirin": ("Chemical", 0.99, (Link("CHEBI:15365", "aspirin", 0.99, "exact"),)),
    "asthma": ("Disease", 0.98, (Link("MONDO:0004979", "asthma", 0.98, "exact"),)),
    "AD": ("Disease", 0.9, (ALZHEIMER, ECZEMA)),
    "AGS cells": ("CellLine", 0.55, ()),
    "EGFR": ("Gene", 0.97, (Link("HGNC:3236", "EGFR", 0.97, "exact"),)),
    "Gefitinib": ("Chemical", 0.96, (Link("CHEBI:49668", "gefitinib", 0.97, "exact"),)),
    "WAS": ("Gene", 0.6, (Link("HGNC:12731", "WAS", 0.7, "exact"),)),
}


def read_lab(folder: Path, model: str = "toy@1", names: Found = NAMES) -> Lab:
    """A lab with the texts above, read; the caller closes it."""
    lab = Lab.create(folder)
    file = folder.parent / "texts.txt"
    lines = [f"{id}|t|{title}\n{id}|a|{abstract}\n" for id, (title, abstract) in TEXTS.items()]
    file.write_text("\n".join(lines), encoding="utf-8")
    load_paths(lab, [file])
    read(lab, model, names)
    return lab


def read(lab: Lab, model: str = "toy@1", names: Found = NAMES) -> None:
    """Read all texts of a lab with another version of the made-up model."""
    with lab.view() as view:
        texts = list(all_prose(view))
    readings = Readings(lab.ledger)
    name = model.partition("@")[0]
    readings.put(
        Reading(one.id, name, model, one.sha256, to_json(annotations(one.text, model, names))) for one in texts
    )
    with lab.ledger.batch("reader", f"read with {model}") as batch:
        with lab.view() as view:
            Writer(lab, batch, Context.of(view)).write(texts, readings.of(one.id for one in texts))
        batch.commit()
    settle(lab)


def annotations(text: str, model: str, names: Found = NAMES) -> Annotations:
    """What the made-up model says of a text."""
    mentions = [
        Mention(found.start(), found.end(), name, type, sure, links, tuple(link.curie for link in links[:1]))
        for name, (type, sure, links) in names.items()
        for found in re.finditer(rf"\b{re.escape(name)}\b", text)
    ]
    sentences = tuple(Sentence(found.start(), found.end(), "") for found in re.finditer(r"[^.\s][^.]*\.?", text))
    return Annotations(text, model, sentences, tuple(sorted(mentions, key=lambda one: one.start)))
