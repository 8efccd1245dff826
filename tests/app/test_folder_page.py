"""The page about a folder counts every file once, by format, and says why files were left out."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SPEC = importlib.util.spec_from_file_location("benchmarks_folder", ROOT / "benchmarks" / "folder.py")
assert SPEC is not None
assert SPEC.loader is not None
bench = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = bench  # dataclasses look their module up
SPEC.loader.exec_module(bench)


def test_a_page_counts_files_by_format_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.nxml").write_bytes((DATA / "jats" / "article.nxml").read_bytes())
    (tmp_path / "b.csv").write_text("x,y\n1,2\n3,4\n")
    (tmp_path / "README.md").write_text("# About\n\nNothing much.\n")
    (tmp_path / "broken.xml").write_text("<PubmedArticleSet><PubmedArticle>")
    bench.run([str(tmp_path)])
    lines = capsys.readouterr().out.split("\n")
    assert lines[0].startswith("4 files and members of archives: 2 loaded, 0 part of, 1 skipped, 1 failed.")
    assert any(line.startswith("| table | 1 | 1 | 0 | 0 | 0 | 2 | 1 |") for line in lines)
    assert any(line.startswith("| pubmed | 1 | 0 | 0 | 0 | 1 | 0 | 0 |") for line in lines)
    assert any(line.startswith("| it is a page in Markdown") and line.endswith("| 1 | md |") for line in lines)
    assert any(line.startswith("| broken.xml | line 1 |") for line in lines)
    assert not any(str(tmp_path) in line for line in lines)


def test_without_a_folder_it_says_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LABKIN_DATA", raising=False)
    bench.run([])
    assert "needs a folder" in capsys.readouterr().out
