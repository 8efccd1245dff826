"""Names that the lab itself does not use, through the shipped vocabularies.

A lab may hold aspirin under "acetylsalicylic acid" alone. When nothing in the lab bears a name, the vocabularies say
which concept it means, and the lab is asked for that concept's identifiers, in the spellings that files use.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from labkin.graph import schema
from labkin.graph.model import EVERYONE, Viewer
from labkin.nlp.normal import normal
from labkin.ontologies import Term, find, term
from labkin.search.index import NameHit, SearchIndex

MOST_WORDS = 6  # of a name looked up in the vocabularies
SHORTEST = 3  # characters; shorter signs mean too many things
BARE = frozenset({"NCBIGene", "DrugBank"})  # prefixes that Hetionet leaves out
MOST_TERMS = 5  # concepts that one name is tried for


class WithSynonyms:
    """The names of a lab's index, before them those it was taught, and behind them the vocabularies'.

    Looks up as `SearchIndex.lookup` does. `taught` has the identifiers that a name means, by its normal form.
    """

    def __init__(self, index: SearchIndex, taught: Mapping[str, Collection[str]] | None = None) -> None:
        self._index, self._taught = index, taught or {}

    def lookup(self, forms: Sequence[str], viewer: Viewer = EVERYONE, /) -> Mapping[str, list[NameHit]]:
        """Those who bear a name, by form; only forms that somebody bears are keys."""
        found = dict(self._index.lookup(forms, viewer))
        for form in forms:
            if form not in found and len(form) >= SHORTEST and len(form.split()) <= MOST_WORDS:
                hits = self._by_concept(form, viewer)
                if hits:
                    found[form] = hits
        for form in forms if self._taught else ():
            if ids := self._taught.get(normal(form)):
                found[form] = self._by_teaching(form, ids, found.get(form, []), viewer) or found.get(form, [])
        return {form: hits for form, hits in found.items() if hits}

    def bearing(self, words: Sequence[Collection[str]], viewer: Viewer = EVERYONE, /) -> list[NameHit]:
        """As `SearchIndex.bearing`."""
        return self._index.bearing(words, viewer)

    def suggest(self, text: str, viewer: Viewer = EVERYONE, /) -> list[str]:
        """As `SearchIndex.suggest`."""
        return self._index.suggest(text, viewer)

    def beyond(self, forms: Sequence[str], viewer: Viewer = EVERYONE, /) -> Mapping[str, list[NameHit]]:
        """What the vocabularies call so and the lab does not have, the likeliest of each form alone.

        A question after it was understood, though nothing here answers it.
        """
        fit = [form for form in forms if len(form) >= SHORTEST and len(form.split()) <= MOST_WORDS]
        here = self.lookup(fit, viewer)
        terms = {form: found[0] for form in fit if form not in here and (found := find(form))}
        return {
            form: [NameHit(term.curie, term.kind, term.name, False, form, "vocabulary")] for form, term in terms.items()
        }

    def _by_teaching(self, form: str, ids: Collection[str], others: Sequence[NameHit], viewer: Viewer) -> list[NameHit]:
        """The things that a name was taught for, and those whose own name it is."""
        terms = {one: term(one) for one in ids}
        wanted = [id for one, known in terms.items() for id in (one, *(spellings(known) if known else ()))]
        bearers = self._index.lookup(wanted, viewer)
        meant = [hit for id in wanted for hit in bearers.get(id, []) if hit.role == "identifier"]
        hits = {hit.id: NameHit(hit.id, hit.kind, hit.name, False, form, "synonym") for hit in meant}
        own = {hit.id: hit for hit in others if form == hit.id or normal(hit.name) == normal(form)}
        return list((hits | own).values()) if hits else []

    def _by_concept(self, form: str, viewer: Viewer) -> list[NameHit]:
        terms = find(form)[:MOST_TERMS]
        wanted = {spelling: term for term in terms for spelling in spellings(term)}
        if not wanted:
            return []
        bearers = self._index.lookup(list(wanted), viewer)
        hits = {
            hit.id: NameHit(hit.id, hit.kind, hit.name, False, form, "synonym")
            for spelling in wanted
            for hit in bearers.get(spelling, [])
            if hit.role == "identifier" and (hit.kind == wanted[spelling].kind or not schema.kind(hit.kind).known)
        }
        return list(hits.values()) or self._by_own_name(form, terms[:1], viewer)

    def _by_own_name(self, form: str, terms: Sequence[Term], viewer: Viewer) -> list[NameHit]:
        """Those that bear the concept's own name, where the lab knows it by an identifier of its own."""
        wanted = {normal(one.name): one for one in terms if normal(one.name) != normal(form)}
        bearers = self._index.lookup(list(wanted), viewer) if wanted else {}
        meant = [hit for name, one in wanted.items() for hit in bearers.get(name, []) if hit.kind == one.kind]
        hits = {hit.id: NameHit(hit.id, hit.kind, hit.name, False, form, "synonym") for hit in meant}
        return list(hits.values())


def spellings(term: Term) -> Iterator[str]:
    """The identifiers of a concept as files write them: DrugBank:DB00945, DRUGBANK:DB00945, Compound::DB00945.

    The last form is Hetionet's: the kind, and the identifier; NCBI's genes and DrugBank's compounds lose the prefix.
    """
    for curie in (term.curie, *term.xrefs):
        prefix, _, local = curie.partition(":")
        hetionet = f"{term.kind}::{local if prefix in BARE else curie}"
        yield from dict.fromkeys((curie, f"{prefix.upper()}:{local}", f"{prefix.lower()}:{local}", hetionet))
