"""Which node of the lab a linked mention means: one concept, one node.

A linker speaks of vocabularies (`MESH:D000077156`); the lab may know the same thing under an identifier of its own
(`chembl.compound:CHEMBL939`). A node that a file of the lab describes goes first: by any identifier of the concept,
then by the concept's name, where just one node of that kind bears it. Else it is the vocabulary's own identifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from labkin.app.annotating_decisions import CURATED
from labkin.graph.ledger_view import View
from labkin.graph.model import Node
from labkin.nlp.annotations import KINDS, TYPES, Link, Mention

LOADER = "annotate"
NOT_OURS = ("vocabulary", LOADER, "curation")  # loaders whose nodes follow from what is mentioned
MOST = 200_000  # nodes of a lab beyond which its names are not read for this
OWN = "lab"  # how a link was found that is a name of this lab
_BEFORE = 40  # characters before a name that are looked at
SURE = 0.99  # of a name that only one thing in the lab bears
LIKELY = 0.5  # of a longer name, in which a name of the lab then counts for nothing
CALLED = 0.95  # of a link to a thing of the lab that is called just as the text says
CALLINGS = ("name", "symbol", "synonyms")  # properties that say what a thing is called
NO_THINGS = frozenset({"Measurement", "Table", "File", "Activity", "Term", "Decision", "Variant"})
ALIKE = {"Phenotype": "Disease", "Protein": "Gene"}  # kinds whose names may stand for each other
_OWN_NAME = re.compile(r"(?=[^\W_])(?=\S*\d)(?=\S*[A-Za-z])[\w-]{5,40}(?<![-_])")
_TOKEN = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
NAMED = frozenset({"Instrument", "Software", "Model"})  # kinds whose things people give names, as they do to ships
_PLAIN_NAME = re.compile(r"[A-Z][a-z]{2,30}")
_NOTHING = ("", "", "")
_CAPITAL_AFTER = re.compile(r"[ -][A-Z][a-z]")
_CAPITAL_BEFORE = re.compile(r"(?:[^.!?:\s]\s+[A-Z][\w-]+|\b(?:Drs?|Prof|Mrs?|Ms)\.?) $")
_OPENS = re.compile(r"(?:^|[.!?\n][)\]\"'”’]*\s+|\n)$")  # what stands before the first word of a sentence
_WORDS = frozenset({"Blank", "Control", "Default", "Model", "Reference", "Sample", "Standard", "System", "Test"})
TYPE_OF = {KINDS.get(type, type): type for type in TYPES}  # the type of mentions of each kind that has one


@dataclass(slots=True)
class Concepts:
    """The things of one lab by identifier and name, as of one view."""

    ids: dict[str, str] = field(default_factory=dict)  # canonical identifier to the node's own
    names: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, normal name) to node, "" for several
    view: View | None = None  # that this was read from
    own: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # as written: node, kind, name
    called: dict[tuple[str, str], str] = field(default_factory=dict)  # as `names`, by synonyms too
    plain: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # as `own`: words that are names here
    bearers: dict[str, str] = field(default_factory=dict)  # by such a word: the one that bears it, "" for several

    @classmethod
    def of(cls, view: View) -> Concepts:
        """Read the names of a lab; only identifiers are known where it is very large."""
        made = cls(view=view)
        nodes, _ = view.rough_size()
        if nodes > MOST:
            return made
        ids = list(view.node_ids())
        ours = view.said_by_others(ids, *NOT_OURS)
        for node in view.nodes(sorted(ours)):
            if node.kind not in NO_THINGS:
                made._add(node)
        made.plain = {name: one for name, one in made.plain.items() if made.bearers[name] == one[0]}
        return made

    def _add(self, node: Node) -> None:
        id, name = str(node.id), str(node.props.get("name") or "")
        if node.id.prefix and node.kind in CONCEPTS:
            self.ids.setdefault(_canonical(id), id)
        if name and node.kind in CONCEPTS:
            key = ALIKE.get(node.kind, node.kind), _normal(name)
            self.names[key] = id if self.names.get(key, id) == id else ""
        if node.kind in CONCEPTS:
            for calling in {_normal(one) for one in _callings(node)}:
                key = ALIKE.get(node.kind, node.kind), calling
                self.called[key] = id if self.called.get(key, id) == id else ""
        for said in own_names(node):
            if self.own.setdefault(said, (id, node.kind, name or said))[0] != id:
                self.own[said] = ("", "", "")  # two things of one name: it means neither
        for word in name.split() if node.kind == "Person" else [name]:
            if _PLAIN_NAME.fullmatch(word):
                self.bearers[word] = id if self.bearers.get(word, id) == id else ""
        for said in plain_names(node):
            self.plain[said] = id, node.kind, name

    def node_of(self, curie: str, kind: str) -> str:
        """The identifier of the node for a concept."""
        for equal in equal_ids(curie):
            if found := self.ids.get(equal):
                return found
        known = _term(curie)
        if known is None:
            return curie
        kind = known[1] or kind
        return self.names.get((ALIKE.get(kind, kind), _normal(known[2]))) or known[0]

    def is_ours(self, id: str) -> bool:
        """Whether a file of the lab describes this node."""
        return self.view is not None and bool(self.view.said_by_others([id], *NOT_OURS))

    def with_own(self, text: str, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
        """The mentions as this lab knows better: with the names that things have in it alone (LK-0042-B02), as they are
        now, and surer of those that it knows by just that name."""
        left = tuple(self._surer(one) for one in mentions if not (one.link and one.link.how == OWN))
        if not self.own and not self.plain:
            return left
        words = list(_TOKEN.finditer(text))
        # At the head of a sentence any word is in capitals: it is a name where the text has it within one too.
        named = {word.group() for word in words if word.group() in self.plain and _is_name(text, word)}
        marked = {(one.start, one.end) for one in left}
        found = []
        for word in words:
            said = word.group()
            id, kind, name = self.own.get(said, _NOTHING)
            if not id and said in named and (word.span() in marked or not _has_neighbour(text, word)):
                id, kind, name = self.plain[said]
            if id and not (is_public(id) and is_a_name(said)):
                link = Link(id, name, 1.0, OWN)
                type = TYPE_OF.get(kind, kind)
                found.append(Mention(word.start(), word.end(), said, type, SURE, (link,), (id,)))
        return _merged(left, found)

    def _surer(self, one: Mention) -> Mention:
        """The mention with what the lab calls just so as its first meaning, where that is among its meanings."""
        if not one.links or not self.called or one.links[0].how == CURATED:
            return one
        kind = kind_of(one.type, one.links[0].curie)
        node = self.called.get((ALIKE.get(kind, kind), _normal(one.text)))
        meant = next((link for link in one.links if node and self.node_of(link.curie, kind) == node), None)
        if meant is None or (meant == one.links[0] and meant.confidence >= CALLED):
            return one
        first = meant._replace(confidence=max(CALLED, meant.confidence))
        others = (link._replace(confidence=min(link.confidence, 1 - CALLED)) for link in one.links if link != meant)
        ids = one.ids if meant == one.links[0] else (meant.curie,)
        return replace(one, links=(first, *others), ids=ids)


def _callings(node: Node) -> Iterator[str]:
    for prop in CALLINGS:
        said = node.props.get(prop)
        yield from (one for one in (said if isinstance(said, list | tuple) else [said]) if isinstance(one, str) and one)


def own_names(node: Node) -> set[str]:
    """What the thing is called that nothing outside this lab is.

    >>> own_names(Node.of("lantern:LK-0042-B02", "Batch", name="LK-0042-B02")), own_names(Node.of("HGNC:3236", "Gene"))
    ({'LK-0042-B02'}, set())
    """
    if node.kind in NO_THINGS:
        return set()
    name = str(node.props.get("name") or "")
    if node.id.prefix in _public():  # a compound that is known by its structure may yet have the lab's own number
        return {name} if node.kind == "Compound" and name != node.id.local and _OWN_NAME.fullmatch(name) else set()
    return {said for said in (node.id.local, name) if _OWN_NAME.fullmatch(said)}


def plain_names(node: Node) -> set[str]:
    """The word that this thing is named by, as people name instruments; none where that is what many things are.

    >>> plain_names(Node.of("lab:7", "Instrument", name="Juno")), plain_names(Node.of("lab:8", "Instrument", name="pH"))
    ({'Juno'}, set())
    """
    name = str(node.props.get("name") or "") if node.kind in NAMED else ""
    return {name} if _PLAIN_NAME.fullmatch(name) and name not in _WORDS else set()


def _is_name(text: str, word: re.Match[str]) -> bool:
    """Whether a word in capitals stands where only a name does, and is not part of a longer one."""
    return not _OPENS.search(_before(text, word)) and not _has_neighbour(text, word)


def _has_neighbour(text: str, word: re.Match[str]) -> bool:
    """Whether a word in capitals, or the title of a person, stands at a word: Karl Fischer is not Karl."""
    return bool(_CAPITAL_AFTER.match(text, word.end()) or _CAPITAL_BEFORE.search(_before(text, word)))


def _before(text: str, word: re.Match[str]) -> str:
    return text[max(0, word.start() - _BEFORE) : word.start()]


def is_public(id: str) -> bool:
    """Whether an identifier is of a namespace that more than one lab uses."""
    return id.partition(":")[0] in _public()


@lru_cache(maxsize=65536)
def is_a_name(said: str) -> bool:
    """Whether a vocabulary calls something so: then it is no number of this lab alone."""
    from labkin.ontologies import find

    return bool(find(said))


@lru_cache(maxsize=1)
def _public() -> frozenset[str]:
    from labkin.ontologies import VOCABULARIES

    more = ("PMID", "PMCID", "DOI", "doi", "dbSNP", "tmVar", "Ensembl", "UniProt", "NCBIGene", "OMIM", "inchikey")
    return frozenset(prefix for one in VOCABULARIES.values() for prefix in one.prefixes) | set(more)


def tokens(text: str) -> set[str]:
    """The words of a text that could be such names."""
    return {token.group() for token in _TOKEN.finditer(text)}


def _merged(mentions: tuple[Mention, ...], own: list[Mention]) -> tuple[Mention, ...]:
    """Names of the lab before what a model guesses there, but not before a curator's word or inside a linked name."""
    left = list(mentions)
    for one in own:
        over = [other for other in left if other.start < one.end and one.start < other.end]
        if any(_stays(other, one) for other in over):
            continue
        left = [other for other in left if other not in over] + [one]
    return tuple(sorted(left, key=lambda one: (one.start, one.end)))


def _stays(other: Mention, one: Mention) -> bool:
    link = other.link
    if link is None:
        return False
    longer = other.end - other.start > one.end - one.start
    return link.how == CURATED or (longer and other.confidence * link.confidence >= LIKELY)


CONCEPTS = frozenset({*TYPE_OF, *ALIKE, "Process"})


@lru_cache(maxsize=65536)
def equal_ids(curie: str) -> tuple[str, ...]:
    """The identifiers of a concept, canonical, its own first."""
    known = _term(curie)
    return (_canonical(curie), *known[3]) if known else (_canonical(curie),)


@lru_cache(maxsize=65536)
def _term(curie: str) -> tuple[str, str, str, tuple[str, ...]] | None:
    """Identifier, kind, name and other identifiers of the term that a vocabulary has for it."""
    from labkin.ontologies import term

    found = term(curie)
    return (found.curie, found.kind, found.name, (found.curie, *found.xrefs)) if found else None


@lru_cache(maxsize=65536)
def _canonical(id: str) -> str:
    from labkin.ontologies import canonical

    return canonical(id)


@lru_cache(maxsize=65536)
def _normal(name: str) -> str:
    from labkin.ontologies import normal

    return normal(name)


def is_described(id: str) -> bool:
    """Whether a vocabulary says what this is, so that nobody else need."""
    return _term(id) is not None


def kind_of(type: str, id: str = "") -> str:
    """The kind of node that a mention of this type means."""
    known = _term(id) if id else None
    return (known[1] if known else "") or KINDS.get(type, type)
