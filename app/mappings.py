"""Mappings in a lab: read from files, kept with the loads they were used for, proposed and tried before a load."""

from __future__ import annotations

import os
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from labkin.app.folder_options import options_for
from labkin.app.lab import SEARCH, Lab
from labkin.graph.errors import BadInput, LabkinError
from labkin.graph.model import EVERYONE, Source

if TYPE_CHECKING:
    from labkin.loaders.base import Input, Loader
    from labkin.loaders.mapping import Mapping
    from labkin.loaders.mapping_columns import Sample
    from labkin.loaders.mapping_guess import Proposal

LOADER = "mapped"
OPTION = "mapping"
TRIED = 5  # cells of a column that are looked up in a lab


def read_mapping(path: Path) -> Mapping:
    """The mapping in a file. Raises BadInput: where in it, what is wrong, what to do."""
    from labkin.loaders.mapping_yaml import MOST_BYTES, parse_mapping

    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES * 4 + 1)
        return parse_mapping(data.decode("utf-8-sig"), str(path))
    except OSError as error:
        raise BadInput(str(path), "", f"the mapping cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BadInput(str(path), "", "the mapping is not UTF-8 text; save it as such") from error


def mapping_text(path: Path) -> str:
    """The mapping in a file as it is kept: without comments and layout. Raises BadInput."""
    from labkin.loaders.mapping_yaml import write_mapping

    return write_mapping(read_mapping(path))


# -- which mapping a file is loaded with -----------------------------------------------------------------------------


def mapping_for(lab: Lab, file: Path, uri: str, given: str, loader: str) -> str:
    """The mapping to load a file with, as text; empty for none.

    The one that was given; else that of the folder's options; else the one it was loaded with before. Naming another
    loader lets go of them. Raises BadInput when the folder names one that cannot be read.
    """
    if given or (loader and loader != LOADER):
        return given
    if named := options_for(file).get(OPTION):
        return mapping_text(file.parent / named)
    with lab.view() as view:
        here = view.sources(uri) or view.sources_within(uri)
    if not here or here[-1].source.loader != LOADER:
        return ""
    return lab.jobs.last_options(uri).get(OPTION, "")


def input_options(file: Path, mapping: str) -> dict[str, str]:
    """The options for the loader of a file: those of its folder, and the mapping itself."""
    options = {name: value for name, value in options_for(file).items() if name != OPTION}
    return {**options, OPTION: mapping} if mapping else options


def version_with(loader: Loader, mapping: str) -> str:
    """The version of a loader as it is recorded with a source: another mapping reads a file in another way."""
    if loader.name != LOADER or not mapping:
        return loader.version
    from labkin.loaders.mapping_yaml import digest_of, parse_mapping

    return f"{loader.version}+{digest_of(parse_mapping(mapping))}"


# -- before a load ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A table of a file, and what is proposed for it."""

    sample: Sample
    proposal: Proposal


def open_table(path: Path, uri: str = "") -> Input:
    """A file as a loader would be given it. Raises BadInput when it cannot be read, or is an archive."""
    from labkin.loaders.inputs import open_inputs

    if not path.is_file():
        raise BadInput(str(path), "", "there is no such file")
    uri = uri or Path(os.path.abspath(path)).as_posix()  # noqa: PTH100  (as `load` does: no links are followed)
    item = next(iter(open_inputs(path, Source(uri, "", path.stat().st_size, "", ""))), None)
    if isinstance(item, BadInput):
        raise item
    if item is None or item.source.uri != uri:
        raise BadInput(str(path), "", "it is an archive; unpack it, and give one table of it")
    return item


def find_tables(item: Input, lab: Lab | None = None) -> list[Found]:
    """Each table of a file with a proposal, the one of most columns and rows first. Raises BadInput."""
    from labkin.loaders.datasets import readable_stem
    from labkin.loaders.mapping_columns import samples
    from labkin.loaders.mapping_guess import propose
    from labkin.loaders.tables import format_of

    format = format_of(item)
    if not format:
        raise item.bad("", "it is not a table: neither delimited text, Excel nor Parquet")
    found = [one for one in samples(item, format) if one.rows]
    if not found:
        raise item.bad("", "there is no row in it under the header, so there is nothing to propose")
    title = readable_stem(item)
    proposals = [Found(one, propose(one, title)) for one in found]
    if lab is not None:
        known = [(one.sample, known_prefixes(lab, one)) for one in proposals]
        proposals = [Found(sample, propose(sample, title, prefixes)) for sample, prefixes in known]
    return sorted(proposals, key=lambda one: -len(one.sample.rows) * len(one.sample.columns))


def known_prefixes(lab: Lab, found: Found) -> MappingOf[str, str]:
    """What the lab writes before the identifiers of a kind, seen from the cells that it knows already.

    So a table of compounds that the lab has as "lantern:LK-0042" adds to them, and does not found a second set.
    """
    from labkin.search.index import Request

    prefixes: dict[str, str] = {}
    if not (lab.folder / SEARCH).is_dir():
        return prefixes
    for use in found.proposal.uses:
        if use.use != "identifier" or use.kind in prefixes:
            continue
        for cell in [cell for cell in found.sample.cells(use.column) if cell][:TRIED]:
            try:
                hits = lab.index.search(Request(cell, kinds=(use.kind,), limit=10), EVERYONE).hits
            except LabkinError:
                return prefixes
            ids = [hit.id for hit in hits if hit.id == cell or hit.id.endswith(f":{cell}")]
            if ids:
                prefixes[use.kind] = ids[0].removesuffix(cell)
                break
    return prefixes


def changed(found: Found, item: Input, position: int, **fields: str) -> Found:
    """The proposal with one column used differently; the mapping follows."""
    from labkin.loaders.datasets import readable_stem
    from labkin.loaders.mapping_guess import rebuilt

    uses = list(found.proposal.uses)
    if position >= 0:
        uses[position] = replace(uses[position], question="", **fields)  # type: ignore[arg-type]
    subject = fields.get("subject", "") if position < 0 else ""
    return Found(found.sample, rebuilt(found.proposal, uses, found.sample, readable_stem(item), subject))
