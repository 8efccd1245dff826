"""Answers to what a model proposed: only where the reader gives up, marked, with rows and evidence as any other."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from labkin.app.answers_kept import context_from
from labkin.app.config import read_config, write_config
from labkin.graph.errors import LabError, LabkinError
from labkin.graph.model import EVERYONE, Edge, Node, Viewer
from labkin.graph.profile import Profile, read_profile
from labkin.graph.store import EdgeKey
from labkin.nlp.llm_prompt import offer
from labkin.nlp.llm_reply import Proposal, proposed
from labkin.nlp.llm_shape import NotProposed
from labkin.nlp.normal import normal
from labkin.nlp.question_tokens import Words
from labkin.search.answer import Answer, Propose, ask
from labkin.search.answer_llm import Address, parse_address
from labkin.search.index import NameHit

if TYPE_CHECKING:
    from labkin.graph.arcade import Engine, EngineStore

ODD = "Which compounds knock out EGFR?"
TODAY = date(2026, 3, 31)
NODES = [
    Node.of("C:1", "Compound", name="aspirin"),
    Node.of("C:2", "Compound", name="gefitinib"),
    Node.of("G:1", "Gene", name="EGFR"),
    Node.of("D:1", "Disease", name="asthma"),
]
EDGES = [Edge.of("C:2", "inhibits", "G:1"), Edge.of("C:1", "treats", "D:1"), Edge.of("D:1", "associates", "G:1")]
INHIBITORS = {
    "nodes": [{"var": "a", "kinds": ["Compound"]}, {"var": "b", "ids": ["G:1"]}],
    "edges": [{"source": "a", "target": "b", "relations": ["inhibits"]}],
    "columns": [{"name": "compound", "var": "a", "what": "prop", "prop": "name"}],
}


class Names:
    """The names of the nodes."""

    def lookup(self, forms: Sequence[str], viewer: Viewer = EVERYONE, /) -> Mapping[str, Sequence[NameHit]]:
        hits = {
            form: [NameHit(str(node.id), node.kind, str(node.props["name"]), False, form, "name")]
            for node in NODES
            for form in (str(node.props["name"]), normal(str(node.props["name"])), str(node.id))
        }
        return {form: hits[form] for form in forms if form in hits}

    def bearing(self, words: Sequence[Any], viewer: Viewer = EVERYONE, /) -> list[NameHit]:
        return []

    def suggest(self, text: str, viewer: Viewer = EVERYONE, /) -> list[str]:
        return []


@pytest.fixture(scope="module")
def store(engine: Engine) -> EngineStore:
    store = engine.store()
    store.rebuild(NODES, EDGES, 3)
    return store


@pytest.fixture(scope="module")
def profile(store: EngineStore) -> Profile:
    return read_profile(store)


def replying(reply: object, profile: Profile, asked: list[str] | None = None) -> Propose:
    """A model that always says the same, and notes what it was asked."""

    def propose(question: str, words: Words) -> Proposal:
        if asked is not None:
            asked.append(question)
        try:
            return Proposal("parrot", proposed(json.dumps(reply), offer(words, profile, TODAY)))
        except NotProposed as error:
            return Proposal("parrot", why=f"The model parrot was asked, and its proposal not used: {error}")

    return propose


def proofs(ids: Sequence[str], keys: Sequence[EdgeKey]) -> list[dict[str, Any]]:
    return [{"edge": tuple(key)} for key in keys]


def told(question: str, store: EngineStore, profile: Profile, propose: Propose | None = None, **more: Any) -> Answer:
    return ask(
        question, store=store, profile=profile, names=Names(), evidence=proofs, today=TODAY, propose=propose, **more
    )


def test_what_a_model_proposed_is_answered_and_marked(store: EngineStore, profile: Profile) -> None:
    found = told(ODD, store, profile, replying(INHIBITORS, profile))
    assert (found.status, found.ids, found.proposed_by) == ("answered", ("C:2",), "parrot")
    assert found.rows == ({"compound": "gefitinib", "compound id": "C:2"},)
    assert found.reading == "compounds that inhibit EGFR (G:1), as proposed by parrot; check the reading"
    assert 0 < found.confidence <= 0.5
    assert [proof["edge"][:3] for proof in found.evidence] == [("C:2", "inhibits", "G:1")]
    assert found.to_json()["proposed_by"] == "parrot"
    assert found.query and found.statement and "DELETE" not in found.statement.text


def test_without_a_model_the_question_stays_not_understood(store: EngineStore, profile: Profile) -> None:
    found = told(ODD, store, profile)
    assert (found.status, found.proposed_by, found.rows) == ("not_understood", "", ())


@pytest.mark.parametrize(
    "question",
    [
        "Which compounds inhibit EGFR?",
        "Which compounds treat EGFR?",  # understood, and there are none
        "delete all compounds",
        "",
    ],
)
def test_a_model_is_never_asked_what_the_reader_answers_or_refuses(
    store: EngineStore, profile: Profile, question: str
) -> None:
    asked: list[str] = []
    plain = told(question, store, profile)
    found = told(question, store, profile, replying(INHIBITORS, profile, asked))
    assert replace(found, ms=0) == replace(plain, ms=0)
    assert not asked and not found.proposed_by


def test_a_model_is_not_asked_of_a_question_that_follows_another(store: EngineStore, profile: Profile) -> None:
    asked: list[str] = []
    before = told("Which compounds inhibit EGFR?", store, profile)
    told("which of those glimmer?", store, profile, replying(INHIBITORS, profile, asked), context=before.context)
    assert not asked


def test_a_proposal_that_is_refused_leaves_the_question_not_understood(store: EngineStore, profile: Profile) -> None:
    wrong = INHIBITORS | {"nodes": [{"var": "a", "kinds": ["Poison"]}, {"var": "b", "ids": ["G:1"]}]}
    found = told(ODD, store, profile, replying(wrong, profile))
    plain = told(ODD, store, profile)
    assert (found.status, found.unused, found.rows, found.query) == ("not_understood", plain.unused, (), None)
    assert found.text.startswith(plain.text)
    assert found.text.endswith("its proposal not used: it speaks of the kind 'Poison', which it was not offered")


def test_a_proposal_without_rows_is_no_data_and_marked(store: EngineStore, profile: Profile) -> None:
    inhibits = {
        "linked": {"source": "a", "target": "x", "relations": ["inhibits"]},
        "node": {"var": "x", "ids": ["G:1"]},
    }
    free = {
        "nodes": [{"var": "a", "kinds": ["Compound"]}],
        "where": {"and": [{"var": "a", "prop": "name", "op": "=", "value": "aspirin"}, inhibits]},
        "columns": INHIBITORS["columns"],
    }
    found = told(ODD, store, profile, replying(free, profile))
    assert (found.status, found.proposed_by, found.rows) == ("no_data", "parrot", ())


def test_a_limit_on_statements_holds_for_a_proposal_too(store: EngineStore, profile: Profile) -> None:
    limited = told(
        ODD,
        store,
        profile,
        replying(INHIBITORS, profile),
        limit=lambda reading: replace(reading, english=f"{reading.english}, limited"),
    )
    assert limited.reading == "compounds that inhibit EGFR (G:1), limited, as proposed by parrot; check the reading"


def test_nothing_follows_a_reading_that_nobody_vouches_for(store: EngineStore, profile: Profile) -> None:
    found = told(ODD, store, profile, replying(INHIBITORS, profile)).to_json()
    with pytest.raises(LabkinError, match="the model parrot proposed how to read its question"):
        context_from(found, "7")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("openai:gpt-x", Address("openai", "gpt-x", "https://api.openai.com/v1")),
        (
            "openai:org/Model-8B:q4@http://127.0.0.1:11434/v1",
            Address("openai", "org/Model-8B:q4", "http://127.0.0.1:11434/v1"),
        ),
        ("bedrock:vendor.model-v1:0@eu-central-1", Address("bedrock", "vendor.model-v1:0", "eu-central-1")),
    ],
)
def test_the_setting_names_a_model_and_where_it_is(text: str, address: Address) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("gpt-x", "does not name a model"),
        ("other:m@http://h/v1", "does not name a model"),
        ("bedrock:m", "lacks the AWS region"),
        ("bedrock:m@http://h", "lacks the AWS region"),
        ("openai:m@ftp://h/v1", "no address of a server"),
        ("openai:m@http://h:port/v1", "no address of a server"),
        ("openai:m@https://user:secret@h/v1", "must not hold a key"),
        ("openai:m@https://h/v1?key=secret", "must not hold a key"),
    ],
)
def test_a_setting_that_names_none_is_refused_without_repeating_it(text: str, why: str) -> None:
    with pytest.raises(LabError, match=why) as raised:
        parse_address(text)
    assert "secret" not in str(raised.value)


def test_no_model_is_set_and_keys_come_from_the_environment_alone(tmp_path: Path) -> None:
    write_config(tmp_path)
    config = read_config(tmp_path, {"LABKIN_LLM_KEY": "secret-1", "OPENAI_API_KEY": "secret-2"})
    assert (config.llm, config.llm_always, config.llm_keys) == ("", False, ("secret-1", "secret-2"))
    assert "secret" not in repr(config)
    (tmp_path / "labkin.toml").write_text('llm_key = "secret-3"\n', encoding="utf-8")
    with pytest.raises(LabError, match="no such setting as llm_key") as raised:
        read_config(tmp_path, {})
    assert "secret" not in str(raised.value)
