"""`labkin annotate`: files in, annotated files out, what is bad fails alone."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from command_line import LABKIN, CommandLine
from labkin.app.lab import Lab
from ruled_pipelines import write_ruled

PAPERS = "1|t|Aspirin and hypertension.\n1|a|Naloxone at 5 mg/kg.\n\n2|t|No names\n2|a|Nothing to see.\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ruled(tmp_path_factory.mktemp("ruled") / "model")


@pytest.fixture
def labkin(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path / "no-lab")


def test_pubtator_in_pubtator_out(labkin: CommandLine, model: Path, tmp_path: Path) -> None:
    given, out = tmp_path / "in.pubtator", tmp_path / "out.pubtator"
    given.write_text(PAPERS, encoding="utf-8")
    said = labkin("annotate", given, "--out", out, "--model", model)
    assert said.err.endswith("2 texts read: 3 mentions found, 3 of them linked to an identifier, 0 relations\n")
    lines = out.read_text(encoding="utf-8").split("\n")
    assert lines[:2] == PAPERS.split("\n")[:2]
    assert [line.split("\t")[:5] for line in lines if "\t" in line and line.split("\t")[1].isdigit()] == [
        ["1", "0", "7", "Aspirin", "Chemical"],
        ["1", "12", "24", "hypertension", "Disease"],
        ["1", "26", "34", "Naloxone", "Chemical"],
    ]
    assert "2|a|Nothing to see." in lines
    assert list(tmp_path.glob("*.part")) == []


def test_standard_input_and_json(labkin: CommandLine, model: Path) -> None:
    command = [str(LABKIN), "annotate", "-", "--format", "json", "--model", str(model)]
    ran = subprocess.run(command, input=b"TNF-&alpha; rose to 5 mM.\r\n", capture_output=True, check=True)
    [line] = ran.stdout.decode().splitlines()
    said = json.loads(line)
    assert said["text"] == "TNF-&alpha; rose to 5 mM.\r\n"
    assert [one["text"] for one in said["mentions"]] == ["TNF-&alpha;"]
    assert [one["text"] for one in said["quantities"]] == ["5 mM"]


def test_what_is_bad_fails_alone(labkin: CommandLine, model: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(PAPERS.encode() + b"oops\n3|t|\xff\n4|t|Aspirin\n")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    zipped = tmp_path / "more.pubtator.gz"
    zipped.write_bytes(gzip.compress(b"5|t|EGFR in aspirin\n"))
    said = labkin("annotate", bad, tmp_path / "gone", picture, zipped, "--model", model, code=1)
    assert [line.partition("|")[0] for line in said.out.split("\n") if "|t|" in line] == ["1", "2", "4", "5"]
    for place in ("bad.txt, line 6", "bad.txt, line 7", "gone: there is no such file", "picture.png: "):
        assert place in said.err


def test_bioc_and_jats(labkin: CommandLine, model: Path, tmp_path: Path) -> None:
    passage = {"offset": 0, "infons": {"type": "title"}, "text": "Aspirin"}
    (tmp_path / "a.json").write_text(json.dumps({"documents": [{"id": "7", "passages": [passage]}, {"id": "8"}]}))
    (tmp_path / "b.nxml").write_text(
        "<article><front><journal-meta/><article-meta><article-id pub-id-type='pmid'>9</article-id><title-group>"
        "<article-title>On <i>aspirin</i></article-title></title-group><abstract><p>Why naloxone.</p></abstract>"
        "</article-meta></front><body><sec sec-type='methods'><title>How</title><p>Clonidine &amp; more.</p></sec>"
        "</body></article>"
    )
    args = ("--format", "json", "--model", model)
    said = labkin("annotate", tmp_path / "a.json", tmp_path / "b.nxml", *args, code=1)
    first, second = map(json.loads, said.out.splitlines())
    assert "a.json, document 2: this is no document of BioC" in said.err
    assert (first["id"], first["mentions"][0]["end"]) == ("7", 7)
    assert second["text"] == "On aspirin Why naloxone.\n\nHow\nClonidine & more."
    assert [one["section"] for one in second["sentences"]] == ["title", "abstract", "methods", "methods"]


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("x", "--format", "xml"), 2, "there are pubtator and json"),
        (("x", "--out", "/no/such/folder/out"), 2, "there is no folder"),
        (("x", "--model", "en_ner_nowhere_md"), 1, "labkin[scispacy]"),
        ((__file__, "--model", "spacy"), 1, "spacy is installed, but is no spaCy pipeline"),
        (("x", "--model", __file__), 1, "is a file; a model is a folder"),
        (("x", "--model", "b\udcff"), 1, "no model b\ufffd is installed"),
        ((".",), 1, ".: it is a folder, not a file; name the files in it, such as *"),
        (("x",), 1, "x: there is no such file"),
        ((), 2, "Missing argument"),
    ],
)
def test_a_wrong_call_is_a_sentence(labkin: CommandLine, arguments: tuple[str, ...], code: int, why: str) -> None:
    assert why in " ".join(labkin("annotate", *arguments, code=code).err.split())


def test_what_is_empty_or_cut_off_is_said(labkin: CommandLine, model: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n")
    (tmp_path / "cut.json").write_text('{"documents": [{"id": "1", "passages": [{"text": "Asp')
    (tmp_path / "other.json").write_text('[{"a": 1}')
    files = [tmp_path / name for name in ("empty.txt", "cut.json", "other.json")]
    said = labkin("annotate", *files, "--model", model, code=1)
    assert said.out == ""
    assert "empty.txt: this file is empty: there is no text to read in it" in said.err
    assert "cut.json, line 1: this is no JSON" in said.err and "if the file is cut off, fetch it again" in said.err
    assert "other.json: this is no BioC in JSON" in said.err


def test_bytes_that_are_no_text_are_said(labkin: CommandLine) -> None:
    Lab.create(labkin.lab).close()
    said = labkin("curate", "forbid", "f\udcff", "--no-wait", code=2)
    assert said.err == "error: 'f\\xff' holds bytes that are not UTF-8; type it anew, in a terminal that speaks UTF-8\n"


def test_a_link_stays_a_link_and_a_pipe_a_pipe(labkin: CommandLine, model: Path, tmp_path: Path) -> None:
    given, target, link, pipe = (tmp_path / name for name in ("in.txt", "target", "link", "pipe"))
    given.write_text("TNF rose.")
    target.write_text("old")
    link.symlink_to(target)
    labkin("annotate", given, "--out", link, "--model", model)
    assert link.is_symlink() and "TNF" in target.read_text()
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text)
        labkin("annotate", given, "--out", pipe, "--model", model)
        assert read.result() == target.read_text()
    assert pipe.is_fifo()
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="this system has no device that is always full")
def test_a_full_disk_is_told_in_a_sentence(labkin: CommandLine, model: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("TNF rose.")
    command = [LABKIN, "annotate", tmp_path / "in.txt", "--model", model]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ran.returncode == 1
    assert "there is no room left" in ran.stderr and "Traceback" not in ran.stderr


def test_the_input_may_be_the_output(labkin: CommandLine, model: Path, tmp_path: Path) -> None:
    both = tmp_path / "both.pubtator"
    both.write_text(PAPERS, encoding="utf-8")
    labkin("annotate", both, "--out", both, "--model", model)
    once = both.read_text(encoding="utf-8")
    assert "\tAspirin\t" in once
    labkin("annotate", both, "--out", both, "--model", model)
    assert both.read_text(encoding="utf-8") == once


def test_other_encodings_are_read_or_said(labkin: CommandLine, model: Path, tmp_path: Path) -> None:
    (tmp_path / "wide.pubtator").write_bytes(PAPERS.encode("utf-32"))
    (tmp_path / "old.txt").write_bytes("Größe of 5 mm²\n".encode("cp1252") + "in Köln\n".encode())
    (tmp_path / "cut.xml").write_text("<collection><source>BioC</source><document><id>1</id>")
    (tmp_path / "none.xml").write_text("<collection><source>BioC</source></collection>")
    files = [tmp_path / name for name in ("wide.pubtator", "old.txt", "cut.xml", "none.xml")]
    said = labkin("annotate", *files, "--model", model, "--format", "json", code=1)
    read = [json.loads(line) for line in said.out.splitlines()]
    assert [one["id"] for one in read] == [*dict.fromkeys(re.findall(r"(?m)^(\d+)\|t", PAPERS)), "old"]
    assert read[-1]["text"] == "Größe of 5 mm²\nin Köln\n"
    assert "warning:" in said.err and "old.txt, line 1: this line is not UTF-8" in said.err
    assert "cut.xml, line 1: this XML cannot be read on" in said.err
    assert "none.xml: there is no document in this file" in said.err
