"""Texts are encoded behind graph and words: who waits for it, and what is said of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from command_line import CommandLine
from labkin.app.lab import AT_ONCE, Lab
from labkin.search.vectors import Vectors

FEVER = "Patients with a high temperature were given a remedy, and all of them felt better after two days."
YEAST = "Fungal cells were grown overnight in a rich medium, counted, and frozen until they were needed again."


def table(folder: Path, name: str, **texts: str) -> Path:
    """A file of nodes with a text each."""
    rows = "".join(f"D:{id}\tbiolink:Publication\t{id}\t{text}\n" for id, text in texts.items())
    file = folder / f"{name}_nodes.tsv"
    file.write_text(f"id\tcategory\tname\tdescription\n{rows}")
    return file


@pytest.fixture
def labkin(tmp_path: Path) -> Iterator[CommandLine]:
    labkin = CommandLine(tmp_path / "lab")
    labkin("init", "lab")
    yield labkin
    labkin("stop")


def vectors_of(labkin: CommandLine) -> dict[str, str]:
    vectors = Vectors(labkin.lab / "vectors")
    found = vectors.digests()
    vectors.close()
    return found


def generation(labkin: CommandLine) -> list[str]:
    return [path.name for path in (labkin.lab / "vectors").glob("generation-*")]


def setting(labkin: CommandLine, encoder: str) -> None:
    (labkin.lab / "labkin.toml").write_text(f'annotate = "off"\nencoder = "{encoder}"\n')


def test_a_load_returns_when_its_texts_are_encoded_and_none_that_does_not_wait(
    labkin: CommandLine, tmp_path: Path
) -> None:
    labkin("load", table(tmp_path, "a", fever=FEVER, yeast=YEAST, bare="only a name"))
    assert set(vectors_of(labkin)) == {"D:fever", "D:yeast"}
    shown = labkin.json("status")["projections"]["vectors"]
    assert (shown["behind"], shown["url"], shown["error"], shown["busy"]) == (0, "minilm", "", "")
    assert "vectors: in step" in labkin("status").out
    labkin("stop")
    labkin("load", table(tmp_path, "b", third=FEVER.replace("Patients", "Mice")), "--no-wait")
    assert labkin.json("status")["projections"]["vectors"]["behind"] > 0
    assert "D:third" not in vectors_of(labkin)
    with Lab.open(labkin.lab) as lab:
        lab.catch_up(names=AT_ONCE)
        assert lab.behind()["graph"] == lab.behind()["search"] == 0
        lab.catch_up()
    assert "D:third" in vectors_of(labkin)


def test_vectors_survive_a_rebuild_unless_they_are_damaged(labkin: CommandLine, tmp_path: Path) -> None:
    setting(labkin, "minilm")
    labkin("load", table(tmp_path, "a", fever=FEVER, yeast=YEAST))
    made, before = generation(labkin), vectors_of(labkin)
    labkin("rebuild", "search")
    assert (generation(labkin), vectors_of(labkin)) == (made, before)
    labkin("stop")
    (labkin.lab / "vectors" / made[0] / "texts").write_bytes(b"\xff" * 1000)
    labkin("rebuild", "search")
    assert generation(labkin) != made and vectors_of(labkin) == before
    labkin("stop")
    shutil.rmtree(labkin.lab / "vectors")
    assert labkin.json("status")["projections"]["vectors"]["transaction"] == 0
    labkin("rebuild", "search")
    assert vectors_of(labkin) == before


def test_a_lab_can_do_without_vectors_and_begin_later(labkin: CommandLine, tmp_path: Path) -> None:
    setting(labkin, "none")
    labkin("load", table(tmp_path, "a", fever=FEVER))
    assert not (labkin.lab / "vectors").exists()
    assert "vectors: switched off" in labkin("status").out
    assert labkin.json("status")["projections"]["vectors"]["behind"] == 0
    assert labkin.json("search", "temperature")["total"] == 1
    setting(labkin, "no-such-model")
    assert "vectors: 1 transactions behind" in labkin("status").out
    setting(labkin, "minilm")
    labkin("rebuild", "search")
    assert set(vectors_of(labkin)) == {"D:fever"}
    labkin("load", table(tmp_path, "b", yeast=YEAST))
    assert set(vectors_of(labkin)) == {"D:fever", "D:yeast"}


def test_check_finds_vectors_and_files_that_rotted_and_a_rebuild_mends_them(
    labkin: CommandLine, tmp_path: Path
) -> None:
    setting(labkin, "minilm")
    labkin("load", table(tmp_path, "a", fever=FEVER, yeast=YEAST))
    before = vectors_of(labkin)
    assert "the search index holds what the ledger says: 2 entries" in labkin("check").out
    labkin("stop")
    vectors = Vectors(labkin.lab / "vectors")
    vectors.put_vectors((), ["D:yeast"], vectors.vectors_mark())
    vectors.close()
    store = next((labkin.lab / "search").rglob("*.pos"))
    store.write_bytes(bytes([store.read_bytes()[0] ^ 1]) + store.read_bytes()[1:])
    problems = labkin.json("check", code=1)["problems"]
    assert len(problems) == 2 and all("labkin rebuild search" in one for one in problems)
    assert "damaged files" in problems[0] and "D:yeast" in problems[1]
    labkin("rebuild", "search")
    assert labkin.json("check")["ok"] and vectors_of(labkin) == before


def test_an_encoder_that_is_not_there_hinders_neither_graph_nor_words(labkin: CommandLine, tmp_path: Path) -> None:
    setting(labkin, "no-such-model")
    said = labkin("load", table(tmp_path, "a", fever=FEVER), "--json", code=1)
    assert "texts cannot be searched by meaning" in said.err and "Traceback" not in said.err
    assert (said.json["loaded"], "texts cannot be searched by meaning" in said.json["error"]) == (1, True)
    assert labkin.json("search", "temperature")["total"] == 1
    assert labkin.json("check")["ok"]
    status = labkin.json("status")["projections"]
    assert status["vectors"]["error"] and not status["search"]["error"] and not status["search"]["behind"]
    setting(labkin, "minilm")
    labkin("load", table(tmp_path, "b", yeast=YEAST))
    assert set(vectors_of(labkin)) == {"D:fever", "D:yeast"}
    assert labkin.json("status")["projections"]["vectors"]["error"] == ""


def test_an_index_that_another_version_made_is_made_anew_by_itself(labkin: CommandLine, tmp_path: Path) -> None:
    labkin("load", table(tmp_path, "a", fever=FEVER, yeast=YEAST), "--no-wait")
    assert labkin.json("search", "patients", "--mode", "keyword")["total"] == 1
    labkin("stop")
    current = labkin.lab / "search" / "current"
    current.write_text(current.read_text().replace('"layout": ', '"layout": 9'))
    assert labkin.json("search", "patients", "--mode", "keyword")["total"] == 1
    assert labkin.json("ask", "How many publications are there?")["value"] == 2


@pytest.mark.skipif(find_spec("opensearchpy") is not None, reason="needs an environment without opensearch-py")
def test_an_index_elsewhere_says_which_package_it_needs(labkin: CommandLine, tmp_path: Path) -> None:
    labkin("load", table(tmp_path, "a", fever=FEVER), "--no-wait")
    for command in (("search", "patients"), ("check",), ("ask", "How many publications are there?")):
        said = labkin(*command, code=1, LABKIN_SEARCH="http://127.0.0.1:9")
        assert "labkin[opensearch]" in said.out + said.err
