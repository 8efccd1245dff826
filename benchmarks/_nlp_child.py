"""What benchmarks/nlp.py measures, each in a process of its own; the last line printed is JSON."""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

WARM = 24  # abstracts read before the clock starts
FIRST = "Naloxone reverses the antihypertensive effect of clonidine (CLO) in hypertensive rats at 0.5 mg/kg."


def cold() -> dict[str, Any]:
    """One document, from nothing. The parent measures the time."""
    from labkin.nlp import load
    from labkin.nlp.pipeline import annotate

    return {"mentions": len(annotate(FIRST, load()).mentions)}


def read(texts: list[str], fast: bool, workers: int) -> dict[str, Any]:
    """Abstracts a second, once the models are loaded."""
    from labkin.nlp import load
    from labkin.nlp.pipeline import annotate_all

    nlp = load(fast=fast)
    for _ in annotate_all(texts[:WARM], nlp):
        pass
    started = time.perf_counter()
    mentions = sum(len(one.mentions) for one in annotate_all(texts, nlp, workers))
    return {"rate": len(texts) / (time.perf_counter() - started), "mentions": mentions}


def parts(texts: list[str]) -> dict[str, Any]:
    """Milliseconds an abstract in each component."""
    from labkin.nlp import load

    nlp = load()
    for _ in nlp.pipe(texts[:WARM]):
        pass
    docs = [nlp.make_doc(text) for text in texts]
    ms = {}
    for name, component in nlp.pipeline:
        started = time.perf_counter()
        docs = list(component.pipe(docs)) if hasattr(component, "pipe") else [component(doc) for doc in docs]
        ms[name] = (time.perf_counter() - started) / len(texts) * 1000
    return {"ms": ms}


def linking(texts: list[str], mentions: Path) -> dict[str, Any]:
    """Abbreviations and candidates; the names of diseases are written beside the mentions, for others to use."""
    from labkin.nlp import linker_taught
    from labkin.nlp.abbreviations_found import explained
    from labkin.nlp.linker_candidates import candidates
    from labkin.ontologies import terms

    found = json.loads(mentions.read_text(encoding="utf-8"))
    names = [
        {"concept_id": term.curie, "canonical_name": term.name, "aliases": list(term.synonyms), "types": []}
        for table in ("diseases", "phenotypes")
        for term in terms(table)
    ]
    mentions.with_suffix(".kb.json").write_text(json.dumps(names), encoding="utf-8")
    explained(texts[0])
    started = time.perf_counter()
    for text in texts:
        explained(text)
    abbreviations = len(texts) / (time.perf_counter() - started)
    taught = linker_taught.shipped()
    started = time.perf_counter()
    candidates("disease", "Disease", "", taught)
    build = time.perf_counter() - started
    started = time.perf_counter()
    for mention in found:
        candidates(mention, "Disease", "", taught)
    return {
        "abbreviations": abbreviations,
        "build": build,
        "candidates": len(found) / (time.perf_counter() - started),
    }


def main(arguments: list[str]) -> None:
    """Measure what the first argument names."""
    warnings.simplefilter("ignore")
    what, *rest = arguments
    texts = json.loads(Path(rest[0]).read_text(encoding="utf-8")) if rest else []
    if what == "cold":
        said = cold()
    elif what == "read":
        said = read(texts, bool(int(rest[1])), int(rest[2]))
    elif what == "parts":
        said = parts(texts)
    else:
        said = linking(texts, Path(rest[1]))
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1:])
