"""What the golds of `benchmarks.gold_demo3` share beyond `_gold_demo_data`: steps along relations, and its shapes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from benchmarks._gold_demo2_kit import documents, of_kind
from benchmarks._gold_demo_data import Answer, Result, lab, mean, results

Things = str | Iterable[str]
NO_DATA: Answer = {"status": "no_data"}
NOT_UNDERSTOOD: Answer = {"status": "not_understood"}
HERG = "lantern:A-HERG"
RAT_STUDY = "lantern:PK-2024-12"


def own(name: str) -> str:
    """The identifier of a thing of the lab's own: `own("LK-0042-B02")`."""
    return f"lantern:{name}"


def node(identifier: str) -> dict[str, Any]:
    """The properties of a thing."""
    return lab().nodes[identifier]


def _several(things: Things) -> Iterable[str]:
    return [things] if isinstance(things, str) else things


def to(relation: str, things: Things, kind: str = "") -> set[str]:
    """What the things point at by this relation, or those of it that are of a kind."""
    found = lab().out(relation, *_several(things))
    return of_kind(kind, found) if kind else found


def fro(relation: str, things: Things, kind: str = "") -> set[str]:
    """What points at the things by this relation, or those of it that are of a kind."""
    found = lab().into(relation, *_several(things))
    return of_kind(kind, found) if kind else found


def having(kind: str, **values: object) -> set[str]:
    """The things of a kind whose properties have these values."""
    return lab().where(kind, lambda properties: values.items() <= properties.items())


def made_by(person: str, kind: str = "") -> set[str]:
    """What is attributed to somebody named as in `luc-moreau`, or those of it that are of a kind."""
    return fro("attributed_to", own(person), kind)


def done_by(person: str) -> set[str]:
    """The experiments that somebody named as in `luc-moreau` carried out."""
    return fro("associated_with", own(person), "Experiment")


def entries() -> set[str]:
    """The entries of the notebook."""
    return documents("notebook entry")


def with_endpoint(endpoint: str) -> list[Result]:
    """The measurements of an endpoint such as GI50."""
    return [r for r in results() if node(r.id).get("endpoint") == endpoint]


def flagged(result: Result) -> bool:
    """Whether a measurement bears a flag."""
    return bool(node(result.id).get("flag"))


def average(values: Iterable[float]) -> float:
    """The arithmetic mean, to four places."""
    return round(mean(values), 4)


def averages(values: Iterable[tuple[str, float]]) -> dict[str, float]:
    """The mean of the values of each key."""
    found: dict[str, list[float]] = {}
    for key, number in values:
        found.setdefault(key, []).append(number)
    return {key: average(numbers) for key, numbers in found.items()}


def each(things: Iterable[str], relation: str, kind: str = "") -> dict[str, int]:
    """How many of a kind point at each of the things by this relation."""
    return {thing: len(fro(relation, thing, kind)) for thing in things}


def sharing(things: Iterable[str], relation: str, kind: str = "") -> dict[str, int]:
    """How many of the things point at each thing (of a kind) that any of them points at."""
    found: dict[str, int] = {}
    for thing in things:
        for end in to(relation, thing, kind):
            found[end] = found.get(end, 0) + 1
    return found


def number(found: float | bool, *accept: Answer) -> Answer:
    """A number as it is, or a yes or no."""
    return {"status": "answered", "value": found} | ({"accept": list(accept)} if accept else {})


def groups(numbers: Mapping[str, float], *accept: Answer) -> Answer:
    """A number for each key, the greatest first."""
    pairs = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
    return {"status": "answered", "rows": [list(pair) for pair in pairs]} | ({"accept": list(accept)} if accept else {})


def nothing(found: Iterable[str], *accept: Answer) -> Answer:
    """The answer that there is none; raises ValueError where there is something."""
    if listed := sorted(found):
        raise ValueError(f"said to be none, and there are {', '.join(listed)}")
    return NO_DATA | ({"accept": list(accept)} if accept else {})
