"""Files in, statements out.

`load_all` registers the loaders that ship with Labkin and those of other packages; nothing is imported before that.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

# In the order in which they are asked; where two are equally sure of a file, the first one reads it.
SHIPPED = (
    *("kgx", "hetionet", "jsonl", "pubmed", "jats", "geo", "h5ad", "frictionless", "asm", "compounds", "sdf"),
    *("isa_tab", "isa_json", "croissant", "datacite", "ro_crate", "mapped", "tables"),
    *("obo", "sssom", "pubtator", "prov_json", "openlineage", "rdf"),
)


@cache
def load_all() -> None:
    """Register every loader, once. Raises ImportError when one that ships is broken."""
    for module in SHIPPED:
        import_module(f"labkin.loaders.{module}")
    import_module("labkin.loaders.base").add_outside_loaders()
