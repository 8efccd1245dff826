"""The picture of a lineage: a Graphviz description, drawn in the browser, one column for each step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from labkin.app.dot import quoted, shortened
from labkin.app.explorer_parts import address_of
from labkin.graph.schema import kind

DRAWN = 30  # things of a lineage that are drawn one by one; of a longer one, the things of a kind at a step are one box
LONGEST = 34  # characters of a name

Box = tuple[int, str]  # the step, and the identifier of a thing or the name of a kind


def genealogy(walked: dict[str, Any], colour: Callable[[str], str]) -> str:
    """The lineage as a picture, its root at one end. Arrows go from what depends to what it depends on."""
    up = walked["direction"] == "up"
    lines = [
        "digraph {",
        f'rankdir={"LR" if up else "RL"}; nodesep=0.1; ranksep=0.4; bgcolor="transparent"; pad=0.2;',
        'node [fontname="Source Sans 3, sans-serif", fontsize=11, height=0.28, margin="0.10,0.04", shape=box, '
        'style="rounded,filled", color="#52606d", fillcolor="#52606d22"];',
        f'edge [color="#9aa5b1", arrowsize=0.6, dir={"forward" if up else "back"}];',
    ]
    root: Box = (0, str(walked["id"]))
    one_by_one = len(walked["nodes"]) <= DRAWN
    box_of = {step["id"]: (step["depth"], step["id"] if one_by_one else step["kind"]) for step in walked["nodes"]} | {
        walked["id"]: root
    }
    lines.append(f"{_name(root)} [label={_line(walked['name'])}, penwidth=2.2];")
    if one_by_one:
        lines += [_thing(step, colour(step["kind"])) for step in walked["nodes"]]
    else:
        counts = Counter(box for box in box_of.values() if box != root)
        lines += [_group(box, count, colour(box[1])) for box, count in sorted(counts.items())]
    lines += [f"{_name(near)} -> {_name(far)};" for near, far in sorted(_steps(walked, box_of, up))]
    return "\n".join([*lines, "}"])


def _steps(walked: dict[str, Any], box_of: dict[str, Box], up: bool) -> set[tuple[Box, Box]]:
    """The links that lead one step further. Those within a step and back would hide the ways."""
    found = set()
    for edge in walked["edges"]:
        ends = (edge["subject"], edge["object"]) if up else (edge["object"], edge["subject"])
        if all(end in box_of for end in ends):
            near, far = (box_of[end] for end in ends)
            if far[0] == near[0] + 1:
                found.add((near, far))
    return found


def _thing(step: dict[str, Any], colour: str) -> str:
    name = str(step["name"] or step["id"])
    link = f'URL={_line(address_of(step["id"]))}, target="_top"'
    paint = f'color="{colour}", fillcolor="{colour}22"'
    return f"{_name((step['depth'], step['id']))} [label={_line(name)}, tooltip={_line(name, 300)}, {link}, {paint}];"


def _group(box: Box, count: int, colour: str) -> str:
    word = kind(box[1]).english if count == 1 else kind(box[1]).plural
    return f'{_name(box)} [label={_line(f"{count:,} {word}")}, color="{colour}", fillcolor="{colour}22"];'


def _name(box: Box) -> str:
    return _line(f"{box[0]} {box[1]}", 10_000)


def _line(text: str, longest: int = LONGEST) -> str:
    """The text on one line, of that length at most, as a quoted string of the DOT language."""
    return quoted(shortened(" ".join(text.split()), longest))
