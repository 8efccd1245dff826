"""The curate page: one mention after the other in its sentence, a key for each decision, and how it all goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import streamlit as st

from labkin.app import curation
from labkin.app.cli_curate_shown import decision_said, span_of
from labkin.app.curation_log import second_opinions
from labkin.app.curation_queue import DOUBTFUL, FREQUENT, Case, Group, doubtful, frequent
from labkin.app.explorer_curate_panels import draw_agreement, draw_drift, draw_log, strokes
from labkin.app.explorer_parts import badge, escape_html, escape_markdown, link_to, the_lab
from labkin.app.explorer_text import INK, OTHER, TINTS
from labkin.app.highlight import called
from labkin.graph.errors import LabkinError
from labkin.nlp.annotations import KINDS, TYPES, Link

SECOND = "second look"
QUEUES = {DOUBTFUL: "Doubtful", FREQUENT: "Frequent names", SECOND: "Second look"}
HELP = {
    DOUBTFUL: "What models were least sure of.",
    FREQUENT: "Names that many texts have: one decision settles all of it.",
    SECOND: "What others decided and you did not, as it was found.",
}
LIKELY = 0.5  # how sure it must be that a mention is right for the button that says so to stand out
MOST = 200  # of a queue
EXAMPLES = 3  # sentences that are shown of a name
MEANINGS = 6
NONE = "none that is known"
WHY = {
    "unsure": "span or type unsure",
    "ambiguous": "several meanings are about as likely",
    "weak link": "the meaning is not sure",
    "unlinked": "no meaning found",
}


def draw() -> None:
    """Draw the page."""
    main, side = st.columns((2, 1), gap="large")
    with main:
        queue, type, author = _draw_choice()
        groups = _groups(queue, type, author)
        place = int(st.session_state.get("curate-place", 0))
        if said := st.session_state.pop("curate-said", ""):
            st.toast(escape_markdown(said), icon=":material/check:")
        if nothing := st.session_state.pop("curate-nothing", ""):
            st.toast(nothing, icon=":material/info:")
        if wrong := st.session_state.pop("curate-wrong", ""):
            st.error(escape_markdown(wrong), icon=":material/error:")
        if place < len(groups):
            _draw_group(groups[place], place, len(groups), author)
        else:
            _draw_end(len(groups), author)
    with side:
        draw_log(author)
        draw_agreement()
        draw_drift()


def _draw_choice() -> tuple[str, str, str]:
    """Which queue, which type, and who decides."""
    first, second, third = st.columns((4, 2, 2), vertical_alignment="bottom")
    queue = first.segmented_control(
        "Queue", list(QUEUES), format_func=QUEUES.__getitem__, default=DOUBTFUL, key="curate-queue", on_change=_anew
    )
    type = second.selectbox(
        "Type", ["", *TYPES], format_func=lambda one: called(one) if one else "all", key="curate-type", on_change=_anew
    )
    author = third.text_input("Curator", the_lab().config.author, key="curate-author", on_change=_anew).strip()
    st.caption(HELP[queue or DOUBTFUL])
    return queue or DOUBTFUL, type, author or the_lab().config.author


def _anew() -> None:
    """The queue is made anew, from its beginning."""
    st.session_state.pop("curate-groups", None)
    st.session_state["curate-place"] = 0


def _groups(queue: str, type: str, author: str) -> list[Group]:
    """The queue as it was when it was begun: what is decided stays in it, so that one can go back."""
    if "curate-groups" not in st.session_state:
        lab = the_lab()
        first = "curate-seen" not in st.session_state  # later, what was drawn before stays until there is something new
        with st.spinner("Looking for what is in doubt") if first else nullcontext():
            if queue == FREQUENT:
                found = frequent(lab, type, MOST)
            else:
                ones = doubtful(lab, type, MOST) if queue == DOUBTFUL else second_opinions(lab, author, type)[:MOST]
                found = [Group(one.text, one.type, 1, (one,)) for one in ones]
        st.session_state["curate-groups"] = found
        st.session_state["curate-seen"] = True
    groups: list[Group] = st.session_state["curate-groups"]
    return groups


# -- one mention, or one name ------------------------------------------------------------------------------------------


def _draw_group(group: Group, place: int, of: int, author: str) -> None:
    st.progress(place / of, f"{place + 1} of {of}")
    with st.container(border=True, key="curate-case"):
        _draw_head(group)
        for case in group.cases[:EXAMPLES]:
            _draw_sentence(case)
        if len(group.cases) > EXAMPLES:
            st.caption(f"and {len(group.cases) - EXAMPLES} more mentions")
        meanings = _meanings(group)
        chosen = _draw_meanings(group, meanings, place)
    _draw_buttons(group, meanings, chosen, author)
    _draw_corrections(group, place, author)


def _draw_head(group: Group) -> None:
    first = group.cases[0]
    many = f"{len(group.cases)} mentions in {group.documents} texts" if len(group.cases) > 1 else ""
    why = "; ".join(WHY.get(one, one) for one in first.reasons)
    said = " · ".join(filter(None, (many, f"sure of it: {100 * first.confidence:.0f} of 100", why)))
    st.html(
        f"{badge(KINDS.get(group.type, group.type))} "
        f"<span style='opacity:.7;font-size:.9rem;margin-left:.4rem'>{escape_html(said)}</span>"
    )


def _draw_sentence(case: Case) -> None:
    before, text, after = (escape_html(part) for part in case.parts)
    mark = f"background:{TINTS.get(case.type, OTHER)};color:{INK};padding:1px 3px;border-radius:4px;font-weight:600"
    sentence = f"{before.lstrip()}<mark style='{mark}'>{text}</mark>{after.rstrip()}"
    st.html(f"<p dir='auto' style='font-size:1.15rem;line-height:1.6;margin:.2rem 0 0'>{sentence}</p>")
    where = case.title or case.document
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"curate-at-{case.id}"):
        link_to(case.document, f"{where}{f' · {case.section}' if case.section else ''}", "Document")
        # In one piece, for it is what `labkin curate` takes.
        st.html(f"<code style='white-space:nowrap;font-size:.8rem;user-select:all'>{escape_html(case.id)}</code>")


def _meanings(group: Group) -> list[Link]:
    best: dict[str, Link] = {}
    for link in sorted((link for one in group.cases for link in one.links), key=lambda one: -one.confidence):
        best.setdefault(link.curie, link)
    return list(best.values())[:MEANINGS]


def _draw_meanings(group: Group, meanings: Sequence[Link], place: int) -> str:
    """What it may mean, to choose from; the identifier chosen, empty for none.

    A meaning so unlikely that the graph does not have it is not chosen beforehand.
    """
    names = {one.curie: one for one in meanings}
    options = [*names, ""]

    def label(curie: str) -> str:
        if not curie:
            return NONE
        one = names[curie]
        return escape_markdown(
            f"{options.index(curie) + 1}  {one.name} ({one.curie}, {100 * one.confidence:.0f} of 100)"
        )

    before = options.index(_before(group))
    chosen = st.radio("It means", options, before, format_func=label, key=f"curate-means-{place}")
    return str(chosen or "")


def _before(group: Group) -> str:
    """The meaning that is chosen before anybody chooses: what the graph has now."""
    stated = group.cases[0].stated
    return stated.curie if stated else ""


def _draw_buttons(group: Group, meanings: Sequence[Link], chosen: str, author: str) -> None:
    first = group.cases[0]
    likeliest = first.link.curie if first.link else ""
    with st.container(horizontal=True, key="curate-keys"):
        if chosen == likeliest:
            likely = first.sureness >= LIKELY
            named = first.link is not first.stated  # accepting alone would not take so weak a guess
            run = _meaning(group, chosen, author) if named else lambda lab: curation.accept(lab, group.cases, author)
            _button("Accept", "a", "check", run, likely)
        else:
            meant = chosen != _before(group)
            _button(
                "Accept as chosen", "a", "check", lambda lab: curation.link(lab, group.cases, chosen, author), meant
            )
        _button("Reject", "x", "close", lambda lab: curation.reject(lab, group.cases, author))
        st.button("Skip", icon=":material/skip_next:", shortcut="n", on_click=_go, args=(1,))
        st.button("Back", icon=":material/skip_previous:", shortcut="b", on_click=_go, args=(-1,))
        _undo_button(author)
    if meanings:
        with st.container(horizontal=True, key="curate-numbers"):
            for number, one in enumerate(meanings, 1):
                _button(f"Means {number}", str(number), "", _meaning(group, one.curie, author))
            _button("No known meaning", "0", "", _meaning(group, "", author))


def _meaning(group: Group, curie: str, author: str) -> Callable[[Any], Any]:
    return lambda lab: curation.link(lab, group.cases, curie, author)


def _button(label: str, key: str, icon: str, run: Callable[[Any], Any], primary: bool = False) -> None:
    st.button(
        label,
        key=f"curate-{label}",
        icon=f":material/{icon}:" if icon else None,
        shortcut=key or None,
        type="primary" if primary else "secondary",
        on_click=_decide,
        args=(run,),
    )


def _undo_button(author: str) -> None:
    st.button("Undo", key="curate-undo", icon=":material/undo:", shortcut="u", on_click=_undo, args=(author,))


def _decide(run: Callable[[Any], Any]) -> None:
    """Make a decision and go on; where it cannot be, say why and stay."""
    try:
        made = run(the_lab())
    except LabkinError as error:
        st.session_state["curate-wrong"] = str(error)
        return
    made = made if isinstance(made, list) else [made]
    strokes(made[0].author).append([one.id for one in made])
    more = f", and {len(made) - 1} more" if len(made) > 1 else ""
    st.session_state["curate-said"] = decision_said(made[0]).partition("  ")[2] + more
    _go(1)


def _undo(author: str) -> None:
    """Take back what this author decided last on this page, in this session; what was before has its button beside."""
    while (made := strokes(author)) and not made[-1]:  # those of a stroke that were undone one by one
        made.pop()
    if not made:
        st.session_state["curate-nothing"] = "Nothing was decided on this page yet, so there is nothing to undo here."
        return
    try:
        gone = curation.undo(the_lab(), made.pop(), author)
    except LabkinError as error:
        st.session_state["curate-wrong"] = str(error)
        return
    st.session_state["curate-said"] = f"Undone: {decision_said(gone[0]).partition('  ')[2]}"
    _go(-1)


def _go(by: int) -> None:
    st.session_state["curate-place"] = max(0, int(st.session_state.get("curate-place", 0)) + by)


def _draw_end(of: int, author: str) -> None:
    st.success("Nothing waits for a decision here." if not of else f"All {of} are done.", icon=":material/done_all:")
    with st.container(horizontal=True):
        st.button("Look again", icon=":material/refresh:", on_click=_anew)
        _undo_button(author)


# -- corrections -------------------------------------------------------------------------------------------------------


def _draw_corrections(group: Group, place: int, author: str) -> None:
    meaning, type, span, name, never = st.tabs(
        ["Another meaning", "Type", "Span", "The name everywhere", "Never"], key=f"curate-tabs-{place}"
    )
    with meaning:
        _draw_search(group, place, author)
    with type:
        wanted = st.selectbox("It is of the type", TYPES, TYPES.index(group.type), called, key=f"curate-retype-{place}")
        _button("Set type", "", "label", lambda lab: curation.retype(lab, group.cases, wanted, author))
    with span:
        if len(group.cases) == 1:
            case = group.cases[0]
            words = st.text_input("The right words of the sentence", case.text, key=f"curate-words-{place}")
            _button("Set span", "", "select", lambda lab: curation.respan(lab, case, *span_of(case, words), author))
        else:
            st.caption("Spans are corrected one by one, among the doubtful.")
    with name:
        _draw_synonym(group, place, author)
    with never:
        _draw_forbid(group, place, author)


def _draw_search(group: Group, place: int, author: str) -> None:
    words = st.text_input("A name or an identifier", "", key=f"curate-words-of-meaning-{place}", placeholder=group.name)
    if not words.strip():
        return
    found = curation.candidates(the_lab(), words, group.type)
    if not found:
        st.caption(f"No {called(group.type)} is called so.")
        return
    names = {one.curie: escape_markdown(f"{one.name} ({one.curie})") for one in found}
    chosen = st.radio("Found", list(names), format_func=names.__getitem__, key=f"curate-found-{place}")
    _button("It means this", "", "link", lambda lab: curation.link(lab, group.cases, str(chosen), author))


def _draw_synonym(group: Group, place: int, author: str) -> None:
    first = group.cases[0].link
    st.caption("In every text of this lab, now and later, this name then means that.")
    name = st.text_input("Name", group.name, key=f"curate-name-{place}")
    curie = st.text_input("Identifier", first.curie if first else "", key=f"curate-curie-{place}")
    _button("Add the name", "", "add", lambda lab: _anew_after(curation.synonym(lab, name, curie, group.type, author)))


def _draw_forbid(group: Group, place: int, author: str) -> None:
    st.caption(f"In every text of this lab, now and later, this name is then no {called(group.type)}.")
    name = st.text_input("Name", group.name, key=f"curate-never-{place}")
    near = st.text_input("Only in sentences with one of these words, by commas", "", key=f"curate-near-{place}")
    _button(
        "Forbid the name",
        "",
        "block",
        lambda lab: _anew_after(
            curation.forbid(lab, name, near.split(",") if near.strip() else (), group.type, "", author)
        ),
    )


def _anew_after(made: Any) -> Any:
    """What was decided of a name changes the whole queue: it begins anew, one before its first."""
    _anew()
    st.session_state["curate-place"] = -1
    return made
