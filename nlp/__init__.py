"""Text to terms, questions to queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labkin.nlp.pipeline import load as load


def __getattr__(name: str) -> Any:
    """`labkin.nlp.load`, without reading spaCy before it is used."""
    if name == "load":
        from labkin.nlp.pipeline import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
