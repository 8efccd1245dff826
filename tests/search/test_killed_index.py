"""A process that follows the ledger, killed at random moments, ends with the index that a fresh rebuild makes.

LABKIN_KILLS says how many moments are drawn; `python -m benchmarks kills` draws twenty.
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kills import KILLS, kill_at, moments
from labkin.graph.ledger import Ledger
from labkin.graph.model import EVERYONE, Edge, Node, Source, Statement
from labkin.nlp.normal import normal
from labkin.search.hybrid_index import HybridIndex
from labkin.search.index import HYBRID, KEYWORD, Request

THINGS = 1_500
CHANGED = 150  # in each transaction
WORDS = "kinase tumor lung mouse assay dose plasma batch cohort antibody serum biopsy"
FACETS = ("kind", "project", "organism")

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="needs signals"),
    pytest.mark.timeout(240 + 30 * KILLS),
]

# Stands in for a network, which would make the test slow and change nothing: a text's vector hangs on its bytes alone.
FOLLOWER = """
    import sys
    import zlib
    from contextlib import closing
    from pathlib import Path
    import numpy as np
    from labkin.graph.ledger import Ledger
    from labkin.search.embed import follow_vectors
    from labkin.search.follow import follow
    from labkin.search.hybrid_index import HybridIndex

    class Hashed:
        name, dimension = "hashed-16", 16

        def encode(self, texts):
            rows = [np.random.default_rng(zlib.crc32(text.encode())).normal(size=16) for text in texts]
            return np.array([row / np.linalg.norm(row) for row in rows], np.float32).reshape(-1, 16)

    folder = Path(sys.argv[2])
    index = HybridIndex(folder / "search", folder / "vectors")
    with closing(Ledger.open(sys.argv[1])) as ledger:
        did = True
        while did:
            did = follow(ledger, index) | follow_vectors(ledger, index, Hashed(), budget=64)
"""


def facts(turn: int, count: int) -> Iterator[Node | Edge]:
    """What a file says in its `turn`th version: things with texts, in projects, linked to species and to each other."""
    chance, words = np.random.default_rng(turn), WORDS.split()
    for number in range(count):
        text = " ".join(words[place] for place in chance.integers(0, len(words), 40))
        project = f"project {int(chance.integers(0, 5))}"
        yield Node.of(f"x:{number}", "Dataset", name=f"{words[number % 12]} {turn}", description=text, project=project)
        yield Edge.of(f"x:{number}", "in_species", f"s:{int(chance.integers(0, 3))}")
    for number in range(3):
        yield Node.of(f"s:{number}", "Species", name=f"species {number}")


def load(ledger: Ledger, name: str, said: Iterator[Node | Edge]) -> None:
    with ledger.batch() as batch:
        source = batch.add_source(Source(f"/lab/{name}", "0" * 64, 1, "test", "1", at="2024-01-01T00:00:00Z"))
        for fact in said:
            batch.add(Statement(fact, source, "line 1"))
        batch.commit(replacing=source)


def follower(ledger: Path, folder: Path) -> subprocess.Popen[str]:
    code = textwrap.dedent(FOLLOWER)
    return subprocess.Popen([sys.executable, "-c", code, str(ledger), str(folder)], stderr=subprocess.PIPE, text=True)


def followed(ledger: Path, folder: Path) -> float:
    """Seconds that a follower takes to the head of the ledger."""
    began = time.monotonic()
    process = follower(ledger, folder)
    _, said = process.communicate()
    assert process.returncode == 0, said
    return time.monotonic() - began


def contents(folder: Path) -> dict[str, Any]:
    """All that can be asked of an index but the exact scores, which know of entries that are no more until a merge."""
    index = HybridIndex(folder / "search", folder / "vectors")
    vector = np.ones(16, np.float32) / 4
    held: dict[str, Any] = {"marks": (index.mark(), index.vectors_mark()), "digests": index.digests()}
    held["names"] = index.lookup([normal(f"{word} 3") for word in WORDS.split()], EVERYONE)
    for text in ("", *WORDS.split(), '"lung mouse"', "kinase -tumor", "project:'project 1'", "x:7"):
        for mode in (KEYWORD, HYBRID):
            request = Request(text, mode=mode, vector=vector, facets=FACETS, sort="name", limit=200, expert=True)
            found = index.search(request, EVERYONE)
            held[f"{mode} {text}"] = found.total, found.facets, [(hit.id, hit.name, hit.snippet) for hit in found.hits]
    near = index.search(Request("lung", mode="vector", vector=vector, limit=100), EVERYONE)
    held["near"] = [hit.id for hit in near.hits]
    index.close()
    return held


def test_a_killed_follower_ends_with_the_index_of_a_fresh_rebuild(tmp_path: Path) -> None:
    path, folder = tmp_path / "ledger.db", tmp_path / "killed"
    with closing(Ledger.open(str(path))) as ledger:
        load(ledger, "all", facts(0, THINGS))
        seconds = followed(path, folder)
        for turn, moment in enumerate(moments("index", seconds), 1):
            load(
                ledger,
                "all" if turn % 7 == 0 else f"some {turn % 3}",
                facts(turn, THINGS if turn % 7 == 0 else CHANGED),
            )
            kill_at(follower(path, folder), moment)
    followed(path, folder)
    followed(path, tmp_path / "fresh")
    assert contents(folder) == contents(tmp_path / "fresh")
    assert (
        len(list((folder / "search").glob("generation-*"))) == len(list((folder / "vectors").glob("generation-*"))) == 1
    )
