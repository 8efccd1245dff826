"""What curators taught about names: known ones are found, forbidden ones are not."""

from __future__ import annotations

import string
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from labkin.nlp.annotations import Link, Mention, Sentence
from labkin.nlp.lab_lexicon import Ban, Lexicon, Synonym, key_of

LK = Synonym("LK-17", "CHEBI:15365", "Chemical", "aspirin")


def mention(text: str, words: str, type: str, *links: str) -> Mention:
    start = text.index(words)
    made = tuple(Link(curie, curie, 0.5, "exact") for curie in links)
    return Mention(start, start + len(words), words, type, 0.6, made, links[:1])


def sentences(text: str) -> list[Sentence]:
    found, start = [], 0
    for part in text.split(". "):
        found.append(Sentence(start, start + len(part), ""))
        start += len(part) + 2
    return found


def test_a_known_name_is_found_wherever_it_stands() -> None:
    text = "We gave LK\u201117 and lk-17, not LK-170 or XLK-17."
    found = Lexicon((LK,)).apply(text, ())
    assert [(one.text, one.link.curie if one.link else "") for one in found] == [
        ("LK\u201117", "CHEBI:15365"),
        ("lk-17", "CHEBI:15365"),
    ]
    assert {one.type for one in found} == {"Chemical"}
    assert all(text[one.start : one.end] == one.text for one in found)


def test_of_short_names_the_case_counts() -> None:
    lexicon = Lexicon((Synonym("CAT", "HGNC:1516", "Gene"),))
    assert [one.start for one in lexicon.apply("A cat has CAT.", ())] == [10]


def test_the_longest_known_name_wins() -> None:
    lexicon = Lexicon((Synonym("PC", "A:1", "Chemical"), Synonym("PC 12 cell", "CVCL:0481", "CellLine")))
    assert [one.ids for one in lexicon.apply("PC 12 cell and PC 13 cell", ())] == [("CVCL:0481",), ("A:1",)]


def test_a_known_name_takes_the_place_of_what_the_model_found_and_keeps_its_thoughts_as_alternatives() -> None:
    text = "It binds LK-17 well."
    found = Lexicon((LK,)).apply(text, [mention(text, "LK-17", "Chemical", "MESH:D1")])
    assert [[link.curie for link in one.links] for one in found] == [["CHEBI:15365", "MESH:D1"]]
    other = Lexicon((LK,)).apply(text, [mention(text, "LK-17", "Gene", "HGNC:1")])
    assert [(one.type, [link.curie for link in one.links]) for one in other] == [("Chemical", ["CHEBI:15365"])]


def test_a_longer_mention_stays_unless_nothing_was_linked_to_it() -> None:
    text = "LK-17 sensitive asthma"
    asthma = mention(text, text, "Disease", "MESH:D2")
    assert Lexicon((LK,)).apply(text, [asthma]) == (asthma,)
    unlinked = mention(text, text, "Chemical")
    assert [one.text for one in Lexicon((LK,)).apply(text, [unlinked])] == ["LK-17"]


def test_a_forbidden_name_is_no_mention_anywhere() -> None:
    text = "WAS was IMPACT."
    found = [mention(text, "WAS", "Gene", "HGNC:12731"), mention(text, "IMPACT", "Gene", "HGNC:20387")]
    assert Lexicon(bans=(Ban("WAS"),)).apply(text, found) == (found[1],)
    assert Lexicon(bans=(Ban("was"),)).apply(text, found) == tuple(found)
    assert Lexicon(bans=(Ban("impact", type="Disease"),)).apply(text, found) == tuple(found)
    assert Lexicon(bans=(Ban("impact", type="Gene"),)).apply(text, found) == (found[0],)


def test_one_meaning_may_be_forbidden_and_the_name_stays() -> None:
    text = "Serum ANA was high."
    found = [mention(text, "ANA", "Gene", "HGNC:1131", "HGNC:7")]
    (left,) = Lexicon(bans=(Ban("ANA", curie="HGNC:1131"),)).apply(text, found)
    assert ([link.curie for link in left.links], left.ids) == (["HGNC:7"], ())


def test_a_name_may_be_forbidden_near_words_of_its_sentence_alone() -> None:
    text = "AD is common in eczema. AD and dementia. Eczema."
    lexicon = Lexicon(bans=(Ban("AD", near=("atopic", "eczema")),))
    first = mention(text, "AD", "Disease", "MONDO:0004975")
    second = Mention(24, 26, "AD", "Disease", 0.9, first.links, first.ids)
    assert lexicon.apply(text, [first, second], sentences(text)) == (second,)
    assert lexicon.apply(text, [first, second]) == ()


def test_a_known_name_does_not_stand_where_it_is_forbidden() -> None:
    lexicon = Lexicon((LK,), (Ban("LK-17", near=("plasmid",)),))
    text = "The plasmid LK-17. We gave LK-17"
    assert [one.start for one in lexicon.apply(text, (), sentences(text))] == [27]


def test_it_survives_being_written_as_json() -> None:
    lexicon = Lexicon((LK,), (Ban("AD", "MONDO:1", "Disease", ("a", "b")),))
    assert Lexicon.from_json(lexicon.to_json()) == lexicon


NAMES = st.text(string.ascii_letters + string.digits + "-\u03b1 \u2010\u00df\u0130", min_size=1, max_size=12).filter(
    key_of
)


@given(st.lists(NAMES, max_size=4), st.text(max_size=40), st.lists(NAMES, max_size=3))
def test_offsets_are_those_of_the_text_and_nothing_overlaps(names: list[str], around: str, said: list[str]) -> None:
    text = around.join(["", *said, *names, ""])
    found = Lexicon(tuple(Synonym(name, "X:1", "Chemical") for name in names)).apply(text, ())
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(NAMES)
def test_a_name_is_found_in_itself(name: str) -> None:
    (found,) = Lexicon((Synonym(name, "X:1", "Chemical"),)).apply(f"say {name} .", ())
    assert found.text == name.strip()


def test_as_a_component_it_changes_the_entities_of_a_document() -> None:
    import spacy

    from labkin.nlp.extensions import declare
    from labkin.nlp.lab_lexicon import NAME
    from labkin.nlp.lab_lexicon_pipe import make

    declare()
    nlp = spacy.blank("en")
    component = make(nlp, NAME, Lexicon((LK,), (Ban("asthma"),)).to_json())
    doc = nlp("aspirin and asthma and LK-17")
    doc.set_ents([doc.char_span(0, 7, "Chemical"), doc.char_span(12, 18, "Disease")])
    doc.ents[0]._.confidence = 0.7
    done = component(doc)
    assert [(ent.text, ent.label_, ent._.confidence, ent._.ids) for ent in done.ents] == [
        ("aspirin", "Chemical", 0.7, ()),
        ("LK-17", "Chemical", 1.0, ("CHEBI:15365",)),
    ]
    assert nlp.add_pipe(NAME, config={"lexicon": Lexicon((LK,)).to_json()}) is not None


def test_a_pipeline_is_loaded_with_what_a_lab_taught() -> None:
    from labkin.nlp.pipeline import annotate, load

    nlp = load(lexicon=Lexicon((LK,)), exclude=("labkin_recogniser", "labkin_linker", "labkin_relations"))
    read = annotate("We gave LK-17 to patients.", nlp)
    assert [(one.text, one.ids) for one in read.mentions] == [("LK-17", ("CHEBI:15365",))]
    assert "labkin_lab_lexicon" not in load(exclude=("labkin_recogniser", "labkin_linker")).pipe_names
