"""Look terms up in a folder of tables, reading only the blocks that a question needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path

from labkin.ontologies.blocks import Directory, read_block, read_directory, read_lines, read_text
from labkin.ontologies.catalog import INDEX, Vocabulary, read_catalogue
from labkin.ontologies.curies import canonical, prefix_of
from labkin.ontologies.index import Index, curie_key, name_key
from labkin.ontologies.names import normal
from labkin.ontologies.rows import Term, parents_in, term_of

_CACHED_BLOCKS = 64  # of 64 KiB of text


class Library:
    """A folder of tables: `catalog.json`, one `.tsv.zst` per vocabulary, and the index of names and references.

    Opening reads the catalogue alone. Safe to share between threads: files are opened per read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vocabularies: dict[str, Vocabulary] = read_catalogue(folder)
        self._order = {name: place for place, name in enumerate(self.vocabularies)}
        self._starts = list(accumulate((row.blocks for row in self.vocabularies.values()), initial=0))
        self._directory = lru_cache(maxsize=None)(self._read_directory)
        self._block = lru_cache(maxsize=_CACHED_BLOCKS)(self._read_block)
        self._tree = lru_cache(maxsize=None)(self._read_tree)

    def term(self, curie: str) -> Term | None:
        """The term that is this concept: its own identifier, or an exact cross-reference of it, in any spelling."""
        wanted = canonical(curie)
        own = self._own(wanted)
        if own:
            return own[1]
        return next((term for term in self._bearers(wanted) if wanted in term.xrefs), None)

    def resolve(self, curie: str) -> Term | None:
        """As `term`, else the first term that the identifier is at least related to."""
        found = self.bearers(curie)
        return found[0] if found else None

    def bearers(self, curie: str) -> list[Term]:
        """Every term with this identifier: its own first, then exact references, then related ones."""
        wanted = canonical(curie)
        own = self._own(wanted)
        others = [term for term in self._bearers(wanted) if not own or term.curie != own[1].curie]
        exact = [term for term in others if wanted in term.xrefs]
        return [*([own[1]] if own else []), *exact, *(term for term in others if wanted not in term.xrefs)]

    def terms(self, vocabulary: str) -> Iterator[Term]:
        """All terms of a vocabulary, by identifier. Raises KeyError for a name that is none."""
        return map(term_of, self.lines(vocabulary))

    def lines(self, vocabulary: str) -> Iterator[str]:
        """The lines of a table as they are, for those who read many and need few (`rows.term_of` makes a term)."""
        return read_lines(self._path(vocabulary), self._directory(vocabulary))

    def text(self, vocabulary: str) -> bytes:
        """The lines of a table as one, in UTF-8, for those who look at all of it at once."""
        return read_text(self._path(vocabulary), self._directory(vocabulary))

    def find(self, name: str, kind: str | None = None) -> list[Term]:
        """The terms called this in normal form: by preferred name first, then by order of the vocabularies.

        `kind` keeps terms of one kind only.
        """
        wanted = normal(name)
        if not wanted:
            return []
        found: list[tuple[bool, Term]] = []
        for vocabulary, block in self._located(name_key(wanted)):
            for term in _called(self._block(vocabulary, block), wanted):
                found.append((normal(term.name) != wanted, term))
        return [term for _, term in sorted(found, key=lambda pair: pair[0]) if kind in (None, term.kind)]

    def children(self, curie: str) -> list[Term]:
        """The terms of the same vocabulary one step below, by identifier; empty for an unknown identifier."""
        home = self._home(curie)
        return self._all(home[0], self._tree(home[0]).get(home[1].curie, ())) if home else []

    def descendants(self, curie: str) -> list[Term]:
        """All terms of the same vocabulary below, each once, level after level."""
        home = self._home(curie)
        if not home:
            return []
        return self._all(home[0], _below(home[1].curie, self._tree(home[0])))

    def ancestors(self, curie: str) -> list[Term]:
        """All terms above, each once, nearest first. Cycles do no harm."""
        start = self.term(curie)
        if not start:
            return []
        seen = {start.curie: start}
        level = [start]
        while level:
            above = [parent for term in level for parent in term.parents if parent not in seen]
            level = [term for parent in dict.fromkeys(above) if (term := self.term(parent)) and term.curie not in seen]
            seen.update((term.curie, term) for term in level)
        return list(seen.values())[1:]

    def _home(self, curie: str) -> tuple[str, Term] | None:
        wanted = canonical(curie)
        own = self._own(wanted)
        if own:
            return own
        term = self.term(wanted)
        return self._own(term.curie) if term else None

    def _own(self, wanted: str) -> tuple[str, Term] | None:
        for vocabulary in self._by_prefix.get(prefix_of(wanted), ()):
            block = self._directory(vocabulary).block_of(wanted)
            line = _line_at(self._block(vocabulary, block), wanted) if block >= 0 else ""
            if line:
                return vocabulary, term_of(line)
        return None

    def _bearers(self, wanted: str) -> Iterator[Term]:
        for vocabulary, block in self._located(curie_key(wanted)):
            for line in _lines_with(self._block(vocabulary, block), wanted):
                term = term_of(line)
                if wanted in term.xrefs or wanted in term.related:
                    yield term

    def _located(self, key: str) -> Iterator[tuple[str, int]]:
        names = list(self.vocabularies)
        place = 0
        for block in self._index.blocks(key):
            while block >= self._starts[place + 1]:
                place += 1
            yield names[place], block - self._starts[place]

    def _all(self, vocabulary: str, curies: Iterable[str]) -> list[Term]:
        directory = self._directory(vocabulary)
        wanted: dict[str, Term | None] = dict.fromkeys(curies)
        by_block: dict[int, list[str]] = defaultdict(list)
        for curie in wanted:
            by_block[directory.block_of(curie)].append(curie)
        for block, members in sorted(by_block.items()):
            text = self._block(vocabulary, block)
            wanted.update((curie, term_of(_line_at(text, curie))) for curie in members)
        return [term for term in wanted.values() if term]

    @cached_property
    def _index(self) -> Index:
        return Index(self.folder / INDEX)

    @cached_property
    def _by_prefix(self) -> dict[str, list[str]]:
        places: dict[str, list[str]] = defaultdict(list)
        for row in self.vocabularies.values():
            for prefix in row.prefixes:
                places[prefix].append(row.name)
        return places

    def _path(self, vocabulary: str) -> Path:
        return self.folder / self.vocabularies[vocabulary].file

    def _read_directory(self, vocabulary: str) -> Directory:
        return read_directory(self._path(vocabulary))

    def _read_block(self, vocabulary: str, block: int) -> str:
        return read_block(self._path(vocabulary), self._directory(vocabulary), block)

    def _read_tree(self, vocabulary: str) -> dict[str, list[str]]:
        """The children of each term, in the order of the table."""
        tree: dict[str, list[str]] = defaultdict(list)
        for line in read_lines(self._path(vocabulary), self._directory(vocabulary)):
            for child, parent in parents_in(line):
                tree[parent].append(child)
        return dict(tree)


def _below(start: str, tree: Mapping[str, Iterable[str]]) -> list[str]:
    seen = {start}
    level = [start]
    found: list[str] = []
    while level:
        level = [each for each in dict.fromkeys(x for y in level for x in tree.get(y, ())) if each not in seen]
        seen.update(level)
        found += level
    return found


def _called(text: str, wanted: str) -> Iterator[Term]:
    for line in text.split("\n")[1:-1]:
        term = term_of(line)
        if any(_may_be(name, wanted) and normal(name) == wanted for name in term.names):
            yield term


def _may_be(name: str, wanted: str) -> bool:
    """False for names whose first letters already differ: most of a block, and the normal form is not free."""
    head = name[:3]
    return not (head.isascii() and head.isalnum()) or wanted.startswith(head.lower())


def _line_at(text: str, curie: str) -> str:
    start = text.find(f"\n{curie}\t") + 1
    return text[start : text.index("\n", start)] if start else ""


def _lines_with(text: str, wanted: str) -> Iterator[str]:
    at = text.find(wanted)
    while at >= 0:
        start, end = text.rindex("\n", 0, at) + 1, text.index("\n", at)
        yield text[start:end]
        at = text.find(wanted, end)
