"""What is raised in a text with markup, as plain text: 10^6 is not 106, and a reference's number is part of no word.

The walkers of XML and HTML mark what is raised and what cites with characters that neither can hold; `readable` turns
the marked text into one that reads well. Powers are written with a caret, as `nlp.quantities` reads them ("10^6",
"10^-6"); exponents of units, charges and isotopes stay as PubMed's plain texts have them ("m2", "kg-1", "Ca2+",
"125I"); raised numbers that cite are left out, those that only look like it stand apart by a blank.
"""

from __future__ import annotations

import re

RAISED, LEVEL = "\x01", "\x02"  # around what is raised
CITES, CITED = "\x03", "\x04"  # around what points to a reference or a footnote
_DROPPED = "\x05"
MARKS = RAISED + LEVEL + CITES + CITED + _DROPPED  # none of which a text of its own may hold
UNMARKED = str.maketrans("", "", MARKS)
# The kinds of cross-references in JATS that stand for no word: "Fig. 1" is read, "1" behind a word is not.
FOOTED = frozenset(["bibr", "fn", "table-fn", "author-notes", "aff", "corresp"])

_MARKED = re.compile(f"[{MARKS}]")
_NUMBER = r"(?:\d{1,3}[a-z]?|[*†‡§¶‖#]+)"
_SPACE_INSIDE = re.compile(r"([\x01\x03]+)(\s+)|(\s+)([\x02\x04]+)")
_INNER = re.compile(r"\x03\x01([^\x01-\x04]*)\x02\x04")
_PARTED = re.compile(r"(?<=\x04)\x02([\s,;–—-]{0,3})\x01(?=\x03)|\x02\x01")
_GLUED = re.compile(rf"(?<![\s(\[{{/])(?:\x03{_NUMBER}\x04)(?:[\s,;–—-]{{1,3}}\x03{_NUMBER}\x04)*")
_NUMBERS = re.compile(rf"[\s,;–—\[(-]*{_NUMBER}(?:[\s,;–—\[\]-]+{_NUMBER})*[\s,;–—\])-]*")
_PIECE = re.compile(r"\x01([^\x01\x02]*)\x02")

_BASE = re.compile(r"(?:(?<![\w.,])|(?<=[x×*·]))(?:\d{1,2}|e)$|\d\)$|(?<![A-Za-zα-ω])[A-Za-zα-ω]\d$")
_POWER = re.compile(r"[-−–+]?\d+(?:[.,/]\d+)?|[-−–](?:ΔΔ|∆∆|Δ|∆|dd)?[A-Za-z]\w*|[-−–+]?[nNxk]|\([^()]*\)")
_DEGREE = frozenset("oO0°º")
# A unit or the sign of a quantity: the small number raised behind it is an exponent.
_SIGN = re.compile(r"(?<![^\W\d_])(?:[A-Za-zα-ωΑ-Ωµ]|[mckdnpfµμ]m|ft|min|sec|mol|[kmµμn]g|[mµμd][lL])$")
_COUNTS = re.compile(r"\d{1,3}[a-z]?(?:\s?[,;–—-]\s?\d{1,3}[a-z]?)*")
_CHANGE = re.compile(r"[A-Z]\d{1,4}(?:[A-Z*]|fs|del)(?:/[A-Z]\d{1,4}[A-Z*])?")  # of an amino acid: BRAF V600E
_FOOTMARK = re.compile(r"\d{1,2}|[a-z]|[*†‡§¶‖#]+")
_WORD_BEHIND = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]\s")


def readable(marked: str) -> str:
    """The text in one line, without marks.

    >>> readable("Gefitinib\\x01\\x031\\x04,\\x032\\x04\\x02 at 10\\x01-6\\x02 M, 5 mg m\\x01-2\\x02; Ca\\x012+\\x02")
    'Gefitinib at 10^-6 M, 5 mg m-2; Ca2+'
    """
    text = " ".join(marked.split(None))
    if not _MARKED.search(text):
        return text
    text = _SPACE_INSIDE.sub(lambda m: f" {m[1]}" if m[1] else f"{m[4]} ", text)
    text = _PARTED.sub(lambda m: m[1] or "", _INNER.sub("\x01\x03\\1\x04\x02", text))
    text = _GLUED.sub(_raise, text)
    return _resolved(text)


def _raise(found: re.Match[str]) -> str:
    """Numbers that cite, right behind a word, are raised in print; those in "[17,18]" are not."""
    before = found.string[: found.start()].rstrip(RAISED)[-2:]
    inside = not before or found.string[found.start() - 1] == RAISED or before[:1] == CITED
    return found[0] if inside else f"{RAISED}{found[0]}{LEVEL}"


def _resolved(text: str) -> str:
    out = ""
    at = 0
    parts: list[str] = []
    for piece in _PIECE.finditer(text):
        parts.append(_apart(text[at : piece.start()], out))
        out = (out + parts[-1])[-40:]
        parts.append(_written(piece[1], out, text[piece.end() : piece.end() + 12].translate(UNMARKED)))
        out = (out + parts[-1])[-40:]
        at = piece.end()
    parts.append(_apart(text[at:], out))
    whole = re.sub(rf" *{_DROPPED}+(?=[.,;:)\]])", "", "".join(parts))
    whole = re.sub(rf"(?<=\w){_DROPPED}+(?=\w)|(?<=[.,;:)]){_DROPPED}+(?=\w)", " ", whole)
    return " ".join(whole.translate(UNMARKED).split())


def _apart(text: str, before: str) -> str:
    """A stretch of level text; what cites is parted from the word before it: "Smith1999" is none."""
    text = re.sub(r"(?<=\w)\x03(?=\w)|(?<=[a-z)][.])\x03(?=\w)", " ", text)
    return f" {text}" if text.startswith(CITES) and before[-1:].isalnum() else text


def _written(content: str, before: str, after: str) -> str:
    """How a raised piece is written behind `before`; what does not belong to the word stands apart."""
    plain = content.translate(UNMARKED).strip()
    if CITES in content:
        return _DROPPED if _NUMBERS.fullmatch(plain) else _blanks(plain, before, after)
    if not plain:
        return ""
    if not before or before[-1].isspace() or before[-1] in "([{-–/":
        # Isotopes go with what follows: 125I, 3H. A footnote's mark does not: "a Values"
        return f"{plain} " if _FOOTMARK.fullmatch(plain) and _WORD_BEHIND.match(after) else plain
    if before[-1].isdigit() and plain in _DEGREE and after.lstrip()[:1] in ("C", "F"):
        return "°"
    if _BASE.search(before) and _POWER.fullmatch(plain):
        return f"^{plain}"
    if _CHANGE.fullmatch(plain) or (_COUNTS.fullmatch(plain) and not _is_exponent(plain, before)):
        return _blanks(plain, before, after)
    return plain


def _is_exponent(plain: str, before: str) -> bool:
    return len(plain) == 1 and plain in "23456" and bool(_SIGN.search(before))


def _blanks(plain: str, before: str, after: str) -> str:
    left = "" if before[-1:].isspace() or not before else " "
    return f"{left}{plain}{' ' if after[:1].isalnum() else ''}"
