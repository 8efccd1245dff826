"""Well-known cell lines by their names alone: a title says "THP-1 viability", without the word cells.

Recognisers take such names for genes, tissues or compounds where nothing beside them speaks of cells.
"""

from __future__ import annotations

import re

from labkin.nlp.linker_candidates import names_of

# The accession numbers that Cellosaurus gave first, in 2012, are those of the lines that all laboratories have.
_WELL_KNOWN = re.compile(r"CVCL:[01]\d{3}")
_NAME = re.compile(r"(?=\S*[A-Z])(?=\S*[\d-])[\w.-]{4,12}")
_OTHERS = ("Gene", "Chemical", "Disease")  # types whose things may be called so too
_CELLS = re.compile(
    r"(?i)\b(?:cells?|cell[ -]lines?|monolayers?|cultur\w*|differentiat\w*|transfect\w*|passag\w*|viab\w*|"
    r"cytotoxic\w*|prolifer\w*|macrophages?|monocyt\w*|spheroids?|xenografts?)\b"
)


def is_line(text: str, around: str) -> bool:
    """Whether a mention is the name of a well-known cell line and of nothing else, or stands beside words of cells.

    What is written just as the line and otherwise than the gene (THP-1, not THP1) is the line too.

    >>> is_line("Caco-2", ""), is_line("THP-1", ""), is_line("THP1", "THP1 mRNA"), is_line("THP1", "THP1 cells")
    (True, True, False, True)
    >>> is_line("IL-2", "IL-2 in cells"), is_line("liver", "liver cells")
    (False, False)
    """
    if not _NAME.fullmatch(text):
        return False
    lines = names_of("CellLine")
    called = [name for term, name in lines.exact(text) if _WELL_KNOWN.fullmatch(lines.term(term).curie)]
    if not called:
        return False
    others = {name for type in _OTHERS for _, name in names_of(type).exact(text)}
    return not others or (text in called and text not in others) or _CELLS.search(around) is not None
