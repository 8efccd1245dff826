"""The page of one asset: what is known of it, its neighbourhood, its lineage, and the lines that say so."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from labkin.app.annotating_decisions import Decision
from labkin.app.asset import Asset, Link, name_of
from labkin.app.asset_read import ReadLink, decided, read_in
from labkin.app.curation_log import decided_what
from labkin.app.explorer_datasets import draw_dataset
from labkin.app.explorer_lineage import draw_lineage
from labkin.app.explorer_parts import (
    LONGEST_NAME,
    WARNING_STATES,
    badge,
    colour_of,
    draw_title,
    escape_html,
    escape_markdown,
    link_to,
    link_to_search,
    open_asset,
    short,
    table_with_download,
    the_asset,
    the_lab,
    value_as_text,
)
from labkin.app.explorer_search_hits import draw_likes
from labkin.app.explorer_sources import draw_sources
from labkin.app.explorer_text import draw_text, text_of
from labkin.app.pictures import drawn_links, neighbourhood
from labkin.graph.errors import NotFound
from labkin.graph.schema import kind
from labkin.graph.store import EdgeKey

LINKS_SHOWN = 10  # of one relation, before "all of them"
LONG = 200  # characters of a property that get a paragraph of their own
SEEN = 8  # assets remembered as looked at
# Units at the end of a property's name, in the words of UCUM, where nothing else can be meant.
UNITS = {"cel": "°C", "percent": "%", "mg": "mg", "kg": "kg", "ml": "mL", "ul": "µL", "um": "µM", "min": "min"}
DASHED = (
    "<span style='font-size:0.85rem;opacity:0.8'><span style='display:inline-block;width:2.2rem;vertical-align:middle;"
    "border-top:2px dashed #9aa5b1;margin-right:0.5rem'></span>read in texts; no file states it</span>"
)
SHOWN_OF_KIND = {"Measurement": ("endpoint", "qualifier", "value", "unit", "replicate", "date")}


def draw() -> None:
    """Draw the page."""
    id = st.query_params.get("id", "")
    if not id:
        _draw_choice("")
        return
    try:
        found = the_asset(id)
    except NotFound as error:
        _draw_choice(id)
        st.error(
            escape_markdown(_sentence(str(error).replace(" `labkin search` finds things by words.", ""))),
            icon=":material/search_off:",
        )
        link_to_search(id, f"Search for “{id}”")
        return
    st.set_page_config(page_title=f"{short(found.name)[:60]} · Labkin")
    _remember(found)
    _draw_head(found)
    tabs = {
        "Data": draw_dataset,
        "Overview": _draw_overview,
        "Neighbourhood": _draw_neighbourhood,
        "Lineage": draw_lineage,
        "Sources": draw_sources,
        "More like this": _draw_likes,
    }
    if found.node.kind not in ("Dataset", "Table"):
        del tabs["Data"]
    for tab, draw_tab in zip(st.tabs(list(tabs), key=f"tabs {id}", on_change="rerun"), tabs.values(), strict=True):
        if tab.open:
            with tab:
                draw_tab(found)


def _draw_likes(found: Asset) -> None:
    draw_likes(str(found.node.id))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _draw_choice(given: str) -> None:
    wanted = st.text_input(
        "Identifier or name", given, placeholder="an identifier or a name", icon=":material/hub:", key=f"id {given}"
    ).strip()
    if wanted and wanted != given:
        open_asset(wanted)
    seen = st.session_state.get("seen", {})
    if seen and not given:
        st.caption("Looked at before:")
        with st.container(horizontal=True):
            for id, (name, kind_name) in reversed(seen.items()):
                link_to(id, name, kind_name)
    elif not given:
        link_to_search("", "Or search by words")


def _remember(found: Asset) -> None:
    seen = st.session_state.setdefault("seen", {})
    seen.pop(str(found.node.id), None)
    seen[str(found.node.id)] = found.name, found.node.kind
    while len(seen) > SEEN:
        del seen[next(iter(seen))]


def _draw_head(found: Asset) -> None:
    st.html(
        f"{badge(found.node.kind)} <span style='opacity:0.7;font-size:0.85rem;overflow-wrap:anywhere'>"
        f"{escape_html(' · '.join(found.identifiers))}</span>"
    )
    draw_title(found.name)
    status = value_as_text(found.node.props.get("status", ""))
    if status.casefold() in WARNING_STATES:
        when, why = (value_as_text(found.node.props.get(name, "")) for name in ("withdrawn", "reason"))
        said = f"This {kind(found.node.kind).english} is {status}{f' since {when}' if when else ''}"
        st.error(
            escape_markdown(f"{said}{f': {why}' if why else ''}. The lineage says what depends on it."),
            icon=":material/warning:",
        )
    places = {
        number: f"{said.source.uri.rpartition('/')[2]}, {said.place}".removesuffix(", ")
        for number, said in found.evidence
    }
    for conflict in found.conflicts:
        values = "; ".join(
            f"**{escape_markdown(_shown(found, conflict.prop, value))}** "
            f"({escape_markdown(places.get(number, f'statement {number}'))})"
            for value, number in conflict.values
        )
        label = escape_markdown(_label(found, conflict.prop))
        st.warning(
            f"Sources differ on {label}: {values}. The first is shown; the sources have the lines.",
            icon=":material/call_split:",
        )


def _label(found: Asset, name: str) -> str:
    """A property's name in English."""
    row = next((prop for prop in kind(found.node.kind).props if prop.name == name), None)
    if row and row.english:
        return row.english
    stem, _, last = name.rpartition("_")
    return (stem if stem and last in UNITS else name).replace("_", " ")


def _shown(found: Asset, name: str, value: object) -> str:
    """A property's value with its unit."""
    row = next((prop for prop in kind(found.node.kind).props if prop.name == name), None)
    unit = row.unit if row else UNITS.get(name.rpartition("_")[2], "") if "_" in name else ""
    return f"{value_as_text(value)} {unit}".strip() if isinstance(value, int | float) else value_as_text(value)


def _draw_overview(found: Asset) -> None:
    read = text_of(found)
    if read:
        draw_text(read)
    if found.decisions:
        _draw_decisions(_decided(str(found.node.id), found.transaction))
    left, right = st.columns([2, 3], gap="large")
    with left:
        _draw_props(found, passed=read.prose.body_prop if read else "")
        _draw_structure(found)
    with right:
        groups = list(found.by_relation().values())
        if not groups:
            st.caption("No links.")
        texts = _texts_of(found, [link for links in groups for link in links[:LINKS_SHOWN]])
        for number, links in enumerate(groups):
            _draw_links(found, links, number, texts)
        if found.waiting:
            st.caption(f"{found.waiting:,} links wait for a thing that is not loaded yet.")


@st.cache_resource(max_entries=32, show_spinner=False)
def _decided(id: str, head: int) -> list[Decision]:
    return decided(the_lab(), the_asset(id))


def _draw_decisions(made: list[Decision]) -> None:
    count = "1 decision of a curator" if len(made) == 1 else f"{len(made):,} decisions of curators"
    with st.expander(count, icon=":material/fact_check:"):
        rows = [
            {
                "when": one.when,
                "who": one.author,
                "words": one.text or f"{one.curie} {one.relation} {one.object}".strip(),
                "decision": decided_what(one),
                "note": one.note,
            }
            for one in made
        ]
        table_with_download(rows, "decisions", "decisions", height=280)


def _is_plain(found: Asset, name: str, value: object) -> bool:
    """Whether the page says it already."""
    if name == "name":
        return len(found.name) <= LONGEST_NAME
    return name == "category" and value_as_text(value).rpartition(":")[2] == found.node.kind


def _draw_props(found: Asset, passed: str = "") -> None:
    rows, long = [], []
    for name, value in found.node.props.items():
        if _is_plain(found, name, value) or (name == passed and name != "name"):
            continue
        label, shown = _label(found, name), _shown(found, name, value)
        if len(shown) > LONG:
            long.append((label, shown))
            continue
        rows.append(
            f"<tr><td style='opacity:0.7;padding:3px 14px 3px 0;vertical-align:top'>{escape_html(label)}</td>"
            f"<td dir='auto' style='overflow-wrap:anywhere;padding:3px 0'>{escape_html(shown)}</td></tr>"
        )
    if rows:
        st.html(f"<table style='width:100%;font-size:0.9rem;border-collapse:collapse'>{''.join(rows)}</table>")
    for label, shown in long:
        st.html(
            f"<div style='opacity:0.7;font-size:0.9rem'>{escape_html(label)}</div>"
            "<div dir='auto' style='font-size:0.9rem;overflow-wrap:anywhere;white-space:pre-line;max-height:24rem;"
            f"overflow-y:auto'>{escape_html(shown)}</div>"
        )


def _draw_structure(found: Asset) -> None:
    smiles = found.node.props.get("smiles")
    picture = _structure(smiles) if isinstance(smiles, str) else None
    if picture:
        st.image(picture, width=320, alt=f"The structure of {short(found.name)}")


@st.cache_data(max_entries=500, show_spinner=False)
def _structure(smiles: str) -> bytes | None:
    """The structure as PNG, or None when the SMILES cannot be drawn."""
    from rdkit import Chem, rdBase
    from rdkit.Chem.Draw import rdMolDraw2D

    with rdBase.BlockLogs():  # what it says of a bad SMILES would go to the terminal
        molecule = Chem.MolFromSmiles(smiles)
    if molecule is None:
        return None
    drawing = rdMolDraw2D.MolDraw2DCairo(640, 440)
    rdMolDraw2D.PrepareAndDrawMolecule(drawing, molecule)
    drawing.FinishDrawing()
    return bytes(drawing.GetDrawingText())


def _draw_links(found: Asset, links: list[Link], number: int, texts: dict[EdgeKey, ReadLink]) -> None:
    st.markdown(f"**{escape_markdown(links[0].reads)}** :gray[{len(links):,}]")
    kinds = {link.other.kind for link in links}
    if len(links) > 1 and len(kinds) == 1 and kinds <= SHOWN_OF_KIND.keys():
        table_with_download(
            [_row(link) for link in links], links[0].relation, f"links {number}", height=280, links=("identifier",)
        )
        return
    with st.container(horizontal=True, gap="small", key=f"links {number}"):
        for link in links[:LINKS_SHOWN]:
            other, read = link.other, texts.get(link.key)
            said = f"{kind(other.kind).english} {other.id}{_says(link, read)}"
            link_to(str(other.id), name_of(other), other.kind, said, mark=_mark(read))
    if len(links) > LINKS_SHOWN:
        every = st.expander(f"All {len(links):,}", key=f"links {number} open", on_change="rerun")
        if every.open:
            with every:
                rows = [_row(link, read) for link, read in _with_texts(found, links)]
                name = links[0].relation
                table_with_download(rows, name, f"links {number} all", height=300, links=("identifier", "read in"))


def _texts_of(found: Asset, links: Sequence[Link]) -> dict[EdgeKey, ReadLink]:
    """What texts say of these links, looked up once for each state of the ledger."""
    return _read(str(found.node.id), found.transaction, tuple(link.key for link in links))


@st.cache_resource(max_entries=32, show_spinner=False)
def _read(id: str, head: int, keys: tuple[EdgeKey, ...]) -> dict[EdgeKey, ReadLink]:
    found, wanted = the_asset(id), set(keys)
    return read_in(the_lab(), found, [link for link in found.links if link.key in wanted])


def _with_texts(found: Asset, links: Sequence[Link]) -> list[tuple[Link, ReadLink | None]]:
    texts = _texts_of(found, links)
    return [(link, texts.get(link.key)) for link in links]


def _mark(read: ReadLink | None) -> str:
    """What a chip says of a link that no file states."""
    if read is None or read.elsewhere:
        return ""
    return read.how if read.texts[0].method == "curated" else f"read {read.how}"


def _says(link: Link, read: ReadLink | None) -> str:
    """What the link says of itself, and the surest text that says so."""
    said = ", ".join(f"{name.replace('_', ' ')}: {value_as_text(value)}" for name, value in _own(link, read).items())
    return (f"; {said[:LONG]}" if said else "") + (f"; {_told(read)}" if read else "")


def _told(read: ReadLink) -> str:
    """Which texts say so, and the words and reader of the surest."""
    first = read.texts[0]
    words = f": “{first.sentence}”" if first.sentence else ""
    by = first.model or first.author
    too = "; a file states it too" if read.elsewhere else ""
    documents = read.documents
    more = f" and {len(documents) - 1:,} more" if len(documents) > 1 else ""
    return f"read in {first.document}{more}, {first.confidence:.2f}, {by}{words}{too}"


def _own(link: Link, read: ReadLink | None) -> dict[str, object]:
    """The properties of the edge, those aside that only say where it was read."""
    passed = {"predicate", *(("document", "evidence") if read else ())}
    return {name: value for name, value in {**link.edge.qualifiers, **link.edge.props}.items() if name not in passed}


def _row(link: Link, read: ReadLink | None = None) -> dict[str, object]:
    other = link.other
    # What was measured goes before the long names, to be seen in a narrow window.
    own = {name: other.props.get(name) for name in SHOWN_OF_KIND.get(other.kind, ())}
    row = {**own, "name": name_of(other), **_own(link, read)}
    if read:
        first = read.texts[0]
        row |= {"read in": first.document, "confidence": first.confidence, "sentence": first.sentence}
        row |= {"texts": len(read.documents), "said by": first.model or first.author}
    return {**row, "kind": kind(other.kind).english, "identifier": str(other.id)}


def _draw_neighbourhood(found: Asset) -> None:
    links = drawn_links(found)
    if not links:
        st.caption("No links to draw.")
        return
    read = {key: _told(one) for key, one in _texts_of(found, links).items() if not one.elsewhere}
    dot = neighbourhood(found, colour_of, read)
    st.caption("Arrows go from subject to object. Click a box to go there; the overview has all links.")
    if read:  # above the picture, which may be taller than the window
        st.html(DASHED)
    st.graphviz_chart(dot, width="stretch", alt=f"Neighbours of {short(found.name)}")
