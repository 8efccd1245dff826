"""Reading what users type."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.search.query_text import MAX_CLUSTERS, bounds, parse
from labkin.search.tokens import clusters, marked, stem, stream

FIELDS = {"kind": "text", "status": "text", "year": "number", "run_date": "number", "Site": "text", "site": "text"}


def read(text: str) -> tuple[list[tuple[str, str]], list[str], list[object]]:
    """(how, words) wanted, words unwanted, the conditions of each filter, those of a negated one after "not"."""
    parsed = parse(text, FIELDS)
    return (
        [(clause.how, " ".join(one.text for one in clause.clusters)) for clause in parsed.wanted],
        [" ".join(one.text for one in clause.clusters) for clause in parsed.unwanted],
        [condition for one in parsed.filters for condition in (*("not",) * one.negated, *chain(*one.ways))],
    )


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted", "filters"),
    [
        ("lung cancer", [("words", "lung"), ("words", "cancer")], [], []),
        ('"lung cancer" mice', [("phrase", "lung cancer"), ("words", "mice")], [], []),
        ("lung -mouse", [("words", "lung")], ["mouse"], []),
        ('lung -"small cell"', [("words", "lung")], ["small cell"], []),
        ("imat*", [("prefix", "imat")], [], []),
        ("kind:dataset", [], [], [("kind", "~", "dataset")]),
        ("Kind:Lots", [], [], [("kind", "~", ("Batch", "Lots"))]),
        ('status:"in review" x', [("words", "x")], [], [("status", "~", "in review")]),
        ("x -status:old", [("words", "x")], [], ["not", ("status", "~", "old")]),
        ("x -year:2019..2021", [("words", "x")], [], ["not", ("year", ">=", "2019"), ("year", "<=", "2021")]),
        ("x -year>=2019", [("words", "x")], [], ["not", ("year", ">=", "2019")]),
        ("Site:a", [], [], [("Site", "~", "a")]),
        ("SITE:a", [], [], [("Site", "~", "a"), ("site", "~", "a")]),
        ('"lung cancer", (status:old);', [("phrase", "lung cancer")], [], [("status", "~", ("old);", "old"))]),
        ('["lung cancer"]; mice', [("phrase", "lung cancer"), ("words", "mice")], [], []),
        ("year:2019..2021;", [], [], [("year", ">=", "2019"), ("year", "<=", "2021")]),
        ("(imat*).", [("prefix", "imat")], [], []),
        ("year:2019..2021", [], [], [("year", ">=", "2019"), ("year", "<=", "2021")]),
        ("year:..2021", [], [], [("year", "<=", "2021")]),
        ("year>=2019", [], [], [("year", ">=", "2019")]),
        ("year:<2019", [], [], [("year", "<", "2019")]),
        ("run_date>2024-03", [], [], [("run_date", ">", "2024-03")]),
    ],
)
def test_expert_syntax(text: str, wanted: object, unwanted: object, filters: object) -> None:
    assert read(text) == (wanted, unwanted, filters)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-mouse", ["mouse"]),  # nothing but a negation is none
        ("shelf at -20 °C", ["shelf", "at", "20", "C"]),
        ("IL-2", ["IL-2"]),
        ("DOID:1612", ["DOID", "1612"]),  # no such field
        ("status:", ["status"]),
        ("year:soon", ["year", "soon"]),
        ("p<0.05", ["p", "0.05"]),
        ("run_date:2024-13", ["run", "date", "2024-13"]),  # no such month
        ("acid (-COOH)", ["acid", "COOH"]),  # a bracket is not before a negation
        ("status=old", ["status", "old"]),
        ("x*", ["x"]),
        ("a AND b", ["a", "AND", "b"]),
        ('say "hello', ["say", "hello"]),
        ("CC(=O)O", ["CC", "O", "O"]),
        ('5" pipe and 3" hose', ["5", "pipe", "and", "3", "hose"]),
    ],
)
def test_what_is_ambiguous_is_words(text: str, words: list[str]) -> None:
    wanted, unwanted, filters = read(text)
    assert [word for how, some in wanted for word in some.split()] == words
    assert {how for how, _ in wanted} == {"words"}
    assert (unwanted, filters) == ([], [])


def test_a_long_text_is_cut() -> None:
    assert sum(len(clause.clusters) for clause in parse("ab " * 5000, FIELDS).wanted) == MAX_CLUSTERS
    assert sum(len(clause.clusters) for clause in parse('"' + "ab " * 5000 + '"', FIELDS).wanted) == MAX_CLUSTERS


@given(st.text(max_size=80) | st.text(alphabet='ab -"*:<>=.2yearkind', max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    parsed = parse(text, FIELDS)
    for clause in (*parsed.wanted, *parsed.unwanted):
        assert clause.clusters
    if any(clusters(text)):
        assert parsed.wanted or parsed.filters
    for one in parsed.filters:
        for name, op, value in chain(*one.ways):
            assert name in FIELDS
            assert op == "~" or bounds(name, value)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("date", "2024-03-01", (20240301.0, 20240301.0)), ("date", "2024-03-01T12:00:00Z", (20240301.0, 20240301.0)),
        ("date", "2024-03", (20240300.0, 20240399.0)), ("date", 2024, (20240000.0, 20249999.0)),
        ("year", "2024", (2024.0, 2024.0)), ("ic50", "1e-9", (1e-9, 1e-9)), ("ic50", "inf", None), ("ic50", None, None),
        ("date", "yesterday", None), ("date", "2024-13", None), ("date", "2024-03-32", None),
        ("date", "2024-00", (20240000.0, 20240099.0)), ("date", "2024-02-31", (20240231.0, 20240231.0)),
    ],
)  # fmt: skip
def test_numbers_and_days(name: str, value: object, expected: object) -> None:
    assert bounds(name, value) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("IL-2", "IL2"), ("TNF-α", "TNFalpha"), ("TNF-alpha", "TNF-α"), ("β-catenin", "beta-catenin"), ("H₂O", "H2O"),
        ("naïve", "naive"), ("T-cells", "Tcell"), ("receptors", "receptor"), ("5 µM", "5 uM"), ("5μg", "5ug"),
        ("Sjögren's", "Sjogren’s"), ("co\u2011worker", "co-workers"), ("SNPs", "SNP"), ("CD8+", "cd8+"),
        ("e\u0301te\u0301", "été"), ("1,3‐butadiene", "1,3-butadiene"),
    ],
)  # fmt: skip
def test_spellings_share_a_term(one: str, other: str) -> None:
    left, right = (set(stream(text).split()) for text in (one, other))
    whole = {max(terms, key=len) for terms in (left, right)}
    assert whole & left & right or left == right


@pytest.mark.parametrize(("one", "other"), [("AIDS", "aid"), ("CD8+", "CD4+"), ("0.05", "0.5"), ("μM", "mM")])
def test_what_differs_stays_apart(one: str, other: str) -> None:
    assert stream(one) != stream(other)
    assert stem(one) != stem(other)


@given(st.text(max_size=200))
def test_clusters_stand_where_they_say(text: str) -> None:
    end = 0
    for cluster in clusters(text):
        assert text[cluster.start : cluster.end] == cluster.text
        assert cluster.start >= end
        assert all(term and not any(c.isspace() for c in term) for term in cluster.terms)
        end = cluster.end
    assert [(a, b) for a, b, _ in marked(text, lambda c: c.text)] == [(c.start, c.end) for c in clusters(text)]
    assert sorted(stream(text).split()) == sorted(term for cluster in clusters(text) for term in cluster.terms)
