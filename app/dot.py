"""Words of the DOT language, in which pictures are described to Graphviz."""

from __future__ import annotations


def quoted(text: str, line_end: str = " ") -> str:
    r"""A quoted string. A backslash begins an escape in labels, so it is doubled; `line_end` stands for line ends.

    >>> print(quoted('a "b"'), quoted("c\\d"))
    "a \"b\"" "c\\d"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\r", " ").replace("\n", line_end) + '"'


def shortened(text: str, longest: int) -> str:
    """The text, or its start and an ellipsis, of at most `longest` characters.

    >>> shortened("gefitinib", 5), shortened("EGFR", 5)
    ('gefi…', 'EGFR')
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
