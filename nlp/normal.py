"""The normal form of a name: what two spellings of one name have in common.

Case, accents, Greek letters and their names, dashes, spaces and punctuation do not count; letters, digits, their order
and a closing `+` do. Plurals are kept apart: `singulars` proposes forms to try when the name itself is not known.
"""

from __future__ import annotations

import re
import unicodedata

_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon "
    "phi chi psi omega"
)
_GREEK = {chr(ord("α") + number): name for number, name in enumerate(_NAMES.split())}
_POSSESSIVE = re.compile(r"(?<=\w)['’](?:s\b|(?=\s|$))")
_GREEK_LETTER = re.compile(r"[α-ω]")
_BETWEEN = re.compile(r"[^\w+]|_|\+(?=\w)")
_SPACES = re.compile(r"\s+")


def normal(text: str) -> str:
    """The normal form of a name. It is its own normal form.

    >>> normal("TNF-α"), normal("Sjögren’s  Syndrome"), normal("CD4+ T-cell"), normal("DOID:1612")
    ('tnf alpha', 'sjogren syndrome', 'cd4+ t cell', 'doid 1612')
    """
    if text.isascii():
        folded = text.lower()
    else:
        folded = unicodedata.normalize("NFKC", text).casefold()
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
        folded = _GREEK_LETTER.sub(lambda m: f" {_GREEK[m.group()]} ", folded.replace("ς", "σ"))
    return _SPACES.sub(" ", _BETWEEN.sub(" ", _POSSESSIVE.sub("", folded))).strip()


def singulars(form: str) -> list[str]:
    """Normal forms whose plural this may be, likeliest first; none when it is hardly a plural.

    >>> singulars("breast cancers"), singulars("anatomies"), singulars("processes"), singulars("virus")
    (['breast cancer'], ['anatomy'], ['process', 'processe'], [])
    """
    last = form.rpartition(" ")[2]
    if len(last) < 4 or not last.endswith("s") or last.endswith(("ss", "us", "is")) or not last.isalpha():
        return []
    if last.endswith("ies"):
        return [form[:-3] + "y"]
    if last.endswith(("sses", "shes", "ches", "xes", "zes")):
        return [form[:-2], form[:-1]]
    return [form[:-1]]
