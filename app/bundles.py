"""Files that are read with others: the parts of an investigation, the files of a crate.

Each file keeps its own source and its own change detection. What a bundle adds is decided here, after the files:

- an assay file whose study is named in the investigation is read again when the investigation names another;
- a file that no loader reads, but that a bundle describes, is part of it and not skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from labkin.app.folder_options import options_for
from labkin.app.lab import Lab
from labkin.graph.errors import BadInput
from labkin.graph.model import Node, Source

if TYPE_CHECKING:
    from labkin.app.loading import FileReport
    from labkin.loaders.base import Loader

Reload = Callable[[Path], Iterator["FileReport"]]


def version_now(file: Path, source: Source, loader: Loader) -> str:
    """The loader's version as it would be noted for the file today, with its context; a member of an archive keeps its.

    Nothing beside a member can change unless the archive does.
    """
    from labkin.loaders.base import CONTEXT
    from labkin.loaders.inputs import open_inputs

    noted, mark, context = source.loader_version.partition(CONTEXT)
    if loader.context is None:
        return loader.version
    if "!/" in source.uri:
        return loader.version + mark + context if noted == loader.version else loader.version
    for item in open_inputs(file, source, name=file.name, options=options_for(file)):
        return "" if isinstance(item, BadInput) else loader.version_for(item)
    return loader.version


def settle_bundles(lab: Lab, files: Collection[Path], reports: list[FileReport], reload: Reload) -> None:
    """Read again what a changed neighbour concerns, and name the bundle of each file that no loader reads."""
    for file in _neighbours(lab, files, reports):
        reports += [report for report in reload(file) if report.status != "unchanged"]
    _name_bundles(lab, [report for report in reports if report.status == "skipped"])


def _neighbours(lab: Lab, files: Collection[Path], reports: list[FileReport]) -> list[Path]:
    """The loaded files with a context, not asked for, that lie beside a file of their format which was read anew."""
    from labkin.loaders.base import LOADERS

    named = {name for name, loader in LOADERS.items() if loader.context is not None}
    folders = {Path(report.path).parent for report in reports if report.loader in named and report.status == "loaded"}
    if not folders:
        return []
    asked = set(files)
    with lab.view() as view:
        known = {Path(info.source.uri) for info in view.sources() if info.source.loader in named}
    return sorted(path for path in known if path.parent in folders and path not in asked and path.is_file())


def _name_bundles(lab: Lab, skipped: list[FileReport]) -> None:
    from labkin.loaders.base import part_of
    from labkin.loaders.bundles import claimants

    if not skipped:
        return
    wanted = {report.path: claimants(Path(report.path).as_posix()) for report in skipped}
    ids = {id for found in wanted.values() for id in found}
    with lab.view() as view:
        about = [statement for _, statement in view.about(ids)]
    said = {str(one.fact.id): part_of(one.source) or one.source.uri for one in about if isinstance(one.fact, Node)}
    for report in skipped:
        bundle = next((said[id] for id in wanted[report.path] if id in said), "")
        if bundle:
            report.status, report.part_of, report.error = "part_of", bundle, ""
