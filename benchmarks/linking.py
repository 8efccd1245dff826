"""Identifiers of gold mentions, and of mentions found in raw text, on the development parts of three corpora.

    python -m benchmarks linking [--end] [--held FOLDER]   figures
    python -m benchmarks linking build [FOLDER] [--dev]    make what ships (or write it to another folder)
    python -m benchmarks linking usual                     what corpora write where references say else; before build
    python -m benchmarks linking names UNII_Names.txt      take more names of substances from FDA's list
    python -m benchmarks linking genes homologene.data     take the genes of animals from NCBI HomoloGene

Protocol. Everything is made from the training parts alone, less the documents that are in any development part (BioRED
took 45 of them over from BC5CDR and NCBI-disease). Gold mentions: the mentions that people marked, each with its text
and type; right means that the identifiers told, as PubTator files write them, are exactly those of the mention
("first": of the mentions with one identifier, the likeliest is it). Mentions whose text, spelling aside, stands in no
training part are "unseen". "All" counts mentions without an identifier too: none must be told. Calibration: expected
calibration error of the first link's confidence, ten bins of equal width, over mentions with an identifier.
End to end: raw text through `labkin.nlp.load()`; a mention is found where span, type and identifiers are exactly those
of a marked one with an identifier; "documents" compares the sets of identifiers of each document.
"""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks._linking import CORPORA, Text, teach, texts, training_texts
from benchmarks._measures import calibration_error, corpora
from labkin.nlp.annotations import Mention
from labkin.nlp.crosswalk import bare, pubtator_ids
from labkin.nlp.linker_names import squashed

_TYPES = {
    "bc5cdr": ("Chemical", "Disease"),
    "ncbi_disease": ("Disease",),
    "biored": ("Chemical", "Disease", "Gene", "Species", "CellLine", "Variant"),
}


def run(arguments: list[str]) -> None:
    """Print the figures, or build."""
    folder = corpora()
    if arguments[:1] == ["build"]:
        build(folder, arguments[1:])
        return
    if arguments[:1] == ["genes"]:
        from benchmarks import _linking_genes
        from labkin.nlp.linker_names import ADDED

        print(f"{_linking_genes.write(Path(arguments[1]), ADDED / 'orthologues.tsv.zst'):,} genes")
        return
    if arguments[:1] == ["usual"]:
        from benchmarks import _linking_usual

        print(f"{_linking_usual.renew(one for _, one in training_texts(folder)):,} concepts")
        return
    if arguments[:1] == ["names"]:
        from benchmarks import _linking_drugs
        from labkin.nlp.linker_names import ADDED

        rows = _linking_drugs.more_names(Path(arguments[1]))
        print(f"{_linking_drugs.write(ADDED / 'names_chemical.tsv.zst', rows):,} names")
        return
    linker = _linker(folder, arguments)
    print(f"{'corpus':14}{'type':10}{'mentions':>9}{'exact ids':>10}{'first':>7}{'unseen':>7}{'all':>7}{'ECE':>7}")
    for corpus in CORPORA:
        gold(corpus, texts(folder, corpus, "dev"), linker, _seen(folder))
    if "--end" in arguments:
        print(f"\n{'corpus':14}{'type':10}{'P':>7}{'R':>7}{'F1':>7}   documents:{'P':>7}{'R':>7}{'F1':>7}")
        for corpus in CORPORA:
            end_to_end(corpus, texts(folder, corpus, "dev"), linker)


def build(data: Path, arguments: list[str]) -> None:
    """Write the counts and the weights."""
    from benchmarks._linking_train import learn
    from labkin.nlp import linker_model
    from labkin.nlp.linker_names import ADDED

    rest = [one for one in arguments if not one.startswith("--")]
    folder = Path(rest[0]) if rest else ADDED
    folder.mkdir(parents=True, exist_ok=True)
    taught, scorers = learn(data)
    if "--dev" in arguments:
        taught = teach(one for _, one in training_texts(data, ("train", "dev")))
    taught.write(folder / "taught.tsv.zst")
    linker_model.write(folder / "weights.json", scorers)
    for path in sorted(folder.iterdir()):
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def gold(corpus: str, documents: list[Text], linker: Any, seen: set[tuple[str, bytes]]) -> None:
    """Print the figures of one corpus on its marked mentions."""
    rows: dict[str, list[tuple[bool, bool, bool, bool, float, bool]]] = defaultdict(list)
    began = time.perf_counter()
    for document in documents:
        mentions = [Mention(m.start, m.end, m.text, m.type) for m in document.mentions]
        for mark, told in zip(
            document.mentions, linker.link(document.text, mentions, document.abbreviations), strict=True
        ):
            wanted = {bare(key) for key in mark.keys}
            ids = set(pubtator_ids(told.ids, told.type))
            first = set(pubtator_ids([told.links[0].curie], told.type)) if told.links else set()
            sure = told.links[0].confidence if told.links else 0.0
            known = (mark.type, squashed(mark.text)) in seen
            rows[mark.type].append((bool(wanted), ids == wanted, len(wanted) == 1, known, sure, bool(first & wanted)))
    took = time.perf_counter() - began
    for type in _TYPES[corpus]:
        having = [row for row in rows[type] if row[0]]
        single = [row for row in having if row[2]]
        unseen = [row for row in having if not row[3]]
        error = calibration_error([row[4] for row in having], [row[5] for row in having])
        print(
            f"{corpus:14}{type:10}{len(having):9}{share(r[1] for r in having):10.4f}{share(r[5] for r in single):7.3f}"
            f"{share(r[1] for r in unseen):7.3f}{share(r[1] for r in rows[type]):7.3f}{error:7.3f}"
        )
    print(f"{corpus:14}{len(documents) / took:.0f} documents a second")


def end_to_end(corpus: str, documents: list[Text], linker: Any) -> None:
    """Print precision, recall and F1 of mentions with their identifiers, found in raw text."""
    from labkin.nlp.pipeline import load

    nlp = load(exclude=["labkin_relations", "labkin_accessions", "labkin_quantities"])
    nlp.get_pipe("labkin_linker").linker = linker
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    for document, doc in zip(documents, nlp.pipe(one.text for one in documents), strict=True):
        for type in _TYPES[corpus]:
            wanted = {(m.start, m.end, frozenset(map(bare, m.keys))) for m in document.mentions if m.type == type}
            wanted = {one for one in wanted if one[2]}
            ents = [ent for ent in doc.ents if ent.label_ == type]
            told = {(e.start_char, e.end_char, frozenset(pubtator_ids(e._.ids, type))) for e in ents}
            told = {one for one in told if one[2]}
            ids, told_ids = ({i for one in group for i in one[2]} for group in (wanted, told))
            new = (len(wanted & told), len(told), len(wanted), len(ids & told_ids), len(told_ids), len(ids))
            counts[type] = [a + b for a, b in zip(counts[type], new, strict=True)]
    for type in _TYPES[corpus]:
        right, told_, wanted_, *by_document = counts[type]
        print(f"{corpus:14}{type:10}{_prf(right, told_, wanted_)}   documents:{_prf(*by_document)}")


def share(hits: Any) -> float:
    """The share of hits; 0 of none."""
    found = list(hits)
    return sum(found) / len(found) if found else 0.0


def _prf(right: int, told: int, wanted: int) -> str:
    precision, recall = right / max(told, 1), right / max(wanted, 1)
    both = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"{100 * precision:7.2f}{100 * recall:7.2f}{100 * both:7.2f}"


def _seen(data: Path) -> set[tuple[str, bytes]]:
    return {(m.type, squashed(m.text)) for _, one in training_texts(data) for m in one.mentions}


def _linker(data: Path, arguments: list[str]) -> Any:
    """The linker of a folder that `build` wrote, else the shipped weights with the counts of the training parts."""
    from labkin.nlp import linker_model, linker_taught
    from labkin.nlp.linker import Linker

    if "--held" in arguments:
        folder = Path(arguments[arguments.index("--held") + 1])
        taught = linker_taught.Taught.read(folder / "taught.tsv.zst")
        return Linker(taught, linker_model.read(folder / "weights.json"))
    return Linker(teach(one for _, one in training_texts(data)), linker_model.shipped())
