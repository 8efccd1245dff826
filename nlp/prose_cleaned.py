"""A reader's view of messy text, with the way back to the text as it was given.

HTML's tags and entities, ligatures, soft hyphens, words that a PDF broke at the end of a line, blanks of other widths,
marks without width, the line ends of Windows: a recogniser that has learnt from clean abstracts stumbles over each.
What it finds in the cleaned text is a span of the original again. A text that needs nothing costs one search.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html.entities import html5


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BLOCKS = _words("""
    address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li
    main nav head ol p pre section table tbody td tfoot th thead title tr ul abstract abstracttext sec list list-item
    disp-formula fig table-wrap
""")
INLINE = _words("""
    a abbr acronym b bdi bdo big bold cite code data del dfn em ext-link font i img ins inline-formula italic kbd
    label mark math mml q s samp sc small source span strike strong sub sup time tt u underline uri var wbr xref
    styled-content monospace roman sans-serif overline named-content email body html article-title
""")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# Parts of words that keep their hyphen when a line breaks behind it: dose-dependent, receptor-mediated.
_LEFT = _words("""
    beta cross dose double five follow four half high long low placebo population self short single six three two well
    wild
""")
_RIGHT = _words("""
    activated adjusted associated based binding blind bound coated containing controlled deficient dependent derived
    driven expressing free independent induced infected inhibiting labeled labelled like linked mediated modified
    positive producing reactive related resistant response sensitive specific stained stimulated term treated
""")
# Blanks of other widths; marks that have no width or only a direction; controls that no text means.
_BLANK = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NOTHING = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_CONTROL = "\x00-\x08\x0b\x0e-\x1f\x7f"
_SUSPECT = re.compile(
    rf"[{_BLANK}{_NOTHING}{_CONTROL}\r\x0c\u2010\u2011ﬀ-ﬆ！-～\ud800-\udfff]|&#?\w|</?[A-Za-z!]|-[ \t]*\n"
)
_MESS = re.compile(
    rf"""
      (?P<broken> (?<=[^\W_])[-\u00ad\u2010][ \t]*\r?\n[ \t]*(?=[^\W_]) )
    | (?P<dropped> <!--.*?--> | <(?P<raw>script|style)\b[^<>]*>.*?</(?P=raw)\s*> )
    | (?P<tag> </?(?P<name>[A-Za-z][\w:-]{{0,30}})(?:\s+[\w:.-]+\s*=[^<>]{{0,2000}})?\s?/?> )
    | (?P<entity> &(?:\#\d{{1,7}}|\#[xX][0-9A-Fa-f]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}}); )
    | (?P<newline> \r\n? | \x0c )
    | (?P<nothing> [{_NOTHING}]+ )
    | (?P<one> [{_BLANK}{_CONTROL}\u2010\u2011ﬀ-ﬆ！-～\ud800-\udfff] )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_SPACE = re.compile(rf"[{_BLANK}]")
_WORD_BEFORE, _WORD_AFTER = re.compile(r"[^\W\d_]+$"), re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text to be read. `text[starts[i]:]` goes back to `source[origins[i]:]`.

    From there on it is character for character, up to `starts[i + 1]`, unless `whole[i]`: then those characters stand
    for all of the source up to `origins[i + 1]`, none of them for a part of it.
    """

    text: str
    source: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)
    whole: tuple[bool, ...] = (False,)

    @classmethod
    def of(cls, source: str) -> Cleaned:
        """Clean a text.

        >>> one = Cleaned.of("<p>Renal hyper-\\ntension, TNF-&alpha;</p>")
        >>> one.text.strip()
        'Renal hypertension, TNF-α'
        >>> start = one.text.index("hypertension")
        >>> a, b = one.original(start, start + len("hypertension"))
        >>> one.source[a:b]
        'hyper-\\ntension'
        """
        return _clean(source) if _SUSPECT.search(source) else cls(source, source)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the source that a span of the cleaned text came from; an empty one lies before its character."""
        if self.text is self.source:
            return start, end
        first = self._begin(start)
        return (first, self._end(end - 1)) if end > start else (first, first)

    def cleaned(self, at: int) -> int:
        """Where the character of the source at `at`, or what is left of it, stands in the cleaned text."""
        if self.text is self.source:
            return at
        run = bisect_right(self.origins, at) - 1
        until = self.starts[run + 1] if run + 1 < len(self.starts) else len(self.text)
        return self.starts[run] if self.whole[run] else min(self.starts[run] + at - self.origins[run], until)

    def _begin(self, at: int) -> int:
        run = bisect_right(self.starts, at) - 1
        return self.origins[run] if self.whole[run] else self.origins[run] + at - self.starts[run]

    def _end(self, last: int) -> int:
        run = bisect_right(self.starts, last) - 1
        if self.whole[run]:
            return self.origins[run + 1] if run + 1 < len(self.origins) else len(self.source)
        return self.origins[run] + last - self.starts[run] + 1


def _clean(source: str) -> Cleaned:
    parts: list[str] = []
    starts, origins, whole = [0], [0], [False]
    length = last = 0
    for found in _MESS.finditer(source):
        kind = found.lastgroup or ""
        new = _replacement(source, found, "tag" if found["tag"] else "dropped" if found["dropped"] else kind)
        if new is None:
            continue
        start, end = found.span()
        parts += (source[last:start], new)
        length += start - last
        for at, origin, is_whole in ((length, start, True), (length + len(new), end, False)):
            if starts[-1] == at:  # the run before is empty: nothing of the text lies in it
                origins[-1], whole[-1] = origin, is_whole
            else:
                starts.append(at)
                origins.append(origin)
                whole.append(is_whole)
        length += len(new)
        last = end
    if not parts:
        return Cleaned(source, source)
    parts.append(source[last:])
    return Cleaned("".join(parts), source, tuple(starts), tuple(origins), tuple(whole))


def _replacement(source: str, found: re.Match[str], kind: str) -> str | None:
    """What a piece of mess becomes; None where it is none."""
    if kind == "one":
        return _character(found[0])
    if kind == "broken":
        return _joint(source, found.start(), found.end())
    if kind == "tag":
        return _tag(source, found)
    if kind == "entity":
        return _entity(found[0])
    return {"newline": "\n", "nothing": "", "dropped": " "}[kind]


def _character(one: str) -> str:
    if one in _LIGATURES:
        return _LIGATURES[one]
    if "！" <= one <= "～":  # letters of full width
        return chr(ord(one) - 0xFEE0)
    if one in "\u2010\u2011":
        return "-"
    return "\ufffd" if "\ud800" <= one <= "\udfff" else " "


def _entity(written: str) -> str | None:
    if written[1] != "#":
        said = html5.get(written[1:])
        return _SPACE.sub(" ", said) if said is not None else None
    digits = written[2:-1]
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    known = 31 < number < 0x110000 and not 0xD800 <= number < 0xE000
    return (" " if number == 160 else chr(number)) if known else " "


def _tag(source: str, found: re.Match[str]) -> str | None:
    name = found["name"].lower().rpartition(":")[2]
    if name in BLOCKS:
        return "\n"
    if name not in INLINE:
        return None
    if name == "sup" and found[0][1] != "/":
        return _raised(source, found.start(), found.end())
    return ""


def _raised(source: str, start: int, end: int) -> str:
    """What stands for the start of a raised piece: 10^6 is not 106, nor is a reference's number part of the word."""
    after = re.match(r"\s*[-–−+]?\d[\d,\s–-]*(?=</)", source[end : end + 40])
    if after is None:
        return ""
    before = source[max(0, start - 4) : start]
    if _POWER_BEFORE.search(before):
        return "^"
    number = after[0].strip()
    if number[0] in "-–−+" or (number in "23456" and not _WORD_RAISED.search(before)):
        return ""  # kg-1, r2
    return " " if _CITED_BEFORE.search(before) else ""


_POWER_BEFORE = re.compile(r"(?:^|[^\d.])10$|[×x*]\s?10$|\w[ ]?m$|\bc?m$|[µμ]m$")
_WORD_RAISED = re.compile(r"[a-z.,;)\]]{2}$|[A-Z]{3}$")
_CITED_BEFORE = re.compile(r"[A-Za-z.,;)\]]{2}$|[A-Z]\d$")  # but I-125, x1


def _joint(source: str, start: int, end: int) -> str | None:
    """What holds a word together that broke at a line's end: nothing, or the hyphen that it has anyway."""
    before = _WORD_BEFORE.search(source, max(0, start - 40), start)
    after = _WORD_AFTER.match(source, end, end + 40)
    if source[start] == "\u00ad":
        return ""
    if before is None or after is None or not (before[0][-1].islower() and after[0][0].islower()):
        return "-"  # IL-\n2, TNF-\nalpha, anti-\nHER2
    left, right = before[0], after[0]
    if right.lower() in ("and", "or", "to", "versus"):
        return None  # pre- and postoperative
    if (left.lower() in _LEFT and len(right) > 3) or right.lower() in _RIGHT:
        return "-"
    nearby = source[max(0, start - 20_000) : end + 20_000]  # bounded, for a text may be very long
    return "-" if f"{left}-{right}" in nearby and f"{left}{right}" not in nearby else ""
