"""The judged queries over the demo lab: who asks, and that what was judged is there."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

from labkin.app.demo import DATA

READ = ("CHEBI:33363", "HP:0001644", "UBERON:0004535")  # things that are in the lab because its texts mention them
JUDGED = Path(__file__).parents[2] / "benchmarks" / "data" / "demo"


def rows() -> list[dict[str, str]]:
    return [json.loads(line) for line in (JUDGED / "queries.jsonl").read_text(encoding="utf-8").splitlines()]


def judgements() -> list[tuple[str, str, int]]:
    lines = (JUDGED / "qrels.txt").read_text(encoding="utf-8").splitlines()
    return [(query, entry, int(grade)) for query, _, entry, grade in map(str.split, lines)]


@cache
def written() -> str:
    """All that the demo's text files say, where most identifiers of its things stand."""
    files = (path for path in sorted(DATA.rglob("*")) if path.suffix in (".tsv", ".csv", ".jsonl", ".sdf"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def test_three_users_ask_twenty_queries_each() -> None:
    asked = rows()

    assert Counter(row["user"] for row in asked) == {"analyst": 20, "scientist": 20, "officer": 20}
    assert [row["_id"] for row in asked] == [f"q{number:02d}" for number in range(1, 61)]
    assert len({row["text"] for row in asked}) == 60


def test_every_query_has_an_entry_worth_finding_and_no_entry_is_judged_twice() -> None:
    judged = judgements()
    best = {query: max(grade for one, _, grade in judged if one == query) for query, _, _ in judged}

    assert set(best) == {row["_id"] for row in rows()}
    assert min(best.values()) >= 2
    assert len({(query, entry) for query, entry, _ in judged}) == len(judged)
    assert {grade for _, _, grade in judged} == {0, 1, 2, 3}


def test_judged_entries_are_those_of_any_demo_lab() -> None:
    useful = sorted({entry for _, entry, grade in judgements() if grade})
    said = written()
    lost = [entry for entry in useful if not is_written(entry, said)]

    assert lost == []
    assert not [entry for entry in useful if re.search(r"-[0-9a-f]{8}(?:/|$)", entry)]


def is_written(entry: str, said: str) -> bool:
    """Whether the files speak of an entry: by its identifier, or by what it is made from."""
    prefix, _, local = entry.partition(":")
    if prefix == "table":  # one for each sheet of a dataset
        return f"dataset:{local.partition('/')[0]}" in said
    if prefix == "lantern":  # documents and samples have the identifier of the file they came from
        return entry in said or f'"{local}"' in said
    return entry in said or local in said or entry in READ
