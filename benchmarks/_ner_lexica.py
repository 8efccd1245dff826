"""Names of the vocabularies by class, and words with what they are likely to be part of, for the recogniser."""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks._ner_corpora import CORPORA
from labkin.nlp import word_classes
from labkin.nlp.gazetteer import CLASSES, Gazetteer
from labkin.nlp.recogniser_features import Knowledge
from labkin.nlp.word_classes import WordClasses, grams
from labkin.nlp.word_vectors import WordVectors
from labkin.ontologies import terms

Floats = npt.NDArray[np.float32]
_WORD = re.compile(r"\w+")

_VOCABULARIES = {
    "diseases": "disease", "phenotypes": "phenotype", "compounds": "chemical", "species": "species",
    "cell_lines": "cell_line", "cell_types": "cell_type", "anatomy": "anatomy", "assays": "assay", "bao": "assay",
    "processes": "process", "proteins": "protein",
}  # fmt: skip
# By branch of the MeSH tree, the longest prefix that fits.
_TREES = {
    "A": "anatomy", "A11": "cell_type", "A11.251": "cell_line", "B": "species", "C": "disease", "C23": "phenotype",
    "D": "chemical", "D08": "protein", "D12": "protein", "D23": "other", "D27": "other", "D26": "other",
    "D05.500": "protein", "D06.472": "chemical", "D20": "other", "E": "technique", "F03": "disease", "G": "process",
}  # fmt: skip
_PARENS = re.compile(r"\s*\([^()]*\)$|, ?(human|mouse|rat|protein)\b.*$")


def _lines(path: Path) -> Iterator[list[str]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n").split("\t")


def tree_class(trees: str) -> str:
    """The class of a MeSH descriptor by its tree numbers: that of the first."""
    for tree in trees.split("|"):
        fits = [prefix for prefix in _TREES if tree.startswith(prefix)]
        if fits:
            return _TREES[max(fits, key=len)]
    return "other"


def inverted(name: str) -> str:
    """
    >>> inverted("Failure, Congestive Heart"), inverted("N,N-dimethyl")
    ('Congestive Heart Failure', 'N,N-dimethyl')
    """
    parts = name.split(", ")
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 and not re.search(r"\d", parts[1]) else name


def mesh(lexicons: Path) -> Iterator[tuple[str, str]]:
    """Names of MeSH descriptors and supplementary records with their classes."""
    classes: dict[str, str] = {}
    for row in _lines(lexicons / "mesh_id_label_mappings.tsv.xz"):
        row += [""] * (4 - len(row))
        classes[row[0]] = tree_class(row[3])
        for name in dict.fromkeys([row[1], *row[2].split("|")]):
            if name:
                yield classes[row[0]], inverted(name)
    for row in _lines(lexicons / "mesh_supp_id_label_mappings.tsv.xz"):
        row += [""] * (4 - len(row))
        mapped = [classes.get(one.strip("*"), "chemical") for one in row[3].split("|")]
        name_class = "disease" if "disease" in mapped else "protein" if "protein" in mapped else mapped[0]
        for name in dict.fromkeys([row[1], *row[2].split("|")]):
            if name:
                yield name_class, _PARENS.sub("", name) if name_class == "protein" else name


def chebi(lexicons: Path) -> Iterator[tuple[str, str]]:
    """Names and synonyms of ChEBI."""
    with lzma.open(lexicons / "chebi.json.xz", "rt", encoding="utf-8") as file:
        for entry in json.load(file):
            yield "chemical", entry["name"]
            for synonym in entry.get("synonyms", ()):
                yield "chemical", synonym


def genes(lexicons: Path) -> Iterator[tuple[str, str]]:
    """Symbols and names of human genes."""
    rows = _lines(lexicons / "hgnc_entries.tsv.xz")
    next(rows)
    for row in rows:
        if row[3] != "Approved":
            continue
        for symbol in [row[1], *row[4].split(", "), *(row[9] if len(row) > 9 else "").split(", ")]:
            if len(symbol) > 1:
                yield "symbol", symbol
                if len(symbol) > 3:
                    yield "gene", symbol
        yield "gene", re.sub(r"\s*\([^()]*\)$", "", row[2])


def names(data: Path) -> Iterator[tuple[str, str]]:
    """All names with their classes: of the vocabularies that ship, and of the tables they were cut from."""
    for vocabulary, name_class in _VOCABULARIES.items():
        for term in terms(vocabulary):
            for name in (term.name, *term.synonyms):
                if name_class == "cell_line":
                    yield "symbol", name
                yield name_class, name
    yield from mesh(data / "lexicons")
    yield from chebi(data / "lexicons")
    yield from genes(data / "lexicons")


def build(data: Path, vectors: WordVectors) -> Knowledge:
    """All that the recogniser knows before it is trained: names, classes of words, and the vectors given."""
    known = list(dict.fromkeys(names(data)))
    counts = word_counts(known, running_text(data))
    return Knowledge(Gazetteer.of(known), train_classes(counts), vectors)


def running_text(data: Path) -> Counter[str]:
    """How often each word stands in the texts at hand: abstracts, and the training parts of the corpora."""
    counts: Counter[str] = Counter()
    for text in texts(data):
        counts.update(_WORD.findall(text))
    return counts


def abstracts(data: Path) -> Iterator[str]:
    """Titles and abstracts of SciFact and PubMedQA, in which nobody marked anything."""
    with lzma.open(data / "retrieval" / "scifact" / "corpus.jsonl.xz", "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield f"{record['title']} {record['text']}"
    questions = json.loads((data / "pubmedqa" / "pqal_dev500.json").read_text(encoding="utf-8"))
    for record in questions.values():
        yield " ".join([record["QUESTION"], *record["CONTEXTS"], record.get("LONG_ANSWER", "")])


def texts(data: Path) -> Iterator[str]:
    """Running text: the abstracts, and the training parts of the corpora, without what is marked."""
    yield from abstracts(data)
    for corpus in CORPORA.values():
        for document in corpus.read(data, "train"):
            yield document.text


def word_counts(known: Iterable[tuple[str, str]], running: Counter[str]) -> dict[str, Floats]:
    """For each word: in how many names of each class it stands, and (last) a third of how often in running text."""
    counts: defaultdict[str, Floats] = defaultdict(lambda: np.zeros(word_classes.WIDTH, np.float32))
    for name_class, name in known:
        for word in _WORD.findall(name):
            counts[word if name_class == "symbol" else word.lower()][CLASSES.index(name_class)] += 1
    for word, count in running.items():
        for form in {word, word.lower()}:
            counts[form][-1] += count / 3
    return counts


def train_classes(counts: Mapping[str, Floats], rounds: int = 6) -> WordClasses:
    """Softmax regression by AdaGrad over the words, each weighing as the logarithm of how often it stands anywhere."""
    items = [(word, each) for word, each in counts.items() if 1 < len(word) < 40 and not word.isdigit()]
    buckets = [grams(word) for word, _ in items]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in buckets])])
    columns = np.fromiter((bucket for one in buckets for bucket in one), np.int32, int(starts[-1]))
    weights = 1 / np.sqrt(np.diff(starts)).astype(np.float32)
    matrix = sparse.csr_matrix(
        (np.repeat(weights, np.diff(starts)), columns, starts), shape=(len(items), word_classes.BUCKETS)
    )
    wanted = np.array([each / each.sum() for _, each in items], np.float32)
    weight = np.log1p(np.array([each.sum() for _, each in items], np.float32))
    table = np.zeros((word_classes.BUCKETS, word_classes.WIDTH), np.float32)
    squares = np.full_like(table, 1e-6)
    bias = np.zeros(word_classes.WIDTH, np.float32)
    random, order = np.random.default_rng(0), np.arange(len(items))
    for _ in range(rounds):
        random.shuffle(order)
        for start in range(0, len(order), 2048):
            rows = order[start : start + 2048]
            scores = matrix[rows] @ table + bias
            likely = np.exp(scores - scores.max(1, keepdims=True))
            wrong = likely / likely.sum(1, keepdims=True) - wanted[rows]
            wrong *= (weight[rows] / weight[rows].sum())[:, None]
            gradient = matrix[rows].T @ wrong
            squares += gradient**2
            table -= 0.3 * gradient / np.sqrt(squares)
            bias -= 0.05 * wrong.sum(0)
    return WordClasses.of(table, bias)
