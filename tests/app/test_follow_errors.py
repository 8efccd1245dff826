"""What hindered a projector that is gone does not hinder the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import CommandLine
from labkin.app.lab import GRAPH, Lab
from labkin.graph.embedded import stop_owner

SAID = "the graph store at bolt://127.0.0.1:1 refuses the statement: BEGIN not expected"


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A lab whose graph is behind, and whose projector said why before it was gone."""
    labkin = CommandLine(tmp_path / "lab")
    (tmp_path / "one_nodes.tsv").write_text("id\tcategory\tname\nX:1\tbiolink:Gene\tone\n")
    labkin("init", labkin.lab)
    labkin("load", str(tmp_path / "one_nodes.tsv"), "--lab", labkin.lab)
    stop_owner(Path(labkin.lab))
    lab = Lab.open(Path(labkin.lab))
    lab.ledger.report_projection(GRAPH, txn=0, error=SAID)
    return lab


def test_an_error_of_a_projector_that_is_gone_is_taken_back_before_the_next_one_starts(lab: Lab) -> None:
    seen: list[str] = []
    try:
        lab.catch_up(lambda _: seen.append(lab.ledger.projections()[GRAPH]["error"]))
    finally:
        stop_owner(lab.folder)
    assert set(seen) == {""}
    assert not lab.to_do()


def test_an_owner_that_was_told_to_end_leaves_no_error_behind(lab: Lab) -> None:
    lab.catch_up()
    lab.ledger.report_projection(GRAPH, error=SAID)
    stop_owner(lab.folder)
    assert lab.ledger.projections()[GRAPH]["error"] == ""
