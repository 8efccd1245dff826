"""Which nodes the names of a question mean; several that nothing tells apart are never chosen from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labkin.graph import schema
from labkin.nlp.normal import normal
from labkin.nlp.question import Ambiguous
from labkin.nlp.question_about_words import Patterns, Thing
from labkin.nlp.question_tree import Hit

MOST_CHOICES = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """The nodes that each name means: several where they are of one kind and one name."""

    ids: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    names: Mapping[str, str]

    @property
    def first(self) -> tuple[str, ...]:
        """One node for each name."""
        return tuple(ids[0] for ids in self.ids)

    def said(self, number: int) -> str:
        """What one of them is called, with its identifier."""
        id = self.ids[number][0]
        return f"{self.names[id]} ({id})" if self.names[id] != id else id


def chosen(
    patterns: Patterns, things: Sequence[Thing], kinds: Sequence[str] = (), any_kind: bool = False
) -> Chosen | None:
    """The nodes that are meant; None where a name has none of the kinds. Raises Ambiguous.

    With `any_kind` things of one name and several kinds, as a disease and a side effect, are all meant.
    """
    ids, of, names = [], [], dict[str, str]()
    for thing in things:
        hits = tuple(hit for hit in thing.hits() if not kinds or hit.kind in kinds)
        if not hits:
            return None
        if len({("" if any_kind else hit.kind, normal(hit.name)) for hit in hits}) > 1:
            raise ambiguous(patterns.words.question, thing.mention.text, hits)
        ids.append(tuple(sorted(hit.id for hit in hits)))
        of.append(hits[0].kind)
        names |= {hit.id: hit.name for hit in hits}
    return Chosen(tuple(ids), tuple(of), names)


def alike(patterns: Patterns, things: Sequence[Thing], kinds: Sequence[str]) -> tuple[str, ...]:
    """The kinds of what is named in a row: those linked with `kinds`, if any, and the one that all names have.

    Empty where they do not decide. Of "leprosy and malaria" the second is the disease, as the first is nothing else.
    """
    here = [{hit.kind for hit in thing.hits()} for thing in things]
    if kinds:
        linked = {a for a, _, b in patterns.profile.triples if b in kinds}
        linked |= {b for a, _, b in patterns.profile.triples if a in kinds}
        here = [held & linked or held for held in here]
    common = set[str].intersection(*here) if here else set()
    return tuple(common) if len(common) == 1 else ()


def ambiguous(question: str, text: str, hits: Sequence[Hit]) -> Ambiguous:
    """That a name may mean several nodes, with these as choices."""
    choices = []
    for hit in hits[:MOST_CHOICES]:
        means = f"{hit.name}, the {schema.kind(hit.kind).english} ({hit.id})"
        choices.append({"id": hit.id, "name": hit.name, "kind": hit.kind, "reading": means, "means": means})
    return Ambiguous(question, repr(text), tuple(choices))
