"""Taking back what a source said."""

from __future__ import annotations

import os
from pathlib import Path

from labkin.app.lab import Lab
from labkin.graph.errors import NotFound
from labkin.graph.model import Source
from labkin.graph.values import clean_text


def find_sources(lab: Lab, text: str) -> list[Source]:
    """The live sources that a user means: by number, path, archive, folder, or the start of a checksum.

    Raises NotFound when there is none, or when a file's name alone fits several.
    """
    with lab.view() as view:
        live = [info.source for info in view.sources()]
    if text.isdigit():
        found = [one for one in live if one.id == int(text)]
    else:
        uri = uri_of(text)
        found = [one for one in live if one.uri in (uri, text) or one.uri.startswith((f"{uri}!/", f"{uri}/"))]
        found = found or [one for one in live if len(text) >= 8 and one.sha256.startswith(text)]
        found = found or _by_name(live, text)
    if not found:
        raise NotFound(f"nothing that is loaded is called {text}; `labkin sources` lists what is")
    return found


def uri_of(text: str) -> str:
    """The address under which the file at that path is loaded: absolute, no links followed."""
    return clean_text(Path(os.path.abspath(text)).as_posix())  # noqa: PTH100


def _by_name(live: list[Source], name: str) -> list[Source]:
    found = [one for one in live if one.uri.rpartition("/")[2] == name]
    if len(found) > 1:
        numbers = ", ".join(str(one.id) for one in found)
        raise NotFound(f"{len(found)} loaded files are called {name}: give the number of one, {numbers}")
    return found


def unload(lab: Lab, sources: list[Source]) -> None:
    """Withdraw the sources, in one transaction."""
    note = f"unload {sources[0].uri}" + (f" and {len(sources) - 1} more" if len(sources) > 1 else "")
    with lab.ledger.batch(lab.config.author, note) as batch:
        for one in sources:
            batch.withdraw(one.id)
        batch.commit()
