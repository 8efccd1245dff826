"""OBO: terms with synonyms and their scopes, definitions, hierarchy, relationships, cross-references."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.concepts import fitting, kind_of_term
from labkin.loaders.datasets import dataset_id, stem
from labkin.loaders.iris import contract
from labkin.loaders.lines import text_lines
from labkin.loaders.obo_clauses import Clause, Frame, frames, listed, no_obo, plain, quoted, unescape
from labkin.loaders.rdf_words import PROPERTIES, RELATIONS, word

_SCOPES = {"EXACT": "synonyms", "RELATED": "related_synonyms", "BROAD": "broad_synonyms", "NARROW": "narrow_synonyms"}
_TEXTS = {"comment": "comment", "namespace": "namespace", "created_by": "created_by", "creation_date": "created"}
_LISTS = {"alt_id": "alternative_ids", "subset": "subsets", "consider": "consider"}
_OLD_SYNONYMS = {f"{scope.lower()}_synonym": scope for scope in _SCOPES}
_LINKS = {"is_a": "is_a", "disjoint_from": "disjoint_with", "equivalent_to": "same_as", "instance_of": "instance_of",
          "inverse_is_a": "<is_a", "replaced_by": "<supersedes"}  # fmt: skip
_PASSED_OVER = frozenset({"is_anonymous", "builtin", "union_of"})  # what no node or edge says; counted
_IDENTIFIER = re.compile(r"[A-Za-z][\w.-]*:\S+")
_STANZA = re.compile(rb"^\[(?:Term|Typedef|Instance)\]", re.MULTILINE)


def detect(item: Input) -> float:
    """Certain by the version line that the format demands, or by a stanza with an identifier."""
    head = item.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"format-version:"):
        return 0.98
    found = _STANZA.search(head)
    return 0.9 if found and b"id:" in head[found.end() : found.end() + 200] else 0.0


@loader("obo", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """OBO vocabularies: terms, synonyms, hierarchy, relationships, definitions, cross-references."""
    reader = _Reader(item)
    count = 0
    for frame in frames(item):
        if not frame.kind:
            yield from reader.header(frame)
            continue
        count += 1
        if frame.kind in ("term", "instance"):
            yield from reader.frame(frame)
        else:
            item.unmapped[frame.kind.capitalize()] += 1
    if not count:
        raise no_obo(item)
    for tag, (line, times) in reader.odd.items():
        item.warn(line, f"`{tag}` is not as the OBO standard has it ({times} times); it was read as far as it is plain")


class _Reader:
    def __init__(self, item: Input) -> None:
        self.item = item
        self.labels = _typedefs(item)
        self.types: dict[str, str] = {}  # of synonyms: what the header calls them
        self.namespace = ""
        self.odd: dict[str, tuple[str, int]] = {}

    def header(self, frame: Frame) -> Iterator[Statement]:
        """The vocabulary itself."""
        said: dict[str, list[str]] = defaultdict(list)
        for clause in frame.clauses:
            said[clause.tag].append(clause.value)
            if clause.tag == "synonymtypedef":
                id, _, rest = clause.value.partition(" ")
                self.types[id] = quoted(rest)[0] or id
        self.namespace = next(iter(said["default-namespace"]), "")
        name = next(iter(said["ontology"]), "")
        if not frame.clauses:
            return
        id = (
            f"http://purl.obolibrary.org/obo/{name}.owl"
            if re.fullmatch(r"[a-z][\w-]*", name)
            else dataset_id(self.item)
        )
        props = self._annotations(said["property_value"])
        props |= {
            "version": next(iter(said["data-version"]), ""),
            "date": next(iter(said["date"]), ""),
            "format": "obo",
        }
        props["remark"] = [unescape(remark) for remark in said["remark"]]
        kept = {key: value for key, value in props.items() if value}
        yield self.item.node(f"line {frame.clauses[0].line}", id, "Dataset", {"name": name or stem(self.item), **kept})

    def _annotations(self, values: list[str]) -> dict[str, object]:
        found: dict[str, list[str]] = defaultdict(list)
        for value in values:
            predicate, _, rest = value.partition(" ")
            found[self._property(predicate)].append(quoted(rest)[0])
        return {name: texts[0] if len(texts) == 1 else texts for name, texts in found.items()}

    def frame(self, frame: Frame) -> Iterator[Statement]:
        """A term or an instance, and its links. Raises BadInput where it has no identifier."""
        place, id = f"line {frame.line}", frame.id
        if not id:
            raise self.item.bad(place, "this frame has no id; each needs an `id:` clause")
        id = contract(id)
        found = _Found(id)
        for clause in frame.clauses:
            if clause.parsed is None and clause.tag != "id":
                line, times = self.odd.get(clause.tag, (f"line {clause.line}", 0))
                self.odd[clause.tag] = (line, times + 1)
            self._clause(found, clause)
        props = found.values()
        if self.namespace:
            props.setdefault("namespace", self.namespace)
        kind = "Thing" if frame.kind == "instance" else kind_of_term(id, str(props.get("namespace", "")))
        yield self.item.node(place, id, kind, props)
        for (start, relation, end), (clause_line, extra) in found.edges.items():
            kinds = [kind_of_term(part) if part != id else kind for part in (start, end)]
            fits = fitting(relation, kinds[0], kinds[1], "obo")
            yield self.item.edge(f"line {clause_line}", start, fits, end, extra)

    def _clause(self, found: _Found, clause: Clause) -> None:
        tag, value = clause.tag, clause.value
        if tag in ("id", *_PASSED_OVER):
            self.item.unmapped.update([tag] if tag != "id" else [])
        elif tag == "name":
            found.props["name"].append(unescape(plain(value)))
        elif tag in _TEXTS:
            found.props[_TEXTS[tag]].append(unescape(plain(value)))
        elif tag in _LISTS:
            found.props[_LISTS[tag]].append(contract(unescape(plain(value))))
        elif tag == "def":
            self._definition(found, clause)
        elif tag == "synonym" or tag in _OLD_SYNONYMS:
            self._synonym(found, clause)
        elif tag == "xref":
            xref = str(clause.parsed.xref.id) if clause.parsed is not None else unescape(plain(value))
            found.props["xrefs"].append(contract(unescape(xref)))
        elif tag == "is_obsolete":
            if plain(value).lower() == "true":
                found.props["obsolete"].append(True)
        elif tag == "property_value":
            self._property_value(found, clause)
        else:
            self._link(found, clause)

    def _definition(self, found: _Found, clause: Clause) -> None:
        text, rest = quoted(clause.value)
        if clause.parsed is not None:
            text = clause.parsed.definition
        found.props["description"].append(text)
        found.props["definition_xrefs"] += [contract(xref) for xref in listed(rest)]
        if not found.props["definition_xrefs"]:
            del found.props["definition_xrefs"]

    def _synonym(self, found: _Found, clause: Clause) -> None:
        text, rest = quoted(clause.value)
        words = rest.partition("[")[0].split()
        scope = _OLD_SYNONYMS.get(clause.tag) or (words[0] if words and words[0] in _SCOPES else "RELATED")
        kinds = [word for word in words if word not in _SCOPES]
        if clause.parsed is not None and hasattr(clause.parsed, "synonym"):
            synonym = clause.parsed.synonym
            text, scope = synonym.desc, str(synonym.scope)
            kinds = [str(synonym.type)] if synonym.type is not None else []
        found.props[_SCOPES[scope]].append(text)
        found.add_all("synonym_types", [f"{self.types.get(kind, kind)}: {text}" for kind in kinds])
        found.add_all("synonym_xrefs", [f"{text}: {xref}" for xref in listed(rest)])

    def _property(self, predicate: str) -> str:
        known = PROPERTIES.get(contract(predicate))
        return known or word(predicate, self.labels.get(predicate, ""))

    def _property_value(self, found: _Found, clause: Clause) -> None:
        predicate, _, rest = clause.value.partition(" ")
        target = unescape(plain(rest))
        if rest.startswith('"') or contract(predicate) in PROPERTIES or not _IDENTIFIER.fullmatch(target):
            found.props[self._property(predicate)].append(quoted(rest)[0] if rest.startswith('"') else contract(target))
        else:
            found.edge(clause.line, self._relation(predicate), contract(target), {})

    def _relation(self, name: str) -> str:
        return RELATIONS.get(contract(name)) or word(name, self.labels.get(name, ""))

    def _link(self, found: _Found, clause: Clause) -> None:
        words = [unescape(part) for part in plain(clause.value).split()]
        tag, extra = clause.tag, {}
        if tag == "intersection_of":
            extra = {"defining": "yes"}
            tag, words = ("is_a", words) if len(words) == 1 else (words[0] if words else "", words[1:])
        elif tag == "relationship":
            tag, words = (words[0] if words else ""), words[1:]
        relation = _LINKS.get(tag) or self._relation(tag) if tag else ""
        if not relation or not words or not (_IDENTIFIER.fullmatch(words[0]) or clause.parsed is not None):
            self.item.unmapped[clause.tag] += 1
            return
        found.edge(clause.line, relation, contract(words[0]), extra)


class _Found:
    """What the clauses of one frame said."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.props: dict[str, list[Any]] = defaultdict(list)
        self.edges: dict[tuple[str, str, str], tuple[int, dict[str, str]]] = {}

    def values(self) -> dict[str, Any]:
        """The properties, lists where they are always lists or have several values."""
        return {
            name: found[0] if len(found) == 1 and name not in _MANY else found for name, found in self.props.items()
        }

    def add_all(self, name: str, values: list[str]) -> None:
        """Add to a property, leaving it absent where there is nothing."""
        if values:
            self.props[name] += values

    def edge(self, line: int, relation: str, other: str, extra: dict[str, str]) -> None:
        """A link to another term; one said twice is one. A leading "<" turns it."""
        ends = (other, relation[1:], self.id) if relation.startswith("<") else (self.id, relation, other)
        if other and other != self.id:
            self.edges.setdefault(ends, (line, {}))[1].update(extra)


_MANY = frozenset({*_SCOPES.values(), *_LISTS.values(), "xrefs", "definition_xrefs", "synonym_types", "synonym_xrefs"})


def _typedefs(item: Input) -> dict[str, str]:
    """The names of the file's relations and properties, which stand at its end, by identifier."""
    found: dict[str, str] = {}
    inside, id = False, ""
    for _, line in text_lines(item):
        if line.startswith("["):
            inside, id = line.startswith("[Typedef]"), ""
        elif inside and line.startswith("id:"):
            id = plain(line[3:])
        elif inside and id and line.startswith("name:"):
            found[id] = unescape(plain(line[5:]))
    return found
