"""What is asked on the ask page: a chain of questions, each after the one before. It stands in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from labkin.app.answers_kept import context_from
from labkin.app.asking import answer
from labkin.app.explorer_parts import the_lab

LONGEST = 12  # questions of a chain
WHY = "why"  # the thing that was missed, in the address

Chain = tuple[str, ...]


def chain_of(asked: Sequence[str]) -> Chain:
    """The questions of an address, the last ones where there are very many."""
    return tuple(text for one in asked if (text := one.strip()))[-LONGEST:]


def can_be_followed(found: Mapping[str, Any]) -> bool:
    """Whether a next question can go on from an answer."""
    return bool(found.get("context") and found.get("query"))


def next_chain(chain: Chain, found: Mapping[str, Any], question: str) -> Chain:
    """The chain with one more question; a last one that nothing can follow gives way to it."""
    return (*(chain if can_be_followed(found) else chain[:-1]), question)


def own_chain(chain: Chain, found: Mapping[str, Any]) -> Chain:
    """The chain that an answer rests on: a question that refers to nothing before it stands alone."""
    context = found.get("context")
    alone = context and not context["earlier"] and context["question"] == chain[-1]
    return chain[-1:] if alone else chain


@st.cache_data(max_entries=64, show_spinner=False)
def answer_to(  # remembered for just this state
    chain: Chain, head: int, behind: str, today: date, limits: tuple[bool, float]
) -> dict[str, Any]:
    """The answer to the last of the questions. Raises LabkinError where one before it cannot be followed."""
    from labkin.search.answer_evidence import Limits

    before = answer_to(chain[:-1], head, behind, today, limits) if chain[1:] else None
    context = context_from(before, str(len(chain) - 1)) if before else None
    return answer(the_lab(), chain[-1], today, context=context, limits=Limits(*limits))


def go_to(chain: Chain, why: str = "") -> None:
    """Show the answer to this chain, and why that thing is not in it."""
    st.query_params.from_dict({"q": list(chain), **({WHY: why} if why else {})})
    st.rerun()
