"""The highest, lowest and average of measured values of which some are bounds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.search.test_answer import Names, prove

from labkin.graph.model import Edge, Node
from labkin.graph.profile import Profile, read_profile
from labkin.search.answer import Answer, ask

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

VALUES = {  # (compound, assay): the values as they are written
    ("LK-1", "alpha assay"): ["=150 nM", "=20 nM"],
    ("LK-2", "alpha assay"): [">200 nM"],
    ("LK-3", "alpha assay"): ["=90 nM", ">100 nM"],
    ("LK-1", "beta assay"): ["=500 nM"],
    ("LK-2", "beta assay"): [">200 nM"],
    ("LK-3", "beta assay"): ["<5 nM"],
    ("LK-4", "beta assay"): ["=3 nM"],
    ("LK-1", "gamma assay"): ["=900 nM"],
    ("LK-2", "gamma assay"): ["=2 uM"],
    ("LK-3", "gamma assay"): ["=0.5 uM"],
}
ASSAYS = sorted({assay for _, assay in VALUES})
COMPOUNDS = sorted({compound for compound, _ in VALUES})
NODES = [Node.of(f"C:{name}", "Compound", name=name) for name in COMPOUNDS]
NODES += [Node.of(f"A:{name}", "Assay", name=name) for name in ASSAYS]
EDGES = []
for (compound, assay), written in VALUES.items():
    for one in written:
        number, unit = one[1:].split()
        id = f"M:{len(NODES)}"
        NODES.append(
            Node.of(id, "Measurement", value=float(number), unit=unit, qualifier=one[0], endpoint="IC50", name=id)
        )
        EDGES += [Edge.of(id, "measurement_of", f"C:{compound}"), Edge.of(id, "measured_in", f"A:{assay}")]


class Lab(NamedTuple):
    store: EngineStore
    profile: Profile

    def ask(self, question: str) -> Answer:
        return ask(
            question,
            store=self.store,
            profile=self.profile,
            names=Names(NODES),
            evidence=prove,
            today=date(2026, 3, 31),
        )


@pytest.fixture(scope="module")
def lab(engine: Engine) -> Lab:
    store = engine.store()
    store.rebuild(NODES, EDGES, 7)
    return Lab(store, read_profile(store))


def test_a_bound_that_lies_above_all_exact_values_is_the_highest(lab: Lab) -> None:
    answer = lab.ask("Which compound has the highest IC50 in the alpha assay?")
    assert answer.ids == ("C:LK-2",)
    assert [(row["bound"], row["highest value"]) for row in answer.rows] == [(">", 200.0)]
    assert "LK-2 is only known to be above 200 nM, which is higher than any exact value" in answer.text


def test_what_may_be_higher_by_its_bound_is_named_in_the_text_and_the_reading(lab: Lab) -> None:
    answer = lab.ask("Which compound has the highest IC50 in the beta assay?")
    assert answer.ids == ("C:LK-1",)
    assert "bound" not in answer.rows[0]
    for text in (answer.text, answer.reading):
        assert "LK-2 is only known to be above 200 nM, which may be higher" in text
    assert "LK-3" not in answer.text  # "<5" is no rival


def test_the_weakest_compound_is_one_that_was_measured_by_a_bound_alone(lab: Lab) -> None:
    assert lab.ask("What is the least potent compound in the alpha assay?").ids == ("C:LK-2",)


def test_what_may_be_lower_is_named_where_the_lowest_is_asked_for(lab: Lab) -> None:
    answer = lab.ask("Which compound has the lowest IC50 in the beta assay?")
    assert answer.ids == ("C:LK-4",)
    assert "LK-3 is only known to be below 5 nM, which may be lower" in answer.text


def test_values_in_several_units_are_ranked_together_where_these_convert(lab: Lab) -> None:
    assert lab.ask("Which compound has the highest IC50 in the gamma assay?").ids == ("C:LK-2",)
    assert lab.ask("Which compound has the lowest IC50 in the gamma assay?").ids == ("C:LK-3",)


def test_the_highest_value_of_one_thing_may_be_a_bound(lab: Lab) -> None:
    answer = lab.ask("What is the highest IC50 of LK-2 in the alpha assay?")
    assert [(row["bound"], row["highest value"]) for row in answer.rows] == [(">", 200.0)]
    assert lab.ask("What is the lowest IC50 of LK-2 in the alpha assay?").text.endswith(
        "Only bounds are known, such as >200."
    )


def test_an_average_says_which_bounds_it_leaves_out(lab: Lab) -> None:
    answer = lab.ask("average IC50 of LK-1, LK-2 and LK-3 in the alpha assay")
    assert {row["compound"]: row["average value"] for row in answer.rows} == {"LK-1": 85.0, "LK-3": 90.0}
    assert "2 measured values, of which only bounds are known, are left out: of LK-2 nothing else" in answer.text


def test_a_comparison_shows_what_was_only_measured_by_bounds(lab: Lab) -> None:
    answer = lab.ask("Compare LK-1 and LK-2 in the alpha assay")
    assert [(row["thing"], row["average value"], row["bounds"]) for row in answer.rows] == [
        ("LK-1", 85.0, None),
        ("LK-2", None, ">200"),
    ]
