"""What a language model is told of a lab, and what of its reply counts; nothing here asks one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.profile import Profile, PropProfile
from labkin.graph.query_json import from_json
from labkin.nlp.llm_prompt import MOST_KINDS, MOST_NAMES, MOST_TRIPLES, SYSTEM, offer
from labkin.nlp.llm_reply import CONFIDENCE, MOST_LETTERS, NotProposed, proposed
from offered import PROFILE, QUESTION, SECRET, TODAY, offered, words_in

NAME = {"name": "compound", "var": "a", "what": "prop", "prop": "name"}
ID = {"name": "compound id", "var": "a", "what": "id"}
RIGHT: dict[str, Any] = {
    "nodes": [{"var": "a", "kinds": ["Compound"]}, {"var": "b", "ids": ["G:1"]}],
    "edges": [{"source": "a", "target": "b", "relations": ["inhibits"]}],
    "columns": [NAME, ID],
}
BATCHES: dict[str, Any] = {"nodes": [{"var": "a", "kinds": ["Batch"]}], "columns": [ID]}
MEASURED: dict[str, Any] = {"nodes": [{"var": "a", "kinds": ["Measurement"]}], "columns": [ID]}


def where(prop: str, op: str, value: object = None, of: dict[str, Any] = BATCHES) -> dict[str, Any]:
    return of | {"where": {"var": "a", "prop": prop, "op": op, "value": value}}


def test_a_model_is_told_the_schema_and_the_names_in_the_question() -> None:
    told = json.loads(offered().message())
    assert told["question"] == QUESTION and told["today"] == "2026-03-31"
    assert set(told["kinds"]) == set(PROFILE.kinds)
    assert "Compound | inhibits | Gene" in told["relations"]
    assert told["properties"]["Compound"]["molecular_weight"] == "number, g/mol"
    assert told["properties"]["Batch"]["status"] == "text, one of released, withdrawn"
    assert told["names in the question"] == [{"id": "G:1", "kind": "Gene", "name": "EGFR"}]


def test_it_is_told_no_rows_no_texts_no_numbers_of_things_and_no_other_names() -> None:
    message = offered().message()
    for unsaid in (SECRET, "aspirin", "180.16", "asthma", "Maya", "98.0", "2024-03-01", "40"):
        assert unsaid not in message, unsaid
    assert set(json.loads(message)) == {
        "question",
        "today",
        "kinds",
        "relations",
        "properties",
        "names in the question",
    }


def test_of_a_large_graph_it_is_told_the_commonest_only() -> None:
    kinds = [f"Kind{number}" for number in range(200)]
    words = words_in(" ".join(["EGFR"] * 30))
    large = Profile(
        {kind: 1000 - number for number, kind in enumerate(kinds)} | {"Gene": 5000},
        {(a, f"r{number}", "Gene"): 1 for number in range(20) for a in kinds},
        {kind: {f"p{number}": PropProfile("text", 5) for number in range(99)} for kind in kinds},
    )
    told = offer(words, large, TODAY)
    assert len(told.kinds) == MOST_KINDS and told.kinds[:2] == ("Gene", "Kind0")
    assert len(told.triples) == MOST_TRIPLES and len(told.names) <= MOST_NAMES
    assert len(told.message()) < 100_000


def test_the_examples_of_the_prompt_are_queries() -> None:
    found = [from_json(json.loads(one)) for one in re.findall(r"^\{.*?\}\]\}$", SYSTEM, re.MULTILINE | re.DOTALL)]
    assert len(found) == 2


@pytest.mark.parametrize("around", ["{}", " {}\n", "```json\n{}\n```", "```\n{}\n```\n"])
def test_a_query_of_what_was_offered_is_a_reading_of_low_confidence(around: str) -> None:
    reading = proposed(around.replace("{}", json.dumps(RIGHT)), offered())
    assert reading.english == "compounds that inhibit EGFR (G:1)"
    assert reading.confidence == CONFIDENCE <= 0.5
    assert (reading.form, reading.answer, reading.question) == ("list", "a", QUESTION)
    assert reading.query == replace(from_json(RIGHT), distinct=True)


def test_name_and_identifier_of_the_things_are_added_where_they_lack() -> None:
    weight = {"name": "weight", "var": "a", "what": "prop", "prop": "molecular_weight"}
    reading = proposed(json.dumps(RIGHT | {"columns": [weight]}), offered())
    assert [(c.name, c.what) for c in reading.query.columns] == [
        ("compound", "prop"),
        ("compound id", "id"),
        ("weight", "prop"),
    ]


def test_things_are_counted_once() -> None:
    number = {"name": "compounds", "var": "a", "what": "id", "agg": "count"}
    reading = proposed(json.dumps(RIGHT | {"columns": [number]}), offered())
    assert reading.form == "count" and reading.query.columns[0].distinct
    by_status = [{"name": "status", "var": "a", "what": "prop", "prop": "status"}, number]
    assert proposed(json.dumps(BATCHES | {"columns": by_status}), offered()).form == "per"


@pytest.mark.parametrize(
    "good",
    [
        where("status", "=", "withdrawn"),
        where("status", "in", ["withdrawn", "released"]),
        where("purity", ">=", 98),
        where("purity", "missing"),
        where("date", ">=", "2024-03-01"),
        where("date", "starts", "2024-03"),
        where("comment", "contains", "anything"),
        where("unit", "=", "nM", MEASURED),
        RIGHT | {"where": {"var": "a", "prop": "synonyms", "op": "has", "value": "ASA"}},
        BATCHES
        | {
            "where": {
                "not": {
                    "linked": {"source": "a", "target": "x", "relations": ["batch_of"]},
                    "node": {"var": "x", "kinds": ["Compound"]},
                    "where": {"var": "x", "prop": "molecular_weight", "op": "<", "value": 300},
                }
            }
        },
    ],
)
def test_conditions_on_what_was_offered_are_taken(good: dict[str, Any]) -> None:
    assert proposed(json.dumps(good), offered()).query.where == from_json(good).where


EDGE = {"source": "a", "target": "b"}
WRONG: dict[str, tuple[Any, str]] = {
    "prose": ("Sure! Here is your query.", "not JSON"),
    "Cypher": ("MATCH (n) DETACH DELETE n", "not JSON"),
    "a write": ({"delete": ["G:1"]}, "no part delete"),
    "a write beside a query": (RIGHT | {"set": {"name": "x"}}, "no part set"),
    "a list": ([RIGHT], "no query"),
    "nothing": ("", "not JSON"),
    "giving up": ("{}", "cannot be asked"),
    "not a number": (json.dumps(where("purity", "<", float("nan"))), "not JSON"),
    "deep nesting": ("[" * 5000, "not JSON"),
    "deep conditions": (BATCHES | {"where": json.loads('{"not":' * 60 + "{}" + "}" * 60)}, "nested"),
    "a long reply": (" " * (MOST_LETTERS + 1), "longer"),
    "an unknown kind": (RIGHT | {"nodes": [{"var": "a", "kinds": ["Poison"]}, RIGHT["nodes"][1]]}, "kind 'Poison'"),
    "an unknown thing": (RIGHT | {"nodes": [RIGHT["nodes"][0], {"var": "b", "ids": ["G:2"]}]}, "identifier 'G:2'"),
    "a thing not asked about": (RIGHT | {"nodes": [RIGHT["nodes"][0], {"var": "b", "ids": ["D:1"]}]}, "'D:1'"),
    "a thing of another kind": (
        RIGHT | {"nodes": [RIGHT["nodes"][0], {"var": "b", "ids": ["G:1"], "kinds": ["Disease"]}]},
        "not of the kind Disease",
    ),
    "an unknown relation": (RIGHT | {"edges": [EDGE | {"relations": ["knocks_out"]}]}, "relation 'knocks_out'"),
    "a relation turned round": (
        RIGHT | {"edges": [{"source": "b", "target": "a", "relations": ["inhibits"]}]},
        "'inhibits' in that direction",
    ),
    "a relation of others": (RIGHT | {"edges": [EDGE | {"relations": ["treats"]}]}, "'treats' in that direction"),
    "any way at all": (RIGHT | {"edges": [EDGE | {"hops": [1, 30]}]}, "several steps"),
    "everything": ({"nodes": [{"var": "a"}], "columns": [ID]}, "everything"),
    "too many rows": (RIGHT | {"limit": 10**9}, "more than 10,000 rows"),
    "an unknown property": (where("colour", "=", "red"), "property 'colour'"),
    "a property of others": (where("molecular_weight", "<", 3), "property 'molecular_weight'"),
    "an identifier as a property": (where("id", "=", "G:2"), "property 'id'"),
    "a text for a number": (where("purity", ">", "high"), "cannot be asked"),
    "a number for a text": (where("status", "=", 3), "cannot be asked"),
    "order of texts": (where("status", "<", "x"), "cannot be asked"),
    "a value there is not": (where("status", "=", "lost"), "cannot be asked"),
    "a month as a bound": (where("date", ">", "2024-03"), "cannot be asked"),
    "no such day": (where("date", ">", "2024-02-31"), "cannot be asked"),
    "one of none": (where("status", "in", []), "cannot be asked"),
    "a measured value without its unit": (where("value", "<", 50, MEASURED), "measured values"),
    "an average of measured values": (
        MEASURED | {"columns": [{"name": "x", "var": "a", "what": "prop", "prop": "value", "agg": "avg"}]},
        "measured values",
    ),
    "a ranking by measured values": (
        MEASURED
        | {"columns": [ID, {"name": "x", "var": "a", "what": "prop", "prop": "value"}], "order": [{"column": "x"}]},
        "measured values",
    ),
    "a sum of texts": (
        BATCHES | {"columns": [{"name": "x", "var": "a", "what": "prop", "prop": "status", "agg": "sum"}]},
        "not a number",
    ),
    "the year of a text": (
        BATCHES | {"columns": [{"name": "x", "var": "a", "what": "prop", "prop": "status", "part": "year"}]},
        "not a date",
    ),
    "a title with control characters": (RIGHT | {"columns": [ID | {"name": "\u001b[2J"}]}, "cannot be shown"),
    "a title of Cypher": (RIGHT | {"columns": [ID | {"name": "x` DELETE n //"}]}, "cannot be shown"),
    "a property of a relation": (
        RIGHT
        | {
            "edges": [RIGHT["edges"][0] | {"var": "e"}],
            "where": {"var": "e", "prop": "page", "op": "=", "value": 2},
        },
        "property of a relation",
    ),
    "an unknown kind inside a condition": (
        BATCHES
        | {
            "where": {
                "linked": {"source": "a", "target": "x", "relations": ["batch_of"]},
                "node": {"var": "x", "kinds": ["Poison"]},
            }
        },
        "kind 'Poison'",
    ),
    "an endless condition": (
        BATCHES | {"where": {"or": [{"var": "a", "prop": "purity", "op": ">", "value": n} for n in range(99)]}},
        "more than 30 parts",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_anything_else_is_refused_with_its_reason(wrong: str) -> None:
    reply, why = WRONG[wrong]
    with pytest.raises(NotProposed, match=re.escape(why)):
        proposed(reply if isinstance(reply, str) else json.dumps(reply), offered())


@given(
    st.text()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["nodes", "edges", "where", "columns", "var", "kinds", "ids"]), inner)
        ),
    )
)
def test_whatever_is_replied_is_a_reading_or_refused(reply: Any) -> None:
    for text in (str(reply), json.dumps(reply)):
        with pytest.raises(NotProposed):
            proposed(text, offered())


def some(*texts: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(texts), max_size=2)


PATTERNS = st.fixed_dictionaries(
    {
        "nodes": st.tuples(
            st.fixed_dictionaries({"var": st.just("a"), "kinds": some("Compound", "Gene", "Batch", "Poison")}),
            st.fixed_dictionaries({"var": st.just("b"), "kinds": some("Gene", "x"), "ids": some("G:1", "G:1", "G:2")}),
        ).map(list),
        "edges": st.tuples(
            st.fixed_dictionaries(
                {
                    "source": st.sampled_from("ab"),
                    "target": st.sampled_from("ab"),
                    "relations": some("inhibits", "inhibits", "treats", "kills"),
                    "either": st.booleans(),
                }
            )
        ).map(list),
        "columns": st.just([ID]),
    }
)


@given(PATTERNS)
def test_a_query_that_counts_speaks_of_nothing_but_what_was_offered(pattern: dict[str, Any]) -> None:
    try:
        found = proposed(json.dumps(pattern), offered()).query
    except NotProposed:
        return
    assert {kind for node in found.nodes for kind in node.kinds} <= set(PROFILE.kinds)
    assert {id for node in found.nodes for id in node.ids} <= {"G:1"}
    assert set(found.edges[0].relations) <= {"inhibits", "treats"}
