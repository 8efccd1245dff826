"""PubMed records, as XML and as text, become publications with their authors, topics and citations."""

from __future__ import annotations

import io
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source, Statement
from labkin.loaders import medline, pubmed
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.publications import loose_date, orcid_of

DATA = Path(__file__).parents[1] / "data" / "pubmed"


def given_file(name: str, data: bytes) -> Input:
    source = Source(uri=name, sha256="0" * 64, size=len(data), loader="pubmed", loader_version="1")
    return Input(name, source, lambda: io.BytesIO(data), data[:HEAD_BYTES])


def tiny() -> tuple[Input, list[Statement]]:
    item = given_file("tiny.xml", (DATA / "tiny.xml").read_bytes())
    return item, list(pubmed.load(item))


def nodes(statements: list[Statement]) -> dict[str, Node]:
    return {str(s.fact.id): s.fact for s in statements if isinstance(s.fact, Node)}


def edges(statements: list[Statement], relation: str) -> list[tuple[str, str]]:
    found = (s.fact for s in statements if isinstance(s.fact, Edge))
    return [(str(e.subject), str(e.object)) for e in found if e.relation == relation]


def article(inside: str, pmid: str = "1") -> bytes:
    """One article whose <Article> holds this."""
    return (
        f"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article>{inside}</Article>"
        "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
    ).encode()


# -- articles -----------------------------------------------------------------------------------------------------


def test_an_article_says_what_it_is() -> None:
    _, statements = tiny()
    assert nodes(statements)["PMID:900001"] == Node.of(
        "PMID:900001",
        "Publication",
        name="Effect of IL-1β on H2O & p<0.05 cells.",
        text="BACKGROUND: We asked. Twice. RESULTS: It was 5 μM. That is all.",
        journal="Journal of Tiny Things",
        journal_abbreviation="J Tiny",
        date="2020-11",
        year=2020,
        doi="10.1000/tiny.1",
        pmid="900001",
        pmcid="PMC77",
        issn="1234-5678",
        volume="7",
        issue="2",
        pages="10-19",
        country="England",
        languages=["eng"],
        keywords=["tiny"],
        publication_types=["Journal Article"],
        accessions=["GEO:GSE1", "GEO:GSE2"],
        grants=["R01 1, NCI NIH HHS, United States"],
        copyright="Copyright 2020.",
        retracted=True,
    )
    assert {s.place for s in statements[:3]} == {"record 900001"}


def test_people_of_one_name_stay_apart_and_an_orcid_is_one_person() -> None:
    _, statements = tiny()
    people = [other for paper, other in edges(statements, "attributed_to") if paper == "PMID:900001"]
    assert people == [
        "person:wang-y@PMID:900001",
        "person:wang-y-2@PMID:900001",
        "orcid:0000-0002-1825-0097",
        "organization:tiny-study-group@PMID:900001",
    ]
    known = nodes(statements)
    assert known["orcid:0000-0002-1825-0097"].props["name"] == "Ana Garcia Jr"
    assert known["organization:tiny-study-group@PMID:900001"].kind == "Organization"
    first = next(s.fact for s in statements if isinstance(s.fact, Edge) and s.fact.relation == "attributed_to")
    assert first.props == {
        "affiliation": ("Lab A.", "Lab B."),
        "equal_contribution": True,
        "position": 1,
        "role": "author",
    }


def test_topics_carry_their_subheadings_and_terms_their_names() -> None:
    _, statements = tiny()
    about = [s.fact for s in statements if isinstance(s.fact, Edge) and s.fact.relation == "describes"]
    assert about == [
        Edge.of(
            "PMID:900001",
            "describes",
            "MESH:D001249",
            major_topic=True,
            subheadings=["drug therapy", "epidemiology"],
            major_subheadings=["drug therapy"],
        ),
        Edge.of("PMID:900001", "describes", "MESH:D006801", major_topic=False),
    ]
    assert nodes(statements)["MESH:D001249"] == Node.of("MESH:D001249", "Term", name="Asthma")
    assert Edge.of("PMID:900001", "mentions", "MESH:D001241", registry_number="50-78-2") in [s.fact for s in statements]


def test_citations_and_retractions_are_edges() -> None:
    item, statements = tiny()
    assert edges(statements, "cites") == [("PMID:900001", "PMID:900002"), ("PMID:900001", "PMID:900003")]
    assert edges(statements, "retraction_in") == [("PMID:900001", "PMID:900009")]
    assert item.unmapped == {"Reference without PMID": 1, "DateRevised": 1}


def test_a_book_chapter_is_a_publication_of_its_book() -> None:
    _, statements = tiny()
    chapter = nodes(statements)["PMID:900004"]
    assert (chapter.props["name"], chapter.props["book"], chapter.props["year"]) == ("A Syndrome", "Tiny Reviews", 1993)
    roles = {str(s.fact.object): s.fact.props["role"] for s in statements if isinstance(s.fact, Edge)
             and s.fact.relation == "attributed_to" and str(s.fact.subject) == "PMID:900004"}  # fmt: skip
    assert roles == {"person:bird-t@PMID:900004": "author", "person:adam-mp@PMID:900004": "editor"}


def test_withdrawn_citations_are_remarked_and_not_stated() -> None:
    item, statements = tiny()
    assert [remark.place for remark in item.warnings] == ["record 900005", "record 900006"]
    assert not {"PMID:900005", "PMID:900006"} & set(nodes(statements))


def test_a_record_without_number_is_remarked() -> None:
    item = given_file("x", article("<ArticleTitle>t</ArticleTitle>", pmid=""))
    assert list(pubmed.load(item)) == []
    assert [remark.place for remark in item.warnings] == ["record number 1"]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("<Year>2018</Year><Month>05</Month><Day>7</Day>", "2018-05-07"),
        ("<Year>2018</Year><Month>Apr</Month>", "2018-04"),
        ("<Year>1990</Year><Season>Spring</Season>", "1990"),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", "1998-12"),
        ("<MedlineDate>1976-1977</MedlineDate>", "1976"),
        ("<Year>2018</Year><Month>13</Month>", "2018"),
        ("<MedlineDate>undated</MedlineDate>", None),
        ("", None),
    ],
)
def test_dates_are_as_exact_as_the_record(date: str, expected: str | None) -> None:
    inside = f"<Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue></Journal>"
    (statement,) = pubmed.load(given_file("x", article(inside)))
    assert isinstance(statement.fact, Node)
    assert statement.fact.props.get("date") == expected
    assert statement.fact.props.get("year") == (int(expected[:4]) if expected else None)


def test_loose_dates_and_orcids() -> None:
    assert [loose_date(text) for text in ("", "2002 Sep 3-10", "Summer 2001", "12345")] == [
        "",
        "2002-09-03",
        "2001",
        "",
    ]
    assert orcid_of("http://orcid.org/000000021825009x") == "0000-0002-1825-009X"


# -- bad and hostile files ----------------------------------------------------------------------------------------


def test_a_file_that_ends_early_says_where() -> None:
    lines = (DATA / "tiny.xml").read_bytes().splitlines(keepends=True)
    taken: list[Statement] = []
    with pytest.raises(BadInput) as caught:
        for statement in pubmed.load(given_file("x.xml", b"".join(lines[:30]))):
            taken.append(statement)
    assert caught.value.place in ("line 30", "line 31")
    assert "cannot be read on" in caught.value.why
    assert taken == []


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE PubmedArticleSet [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>',
        '<!DOCTYPE PubmedArticleSet [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>',
        '<!DOCTYPE PubmedArticleSet [<!-- <a> --><!ENTITY x "<b>">]>',
        "<!DOCTYPE PubmedArticleSet [" + "<!ELEMENT a ANY>" * 3000 + '<!ENTITY x "y">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(prolog: str, encoding: str) -> None:
    body = article("<ArticleTitle>&x;</ArticleTitle>").decode()
    with pytest.raises(BadInput, match="declares entities of its own"):
        list(pubmed.load(given_file("x.xml", (prolog + body).encode(encoding))))


def test_talk_of_entities_is_no_declaration() -> None:
    data = b"<!-- <!ENTITY a 'b'> -->" + article("<ArticleTitle><![CDATA[<!ENTITY x>]]></ArticleTitle>")
    (statement,) = pubmed.load(given_file("x.xml", data))
    assert isinstance(statement.fact, Node)
    assert statement.fact.props["name"] == "<!ENTITY x>"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no xml",
        b"<a></b>",
        b"<!-- only -->",
        b"<a>" * 500 + b"</a>" * 500,
        b"<?xml version='1.0' encoding='nonsense'?><a/>",
        b"\xff\xfe<\0",
        b"<a>\xff</a>",
    ],
)
def test_what_is_no_xml_is_a_sentence(data: bytes) -> None:
    with pytest.raises(BadInput):
        list(pubmed.load(given_file("x.xml", data)))


class Endless(io.RawIOBase):
    """A million articles, made as they are read."""

    def __init__(self, count: int) -> None:
        self.parts = self._parts(count)
        self.rest = b""

    def _parts(self, count: int) -> Iterator[bytes]:
        yield b"<PubmedArticleSet>"
        for number in range(count):
            yield article("<Abstract><AbstractText>%s</AbstractText></Abstract>" % ("x" * 2000), str(number))[18:-19]
        yield b"</PubmedArticleSet>"

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while len(self.rest) < len(buffer) and (part := next(self.parts, None)):
            self.rest += part
        size = min(len(buffer), len(self.rest))
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def test_memory_stays_flat() -> None:
    source = Source("x", "0" * 64, 1, "pubmed", "1")
    item = Input("x", source, lambda: io.BufferedReader(Endless(40_000)), b"")
    statements = pubmed.load(item)
    for _ in range(5_000):
        next(statements)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in statements) == 35_000  # about 80 MB of text
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 24 * 1024


# -- Medline text -------------------------------------------------------------------------------------------------


def test_medline_text_says_the_same() -> None:
    item = given_file("tiny_medline.txt", (DATA / "tiny_medline.txt").read_bytes())
    statements = list(medline.load(item))
    known = nodes(statements)
    assert known["PMID:900010"] == Node.of(
        "PMID:900010",
        "Publication",
        name="A title that goes on here.",
        text="An abstract - with a dash.",
        journal="Briefings in tiny things",
        date="2002",
        year=2002,
        doi="10.1000/x",
        pmid="900010",
        issn="1467-5463",
        volume="3",
        languages=["eng"],
        publication_types=["Journal Article"],
        mesh_terms=["*Software"],
    )
    assert known["orcid:0000-0002-1825-0097"].props["name"] == "Jörg Müller"
    assert [other for _, other in edges(statements, "attributed_to")] == [
        "orcid:0000-0002-1825-0097",
        "person:solo@PMID:900010",
        "organization:the-group@PMID:900010",
    ]
    assert edges(statements, "comment_in") == [("PMID:900010", "PMID:900011")]
    assert known["PMID:900012"].props["date"] == "2003-09-05"
    assert item.unmapped == {"OWN": 1, "STAT": 1}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("TI  - first\n", "line 1"),
        ("PMID- 1\nwhat is this\n", "line 2"),
        ("PMID- one\n", "line 1"),
        ("   x\n", "line 1"),
    ],
)
def test_broken_medline_says_where(text: str, place: str) -> None:
    with pytest.raises(BadInput) as caught:
        list(medline.load(given_file("x.txt", text.encode())))
    assert caught.value.place == place


# -- detection and real files -------------------------------------------------------------------------------------


def test_each_form_is_detected_by_its_own_loader_alone() -> None:
    xml = given_file("tiny.xml", (DATA / "tiny.xml").read_bytes())
    text = given_file("tiny_medline.txt", (DATA / "tiny_medline.txt").read_bytes())
    assert (pubmed.detect(xml), medline.detect(xml)) == (0.99, 0.0)
    assert (pubmed.detect(text), medline.detect(text)) == (0.0, 0.97)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<?xml version='1.0'?><!DOCTYPE article PUBLIC 'x' 'y'><article><front/></article>",
        b"<pmc-articleset><article/></pmc-articleset>",
        b"<!-- <PubmedArticleSet> --><html/>",
        b"id\tname\n1\tPubmedArticleSet\n",
    ],
)
def test_other_files_are_not_claimed(data: bytes) -> None:
    item = given_file("x", data)
    assert (pubmed.detect(item), medline.detect(item)) == (0.0, 0.0)


def real(name: str) -> Input:
    if "LABKIN_DATA" not in os.environ:
        pytest.skip("needs data: set LABKIN_DATA to the folder that holds publications")
    return given_file(name, (Path(os.environ["LABKIN_DATA"]) / "publications" / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "pmids", "cited", "topics"),
    [
        ("pubmed-29768149.xml", {"29768149"}, 0, 23),
        ("pubmed1.xml", {"12091962", "9997"}, 0, 32),
        ("pubmed2.xml", {"11748933", "11700088"}, 0, 11),
        ("pubmed7.xml", {"29963580"}, 49, 0),
    ],
)
def test_real_records_load_whole(name: str, pmids: set[str], cited: int, topics: int) -> None:
    item = real(name)
    assert pubmed.detect(item) > 0.9
    statements = list(pubmed.load(item))
    papers = [node for node in nodes(statements).values() if node.kind == "Publication"]
    assert {paper.props["pmid"] for paper in papers} == pmids
    assert all(paper.props["name"] and paper.props["journal"] and paper.props["date"] for paper in papers)
    assert (len(edges(statements, "cites")), len(edges(statements, "describes"))) == (cited, topics)
    assert item.warnings == []


def test_full_text_articles_are_left_to_others() -> None:
    for name in ("efetch_pmc.xml", "pone.0000217.nxml", "ehp-116-1694.nxml"):
        assert (pubmed.detect(real(name)), medline.detect(real(name))) == (0.0, 0.0)
