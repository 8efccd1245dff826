"""Identifiers in prose."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.nlp import load
from labkin.nlp.accessions import find, is_cas, is_orcid
from labkin.nlp.pipeline import COMPONENTS, annotate


@pytest.mark.parametrize(
    ("text", "curies"),
    [
        ("GEO (GSE12345, GSM900, GPL570 and GDS507)", ["GEO:GSE12345", "GEO:GSM900", "GEO:GPL570", "GEO:GDS507"]),
        ("https://www.ncbi.nlm.nih.gov/geo/query/acc.cgi?acc=GSE77", ["GEO:GSE77"]),
        ("SRR1234567 of PRJNA293166, SAMN02415255",
         ["insdc.sra:SRR1234567", "bioproject:PRJNA293166", "biosample:SAMN02415255"]),
        ("PXD001234, MTBLS1, E-MTAB-5061, EGAS00001000001", ["pride.project:PXD001234", "metabolights:MTBLS1",
                                                            "arrayexpress:E-MTAB-5061", "ega.study:EGAS00001000001"]),
        ("https://doi.org/10.1016/S0140-6736(20)30183-5.", ["doi:10.1016/s0140-6736(20)30183-5"]),
        ("(doi: 10.5281/Zenodo.1234)", ["doi:10.5281/zenodo.1234"]),
        ("PMID: 29768149 (PMC3531190), NCT01234567",
         ["PMID:29768149", "PMCID:PMC3531190", "clinicaltrials:NCT01234567"]),
        ("the structure (PDB ID: 6LU7) and PDB entries 1abc and 2XYZ", ["PDB:6LU7", "PDB:1ABC", "PDB:2XYZ"]),
        ("UniProt accessions P04637, Q9Y6K9-2 and A0A024RBG1",
         ["UniProt:P04637", "UniProt:Q9Y6K9-2", "UniProt:A0A024RBG1"]),
        ("aspirin (CAS 50-78-2), CHEMBL25", ["cas:50-78-2", "chembl.compound:CHEMBL25"]),
        ("Abcam, cat. no. ab1234; Cell Signaling #9101", ["catalog:abcam/ab1234", "catalog:cell-signaling/9101"]),
        ("RRID:AB_2314041, RRID:CVCL_0030, RRID:SCR_003070", ["RRID:AB_2314041", "CVCL:0030", "RRID:SCR_003070"]),
        ("0000-0002-1825-0097 wrote it", ["orcid:0000-0002-1825-0097"]),
        ("Addgene plasmid #12345", ["addgene:12345"]),
        ("data are in GEO under GSE 67890, sample GSM 123456", ["GEO:GSE67890", "GEO:GSM123456"]),
        ("(GSE\u00a067890)", ["GEO:GSE67890"]),
        ("GEO accession GSE 6789.", ["GEO:GSE6789"]),
        ("doi:10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2.",
         ["doi:10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"]),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-2",
         ["doi:10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"]),
        ("<a>10.1000/xyz</a> and <b>10.1000/x<sup>2</sup></b>", ["doi:10.1000/xyz", "doi:10.1000/x"]),
        ("TP53 (NM_000546.5, NP_000537.3) on NC_000017.11", ["refseq:NM_000546.5", "refseq:NP_000537.3",
                                                             "refseq:NC_000017.11"]),
        ("NM_000546.5:c.215C>G and ENST00000269305.4", ["refseq:NM_000546.5", "Ensembl:ENST00000269305"]),
        ("GenBank accession numbers AF123456 and U12345.1", ["insdc:AF123456", "insdc:U12345.1"]),
    ],
)  # fmt: skip
def test_identifiers_are_written_as_the_loaders_write_them(text: str, curies: list[str]) -> None:
    assert [one.curie for one in find(text)] == curies
    assert all(text[one.start : one.end] == one.text for one in find(text))


@pytest.mark.parametrize(
    "text",
    [
        "1ABC and 6LU7 were solved", "the PDB 2019 release", "P04637 alone", "on 2012-05-03, pages 123-45-6",
        "GSE 100 mg/kg of grape seed", "GSE 1000 mg daily", "GSM 900 MHz", "GSM 1800 MHz", "AF123456 alone", "NM_12",
        "CAT C262T polymorphism", "category 12345", "rs121913529 and HGSE12", "0000-0002-1825-0098", "10.5 mg/kg",
        "the cat 12345 was fed", "ESR1 in MCF7 cells", "lot #1234 of it", "SRS and GSM networks",
    ],
)  # fmt: skip
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert find(text) == []


@pytest.fixture(scope="module")
def reader() -> Any:
    return load(exclude=["labkin_relations"])


BITS = ["GSE1", "PDB ", "1abc", ",", " and ", "10.1000/", "a)", "CAS ", "50-78-2", "UniProt:", "P12345", "RRID:",
        "cat. no. ", "#", "Sigma, ", "A5376", "\n", "é", "PMID ", "7"]  # fmt: skip


def test_an_entity_without_a_concept_that_is_part_of_one_is_none() -> None:
    nlp = load(exclude=set(COMPONENTS) - {"labkin_accessions"})
    doc = nlp.make_doc("Data (GSE12345) of aspirin (CAS 50-78-2) and TP53")
    spans = [doc.char_span(doc.text.index(name), doc.text.index(name) + len(name), type)
             for name, type in (("GSE12345", "Gene"), ("50-78-2", "Chemical"), ("TP53", "Gene"))]  # fmt: skip
    spans[1]._.ids = ("CHEBI:15365",)
    doc.ents = spans
    assert [ent.text for ent in nlp.get_pipe("labkin_accessions")(doc).ents] == ["50-78-2", "TP53"]
    doc = nlp.make_doc("GSE12345. 15 mice")
    doc.ents = [doc.char_span(0, 12, "Gene")]
    assert nlp.get_pipe("labkin_accessions")(doc).ents == ()


def test_an_accession_is_no_gene_though_one_was_found_for_it() -> None:
    nlp = load(exclude=set(COMPONENTS) - {"labkin_accessions"})
    doc = nlp.make_doc("GSE12345 of HeLa (RRID:CVCL_0030)")
    spans = [doc.char_span(0, 8, "Gene"), doc.char_span(23, 32, "CellLine")]
    for span, id in zip(spans, ("HGNC:19717", "CVCL:0030"), strict=True):
        span._.ids = (id,)
    doc.ents = spans
    assert [ent.label_ for ent in nlp.get_pipe("labkin_accessions")(doc).ents] == ["CellLine"]


@pytest.mark.parametrize(
    "text",
    [
        "GSE 67890 was used.",
        "Data are at GEO (GSE 67890).",
        "The sequence NM_000546.5 was cloned.",
        "ENST00000269305 was expressed.",
        "GenBank AF123456 was aligned.",
    ],
)
def test_the_reader_takes_accessions_for_no_genes(reader: Any, text: str) -> None:
    read = annotate(text, reader)
    assert len(read.accessions) == 1
    assert [one.text for one in read.mentions if one.type == "Gene"] == []


def test_a_variant_of_a_sequence_stays(reader: Any) -> None:
    read = annotate("TP53 has NM_000546.5:c.215C>G in it.", reader)
    assert [one.type for one in read.mentions] == ["Gene", "Variant"]
    assert [one.curie for one in read.accessions] == ["refseq:NM_000546.5"]


@given(st.lists(st.sampled_from(BITS), max_size=15).map("".join))
def test_spans_are_in_order_and_hold_what_they_say(text: str) -> None:
    found = find(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))


@given(st.from_regex(r"\A[1-9]\d{1,6}-\d\d\Z"), st.integers(0, 9))
def test_one_digit_in_ten_ends_a_cas_number(start: str, digit: int) -> None:
    right = [number for number in range(10) if is_cas(f"{start}-{number}")]
    assert len(right) <= 1
    assert is_cas(f"{start}-{digit}") == (digit in right)


@given(st.from_regex(r"\A\d{4}-\d{4}-\d{4}-\d{3}\Z", fullmatch=True).filter(str.isascii))
def test_one_character_in_eleven_ends_an_orcid(start: str) -> None:
    assert sum(is_orcid(start + last) for last in "0123456789X") == 1
