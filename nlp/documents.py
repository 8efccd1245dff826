"""Documents to be read: PubTator, BioC and plain text as identifier, text and the sections that are known.

Whatever of a file is no document is a `Problem` with its place, and the rest is read all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from labkin.nlp.annotations import Sentence
from labkin.nlp.prose_words import LABELS

_TEXT = re.compile(r"([^|\t]+)\|([ta])\|(.*)", re.DOTALL)
_ANNOTATION = re.compile(r"[^\t|]+\t[^\t]*\t[^\t]*\t")
_FARTHEST = 10_000  # characters between two passages; a greater offset is wrong
# Names of passages in BioC's infons, as PubMed Central's and PubTator's files have them.
_PASSAGES = {
    "front": "title", "intro": "introduction", "concl": "conclusions", "discuss": "discussion", "case": "results",
    "suppl": "supplementary", "fig": "figure", "fig_caption": "figure", "fig_title_caption": "figure",
    "table_caption": "table", "ref": "references", "ack_fund": "acknowledgements", "auth_cont": "contributions",
    "comp_int": "competing interests", "abbr": "abbreviations",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A text to be read, with the sections that are known as spans of it; `title` is the length of its title."""

    id: str
    text: str
    title: int = 0
    sections: tuple[Sentence, ...] = ()
    place: str = field(default="", compare=False)  # where it begins in its file, as far as that is known

    @property
    def halves(self) -> tuple[str, str]:
        """Title and rest, with one character of white space between them, where the text has such a place."""
        at = self.title
        if not 0 < at < len(self.text) or not self.text[at].isspace():
            at = next((n for n, c in enumerate(self.text) if c == "\n" and n), len(self.text))
        return self.text[:at], self.text[at + 1 :]


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read: where, and why. With `read` it was, but not as it stands or not a second time."""

    place: str
    why: str
    read: bool = False


def of_parts(id: str, title: str, abstract: str) -> Document:
    """A title and an abstract, with one blank between them, as PubTator counts."""
    text = f"{title} {abstract}" if abstract else title
    sections = [Sentence(0, len(title), "title"), Sentence(len(title) + 1, len(text), "abstract")]
    return Document(id, text, len(title), tuple(one for one in sections if one.end > one.start))


def of_text(id: str, text: str) -> Document:
    """Plain text; its first line stands for the title where a form asks for one."""
    line = text.find("\n")
    return Document(id, text, len(text) if line < 0 else line)


def of_sections(id: str, sections: Iterable[tuple[str, str, str]]) -> Document:
    """Sections, each its name, its heading and its text; headings stand on lines of their own."""
    parts: list[str] = []
    marked: list[Sentence] = []
    length = 0
    for name, heading, body in sections:
        written = "\n".join(filter(None, (heading, body)))
        if not written:
            continue
        gap = "" if not parts else " " if len(marked) == 1 and marked[0].section == "title" else "\n\n"
        parts += (gap, written)
        start = length + len(gap)
        length = start + len(written)
        marked.append(Sentence(start, length, section_name(name) or section_name(heading)))
    title = marked[0].end if marked and marked[0].section == "title" else 0
    return Document(id, "".join(parts), title, tuple(marked))


def section_name(given: str) -> str:
    """Our name of a section, from a heading or a type in some file; empty where it is none of the usual.

    >>> section_name("2. Materials and Methods"), section_name("DISCUSS"), section_name("The mouse")
    ('methods', 'discussion', '')
    """
    plain = re.sub(r"[^a-z_]+", " ", given.lower()).strip()
    return _PASSAGES.get(plain) or LABELS.get(plain, "")


def pubtator(lines: Iterable[tuple[int, str]]) -> Iterator[Document | Problem]:
    """The documents of a PubTator file, from its numbered lines; annotations that it has already are passed over.

    >>> problem, document = pubtator([(1, "7|t|A title"), (2, "7|a|And more."), (3, "oops")])
    >>> problem.place, document.text, document.title
    ('line 3', 'A title And more.', 7)
    """
    id, title, abstract, place = "", None, "", ""
    for number, line in lines:
        found = _TEXT.fullmatch(line)
        if found and found[2] == "t":
            if title is not None:
                yield replace(of_parts(id, title, abstract), place=place)
            id, title, abstract, place = found[1].strip(), found[3], "", f"line {number}"
        elif found and title is not None and found[1].strip() == id:
            abstract = found[3]
        elif found:
            yield Problem(f"line {number}", f"this abstract of {found[1]!r} does not follow its title")
        elif line.strip() and not _ANNOTATION.match(line) and not (title is None and line.startswith("#")):
            why = "this is no line of PubTator, such as '7|t|A title' or '7|a|An abstract'"
            yield Problem(f"line {number}", why)
    if title is not None:
        yield replace(of_parts(id, title, abstract), place=place)


def once(found: Iterable[Document | Problem]) -> Iterator[Document | Problem]:
    """Each document of a file once: what stands under an identifier that came before is told instead of read."""
    seen: dict[str, tuple[int, str]] = {}
    count = 0
    for one in found:
        if isinstance(one, Problem):
            yield one
            continue
        count += 1
        mark, place = hash(one.text), one.place or f"document {count}"
        before, where = seen.setdefault(one.id, (mark, place))
        if where == place:
            yield one
        elif before == mark:
            yield Problem(
                place, f"document {one.id} stands at {where} already, with the same text; it is read once", True
            )
        else:
            why = f"another text has the identifier {one.id} at {where}; give this one an identifier of its own"
            yield Problem(place, why)


def misplaced(record: Any, number: int) -> Problem | None:
    """Whether the passages of a document of BioC cannot stand where their offsets say; told of the first."""
    passages = record.get("passages") if isinstance(record, Mapping) else None
    length = 0
    for count, passage in enumerate(passages if isinstance(passages, list) else (), 1):
        body = _body(passage) if isinstance(passage, Mapping) else ""
        if not body:
            continue
        offset = passage.get("offset")
        gap = _gap(offset, length)
        if str(length + len(gap)) != str(offset).strip():
            why = (
                f"its offset is {offset!r}, and the text before it ends at {length}; it is read at {length + len(gap)}"
            )
            return Problem(f"document {record.get('id') or number}, passage {count}", why, True)
        length += len(gap) + len(body)
    return None


def bioc(record: Any, number: int) -> Document | Problem:
    """A document of BioC from the object that its JSON has. Passages stand at the offsets that it gives them."""
    place = f"document {number}"
    passages = record.get("passages") if isinstance(record, Mapping) else None
    if not isinstance(passages, list):
        return Problem(place, "this is no document of BioC; one has an id and passages")
    id = str(record.get("id") or record.get("pmid") or "").strip()
    text, marked = "", []
    for passage in passages:
        if not isinstance(passage, Mapping):
            return Problem(f"document {id or number}", "a passage of this document is no object")
        body = _body(passage)
        if not body:
            continue
        gap = _gap(passage.get("offset"), len(text))
        start = len(text) + len(gap)
        text += gap + body
        marked.append(Sentence(start, len(text), _passage_name(passage)))
    title = marked[0].end if marked else 0
    return Document(id or str(number), text, title, tuple(marked), place)


def _body(passage: Mapping[str, Any]) -> str:
    """The text of a passage, or of its sentences at their offsets."""
    if body := str(passage.get("text") or ""):
        return body
    begin, body = passage.get("offset"), ""
    sentences = passage.get("sentences")
    for one in sentences if isinstance(sentences, list) else ():
        if isinstance(one, Mapping) and (text := str(one.get("text") or "")):
            body += _gap(one.get("offset"), len(body), begin) + text
    return body


def _gap(offset: Any, length: int, begin: Any = 0) -> str:
    """The blanks up to an offset; a single line's end where there is no sensible one."""
    try:
        blanks = int(offset) - int(begin) - length
    except (TypeError, ValueError, OverflowError):
        blanks = -1
    if 0 <= blanks <= _FARTHEST:
        return " " * blanks
    return "\n" if length else ""


def _passage_name(passage: Mapping[str, Any]) -> str:
    infons = passage.get("infons")
    said = infons if isinstance(infons, Mapping) else {}
    names = (section_name(str(said.get(key) or "")) for key in ("section_type", "type", "section"))
    return next(filter(None, names), "")
