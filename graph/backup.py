"""Backup and restore of a lab: the ledger and the bytes of its files. Projections are rebuilt, not kept.

A backup is a plain tar file, so that it can be looked into without Labkin: `manifest.json`, `labkin.toml`,
`searches.json`, `ledger.db`, `blobs/..`. The ledger is copied with SQLite's online backup, so the lab may be in use
meanwhile.
"""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from labkin.graph.blobs import Blobs, hash_of
from labkin.graph.errors import LabError
from labkin.graph.ledger import Ledger, now
from labkin.graph.ledger_jobs import Jobs

FORMAT = 1
KEPT = ("labkin.toml", "searches.json")  # settings and saved searches


def back_up(lab: Path, ledger: Ledger, target: Path) -> dict[str, Any]:
    """Write the lab into a new file; its manifest, where `missing` are the files whose kept bytes were not there.

    Raises LabError when the file exists or cannot be written.
    """
    if ledger.engine.dialect.name != "sqlite":
        raise LabError("this lab's ledger is in a database server: back it up with that server's own tools")
    if target.exists():
        raise LabError(f"{target} exists already: give the name of a new file")
    try:
        with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".labkin-backup-") as work:
            copy = Path(work) / "ledger.db"
            _copy_database(Path(str(ledger.engine.url.database)), copy)
            manifest = _manifest(copy) | {"missing": Blobs(lab / "blobs").missing(Jobs(ledger).kept())}
            packed = Path(work) / "backup.tar"
            _pack(packed, copy, lab, manifest)
            packed.replace(target)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise LabError(f"the backup {target} cannot be written: {why}") from error
    return manifest


def _copy_database(original: Path, copy: Path) -> None:
    with sqlite3.connect(original) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    source.close()
    target.close()


def _manifest(copy: Path) -> dict[str, Any]:
    ledger = Ledger.open(str(copy))
    last = ledger.transactions(newest=1)
    ledger.close()
    with sqlite3.connect(copy) as connection:  # fold the write-ahead log back into the one file
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    head = {"transaction": last[0].id, "chain": last[0].hash} if last else {"transaction": 0, "chain": ""}
    return {"labkin_backup": FORMAT, "at": now(), **head, "ledger_sha256": hash_of(copy)}


def _pack(packed: Path, copy: Path, lab: Path, manifest: dict[str, Any]) -> None:
    with tarfile.open(packed, "w") as tar:
        text = json.dumps(manifest, indent=2).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
        tar.add(copy, "ledger.db")
        for name in KEPT:
            if (lab / name).is_file():
                tar.add(lab / name, name)
        for blob in Blobs(lab / "blobs").all():
            tar.add(blob, f"blobs/{blob.parent.name}/{blob.name}")


def restore(file: Path, lab: Path) -> dict[str, Any]:
    """Make a lab anew from a backup, checking every hash; the manifest.

    Raises LabError when the folder is not empty, or the file is no backup or is damaged; the folder is then untouched.
    """
    if lab.exists() and any(lab.iterdir()):
        raise LabError(f"{lab} is not empty: restore into a new folder")
    lab.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=lab.resolve().parent, prefix=".labkin-restore-") as work:
        unpacked = Path(work) / "lab"
        try:
            with tarfile.open(file, "r:") as tar:
                tar.extractall(unpacked, filter="data")
            manifest = json.loads((unpacked / "manifest.json").read_text())
        except OSError as error:
            raise LabError(f"{file} cannot be restored to {lab}: {error.strerror or error}") from error
        except (tarfile.TarError, ValueError, KeyError) as error:
            raise LabError(f"{file} is not a backup of a lab, or is cut short: {error}") from error
        _check(file, unpacked, manifest)
        (unpacked / "manifest.json").unlink()
        if lab.exists():
            lab.rmdir()
        unpacked.replace(lab)
    return dict(manifest)


def _check(file: Path, unpacked: Path, manifest: dict[str, Any]) -> None:
    if manifest.get("labkin_backup") != FORMAT:
        raise LabError(f"{file} was written by a newer Labkin: install it to restore this backup")
    if hash_of(unpacked / "ledger.db") != manifest["ledger_sha256"]:
        raise LabError(f"{file} is damaged: its ledger does not match its checksum")
    if damaged := Blobs(unpacked / "blobs").damaged():
        raise LabError(f"{file} is damaged: the kept bytes of {damaged[0]} do not match their name")
    ledger = Ledger.open(str(unpacked / "ledger.db"))
    try:
        ledger.verify()
        missing = Blobs(unpacked / "blobs").missing(Jobs(ledger).kept())
        if set(missing) > set(manifest.get("missing", [])):
            raise LabError(f"{file} is damaged: it lacks the kept bytes of {missing[0]}")
        ledger.forget_projections()
    finally:
        ledger.close()
        for extra in ("ledger.db-wal", "ledger.db-shm"):
            (unpacked / extra).unlink(missing_ok=True)
