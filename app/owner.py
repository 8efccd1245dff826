"""The process that owns a lab's embedded engine: `python -m labkin.app.owner LAB_DIR`. Labkin starts it by itself."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from labkin.app.config import read_config
from labkin.graph.errors import LabkinError
from labkin.graph.owner import Step, run_owner
from labkin.graph.owner_files import OwnerFiles

if TYPE_CHECKING:
    from labkin.app.projecting import Projector
    from labkin.graph.arcade import EngineStore


def main(arguments: list[str] | None = None) -> int:
    """Own the engine of the lab named by the one argument; the exit code (see graph.owner.run_owner)."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 1:
        sys.stderr.write("usage: python -m labkin.app.owner LAB_DIR\n")
        return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    folder = Path(given[0]).resolve()
    try:
        config = read_config(folder)
    except LabkinError as error:
        sys.stderr.write(f"{error}\n")
        if folder.is_dir():
            OwnerFiles(folder).write_error(str(error))
        return 1
    work = _Work(folder)
    return run_owner(folder, work.begin, heap=config.heap, idle_minutes=config.idle_minutes, at_end=work.end)


class _Work:
    """The projector of a lab, made once the engine is there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._projector: Projector | None = None

    def begin(self, store: EngineStore) -> Step:
        from labkin.app.projecting import projector_of

        self._projector = projector_of(self._folder, store)
        return self._projector.step

    def end(self) -> None:
        if self._projector is None:
            return
        try:
            self._projector.end()
        except LabkinError:
            logging.exception("the projector did not end in order; the ledger knows where it goes on")


if __name__ == "__main__":
    ended = main()
    logging.shutdown()
    os._exit(ended)  # the JVM would wait for threads of clients that are still connected
