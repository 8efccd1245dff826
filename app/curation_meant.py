"""What an identifier that a curator gives is: looked up in the lab and its vocabularies, and held against a type."""

from __future__ import annotations

from labkin.app.annotating_concepts import ALIKE, TYPE_OF
from labkin.app.lab import Lab
from labkin.graph import schema
from labkin.graph.errors import LabkinError, NotFound
from labkin.nlp.annotations import TYPES

# The type of mentions of each kind of thing that a curator may mean.
MEANT_BY = TYPE_OF | {kind: TYPE_OF[other] for kind, other in ALIKE.items()}
NEVER_MEANT = frozenset({"Publication", "Measurement", "File", "Table", "Activity", "Decision"})  # by a name in a text
ALL_THE_SAME = "; on the command line, --force takes it all the same"


def known(lab: Lab, curie: str) -> tuple[str, str]:
    """Kind and name of what has this identifier, by the lab, else by the vocabularies; empty where nobody knows."""
    from labkin.ontologies import term

    with lab.view() as view:
        node = next(view.nodes([curie]), None)
    if node is not None and node.props.get("name"):
        return node.kind, str(node.props["name"])
    found = term(curie)
    return (found.kind, found.name) if found else (node.kind if node else "", "")


def checked(lab: Lab, curie: str, type: str = "", force: bool = False) -> str:
    """The name of a concept that mentions of this type are to mean.

    Raises NotFound where neither the lab nor a vocabulary has it, LabkinError where it is of another sort than the type
    says, or of one that no name means. With `force` it need only look like an identifier.
    """
    kind, name = known(lab, curie)
    prefix, colon, local = curie.partition(":")
    if not kind and not (force and prefix and colon and local):
        raise NotFound(
            f"there is no {curie!r}: neither this lab nor its vocabularies have that identifier; `labkin search` finds "
            f"things by their names{ALL_THE_SAME if colon else ''}"
        )
    if force or not kind:
        return name
    if kind in NEVER_MEANT:
        raise LabkinError(f"{curie} is {_one(kind)}, which no name in a text means{ALL_THE_SAME}")
    if type and (other := MEANT_BY.get(kind, type)) != type:
        raise LabkinError(
            f"{curie}{f', {name},' if name else ''} is {_one(kind)}, and what is to mean it is of the type {type}: say "
            f"first that it is of the type {other}{ALL_THE_SAME}"
        )
    return name


def type_of(lab: Lab, curie: str) -> str:
    """The type of mentions of this concept. Raises LabkinError where there is none."""
    kind = known(lab, curie)[0]
    if kind in MEANT_BY:
        return MEANT_BY[kind]
    types = ", ".join(TYPES)
    if kind:
        raise LabkinError(f"{curie} is {_one(kind)}: names are taught for things of the types {types} alone")
    raise LabkinError(f"{curie} is not known here: say with --type what it is: {types}")


def _one(kind: str) -> str:
    word = schema.kind(kind).english
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
