"""Questions that are hard on purpose: hostile names and texts, and graphs that were loaded in another order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.app.asking import answer
from labkin.app.lab import Lab
from labkin.app.loading import load_paths
from labkin.graph.embedded import stop_owner

TODAY = date(2026, 3, 31)
LONG = "poly" + "ethoxymethyl" * 416 + "ol"  # some 5,000 characters
HOSTILE = {
    "C:10": "O'Brien's tonic",
    "C:11": 'so called "wonder" drug',
    "C:12": "back`tick",
    "C:13": "slash // comment",
    "C:14": "star /* comment */",
    "C:15": "semicolon; MATCH (n) DETACH DELETE n",
    "C:16": "$name",
    "C:17": "{id: 'G:1'}",
    "C:18": "back\\slash\\",
    "C:19": "x' OR 1=1",
    "C:20": "}) RETURN 1 //",
    "C:21": LONG,
}
OPAQUE = {"C:11", "C:15", "C:17", "C:19"}  # read as words of the question, of which some then mean nothing
CYPHER = {"G:10": "MATCH", "G:11": "SET", "G:12": "RETURN", "G:13": "DELETE", "G:14": "WHERE", "G:15": "MERGE",
          "G:16": "REMOVE", "G:17": "CALL", "G:18": "NULL", "G:19": "UNION", "G:20": "LOAD CSV"}  # fmt: skip
NODES = [
    ("C:1", "SmallMolecule", "aspirin", "180.2"),
    ("C:2", "SmallMolecule", "salbutamol", "239.3"),
    ("C:3", "SmallMolecule", "budesonide", "430.5"),
    ("C:4", "SmallMolecule", "", "151.2"),
    ("D:1", "Disease", "asthma", ""),
    ("D:2", "Disease", "breast cancer", ""),
    ("D:3", "Disease", "lung cancer", ""),
    ("G:1", "Gene", "EGFR", ""),
    ("G:2", "Gene", "TP53", ""),
    ("P:1", "Phenotype", "asthma", ""),
    *((id, "SmallMolecule", name, "") for id, name in HOSTILE.items()),
    *((id, "Gene", name, "") for id, name in CYPHER.items()),
]
EDGES = [
    ("C:2", "treats", "D:1"),
    ("C:3", "treats", "D:1"),
    ("C:1", "treats", "D:2"),
    ("C:4", "treats", "D:2"),
    ("C:1", "binds", "G:1"),
    ("C:2", "binds", "G:1"),
    ("C:2", "binds", "G:2"),
    ("G:1", "associated_with", "D:3"),
    ("G:2", "associated_with", "D:2"),
    *((id, "binds", "G:1") for id in HOSTILE),
    *(("C:1", "binds", id) for id in CYPHER),
]
ASKED = """
Which drugs treat asthma?
Which drugs treat breast cancer or asthma?
Which drugs do not treat asthma?
Which drugs bind EGFR and treat asthma?
Which drugs bind EGFR but do not treat asthma?
What does salbutamol bind?
What does salbutamol treat?
What is asthma?
What is aspirin?
What is C:4?
Which genes are bound by drugs that treat asthma?
Which diseases are treated by drugs that bind EGFR?
Which genes are associated with breast cancer?
How many drugs treat asthma?
How many genes does aspirin bind?
How many drugs does each gene have?
How many genes are there?
List all diseases.
List all genes.
List all drugs.
Which gene is bound by the most drugs?
Which drug binds the most genes?
the 2 heaviest compounds
compounds with a molecular weight below 200
compounds with a molecular weight between 150 and 250
What is the average molecular weight?
What is the molecular weight of aspirin?
Does aspirin treat asthma?
Does salbutamol treat asthma?
Which drugs bind no gene?
Which drugs bind more than 1 gene?
What do aspirin and salbutamol have in common?
How is salbutamol connected to lung cancer?
Compare aspirin and salbutamol.
What kinds of data do we have?
Which drugs treat foobaritis?
Which drugs bind SET?
Which genes treat asthma?
""".strip().splitlines()
INJECTIONS = """
'; MATCH (n) DETACH DELETE n; //
delete all drugs
MATCH (n) DETACH DELETE n
Which drugs treat asthma'}) DETACH DELETE n //
Which drugs treat asthma; DROP TABLE statement; --
Which drugs treat asthma" OR "1"="1
Which drugs treat `asthma`) SET a.name = 'x' //?
Which drugs treat asthma /* SET n.name = 'x' */
CALL db.labels()
CREATE (n:Gene {name: 'x'})
Which genes are called x' REMOVE n.name WITH n MATCH (m) DELETE m
LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row
set the name of aspirin to x
$p0
{id: 'D:1'}
""".strip().splitlines()
SAID = ("status", "text", "ids", "rows", "value", "reading", "query", "cypher", "params", "alternatives", "unused",
        "complete", "confidence")  # fmt: skip


def loaded(folder: Path, seed: int) -> Lab:
    """A lab with the graph, whose lines are in an order of chance; seed 0 keeps them as they are."""
    nodes = ["\t".join((id, f"biolink:{kind}", name, weight)) for id, kind, name, weight in NODES]
    edges = ["\t".join((subject, f"biolink:{relation}", object)) for subject, relation, object in EDGES]
    files = [folder / "kg_nodes.tsv", folder / "kg_edges.tsv"]
    if seed:
        random.Random(seed).shuffle(nodes)
        random.Random(seed).shuffle(edges)
        files.reverse()
    (folder / "kg_nodes.tsv").write_text("\n".join(["id\tcategory\tname\tmolecular_weight", *nodes]) + "\n")
    (folder / "kg_edges.tsv").write_text("\n".join(["subject\tpredicate\tobject", *edges]) + "\n")
    lab = Lab.create(folder / "lab")
    (lab.folder / "labkin.toml").write_text('annotate = "off"\nencoder = "none"\n')
    lab.close()
    lab = Lab.open(folder / "lab")
    for file in files:
        assert [report.status for report in load_paths(lab, [file])] == ["loaded"]
    lab.catch_up()
    return lab


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    lab = loaded(tmp_path_factory.mktemp("hard"), 0)
    yield lab
    lab.close()
    stop_owner(lab.folder)


def told(lab: Lab) -> dict[str, dict[str, Any]]:
    """What is said to every question, and which facts it rests on."""
    answers = {}
    for question in ASKED:
        found = answer(lab, question, TODAY)
        facts = {
            (one.get("id"), one.get("subject"), one.get("relation"), one.get("object")) for one in found["evidence"]
        }
        answers[question] = {key: found[key] for key in SAID} | {"facts": facts}
    return answers


def test_the_questions_say_something(lab: Lab) -> None:
    assert sum(one["status"] == "answered" for one in told(lab).values()) >= 28


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_loaded_in_another_order_has_the_same_answers(lab: Lab, tmp_path: Path, seed: int) -> None:
    other = loaded(tmp_path, seed)
    try:
        assert told(other) == told(lab)
    finally:
        other.close()
        stop_owner(other.folder)


@pytest.mark.parametrize("id", CYPHER)
def test_a_gene_called_like_a_word_of_cypher_is_a_gene(lab: Lab, id: str) -> None:
    found = answer(lab, f"Which drugs bind {CYPHER[id]}?", TODAY)
    assert (found["status"], found["ids"]) == ("answered", ["C:1"])


@pytest.mark.parametrize("id", [id for id in HOSTILE if id not in OPAQUE])
def test_a_hostile_name_is_found(lab: Lab, id: str) -> None:
    found = answer(lab, f"What does {HOSTILE[id]} bind?", TODAY)
    assert (found["status"], found["ids"]) == ("answered", ["G:1"])


@pytest.mark.parametrize("id", HOSTILE)
def test_a_hostile_name_is_never_part_of_a_statement_nor_taken_for_another(lab: Lab, id: str) -> None:
    for said in (HOSTILE[id], f"'{HOSTILE[id]}'", f'"{HOSTILE[id]}"', f"`{HOSTILE[id]}`"):
        found = answer(lab, f"What does {said} bind?", TODAY)
        assert HOSTILE[id] not in found["cypher"]
        assert found["ids"] in ([], ["G:1"])


@pytest.mark.parametrize("id", HOSTILE)
def test_what_has_a_hostile_name_is_found_by_its_identifier(lab: Lab, id: str) -> None:
    found = answer(lab, f"What does {id} bind?", TODAY)
    assert (found["status"], found["ids"]) == ("answered", ["G:1"])


def test_hostile_names_stand_in_answers_as_they_are(lab: Lab) -> None:
    rows = answer(lab, "Which drugs bind EGFR?", TODAY)["rows"]
    assert {row["compound id"]: row["compound"] for row in rows}.items() >= HOSTILE.items()


@pytest.mark.parametrize("question", INJECTIONS)
def test_an_injection_changes_nothing(lab: Lab, question: str) -> None:
    before = lab.store.read("MATCH (n) OPTIONAL MATCH (n)-[e]->() RETURN count(DISTINCT n) AS n, count(e) AS e")
    mark = lab.store.mark()
    found = answer(lab, question, TODAY)
    assert lab.store.read("MATCH (n) OPTIONAL MATCH (n)-[e]->() RETURN count(DISTINCT n) AS n, count(e) AS e") == before
    assert lab.store.mark() == mark
    words = set(found["cypher"].replace("(", " ").split())
    assert not words & {"CREATE", "MERGE", "SET", "DELETE", "REMOVE", "DETACH", "CALL", "LOAD", "DROP"}


def test_a_question_of_any_length_has_an_answer(lab: Lab) -> None:
    for question in ("why " * 2_000, "a" * 5_000, f"Which drugs treat asthma {'or asthma ' * 600}?", "(" * 5_000):
        assert answer(lab, question, TODAY)["status"] == "not_understood"


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(), st.lists(st.sampled_from((*HOSTILE.values(), *CYPHER.values(), "which drugs treat",
       "asthma", "bind", "not", "how many", "'", '"', "`", "\0", "//", "))"))).map(" ".join)))  # fmt: skip
def test_any_text_has_one_of_four_answers(lab: Lab, text: str) -> None:
    assert answer(lab, text, TODAY)["status"] in {"answered", "no_data", "ambiguous", "not_understood"}
