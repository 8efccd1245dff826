"""What is raised in XML and HTML reads well as plain text, and references' numbers stick to no word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from lxml import etree

from labkin.loaders.jats_text import paragraph
from labkin.loaders.plain_text import plain_text
from labkin.loaders.raised import readable
from labkin.loaders.xml import flat_text
from labkin.nlp.quantities import find

CITE = '<xref ref-type="bibr" rid="b">{}</xref>'
ONE, TWO = CITE.format(1), CITE.format(2)


def both(inner: str) -> str:
    """The text as a paragraph of JATS and as an abstract of PubMed have it, which is the same."""
    element = etree.fromstring(f"<p>{inner}</p>")
    assert paragraph(element) == flat_text(element)
    return paragraph(element)


@pytest.mark.parametrize(
    ("given", "reads"),
    [
        (f"in 5 mL<sup>{CITE.format(12)}</sup> of", "in 5 mL of"),
        (f"Gefitinib<sup>{ONE}</sup> inhibits", "Gefitinib inhibits"),
        (f"Gefitinib{ONE},{TWO} inhibits", "Gefitinib inhibits"),
        ('Gefitinib<xref ref-type="bibr"><sup>1</sup></xref><sup>,</sup>' + f"<sup>{TWO}</sup> inhibits",
         "Gefitinib inhibits"),
        (f"in rats <sup>{ONE}–{TWO}</sup>.", "in rats."),
        (f"in rats.<sup>{ONE}</sup>The next", "in rats. The next"),
        (f"as shown [{ONE},{TWO}] and [{ONE}]-[{TWO}]", "as shown [1,2] and [1]-[2]"),
        (f"({CITE.format('Smith 1999')}; {CITE.format('Roe')})", "(Smith 1999; Roe)"),
        (f"Smith et al.{CITE.format(1999)}", "Smith et al. 1999"),
        ('A title<xref ref-type="fn" rid="f"><sup>*</sup></xref>', "A title"),
        ("aspirin<xref>1</xref> was given", "aspirin was given"),
        ('See <xref ref-type="fig" rid="f">Fig. 1</xref>', "See Fig. 1"),
        ("10<sup>6</sup> cells/mL, 1.5 × 10<sup>−6</sup> M", "10^6 cells/mL, 1.5 × 10^−6 M"),
        ("2 mg kg<sup>-1</sup>, 3 m<sup>2</sup>, R<sup><italic>2 </italic></sup>= 0.9", "2 mg kg-1, 3 m2, R2 = 0.9"),
        ("<sup>125</sup>I-labeled Ca<sup>2+</sup>, CD4<sup>+</sup>", "125I-labeled Ca2+, CD4+"),
        ("H<sub>2</sub>O and T<sub>3</sub>", "H2O and T3"),
        ("BRAF<sup>V600E</sup> cells", "BRAF V600E cells"),
        ("at 37<sup>o</sup>C", "at 37°C"),
        ("EGFR<sup>1,2</sup> cells", "EGFR 1,2 cells"),
        ("<sup>a</sup>Values are means", "a Values are means"),
        ("<msup><mn>10</mn><mrow><mn>6</mn></mrow></msup>", "10^6"),
    ],
)  # fmt: skip
def test_raised_pieces_read_well(given: str, reads: str) -> None:
    assert both(given) == reads


def test_powers_and_units_are_quantities() -> None:
    text = both("1.5 × 10<sup>6</sup> cells/mL, 10<sup>-6</sup> M, 5 mg kg<sup>-1</sup>, 20 mL<sup>" + ONE + "</sup>")
    assert [(one.value, one.unit) for one in find(text)] == [
        (1.5e6, "cells/mL"),
        (1e-6, "M"),
        (5.0, "mg/kg"),
        (20.0, "mL"),
    ]


def test_html_of_notebooks_reads_the_same() -> None:
    page = '<p>10<sup>6</sup> cells<sup><a href="#r1">1</a></sup> in H<sub>2</sub>O</p><p>20 mL<sup>12</sup></p>'
    assert plain_text(page) == "10^6 cells in H2O\n20 mL 12"


WORDS = st.sampled_from(["EGFR", "gefitinib", "mL", "rats", "IL-6", "p53", "TNF-α", "(cells)", "CD4", "95%"])
NUMBERS = st.lists(st.integers(1, 299), min_size=1, max_size=4)
STYLES = st.sampled_from(["sup of all", "sup in each", "no sup"])


def citation(numbers: list[int], style: str, joint: str) -> str:
    links = [CITE.format(f"<sup>{one}</sup>" if style == "sup in each" else one) for one in numbers]
    return f"<sup>{joint.join(links)}</sup>" if style == "sup of all" else joint.join(links)


@over(st.lists(st.tuples(WORDS, NUMBERS, STYLES, st.sampled_from([",", ", ", "–", "-"])), min_size=1, max_size=6))
def test_no_number_of_a_reference_stays(given: list[tuple[str, list[int], str, str]]) -> None:
    inner = " ".join(word + citation(*rest) for word, *rest in given)
    assert both(inner) == " ".join(word for word, *_ in given)


@over(st.lists(st.tuples(WORDS, st.integers(-12, 12).filter(bool)), min_size=1, max_size=6))
def test_every_power_of_ten_is_read_as_such(given: list[tuple[str, int]]) -> None:
    text = both(" ".join(f"{word} 10<sup>{power}</sup> M" for word, power in given))
    assert text == " ".join(f"{word} 10^{power} M" for word, power in given)
    read = {one.text: one.value for one in find(text)}
    assert all(read[f"10^{power} M"] == pytest.approx(10.0**power) for _, power in given)


@over(st.text(st.sampled_from("\x01\x02\x03\x04a1 ,.[]+-*(^°oVE600"), max_size=60))
def test_whatever_is_marked_ends_as_one_clean_line(marked: str) -> None:
    text = readable(marked)
    assert not re.search("[\x00-\x1f]", text)
    assert text == " ".join(text.split())
    assert set(re.findall(r"[aVE]", marked)) >= set(re.findall(r"[aVE]", text))


def test_a_long_run_of_digits_takes_no_time() -> None:
    assert readable("x\x01\x03" + "1" * 5000 + "\x04!\x02") == "x " + "1" * 5000 + "!"
