"""Files as they should not be: cut short, swelling, leading astray, damaged. Small on disk, made on the spot."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import zstandard

MEGABYTE = 1 << 20
NODES = b"id\tcategory\tname\n"
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "bz2": bz2.compress,
    "zst": zstandard.compress,
}


def nodes(*ids: str) -> bytes:
    """A table of nodes that every lab can load."""
    return NODES + "".join(f"{id}\tbiolink:Gene\tgene {id}\n" for id in ids).encode()


def many_nodes(prefix: str, count: int = 20_000) -> bytes:
    """The same, large, and of little order, so that it does not shrink to nothing."""
    chance = random.Random(prefix)
    lines = (f"{prefix}:{n}\tbiolink:Gene\t{chance.getrandbits(64):x}\n" for n in range(count))
    return NODES + "".join(lines).encode()


def rows_without_end() -> bytes:
    """A table of 100 MB that is nearly nothing when it is squeezed."""
    return b"a,b\n" + (b"x" * 30_000 + b",1\n") * 3_500


def half(data: bytes) -> bytes:
    """The first half of some bytes: what a download that broke off leaves."""
    return data[: len(data) // 2]


def long_line(start: bytes, filler: bytes = b"a", gigabytes: float = 2.0) -> bytes:
    """gzip of some bytes and then a line of so many gigabytes; it shrinks 250 times, as sparse tables do."""
    chance = random.Random(0)
    noise = bytes(filler[0] + chance.randrange(4) for _ in range(64 * 1024))  # random letters hardly shrink
    piece = gzip.compress(filler * (15 * MEGABYTE // len(filler)) + noise + noise, 6)
    return gzip.compress(start) + piece * int(gigabytes * 1024 / 15)


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(members: dict[str, bytes], links: dict[str, str] | None = None, hard: dict[str, str] | None = None) -> bytes:
    """A tar archive with members, symbolic and hard links."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for kind, found in ((tarfile.SYMTYPE, links or {}), (tarfile.LNKTYPE, hard or {})):
            for name, target in found.items():
                info = tarfile.TarInfo(name)
                info.type, info.linkname = kind, target
                archive.addfile(info)
    return buffer.getvalue()


def nested_zip(depth: int, width: int = 10) -> bytes:
    """Zips in zips in zips, each of `width` the same; the innermost is a megabyte of zeros."""
    inner = bytes(MEGABYTE)
    for _ in range(depth):
        inner = zipped({f"{n}.zip": inner for n in range(width)})
    return inner


def overlapping_zip(files: int = 30, size: int = 10 * MEGABYTE) -> bytes:
    """A zip whose members share their bytes: each one's data quote the next one's header and go on into its data."""
    squeezed = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = bytes(size)
    stream = squeezed.compress(plain) + squeezed.flush()
    heads: list[tuple[bytes, bytes]] = []  # local header and the stored block that quotes the next one
    entries: list[tuple[str, int, int, int]] = []
    behind = len(stream)
    for number in reversed(range(files)):
        name = f"{number:04}.csv"
        quote = b""
        if heads:
            following = heads[-1][0]
            quote = struct.pack("<BHH", 0, len(following), 0xFFFF ^ len(following))
            plain = following + plain
            behind += len(quote) + len(following)
        crc, length = zlib.crc32(plain), len(plain)
        head = (
            struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, crc, behind, length, len(name), 0) + name.encode()
        )
        heads.append((head, quote))
        entries.append((name, crc, behind, length))
    out = bytearray()
    index = bytearray()
    for (head, quote), (name, crc, packed, unpacked) in zip(reversed(heads), reversed(entries), strict=True):
        index += struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, crc, packed, unpacked,
                             len(name), 0, 0, 0, 0, 0, len(out)) + name.encode()  # fmt: skip
        out += head + quote
    out += stream
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, files, files, len(index), len(out), 0)
    return bytes(out + index + end)


def workbook(cells: str) -> bytes:
    """An Excel workbook of one sheet with these cells, in the words of its XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    relation = f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}'
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>'.encode(),
            "_rels/.rels": f'{relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/_rels/workbook.xml.rels": f'{relation}/worksheet" Target="worksheets/s.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
            "xl/worksheets/s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'.encode(),
        }
    )


def cell(at: str, value: int) -> str:
    """A row of a sheet with one number in it."""
    row = "".join(letter for letter in at if letter.isdigit())
    return f'<row r="{row}"><c r="{at}"><v>{value}</v></c></row>'


PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>{}</PMID></MedlineCitation>"
    "</PubmedArticle></PubmedArticleSet>"
)


def entity_xml(declared: str, used: str) -> bytes:
    """PubMed's XML with declarations of its own."""
    return f"<!DOCTYPE PubmedArticleSet [{declared}]>{PUBMED.format(used)}".encode()


def laughs() -> bytes:
    """Ten entities, each ten times the one before."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return entity_xml(f'<!ENTITY l0 "ha">{levels}', "&l9;")


def make_loops(folder: Path) -> None:
    """Folders whose links lead round and round."""
    (folder / "deep").mkdir()
    (folder / "deep" / "kept_nodes.tsv").write_bytes(nodes("Loop:1"))
    (folder / "deep" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "this").symlink_to("that")
    (folder / "that").symlink_to("this")


def non_utf8_name(folder: Path) -> Path:
    """A path whose name is no UTF-8."""
    return Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9_nodes.tsv"))
