"""What is read out of texts becomes statements, follows what is loaded and decided, and goes with its text.

The readings are made by hand here, so that it is known what a model said.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from labkin.app import annotating_curated as curated
from labkin.app.annotating import again, catch_up, look, pipeline, state, tell_names
from labkin.app.annotating_concepts import Concepts
from labkin.app.annotating_decisions import decisions
from labkin.app.annotating_models import models, restore_model, withdraw_model
from labkin.app.annotating_texts import Prose, all_prose
from labkin.app.cli_read import read_after_load
from labkin.app.curation import accept, link
from labkin.app.curation_queue import cases
from labkin.app.highlight import shown
from labkin.app.lab import Lab
from labkin.app.loading import LoadOptions, load_paths
from labkin.app.models_kept import use_model
from labkin.app.settling import settle
from labkin.app.unloading import find_sources, unload
from labkin.graph.errors import LabkinError, NotFound
from labkin.graph.model import Edge, Method, Statement, Viewer
from labkin.graph.project import ledger_digest
from labkin.nlp.annotations import Accession, Annotations, Found, Link, Mention
from labkin.nlp.pipeline import COMPONENTS, annotate
from labkin.nlp.pipeline import load as load_reader

TEXT = "Gefitinib inhibits EGFR but not the growth of AGS cells. See GSE12345."
DOC = "notes:1"
GEFITINIB, EGFR = "CHEBI:49668", "HGNC:3236"


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with Lab.create(tmp_path / "lab") as lab:
        yield lab


def load(lab: Lab, name: str, text: str, options: LoadOptions | None = None) -> Path:
    file = lab.folder.parent / name
    file.write_text(text, encoding="utf-8")
    (report,) = load_paths(lab, [file], options)
    assert report.status == "loaded", report
    return file


def notes(lab: Lab, text: str = TEXT, options: LoadOptions | None = None) -> Path:
    return load(lab, "notes.jsonl", f'{{"_id": "1", "title": "On lung cancer", "text": "{text}"}}\n', options)


def at(words: str, text: str = f"On lung cancer {TEXT}") -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def found(words: str, type: str, curie: str = "", name: str = "", sure: float = 0.9) -> Mention:
    start, end = at(words)
    links = (Link(curie, name or words, 0.8, "exact"),) if curie else ()
    return Mention(start, end, words, type, sure, links, (curie,) if curie else ())


def reading(model: str = "ours@1") -> Annotations:
    start, end = at("Gefitinib inhibits EGFR but not the growth of AGS cells.")
    sentence = f"On lung cancer {TEXT}"[start:end]
    return Annotations(
        f"On lung cancer {TEXT}",
        model,
        mentions=(
            found("lung cancer", "Disease", "MONDO:0008903", "lung cancer"),
            found("Gefitinib", "Chemical", "MESH:D000077156", "gefitinib"),
            found("EGFR", "Gene", "NCBIGene:1956", "EGFR"),
            found("AGS", "Disease", "MONDO:0018866", "Aicardi-Goutieres syndrome"),
            found("growth", "Disease"),
        ),
        relations=(
            Found("MESH:D000077156", "inhibits", "NCBIGene:1956", 0.9, start, end, sentence),
            Found("MESH:D000077156", "treats", "MONDO:0018866", 0.9, start, end, sentence),
            Found("MESH:D000077156", "causes", "MONDO:0008903", 0.9, start, end, sentence, negated=True),
            Found("MESH:D000077156", "treats", "MONDO:0008903", 0.2, start, end, sentence),
        ),
        accessions=(Accession(*at("GSE12345"), "GSE12345", "GEO:GSE12345", "Dataset"),),
    )


def read(lab: Lab, said: Annotations | None = None) -> None:
    """As if the model had read the one text of the lab."""
    look(lab)
    with lab.view() as view:
        (text,) = all_prose(view)
    with lab.ledger.batch("reader", "read") as batch:
        state(lab, batch, [(text, said or reading())])
    settle(lab)


def statements(lab: Lab, relation: str = "mentions") -> dict[str, Statement]:
    """The live statements of a relation, by subject and object; one of each is enough here."""
    with lab.view() as view:
        keys = {key for key in view.incident([DOC, GEFITINIB, "lab:drug-7"]) if key.relation == relation}
        return {f"{key.subject} {key.object}": one for key in keys for _, one in view.supporting([key])}


def mentioned(lab: Lab) -> set[str]:
    return {key.removeprefix(f"{DOC} ") for key in statements(lab)}


def test_a_mention_says_where_it_stands_how_sure_it_is_and_who_found_it(lab: Lab) -> None:
    notes(lab)
    read(lab)
    said = statements(lab)[f"{DOC} {GEFITINIB}"]
    start, end = at("Gefitinib")
    assert said.place == f"chars {start}-{end} of text"
    assert said.confidence == pytest.approx(0.9 * 0.8)
    assert said.method == Method.TEXT_MINED
    assert (said.source.uri, said.source.loader_version) == ("annotation:ours/notes:1", "ours@1")
    assert statements(lab)[f"{DOC} MONDO:0008903"].place == "chars 3-14 of name"


def test_concepts_become_the_nodes_of_the_vocabularies_and_data_nodes_of_their_own(lab: Lab) -> None:
    notes(lab)
    read(lab)
    assert mentioned(lab) == {"MONDO:0008903", GEFITINIB, EGFR, "MONDO:0018866", "GEO:GSE12345"}
    with lab.view() as view:
        nodes = {str(node.id): node for node in view.nodes([GEFITINIB, EGFR, "GEO:GSE12345"])}
    assert {id: node.kind for id, node in nodes.items()} == {
        GEFITINIB: "Compound",
        EGFR: "Gene",
        "GEO:GSE12345": "Dataset",
    }
    assert nodes[GEFITINIB].props["name"] == "gefitinib"


def test_a_relation_carries_its_sentence_and_denied_or_doubtful_ones_are_not_stated(lab: Lab) -> None:
    notes(lab)
    read(lab)
    said = statements(lab, "inhibits")[f"{GEFITINIB} {EGFR}"]
    assert isinstance(said.fact, Edge)
    assert said.fact.props["evidence"] == "Gefitinib inhibits EGFR but not the growth of AGS cells."
    assert said.fact.props["document"] == DOC
    assert not statements(lab, "causes")
    assert set(statements(lab, "treats")) == {f"{GEFITINIB} MONDO:0018866"}


DRUGS = "id\tcategory\tname\tstatus\nlab:drug-7\tCompound\tGefitinib\tbought\nlab:AB-0042\tBatch\tAB-0042\treleased\n"


@pytest.mark.parametrize("drugs_first", [True, False])
def test_one_concept_is_one_node_whichever_file_came_first(lab: Lab, drugs_first: bool) -> None:
    if drugs_first:
        load(lab, "drugs_nodes.tsv", DRUGS)
    notes(lab)
    read(lab)
    if not drugs_first:
        assert GEFITINIB in mentioned(lab)
        load(lab, "drugs_nodes.tsv", DRUGS)
        look(lab)
        settle(lab)
    assert "lab:drug-7" in mentioned(lab) and GEFITINIB not in mentioned(lab)
    assert f"lab:drug-7 {EGFR}" in statements(lab, "inhibits")
    (lab.folder.parent / "drugs_nodes.tsv").write_text(DRUGS.replace("Gefitinib", "water"), encoding="utf-8")
    load_paths(lab, [lab.folder.parent / "drugs_nodes.tsv"])
    look(lab)
    assert GEFITINIB in mentioned(lab) and "lab:drug-7" not in mentioned(lab)


def test_a_kind_of_assay_that_is_only_mentioned_is_no_assay_of_the_lab(lab: Lab) -> None:
    notes(lab)
    elisa = replace(found("growth", "Assay", "OBI:0000661", "ELISA"), confidence=0.95)
    read(lab, replace(reading(), mentions=(elisa,), relations=()))

    def kind() -> str:
        with lab.view() as view:
            return next(view.nodes(["OBI:0000661"])).kind

    assert kind() == "Term"
    edges = load(lab, "more_edges.tsv", "subject\tpredicate\tobject\nS:1\tbiolink:tested_in\tOBI:0000661\n")
    settle(lab)
    assert kind() == "Assay"
    unload(lab, find_sources(lab, str(edges)))
    settle(lab)
    assert kind() == "Term"


def test_the_labs_own_numbers_are_found_without_a_model(lab: Lab) -> None:
    load(lab, "drugs_nodes.tsv", DRUGS)
    load(lab, "notes.jsonl", '{"_id": "1", "title": "On AB-0042.", "text": "Not AB-00421, not XAB-0042."}\n')
    read(lab, Annotations("On AB-0042. Not AB-00421, not XAB-0042.", "ours@1"))
    assert mentioned(lab) == {"lab:AB-0042"}
    assert statements(lab)[f"{DOC} lab:AB-0042"].place == "chars 3-10 of name"


def test_relations_are_looked_for_between_things_that_only_this_lab_has(lab: Lab) -> None:
    load(
        lab,
        "own_nodes.tsv",
        "id\tcategory\tname\nlab:LK-0017\tCompound\tLK-0017\nlab:LK-0017-B01\tBatch\tLK-0017-B01\n",
    )
    with lab.view() as view:
        concepts = Concepts.of(view)
    nlp = load_reader(exclude=("labkin_recogniser", "labkin_linker"))
    for _ in range(2):  # telling it twice is telling it once
        tell_names(nlp, concepts)
    doc = nlp.make_doc("We made LK-0017-B01. LK-0017 inhibits EGFR.")
    for name, component in nlp.pipeline:
        if name == "labkin_lab_lexicon":
            doc.ents = [doc.char_span(38, 42, "Gene")]
            doc.ents[0]._.ids, doc.ents[0]._.confidence = (EGFR,), 0.9
        doc = component(doc)
    assert [(ent.text, ent.label_, ent._.ids) for ent in doc.ents] == [
        ("LK-0017", "Chemical", ("lab:LK-0017",)),
        ("EGFR", "Gene", (EGFR,)),
    ]
    assert [(one.subject, one.relation, one.object) for one in doc._.relations] == [("lab:LK-0017", "inhibits", EGFR)]


def test_a_link_to_what_the_lab_calls_just_so_is_believed(lab: Lab) -> None:
    load(lab, "own_nodes.tsv", "id\tcategory\tname\tsynonym\nHGNC:3236\tGene\tEGF receptor\tEGFR\n")
    notes(lab)
    read(lab)
    assert statements(lab)[f"{DOC} {EGFR}"].confidence == pytest.approx(0.9 * 0.95)
    assert statements(lab)[f"{DOC} {GEFITINIB}"].confidence == pytest.approx(0.9 * 0.8)


def test_what_is_most_likely_wrong_is_not_stated_but_known(lab: Lab) -> None:
    notes(lab)
    doubtful = replace(found("growth", "Gene", "HGNC:4261", "GH1"), confidence=0.2)
    read(lab, replace(reading(), mentions=(*reading().mentions[:4], doubtful)))
    assert mentioned(lab) == {EGFR, GEFITINIB, "MONDO:0008903", "MONDO:0018866", "GEO:GSE12345"}
    text = shown(lab, DOC)
    assert text is not None
    (mark,) = (mark for mark in text.marks if not mark.meanings)
    assert mark.guess is not None and (mark.guess.id, mark.guess.confidence) == ("HGNC:4261", pytest.approx(0.16))
    case = next(one for one in cases(lab) if one.text == "growth")
    accept(lab, [case])
    curated.accept(lab, DOC, *at("growth"))
    assert f"{DOC} HGNC:4261" not in statements(lab)
    link(lab, [case], "HGNC:4261")
    assert statements(lab)[f"{DOC} HGNC:4261"].method is Method.CURATED


def test_reading_again_replaces_just_what_the_old_version_said(lab: Lab) -> None:
    notes(lab)
    read(lab)
    head = lab.ledger.head()
    read(lab)
    assert lab.ledger.head() == head
    read(lab, Annotations(f"On lung cancer {TEXT}", "theirs@1", mentions=(found("EGFR", "Gene", EGFR),)))
    newer = reading("ours@2")
    read(lab, Annotations(newer.text, newer.model, mentions=newer.mentions[:1]))
    with lab.view() as view:
        said = [
            one.source.loader_version
            for _, one in view.supporting(view.incident([DOC]))
            if isinstance(one.fact, Edge) and one.fact.relation == "mentions"
        ]
    assert sorted(said) == ["ours@2", "theirs@1"]
    assert mentioned(lab) == {"MONDO:0008903", EGFR}


def test_what_was_said_of_a_text_goes_with_it(lab: Lab) -> None:
    file = notes(lab)
    read(lab)
    with lab.view() as view:
        (info,) = view.sources(file.as_posix())
    with lab.ledger.batch("me", "unload") as batch:
        batch.withdraw(info.source.id)
        batch.commit()
    look(lab)
    settle(lab)
    with lab.view() as view:
        assert not list(view.node_ids())
        assert not [one for one in view.sources() if one.source.loader in ("annotate", "vocabulary")]


def test_a_changed_text_waits_to_be_read_and_its_old_mentions_are_gone(lab: Lab) -> None:
    notes(lab)
    read(lab)
    notes(lab, "Nothing here.")
    assert look(lab) == 1
    assert mentioned(lab) == set()


def test_who_may_not_see_the_text_does_not_see_what_it_mentions(lab: Lab) -> None:
    notes(lab, options=LoadOptions(groups=("chemists",)))
    load(lab, "stub_nodes.tsv", f"id\tcategory\tname\n{DOC}\tDocument\tOn lung cancer\n")
    read(lab)
    assert mentioned(lab)
    with lab.view(viewer=Viewer("guest", frozenset())) as view:
        assert {key.relation for key in view.incident([DOC, GEFITINIB])} == set()
    with lab.view(viewer=Viewer("chemist", frozenset({"chemists"}))) as view:
        assert "mentions" in {key.relation for key in view.incident([DOC])}


# -- curators ----------------------------------------------------------------------------------------------------------


def digest(lab: Lab) -> object:
    with lab.view() as view:
        live = [one for _, one in view.supporting(view.incident(list(view.node_ids())))]
        return sorted((str(one.fact), one.place, one.method, one.confidence) for one in live)


def test_a_rejected_mention_is_gone_with_what_rested_on_it_and_comes_back(lab: Lab) -> None:
    notes(lab)
    read(lab)
    before = digest(lab)
    made = curated.reject(lab, DOC, *at("AGS"), author="maya")
    assert "MONDO:0018866" not in mentioned(lab)
    assert not statements(lab, "treats")
    assert f"{GEFITINIB} {EGFR}" in statements(lab, "inhibits")
    read(lab, reading("ours@2"))
    assert "MONDO:0018866" not in mentioned(lab)
    read(lab, reading("ours@1"))
    curated.undo(lab, made.id)
    assert digest(lab) == before


def test_a_relation_goes_with_the_mention_in_its_sentence_though_the_name_stands_elsewhere(lab: Lab) -> None:
    notes(lab, f"{TEXT} EGFR again.")
    said = reading()
    text = f"{said.text} EGFR again."
    start = text.rindex("EGFR")
    second = replace(said.mentions[2], start=start, end=start + 4)
    read(lab, replace(said, text=text, mentions=(*said.mentions, second)))
    made = curated.reject(lab, DOC, *at("EGFR"))
    assert EGFR in mentioned(lab)
    assert not statements(lab, "inhibits")
    curated.undo(lab, made.id)
    curated.relink(lab, DOC, start, start + 4, "HGNC:3430")
    assert set(statements(lab, "inhibits")) == {f"{GEFITINIB} {EGFR}"}


def test_a_corrected_link_counts_for_relations_too(lab: Lab) -> None:
    notes(lab)
    read(lab)
    before = digest(lab)
    made = curated.relink(lab, DOC, *at("lung cancer"), "MONDO:0005233")
    other = curated.relink(lab, DOC, *at("AGS"), "MONDO:0005148")
    said = statements(lab)[f"{DOC} MONDO:0005233"]
    assert (said.method, said.confidence, said.source.uri) == (Method.CURATED, 1.0, made.id)
    assert said.source.author == lab.config.author
    assert set(statements(lab, "treats")) == {f"{GEFITINIB} MONDO:0005148"}
    for id in (made.id, other.id):
        curated.undo(lab, id)
    assert digest(lab) == before


def test_type_and_span_can_be_corrected_and_mentions_added(lab: Lab) -> None:
    notes(lab)
    read(lab)
    before = digest(lab)
    made = [
        curated.retype(lab, DOC, *at("AGS"), "CellLine"),
        curated.relink(lab, DOC, *at("AGS"), "CVCL:0139"),
        curated.respan(lab, DOC, *at("lung cancer"), *at("cancer")),
        curated.add(lab, DOC, *at("cells"), "CellType", "CL:0000000"),
    ]
    assert made[1].type == "CellLine"
    assert {"CVCL:0139", "CL:0000000", "MONDO:0008903"} <= mentioned(lab)
    assert statements(lab)[f"{DOC} MONDO:0008903"].place == "chars 8-14 of name"
    assert "MONDO:0018866" not in mentioned(lab)
    for one in reversed(made):
        curated.undo(lab, one.id)
    assert digest(lab) == before


def test_of_two_decisions_on_one_span_the_last_counts_and_undoing_it_brings_the_first_back(lab: Lab) -> None:
    notes(lab)
    read(lab)
    curated.relink(lab, DOC, *at("AGS"), "CVCL:0139", author="maya")
    second = curated.reject(lab, DOC, *at("AGS"), author="jonas")
    assert "CVCL:0139" not in mentioned(lab)
    with lab.view() as view:
        assert [one.author for one in decisions(view, [DOC])] == ["maya", "jonas"]
    curated.undo(lab, second.id)
    assert statements(lab)[f"{DOC} CVCL:0139"].method == Method.CURATED


def test_a_decision_finds_its_words_again_in_a_text_that_grew(lab: Lab) -> None:
    notes(lab)
    read(lab)
    curated.relink(lab, DOC, *at("AGS"), "CVCL:0139")
    longer = f"First of all. {TEXT}"
    notes(lab, longer)
    read(lab, Annotations(f"On lung cancer {longer}", "ours@1"))
    start, end = at("AGS", f"On lung cancer {longer}")
    assert statements(lab)[f"{DOC} CVCL:0139"].place == f"chars {start}-{end} of text"


def test_a_name_can_be_taught_and_forbidden_in_all_texts(lab: Lab) -> None:
    notes(lab)
    read(lab)
    before = digest(lab)
    taught = curated.add_synonym(lab, "growth", "GO:0040007", "Anatomy")
    banned = curated.forbid(lab, "AGS")
    assert "GO:0040007" in mentioned(lab) and "MONDO:0018866" not in mentioned(lab)
    assert statements(lab)[f"{DOC} GO:0040007"].method == Method.CURATED
    for one in (taught, banned):
        curated.undo(lab, one.id)
    assert digest(lab) == before


def test_relations_can_be_rejected_and_stated(lab: Lab) -> None:
    notes(lab)
    read(lab)
    before = digest(lab)
    first = curated.reject_relation(lab, DOC, "MESH:D000077156", "inhibits", "NCBIGene:1956")
    second = curated.accept_relation(
        lab, DOC, "MESH:D000077156", "binds", "NCBIGene:1956", *at("Gefitinib inhibits EGFR")
    )
    assert not statements(lab, "inhibits")
    assert statements(lab, "binds")[f"{GEFITINIB} {EGFR}"].method == Method.CURATED
    for one in (second, first):
        curated.undo(lab, one.id)
    assert digest(lab) == before


def test_a_decision_on_what_is_not_there_says_so(lab: Lab) -> None:
    notes(lab)
    read(lab)
    with pytest.raises(NotFound, match="there is no span"):
        curated.reject(lab, DOC, 0, 9999)
    with pytest.raises(NotFound, match="no text of notes:2"):
        curated.reject(lab, "notes:2", 0, 1)
    with pytest.raises(NotFound, match="add it instead"):
        curated.accept(lab, DOC, *at("See"))
    with pytest.raises(LabkinError, match="there is no type 'Food'"):
        curated.retype(lab, DOC, *at("AGS"), "Food")
    with pytest.raises(NotFound, match="no decision curation:none stands"):
        curated.undo(lab, "curation:none")


# -- models ------------------------------------------------------------------------------------------------------------


def test_what_a_model_said_is_listed_withdrawn_and_restored(lab: Lab) -> None:
    notes(lab)
    read(lab)
    before = digest(lab)
    (one,) = models(lab)
    assert (one.name, one.version, one.documents, one.mentions, one.relations) == ("ours", "1", 1, 5, 2)
    assert one.unlinked == 1 and one.withdrawn is False
    assert withdraw_model(lab, "ours@1") == 1
    assert mentioned(lab) == set()
    (one,) = models(lab)
    assert one.withdrawn and (one.documents, one.mentions) == (0, 0)
    with pytest.raises(NotFound, match="no model theirs"):
        withdraw_model(lab, "theirs")
    assert restore_model(lab, "ours@1") == 1
    assert digest(lab) == before


def test_the_graph_is_the_same_after_a_model_came_back_though_a_text_was_decided_on_before(lab: Lab) -> None:
    """Of a link that two texts state, one sentence is shown: not the one that happens to be written last."""
    rows = [json.dumps({"_id": number, "title": "On lung cancer", "text": TEXT}) for number in ("1", "2")]
    load(lab, "notes.jsonl", "\n".join(rows) + "\n")
    look(lab)
    with lab.view() as view:
        texts = list(all_prose(view))
    with lab.ledger.batch("reader", "read") as batch:
        state(lab, batch, [(text, reading()) for text in texts])
    settle(lab)

    def graph() -> str:
        with lab.view() as view:
            assert any(edge.props.get("document") == "notes:2" for edge in view.all_edges())
            return ledger_digest(view)

    before = graph()
    made = curated.reject(lab, DOC, *at("AGS"))
    curated.undo(lab, made.id)
    assert graph() == before
    withdraw_model(lab, "ours")
    restore_model(lab, "ours")
    assert graph() == before


def test_withdrawals_with_and_without_a_version_meet(lab: Lab) -> None:
    notes(lab)
    read(lab)
    before = digest(lab)
    withdraw_model(lab, "ours@1")
    withdraw_model(lab, "ours")
    with pytest.raises(NotFound, match="all versions of ours were withdrawn; `labkin models restore ours`"):
        restore_model(lab, "ours@1")
    assert restore_model(lab, "ours") == 1
    assert digest(lab) == before
    withdraw_model(lab, "ours@1")
    assert restore_model(lab, "ours") == 1


def test_no_sentence_reaches_over_the_end_of_a_title() -> None:
    text = Prose("D:1", "Document", "No effect of aspirin", "Mice had asthma.", "text")
    found = annotate(text.text, load_reader(exclude=set(COMPONENTS) - {"labkin_sentences"}), text.sections)
    assert [text.text[one.start : one.end] for one in found.sentences] == ["No effect of aspirin", "Mice had asthma."]


def test_a_damaged_model_is_told_in_a_sentence_and_the_texts_wait(lab: Lab) -> None:
    notes(lab)
    folder = lab.folder / "models" / "odd-1"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"name": "odd"}', encoding="utf-8")
    assert look(lab) == 1
    use_model(lab, folder.name)
    done = read_after_load(lab, on=True, wait=True, quiet=True)
    assert (done.read, done.left) == (0, 1) and str(folder) in done.why
    shape = {"numbers": 1, "heads": {"core": ["Disease"]}, "rows": [1] * 5, "embedded": [1] * 5}
    whole = {
        "name": "odd",
        "version": "1",
        "shapes": [shape],
        "members": ["net-0.npz"],
        "priority": [],
        "calibration": {},
    }
    (folder / "config.json").write_text(json.dumps(whole), encoding="utf-8")  # of which the rest is missing
    with pytest.raises(LabkinError, match=r"the recogniser in .*odd-1 is damaged"):
        pipeline(str(folder))


DEADLY = """
import os, sys
from pathlib import Path
from spacy.language import Language
from labkin.app.annotating import catch_up, pipeline
from labkin.app.lab import Lab

@Language.component("deadly")
def deadly(doc):
    return doc if "arsenic" not in doc.text else os._exit(9)

pipeline("").add_pipe("deadly", first=True)
with Lab.open(Path(sys.argv[1])) as lab:
    catch_up(lab)
"""


def test_a_text_that_ends_the_process_is_set_aside_and_the_others_are_read(lab: Lab) -> None:
    texts = ["Arsenic and arsenic.", TEXT, "Aspirin treats pain."]
    rows = [json.dumps({"_id": str(n), "title": f"Note {n}", "text": text}) for n, text in enumerate(texts)]
    (lab.folder.parent / "notes.jsonl").write_text("\n".join(rows), encoding="utf-8")
    load_paths(lab, [lab.folder.parent / "notes.jsonl"])
    assert look(lab) == 3
    waiting = []
    for _ in range(3):
        assert subprocess.run([sys.executable, "-c", DEADLY, lab.folder]).returncode == 9
        lab.jobs.recover()
        waiting.append(lab.jobs.waiting("annotation:"))
    assert waiting == [3, 3, 0]
    (failed,) = lab.jobs.listed("failed")
    assert failed.uri == "annotation:notes:0"
    assert "3 processes ended while they read this text" in failed.error
    assert "labkin reannotate notes:0" in failed.error
    assert again(lab, ["notes:0"]) == 1
    assert catch_up(lab).read == 1
    assert not [one for one in lab.jobs.latest() if one.state == "failed"]


def test_what_is_no_paper_is_read_as_a_note() -> None:
    kinds = ("Publication", "Document", "Experiment")
    sections = {kind: [one.section for one in Prose("D:1", kind, "Title", "Body.", "text").sections] for kind in kinds}
    assert sections == {
        "Publication": ["title", ""],
        "Document": ["title", "note"],
        "Experiment": ["title", "note"],
    }


def test_a_note_says_only_what_its_sentences_say() -> None:
    words = "LPS at 100 ng/mL, TNF by ELISA. Two plates. All went well. Lithium inhibits GSK3B in cells. That is all."
    nlp = load_reader()
    told = {
        kind: {one.relation for one in annotate(text.text, nlp, text.sections).relations}
        for kind in ("Publication", "Document")
        for text in [Prose("D:1", kind, "TNF release, pilot", words, "text")]
    }
    assert told["Document"] == {"inhibits"}
    assert "inhibits" in told["Publication"]
