"""Connections, the lab itself and comparisons, answered from a real graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from tests.search.test_answer import Names

from labkin.graph.model import Edge, Node
from labkin.graph.profile import Profile, read_profile
from labkin.graph.store import EdgeKey
from labkin.search.answer import Answer, ask

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

NODES = [
    Node.of("G:1", "Gene", name="JAK1"),
    Node.of("G:2", "Gene", name="JAK2"),
    Node.of("G:3", "Gene", name="STAT3"),
    Node.of("G:4", "Gene", name="TP53"),
    Node.of("D:1", "Disease", name="asthma"),
    Node.of("D:2", "Disease", name="gout"),
    Node.of("SE:1", "Side Effect", name="Asthma"),
    Node.of("C:1", "Compound", name="aspirin", molecular_weight=180.16, formula="C9H8O4"),
    Node.of("C:2", "Compound", name="ibuprofen", molecular_weight=206.29),
    Node.of("C:3", "Compound", name="placebo"),
    Node.of("B:1", "Batch", name="B-01", status="released", category=["Batch"]),
    Node.of("B:2", "Batch", name="B-02", status="withdrawn", category=["Batch"]),
    Node.of("B:3", "Batch", name="B-03", status="released", category=["Batch"]),
    Node.of("T:1", "Table", name="sheet", columns=["dose", "response"], column_types=["number", "text"]),
    Node.of("DS:1", "Dataset", name="viability", file_name="raw/dose response.csv"),
    Node.of("A:1", "Assay", name="kinase assay"),
    Node.of("M:1", "Measurement", value=10.0, unit="nM", endpoint="IC50", qualifier="="),
    Node.of("M:2", "Measurement", value=30.0, unit="nM", endpoint="IC50", qualifier="="),
    Node.of("M:3", "Measurement", value=1000.0, unit="nM", endpoint="IC50", qualifier=">"),
    Node.of("M:4", "Measurement", value=5.0, unit="nM", endpoint="IC50", qualifier="="),
    Node.of("N:1", "Document", name="note"),
]
EDGES = [
    Edge.of("C:1", "inhibits", "G:1"),
    Edge.of("C:1", "inhibits", "G:2"),
    Edge.of("C:1", "binds", "G:2"),
    Edge.of("C:2", "inhibits", "G:2"),
    Edge.of("G:1", "interacts", "G:3"),
    Edge.of("G:3", "interacts", "G:2"),
    Edge.of("G:3", "associates", "D:2"),
    Edge.of("C:1", "causes", "SE:1"),
    Edge.of("C:2", "treats", "D:1"),
    Edge.of("N:1", "mentions", "G:1"),
    Edge.of("N:1", "mentions", "G:2"),
    Edge.of("N:1", "mentions", "G:4"),
    *(Edge.of(f"B:{n}", "batch_of", "C:1") for n in (1, 2, 3)),
    Edge.of("DS:1", "has_part", "T:1"),
    *(Edge.of(f"M:{n}", "measured_in", "A:1") for n in range(1, 5)),
    *(Edge.of(f"M:{n}", "measurement_of", "C:2" if n == 4 else "C:1") for n in range(1, 5)),
]


def prove(ids: Sequence[str], keys: Sequence[EdgeKey]) -> list[dict[str, Any]]:
    return [{"edge": tuple(key)} for key in keys]


class Lab(NamedTuple):
    store: EngineStore
    profile: Profile

    def ask(self, question: str, **more: Any) -> Answer:
        return ask(question, store=self.store, profile=self.profile, names=Names(NODES), evidence=prove, **more)


@pytest.fixture(scope="module")
def lab(engine: Engine) -> Lab:
    store = engine.store()
    store.rebuild(NODES, EDGES, 7)
    return Lab(store, read_profile(store))


def test_a_connection_is_told_step_by_step_with_its_evidence(lab: Lab) -> None:
    found = lab.ask("how is JAK1 connected to gout?")
    assert (found.status, found.ids, found.complete) == ("answered", ("G:3",), True)
    assert found.rows[0]["path"] == "JAK1 interacts with STAT3, which is associated with gout"
    assert (found.rows[0]["steps"], found.rows[0]["between"], found.rows[0]["between ids"]) == (2, "STAT3", "G:3")
    assert [item["edge"] for item in found.evidence] == [
        ("G:1", "interacts", "G:3", ""),
        ("G:3", "associates", "D:2", ""),
    ]
    assert found.to_json()["query"]["paths"]["source"] == ["G:1"]
    assert found.reading.startswith("the shortest paths of up to 4 steps between JAK1 (G:1) and gout (D:2)")
    assert found.statement is not None and found.transaction == 7


def test_texts_connect_only_what_nothing_else_does(lab: Lab) -> None:
    assert lab.ask("what connects JAK1 and JAK2").ids == ("G:3", "C:1")
    found = lab.ask("what connects JAK1 and TP53")
    assert (found.ids, found.rows[0]["path"]) == (("N:1",), "JAK1 is mentioned in note, which mentions TP53")
    assert found.reading.endswith("in texts too")


def test_no_path_is_no_data_and_says_how_far_was_looked(lab: Lab) -> None:
    found = lab.ask("how is JAK1 connected to viability")
    assert (found.status, found.rows, found.complete) == ("no_data", (), True)
    assert found.text == "No data: no path of up to 4 steps joins JAK1 and viability."
    assert lab.ask("is there a path between JAK1 and viability?").value is False
    assert lab.ask("how is aspirin connected to gout through diseases").status == "no_data"


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("is there a path between JAK1 and gout?", True),
        ("is JAK1 related to STAT3?", True),
        ("is JAK1 related to gout?", False),
        ("how many steps are between JAK1 and gout", 2),
        ("do JAK1 and JAK2 share a gene?", True),
        ("do aspirin and gout share any batch", False),
        ("how many genes do aspirin and ibuprofen share", 1),
        ("how many diseases do JAK1 and JAK2 have in common", 0),
        ("how many edges are there", len(EDGES)),
        ("how many nodes are in the graph?", len(NODES)),
        ("how many kinds of things are there", 10),
        ("how many different relations are there", 11),
        ("how many edges between compounds and genes", 4),
        ("how many columns does viability have", 2),
        ("is aspirin heavier than ibuprofen?", False),
        ("is ibuprofen heavier than aspirin?", True),
        ("does aspirin have more genes than ibuprofen", True),
    ],
)
def test_numbers_and_truth_values(lab: Lab, question: str, value: object) -> None:
    found = lab.ask(question)
    assert (found.status, found.value) == ("answered", value)
    assert isinstance(found.value, bool) == isinstance(value, bool)


def test_what_is_not_linked_by_an_edge_is_shown_with_its_path(lab: Lab) -> None:
    found = lab.ask("is JAK1 related to gout?")
    assert found.text.startswith("Not by an edge. 1 path of 2 steps")
    assert found.rows[0]["between"] == "STAT3"


def test_what_things_share_says_how_each_has_it(lab: Lab) -> None:
    found = lab.ask("which genes do aspirin and ibuprofen share?")
    assert found.ids == ("G:2",)
    assert found.rows == ({"gene": "JAK2", "gene id": "G:2", "aspirin": "binds and inhibits", "ibuprofen": "inhibits"},)
    both = lab.ask("what do JAK1 and JAK2 have in common?")
    assert both.ids == ("C:1", "G:3")  # not the note that mentions both
    assert both.rows[0]["kind"] == "compound"
    assert lab.ask("what do JAK1 and TP53 have in common").ids == ("N:1",)
    none = lab.ask("which genes do aspirin and gout share")
    assert (none.status, none.text) == ("no_data", "No data: aspirin and gout share no genes.")


def test_a_name_of_several_things_is_ambiguous(lab: Lab) -> None:
    found = lab.ask("what do JAK1 and asthma have in common?")
    assert found.status == "ambiguous"
    assert {choice["id"] for choice in found.alternatives} == {"D:1", "SE:1"}
    assert lab.ask("how is ibuprofen connected to the disease asthma").rows[0]["steps"] == 1
    assert lab.ask("how is JAK1 connected to asthma?").status == "answered"  # to either of them


def test_kinds_and_relations_are_listed_with_their_numbers(lab: Lab) -> None:
    kinds = lab.ask("what kinds of things are in the graph?")
    assert {row["kind"]: row["number"] for row in kinds.rows}["batch"] == 3
    assert set(kinds.ids) == {node.kind for node in NODES}
    relations = lab.ask("what relations are there?")
    assert {row["relation"]: row["number"] for row in relations.rows}["inhibits"] == 3
    ways = lab.ask("how are compounds and genes related?")
    assert [(row["relation"], row["number"]) for row in ways.rows] == [("inhibits", 3), ("binds", 1)]
    assert lab.ask("how are batches and genes related?").status == "no_data"


def test_properties_leave_out_what_only_says_the_kind(lab: Lab) -> None:
    found = lab.ask("what properties does a batch have?")
    assert found.ids == ("name", "status")
    assert found.rows[1] == {"property": "status", "type": "text", "number": 3, "such as": "released; withdrawn"}


def test_values_of_a_property_come_with_how_many_have_them(lab: Lab) -> None:
    found = lab.ask("what statuses can a batch have?")
    assert found.ids == ("released", "withdrawn")
    assert [row["number of batches"] for row in found.rows] == [2, 1]


@pytest.mark.parametrize(
    "question",
    [
        "what columns does the table sheet have",
        "which columns are in viability?",
        "what columns does dose response.csv have?",
        "what columns does RAW/dose response.csv have?",
    ],
)
def test_columns_of_a_table_by_its_name_its_dataset_or_its_file(lab: Lab, question: str) -> None:
    found = lab.ask(question)
    assert found.ids == ("dose", "response")
    assert found.rows[0] == {"column": "dose", "type": "number"}


def test_a_file_that_is_not_there_has_no_columns(lab: Lab) -> None:
    found = lab.ask("what columns does response.csv have?")
    assert (found.status, found.rows) == ("no_data", ())


def test_things_stand_side_by_side_with_differences_marked(lab: Lab) -> None:
    found = lab.ask("compare aspirin and ibuprofen")
    rows = {row["what"]: row for row in found.rows}
    assert found.ids == ("C:1", "C:2")
    assert rows["kind"] == {"what": "kind", "aspirin": "compound", "ibuprofen": "compound", "differs": False}
    assert rows["molecular weight"]["differs"] and rows["molecular weight"]["ibuprofen"] == 206.29
    assert rows["formula"]["ibuprofen"] is None
    assert rows["inhibits: number of genes"] == {
        "what": "inhibits: number of genes", "aspirin": 2, "ibuprofen": 1, "differs": True,
    }  # fmt: skip


def test_means_leave_out_values_that_are_only_bounds(lab: Lab) -> None:
    found = lab.ask("compare aspirin and ibuprofen in the kinase assay")
    assert [(row["thing id"], row["average value"], row["number of measurements"]) for row in found.rows] == [
        ("C:1", 20.0, 2),
        ("C:2", 5.0, 1),
    ]


def test_which_is_more_gives_the_winner_and_both_values(lab: Lab) -> None:
    found = lab.ask("which has more targets, aspirin or ibuprofen?")
    assert (found.ids, [row["number of genes"] for row in found.rows]) == (("C:1",), [2, 1])
    fewer = lab.ask("which of aspirin and placebo has fewer genes")
    assert (fewer.ids, [row["number of genes"] for row in fewer.rows]) == (("C:3",), [0, 2])
    lacking = lab.ask("which is heavier, aspirin or placebo?")
    assert (lacking.status, lacking.text) == (
        "no_data",
        "No data: the graph holds no molecular weight of placebo.",
    )


def test_what_is_next_to_a_thing_is_listed_with_its_relations(lab: Lab) -> None:
    found = lab.ask("what is STAT3 connected to?")
    assert found.ids == ("D:2", "G:1", "G:2")
    assert found.rows[0]["relation"] == "associates"


def test_other_questions_are_read_as_before(lab: Lab) -> None:
    assert lab.ask("which compounds inhibit JAK1").ids == ("C:1",)
    assert lab.ask("how is JAK1 connected to foobar").status == "not_understood"
