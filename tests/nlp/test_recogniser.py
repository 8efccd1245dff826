"""A recogniser learns from corpora that annotate different things, and keeps what it learnt in a folder."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from labkin.graph.errors import LabkinError
from labkin.nlp import load
from labkin.nlp.corpora import CorpusDocument, GoldMention, read_iob, read_pubtator
from labkin.nlp.gazetteer import CLASSES, PLACES, Gazetteer
from labkin.nlp.pipeline import COMPONENTS
from labkin.nlp.recogniser import Recogniser, Settings, Span, cuts_number, with_assays
from labkin.nlp.recogniser_agreement import agreeing
from labkin.nlp.recogniser_features import Knowledge
from labkin.nlp.recogniser_net import Net, Shape
from labkin.nlp.recogniser_training import Corpus, Plan, Trainer, example, sentences, tokenised
from labkin.nlp.word_classes import BUCKETS, WIDTH, WordClasses
from labkin.nlp.word_vectors import WordVectors

HEADS = {"core": ("Chemical", "Disease")}


NAMES = (("chemical", "aspirin"), ("disease", "breast cancer"), ("symbol", "WAS"))


def knowledge(names: Sequence[tuple[str, str]] = NAMES) -> Knowledge:
    """A few names, no classes, one vector."""
    return Knowledge(
        Gazetteer.of(list(names)),
        WordClasses(np.zeros((BUCKETS, WIDTH), np.int8), np.zeros(WIDTH, np.float32)),
        WordVectors.of({"fever": np.ones(4, np.float32)}, 4),
    )


def text(number: int, parts: list[str], *named: tuple[str, str]) -> CorpusDocument:
    """A document with each named word marked where it stands first."""
    whole = " ".join(parts)
    found = [GoldMention(whole.index(name), whole.index(name) + len(name), name, type) for name, type in named]
    return CorpusDocument(str(number), whole, whole, tuple(found))


def corpora(known: Knowledge) -> list[Corpus]:
    """One marks chemicals only, the other diseases only; both speak of both."""
    drugs, ills = ["aspirin", "ibuprofen", "naproxen", "codeine"], ["fever", "asthma", "breast cancer", "gout"]
    chemicals = [
        text(i, [drug, "helps against", ill], (drug, "Chemical"))
        for i, (drug, ill) in enumerate(zip(drugs, ills, strict=True))
    ]
    diseases = [
        text(i, [ill, "is worse than", drug], (ill, "Disease"))
        for i, (drug, ill) in enumerate(zip(drugs, ills, strict=True))
    ]
    return [
        Corpus("one", "core", [example(one, HEADS["core"], ("Chemical",), known, {}) for one in chemicals]),
        Corpus("two", "core", [example(one, HEADS["core"], ("Disease",), known, {}) for one in diseases]),
    ]


@pytest.fixture(scope="module")
def trained() -> Recogniser:
    known = knowledge()
    net = Net(Shape(known.width, HEADS, width=32, depth=1, projected=16, rows=(500,) * 5, embedded=(16,) * 5), seed=1)
    trainer = Trainer(net, corpora(known), Plan(steps=120, rate=0.01, batch=40, warmup=5))
    trainer.run()
    trainer.average()
    settings = Settings("small", "1", (net.shape,), ("net-0.npz",), (("core", {t: t for t in HEADS["core"]}),))
    return Recogniser(settings, known, [net])


def read(model: Recogniser, words: str) -> list[tuple[str, str]]:
    tokens, _ = tokenised(words)
    [spans] = model.recognise([(tokens, {})])
    return [(" ".join(tokens[span.start : span.end]), span.type) for span in spans]


def test_an_assay_whose_name_begins_with_another_is_one_span() -> None:
    tokens = ["by", "PCR", "-", "RFLP", "and", "PCR"]
    features = knowledge([("assay", "PCR"), ("assay", "PCR-RFLP")]).features(tokens, {})
    features.numbers[1, CLASSES.index("assay") * PLACES] = 1  # as where both names are marked: PCR stands alone too
    found = with_assays([], tokens, features)
    assert [(one.start, one.end, one.type) for one in found] == [(1, 4, "Assay"), (5, 6, "Assay")]


def test_what_a_corpus_does_not_mark_is_learnt_from_another(trained: Recogniser) -> None:
    assert read(trained, "naproxen helps against breast cancer") == [
        ("naproxen", "Chemical"),
        ("breast cancer", "Disease"),
    ]


def test_a_model_read_from_its_folder_finds_the_same(trained: Recogniser, tmp_path: Path) -> None:
    trained.save(tmp_path / "model")
    again = Recogniser.load(tmp_path / "model")
    assert again.model == "small@1"
    assert read(again, "aspirin helps against gout") == read(trained, "aspirin helps against gout")


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(LabkinError, match="holds no recogniser"):
        Recogniser.load(tmp_path)


@pytest.mark.parametrize("file", ["net-0.npz", "names.bin", "classes.bin", "vectors.bin"])
def test_a_damaged_model_is_a_sentence(trained: Recogniser, tmp_path: Path, file: str) -> None:
    trained.save(tmp_path)
    path = tmp_path / file
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LabkinError, match="is damaged"):
        Recogniser.load(tmp_path)


def test_confidence_is_a_probability_and_is_calibrated(trained: Recogniser) -> None:
    tokens, _ = tokenised("aspirin helps against gout")
    [raw] = trained.recognise([(tokens, {})], raw=True)
    assert all(0.5 < span.confidence <= 1 for span in raw)


def test_long_texts_are_read_in_pieces_that_lose_no_name(trained: Recogniser) -> None:
    tokens = tokenised("aspirin helps against breast cancer . " * 400)[0]
    [spans] = trained.recognise([(tokens, {})])
    [single] = trained.recognise([(tokens[:6], {})])
    assert len(spans) == pytest.approx(400 * len(single), rel=0.02)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


def test_nothing_is_found_in_nothing(trained: Recogniser) -> None:
    assert next(iter(trained.recognise([([], {}), (["."], {})]))) == []


def test_names_inside_others_are_found_by_the_heads_that_come_later() -> None:
    known = knowledge()
    heads = {"core": ("Gene",), "species": ("Species",)}
    marked = [
        text(
            i,
            ["the", species, gene, "in", other],
            (f"{species} {gene}", "Gene"),
            (species, "Species"),
            (other, "Species"),
        )
        for i, (species, gene, other) in enumerate(itertools.permutations(["mouse", "rat", "human", "XYZ1"], 3))
    ]
    ready = [
        Corpus(head, head, [example(one, types, types, known, {}) for one in marked]) for head, types in heads.items()
    ]
    net = Net(Shape(known.width, heads, width=32, depth=1, projected=16, rows=(500,) * 5, embedded=(16,) * 5), seed=1)
    trainer = Trainer(net, ready, Plan(steps=150, rate=0.01, batch=60, warmup=5))
    trainer.run()
    trainer.average()
    priority = tuple((head, {type: type for type in types}) for head, types in heads.items())
    model = Recogniser(Settings("small", "1", (net.shape,), ("net-0.npz",), priority), known, [net])
    [spans] = model.recognise([(tokenised("the human XYZ1 in rat")[0], {})])
    assert [(one.start, one.end, one.type, one.nested) for one in spans] == [
        (1, 2, "Species", True),
        (1, 3, "Gene", False),
        (4, 5, "Species", False),
    ]


def test_a_name_does_not_take_half_of_a_number() -> None:
    nlp = load(exclude=set(COMPONENTS))
    for text, cut in (("p38 alpha 6.1 nM", True), ("p38 alpha 6. 1 nM", False), ("IL 6, 7", False), ("IL 6", False)):
        doc = nlp.make_doc(text)
        end = next(token.i for token in doc if token.text == "6") + 1
        assert cuts_number(doc[0:end]) is cut


def test_a_short_form_is_read_as_what_it_stands_for() -> None:
    tokens = tokenised("tardive dyskinesia (TD) and aspirin (ASA); TD, ASA and TDX")[0]
    means = {"TD": "tardive dyskinesia", "ASA": "aspirin"}
    found = agreeing(tokens, [Span(0, 2, "Disease", 0.9), Span(3, 4, "Gene", 0.6), Span(6, 7, "Chemical", 0.8)], means)
    assert [(" ".join(tokens[one.start : one.end]), one.type) for one in found] == [
        ("tardive dyskinesia", "Disease"),
        ("TD", "Disease"),
        ("aspirin", "Chemical"),
        ("ASA", "Chemical"),
        ("TD", "Disease"),
        ("ASA", "Chemical"),
    ]


def test_a_short_form_of_what_is_no_name_is_left_as_it_is() -> None:
    tokens = tokenised("body mass index (BMI); BMI")[0]
    assert agreeing(tokens, [], {"BMI": "body mass index"}) == []


def test_names_are_found_longest_first_whatever_case_and_plural() -> None:
    found = Gazetteer.of([("disease", "breast cancer"), ("anatomy", "breast"), ("disease", "cancer")])
    rows = found.features(["Breast", "cancers", "grow"])
    disease, anatomy = (CLASSES.index(name) * PLACES for name in ("disease", "anatomy"))
    assert list(rows[:, disease : disease + 4].argmax(1)[:2]) == [1, 3]
    assert rows[0, anatomy] == 1
    assert rows[2].sum() == 0


def test_symbols_count_as_they_are_written_only() -> None:
    names = Gazetteer.of([("symbol", "WAS")])
    assert names.features(["WAS"]).sum() == 1
    assert names.features(["was"]).sum() == 0


def test_a_short_form_is_what_its_long_form_is() -> None:
    names = Gazetteer.of([("disease", "congestive heart failure")])
    rows = names.features(["CHF", "is"], {"CHF": "congestive heart failure"})
    assert rows[0, CLASSES.index("disease") * PLACES] == 1


def test_names_do_not_run_over_the_end_of_a_sentence() -> None:
    names = Gazetteer.of([("disease", "heart failure")])
    assert names.features(["heart", ".", "failure"]).sum() == 0
    assert names.features(["heart", "-", "failure"]).sum() > 0


def test_names_are_kept_in_a_file(tmp_path: Path) -> None:
    names = Gazetteer.of([("chemical", "aspirin"), ("gene", "p53 protein"), ("species", "E. coli")])
    names.save(tmp_path / "names")
    again = Gazetteer.load(tmp_path / "names")
    assert (again.keys == names.keys).all()
    assert (again.classes == names.classes).all()


def test_vectors_are_kept_in_a_file(tmp_path: Path) -> None:
    vectors = WordVectors.of({"fever": np.array([0.5, -0.25], np.float32)}, 2)
    vectors.save(tmp_path / "vectors")
    again = WordVectors.load(tmp_path / "vectors")
    assert again.rows([again.row("Fever"), again.row("unknown")]).tolist() == [[0.5, -0.25], [0.0, 0.0]]


def test_sentences_joined_keep_their_mentions() -> None:
    first = text(1, ["aspirin helps"], ("aspirin", "Chemical"))
    second = text(2, ["no gout here"], ("gout", "Disease"))
    [joined] = sentences([first, second], 2)
    assert [joined.text[one.start : one.end] for one in joined.mentions] == ["aspirin", "gout"]


def test_iob_and_pubtator_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "one.tsv").write_text("S\tB-GENE\n100\tI-GENE\nand\tO\np53\tB-GENE\n\nno\tO\n", encoding="utf-8")
    first, second = read_iob(tmp_path / "one.tsv", {"GENE": "Gene"})
    assert [one.text for one in first.mentions] == ["S 100", "p53"]
    assert second.mentions == ()
    (tmp_path / "two.txt").write_text(
        "7|t|Aspirin\n7|a|cures gout.\n7\t0\t7\tAspirin\tChemical\tD001241\n7\t0\t3\tcures\tChemical\t-\n"
        "7\tCID\tD001241\tD006073\n\n8|t|Empty\n8|a|\n",
        encoding="utf-8",
    )
    found, empty = read_pubtator(tmp_path / "two.txt")
    assert found.text == "Aspirin cures gout."
    assert [(one.text, one.type, one.ids) for one in found.mentions] == [("Aspirin", "Chemical", ("D001241",))]
    assert [(one.type, one.first, one.second) for one in found.relations] == [("CID", "D001241", "D006073")]
    assert empty.text == "Empty"
