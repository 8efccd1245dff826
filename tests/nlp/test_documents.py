"""Documents in, PubTator and JSON out."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from labkin.nlp.annotations import Annotations, Found, Link, Mention, Quantity, Sentence
from labkin.nlp.documents import Document, Problem, bioc, misplaced, of_parts, of_sections, of_text, once, pubtator
from labkin.nlp.documents_json import line
from labkin.nlp.pubtator_write import lines

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30)
ASPIRIN = Link("MESH:D001241", "Aspirin", 0.9, "exact")


def numbered(text: str) -> list[tuple[int, str]]:
    return list(enumerate(text.split("\n"), 1))


@given(st.lists(st.tuples(st.integers(1, 10**8), LINE, LINE.filter(bool)), max_size=5))
def test_what_pubtator_says_is_read_and_written_again(papers: list[tuple[int, str, str]]) -> None:
    text = "".join(f"{id}|t|{title}\n{id}|a|{abstract}\n\n" for id, title, abstract in papers)
    found = [one for one in pubtator(numbered(text)) if isinstance(one, Document)]
    assert [one.id for one in found] == [str(id) for id, _, _ in papers]
    for document, (_, title, abstract) in zip(found, papers, strict=True):
        assert document.text == f"{title} {abstract}"
        if title and not document.text[: len(title)].isspace():
            assert "".join(f"{one}\n" for one in lines(document, Annotations(document.text))) == (
                f"{document.id}|t|{title}\n{document.id}|a|{abstract}\n\n"
            )


def test_a_bad_line_fails_alone_and_annotations_are_passed_over() -> None:
    text = "1|t|One\n1|a|two\n1\t0\t3\tOne\tGene\t7\n1\tCID\tD1\tD2\nwhat is this\n\n9|a|lost\n2|t|Three"
    found = list(pubtator(numbered(text)))
    assert [one.id for one in found if isinstance(one, Document)] == ["1", "2"]
    assert [one.place for one in found if isinstance(one, Problem)] == ["line 5", "line 7"]


def test_comments_before_the_first_title_are_no_trouble() -> None:
    (found,) = pubtator(enumerate(["# my file", "7|t|A title", "7|a|And more."], 1))
    assert isinstance(found, Document) and found.text == "A title And more."


def test_passages_of_bioc_stand_at_their_offsets() -> None:
    passages = [
        {"offset": 0, "infons": {"type": "title"}, "text": "A title."},
        {"offset": 10, "infons": {"section_type": "METHODS"}, "text": "", "sentences": [
            {"offset": 10, "text": "One."}, {"offset": 16, "text": "Two."}]},
        {"offset": "far", "infons": None, "text": "End."},
    ]  # fmt: skip
    found = bioc({"id": 7, "passages": passages}, 1)
    assert isinstance(found, Document)
    assert found.text == "A title.  One.  Two.\nEnd."
    assert found.sections == (Sentence(0, 8, "title"), Sentence(10, 20, "methods"), Sentence(21, 25, ""))


def test_passages_that_cannot_stand_at_their_offsets_are_told() -> None:
    def told(*passages: tuple[object, str]) -> Problem | None:
        return misplaced({"id": 7, "passages": [{"offset": at, "text": text} for at, text in passages]}, 1)

    assert told((0, "A title."), ("10", "More."), (9, "")) is None
    problem = told((0, "A title."), (5, "More."), (1, "Lost."))
    assert problem == Problem(
        "document 7, passage 2", "its offset is 5, and the text before it ends at 8; it is read at 9", read=True
    )
    assert told((0, "A title."), (None, "More.")) is not None


def test_a_document_that_stands_twice_is_read_once() -> None:
    text = "1|t|One\n1|a|two\n\n2|t|Two\n\n1|t|One\n1|a|two\n\n2|t|Another"
    first, second, again, other = once(pubtator(numbered(text)))
    assert [one.id for one in (first, second) if isinstance(one, Document)] == ["1", "2"]
    assert isinstance(again, Problem) and isinstance(other, Problem)
    assert (again.place, again.read, other.place, other.read) == ("line 6", True, "line 9", False)
    assert "stands at line 1 already" in again.why
    assert "another text has the identifier 2 at line 4" in other.why


def test_what_is_no_document_of_bioc_is_a_problem() -> None:
    assert [type(bioc(one, 1)) for one in (None, [], {}, {"passages": 1}, {"passages": [1]})] == [Problem] * 5


def test_sections_of_an_article_are_one_text() -> None:
    parts = [("title", "", "A title"), ("abstract", "", "Some words."), ("sec", "2. Methods", "How."), ("sec", "", "")]
    found = of_sections("x", parts)
    assert found.text == "A title Some words.\n\n2. Methods\nHow."
    assert [(found.text[one.start : one.end], one.section) for one in found.sections] == [
        ("A title", "title"), ("Some words.", "abstract"), ("2. Methods\nHow.", "methods"),
    ]  # fmt: skip


def mention(text: str, name: str, type: str, *ids: str) -> Mention:
    start = text.index(name)
    links = tuple(Link(id, name, 0.9, "exact") for id in ids)
    return Mention(start, start + len(name), name, type, 0.9, links, ids)


def test_mentions_and_relations_as_pubtator_has_them() -> None:
    document = of_parts("7", "Aspirin and BRCA1.", "It caused hypertension, cancers and X in mice.")
    text = document.text
    mentions = (
        mention(text, "Aspirin", "Chemical", "CHEBI:15365"),
        mention(text, "BRCA1", "Gene", "HGNC:1100"),
        mention(text, "hypertension", "Disease", "MONDO:0005044"),
        mention(text, "X", "Chemical"),
        mention(text, "mice", "Species", "NCBITaxon:10090"),
    )
    relations = (
        Found("CHEBI:15365", "causes", "MONDO:0005044", 0.9, 0, len(text), text),
        Found("CHEBI:15365", "inhibits", "HGNC:1100", 0.9, 0, len(text), text),
        Found("CHEBI:15365", "treats", "MONDO:0005044", 0.9, 0, len(text), text, negated=True),
        Found("CHEBI:15365", "causes", "MONDO:0005044", 0.5, 0, 5, text[:5], hedged=True),
    )
    assert list(lines(document, Annotations(text, mentions=mentions, relations=relations))) == [
        "7|t|Aspirin and BRCA1.",
        "7|a|It caused hypertension, cancers and X in mice.",
        "7\t0\t7\tAspirin\tChemical\tMESH:D001241",
        "7\t12\t17\tBRCA1\tGene\tNCBIGene:672",
        "7\t29\t41\thypertension\tDisease\tMESH:D006973",
        "7\t55\t56\tX\tChemical\t-",
        "7\t60\t64\tmice\tSpecies\tNCBITaxon:10090",
        "7\tCID\tMESH:D001241\tMESH:D006973",
        "7\tNegative_Correlation\tMESH:D001241\tNCBIGene:672",
        "",
    ]


def test_several_identifiers_of_a_mention_are_joined() -> None:
    document = of_parts("7", "breast and ovarian cancer", "")
    both = mention(document.text, "breast and ovarian cancer", "Disease", "MESH:D001943", "MESH:D010051")
    *_, line, _ = lines(document, Annotations(document.text, mentions=(both,)))
    assert line.endswith("\tMESH:D001943|MESH:D010051")


def test_what_a_mention_perhaps_means_is_no_identifier() -> None:
    document = of_parts("7", "aspirin", "")
    doubtful = Mention(0, 7, "aspirin", "Chemical", 0.9, (ASPIRIN._replace(confidence=0.1),))
    *_, line, _ = lines(document, Annotations(document.text, mentions=(doubtful,)))
    assert line.endswith("\tChemical\t-")


def test_an_identifier_ends_before_the_first_bar() -> None:
    assert next(lines(of_parts("a|b", "T", ""), Annotations("T "))) == "a/b|t|T"


def test_text_of_many_lines_stays_in_its_lines_and_keeps_its_offsets() -> None:
    document = of_text("note", "Aim\nGive as\tpi\nrin.")
    named = Mention(9, 19, document.text[9:19], "Chemical")
    assert list(lines(document, Annotations(document.text, mentions=(named,)))) == [
        "note|t|Aim", "note|a|Give as pi rin.", "note\t9\t19\tas pi rin.\tChemical\t-", "",
    ]  # fmt: skip


def test_json_has_every_field_of_what_was_read() -> None:
    text = "Aspirin 5 mg."
    read = Annotations(
        text, "m@1", (Sentence(0, 13, "title"),),
        (Mention(0, 7, "Aspirin", "Chemical", 0.9, (ASPIRIN,), ("MESH:D001241",)),),
        quantities=(Quantity(8, 12, "5 mg", 5.0, "mg"),), abbreviations={"A": "Aspirin"},
    )  # fmt: skip
    said = json.loads(line("7", read))
    assert list(said) == [
        "id", "text", "model", "sentences", "mentions", "relations", "accessions", "quantities", "abbreviations",
    ]  # fmt: skip
    assert said["mentions"][0]["links"] == [ASPIRIN._asdict()]
    assert said["sentences"] == [{"start": 0, "end": 13, "section": "title"}]
    assert said["quantities"][0]["unit"] == "mg"
