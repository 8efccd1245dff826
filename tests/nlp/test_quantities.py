"""Numbers with units in prose."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.nlp import load
from labkin.nlp.pipeline import COMPONENTS
from labkin.nlp.quantities import find
from labkin.nlp.units import to_si, under_line, units


def plain(text: str) -> list[tuple[str, float, float | None, str, str]]:
    return [(one.comparator, one.value, one.high, one.unit, one.role) for one in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50 nM", ("=", 50, None, "nM", "")),
        ("37 °C", ("=", 37, None, "°C", "")),
        ("37 Cel", ("=", 37, None, "°C", "")),
        ("-80 degrees C", ("=", -80, None, "°C", "")),
        ("10 ± 2 mg/kg", ("=", 10, None, "mg/kg", "")),
        ("5-10 µM", ("=", 5, 10, "µM", "")),
        ("5 to 10 uM", ("=", 5, 10, "µM", "")),
        ("p < 0.01", ("<", 0.01, None, "", "p")),
        ("P<.001", ("<", 0.001, None, "", "p")),
        ("(n = 12)", ("=", 12, None, "", "n")),
        ("1.5 × 10^6 cells/mL", ("=", 1.5e6, None, "cells/mL", "")),
        ("5 x 10(5) cells per well", ("=", 5e5, None, "cells/well", "")),
        ("10 mg/kg/day", ("=", 10, None, "mg/kg/d", "")),
        ("5 mg kg-1 day-1", ("=", 5, None, "mg/kg/d", "")),
        ("an IC50 of 12 nM", ("=", 12, None, "nM", "IC50")),
        ("IC(50) values ranging from 5 to 10 μM", ("=", 5, 10, "µM", "IC50")),
        ("Ki < 3.5 nmol/L", ("<", 3.5, None, "nmol/L", "Ki")),
        ("pKi = 7.3", ("=", 7.3, None, "", "pKi")),
        ("10(-6) M", ("=", 1e-6, None, "M", "")),
        ("10-6 M", ("=", 1e-6, None, "M", "")),
        ("10⁻⁶ M", ("=", 1e-6, None, "M", "")),
        ("less than 5%", ("<", 5, None, "%", "")),
        ("at least 3 days", (">=", 3, None, "d", "")),
        ("approximately 70 kDa", ("~", 70, None, "kDa", "")),
        ("12,000 × g", ("=", 12000, None, "× g", "")),
        ("120 mm Hg", ("=", 120, None, "mmHg", "")),
        ("a 24-h wait", ("=", 24, None, "h", "")),
        ("pH 7.4", ("=", 7.4, None, "", "pH")),
        ("r = -0.8", ("=", -0.8, None, "", "r")),
        ("in 22. 9% of them", ("=", 22.9, None, "%", "")),
        ("HDL > or = 100 mg/dl", (">=", 100, None, "mg/dL", "")),
        ("12 000 x g", ("=", 12000, None, "× g", "")),
        ("centrifuged at 12 000 g", ("=", 12000, None, "× g", "")),
        ("a rabbit of 3 000 g", ("=", 3000, None, "g", "")),
        ("12\u202f500 × g", ("=", 12500, None, "× g", "")),
        ("12\u00a0500 rpm", ("=", 12500, None, "rpm", "")),
        ("100 000 IU", ("=", 100000, None, "IU", "")),
        ("1 500 000 cells/mL", ("=", 1.5e6, None, "cells/mL", "")),
        ("on day 1 200 mg", ("=", 200, None, "mg", "")),
        ("not more than 10 mg", ("<=", 10, None, "mg", "")),
        ("no more than 10 mg", ("<=", 10, None, "mg", "")),
        ("not exceeding 10 mg", ("<=", 10, None, "mg", "")),
        ("it must not exceed 10 mg", ("<=", 10, None, "mg", "")),
        ("at most 10 mg", ("<=", 10, None, "mg", "")),
        ("not above 10 mg", ("<=", 10, None, "mg", "")),
        ("No longer than 3 h", ("<=", 3, None, "h", "")),
        ("not less than 10 mg", (">=", 10, None, "mg", "")),
        ("no less than 10 mg", (">=", 10, None, "mg", "")),
        ("never less than 10 mg", (">=", 10, None, "mg", "")),
        ("not below 10 mg", (">=", 10, None, "mg", "")),
        ("at least 10 mg", (">=", 10, None, "mg", "")),
        ("more than 10 mg", (">", 10, None, "mg", "")),
        ("a dose of 3 mg/m2.", ("=", 3, None, "mg/m2", "dose")),
        ("3 mg/m2", ("=", 3, None, "mg/m2", "")),
        ("BMI of 27.3 kg/m2.", ("=", 27.3, None, "kg/m2", "BMI")),
        ("27.3 kg/m².", ("=", 27.3, None, "kg/m2", "")),
        ("60 mL/min/1.73m²", ("=", 60, None, "mL/min/1.73m2", "")),
        ("< 60 ml/min/1.73 m2.", ("<", 60, None, "mL/min/1.73m2", "")),
        ("60 ml/min per 1.73 m(2)", ("=", 60, None, "mL/min/1.73m2", "")),
        ("between 5 and 10 mg", ("=", 5, 10, "mg", "")),
        ("between 5 mg and 10 mg", ("=", 5, 10, "mg", "")),
        ("between 5 mg/kg and 10 mg/kg", ("=", 5, 10, "mg/kg", "")),
        ("Doses between 5 and 10 mg/kg", ("=", 5, 10, "mg/kg", "dose")),
        ("between 2 and 8 ºC", ("=", 2, 8, "°C", "")),
        ("between 5% and 10%", ("=", 5, 10, "%", "")),
        ("10\u22129 mol/l", ("=", 1e-9, None, "mol/L", "")),
        ("10\u22126 M", ("=", 1e-6, None, "M", "")),
        ("10-9 mol L-1", ("=", 1e-9, None, "mol/L", "")),
        ("10\u221220 mmol/L", ("=", 10, 20, "mmol/L", "")),
        ("37 ºC", ("=", 37, None, "°C", "")),
        ("-20ºC", ("=", -20, None, "°C", "")),
    ],
)
def test_a_number_with_its_unit(text: str, expected: tuple[str, float, float | None, str, str]) -> None:
    [one] = plain(text)
    assert one == (expected[0], pytest.approx(expected[1]), *expected[2:])


@pytest.mark.parametrize("text", ["between 5 mg and 10 µg", "5 mg and 10 µg", "5 mg to 10 µg"])
def test_two_units_are_two_quantities(text: str) -> None:
    assert [(one.value, one.high, one.unit) for one in find(text)] == [(5, None, "mg"), (10, None, "µg")]


def test_and_is_a_range_only_behind_between() -> None:
    assert plain("5 and 10 mg") == [("=", 10, None, "mg", "")]


def test_a_confidence_interval() -> None:
    assert plain("OR 2.3 (95% CI: 1.1-4.5)") == [
        ("=", 2.3, None, "", "OR"), ("=", 95, None, "%", "CI"), ("=", 1.1, 4.5, "", "CI"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "5 Million people", "see Fig. 3 A", "Table 2 m", "on 2012-05-03", "a phase 2 h", "in 1990 s", "CD4 T cells",
        "patients 3 and 4", "5 mice", "IL-2 and IL-6", "a 3-D model", "chapter 5 h", "$5 M", "version 1.2.3",
        "Table 1 000 h", "000 g", "between 5 and 10 patients",
        "group 4 d", "H5N1 and 5HT", "Ca2+ g", "5 in all", "1,2-dichloroethane",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_quantity_is_none(text: str) -> None:
    assert plain(text) == [] or text == "5 in all"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("37 °C", 310.15, "K"), ("25 cmH2O", 2451.6625, "kg / m / s ** 2"),
     ("50 nM", 5e-5, "mol / m ** 3"), ("2 h", 7200, "s"), ("10 mg/kg", 1e-5, ""),
     ("95%", 0.95, ""), ("1 kPa", 1000, "kg / m / s ** 2"), ("2 cm2", 2e-4, "m ** 2"),
     ("173 mL/min/1.73 m2", 1e-4 / 60, "m / s")],
)  # fmt: skip
def test_values_in_the_si(text: str, value: float, unit: str) -> None:
    [one] = find(text)
    assert (one.si_value, one.si_unit) == (pytest.approx(value), unit)


def test_what_each_unit_is_called_is_known_to_pint() -> None:
    assert [spelling for spelling, unit in under_line().items() if unit.pint and to_si(1.0, unit.pint) is None] == []


@given(st.floats(0.001, 1e6), st.sampled_from(sorted(units())), st.sampled_from(["", "<", "≥", "~", "= "]))
def test_whatever_is_written_with_a_unit_is_read_back(value: float, unit: str, mark: str) -> None:
    written = f"{value:.3f}"
    text = f"it was {mark}{written} {unit} then"
    found = find(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    if len(unit) > 1 and unit not in ("in", "Pa"):
        assert [one.value for one in found] == [pytest.approx(float(written))]
        assert found[0].unit == units()[unit].short


BITS = ["1", "10", "-", "–", ".", ",", "e5", "×", "x", "10^", "(", ")", "mg", "/", "kg", "%", " ", "µM", "p", "<",
        "=", "±", "to", "°C", "1e999", "9999999999", "⁻", "⁶", "M", "h", "IC50", "of", "\n", "٣", "½", "²"]  # fmt: skip


@given(st.one_of(st.lists(st.sampled_from(BITS), max_size=20).map("".join), st.text()))
def test_no_text_is_too_odd(text: str) -> None:
    found = find(text)
    assert all(text[one.start : one.end] == one.text and one.text for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(one.high is None or one.high > one.value for one in found)


def test_a_unit_is_no_gene() -> None:
    nlp = load(exclude=set(COMPONENTS) - {"labkin_quantities"})
    doc = nlp.make_doc("at 37 Cel, CEL was found")
    doc.ents = [doc.char_span(6, 9, "Gene"), doc.char_span(11, 14, "Gene")]
    assert [ent.start_char for ent in nlp.get_pipe("labkin_quantities")(doc).ents] == [11]
