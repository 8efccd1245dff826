"""The text of JATS articles: paragraphs as lines, sections in their order, and where each stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from labkin.loaders.raised import readable
from labkin.loaders.xml import Element, flat_text, pieces

# What stands in paragraphs and is not their text: it is told apart, or it is another form of what is told.
_APART_TAGS = """fig fig-group table-wrap table-wrap-group supplementary-material graphic inline-graphic media object-id
    tex-math alternatives-graphic fn-group sec label permissions"""
_APART = frozenset(_APART_TAGS.split())
_BLOCK_TAGS = "p title list list-item def-list def-item def term disp-quote disp-formula break verse-line"
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_TEXTS = ("p", "list", "disp-quote", "disp-formula", "def-list", "boxed-text", "statement", "verse-group", "fn")


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text: a section, or the caption of a figure or table. `path` are the titles of what it stands in."""

    title: str
    text: str
    type: str
    place: str
    path: tuple[str, ...] = ()
    label: str = ""


def xpath(element: Element, root: Element, at: str) -> str:
    """Where an element stands, as XPath; `at` is the path of `root`, which its own document may no longer show."""
    steps = []
    while element is not root:
        before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
        more = before or next(element.itersiblings(element.tag), None) is not None
        steps.append(f"{element.tag}[{before + 1}]" if more else element.tag)
        element = element.getparent()
    return "/".join([at, *reversed(steps)])


def paragraph(element: Element) -> str:
    """The text of a paragraph as one line: what stands apart (figures, tables) left out, blocks parted by a space.

    Raised numbers of references and footnotes are left out, powers are written with a caret: see `raised`.
    """
    return readable("".join(pieces(element, _APART, _BLOCKS))) if element is not None else ""


def lines_of(element: Element) -> str:
    """The paragraphs that stand directly in an element, one a line."""
    lines = (paragraph(child) for child in element if child.tag in _TEXTS)
    return "\n".join(filter(None, lines))


def abstract_text(abstract: Element) -> str:
    """An abstract in one line, its sections behind their titles, as PubMed writes them."""
    if abstract is None:
        return ""
    parts = [paragraph(child) for child in abstract if child.tag in _TEXTS]
    for section in abstract.findall("sec"):
        title, text = flat_text(section.find("title")), lines_of(section).replace("\n", " ")
        parts.append(f"{title.rstrip(':')}: {text}" if title and text else text)
    return " ".join(filter(None, parts))


def sections(article: Element, at: str) -> Iterator[Section]:
    """The texts of an article in their order: body, back matter, then captions."""
    body, back = article.find("body"), article.find("back")
    if body is not None:
        if text := lines_of(body):
            yield Section("Main text", text, "body", xpath(body, article, at))
        yield from _below(body, article, at, ())
    if back is not None:
        for part in back:
            if part.tag in ("ack", "notes", "app", "sec", "bio", "fn-group"):
                yield from _section(part, article, at, (), _BACK.get(part.tag, ""))
            elif part.tag == "app-group":
                for appendix in part.findall("app"):
                    yield from _section(appendix, article, at, (), "appendix")
    for tag, type in (("fig", "figure"), ("table-wrap", "table"), ("boxed-text", "box")):
        for found in article.iter(tag):
            if caption := _caption(found, type, article, at):
                yield caption


_BACK = {"ack": "acknowledgements", "app": "appendix", "notes": "notes", "bio": "biography", "fn-group": "footnotes"}
_UNTITLED = {"ack": "Acknowledgements", "app": "Appendix", "notes": "Notes", "bio": "Biography", "fn-group": "Notes"}


def _below(parent: Element, article: Element, at: str, path: tuple[str, ...]) -> Iterator[Section]:
    for section in parent.findall("sec"):
        yield from _section(section, article, at, path, "")


def _section(section: Element, article: Element, at: str, path: tuple[str, ...], type: str) -> Iterator[Section]:
    title = flat_text(section.find("title")) or _UNTITLED.get(section.tag, "")
    kind = section.get("sec-type") or section.get("notes-type") or type or "section"
    text, label = lines_of(section), flat_text(section.find("label"))
    if text or title:
        yield Section(title, text, kind, xpath(section, article, at), path, label)
    yield from _below(section, article, at, (*path, title) if title else path)


def _caption(found: Element, type: str, article: Element, at: str) -> Section | None:
    caption = found.find("caption")
    if caption is None:
        return None
    title, text = flat_text(caption.find("title")), lines_of(caption)
    notes = "\n".join(filter(None, (lines_of(foot) for foot in found.findall("table-wrap-foot"))))
    text = "\n".join(filter(None, (text, notes)))
    if not (title or text):
        return None
    return Section(title, text, type, xpath(caption, article, at), (), flat_text(found.find("label")))
