"""Names of kinds, relations and properties as the engines see them.

Any text may be a name: with quotes, line ends, from right to left, ten thousand characters long. Engines are less
open: a label becomes part of a file name, kinds and relations share one name space in ArcadeDB, and some names are
ours. `kind_label`, `relation_type` and `prop_name` turn a name into an identifier that every engine takes, without
ever giving one identifier to two names; common names ("Gene", "Side Effect", "treats", "IC50 (nM)") stay as they are.

Characters outside the safe set are written `_xHH_`, with HH the code point in hexadecimal; the first one of a relation
`_XHH_`. A kind or relation whose identifier would be too long for a file name is cut and marked with its hash; its full
name is then kept beside the data, in the properties FULL_KIND and FULL_RELATION.

Kinds and relations are kept apart by their look: `is_relation_like` names stay as they are when they are relations and
get their first character escaped when they are kinds, and the other way round.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache

BASE = "Entity"  # the label that every node has beside that of its kind
MARK = "LabkinMark"  # the label of the one node that holds the mark; it is not an Entity
QUALIFIERS = "_q"  # property of an edge: its qualifiers as canonical JSON; absent when there are none
FULL_KIND = "_kind"  # property of a node: the name of its kind, where the label is a shortened one
FULL_RELATION = "_relation"  # the same for an edge
SHADOWED = "_p_"  # begins the name of an edge's property that has the name of one of its qualifiers
LISTS = "_lists"  # names of the properties stored as JSON text, in engines that store no lists

_RESERVED = frozenset({BASE, MARK, "LabkinOwner", "V", "E"})  # V and E: root types of some versions of ArcadeDB
LONGEST = 120  # characters; ArcadeDB adds up to 60 for a file name, which may have 255 bytes
_UNSAFE_LABEL = re.compile(r"[^A-Za-z0-9 ><_-]")
_UNSAFE_PROP = re.compile(r"[\x00-\x1f\x7f`\\\u0085\u2028\u2029]")
_UNLOADABLE = re.compile(r"[\x00-\x20\x7f`\\,:\"\u0085\u2028\u2029]")  # in headers of CSV for Neptune
_ESCAPE = re.compile(r"_x([0-9a-f]{1,6})_|\A_X([0-9a-f]{1,6})_")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9a-f]{1,6}[^A-Za-z0-9 ><-])")
_LOOKS_ESCAPED_LOADABLE = re.compile(r"_(?=x[0-9a-f]{1,6}[^A-Za-z0-9><-])")
_RELATION_LIKE = re.compile(r"[a-z]|[^<>]*[<>]|[A-Z0-9]+(_[A-Z0-9]+)+\Z")
_SHORTENED = re.compile(r"_h[0-9a-f]{40}_\Z")


def is_relation_like(name: str) -> bool:
    """Whether a name looks like that of a relation: `treats`, `Gr>G`, `INTERACTS_WITH`."""
    return _RELATION_LIKE.match(name) is not None


@cache
def kind_label(kind: str) -> str:
    """The label of a kind, unquoted.

    >>> kind_label("Side Effect"), kind_label("Entity"), kind_label("gene"), kind_label("Gène")
    ('Side Effect', '_x45_ntity', '_x67_ene', 'G_xe8_ne')
    """
    return _shorten(_encode(kind, is_relation_like(kind), "x"), kind)


@cache
def relation_type(relation: str) -> str:
    """The relationship type of a relation, unquoted.

    >>> relation_type("treats"), relation_type("Gr>G"), relation_type("Gene")
    ('treats', 'Gr>G', '_X47_ene')
    """
    return _shorten(_encode(relation, not is_relation_like(relation), "X"), relation)


@cache
def prop_name(name: str, loadable: bool = False) -> str:
    """The property key of a property, unquoted. `id` stays `id`. `loadable`: fit for a header of Neptune's bulk loader.

    >>> prop_name("IC50 (nM)"), prop_name("a.b"), prop_name("_q"), prop_name("`x`")
    ('IC50 (nM)', 'a.b', '_x5f_q', '_x60_x_x60_')
    >>> prop_name("IC50 (nM)", loadable=True)
    'IC50_x20_(nM)'
    """
    if not name:
        return "_x_"
    head = _escaped(name[0]) if name[0] in "_@~" else ""
    body = name[1:] if head else name
    unsafe, looks_escaped = (_UNLOADABLE, _LOOKS_ESCAPED_LOADABLE) if loadable else (_UNSAFE_PROP, _LOOKS_ESCAPED)
    return head + unsafe.sub(lambda match: _escaped(match[0]), looks_escaped.sub("_x5f_", body))


def decode(identifier: str) -> str:
    """The name that an identifier stands for. A shortened one cannot be read back: ask `is_shortened` first.

    >>> decode("_x45_ntity"), decode("Side Effect"), decode("_x_")
    ('Entity', 'Side Effect', '')
    """
    if identifier in ("_x_", "_X_"):
        return ""
    return (
        _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), identifier) if "_" in identifier else identifier
    )


def is_shortened(identifier: str) -> bool:
    """Whether an identifier was cut, so that the full name stands beside the data."""
    return len(identifier) == LONGEST and _SHORTENED.search(identifier) is not None


def is_internal(identifier: str) -> bool:
    """Whether a property key is the store's own, or the identity: no property of the graph."""
    return identifier == "id" or (identifier.startswith("_") and not identifier.startswith(("_x", "_X")))


def quote(identifier: str) -> str:
    """The identifier as it stands in a statement, in backticks.

    >>> quote("Side Effect")
    '`Side Effect`'
    """
    return "`" + identifier.replace("`", "``") + "`"


def _encode(name: str, escape_first: bool, mark: str) -> str:
    if not name:
        return f"_{mark}_"
    safe = name[0].isascii() and name[0].isalpha() and not escape_first and name not in _RESERVED
    first = name[0] if safe else f"_{mark}{ord(name[0]):x}_"
    return first + _UNSAFE_LABEL.sub(lambda match: _escaped(match[0]), _hide_escapes(name[1:]))


def _hide_escapes(text: str) -> str:
    """Make sure that nothing in the text looks like one of our escapes, now or once what follows is escaped."""
    return _LOOKS_ESCAPED.sub("_x5f_", text)


def _escaped(character: str) -> str:
    return f"_x{ord(character):x}_"


def _shorten(identifier: str, name: str) -> str:
    if len(identifier) <= LONGEST and not is_shortened(identifier):
        return identifier
    mark = f"_h{hashlib.sha256(name.encode()).hexdigest()[:40]}_"
    return identifier[: LONGEST - len(mark)] + mark
