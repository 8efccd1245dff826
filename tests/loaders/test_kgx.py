"""KGX reads any graph of the format, and what we write reads back as it was."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.graph.model import Curie, Edge, Method, Node, Source, Statement
from labkin.graph.values import clean_props
from labkin.loaders import kgx
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.biolink import kind_of
from labkin.loaders.evidence import Evidence, Stated
from labkin.loaders.kgx_write import write_kgx

DATA = Path(__file__).parents[1] / "data" / "kgx"


def given_file(name: str, data: bytes) -> Input:
    source = Source(uri=name, sha256="0" * 64, size=len(data), loader="kgx", loader_version="1")
    return Input(name, source, lambda: io.BytesIO(data), data[:HEAD_BYTES])


def load(name: str, text: str | bytes) -> list[Statement]:
    return list(kgx.load(given_file(name, text.encode() if isinstance(text, str) else text)))


def facts(name: str, text: str | bytes) -> list[Node | Edge]:
    return [statement.fact for statement in load(name, text)]


def read(name: str) -> list[Node | Edge]:
    return facts(name, (DATA / name).read_bytes())


# -- what is in a file --------------------------------------------------------------------------------------------


def test_a_node_carries_its_kind_name_and_lists() -> None:
    nodes = read("tiny_nodes.tsv")
    assert nodes[0] == Node.of(
        "CHEBI:15365",
        "Compound",
        name="acetylsalicylic acid",
        synonyms=["aspirin", "ASA"],
        category=["biolink:NamedThing", "biolink:ChemicalEntity", "biolink:SmallMolecule"],
        information_content=84.5,
    )
    assert nodes[1] == Node.of("MONDO:0005277", "Disease", name="migraine \"with aura\" 'x' été", xref=["DOID:6364"])


def test_identifiers_are_kept_exactly() -> None:
    assert [str(node.id) for node in read("tiny_nodes.tsv") if isinstance(node, Node)] == [
        "CHEBI:15365",
        "MONDO:0005277",
        "no prefix at all",
        "Gene::9021",
    ]


def test_an_edge_carries_qualifiers_apart_from_properties() -> None:
    first, second = read("tiny_edges.tsv")
    assert first == Edge.of(
        "CHEBI:15365",
        "treats",
        "MONDO:0005277",
        {"frequency_qualifier": "HP:0040281"},
        edge_id="urn:uuid:1",
        publications=["PMID:1", "PMID:2"],
        evidence_count=3,
        note="a \\n b",
    )
    assert second == Edge.of("no prefix at all", "treated_by", "CHEBI:15365", {"negated": True}, p_value=1e-9)


def test_places_are_lines_of_the_file() -> None:
    assert [s.place for s in load("n.tsv", "id\tcategory\n\na\tbiolink:Gene\nb\t\n")] == ["line 3", "line 4"]


def test_json_and_json_lines_keep_types() -> None:
    node = {"id": 7, "category": ["biolink:Gene"], "n": 1, "x": 1.0, "ok": True, "l": [1, 2], "none": None}
    expected = Node.of("7", "Gene", n=1, x=1.0, ok=True, l=[1, 2])
    lines = facts("a.jsonl", json.dumps(node))
    whole = facts("a.json", json.dumps({"meta": {"v": [1, {"nodes": []}]}, "nodes": [node]}, indent=1))
    assert lines == whole == [expected]
    assert [type(lines[0].props[k]) for k in ("n", "x", "ok")] == [int, float, bool]


def test_nodes_and_edges_may_share_a_json_lines_file() -> None:
    nodes = '{"id": "a", "category": "biolink:Gene"}\n{"subject": "a", "predicate": "biolink:treats", "object": "b"}'
    assert facts("x.jsonl", nodes) == [Node.of("a", "Gene"), Edge.of("a", "treats", "b")]


def test_a_whole_json_document_is_read_in_its_own_order() -> None:
    item = given_file("tiny.json", (DATA / "tiny.json").read_bytes())
    statements = list(kgx.load(item))
    assert [(s.place, type(s.fact)) for s in statements] == [("edges[0]", Edge), ("nodes[0]", Node), ("nodes[1]", Node)]
    assert dict(item.unmapped) == {"name": 1}


def test_a_document_in_one_long_line_is_read_in_pieces() -> None:
    some = [{"id": f"X:{n}", "category": ["biolink:Gene"], "name": "é" * 50} for n in range(20_000)]
    text = json.dumps({"nodes": some, "edges": []}, ensure_ascii=False)
    item = given_file("big.json", text.encode())
    assert len(item.head) == HEAD_BYTES
    assert kgx.detect(item) >= 0.9
    statements = list(kgx.load(item))
    assert [s.fact for s in statements[-1:]] == [Node.of("X:19999", "Gene", name="é" * 50)]
    assert len(statements) == 20_000


def test_the_most_specific_category_counts_wherever_it_stands() -> None:
    assert kind_of(("biolink:SmallMolecule", "biolink:MolecularEntity", "biolink:NamedThing")) == "Compound"
    assert kind_of(("biolink:NamedThing", "biolink:BiologicalEntity", "biolink:Behavior")) == "Behavior"
    assert kind_of(("biolink:Gene", "biolink:GeneOrGeneProduct", "biolink:Protein", "biolink:Polypeptide")) == "Gene"
    assert kind_of(("biolink:NamedThing", "ex:Footballer")) == "ex:Footballer"
    assert kind_of(()) == kind_of(("biolink:NamedThing",)) == "Term"


def test_a_graph_of_another_domain_loads() -> None:
    node, edge = (
        facts("n.tsv", "id\tcategory\tcaps\nMessi\tex:Player\t180\n")[0],
        facts("e.tsv", "subject\tpredicate\tobject\nMessi\tplays for\tInter Miami\n")[0],
    )
    assert (node.kind, node.props["caps"]) == ("ex:Player", 180)
    assert (edge.relation, str(edge.object)) == ("plays for", "Inter Miami")


def column_of(*cells: str, header: str = "x") -> list[object]:
    rows = "".join(f"{n}\tex:Thing\t{cell}\n" for n, cell in enumerate(cells))
    return [fact.props.get(header) for fact in facts("n.tsv", f"id\tcategory\t{header}\n{rows}")]


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("1969", "", "-7"), [1969, None, -7]),
        (("1.5", "2"), [1.5, 2.0]),
        (("0.300", "0.285"), [0.3, 0.285]),
        (("1e-9", "0.5"), [1e-9, 0.5]),
    ],
)
def test_a_column_of_nothing_but_numbers_is_read_as_numbers(cells: tuple[str, ...], values: list[object]) -> None:
    read_values = column_of(*cells)
    assert read_values == values
    assert [type(value) for value in read_values] == [type(value) for value in values]


@pytest.mark.parametrize(
    ("cells", "header"),
    [
        (("007", "12"), "x"),  # zeros in front are part of an identifier
        (("1.1", "1.10"), "x"),  # versions
        (("+1", "2"), "x"),
        (("1", "2", "unknown"), "x"),
        (("1", "1234567890123456"), "x"),  # more digits than a float keeps
        (("1", "2"), "zip_code"),
        (("1998", "1999"), "birth_date"),
        (("1", "2"), "chromosome"),  # a text in the schema
        (("1", "2"), "name"),
    ],
)
def test_what_may_be_a_name_stays_text_though_it_looks_like_a_number(cells: tuple[str, ...], header: str) -> None:
    assert column_of(*cells, header=header) == list(cells)


def test_qualifiers_stay_text_for_they_are_part_of_which_edge_it_is() -> None:
    (edge,) = facts("e.tsv", "subject\tpredicate\tobject\tpart_qualifier\tn\na\tp\tb\t5\t5\n")
    assert isinstance(edge, Edge)
    assert (edge.qualifiers, edge.props["n"]) == ({"part_qualifier": "5"}, 5)


@settings(deadline=None)
@given(st.lists(st.integers(-(10**15) + 1, 10**15 - 1) | st.none(), min_size=1, max_size=9))
def test_whole_numbers_are_read_back_from_a_file_of_another_tool(numbers: list[int | None]) -> None:
    assert column_of(*("" if n is None else str(n) for n in numbers)) == numbers


def test_what_is_text_here_is_text_again_when_an_export_is_read(tmp_path: Path) -> None:
    nodes = [Node.of("a:1", "Thing", lot="12", caps="180"), Node.of("a:2", "Thing", lot="13", caps="90")]
    written, _ = write_kgx(nodes, [], tmp_path)
    assert facts("nodes.tsv", written.read_bytes()) == nodes


def test_where_something_is_located_is_not_where_a_disease_shows() -> None:
    for predicate in ("located_in", "biolink:located_in"):
        assert facts("e.tsv", f"subject\tpredicate\tobject\na\t{predicate}\tb\n")[0].relation == "located_in"
    (edge,) = facts("e.tsv", "subject\tpredicate\tobject\na\tbiolink:disease_has_location\tb\n")
    assert edge == Edge.of("a", "localizes", "b")


def test_an_inverse_predicate_is_not_turned_into_the_relation_it_inverts() -> None:
    for predicate in ("treated_by", "has_output", "caused_by", "located_in_the_sense_of"):
        edge = facts("e.tsv", f"subject\tpredicate\tobject\na\tbiolink:{predicate}\tb\n")[0]
        assert edge == Edge.of("a", predicate, "b")


def test_a_predicate_that_the_relation_does_not_give_back_is_kept() -> None:
    edge = facts("e.tsv", "subject\tpredicate\tobject\na\tbiolink:contributes_to\tb\n")[0]
    assert edge == Edge.of("a", "causes", "b", predicate="biolink:contributes_to")


def test_a_predicate_wider_than_ours_stays_open() -> None:
    assert facts("e.tsv", "subject\tpredicate\tobject\na\tbiolink:affects\tb\n") == [Edge.of("a", "affects", "b")]


def test_old_files_say_edge_label() -> None:
    assert facts("e.tsv", "subject\tedge_label\tobject\na\tbiolink:treats\tb\n") == [Edge.of("a", "treats", "b")]
    assert facts("e.jsonl", '{"subject":"a","edge_label":"biolink:treats","object":"b"}') == [
        Edge.of("a", "treats", "b")
    ]


def test_not_negated_is_the_same_fact_as_nothing_said() -> None:
    assert facts("e.tsv", "subject\tpredicate\tobject\tnegated\na\tbiolink:treats\tb\tFalse\n") == [
        Edge.of("a", "treats", "b")
    ]
    assert facts("e.jsonl", '{"subject":"a","predicate":"biolink:treats","object":"b","negated":false}') == [
        Edge.of("a", "treats", "b")
    ]


def test_marks_of_other_systems_do_no_harm() -> None:
    text = b"\xef\xbb\xbfid\tcategory\tname\r\na\tbiolink:Gene\tx\0y\r\n"
    assert facts("n.tsv", text) == [Node.of("a", "Gene", name="x␀y")]
    lone = facts("n.jsonl", r'{"id":"a","category":["biolink:Gene"],"name":"\ud800\u0000"}')
    assert lone == [Node.of("a", "Gene", name="�␀")]


# -- what is wrong with a file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("subject\tpredicate\tobject\na\tbiolink:treats\tb\n\tbiolink:treats\tb\n", "line 3", "subject"),
        ("subject\tpredicate\tobject\na\t \tb\n", "line 2", "no predicate"),
        ("subject\tpredicate\tobject\na\tbiolink:treats\n", "line 2", "object"),
        ("subject\tpredicate\tobject\na\tbiolink:treats\tb\tc\n", "line 2", "4 cells"),
        ("subject\tobject\na\tb\n", "line 1", "'predicate'"),
        ("id\tcategory\n \tbiolink:Gene\n", "line 2", "no id"),
        ('{"id":"a","category":[]}\n{"id":"b"\n', "line 2", "no JSON"),
        ('{"id":"a","category":[]}\n{"id":["b"]}\n', "line 2", "no id"),
        ('{"id":"a","category":[]}\n[1]\n', "line 2", "no JSON object"),
        ('{"subject":"a","predicate":null,"object":"b"}\n', "line 1", "no predicate"),
        ('{"nodes":[\n{"id":"a","category":[]},\n{"id":"b",\n', "line 4", "too early"),
        ('{"nodes":[\n{"id":"a","category":[]}\n{"id":"b"}]}', "line 3", "expected"),
        ('{"nodes":{"a":{"category":[]}}}', "line 1", "no array"),
        ("id\tcategory\tlabkin:p:x\na\tbiolink:Gene\t{\n", "line 2", "JSON"),
        ("", "", "empty"),
    ],
)
def test_a_broken_file_says_where_and_why(text: str, place: str, why: str) -> None:
    with pytest.raises(BadInput) as caught:
        load("x", text)
    assert caught.value.place == place
    assert why in caught.value.why


def test_bytes_that_are_no_text_are_named_by_line() -> None:
    with pytest.raises(BadInput, match=r"line 2: byte 2 .* UTF-8"):
        load("n.tsv", b"id\tcategory\na\xff\tbiolink:Gene\n")


def test_a_column_said_twice_is_remarked() -> None:
    item = given_file("n.tsv", b"id\tcategory\tsynonym\tsynonyms\na\tbiolink:Gene\tx\ty\n")
    assert [s.fact for s in kgx.load(item)] == [Node.of("a", "Gene", synonyms=["x"])]
    assert item.warnings[0].place == "line 1"


def test_rows_that_end_early_are_read_and_remarked() -> None:
    item = given_file("n.tsv", b"id\tcategory\tname\na\tbiolink:Gene\nb\tbiolink:Gene\tB\nc\n")
    assert [s.fact for s in kgx.load(item)] == [
        Node.of("a", "Gene"),
        Node.of("b", "Gene", name="B"),
        Node.of("c", "Term"),
    ]
    (warning,) = item.warnings
    assert warning.place == "line 2"
    assert "2 rows have fewer cells" in warning.why


# -- detection ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir()))
def test_our_files_are_detected(name: str) -> None:
    assert kgx.detect(given_file(name, (DATA / name).read_bytes())) >= 0.9


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"id\tname\tkind\nGene::1\tx\tGene\n",
        b"id,category\na,b\n",
        b'{"_id":"1","title":"t","text":"x"}\n',
        b'{"nodes":[{"id":1,"x":2}],"edges":[]}',
        b'{"@context":"x","@graph":[]}',
        b"\x00\x01\xff",
        b"[1,2]",
    ],
)
def test_other_files_are_not_claimed(data: bytes) -> None:
    assert kgx.detect(given_file("x", data)) == 0.0


# -- round trips --------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
nasty = st.sampled_from(
    ["", "|", "a|b", "a\tb", "a\nb", "\\n", "true", "1", "1.0", '"', "nan", " x ", "\r", "\u2028", "\ufeff", "\x1f"]
)
texts = words | nasty
ids = texts.filter(lambda text: text.strip() != "")
whole = st.integers(-(2**63), 2**63 - 1)
real = st.floats(allow_nan=False, allow_infinity=False)
values = texts | whole | real | st.booleans() | st.lists(texts) | st.lists(whole) | st.lists(st.booleans())
known = st.sampled_from(
    ["name", "synonyms", "synonym", "category", "predicate", "edge_id", "negated", "score", "subject", "object", "xref",
     "evidence_count", "stage_qualifier", "labkin:kind", "labkin:p:x", "publications", "relation", "type"]
)  # fmt: skip
names = (known | texts).filter(lambda name: name != "id")
props = st.dictionaries(names, values, max_size=5)
kinds = (
    st.sampled_from(["Gene", "Compound", "Batch", "Side Effect", "Term", "Behavior", "biolink:Gene", "ex:Player"]) | ids
)
relations = st.sampled_from(["treats", "binds", "batch_of", "associates", "covaries", "treated_by", "related_to"]) | ids
nodes = st.builds(lambda id, kind, props: Node(Curie.parse(id), kind, clean_props(props)), ids, kinds, props)
edges = st.builds(
    lambda s, r, o, q, props: Edge(Curie.parse(s), r, Curie.parse(o), clean_props(q), clean_props(props)),
    ids,
    relations,
    ids,
    props,
    props,
)


def types(fact: Node | Edge) -> list[object]:
    both = [fact.props] if isinstance(fact, Node) else [fact.props, fact.qualifiers]
    return [
        [type(p) for p in v] if isinstance(v, tuple) else type(v) for props in both for _, v in sorted(props.items())
    ]


def back(path: Path) -> list[Node | Edge]:
    return facts(path.name, path.read_bytes())


@pytest.mark.parametrize("format", ["jsonl", "tsv"])
@settings(max_examples=250, deadline=None)
@given(some=st.lists(nodes, min_size=1, max_size=4), links=st.lists(edges, min_size=1, max_size=4))
def test_what_is_written_reads_back_as_it_was(format: str, some: list[Node], links: list[Edge]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written = write_kgx(some, links, Path(folder), format)  # type: ignore[arg-type]
        assert [path.name for path in written] == [f"nodes.{format}", f"edges.{format}"]
        for path, before in zip(written, (some, links), strict=True):
            after = back(path)
            assert after == before
            assert [types(fact) for fact in after] == [types(fact) for fact in before]


@pytest.mark.parametrize("name", ["tiny_nodes.tsv", "tiny_edges.tsv"])
def test_what_other_tools_read_is_what_they_wrote(name: str, tmp_path: Path) -> None:
    before = read(name)
    nodes = [fact for fact in before if isinstance(fact, Node)]
    edges = [fact for fact in before if isinstance(fact, Edge)]
    paths = write_kgx(nodes, edges, tmp_path)
    lines = paths[0 if nodes else 1].read_text(encoding="utf-8").splitlines()
    header = (DATA / name).read_text(encoding="utf-8").splitlines()[0].split("\t")
    assert set(lines[0].split("\t")) == set(header)
    original = (DATA / name).read_text(encoding="utf-8").splitlines()
    for mine, theirs in zip(lines[1:], original[1:], strict=True):
        ours = dict(zip(lines[0].split("\t"), mine.split("\t"), strict=True))
        cells = dict(zip(header, theirs.split("\t"), strict=True))
        assert {k: v for k, v in ours.items() if k not in ("negated", "category")} == {
            k: v for k, v in cells.items() if k not in ("negated", "category")
        }


def test_plain_columns_stay_readable_for_other_tools(tmp_path: Path) -> None:
    node = Node.of("b 1", "Batch", name="one\ttwo\nthree", tags=["a|b", "c"])
    header, row = write_kgx([node], [], tmp_path)[0].read_text(encoding="utf-8").splitlines()
    cells = dict(zip(header.split("\t"), row.split("\t"), strict=True))
    assert cells["category"] == "biolink:NamedThing"
    assert cells["name"] == "one two three"
    assert cells["tags"] == "a/b|c"
    assert json.loads(cells["labkin:kind"]) == "Batch"


MINED = Evidence(Method.TEXT_MINED, 0.75, ("ner@1",), ("PMID:1", "PMID:2"), ("A | b.", "C\td."), 2)


@pytest.mark.parametrize("format", ["jsonl", "tsv"])
def test_how_an_edge_is_known_is_told_and_is_no_property(format: str, tmp_path: Path) -> None:
    edge = Edge.of("MESH:D1", "causes", "MESH:D2", document="PMID:1")
    own = Edge.of("MESH:D3", "causes", "MESH:D2", agent_type="manual_agent", publications=["PMID:9"])
    curated = Stated(own, Evidence(Method.CURATED, documents=("PMID:1",), count=1))
    path = write_kgx([], [Stated(edge, MINED), curated], tmp_path, format)[1]  # type: ignore[arg-type]
    first, second = load(path.name, path.read_bytes())
    assert (first.fact, first.method, first.confidence) == (edge, Method.TEXT_MINED, 0.75)
    assert (second.fact, second.method, second.confidence) == (own, Method.ASSERTED, 1.0)


def test_biolink_names_how_an_edge_is_known(tmp_path: Path) -> None:
    mined = Stated(Edge.of("MESH:D1", "causes", "MESH:D2"), MINED)
    [line] = write_kgx([], [mined], tmp_path, "jsonl")[1].read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    assert (said["knowledge_level"], said["agent_type"]) == ("not_provided", "text_mining_agent")
    assert (said["publications"], said["supporting_text"]) == (["PMID:1", "PMID:2"], ["A | b.", "C\td."])
    assert (said["extraction_confidence_score"], said["labkin:model"]) == (0.75, ["ner@1"])


def test_what_other_files_say_of_agents_stays_a_property() -> None:
    text = "subject\tpredicate\tobject\tagent_type\nx:1\tbiolink:causes\tx:2\ttext_mining_agent\n"
    [one] = load("edges.tsv", text)
    assert one.fact == Edge.of("x:1", "causes", "x:2", agent_type="text_mining_agent")
    assert one.method is Method.ASSERTED


def test_the_lab_of_a_graph_without_edges_is_written(tmp_path: Path) -> None:
    nodes, edges = write_kgx([], [], tmp_path / "new" / "folder")
    assert nodes.read_text() == "id\tcategory\n"
    assert edges.read_text() == "subject\tpredicate\tobject\n"
    assert back(nodes) == back(edges) == []


def test_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tsv or jsonl"):
        write_kgx([], [], tmp_path, "csv")  # type: ignore[arg-type]
