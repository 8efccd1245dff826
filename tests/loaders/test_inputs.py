"""From paths to inputs: folders, compression, archives, bombs, damage, change."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import tarfile
import zipfile
from functools import cache
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.errors import BadInput
from labkin.loaders.base import Input
from labkin.loaders.inputs import find_files, hash_file, open_inputs, source_of
from labkin.loaders.streams import Limits

TEXT = b"a,b\n1,2\n3,4\n"
COMPRESS = {".gz": gzip.compress, ".xz": lzma.compress, ".bz2": bz2.compress, ".zst": zstandard.compress}


def opened(path: Path, limits: Limits | None = None) -> list[Input | BadInput]:
    seen = hash_file(path)
    return list(open_inputs(path, source_of(path, seen), seen=seen, limits=limits or Limits()))


def good(path: Path) -> list[Input]:
    found = opened(path)
    assert all(isinstance(item, Input) for item in found), found
    return [item for item in found if isinstance(item, Input)]


def read(item: Input) -> bytes:
    with item.open() as stream:
        return stream.read()


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_folders_are_walked_in_one_order_and_hidden_files_and_labs_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.csv", "a/c.csv", ".hidden.csv", ".labkin/x.csv", "lab/ledger.db", "lab/kept.csv", "other/d.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    wanted = [tmp_path / "a/c.csv", tmp_path / "b.csv"]
    assert find_files([tmp_path / "b.csv", tmp_path], skip=[tmp_path / "other"]) == wanted
    assert find_files([tmp_path, tmp_path / "b.csv"], skip=[tmp_path / "other"]) == wanted


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TEXT)
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert [path.name for path in find_files([tmp_path])] == ["a.csv"]


def test_pipes_in_folders_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert find_files([tmp_path]) == []
    with pytest.raises(BadInput, match="regular file"):
        hash_file(tmp_path / "pipe")


def test_a_path_to_nothing_fails_alone_and_says_so(tmp_path: Path) -> None:
    (missing,) = find_files([tmp_path / "gone.csv"])
    with pytest.raises(BadInput, match=r"gone\.csv: there is no such file"):
        hash_file(missing)


@pytest.mark.parametrize("ending", ["", *COMPRESS])
def test_compression_is_taken_off_by_content_and_the_hash_is_of_the_bytes_on_disk(tmp_path: Path, ending: str) -> None:
    data = COMPRESS[ending](TEXT) if ending else TEXT
    path = tmp_path / f"t.csv{ending}"
    path.write_bytes(data)
    (item,) = good(path)
    assert (item.name, read(item), item.head) == ("t.csv", TEXT, TEXT)
    assert item.source.sha256 == hashlib.sha256(data).hexdigest() == hash_file(path).sha256
    assert item.source.size == len(data)
    assert item.source.uri == path.as_posix()
    assert item.raw is not None
    with item.raw() as raw:
        assert raw.read() == data


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_texts_are_read_as_utf_8_by_their_mark(tmp_path: Path, encoding: str) -> None:
    text = '<?xml version="1.0" encoding="UTF-99"?>\n<a>Größe 𝛼 \u0100</a>\n' * 9_000
    raw = ("\ufeff" + text).encode(encoding)
    path = tmp_path / "wide.xml.gz"
    path.write_bytes(gzip.compress(raw))
    [item] = good(path)
    plain = text.replace(' encoding="UTF-99"', "", 1).encode()
    assert item.head == plain[: len(item.head)]
    assert read(item) == plain
    assert item.raw is not None
    with item.raw() as stream:
        assert stream.read() == gzip.compress(raw)


def test_bytes_that_only_begin_like_a_wide_text_stay(tmp_path: Path) -> None:
    (tmp_path / "photo.bin").write_bytes(noise := b"\xff\xfe" + b"\x01\x00\x02\x00\x05\x00" * 500)
    assert read(good(tmp_path / "photo.bin")[0]) == noise


def test_a_blob_without_a_telling_name_is_read_in_the_files_stead(tmp_path: Path) -> None:
    path, blob = tmp_path / "t.csv.gz", tmp_path / "0af3"
    path.write_bytes(gzip.compress(TEXT))
    seen = hash_file(path)
    path.rename(blob)
    (item,) = open_inputs(path, source_of(path, seen), seen=seen, bytes_at=blob)
    assert isinstance(item, Input)
    assert (item.name, read(item), item.source.uri) == ("t.csv", TEXT, path.as_posix())


@pytest.mark.parametrize("ending", list(COMPRESS))
def test_compressed_data_cut_short_are_bad_input_with_a_place(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t.csv{ending}"
    whole = COMPRESS[ending](os.urandom(200_000))
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput) as caught:
        for item in opened(path):
            if isinstance(item, BadInput):
                raise item
            read(item)
    assert caught.value.place.startswith("byte")
    assert "damaged" in caught.value.why


def test_members_of_a_zip_are_inputs_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped(**{"b.csv": TEXT, "sub/c.csv.gz": gzip.compress(b"x"), "__MACOSX/b.csv": b"no", ".x": b"no"})
    )
    first, second = good(path)
    assert (first.name, read(first), first.source.uri) == ("a.zip/b.csv", TEXT, f"{path.as_posix()}!/b.csv")
    assert first.source.sha256 == hashlib.sha256(TEXT).hexdigest()
    assert (second.name, read(second), read(second)) == ("a.zip/sub/c.csv", b"x", b"x")
    assert dict.fromkeys(first.siblings) == {"sub/c.csv.gz": None}
    with first.siblings["sub/c.csv.gz"]() as stream:
        assert stream.read() == b"x"


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:xz", "w:bz2"])
def test_members_of_a_tar_are_inputs_of_their_own(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        info = tarfile.TarInfo("b.csv")
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT))
        link = tarfile.TarInfo("same")
        link.type, link.linkname = tarfile.SYMTYPE, "b.csv"
        archive.addfile(link)
        out = tarfile.TarInfo("passwd")
        out.type, out.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(out)
    member, outside = opened(path)
    assert isinstance(member, Input)
    assert (member.source.uri, read(member)) == (f"{path.as_posix()}!/b.csv", TEXT)
    assert isinstance(outside, BadInput)
    assert "links are not followed" in outside.why


def test_an_archive_in_an_archive_is_opened_and_one_deeper_is_not(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(**{"in.zip": zipped(**{"b.csv": TEXT, "deep.zip": zipped(x=b"1")})}))
    first, second = opened(path)
    assert isinstance(first, Input)
    assert (first.name, read(first)) == ("a.zip/in.zip/b.csv", TEXT)
    assert isinstance(second, BadInput)
    assert "deep" in second.why


def test_a_member_whose_name_leads_out_fails_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(**{"../evil.csv": TEXT, "/abs.csv": TEXT, "C:\\x.csv": TEXT, "ok.csv": TEXT}))
    found = opened(path)
    assert [item.name for item in found if isinstance(item, Input)] == ["a.zip/ok.csv"]
    assert all("leads out" in item.why for item in found if isinstance(item, BadInput))
    assert len(found) == 4
    assert not (tmp_path.parent / "evil.csv").exists()


def test_bombs_are_stopped_alone_or_in_archives(tmp_path: Path) -> None:
    limits = Limits(ratio=10, free_bytes=10_000)
    alone, archive = tmp_path / "bomb.gz", tmp_path / "bomb.zip"
    alone.write_bytes(gzip.compress(bytes(1_000_000)))
    archive.write_bytes(zipped(**{f"{n}.csv": bytes(9_000) for n in range(9)}))
    (item,) = opened(alone, limits)
    assert isinstance(item, BadInput)
    assert "bomb" in item.why
    *before, last = opened(archive, limits)
    assert isinstance(last, BadInput)
    assert "bomb" in last.why
    assert len(before) < 9


def test_an_archive_of_too_many_members_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(a=b"", b=b"", c=b""))
    (item,) = opened(path, Limits(members=2))
    assert isinstance(item, BadInput)
    assert "more than 2 members" in item.why


def test_an_encrypted_member_fails_alone(tmp_path: Path) -> None:
    data = bytearray(zipped(**{"secret.csv": TEXT, "open.csv": TEXT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    secret, plain = opened(path)
    assert isinstance(secret, BadInput)
    assert "encrypted" in secret.why
    assert "secret.csv" in secret.place
    assert isinstance(plain, Input)


def test_a_damaged_member_fails_alone(tmp_path: Path) -> None:
    data = bytearray(zipped(**{"bad.csv": os.urandom(1000), "fine.csv": TEXT}))
    data[200] ^= 0xFF
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    bad, fine = opened(path)
    assert isinstance(bad, BadInput)
    assert isinstance(fine, Input)
    assert read(fine) == TEXT


def test_office_documents_are_one_input(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    assert [item.name for item in good(path)] == ["book.xlsx"]


def test_a_file_that_changes_underway_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(TEXT)
    (item,) = good(path)
    path.write_bytes(TEXT + b"5,6\n")
    with pytest.raises(BadInput, match="changed while it was being read"):
        read(item)


def test_siblings_are_found_by_name_and_never_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.csv").write_bytes(b"out")
    (tmp_path / "in/a.csv").write_bytes(TEXT)
    (tmp_path / "in/b.csv.gz").write_bytes(gzip.compress(b"b"))
    (item,) = good(tmp_path / "in/a.csv")
    assert list(item.siblings) == ["b.csv.gz"]
    with item.siblings["b.csv"]() as stream:
        assert stream.read() == b"b"
    assert "../out.csv" not in item.siblings


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_archives_never_raise_anything_but_bad_input(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = data.draw(st.sampled_from(_archives()))
    cut = bytearray(whole[: data.draw(st.integers(0, len(whole)))])
    for _ in range(data.draw(st.integers(0, 4))):
        if cut:
            cut[data.draw(st.integers(0, len(cut) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("fuzz") / "x"
    path.write_bytes(cut)
    for item in opened(path, Limits(free_bytes=1 << 20, total_bytes=1 << 22)):
        if isinstance(item, Input):
            try:
                read(item)
            except BadInput:
                continue


@cache  # archives hold the time they were made at, so others may be of other lengths
def _archives() -> list[bytes]:
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as archive:
        info = tarfile.TarInfo("b.csv")
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT))
    inner = zipped(**{"b.csv": TEXT, "c/d.csv": TEXT * 50})
    return [inner, zipped(**{"in.zip": inner}), tar.getvalue(), *(f(tar.getvalue()) for f in COMPRESS.values())]
