"""scispaCy's offline parts on the texts, names and mentions of benchmarks/nlp.py; runs where its extra is installed.

Its own builder of indexes refuses every Python that Labkin runs on (it wants SciPy below 1.11), so the index is built
here as the builder would: TF-IDF of runs of three letters, NMSLIB's HNSW (M 30, efConstruction 200).
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any


def abbreviations(texts: list[str]) -> float:
    """Abstracts a second through the AbbreviationDetector on a blank pipeline."""
    import spacy
    from scispacy.abbreviation import AbbreviationDetector

    assert AbbreviationDetector is not None  # importing it registers the component
    nlp = spacy.blank("en")
    nlp.add_pipe("abbreviation_detector")
    nlp(texts[0])
    started = time.perf_counter()
    for text in texts:
        nlp(text)
    return len(texts) / (time.perf_counter() - started)


def generator(names: list[dict[str, Any]]) -> tuple[Any, int]:
    """The candidate generator over these names, and how many names there are."""
    import nmslib
    from scispacy.candidate_generation import CandidateGenerator
    from scispacy.linking_utils import KnowledgeBase
    from sklearn.feature_extraction.text import TfidfVectorizer

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "kb.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in names), encoding="utf-8")
        kb = KnowledgeBase(str(file))
    aliases = list(kb.alias_to_cuis)
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), min_df=10, dtype="float32")
    vectors = vectorizer.fit_transform(aliases)
    kept = vectors.getnnz(axis=1) > 0
    aliases = [alias for alias, keep in zip(aliases, kept, strict=True) if keep]
    index = nmslib.init(method="hnsw", space="cosinesimil_sparse", data_type=nmslib.DataType.SPARSE_VECTOR)
    index.addDataPointBatch(vectors[kept])
    index.createIndex({"M": 30, "efConstruction": 200, "post": 0}, print_progress=False)
    index.setQueryTimeParams({"efSearch": 200})
    return CandidateGenerator(index, vectorizer, aliases, kb), len(aliases)


def main(texts: Path, mentions: Path, names: Path) -> None:
    """Measure and print JSON."""
    warnings.simplefilter("ignore")
    asked = json.loads(mentions.read_text(encoding="utf-8"))
    rate = abbreviations(json.loads(texts.read_text(encoding="utf-8")))
    started = time.perf_counter()
    candidates, count = generator(json.loads(names.read_text(encoding="utf-8")))
    build = time.perf_counter() - started
    started = time.perf_counter()
    candidates(asked, 30)
    said = {"abbreviations": rate, "names": count, "build": build}
    said |= {"candidates": len(asked) / (time.perf_counter() - started), "version": version("scispacy")}
    print(json.dumps(said))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
