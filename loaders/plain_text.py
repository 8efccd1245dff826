"""Plain text from the texts of lab notebooks, which write HTML."""

from __future__ import annotations

import html
import re
from typing import Any

from labkin.loaders.bundles import words
from labkin.loaders.raised import CITED, CITES, LEVEL, MARKS, RAISED, UNMARKED, readable

_MARKUP = re.compile(
    r"<(p|div|h[1-6]|br|ul|ol|li|table|tr|td|span|strong|em|b|i|a|img|code|pre|figure|sub|sup)\b[^<>]*>", re.IGNORECASE
)
_BLOCKS = words("p div h1 h2 h3 h4 h5 h6 br ul ol li table tr pre blockquote figure hr section dd dt")
_DROPPED = frozenset({"script", "style", "head", "title"})
_WHITE = re.compile(rf"[\s{MARKS}]+")
LARGEST = 20_000_000  # characters


def is_html(text: str, format: str = "") -> bool:
    """Whether a text is HTML: it says so, or has tags that only HTML has."""
    return (format.startswith("text/html") and "<" in text) or bool(_MARKUP.search(text))


def plain_text(text: str, format: str = "") -> str:
    """The text without its markup; paragraphs, headings, list items and rows of tables stay on lines of their own.

    >>> plain_text("<h1>Aim</h1><p>Make <b>aspirin</b> &amp; salt.</p><ul><li>one</li><li>two</li></ul>")
    'Aim\\nMake aspirin & salt.\\none\\ntwo'
    >>> plain_text("<p>10<sup>6</sup> cells in H<sub>2</sub>O</p>")
    '10^6 cells in H2O'
    >>> plain_text("a < b, no markup")
    'a < b, no markup'
    """
    if len(text) > LARGEST or not is_html(text, format):
        return text.strip()
    from lxml import etree
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser()
    try:
        tree = lxml_html.fragment_fromstring(text.replace("\0", ""), create_parent="div", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return _stripped(text)
    if any("depth" in entry.message for entry in parser.error_log):
        return _stripped(text)  # the parser drops what is nested deeper than it likes
    parts: list[str] = []
    _collect(tree, parts)
    lines = map(readable, "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _stripped(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())


def _collect(root: Any, parts: list[str]) -> None:
    """The pieces of text in order, with a line's end around each block; without recursion, for nesting may be deep."""
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, opening = stack.pop()
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        before, behind = _marks(element, tag)
        if not opening:
            parts.append("\n" if tag in _BLOCKS else "\t" if tag in ("td", "th") else behind)
            parts.append(_flat(element.tail) if element is not root else "")
            continue
        stack.append((element, False))
        if not tag or tag in _DROPPED:
            continue
        parts.append("\n" if tag in _BLOCKS else before)
        parts.append(_pre(element.text) if tag == "pre" else _flat(element.text))
        stack.extend((child, True) for child in reversed(element))


def _marks(element: Any, tag: str) -> tuple[str, str]:
    """The marks of `raised` around an element. A raised link within the page cites: `<sup><a href="#1">`."""
    if tag == "sup":
        return RAISED, LEVEL
    if tag == "a" and (element.get("href") or "").startswith("#") and _is_raised(element):
        return CITES, CITED
    return "", ""


def _is_raised(link: Any) -> bool:
    return "sup" in (getattr(link.getparent(), "tag", ""), *(child.tag for child in link))


def _pre(text: str | None) -> str:
    return (text or "").translate(UNMARKED)


def _flat(text: str | None) -> str:
    return _WHITE.sub(" ", text or "")
