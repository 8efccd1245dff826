"""The index shows what the ledger says, to each viewer what that viewer may see, however it came there."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.graph.ledger import Ledger
from labkin.graph.model import Edge, Node, Source, Statement, Viewer
from labkin.graph.viewer import sees
from labkin.search.entry_circles import MOST_CIRCLES, looks
from labkin.search.follow import all_entries, changed_entries
from labkin.search.index import Entry

KIND_OF = {
    "data": "Dataset", "sample": "Sample", "mouse": "Species", "run": "Activity", "text": "Document", "maya": "Person",
    "asthma": "Disease", "table": "Table",
}  # fmt: skip
LINKS = (
    ("data", "has_part", "sample"), ("sample", "in_species", "mouse"), ("data", "generated_by", "run"),
    ("data", "has_part", "table"), ("text", "mentions", "asthma"), ("asthma", "same_as", "mouse"),
    ("run", "associated_with", "maya"), ("data", "attributed_to", "maya"), ("sample", "has_characteristic", "asthma"),
    ("text", "part_of", "data"), ("data", "has_part", "data"), ("text", "interacts", "mouse"),
)  # fmt: skip
GROUPS = ("g", "h", "i")

Step = str | tuple[str, list[Node | Edge], tuple[str, ...]]
things = st.builds(
    lambda id, other, name: Node.of(f"x:{id}", other or KIND_OF[id], name=name, project=name, columns=[name]),
    st.sampled_from(tuple(KIND_OF)),
    st.sampled_from(("", "", "", "Measurement")),
    st.sampled_from(("one", "two")),
)
links = st.sampled_from(LINKS).map(lambda link: Edge.of(f"x:{link[0]}", link[1], f"x:{link[2]}"))
facts = st.one_of(things, links)
BASE: list[Step] = [
    ("0 things", [Node.of(f"x:{id}", kind, name=id) for id, kind in KIND_OF.items()], ()),
    ("links", [Edge.of(f"x:{one}", link, f"x:{other}") for one, link, other in LINKS], ()),
]
some_groups = st.sampled_from(((), (), ("g",), ("h",), ("g", "h"), ("i",)))
files = st.tuples(st.sampled_from(("1", "2", "3")), st.lists(facts, min_size=1, max_size=4), some_groups)
later = st.lists(st.one_of(files, files, st.sampled_from(("1", "2", "links"))), min_size=1, max_size=4)
steps = later.map(lambda some: [*BASE, *some])
slow = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def load(ledger: Ledger, name: str, facts: Iterable[Node | Edge], groups: Sequence[str] = ()) -> None:
    uri = f"/lab/{name}.csv"
    with ledger.view() as view:
        stale = view.sources(uri)
    with ledger.batch() as batch:
        source = batch.add_source(
            Source(uri, "0" * 64, 1, "test", "1", at="2024-01-01T00:00:00Z", groups=tuple(groups))
        )
        for info in stale:
            batch.withdraw(info.source.id)
        for fact in facts:
            batch.add(Statement(fact, source, "line 1"))
        batch.commit()


def unload(ledger: Ledger, name: str) -> None:
    with ledger.view() as view:
        stale = view.sources(f"/lab/{name}.csv")
    with ledger.batch() as batch:
        for info in stale:
            batch.withdraw(info.source.id)
        batch.commit()


def do(ledger: Ledger, step: Step) -> None:
    if isinstance(step, str):
        unload(ledger, step)
    else:
        load(ledger, *step)


def built(ledger: Ledger) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    with ledger.view() as view:
        for entry in all_entries(view):
            found.setdefault(entry.id, []).append(entry)
    return found


def as_seen(entries: Iterable[Entry], viewer: Viewer) -> dict[str, Entry]:
    """What the viewer sees, without saying to whom it is shown. No two of one thing."""
    found: dict[str, Entry] = {}
    for entry in entries:
        shown = all(sees(viewer, each.split("|")) for each in entry.sees)
        if shown and not any(sees(viewer, each.split("|")) for each in entry.unseen):
            assert entry.id not in found
            found[entry.id] = replace(entry, sees=(), unseen=())
    return found


@slow
@given(steps)
def test_changing_what_changed_gives_the_same_entries_as_building_all(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ledger = Ledger.open(str(Path(folder) / "ledger.db"))
        held: dict[str, list[Entry]] = {}
        for step in steps:
            mark = ledger.head()
            do(ledger, step)
            new = built(ledger)
            if mark and ledger.head() > mark:
                with ledger.view() as view:
                    changed = changed_entries(ledger, view, mark)
                assert changed is not None
                held = {id: one for id, one in held.items() if id not in changed}
                held |= {id: one for id, one in new.items() if id in changed}
            else:
                held = new
            assert held == new
        ledger.close()


@slow
@given(steps)
def test_a_viewer_sees_what_a_lab_holds_that_never_had_the_hidden_sources(steps: list[Step]) -> None:
    loads = {step[0]: step for step in steps if isinstance(step, tuple)}
    with tempfile.TemporaryDirectory() as folder:
        whole = Ledger.open(str(Path(folder) / "whole.db"))
        for step in loads.values():
            do(whole, step)
        entries = [entry for some in built(whole).values() for entry in some]
        for groups in ((), ("g",), ("h",), ("g", "i"), GROUPS):
            viewer = Viewer("", frozenset(groups))
            part = Ledger.open(str(Path(folder) / f"{'-'.join(groups)}.db"))
            for name, facts, of in loads.values():
                if sees(viewer, of):
                    load(part, name, facts)
            with part.view() as view:
                assert as_seen(entries, viewer) == {entry.id: entry for entry in all_entries(view)}
            part.close()
        whole.close()


def test_what_is_open_to_everyone_is_one_entry_shown_to_all(tmp_path: Path) -> None:
    ledger = Ledger.open(str(tmp_path / "ledger.db"))
    load(ledger, "open", [Node.of("x:a", "Dataset", name="a")])
    load(ledger, "closed", [Node.of("x:b", "Dataset", name="b")], ["g"])
    entries = built(ledger)
    ledger.close()
    assert [(entry.sees, entry.unseen) for entry in entries["x:a"]] == [((), ())]
    assert [(entry.sees, entry.unseen) for entry in entries["x:b"]] == [(("g",), ())]


@pytest.mark.parametrize("link", [link for link in LINKS if link[1] not in ("interacts", "same_as")])
def test_a_closed_link_between_open_things_shows_in_nobody_elses_entries(
    tmp_path: Path, link: tuple[str, str, str]
) -> None:
    ledger = Ledger.open(str(tmp_path / "ledger.db"))
    load(ledger, "things", [Node.of(f"x:{id}", kind, name=f"the {id}") for id, kind in KIND_OF.items()])
    with ledger.view() as view:
        before = as_seen(all_entries(view), Viewer("o", frozenset("h")))
    load(ledger, "secret", [Edge.of(f"x:{link[0]}", link[1], f"x:{link[2]}")], ("g",))
    with ledger.view() as view:
        entries = list(all_entries(view))
    ledger.close()
    assert as_seen(entries, Viewer("o", frozenset("h"))) == before


@pytest.mark.parametrize("circles", [MOST_CIRCLES, MOST_CIRCLES + 1, 12])
def test_of_very_many_circles_nobody_sees_more_than_may_be_seen(tmp_path: Path, circles: int) -> None:
    ledger = Ledger.open(str(tmp_path / "ledger.db"))
    load(ledger, "open", [Node.of("x:a", "Dataset", name="a")])
    for number in range(circles):
        load(
            ledger, f"closed {number:02}", [Node.of("x:a", "Dataset", **{f"p{number:02}": "secret"})], [f"g{number:02}"]
        )
    entries = built(ledger)["x:a"]
    ledger.close()
    for groups in ((), ("g00",), ("g01",), ("g00", "g01", "g03"), tuple(f"g{n:02}" for n in range(circles))):
        (entry,) = as_seen(entries, Viewer("", frozenset(groups))).values()
        told = {f"g{name[1:]}" for name in entry.facets if name.startswith("p")}
        assert told <= set(groups)
        if circles <= MOST_CIRCLES or len(groups) in (0, circles):
            assert told == set(groups)


@given(st.lists(st.sets(st.sampled_from("abcd"), min_size=1).map(lambda s: tuple(sorted(s))), unique=True, max_size=8))
def test_every_viewer_has_one_look(circles: list[tuple[str, ...]]) -> None:
    found = looks(sorted(circles))
    for groups in (set(), {"a"}, {"b", "c"}, set("abcd")):
        fit = [look for look in found if all(groups & set(one) for one in look.sees)]
        assert sum(not any(groups & set(one) for one in look.unseen) for look in fit) == 1
