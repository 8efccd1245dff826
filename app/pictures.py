"""The neighbourhood of an asset as a picture: a Graphviz description, drawn in the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from labkin.app.asset import Asset, Link, name_of
from labkin.app.dot import quoted, shortened
from labkin.graph.schema import relation
from labkin.graph.store import EdgeKey

SHOWN = 6  # neighbours of one relation
LONGEST = 34  # characters of a name


def drawn_links(found: Asset) -> list[Link]:
    """The links of the picture: at most SHOWN that read alike."""
    return [link for links in found.by_relation().values() for link in links[:SHOWN]]


def neighbourhood(found: Asset, colour: Callable[[str], str], read: Mapping[EdgeKey, str]) -> str:
    """The asset in the middle, what points at it on the left, what it points at on the right, by relation.

    Neighbours are links to their own pages. At most SHOWN of each relation are drawn, and the rest counted. `read` has
    the edges that only texts say, with which ones: their lines are dashed.
    """
    lines = [
        "digraph {",
        'rankdir=LR; nodesep=0.12; ranksep=0.45; bgcolor="transparent"; pad=0.2;',
        'node [fontname="Source Sans 3, sans-serif", fontsize=11, height=0.28, margin="0.10,0.04"];',
        'edge [color="#9aa5b1", arrowsize=0.6];',
        _node("centre", found.name, colour(found.node.kind), bold=True),
    ]
    for number, ((_, outgoing), links) in enumerate(found.by_relation().items()):
        lines += _group(f"g{number}", links, outgoing, colour, read)
    return "\n".join([*lines, "}"])


def _group(
    id: str, links: list[Link], outgoing: bool, colour: Callable[[str], str], read: Mapping[EdgeKey, str]
) -> list[str]:
    count = f" ({len(links):,})" if len(links) > 1 else ""
    said = relation(links[0].relation).english + count  # as the arrow goes, whichever end is in the middle
    lines = [f'{id} [shape=plaintext, fontsize=10, fontcolor="#52606d", label={quoted(said)}];']
    shown = links[:SHOWN]
    lines.append(_edge("centre", id, outgoing, near=True, dashed=all(link.key in read for link in shown)))
    for number, link in enumerate(shown):
        other = f"{id}_{number}"
        lines.append(_node(other, name_of(link.other), colour(link.other.kind), address=str(link.other.id)))
        plain = relation(link.relation).symmetric  # no end of it is the subject
        lines.append(_edge(id, other, outgoing, plain, dashed=link.key in read, tooltip=read.get(link.key, "")))
    if len(links) > SHOWN:
        lines.append(f'{id}_more [shape=plaintext, fontcolor="#7b8794", label="and {len(links) - SHOWN:,} more"];')
        lines.append(_edge(id, f"{id}_more", outgoing, relation(links[0].relation).symmetric))
    return lines


def _edge(one: str, other: str, outgoing: bool, near: bool = False, dashed: bool = False, tooltip: str = "") -> str:
    """An edge away from the centre; for incoming links drawn leftwards, so that all arrows point to the right."""
    look = (", style=dashed" if dashed else "") + (f", tooltip={quoted(tooltip)}" if tooltip else "")
    if outgoing:
        return f"{one} -> {other} [arrowhead={'none' if near else 'normal'}{look}];"
    return f"{other} -> {one} [arrowhead={'normal' if near else 'none'}{look}];"


def _node(id: str, name: str, colour: str, bold: bool = False, address: str = "") -> str:
    parts = [
        f"label={quoted(shortened(name, LONGEST))}",
        f"tooltip={quoted(name)}",
        f'color="{colour}"',
        f'fillcolor="{colour}22"',
    ]
    parts += ["shape=box", 'style="rounded,filled"', "penwidth=2.2" if bold else "penwidth=1"]
    if address:
        parts += [f"URL={quoted('asset?id=' + quote(address, safe=':'))}", 'target="_top"']
    return f"{id} [{', '.join(parts)}];"
