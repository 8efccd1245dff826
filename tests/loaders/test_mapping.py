"""Mappings: read, written back as they were, refused with a sentence that says where and what to do."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.graph.model import Curie
from labkin.graph.values import clean_text
from labkin.loaders.mapping import DATE_ORDERS, TYPES, Link, Mapping, Property, Result, Template, Thing, encoded
from labkin.loaders.mapping_check import remarks
from labkin.loaders.mapping_yaml import digest_of, kind_named, parse_mapping, write_mapping

HEAD = "labkin-mapping: 1\n"
BATCHES = HEAD + "things:\n  batch:\n    kind: Batch\n    id: 'lab:{Batch}'\n"

# -- any mapping -----------------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() == text and clean_text(text) == text
)
names = st.lists(words, min_size=1, max_size=4, unique=True)


@st.composite
def templates(draw: st.DrawFn) -> Template:
    """Texts and columns of all characters, with a mark between columns."""
    columns = draw(st.lists(words, min_size=1, max_size=3))
    return Template(
        "/".join(Template.column(name, draw(st.sampled_from(["", "lab:", "a{b\\"]))).text for name in columns)
    )


@st.composite
def properties(draw: st.DrawFn) -> tuple[Property, ...]:
    found = []
    for name in draw(st.lists(words, max_size=3, unique=True)):
        kind = draw(st.sampled_from(["", *TYPES]))
        dates = draw(st.sampled_from(["", *DATE_ORDERS])) if kind == "date" else ""
        value = draw(st.one_of(templates(), words.map(Template.fixed)))
        found.append(
            Property(name, value, kind, draw(st.sampled_from(["", "nM", "%"])), draw(st.sampled_from(["", ";"])), dates)
        )
    return tuple(found)


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    called = draw(names)
    things = tuple(
        Thing(
            name,
            kind_named(draw(words)),
            draw(templates()),
            draw(st.none() | templates()),
            tuple(draw(st.lists(templates(), max_size=2))),
            properties=draw(properties()),
        )
        for name in called
    )
    dated = draw(st.none() | templates())
    results = tuple(
        Result(
            name,
            draw(templates()),
            draw(words.map(Template.fixed)),
            tuple(draw(st.lists(st.sampled_from(called), min_size=1, max_size=2, unique=True))),
            draw(st.none() | words.map(Template.fixed)),
            draw(st.sampled_from(["", *called])),
            date=dated,
            dates="DMY" if dated else "",
            properties=draw(properties()),
        )
        for name in draw(st.lists(words, max_size=2, unique=True))
        if name not in called
    )
    ends = st.sampled_from([*called, *(result.name for result in results)])
    links = st.builds(Link, ends, words, ends, properties())
    return Mapping(
        things, results, tuple(draw(st.lists(links, max_size=2))), draw(st.just("") | words), tuple(draw(names))
    )


@given(mappings(), st.text(max_size=40))
def test_what_is_written_reads_as_it_was(mapping: Mapping, remark: str) -> None:
    text = write_mapping(mapping, clean_text("".join(c for c in remark if c.isprintable() or c == "\n")))
    assert parse_mapping(text) == mapping
    assert digest_of(parse_mapping(text)) == digest_of(mapping)


@given(st.text(max_size=300))
def test_any_text_is_a_mapping_or_a_sentence(text: str) -> None:
    try:
        parse_mapping(HEAD + text)
    except BadInput as error:
        assert error.why and error.path == "mapping.yaml"


def test_comments_and_layout_make_no_other_mapping_but_a_column_does() -> None:
    same = "# a remark\n" + HEAD + "things: {batch: {kind: batches, id: 'lab:{Batch}'}}\n"
    assert digest_of(parse_mapping(same)) == digest_of(parse_mapping(BATCHES))
    assert digest_of(parse_mapping(BATCHES.replace("{Batch}", "{Lot}"))) != digest_of(parse_mapping(BATCHES))


# -- identifiers -----------------------------------------------------------------------------------------------------

cells = st.text(min_size=1, max_size=30).map(lambda text: clean_text(text).strip()).filter(bool)


@given(cells)
def test_any_cell_gives_an_identifier_that_gives_the_cell_back(cell: str) -> None:
    id = Template("lab:{Batch}").identify(lambda _: cell)
    assert not any(mark.isspace() for mark in id)
    assert str(Curie.parse(id)) == id
    assert unquote(id.removeprefix("lab:")) == cell


@given(cells, cells, cells, cells)
def test_different_cells_give_different_identifiers(a: str, b: str, c: str, d: str) -> None:
    template = Template("lab:{a}-{b}")
    one, other = ({"a": a, "b": b}, {"a": c, "b": d})
    assert (template.identify(one.__getitem__) == template.identify(other.__getitem__)) == (one == other)


def test_an_identifier_lacks_no_part() -> None:
    assert Template("lab:{a}/{b}").identify({"a": "1", "b": ""}.__getitem__) == ""
    assert encoded("日本 µM") == "日本%20µM"


# -- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", "", "`labkin map FILE`"),
        ("things: {}", "line 1", "labkin-mapping: 1"),
        (HEAD + "thing: {}", "line 2, thing", "did you mean 'things'?"),
        (HEAD + "things:\n  batch: {id: x}", "line 3, things.batch", "`kind` is missing here, as in `kind: Compound`"),
        (HEAD + "things:\n  b:\n    kind: Batch\n    id: {Batch}", "line 5, things.b.id", "in quotes"),
        (HEAD + "things:\n  b:\n    kind: Batch\n    id: {a}-{b}", "line 5", "in quotes"),
        (
            HEAD + "things:\n  b:\n    kind: Batch\n    id: 'lab:{a'",
            "line 5, things.b.id",
            "a brace without its partner",
        ),
        (HEAD + "things:\n  b:\n    kind: Batch\n    id: '{a}{b}'", "line 5, things.b.id", "put a mark such as /"),
        (HEAD + "things:\n  b:\n    kind: Batch", "line 4, things.b", "add one, as in `id: 'lab:{Batch}'`"),
        (BATCHES + "    split: ','\n    kind: Sample", "line 7, things.batch.kind", "twice"),
        (BATCHES + "links:\n- {from: batch, to: batch}", "line 7, links.1", "`relation` is missing"),
        (BATCHES + "links:\n- {from: batch, relation: x, to: bach}", "line 7, links.1.to", "did you mean 'batch'?"),
        (BATCHES + "measurements:\n  IC50: {value: '{x}'}", "line 7, measurements.IC50", "`of` is missing"),
        (
            BATCHES + "measurements:\n  IC50: {value: x, of: batch}",
            "line 7, measurements.IC50.value",
            "names no column",
        ),
        (BATCHES + "    properties: {p: {value: '{P}', type: float}}", "line 6", "none of text, integer, number"),
        ("a: &x [1]\nb: *x", "line 1", "anchors and aliases"),
        (HEAD + "things: " + "[" * 5000, "line 2", "nested too deeply"),
        ("a: [\n", "line 2", "not YAML"),
    ],
)
def test_what_is_wrong_is_said_with_place_and_remedy(text: str, place: str, says: str) -> None:
    with pytest.raises(BadInput) as raised:
        parse_mapping(text, "m.yaml")
    assert raised.value.path == "m.yaml"
    assert raised.value.place.startswith(place)
    assert says in raised.value.why


def test_no_alias_swells_and_no_tag_makes_an_object() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    with pytest.raises(BadInput, match="anchors and aliases"):
        parse_mapping(HEAD + bomb)
    tagged = BATCHES.replace("kind: Batch", "kind: !!python/object/apply:os.getcwd []")
    with pytest.raises(BadInput, match="not a list"):
        parse_mapping(tagged)


def test_scalars_are_texts_as_they_are_written() -> None:
    mapping = parse_mapping(BATCHES + "    properties: {country: no, dose: 1e3, day: 2024-01-01}\nmissing: [no, 0]\n")
    assert [one.value.text for one in mapping.things[0].properties] == ["no", "1e3", "2024-01-01"]
    assert mapping.missing == ("no", "0")


def test_the_reference_is_a_mapping() -> None:
    page = (Path(__file__).parents[2] / "docs" / "loaders" / "mapping.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    mapping = parse_mapping(text)
    assert [result.replicate for result in mapping.results] == [None, Template("2")]
    assert list(remarks(mapping)) == []


def test_what_looks_odd_is_remarked_and_not_refused() -> None:
    text = BATCHES + "  compound: {kind: Compuond, id: '{C}'}\n  drug: {kind: drug, id: '{D}'}\n"
    text += "links:\n- {from: compound, relation: batchof, to: drug}\n- {from: drug, relation: batch_of, to: batch}\n"
    said = [
        f"{remark.place}: {remark.why}"
        for remark in remarks(parse_mapping(text.replace("kind: drug", "kind: compound")))
    ]
    assert len(said) == 3
    assert "did you mean 'Compound'?" in said[0]
    assert "did you mean 'batch_of'?" in said[1]
    assert "exchange `from` and `to`" in said[2]
