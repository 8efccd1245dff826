"""The normal form of a name: what two spellings of one name have in common."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_SIGNS = str.maketrans({**_GREEK, "’": "'", "‘": "'", "′": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "—": "-",
                        "−": "-", "_": " "})  # fmt: skip
_POSSESSIVE = re.compile(r"(?<=\w)'s\b|(?<=s)'(?=\s|$)")
_MINUS = re.compile(r"\(-\)")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:ies|(?<=ss)es|(?<=us)es|(?<=x)es|(?<=[cs]h)es|(?<=[^siu])s)(?![a-z0-9'+])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s,./\-]+(?=\d)")
_SEPARATORS = re.compile(r"(?<!\d)[\s,./\-]+|[\s,./\-]+(?!\d)")


@lru_cache(maxsize=65536)
def normal(name: str) -> str:
    """Fold case, width, accents of type, Greek letters, possessives, plain plurals, spaces and hyphens.

    Separators between two digits stay (as one hyphen), because 1,2- and 12- are different substances. A plural is
    folded only in words of five letters or more, so that AIDS does not become AID. Empty for a name of separators.

    >>> normal("IL-2"), normal("TNF-α"), normal("Alzheimer's Diseases"), normal("1,2-Dichloroethane")
    ('il2', 'tnfalpha', 'alzheimerdisease', '1-2dichloroethane')
    """
    text = name
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.casefold().translate(_SIGNS)
    if "'" in text:
        text = _POSSESSIVE.sub("", text)
    if "(-)" in text:
        text = _MINUS.sub("(minus)", text)
    text = _PLURAL.sub(_singular, text)
    return _SEPARATORS.sub("", _BETWEEN_DIGITS.sub("-", text))


def _singular(match: re.Match[str]) -> str:
    start = match.string.rfind(" ", 0, match.start()) + 1
    if match.end() - start < 5:
        return match[0]
    return "y" if match[0] == "ies" else ""
