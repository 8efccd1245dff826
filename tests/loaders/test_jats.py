"""JATS articles become publications with their whole text, what they cite, and the files that go with them."""

from __future__ import annotations

import io
import os
import tracemalloc
from functools import partial
from pathlib import Path

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.loaders import jats, pubmed
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.jats_front import doi_of, link_of

DATA = Path(__file__).parents[1] / "data" / "jats"
ID = "PMID:900001"


def given(data: bytes, name: str = "a.nxml") -> Input:
    source = Source(name, "0" * 64, len(data), "jats", "1")
    return Input(name, source, partial(io.BytesIO, data), data[:HEAD_BYTES])


def read(name: str) -> tuple[Input, list[Statement]]:
    item = given((DATA / name).read_bytes(), name)
    return item, list(jats.load(item))


def nodes(statements: list[Statement], kind: str = "") -> dict[str, Node]:
    found = (s.fact for s in statements if isinstance(s.fact, Node))
    return {str(node.id): node for node in found if kind in ("", node.kind)}


def edges(statements: list[Statement], relation: str) -> dict[tuple[str, str], Edge]:
    found = (s.fact for s in statements if isinstance(s.fact, Edge) and s.fact.relation == relation)
    return {(str(edge.subject), str(edge.object)): edge for edge in found}


def test_an_article_is_the_publication_that_pubmed_knows() -> None:
    _, statements = read("article.nxml")
    said = nodes(statements)[ID].props
    assert nodes(statements)[ID].kind == "Publication"
    assert said["name"] == "Effect of IL-1β on H2O: a tiny study"
    assert said["text"] == "Background: We asked. Results: It was 5 μM."
    assert (said["doi"], said["pmid"], said["pmcid"]) == ("10.1000/Tiny.1", "900001", "PMC77")
    assert (said["date"], said["year"], said["date_electronic"]) == ("2020-11", 2020, "2020-10-03")
    assert (said["journal"], said["volume"], said["issue"], said["pages"]) == (
        "Journal of Tiny Things",
        "7",
        "2",
        "10-19",
    )
    assert said["grants"] == ("R01 1, NIH",)
    assert said["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["data_availability"] == "All data are in GSE12345."
    assert said["other_abstracts"] == ("In plain words.",)
    assert {"doi:10.1000/tiny.1", "PMCID:PMC77"} == {other for _, other in edges(statements, "same_as")}


def test_the_names_of_properties_are_those_of_pubmed_records() -> None:
    record = (DATA.parent / "pubmed" / "tiny.xml").read_bytes()
    theirs = nodes(list(pubmed.load(given(record, "tiny.xml"))))[ID].props
    ours = nodes(read("article.nxml")[1])[ID].props
    for name in ("doi", "pmid", "pmcid", "journal", "journal_abbreviation", "issn", "volume", "issue", "pages", "date"):
        assert type(ours[name]) is type(theirs[name])
    assert (ours["pmid"], ours["pmcid"], ours["date"]) == (theirs["pmid"], theirs["pmcid"], theirs["date"])


def test_authors_are_told_apart_and_keep_their_homes() -> None:
    _, statements = read("article.nxml")
    people = nodes(statements, "Person")
    assert people["orcid:0000-0002-1825-0097"].props["email"] == "jc@example.org"
    assert {f"person:wang-y@{ID}", f"person:wang-y-2@{ID}"} < set(people)
    assert nodes(statements)[f"organization:the-tiny-consortium@{ID}"].kind == "Organization"
    wrote = edges(statements, "attributed_to")[ID, "orcid:0000-0002-1825-0097"].props
    assert wrote["position"] == 1
    assert wrote["equal_contribution"] is True
    assert wrote["contribution"] == ("Investigation",)
    assert wrote["affiliation"] == ("Brown University, Providence",)
    assert edges(statements, "attributed_to")[ID, f"person:wang-y@{ID}"].props["affiliation"] == (
        "Brown University, Providence",
        "Elsewhere Institute, Ulm, Germany",
    )
    assert ("orcid:0000-0002-1825-0097", "ror:05gq02987") in edges(statements, "affiliated_with")


def test_the_text_is_kept_by_section_in_order_with_its_place() -> None:
    _, statements = read("article.nxml")
    texts = nodes(statements, "Document")
    told = [(n.props["name"], n.props.get("text", ""), n.props["document_type"]) for n in texts.values()]
    assert told == [
        ("Main text", "An opening line.", "body"),
        ("Methods", "", "methods"),
        ("Cells", "EGFR cells were kept at 37°C.\nReads are in PRJNA99999.", "section"),
        ("Results", "See Table 1.", "section"),
        ("Acknowledgements", "We thank the cells.", "acknowledgements"),
        ("Figure 1: A cell.", "Seen from above.", "figure"),
        ("Table 1", "Counts.\nn = 3", "table"),
    ]
    assert [n.props["order"] for n in texts.values()] == [1, 2, 3, 4, 5, 6, 7]
    assert texts[f"{ID}#text-3"].props["section_path"] == ("Methods",)
    places = {str(s.fact.id): s.place for s in statements if isinstance(s.fact, Node)}
    assert places[f"{ID}#text-3"] == "/article/body/sec[1]/sec"
    assert {(f"{ID}#text-{n}", ID) for n in range(1, 8)} == set(edges(statements, "part_of"))


def test_references_lead_to_papers_by_pmid_else_doi() -> None:
    item, statements = read("article.nxml")
    cited = edges(statements, "cites")
    assert list(cited) == [(ID, "PMID:16845428"), (ID, "doi:10.1000/abc.2")]
    assert cited[ID, "PMID:16845428"].props["reference"] == "Avery. 2006. Individuality. Nat Rev"
    assert item.unmapped["reference without PMID or DOI"] == 1
    assert item.unmapped["conference"] == 1
    assert (ID, "doi:10.1000/tiny.0") in edges(statements, "erratum_for")


def test_numbers_of_archives_and_files_are_found() -> None:
    _, statements = read("article.nxml")
    assert nodes(statements)[ID].props["accessions"] == ("BioProject:PRJNA99999",)
    file = nodes(statements, "File")[f"{ID}#file-tiny-s1.csv"].props
    assert (file["name"], file["format"]) == ("Data S1: Raw counts.", "text/csv")
    assert (ID, f"{ID}#file-tiny-s1.csv") in edges(statements, "has_part")


def test_accessions_of_geo_in_the_text_lead_to_the_series() -> None:
    data = (DATA / "article.nxml").read_bytes().replace(b"An opening line.", b"Data: GSE12345, and GSEA.")
    statements = list(jats.load(given(data)))
    assert (ID, "GEO:GSE12345") in edges(statements, "mentions")
    assert nodes(statements)[ID].props["accessions"] == ("BioProject:PRJNA99999", "GEO:GSE12345")


def test_sets_are_read_article_by_article() -> None:
    item, statements = read("set.xml")
    assert set(nodes(statements, "Publication")) == {"PMCID:PMC501", "doi:10.1000/second"}
    places = {s.place for s in statements}
    assert "/pmc-articleset/article[2]/body/sec" in places
    assert [remark.place for remark in item.warnings] == ["/pmc-articleset/article[3]"]


def test_namespaces_make_no_difference() -> None:
    plain = (DATA / "set.xml").read_bytes()
    spaced = plain.replace(b"<pmc-articleset>", b'<pmc-articleset xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/">')
    assert [s.fact for s in jats.load(given(spaced))] == [s.fact for s in jats.load(given(plain))]


def test_memory_stays_flat_over_a_long_set() -> None:
    article = (
        b"<article><front><article-meta><article-id pub-id-type='doi'>10.1000/%d</article-id></article-meta></front>"
    )
    article += b"<body><p>" + b"word " * 2_000 + b"</p></body></article>"

    def peak(count: int) -> int:
        data = b"<pmc-articleset>" + b"".join(article % n for n in range(count)) + b"</pmc-articleset>"
        item = given(data)
        tracemalloc.start()
        assert sum(isinstance(s.fact, Node) for s in jats.load(item)) == 2 * count
        _, top = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return top

    assert peak(400) < peak(40) + 1_000_000


def test_broken_files_name_the_line_and_entities_are_refused() -> None:
    whole = (DATA / "article.nxml").read_bytes()
    with pytest.raises(BadInput) as cut:
        list(jats.load(given(whole[: len(whole) // 2])))
    assert cut.value.place.startswith("line ")
    evil = (
        b'<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]><article><front><article-meta/></front></article>'
    )
    with pytest.raises(BadInput, match="entities"):
        list(jats.load(given(evil)))


def test_other_articles_are_not_taken() -> None:
    docbook = b'<article xmlns="http://docbook.org/ns/docbook" version="5.0"><title>x</title><para>y</para></article>'
    assert jats.detect(given(docbook)) == 0
    assert doi_of("doi:10.1000/a(1).") == "10.1000/a(1"
    assert link_of("", "", "77") == "PMCID:PMC77"
    assert link_of("x", "", "") == ""


def test_real_articles_keep_their_text_and_references() -> None:
    if "LABKIN_DATA" not in os.environ:
        pytest.skip("needs data: LABKIN_DATA names the folder of real files")
    found = {}
    for path in sorted((Path(os.environ["LABKIN_DATA"]) / "publications").glob("*.nxml")):
        item = given(path.read_bytes(), path.name)
        assert jats.detect(item) > 0.9
        statements = list(jats.load(item))
        found[path.name] = (len(nodes(statements, "Document")), len(edges(statements, "cites")))
        assert len(edges(statements, "cites")) + item.unmapped["reference without PMID or DOI"] >= 30
    assert found["pone.0000217.nxml"] == (
        26,
        26,
    )  # 21 sections, 3 captions, thanks and notes; 26 of 33 references have a number
