"""Whose graph is on a server: one database holds the graph of one lab, and nothing that Labkin did not write.

The mark in the graph carries the identity of the lab. Without it two labs on one server would overwrite each other,
and a wrong address would empty somebody's database.
"""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit, urlunsplit

from labkin.graph import names
from labkin.graph.bolt_store import BoltStore
from labkin.graph.errors import StoreError
from labkin.graph.writes import WRITES

_WAY_OUT = "give this lab a database of its own, or empty that one"


def claim(store: BoltStore, lab: str) -> None:
    """See that the graph on this server is that of the lab; an empty database becomes so.

    Raises StoreError when it holds the graph of another lab, or data that Labkin did not write, or cannot be reached.
    """
    writes = WRITES[store.dialect_name]
    rows = store.read(writes.get_mark)
    if lab and any(row["lab"] == lab for row in rows):
        return
    found = [row["labels"] for row in store.read(writes.any_nodes) if names.MARK not in row["labels"]]
    if found and rows:
        raise StoreError(f"the graph store at {store.url} holds the graph of another lab: {_WAY_OUT}")
    if found:
        what = f"such as a node {':'.join(sorted(found[0]))}" if found[0] else "such as a node without a label"
        raise StoreError(f"the graph store at {store.url} holds data that is not Labkin's, {what}: {_WAY_OUT}")
    if lab:
        store.note_lab(lab)


def shown_url(url: str) -> str:
    """The URL without its password, to be shown and kept.

    >>> shown_url("bolt://ann:secret@db.example.org:7687/lab")
    'bolt://ann@db.example.org:7687/lab'
    """
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=user.partition(":")[0] + at + host)) if at else url


def with_password(url: str, password: str) -> str:
    """The URL with a password that was given apart from it; one in the URL goes before. The user is `neo4j` by default.

    >>> with_password("bolt://localhost:7687", "a/b")
    'bolt://neo4j:a%2Fb@localhost:7687'
    """
    parts = urlsplit(url)
    if not password or parts.password or not parts.hostname:
        return url
    user = quote(unquote(parts.username or "neo4j"), safe="")
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))
