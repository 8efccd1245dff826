"""What the golds of `benchmarks.gold_demo2` share beyond `_gold_demo_data`: sets that many questions start from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from benchmarks._gold_demo_data import Answer, Result, geometric, ids, lab, mean, results_in

Test = Callable[[Result], bool]
Limit = Callable[[float], bool]
LK_0042, LK_0107, LK_0017 = "lantern:LK-0042", "lantern:LK-0107", "lantern:LK-0017"


def one(name: str, category: str) -> str:
    """The one thing of a kind that bears a name."""
    return lab().called(name, category)


def drugs() -> set[str]:
    """The approved drugs."""
    return {i for i in lab().kind("Compound") if i.startswith("chembl.compound:")}


def library(project: str = "") -> set[str]:
    """The LK- compounds, or those of a project."""
    return lab().where("Compound", lambda n: n.get("project") == project if project else "project" in n)


def of_status(kind: str, *states: str) -> set[str]:
    """Things of a kind with one of these states."""
    return lab().where(kind, lambda n: n["status"] in states)


def lots() -> set[str]:
    """Batches that are lots of a reagent."""
    return lab().where("Batch", lambda n: bool(n.get("lot_of")))


def documents(document_type: str = "") -> set[str]:
    """Documents, or those of a type."""
    return lab().where("Document", lambda n: document_type in ("", n["document_type"]))


def dated(found: Iterable[str], start: str, end: str, key: str = "date") -> set[str]:
    """Those with a day from `start` to `end`, both included; a month or year stands for its beginning and end."""
    days = {i: str(lab().nodes[i].get(key, "")) for i in found}
    return {i for i, day in days.items() if start <= day[: len(start)] and day[: len(end)] <= end}


def people(found: Iterable[str]) -> set[str]:
    """The persons among these."""
    return {i for i in found if lab().nodes[i]["category"] == "Person"}


def of_kind(kind: str, found: Iterable[str]) -> set[str]:
    """The things of a kind among these."""
    return {i for i in found if lab().nodes.get(i, {}).get("category") == kind}


def tested(assay: str) -> set[str]:
    """Compounds tested in an assay that is named without its prefix."""
    return lab().into("tested_in", f"lantern:{assay}")


def passing(assay: str, test: Test, line: str = "") -> set[str]:
    """Compounds with at least one result in the assay (in the cell line) that passes."""
    return {r.compound for r in results_in(assay) if line in ("", r.line) and test(r)}


def by_mean(assay: str, test: Limit, line: str = "", average: Callable[..., float] = mean) -> set[str]:
    """Compounds whose mean in the assay passes, censored results left out; `geometric` may be the average."""
    values: dict[str, list[float]] = {}
    for r in results_in(assay):
        if r.qualifier == "=" and line in ("", r.line):
            values.setdefault(r.compound, []).append(r.value)
    return {c for c, found in values.items() if test(average(found))}


def every(assay: str, test: Test, line: str = "") -> set[str]:
    """Compounds all of whose results in the assay pass."""
    return passing(assay, test, line) - passing(assay, lambda r: not test(r), line)


def threshold(assay: str, test: Test, number: Limit, within: set[str], line: str = "") -> Answer:
    """Compounds of a set that pass by any result; those by every result or by a mean are accepted, and the results."""
    found = passing(assay, test, line) & within
    others = [every(assay, test, line), by_mean(assay, number, line), by_mean(assay, number, line, geometric)]
    accepted = [ids(other & within) for other in others]
    hits = [r.id for r in results_in(assay) if r.compound in within and line in ("", r.line) and test(r)]
    ours = [ids(other & library()) for other in (found, *others)] if within == lab().kind("Compound") else []
    return ids(found, *_different(ids(found), [*accepted, *ours, ids(hits)]))


def _different(gold: Answer, others: list[Answer]) -> list[Answer]:
    kept: list[Answer] = []
    for other in others:
        if other != gold and other not in kept and other["ids"]:
            kept.append(other)
    return kept


def counted(keys: Iterable[str]) -> dict[str, int]:
    """How often each key occurs."""
    found: dict[str, int] = {}
    for key in keys:
        found[key] = found.get(key, 0) + 1
    return found


def most(numbers: dict[str, int] | dict[str, float]) -> set[str]:
    """The keys with the highest number, all of a tie."""
    return {key for key, number in numbers.items() if number == max(numbers.values())}
