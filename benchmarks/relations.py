"""Relations: what BC5CDR's and BioRED's dev parts say of each reader, and of the patterns on sentences of our own.

`python -m benchmarks.relations train [--out FOLDER] [--with-dev]` makes the weights, from the training parts alone or,
as those that ship, from both. Figures are of the former: LABKIN_MODELS names the folder that holds them.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from spacy.util import filter_spans

from benchmarks._measures import calibration_error, corpora
from benchmarks._relations_train import Example, Settings, examples, train
from labkin.nlp.annotations import Found, Sentence
from labkin.nlp.corpora import CorpusDocument, read_pubtator
from labkin.nlp.crosswalk import pubtator_ids
from labkin.nlp.prose import sentences
from labkin.nlp.relation_abstract import judge
from labkin.nlp.relation_cues import denied
from labkin.nlp.relation_mesh import mesh_id, write_trees
from labkin.nlp.relation_model import Model, save
from labkin.nlp.relation_pairs import RANK
from labkin.nlp.relation_patterns import said
from labkin.nlp.relation_text import MASKS, Place, passage
from labkin.nlp.relations import BIORED, TYPED_PAIRS, Reader, Readers, causes_model, find, types_model

MODELS = Path(__file__).parent.parent / "nlp" / "models"
CAUSES = ("Chemical", "Disease")
SIGNS = {"Positive_Correlation": 1, "Negative_Correlation": -1}
POINTS_UP = frozenset({"activates", "causes", "upregulates", "positively_correlates_with"})
POINTS_DOWN = frozenset({"inhibits", "treats", "downregulates", "negatively_correlates_with"})
TYPES = Settings(rounds=200, depth=3, forests=1)


def corpus(name: str, part: str) -> list[CorpusDocument]:
    """One part of a corpus."""
    return read_pubtator(corpora() / "ner" / name / f"{part}.pubtator.txt")


def cid(documents: Sequence[CorpusDocument]) -> list[Example]:
    """BC5CDR as examples of what chemicals cause."""
    return examples(documents, ["CID"], lambda one, other: (one, other) == CAUSES, CAUSES)


def typed(documents: Sequence[CorpusDocument]) -> list[Example]:
    """BioRED as examples of what is related."""
    return examples(documents, list(BIORED), lambda one, other: (one, other) in TYPED_PAIRS, list(MASKS))


def make(arguments: Sequence[str]) -> None:
    """Train all that ships, and write it beside the code or into a folder; `--with-dev` learns from both parts."""
    folder = Path(arguments[arguments.index("--out") + 1]) if "--out" in arguments else MODELS
    parts = ("train", "dev") if "--with-dev" in arguments else ("train",)

    def learnt(name: str) -> list[CorpusDocument]:
        return [one for part in parts for one in corpus(name, part)]

    folder.mkdir(parents=True, exist_ok=True)
    write_trees(corpora() / "lexicons" / "mesh_id_label_mappings.tsv.xz")
    for name, rows, types, settings in (
        ("causes", cid(learnt("bc5cdr")), ["CID"], Settings()),
        ("types", typed(learnt("biored")), list(BIORED), TYPES),
    ):
        model = train(rows, types, settings)
        save(model, folder / f"relation_{name}.npz")
        print(f"{name}: {model.about}, threshold {model.threshold:.3f}, {len(model.rows)} features")
    held = {one.id for name in ("bc5cdr", "ncbi_disease") for one in corpus(name, "dev")} if len(parts) == 1 else set()
    counted = count_patterns([one for one in learnt("biored") if one.id not in held])
    text = json.dumps(precisions_of(counted), indent=1, sort_keys=True)
    (folder / "relation_patterns.json").write_text(f"{text}\n", encoding="utf-8")
    print(f"patterns: {len(counted)} kinds, {sum(one['all'] for one in counted.values())} found")


def told(document: CorpusDocument, reader: Reader = said) -> Iterator[tuple[str, str, frozenset[str], bool]]:
    """What the patterns find in a document: pattern, relation, the two identifiers, whether it is denied."""
    for line in passage(document.text, document.mentions, _spans(document)).lines:
        places = [place for place in line.places if place.type in RANK and place.ids]
        for at, first in enumerate(places):
            for second in places[at + 1 :]:
                if not set(first.ids) & set(second.ids) and (says := reader(line, first, second)):
                    no = denied(line.words, says.at, first.at, second.at)
                    for pair in _ends(first, second):
                        yield says.pattern, says.relation, pair, no


def _spans(document: CorpusDocument) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in sentences(document.text, [Sentence(0, len(document.title), "title")])]


def _ends(first: Place, second: Place) -> Iterator[frozenset[str]]:
    return (frozenset((one, other)) for one in first.ids for other in second.ids)


def fits(relation: str, type: str) -> bool:
    """Whether a relation of ours does not contradict a type of BioRED."""
    sign = SIGNS.get(type, 0)
    return not (relation in POINTS_UP and sign < 0) and not (relation in POINTS_DOWN and sign > 0)


def count_patterns(documents: Sequence[CorpusDocument], reader: Reader = said) -> dict[str, Counter[str]]:
    """For each pattern how often it was found, and how often the document relates the two without contradiction."""
    counted: dict[str, Counter[str]] = {}
    for document in documents:
        gold = {frozenset((one.first, one.second)): one.type for one in document.relations}
        for pattern, relation, pair, no in told(document, reader):
            if not no:
                row = counted.setdefault(f"{pattern}|{relation}", Counter())
                row["all"] += 1
                row["right"] += pair in gold and fits(relation, gold[pair])
    return counted


def precisions_of(counted: dict[str, Counter[str]]) -> dict[str, float]:
    """The share that was right, drawn towards that of all patterns as if five more had been seen."""
    every = sum(row["right"] for row in counted.values()) / sum(row["all"] for row in counted.values())
    return {name: round((row["right"] + 5 * every) / (row["all"] + 5), 3) for name, row in counted.items()}


def figures(right: float, found: float, gold: float) -> str:
    """Precision, recall and F1 in per cent."""
    precision, recall = right / max(found, 1), right / max(gold, 1)
    both = precision + recall
    return f"{100 * precision:5.1f} {100 * recall:5.1f} {200 * precision * recall / both if both else 0.0:5.1f}"


def measure(rows: Sequence[Example], documents: Sequence[CorpusDocument], model: Model) -> dict[str, Any]:
    """Pairs found and right on a corpus, with and without their type, and the error of the probabilities."""
    gold = sum(len({frozenset((one.first, one.second)) for one in each.relations}) for each in documents)
    likely, labels, types = [], [], []
    start = time.perf_counter()
    for one in rows:
        for judged, label in zip(judge(one.found, model), one.labels, strict=True):
            likely.append(judged.probability)
            labels.append(int(label))
            types.append(judged.type + 1)
    spent = 1000 * (time.perf_counter() - start) / max(len(rows), 1)
    probability, label, type = np.array(likely), np.array(labels), np.array(types)
    kept = probability >= model.threshold
    return {
        "pairs": (int((label[kept] > 0).sum()), int(kept.sum()), gold),
        "typed": (int((label[kept] == type[kept]).sum()), int(kept.sum()), gold),
        "of": {
            at: (
                int(((label == at) & (type == at) & kept).sum()),
                int(((type == at) & kept).sum()),
                int((label == at).sum()),
            )
            for at in range(1, len(model.types) + 1)
        },
        "error": calibration_error(probability, label > 0),
        "ms": spent,
    }


ABLATED = (
    "words between", "words beside", "words around one", "patterns", "place and number", "identifier", "MeSH tree",
)  # fmt: skip


def run(arguments: list[str]) -> None:
    """Print the tables; `--ablation` adds one that trains anew for each group of features."""
    documents = corpus("bc5cdr", "dev")
    rows = cid(documents)
    print("\nChemical-induced disease, BC5CDR dev, abstract level, all pairs of gold identifiers as candidates")
    print(f"{'':34}  P     R     F1    ECE")
    found = measure(rows, documents, causes_model())
    print(f"{'from gold mentions':34}{figures(*found['pairs'])}  {found['error']:.3f}")
    if "--ablation" in arguments:
        learnt = cid(corpus("bc5cdr", "train"))
        for group in ABLATED:
            without = measure(rows, documents, train(learnt, ["CID"], Settings(without=(group,))))
            print(f"{f'  without {group}':34}{figures(*without['pairs'])}  {without['error']:.3f}")
    for label, told_of in raw_causes(documents):
        print(f"{label:34}{told_of}")
    documents = corpus("biored", "dev")
    found = measure(typed(documents), documents, types_model())
    print("\nBioRED dev, from gold mentions")
    print(f"{'pairs':34}{figures(*found['pairs'])}  {found['error']:.3f}")
    print(f"{'pairs with their type':34}{figures(*found['typed'])}")
    for at, name in enumerate(types_model().types, 1):
        print(f"{f'  {name}':34}{figures(*found['of'][at])}  of {found['of'][at][2]}")
    for label, told_of in raw_related(documents):
        print(f"{f'pairs {label}':40}{told_of}")
    counted = count_patterns(documents)
    print("\nPatterns of words on BioRED dev, from gold mentions: right is related, and not the opposite way")
    for name, row in sorted(counted.items(), key=lambda one: -one[1]["all"])[:20]:
        print(f"{name:52}{row['right']:4} of {row['all']:4}")
    for name, row in (("words", _total(counted)), *_by_grammar(documents)):
        print(f"{f'all, {name}':52}{row['right']:4} of {row['all']:4}")
    _on_sentences()


def _total(counted: dict[str, Counter[str]]) -> Counter[str]:
    return sum(counted.values(), Counter())


def _by_grammar(documents: Sequence[CorpusDocument]) -> list[tuple[str, Counter[str]]]:
    from labkin.nlp.relation_grammar import MODEL, reader

    return [("grammar", _total(count_patterns(documents, reader())))] if find_spec(MODEL) else []


def _on_sentences() -> None:
    """The patterns, with and without a parser, on the sentences written for them."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "helpers"))
    from labkin.nlp.relation_grammar import MODEL, reader
    from relation_cases import measured

    print("\nSentences written for the patterns (relation, direction; of those, denial and doubt)")
    readers = {"words": said} | ({"grammar": reader()} if find_spec(MODEL) else {})
    for name, sentence in readers.items():
        for part in ("seen", "held", "unseen", "denials"):
            count = measured(part, Readers(causes=False, typed=False, sentence=sentence))
            label = f"{name}, {part}: {count['sentences']} sentences"
            right = figures(count["right"], count["found"], count["said"])
            print(f"{label:34}{right}  {count['negation']} and {count['hedging']} of {count['right']}")


def read(documents: Sequence[CorpusDocument], spans: bool, fast: bool = False) -> list[Any]:
    """The documents as the pipeline reads them. With `spans`, the mentions are those that people marked."""
    from labkin.nlp import pipeline

    nlp = pipeline.load(exclude=["labkin_recogniser", "labkin_lab_lexicon"] if spans else [], fast=fast)
    made = []
    for document in documents:
        doc = nlp.make_doc(document.text)
        doc._.marked = (Sentence(0, len(document.title), "title"),)
        if spans:
            ents = [doc.char_span(one.start, one.end, one.type, alignment_mode="expand") for one in document.mentions]
            doc.ents = filter_spans([one for one in ents if one])
        for _, piece in nlp.pipeline:
            doc = piece(doc)
        made.append(doc)
    return made


def caused(relations: Sequence[Found]) -> dict[tuple[str, str], float]:
    """What chemicals cause, by MeSH's numbers, with the confidence."""
    found: dict[tuple[str, str], float] = {}
    for one in relations:
        if one.relation == "causes" and not one.negated:
            pair = (mesh_id(one.subject, "Chemical"), mesh_id(one.object, "Disease"))
            found[pair] = max(found.get(pair, 0.0), one.confidence)
    return found


def related(doc: Any) -> dict[frozenset[str], float]:
    """What is related, by the numbers that corpora use, with the confidence."""
    numbers = {id: pubtator_ids([id], ent.label_) for ent in doc.ents for id in ent._.ids}
    found: dict[frozenset[str], float] = {}
    for one in doc._.relations:
        ends = [*numbers.get(one.subject, ()), *numbers.get(one.object, ())]
        if len(ends) == 2 and not one.negated:
            found[frozenset(ends)] = max(found.get(frozenset(ends), 0.0), one.confidence)
    return found


def agreement(said: Sequence[dict[Any, float]], gold: Sequence[set[Any]]) -> str:
    """How what is said agrees with what people marked: figures, and the error of the confidence of what is said."""
    right = [
        (float(pair in wanted), sure) for each, wanted in zip(said, gold, strict=True) for pair, sure in each.items()
    ]
    hits, sure = np.array([hit for hit, _ in right]), np.array([sure for _, sure in right])
    return f"{figures(hits.sum(), len(hits), sum(map(len, gold)))}  {calibration_error(sure, hits):.3f}"


def raw_causes(documents: Sequence[CorpusDocument]) -> Iterator[tuple[str, str]]:
    """BC5CDR: what `find` says of marked mentions, of marked spans with our identifiers, and of raw text."""
    gold = [{(one.first, one.second) for one in each.relations if one.type == "CID"} for each in documents]
    own = [find(each.text, each.mentions, _spans(each), Readers(typed=False)) for each in documents]
    yield "the same, as shipped for raw text", agreement([caused(one) for one in own], gold)
    for label, spans, fast in _WAYS:
        yield label, agreement([caused(doc._.relations) for doc in read(documents, spans, fast)], gold)


def raw_related(documents: Sequence[CorpusDocument]) -> Iterator[tuple[str, str]]:
    """BioRED: pairs, whatever their type."""
    gold = [{frozenset((one.first, one.second)) for one in each.relations} for each in documents]
    for label, spans, fast in _WAYS:
        yield label, agreement([related(doc) for doc in read(documents, spans, fast)], gold)


_WAYS = (
    ("from gold spans, our identifiers", True, False),
    ("from raw text", False, False),
    ("from raw text, fast", False, True),
)


if __name__ == "__main__":
    if sys.argv[1:2] == ["train"]:
        make(sys.argv[2:])
    else:
        run(sys.argv[1:])
