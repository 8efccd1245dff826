"""Questions about connections, the lab itself and comparisons, read on a graph that is only described."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.nlp.test_question import Dictionary

from labkin.graph.paths import PathQuery, SharedQuery
from labkin.graph.profile import Profile, PropProfile
from labkin.graph.query import Query
from labkin.nlp.lexicon import build
from labkin.nlp.question import Ambiguous
from labkin.nlp.question_about import About, about
from labkin.nlp.question_about_asked import CompareQuery, LabQuery

NAMES = Dictionary(
    [
        ("G:1", "Gene", "JAK1"),
        ("G:2", "Gene", "JAK2"),
        ("G:3", "Gene", "STAT3"),
        ("D:1", "Disease", "asthma"),
        ("S:1", "Side Effect", "Asthma"),
        ("D:2", "Disease", "lung cancer"),
        ("C:1", "Compound", "aspirin", "acetylsalicylic acid"),
        ("C:2", "Compound", "ibuprofen"),
        ("B:1", "Batch", "LK-0042-B02"),
        ("B:2", "Batch", "LK-0042-B03"),
        ("A:1", "Assay", "kinase assay"),
        ("DS:1", "Dataset", "permeability"),
        ("T:1", "Table", "permeability"),
        ("DS:2", "Dataset", "viability"),
        ("P:1", "Planet", "Mars"),
        ("P:2", "Planet", "Venus"),
    ]
)


def held(type_: str, *values: str) -> PropProfile:
    return PropProfile(type_, 9, values[:2], values)


TRIPLES = """
Compound treats Disease | Compound binds Gene | Compound causes Side_Effect | Disease associates Gene |
Gene interacts Gene | Batch batch_of Compound | Measurement measurement_of Compound | Dataset has_part Table |
Measurement measured_in Assay | Document mentions Gene | Batch attributed_to Person | Planet next_to Planet
"""
KINDS = "Compound Disease Gene Batch Measurement Dataset Table Assay Document Person Planet Side_Effect"
PROFILE = Profile(
    {kind.replace("_", " "): 9 for kind in KINDS.split()},
    {(a.replace("_", " "), r, b.replace("_", " ")): 5 for a, r, b in (part.split() for part in TRIPLES.split("|"))},
    {
        "Compound": {"molecular_weight": held("number"), "name": held("text")},
        "Batch": {"purity": held("number"), "status": held("text", "released", "withdrawn"), "date": held("date")},
        "Measurement": {"value": held("number"), "unit": held("text", "nM"), "endpoint": held("text", "IC50")},
        "Table": {"columns": held("list"), "column_types": held("list")},
        "Dataset": {"file_name": held("text"), "status": held("text", "open")},
        "Planet": {"Surface Gravity (m/s2)": held("number"), "habitable": held("text", "maybe", "no")},
    },
)
LEXICON = build(PROFILE)


def ask(question: str, names: Dictionary = NAMES) -> About | None:
    return about(question, names=names, profile=PROFILE, lexicon=LEXICON)


def read(question: str) -> About:
    found = ask(question)
    assert found is not None, question
    return found


@pytest.mark.parametrize(
    "question",
    [
        "How is JAK1 connected to aspirin?",
        "how are JAK1 and aspirin related",
        "how does JAK1 relate to aspirin",
        "how is the gene JAK1 linked with the drug aspirin",
        "what connects JAK1 and aspirin",
        "What links JAK1 with aspirin?",
        "what is the link between JAK1 and aspirin?",
        "What's the connection between JAK1 and aspirin",
        "show me the paths from JAK1 to aspirin",
        "shortest path between JAK1 and aspirin",
        "find connections between JAK1 and acetylsalicylic acid",
        "what lies between JAK1 and aspirin",
    ],
)
def test_paths_are_asked_for_in_many_words(question: str) -> None:
    found = read(question)
    assert found.form == "paths"
    assert isinstance(found.query, PathQuery)
    assert (found.query.source, found.query.target, found.query.through) == (("G:1",), ("C:1",), ())
    assert "mentions" not in found.query.relations and "binds" in found.query.relations


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("through which genes is aspirin tied to lung cancer?", "paths"),
        ("which genes connect aspirin and lung cancer", "paths"),
        ("how is aspirin connected to lung cancer through genes", "paths"),
        ("is there a path between aspirin and lung cancer via genes?", "is path"),
    ],
)
def test_kinds_may_be_given_to_go_through(question: str, form: str) -> None:
    found = read(question)
    assert isinstance(found.query, PathQuery)
    assert (found.form, found.query.through, found.query.relations) == (form, ("Gene",), ())


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("is there a connection between JAK1 and aspirin?", "is path"),
        ("is JAK1 connected to aspirin", "is path"),
        ("Is JAK1 related to aspirin?", "is linked"),
        ("are JAK1 and aspirin linked?", "is linked"),
        ("how many steps are between JAK1 and aspirin", "steps"),
        ("how far is JAK1 from aspirin", "steps"),
    ],
)
def test_yes_no_and_distance(question: str, form: str) -> None:
    assert read(question).form == form


@pytest.mark.parametrize(
    ("question", "kinds", "form"),
    [
        ("what do JAK1 and JAK2 have in common?", (), "shared"),
        ("what do JAK1 and JAK2 share", (), "shared"),
        ("which diseases do JAK1 and JAK2 share?", ("Disease",), "shared"),
        ("diseases shared by JAK1 and JAK2", ("Disease",), "shared"),
        ("what diseases are common to JAK1 and JAK2", ("Disease",), "shared"),
        ("common diseases of JAK1 and JAK2", ("Disease",), "shared"),
        ("which drugs does JAK1 have in common with JAK2", ("Compound",), "shared"),
        ("how many diseases do JAK1 and JAK2 have in common", ("Disease",), "shared count"),
        ("do JAK1 and JAK2 share any disease?", ("Disease",), "is shared"),
        ("do JAK1 and JAK2 have anything in common", (), "is shared"),
    ],
)
def test_what_is_shared(question: str, kinds: tuple[str, ...], form: str) -> None:
    found = read(question)
    assert isinstance(found.query, SharedQuery)
    assert (found.form, found.query.kinds, found.query.ends) == (form, kinds, (("G:1",), ("G:2",)))


@pytest.mark.parametrize(
    "question", ["what do asthma and lung cancer share?", "drugs shared by asthma and lung cancer"]
)
def test_a_name_in_a_row_is_that_of_the_kind_that_the_others_are_of(question: str) -> None:
    found = read(question)
    assert isinstance(found.query, SharedQuery)
    assert found.query.ends == (("D:1",), ("D:2",))


def test_three_things_may_share() -> None:
    found = read("which drugs do JAK1, JAK2 and STAT3 share?")
    assert isinstance(found.query, SharedQuery)
    assert found.query.ends == (("G:1",), ("G:2",), ("G:3",))


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("what kinds of things are in this lab's graph?", LabQuery("kinds")),
        ("What kinds of entities are in this graph, and how many of each?", LabQuery("kinds")),
        ("what relations are there?", LabQuery("relations")),
        ("list all edge types", LabQuery("relations")),
        ("which kinds of relations does the graph have, with the number of edges of each", LabQuery("relations")),
        ("how many edges are in the graph", LabQuery("edges")),
        ("How many relationships are there in total?", LabQuery("edges")),
        ("how many nodes are there", LabQuery("nodes")),
        ("how many kinds of things are there?", LabQuery("number of kinds")),
        ("how many different relations are there", LabQuery("number of relations")),
        ("in what ways can a compound be related to a gene?", LabQuery("ways", ("Compound",), ("Gene",))),
        ("how are compounds and genes connected", LabQuery("ways", ("Compound",), ("Gene",))),
        ("what relations does a batch have", LabQuery("ways", ("Batch",))),
        ("how many edges between compounds and genes", LabQuery("edges", ("Compound",), ("Gene",))),
        ("what is the schema of the graph", LabQuery("ways")),
        ("Which properties does a batch have?", LabQuery("properties", ("Batch",))),
        ("what do we record about batches", LabQuery("properties", ("Batch",))),
        ("What information is stored with a measurement?", LabQuery("properties", ("Measurement",))),
        ("what fields do planets have", LabQuery("properties", ("Planet",))),
        ("properties of batches", LabQuery("properties", ("Batch",))),
    ],
)
def test_the_lab_itself(question: str, query: LabQuery) -> None:
    found = read(question)
    assert (found.form, found.query) == ("lab", query)
    assert found.english == query.english()


@pytest.mark.parametrize(
    "question",
    [
        "what statuses can a batch have",
        "what are the possible statuses of a batch?",
        "which values does the status of a batch take",
        "what batch statuses are there",
    ],
)
def test_the_values_of_a_property(question: str) -> None:
    found = read(question)
    assert found.form == "values"
    assert found.english == "the values of status among batches, with the number of batches of each"


def test_values_are_known_on_a_graph_of_another_domain() -> None:
    assert read("which habitable values do planets have").form == "values"
    assert read("compare Mars and Venus by surface gravity").query == CompareQuery(
        ("P:1", "P:2"), "Surface Gravity (m/s2)"
    )


@pytest.mark.parametrize(
    ("question", "form", "node"),
    [
        ("what columns does the permeability table have", "columns", ("t", ("T:1",))),
        ("which columns are in permeability?", "columns", ("t", ("T:1",))),
        ("columns of the dataset viability", "columns", ("d", ("DS:2",))),
        ("how many columns does viability have", "columns count", ("d", ("DS:2",))),
        ("what columns does long name.csv have", "columns", ("d", ())),
    ],
)
def test_the_columns_of_a_table(question: str, form: str, node: tuple[str, tuple[str, ...]]) -> None:
    found = read(question)
    assert isinstance(found.query, Query)
    assert (found.form, found.query.node(node[0]).ids) == (form, node[1])


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("compare aspirin and ibuprofen", CompareQuery(("C:1", "C:2"))),
        ("aspirin vs. ibuprofen", CompareQuery(("C:1", "C:2"))),
        ("what is the difference between aspirin and ibuprofen?", CompareQuery(("C:1", "C:2"))),
        ("how does aspirin differ from ibuprofen", CompareQuery(("C:1", "C:2"))),
        ("compare aspirin with ibuprofen by weight", CompareQuery(("C:1", "C:2"), "molecular_weight")),
        ("compare aspirin and ibuprofen by genes", CompareQuery(("C:1", "C:2"), kinds=("Gene",))),
        ("compare aspirin and ibuprofen in the kinase assay", CompareQuery(("C:1", "C:2"), assays=("A:1",))),
    ],
)
def test_things_are_compared(question: str, query: CompareQuery) -> None:
    assert read(question).query == query


@pytest.mark.parametrize(
    ("question", "form", "more", "asked"),
    [
        ("which has more genes, aspirin or ibuprofen?", "which more", True, "number of genes"),
        ("which of aspirin and ibuprofen has fewer targets", "which more", False, "number of genes"),
        ("does aspirin have more genes than ibuprofen", "is more", True, "number of genes"),
        ("is aspirin heavier than ibuprofen?", "is more", True, "molecular weight"),
        ("which is lighter, aspirin or ibuprofen", "which more", False, "molecular weight"),
        ("which has the higher purity, LK-0042-B02 or LK-0042-B03", "which more", True, "purity"),
        ("is the purity of LK-0042-B02 lower than that of LK-0042-B03", "is more", False, "purity"),
        ("which is newer, LK-0042-B02 or LK-0042-B03?", "which more", True, "date"),
    ],
)
def test_which_is_more(question: str, form: str, more: bool, asked: str) -> None:
    found = read(question)
    assert isinstance(found.query, Query)
    assert (found.form, found.more, found.query.columns[-1].name) == (form, more, asked)


def test_a_target_is_what_the_graph_has_relations_to() -> None:
    found = read("which has more targets, aspirin or ibuprofen?")
    assert isinstance(found.query, Query)
    assert found.query.edges[0].relations == ("binds",)
    assert (found.query.edges[0].source, found.query.edges[0].either) == ("a", False)


@pytest.mark.parametrize(
    "question",
    [
        "what do asthma and JAK1 have in common",
        "what is asthma connected to",
        "compare asthma and lung cancer",
        "how many relations are there",
    ],
)
def test_what_may_mean_several_things_is_never_chosen_from(question: str) -> None:
    with pytest.raises(Ambiguous) as caught:
        ask(question)
    assert len(caught.value.choices) == 2
    assert all(choice["reading"] for choice in caught.value.choices)


def test_a_kind_before_or_behind_a_name_tells_which_is_meant() -> None:
    for question in ("how is JAK1 connected to the disease asthma", "how is JAK1 connected to the asthma side effect"):
        found = read(question)
        assert isinstance(found.query, PathQuery)
        assert found.query.target == (("D:1",) if "disease" in question else ("S:1",))


@pytest.mark.parametrize(
    "question",
    [
        "",
        "which drugs treat asthma",
        "which genes are related to lung cancer",
        "is JAK1 related to asthma",  # the relation may tell which asthma
        "how is JAK1 connected to foobar",
        "how is JAK1 not connected to aspirin",
        "which diseases do only JAK1 and JAK2 share",
        "how is JAK1 connected to JAK1",
        "how is JAK1 connected to aspirin in mice",
        "compare lung cancer and asthma: which genes are raised in both?",
        "what do JAK1 and JAK2 never have in common",
        "which properties does aspirin have",
        "how many genes are there",
        "which is heavier, aspirin or JAK1",  # a gene has no weight
        "what purities does a gene have",
        "what status does LK-0042-B02 have",
        "what purities do batches have",  # each its own
        "list the status of batches",
        "show data for batches",
        "what columns do tables have",
        "which has more batches, JAK1 or JAK2",  # no edge joins genes with batches
        "is the value of aspirin higher than that of ibuprofen",
    ],
)
def test_what_no_pattern_covers_whole_is_left_to_the_grammar(question: str) -> None:
    assert ask(question) is None


def test_a_kind_called_as_the_graph_speaks_is_no_word_for_the_graph() -> None:
    profile = Profile({"Node": 3, "Relation": 2}, {("Node", "touches", "Relation"): 4})
    for question in ("how many nodes are there", "what relations are there"):
        assert about(question, names=Dictionary([]), profile=profile, lexicon=build(profile)) is None


@given(st.text(max_size=60) | st.from_regex(r"(how|what|is|compare) (is|do|are)? ?\w{0,8} (and|to|vs) \w{0,8}\??"))
def test_any_text_is_read_or_left(text: str) -> None:
    try:
        ask(text)
    except Ambiguous as error:
        assert error.choices


@given(st.permutations(["JAK1", "JAK2", "STAT3"]), st.sampled_from(["and", "&", ", and"]))
def test_the_order_of_what_shares_does_not_matter_but_is_kept(names: list[str], word: str) -> None:
    found = read(f"what do {names[0]}, {names[1]} {word} {names[2]} have in common?")
    assert isinstance(found.query, SharedQuery)
    assert [found.names[ids[0]] for ids in found.query.ends] == names
