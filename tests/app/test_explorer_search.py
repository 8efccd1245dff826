"""What the search page keeps in its address: the same search for everyone who opens the link."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.app.conditions import condition
from labkin.app.explorer_search_state import Asked, is_day, of_address, of_saved
from labkin.app.saved_searches import SavedSearch
from labkin.search.index import HYBRID, MODES, OPERATORS

FIELDS = {"kind": "text", "status": "text", "cell line": "text", "year": "number", "date": "number", "value": "number"}
LAB = Path("/labs/my lab")
EQUAL = {"in": "="}  # of one value or several

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).map(str.strip).filter(bool)
some = st.lists(words, min_size=1, max_size=3, unique=True).map(tuple)
days = st.sampled_from(["", "2019", "2024-03", "2024-02-29"])
conditions = st.tuples(st.sampled_from(["value", "cell line"]), st.sampled_from(OPERATORS), words)
asked = st.builds(
    Asked,
    text=words | st.just(""),
    like=words | st.just(""),
    kinds=st.lists(st.sampled_from(["Batch", "Assay"]), unique=True).map(tuple),
    chosen=st.dictionaries(st.sampled_from(["status", "cell line"]), some).map(lambda found: tuple(found.items())),
    since=days,
    until=days,
    others=st.lists(conditions, max_size=2).map(tuple),
    mode=st.sampled_from(MODES),
    sort=st.sampled_from(["", "name", "-date"]),
    expand=st.booleans(),
    without=st.just(()) | some,
)


@given(asked, st.integers(1, 5000))
def test_an_address_shows_the_same_search(search: Asked, page: int) -> None:
    turned = search.choosing("status", ("open",)).choosing("status", search.values("status"))
    assert of_address(search.address()) == search
    assert set(turned.chosen) == set(search.chosen)
    paged = of_address({**search.address(), "page": [str(page)]})
    assert (paged.page, paged.request().offset) == (page, 10 * (page - 1))


@given(asked)
def test_a_kept_search_finds_what_was_seen(search: Asked) -> None:
    again = of_saved(search.saved("mine", "ana"))
    assert set(again.where()) == set(search.where())
    assert (again.text, again.like, again.kinds, again.mode, again.without) == (
        search.text, search.like, search.kinds, search.mode, search.without,
    )  # fmt: skip


@given(st.dictionaries(st.sampled_from(["q", "kind", "page", "from", "where", "mode", "is.x", "is.status"]), some))
def test_no_address_is_an_error(parameters: dict[str, tuple[str, ...]]) -> None:
    search = of_address(parameters).fitting(FIELDS)
    assert search.page >= 1
    assert {field for field, _, _ in search.where()} <= FIELDS.keys()


def test_what_another_lab_knows_is_passed_over() -> None:
    search = Asked("x", chosen=(("planet", ("Mars",)), ("status", ("open",))), sort="-weight", since="soon")
    fitting = search.fitting(FIELDS)
    assert (fitting.chosen, fitting.sort, fitting.since) == ((("status", ("open",)),), "", "")


def test_filters_are_cleared_without_the_words() -> None:
    search = Asked("x", kinds=("Batch",), chosen=(("status", ("open",)),), until="2024", page=3)
    assert search.is_narrowed()
    assert search.widened() == Asked("x")


def test_a_year_is_a_year_and_a_day_a_day() -> None:
    search = Asked(since="2019", until="2024-03-01")
    assert search.where() == (("year", ">=", 2019), ("date", "<=", "2024-03-01"))
    assert not any(map(is_day, ("", "24", "2024-13", "2024-02-40", "2024-3", "x")))


def test_what_the_command_kept_can_be_opened() -> None:
    kept = SavedSearch("mine", "kinase", where=(("purity", ">=", "98"), ("year", ">=", "2019")), mode="keyword")
    search = of_saved(kept)
    assert search.since == "2019"
    assert ("purity", ">=", "98") in of_address(search.address()).where()


@pytest.mark.parametrize("text", ["-20 degrees", "it's; rm -rf ~", '"small cell"'])
def test_the_command_says_the_same_and_no_more(text: str) -> None:
    search = Asked(text, kinds=("Batch",), chosen=(("status", ("in use",)),), since="2024", mode=HYBRID, page=2)
    said = shlex.split(search.command(LAB))
    assert said[-2:] == ["--", text]
    assert said[:-2] == [
        "labkin", "search", "--kind=Batch", "--where=status=in use", "--where=year>=2024", "--offset", "10",
        "--lab", str(LAB),
    ]  # fmt: skip
    both = shlex.split(search.choosing("status", ("a", "b|c")).command(LAB))
    assert r"--where=status=a|b\|c" in both


@given(asked)
def test_a_terminal_reads_the_filters_as_they_were_chosen(search: Asked) -> None:
    said = shlex.split(search.command(LAB))
    read = [condition(one.removeprefix("--where=")) for one in said if one.startswith("--where=")]
    if said:
        assert [(field, EQUAL.get(op, op), listed(value)) for field, op, value in read] == [
            (field, EQUAL.get(op, op), listed(value)) for field, op, value in search.where()
        ]
    assert said or any(op in "".join(map(str, where)) for where in search.where() for op in "|<>=!~\\")


def listed(value: object) -> list[str]:
    return [str(one) for one in (value if isinstance(value, tuple) else (value,))]
