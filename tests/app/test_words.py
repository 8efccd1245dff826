"""Words taught to questions, and what an answer without rows says beside that; on the command line of a small lab."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import CommandLine
from labkin.app.asking import answer
from labkin.app.curation import synonym, undo
from labkin.app.lab import Lab
from labkin.app.words import KIND, PROPERTY, RELATION, REVERSED, THING, standing, teach
from labkin.graph.errors import LabkinError

NODES = """id\tcategory\tname\tmolecular_weight
C:1\tbiolink:SmallMolecule\taspirin\t180.2
C:2\tbiolink:SmallMolecule\tibuprofen\t206.3
C:3\tbiolink:SmallMolecule\tparacetamol\t151.2
D:1\tbiolink:Disease\tpain\t
D:2\tbiolink:Disease\tfever\t
D:3\tbiolink:Disease\tfevers of old\t
G:1\tbiolink:Gene\tPTGS1\t
"""
EDGES = """subject\tpredicate\tobject
C:1\tbiolink:treats\tD:1
C:2\tbiolink:treats\tD:1
C:3\tbiolink:treats\tD:2
C:1\tbiolink:affects\tG:1
G:1\tbiolink:affects\tC:2
"""


@pytest.fixture(scope="module")
def labkin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CommandLine]:
    folder = tmp_path_factory.mktemp("words")
    (folder / "kg_nodes.tsv").write_text(NODES)
    (folder / "kg_edges.tsv").write_text(EDGES)
    labkin = CommandLine(folder / "lab")
    labkin("init", "lab")
    labkin("load", "kg_nodes.tsv", "kg_edges.tsv")
    yield labkin
    labkin("stop")


@pytest.fixture(scope="module")
def lab(labkin: CommandLine) -> Iterator[Lab]:
    with Lab.open(labkin.lab) as opened:
        yield opened


@pytest.fixture(autouse=True)
def unlearn(lab: Lab) -> Iterator[None]:
    yield
    if made := [one.id for one in standing(lab)]:
        undo(lab, made)


def ids(lab: Lab, question: str) -> list[str]:
    found = answer(lab, question)
    assert found["status"] == "answered", found["text"]
    return list(found["ids"])


@pytest.mark.parametrize(
    ("words", "sort", "means", "question", "expected"),
    [
        ("zaps away", RELATION, "treats", "Which compounds zap away pain?", ["C:1", "C:2"]),
        ("zaps away", RELATION, "treat", "What is zapped away by ibuprofen?", ["D:1"]),
        ("doodads", KIND, "disease", "Which doodads are treated by aspirin?", ["D:1"]),
        ("heft", PROPERTY, "molecular weight", "compounds with heft below 190", ["C:1", "C:3"]),
        ("the big ouch", THING, "D:1", "Which compounds treat the big ouch?", ["C:1", "C:2"]),
    ],
)
def test_a_word_means_what_it_was_taught_until_that_is_undone(
    lab: Lab, words: str, sort: str, means: str, question: str, expected: list[str]
) -> None:
    assert answer(lab, question)["status"] == "not_understood"
    made = teach(lab, words, sort, means, "ana", "said so")
    assert ids(lab, question) == expected
    (listed,) = standing(lab)
    assert (listed.id, listed.author, listed.note) == (made.id, "ana", "said so") and listed.at
    undo(lab, author="ana")
    assert answer(lab, question)["status"] == "not_understood"
    assert standing(lab) == []


def test_words_are_taught_listed_and_taken_back_on_the_command_line(labkin: CommandLine) -> None:
    said = labkin("curate", "word", "frobs", "--relation", "affects", "--reversed", "--author", "ana").out
    assert "Y affects X" in said and "labkin curate undo" in said
    (listed,) = labkin.json("curate", "words")
    assert (listed["author"], listed["text"], listed["curie"]) == ("ana", "frobs", "affects")
    assert "frobs" in labkin("curate", "words").out and "frobs" in labkin("curate", "log").out
    labkin("curate", "undo", "--author", "ana")
    assert "No words were taught yet" in labkin("curate", "words").out


def test_a_relation_word_says_who_does_it_and_the_last_word_counts(lab: Lab) -> None:
    teach(lab, "frobs", RELATION, "affects")
    assert ids(lab, "Which compounds frob PTGS1?") == ["C:1"]
    teach(lab, "Frobs", REVERSED, "affects")
    assert ids(lab, "Which compounds frob PTGS1?") == ["C:2"]
    assert len(standing(lab)) == 1


def test_a_word_that_meant_something_else_means_what_it_was_taught(lab: Lab) -> None:
    assert ids(lab, "Which drugs treat pain?") == ["C:1", "C:2"]
    teach(lab, "drug", KIND, "Gene")
    assert ids(lab, "Which drugs affect ibuprofen?") == ["G:1"]


def test_a_name_taught_for_texts_is_known_in_questions(lab: Lab) -> None:
    synonym(lab, "the hot head", "D:2")
    assert ids(lab, "Which compounds treat the hot head?") == ["C:3"]


@pytest.mark.parametrize(
    ("words", "sort", "means", "says"),
    [
        ("frobs", RELATION, "treets", "do you mean treats"),
        ("frobs", KIND, "Compuond", "do you mean Compound"),
        ("frobs", THING, "D:99", "there is no 'D:99'"),
        ("which", KIND, "Compound", "cannot be taught another meaning"),
        ("...", KIND, "Compound", "give the words"),
        ("one two three four five six seven eight nine", KIND, "Compound", "8 at most"),
    ],
)
def test_what_cannot_be_taught_is_refused_with_a_sentence(
    lab: Lab, words: str, sort: str, means: str, says: str
) -> None:
    with pytest.raises(LabkinError, match=says):
        teach(lab, words, sort, means)
    assert standing(lab) == []


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "by one of --relation, --kind, --property and --thing"),
        (("--kind", "Gene", "--thing", "G:1"), "by one of --relation, --kind, --property and --thing"),
        (("--kind", "Gene", "--reversed"), "--reversed goes with --relation"),
    ],
)
def test_a_word_stands_for_one_thing(labkin: CommandLine, options: tuple[str, ...], says: str) -> None:
    assert says in " ".join(labkin("curate", "word", "frobs", *options, code=2).err.split())


@pytest.mark.parametrize(
    ("question", "sort"),
    [
        ("Which compounds frob pain?", RELATION),
        ("Which frobs treat pain?", KIND),
        ("What is the frobness of aspirin?", PROPERTY),
        ("Which compounds treat frobitis?", THING),
    ],
)
def test_an_unknown_word_comes_with_the_command_that_teaches_it_and_questions_with_an_answer(
    lab: Lab, question: str, sort: str
) -> None:
    found = answer(lab, question)
    assert found["status"] == "not_understood"
    word = next(word for word in question.rstrip("?").split() if word.startswith("frob"))
    assert found["teach"] == f'labkin curate word "{word}" --{sort} {"ID" if sort == THING else "NAME"}'
    assert found["teach"] in found["text"]
    offered = [one["question"] for one in found["alternatives"]]
    assert len(offered) == 3 and offered == [one["question"] for one in answer(lab, question)["alternatives"]]
    for other in offered:
        again = answer(lab, other)
        assert again["status"] == "answered" and (again["rows"] or again["value"])


def test_the_questions_that_can_be_asked_are_printed(labkin: CommandLine) -> None:
    said = labkin("ask", "Which compounds frob pain?", code=1).out
    assert "you can ask:" in said and "1. Which compounds treat pain?" in said


def test_no_data_says_what_is_nearest_and_what_was_searched(lab: Lab) -> None:
    found = answer(lab, "Which compounds treat fevers of old?")
    assert found["status"] == "no_data"
    assert [thing["name"] for thing in found["nearest"][0]["things"]] == ["fever", "pain"]
    assert found["searched"]["sources"] == 2 and found["searched"]["newest"][:10] in found["text"]
    heavy = answer(lab, "compounds with molecular weight above 500")
    assert "ibuprofen (206.3)" in heavy["text"] and heavy["text"].startswith("No data")
    assert "nearest" not in answer(lab, "Which compounds treat pain?")


def test_nothing_follows_an_answer_that_was_not_understood(labkin: CommandLine, tmp_path: Path) -> None:
    labkin("ask", "Which compounds treat pain?")
    labkin("ask", "Which compounds frob pain?", code=1)
    assert "was not understood" in labkin("ask", "and fever?", "--context", "last", code=1).err
    labkin("ask", "How is aspirin connected to pain?")
    assert "no table that a question could go on from" in labkin("ask", "and fever?", "--context", "last", code=1).err
    lines = [{"id": 1, "question": "Which frobs?"}, {"id": 2, "question": "and fever?", "context": 1}]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    labkin("ask", "--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    second = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[1])
    assert second["status"] == "not_understood" and "nothing can follow answer 1" in second["text"]


@pytest.mark.parametrize("question", ["How is aspirin connected to pain?", "What kinds of data do we have?"])
def test_ways_and_questions_about_the_lab_are_explained_saved_and_verified(
    labkin: CommandLine, tmp_path: Path, question: str
) -> None:
    found = labkin.json("ask", question, "--explain", "--save", tmp_path / "a.json")
    assert found["status"] == "answered" and found["explained"]["words"]
    assert labkin.json("verify", tmp_path / "a.json")["same"] is True
