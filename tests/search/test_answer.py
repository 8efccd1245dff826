"""Questions answered from a real graph: rows, statement, evidence, and four kinds of answer."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from labkin.graph.errors import LabkinError
from labkin.graph.model import EVERYONE, Edge, Node, Viewer
from labkin.graph.profile import Profile, read_profile
from labkin.graph.query_json import from_json
from labkin.graph.store import EdgeKey
from labkin.nlp.normal import normal
from labkin.search import answer_rows
from labkin.search.answer import Answer, ask
from labkin.search.index import NameHit

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

NODES = [
    Node.of("D:1", "Disease", name="asthma"),
    Node.of("D:2", "Disease", name="breast cancer"),
    Node.of("SE:1", "Side Effect", name="Asthma"),
    Node.of("C:1", "Compound", name="aspirin", synonyms=["ASA"], molecular_weight=180.16),
    Node.of("C:2", "Compound", name="salbutamol", molecular_weight=239.31),
    Node.of("C:3", "Compound", name="Budesonide", molecular_weight=430.5),
    Node.of("C:4", "Compound"),
    Node.of("G:1", "Gene", name="SET"),
    Node.of("G:2", "Gene", name="EGFR"),
    Node.of("B:1", "Batch", name="B-01", status="released", purity=99.0, date="2024-05-01"),
    Node.of("B:2", "Batch", name="B-02", status="withdrawn", purity=97.0, date="2023-05-01"),
    Node.of("P:1", "Person", name="Maya Lindqvist"),
    Node.of("P:2", "Person", name="Maya Okonkwo"),
    Node.of("P:3", "Person", name="Tomás Herrera"),
    Node.of("R:1", "Activity", name="run 1"),
    Node.of("DS:1", "Dataset", name="kinases", rows=640),
    Node.of("S:1", "Submission", name="SUB-1"),
    Node.of("M:1", "Measurement", value=0.02, unit="uM", endpoint="IC50"),
    Node.of("M:2", "Measurement", value=75.0, unit="nM", endpoint="IC50"),
    Node.of("A:1", "Assay", name="hERG patch clamp"),
    Node.of("A:2", "Assay", name="kinase panel"),
    Node.of("M:3", "Measurement", value=10.0, unit="uM", endpoint="IC50", qualifier=">"),
    Node.of("M:4", "Measurement", value=5.0, unit="nM", endpoint="IC50", qualifier="<"),
    Node.of("M:5", "Measurement", value=90.0, unit="nM", endpoint="IC50", qualifier="="),
]
EDGES = [
    Edge.of("C:2", "treats", "D:1"),
    Edge.of("C:3", "treats", "D:1"),
    Edge.of("C:4", "treats", "D:2"),
    Edge.of("C:1", "causes", "SE:1"),
    Edge.of("C:1", "binds", "G:1"),
    Edge.of("D:1", "associates", "G:2"),
    Edge.of("B:1", "batch_of", "C:1"),
    Edge.of("B:2", "batch_of", "C:1", {"page": 2}),
    Edge.of("B:1", "attributed_to", "P:3"),
    Edge.of("B:2", "attributed_to", "P:1"),
    Edge.of("R:1", "used", "B:1"),
    Edge.of("DS:1", "generated_by", "R:1"),
    Edge.of("S:1", "supported_by", "DS:1"),
    Edge.of("M:1", "measurement_of", "C:2"),
    Edge.of("M:2", "measurement_of", "C:3"),
    *(Edge.of(f"M:{n}", "measured_in", "A:2" if n in (1, 4) else "A:1") for n in range(1, 6)),
    *(Edge.of(f"C:{n}", "tested_in", "A:1") for n in (1, 2, 3, 4)),
    Edge.of("M:3", "measurement_of", "C:1"),
    Edge.of("M:4", "measurement_of", "C:4"),
    Edge.of("M:5", "measurement_of", "C:4"),
]


class Bearer(NamedTuple):
    id: str
    kind: str
    name: str


class Names:
    """The names of the nodes, in a dictionary."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.bearers: dict[str, list[Bearer]] = defaultdict(list)
        for node in nodes:
            name, others = str(node.props.get("name", node.id)), node.props.get("synonyms", ())
            assert isinstance(others, tuple)
            for form in {f for text in (name, *map(str, others)) for f in (text, normal(text))}:
                self.bearers[form].append(Bearer(str(node.id), node.kind, name))

    def lookup(self, forms: Sequence[str], viewer: Viewer = EVERYONE, /) -> Mapping[str, Sequence[Bearer]]:
        return {form: self.bearers[form] for form in forms if form in self.bearers}

    def bearing(self, words: Sequence[Collection[str]], viewer: Viewer = EVERYONE, /) -> list[NameHit]:
        found = {}
        for form, bearers in self.bearers.items():
            if words and all(set(spellings) & set(form.split()) for spellings in words):
                found |= {b.id: NameHit(b.id, b.kind, b.name, False, form, "name") for b in bearers}
        return list(found.values())

    def suggest(self, text: str, viewer: Viewer = EVERYONE, /) -> list[str]:
        return get_close_matches(text, self.bearers, 1)


def prove(ids: Sequence[str], keys: Sequence[EdgeKey]) -> list[dict[str, Any]]:
    return [{"id": id_} for id_ in ids] + [{"edge": tuple(key)} for key in keys]


class Lab(NamedTuple):
    store: EngineStore
    profile: Profile

    def ask(self, question: str, **more: Any) -> Answer:
        return ask(
            question,
            store=self.store,
            profile=self.profile,
            names=Names(NODES),
            evidence=prove,
            today=date(2026, 3, 31),
            **more,
        )


@pytest.fixture(scope="module")
def lab(engine: Engine) -> Lab:
    store = engine.store()
    store.rebuild(NODES, EDGES, 7)
    return Lab(store, read_profile(store))


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("Which drugs treat asthma?", ["C:3", "C:2"]),
        ("Which drugs target SET?", ["C:1"]),
        ("What does ASA bind?", ["G:1"]),
        ("Which genes are associated with asthma?", ["G:2"]),
        ("Which compounds are not used for asthma?", ["C:1", "C:4"]),
        ("compounds with molecular weight below 300", ["C:1", "C:2"]),
        ("the 2 heaviest compounds", ["C:3", "C:2"]),
        ("withdrawn batches", ["B:2"]),
        ("batches since 2024", ["B:1"]),
        ("Which batches did Tomas prepare?", ["B:1"]),
        ("who prepared B-02?", ["P:1"]),
        ("What went into SUB-1?", ["C:1", "DS:1", "B:1", "R:1", "P:3"]),
        ("Which batches went into SUB-1?", ["B:1"]),
        ("Which released batches went into SUB-1?", ["B:1"]),
        ("What depends on B-01?", ["DS:1", "R:1", "S:1"]),
        ("Which compounds have an IC50 below 50 nM?", ["C:2", "C:4"]),
        ("Which compounds have an IC50 below 5 nM?", ["C:4"]),  # "<5" is
        ("Which compounds have an IC50 below 20 uM?", ["C:3", "C:2", "C:4"]),  # ">10 uM" may be above
        ("Which compounds have an IC50 above 10 uM?", ["C:1"]),  # ">10 uM" is
        ("Which compounds have an IC50 above 8000 nM?", ["C:1"]),
        ("Which compounds have an IC50 below 80 nM in the hERG patch clamp assay?", ["C:3"]),  # C:2 elsewhere
        ("Which compounds were tested in the hERG patch clamp with an IC50 below 80 nM?", ["C:3"]),
        ("compounds with an IC50 below 50 nM in the kinase panel", ["C:2", "C:4"]),
        ("measurements of salbutamol in the kinase panel", ["M:1"]),
        ("Which measurements were done in the kinase panel?", ["M:1", "M:4"]),
        ("Which compounds have more than 1 batch?", ["C:1"]),
        ("Which compound has the most batches?", ["C:1"]),
        ("What is aspirin?", ["C:1"]),
        ("What is C:4?", ["C:4"]),
        ("list all datasets", ["DS:1"]),
    ],
)
def test_answers(lab: Lab, question: str, ids: list[str]) -> None:
    answer = lab.ask(question)
    assert answer.status == "answered"
    assert sorted(answer.ids) == sorted(ids)
    if "SUB-1" not in question and "depends" not in question:
        assert list(answer.ids) == ids
    assert answer.complete and answer.rows and answer.evidence
    assert answer.reading and answer.statement and answer.transaction == 7


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("How many compounds treat asthma?", 2),
        ("How many batches were withdrawn?", 1),
        ("How many drugs treat breast cancer and asthma?", 0),
        ("How many batches went into SUB-1?", 1),
        ("Does salbutamol treat asthma?", True),
        ("Does aspirin treat asthma?", False),
        ("Are there any drugs that treat asthma?", True),
        ("Is B-02 withdrawn?", True),
        ("Is B-01 withdrawn?", False),
        ("average purity of batches", 98.0),
    ],
)
def test_values(lab: Lab, question: str, value: float | bool) -> None:
    answer = lab.ask(question)
    assert (answer.status, answer.value, type(answer.value)) == ("answered", value, type(value))


def test_rows_are_flat_and_name_things_beside_their_identifiers(lab: Lab) -> None:
    assert lab.ask("Which drugs treat asthma?").rows == (
        {"compound": "Budesonide", "compound id": "C:3"},
        {"compound": "salbutamol", "compound id": "C:2"},
    )
    assert lab.ask("batches with purity over 98 %").rows == ({"batch": "B-01", "batch id": "B:1", "purity": 99.0},)
    grouped = lab.ask("how many batches per compound").rows
    assert grouped == ({"compound": "aspirin", "compound id": "C:1", "number of batches": 2},)
    out = io.StringIO()
    csv.DictWriter(out, grouped[0].keys()).writerows(grouped)
    assert out.getvalue() == "aspirin,C:1,2\r\n"


def test_what_has_no_name_is_shown_by_its_identifier(lab: Lab) -> None:
    assert lab.ask("What treats breast cancer?").rows[0] == {"compound": "C:4", "compound id": "C:4"}


def test_a_property_is_given_with_its_thing(lab: Lab) -> None:
    answer = lab.ask("What is the molecular weight of aspirin?")
    assert answer.rows == ({"compound": "aspirin", "compound id": "C:1", "molecular weight": 180.16},)
    assert answer.text == "aspirin: 180.16"
    assert lab.ask("What is the molecular weight of C:4?").status == "no_data"


def test_what_is_known_of_a_thing(lab: Lab) -> None:
    (row,) = lab.ask("What is B-02?").rows
    assert row == {
        "batch": "B-02",
        "batch id": "B:2",
        "kind": "batch",
        "date": "2023-05-01",
        "status": "withdrawn",
        "purity": 97.0,
    }


def test_evidence_is_of_the_edges_that_the_pattern_met(lab: Lab) -> None:
    assert lab.ask("Which drugs treat asthma?").evidence == (
        {"edge": ("C:2", "treats", "D:1", "")},
        {"edge": ("C:3", "treats", "D:1", "")},
    )
    assert {"edge": ("B:2", "batch_of", "C:1", '{"page":2}')} in lab.ask("batches of aspirin").evidence
    assert lab.ask("withdrawn batches").evidence == ({"id": "B:2"},)
    assert lab.ask("How many batches were withdrawn?").evidence == ({"id": "B:2"},)
    assert {"edge": ("R:1", "used", "B:1", "")} in lab.ask("What depends on B-01?").evidence


def test_a_reading_without_rows_is_no_data(lab: Lab) -> None:
    answer = lab.ask("Which drugs treat breast cancer and asthma?")
    assert (answer.status, answer.ids, answer.rows, answer.value) == ("no_data", (), (), None)
    assert answer.reading == "compounds that treat breast cancer (D:2) and treat asthma (D:1)"
    assert answer.statement is not None


def test_a_pattern_that_the_graph_lacks_is_no_data_with_its_reason(lab: Lab) -> None:
    answer = lab.ask("Which genes treat asthma?")
    assert answer.status == "no_data"
    assert "treats" in answer.text


def test_unknown_words_are_named(lab: Lab) -> None:
    answer = lab.ask("Which drugs treat foobaritis?")
    assert (answer.status, answer.unused, answer.query) == ("not_understood", ("foobaritis",), None)


def test_what_only_the_vocabularies_know_is_no_data_and_not_a_word_unheard_of(lab: Lab) -> None:
    known = {"gout": NameHit("D:9", "Disease", "gout", False, "gout", "vocabulary")}

    def beyond(forms: Sequence[str]) -> dict[str, list[NameHit]]:
        return {form: [known[form]] for form in forms if form in known}

    answer = lab.ask("Which drugs treat gout?", beyond=beyond)
    assert (answer.status, answer.ids, answer.rows) == ("no_data", (), ())
    assert answer.text == "No data: nothing here is gout (D:9), which the vocabularies know."
    assert answer.reading == "compounds that treat gout (D:9)"
    assert lab.ask("Which drugs treat gout of foobaritis?", beyond=beyond).status == "not_understood"
    assert lab.ask("Which drugs treat asthma?", beyond=beyond).status == "answered"


def test_a_word_that_means_the_same_as_one_of_the_graph_is_taken_for_it_and_told(lab: Lab) -> None:
    sure, answer = lab.ask("Which drugs cure asthma?"), lab.ask("Which drugs heal asthma?")
    assert (answer.status, answer.ids, answer.unused) == ("answered", sure.ids, ())
    assert answer.reading == f"{sure.reading}, taking 'heal' as cure"
    assert answer.confidence < sure.confidence
    assert answer.question == "Which drugs heal asthma?"
    assert lab.ask("and breast cancer?", context=answer.context).ids == ("C:4",)


def test_what_is_near_here_goes_before_a_name_that_only_the_vocabularies_know(lab: Lab) -> None:
    known = {"heal": NameHit("X:9", "Compound", "heal", False, "heal", "vocabulary")}
    answer = lab.ask("Which drugs heal asthma?", beyond=lambda forms: {f: [known[f]] for f in forms if f in known})
    assert answer.status == "answered"


def test_two_of_a_name_are_offered(lab: Lab) -> None:
    answer = lab.ask("What is asthma?")
    assert answer.status == "ambiguous"
    assert [(c["id"], c["kind"]) for c in answer.alternatives] == [("D:1", "Disease"), ("SE:1", "Side Effect")]
    people = lab.ask("Which batches did Maya prepare?")
    assert [choice["id"] for choice in people.alternatives] == ["P:1", "P:2"]


def test_the_kind_of_everything_is_counted(lab: Lab) -> None:
    rows = lab.ask("What kinds of data do we have?").rows
    assert {"kind": "side effect", "number": 1} in rows
    assert rows[0] == {"kind": "measurement", "number": 5}


def test_json_has_every_promised_field(lab: Lab) -> None:
    answer = lab.ask("Which drugs treat asthma?").to_json()
    promised = "question status ids rows value reading query cypher params evidence alternatives unused complete"
    assert {*promised.split(), "transaction", "ms"} <= set(answer)
    assert answer["params"] == {"p0": "D:1"}
    assert from_json(answer["query"])
    assert "D:1" not in answer["cypher"]


def test_the_same_question_has_the_same_answer(lab: Lab) -> None:
    def plain() -> dict[str, Any]:
        return {k: v for k, v in lab.ask("What went into SUB-1?").to_json().items() if k != "ms"}

    assert plain() == plain()


def test_a_cut_is_told(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_rows, "MAX_ROWS", 3)
    answer = lab.ask("list all compounds")
    assert (list(answer.ids), answer.complete) == (["C:1", "C:3", "C:2"], False)
    assert "first 3" in answer.why_not


def test_asking_changes_nothing(lab: Lab) -> None:
    before = lab.store.read("MATCH (n) RETURN count(n) AS n")
    for question in ("'; MATCH (n) DETACH DELETE n; //", "delete all compounds", "Which drugs treat asthma?"):
        lab.ask(question)
    assert lab.store.read("MATCH (n) RETURN count(n) AS n") == before


def test_a_viewer_of_limited_sight_is_refused(lab: Lab) -> None:
    with pytest.raises(LabkinError, match="see all"):
        lab.ask("list all compounds", viewer=Viewer("guest", frozenset({"public"})))


def test_a_thing_counts_once_in_a_total_however_many_ways_lead_to_it(lab: Lab) -> None:
    assert lab.ask("total molecular weight of compounds that have batches").value == 180.16
