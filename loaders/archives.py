"""The members of zip and tar archives, read in place: nothing is ever unpacked under a name that an archive gives."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, NamedTuple

from labkin.graph.errors import BadInput
from labkin.graph.values import clean_text
from labkin.loaders.streams import Budget, Guard, Layers, Open, buffered, peel, seekable

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
# A zip file with one of these is one document, to be read whole: Office, OpenDocument and EPUB, Java.
_DOCUMENT_MARKS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")


class Member(NamedTuple):
    """One file of an archive. `why_not` says why it cannot be opened; then `open` must not be called."""

    name: str
    open: Open
    why_not: str = ""


class Siblings(Mapping[str, Open]):
    """The files that lie in a member's folder or below it, by their path from there, opened without compression."""

    def __init__(self, members: Mapping[str, Open], own: str, budget: Budget) -> None:
        self._members, self._own, self._budget = members, own, budget
        self._folder = own.rpartition("/")[0] + "/" if "/" in own else ""

    def __getitem__(self, name: str) -> Open:
        opened, budget = self._members[self._folder + name], self._budget
        return lambda: peel(opened, name, budget).open()

    def __iter__(self) -> Iterator[str]:
        here = self._folder
        return (name[len(here) :] for name in self._members if name.startswith(here) and name != self._own)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def archive_kind(layers: Layers) -> str:
    """ "zip", "tar" or "" for what is no archive. A zip file that is one document (xlsx, docx) is none."""
    if layers.head.startswith(ZIP_MAGIC):
        return "" if _is_document(layers) else "zip"
    return "tar" if layers.head[257:262] == b"ustar" else ""


def _is_document(layers: Layers) -> bool:
    if any(mark.encode() in layers.head[:4096] for mark in _DOCUMENT_MARKS):
        return True
    try:
        with seekable(layers.open()) as stream, zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False  # the damage is told when its members are listed
    return any(mark in names for mark in _DOCUMENT_MARKS) or (bool(names) and all(n.endswith(".npy") for n in names))


def members(layers: Layers, kind: str, budget: Budget) -> list[Member]:
    """The files of an archive, in its own order. Raises BadInput when its index cannot be read or is too long."""
    listed = _zip_members(layers, budget) if kind == "zip" else _tar_members(layers, budget)
    seen: set[str] = set()
    out: list[Member] = []
    for member in listed:
        why = (
            member.why_not or _bad_name(member.name) or ("a second member of that name" if member.name in seen else "")
        )
        seen.add(member.name)
        if not _is_litter(member.name):
            out.append(member._replace(why_not=why))
    return out


def _bad_name(name: str) -> str:
    parts = re.split(r"[/\\]", name)
    if ".." in parts or name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or "\0" in name:
        return "its name leads out of the archive; it was not opened"
    return ""


def _is_litter(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") and part not in (".", "..") for part in parts)


def _too_many(layers: Layers, budget: Budget) -> BadInput:
    why = f"it has more than {budget.limits.members:,} members; unpack it yourself and load the folder"
    return BadInput(layers.name, "", why)


def _zip_members(layers: Layers, budget: Budget) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(seekable(layers.open()))  # stays open as long as a member can be asked for
        infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise BadInput(layers.name, "", f"the zip archive is damaged or cut short ({error})") from error
    if len(infos) > budget.limits.members:
        raise _too_many(layers, budget)
    for info in infos:
        if not info.is_dir():
            why = "it is encrypted; decrypt it and load it again" if info.flag_bits & 1 else ""
            name = clean_text(info.filename.removeprefix("./"))
            yield Member(name, _opener(archive.open, info, layers.name, name, "zip", budget.left), why)


def _tar_members(layers: Layers, budget: Budget) -> list[Member]:
    try:
        archive = tarfile.open(fileobj=seekable(layers.open()), mode="r:")  # noqa: SIM115
        return list(_listed(archive, layers, budget))
    except (tarfile.TarError, ValueError, OSError, EOFError, KeyError) as error:
        raise BadInput(layers.name, "", f"the tar archive is damaged or cut short ({error})") from error


def _listed(archive: tarfile.TarFile, layers: Layers, budget: Budget) -> Iterator[Member]:
    count, links = 0, []
    names: set[str] = set()
    for info in archive:
        if (count := count + 1) > budget.limits.members:
            raise _too_many(layers, budget)
        name = clean_text(info.name.removeprefix("./"))
        if info.isfile():
            names.add(name)
            yield Member(name, _opener(archive.extractfile, info, layers.name, name, "tar", budget.left))
        elif info.issym() or info.islnk():
            links.append((name, info))
    for name, info in links:  # a link to a member says nothing new; any other leads somewhere else
        target = clean_text(info.linkname.removeprefix("./"))
        folder = name.rpartition("/")[0]
        if target not in names and f"{folder}/{target}".lstrip("/") not in names:
            yield Member(name, io.BytesIO, "it is a link to something outside the archive; links are not followed")


def _opener(get: Callable[[Any], Any], info: object, archive: str, name: str, what: str, budget: int) -> Open:
    def open_() -> BinaryIO:
        place = f"member {name}"
        try:
            stream = get(info)
        except (zipfile.BadZipFile, tarfile.TarError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
            raise BadInput(archive, place, f"the {what} member cannot be opened ({error})") from error
        return buffered(Guard(stream, archive, what=what, budget=budget, place=place))

    return open_
