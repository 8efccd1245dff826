"""XML from strangers: streamed, flat in memory, no entities, no network, no external files."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from typing import Any

from lxml import etree

from labkin.graph.errors import BadInput
from labkin.loaders.base import Input
from labkin.loaders.raised import CITED, CITES, FOOTED, LEVEL, RAISED, readable

Element = Any  # lxml ships no types

_SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,  # libxml2's own limits stand: 256 levels, 10 MB a text, no entity amplification
    "remove_comments": True,
    "remove_pis": True,
}
_PIECE = 16 * 1024
_LONGEST_PROLOG = 1 << 20
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(rb"<([A-Za-z_][\w.\-:]*)")
_REFUSED = "it declares entities of its own, which can read files or fill the memory; remove its <!ENTITY> lines"


def root_name(item: Input) -> str:
    """The name of the document's root element as far as the head shows it, without its prefix; empty for none."""
    head = item.head.replace(b"\0", b"") if item.head[:2] in (b"\xff\xfe", b"\xfe\xff") else item.head
    found = _ROOT.search(_COMMENT.sub(b"", head))
    return found[1].decode().rpartition(":")[2] if found else ""


def records(item: Input, tags: tuple[str, ...]) -> Iterator[Element]:
    """The elements of these names, each whole when it is given and emptied when the next one is asked for.

    They must not stand within each other. Raises BadInput, naming the line, where the document is broken, too deep or
    ends early, and where it declares entities.
    """
    try:
        _refuse_entities(item)
        with item.open() as stream:
            for _, element in etree.iterparse(stream, events=("end",), tag=tags, **_SAFE):
                yield element
                _forget(element)
    except etree.XMLSyntaxError as error:
        raise _broken(item, error) from None


def _forget(element: Element) -> None:
    """Empty a finished element and drop what stands before it, so that memory stays flat."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _refuse_entities(item: Input) -> None:
    """Read up to the root element and refuse a document type that declares entities, before any can be used."""
    parser = etree.XMLPullParser(events=("start",), **_SAFE)
    seen = b""
    with item.open() as stream:
        while piece := stream.read(_PIECE):
            seen += piece
            if _declares_entities(seen):
                raise item.bad("", _REFUSED)
            if len(seen) > _LONGEST_PROLOG:
                raise item.bad("", f"there is no element in its first {_LONGEST_PROLOG:,} bytes; this is no data")
            parser.feed(piece)
            for _, root in parser.read_events():
                dtd = root.getroottree().docinfo.internalDTD
                if dtd is not None and any(True for _ in dtd.iterentities()):
                    raise item.bad("", _REFUSED)
                return
    if not seen:
        raise item.bad("", "the file is empty")
    parser.close()


def _declares_entities(start: bytes) -> bool:
    """Whether something before the first element, other than a comment, declares an entity of any kind."""
    plain = _COMMENT.sub(b"", start.replace(b"\0", b""))
    root = _ROOT.search(plain)
    return b"<!ENTITY" in (plain[: root.start()] if root else plain)


def _broken(item: Input, error: Any) -> BadInput:
    line = error.lineno or 0
    why = re.sub(r", line \d+, column \d+.*$", "", str(error.msg or "it is no XML"))
    wrong_bytes = "encoding" in why.lower() or "utf-8" in why.lower()
    advice = "save it as UTF-8" if wrong_bytes else "if the file is cut off, fetch it again, else mend that line"
    return item.bad(f"line {line}" if line else "", f"this XML cannot be read on: {why}; {advice}")


def flat_text(element: Element) -> str:
    """All text of an element as one line: markup inside it dropped, white space collapsed, named entities resolved.

    The names of HTML (`&nbsp;`, `&alpha;`) are known; others stay as they were written. What is raised is written as
    `raised.readable` has it: 10^6.
    """
    if element is None:
        return ""
    if not len(element):
        words = (element.text or "").split()
        return words[0] if len(words) == 1 else " ".join(words)
    return readable("".join(pieces(element)))


def pieces(element: Element, apart: Collection[str] = (), blocks: Collection[str] = ()) -> Iterator[str]:
    """The pieces of an element's text in order, with the marks of `raised`; without recursion, for nesting may be deep.

    Elements named in `apart` are left out, those in `blocks` stand between blanks.
    """
    stack: list[Element | str] = [element]
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            yield here
            continue
        if not isinstance(here.tag, str):  # a named entity
            yield html.unescape(here.text or "")
            continue
        left_out = here.tag in apart and here is not element
        space = " " if left_out or here.tag in blocks else ""
        if left_out:
            yield space
            continue
        opened, closed = ("", "") if here is element else _marks(here)
        yield space + opened + (here.text or "")
        stack.append(closed + space)
        for child in reversed(here):
            stack.append(child.tail or "")
            stack.append(child)


def _marks(element: Element) -> tuple[str, str]:
    """The marks around an element: of what is raised, also in formulas, and of cross-references to what is no text."""
    if element.tag == "sup" or (element.getparent().tag == "msup" and element.getprevious() is not None):
        return RAISED, LEVEL
    if element.tag == "xref" and element.get("ref-type", "bibr") in FOOTED:
        return CITES, CITED
    return "", ""


def texts_at(element: Element, path: str) -> list[str]:
    """The texts at a path, each once, in order."""
    return list(dict.fromkeys(filter(None, map(flat_text, element.findall(path)))))
