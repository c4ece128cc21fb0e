"""Archives: every file in them is a document of its own, and nothing leads out of them."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import hashlib
import io
import json
import lzma
import stat
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor import ReadError, read
from extractor.batch import run_batch
from extractor.readers import open_each, read_bytes
from extractor.readers.archive import limits as archive_limits
from extractor.readers.archive import members
from extractor.readers.kinds import Member, kind_of

SAID = "2017年主动公开政府信息10707条。\n".encode()
FILES = {"2017/盐池县.txt": SAID, "2018/盐池县.txt": "2018年主动公开政府信息12条。\n".encode()}


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def old_zip(name: str, data: bytes, encoding: str) -> bytes:
    """A zip as Chinese programs write it: the name's bytes in GBK, and no flag."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("x" * len(name.encode(encoding)), data)
    return buffer.getvalue().replace(b"x" * len(name.encode(encoding)), name.encode(encoding))


def tarred(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as packed:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def seven(files: dict[str, bytes]) -> bytes:
    py7zr = pytest.importorskip("py7zr", reason="7z is an extra")
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w") as packed:
        packed.set_encoded_header_mode(False)
        for name, data in files.items():
            packed.writestr(data, name)
    return buffer.getvalue()


def renamed(data: bytes, old: str, new: str) -> bytes:
    """A 7z in which a file has another name, as long; its list of files must not be packed."""
    begin = 32 + int.from_bytes(data[12:20], "little")
    listed = data[begin:].replace(old.encode("utf-16-le"), new.encode("utf-16-le"))
    start = data[12:28] + struct.pack("<L", zlib.crc32(listed))
    return data[:8] + struct.pack("<L", zlib.crc32(start)) + start + data[32:begin] + listed


def found(data: bytes) -> dict[str, bytes | str]:
    return {item.path: item.data if isinstance(item, Member) else item.code for item in members(data, "a.zip")}


@pytest.mark.parametrize(
    "pack",
    [
        zipped,
        tarred,
        lambda files: gzip.compress(tarred(files)),
        lambda files: bz2.compress(tarred(files)),
        lambda files: lzma.compress(tarred(files)),
        seven,
    ],
    ids=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "7z"],
)
def test_every_file_of_an_archive_has_a_path_of_its_own(pack: Callable[[dict[str, bytes]], bytes]) -> None:
    assert found(pack(FILES)) == {f"a.zip!/{name}": data for name, data in FILES.items()}


def test_a_single_packed_file_is_an_archive_of_one(tmp_path: Path) -> None:
    path = tmp_path / "yanchi.txt.gz"
    path.write_bytes(gzip.compress(SAID))
    (one,) = open_each(path)
    assert isinstance(one, Member)
    assert (one.path, one.data) == (f"{path}!/yanchi.txt", SAID)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_flag_are_read_as_gbk_or_utf_8(encoding: str) -> None:
    assert list(found(old_zip("吴忠市/盐池县2017年报.txt", SAID, encoding))) == ["a.zip!/吴忠市/盐池县2017年报.txt"]


def test_a_member_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"in/b.zip": zipped(FILES), "x.txt": SAID}))
    assert read(f"{path}!/x.txt").text == SAID.decode()
    inner = f"{path}!/in/b.zip!/2017/盐池县.txt"
    document = read(inner)
    assert (document.text, document.source.path) == (SAID.decode(), inner)
    with pytest.raises(ReadError, match="no such file in the archive"):
        read(f"{path}!/y.txt")
    with pytest.raises(ReadError, match="this is an archive"):
        read(path)


def test_an_archive_in_an_archive_in_an_archive_is_too_deep(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"b.zip": zipped({"c.zip": zipped(FILES), "x.txt": SAID})}))
    results = {item.path.removeprefix(str(path)): getattr(item, "code", "read") for item in open_each(path)}
    assert results == {"!/b.zip!/c.zip": "too_deep", "!/b.zip!/x.txt": "read"}


# --- hostile archives -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "C:\\x.txt", "a/../../x", "..\\x.txt", "\\\\host\\x"]
)
def test_a_name_that_leads_out_is_refused_and_the_rest_is_read(name: str) -> None:
    assert found(zipped({name: b"x", "y.txt": SAID})) == {f"a.zip!/{name}": "unsafe", "a.zip!/y.txt": SAID}


@pytest.mark.parametrize("name", ["../up.txt", "/abs.txt", "C:/x.txt", "a/../b.txt"])
def test_a_name_that_leads_out_of_a_7z_is_refused_and_the_rest_is_read(name: str) -> None:
    harmless = "n" * len(name)  # py7zr writes no such names
    data = renamed(seven({harmless: b"x", "y.txt": SAID}), harmless, name)
    assert found(data) == {f"a.zip!/{name}": "unsafe", "a.zip!/y.txt": SAID}


def test_files_of_one_name_in_a_7z_are_files_of_their_own() -> None:
    data = renamed(seven({"a.txt": b"1", "b.txt": b"2", "c.txt": b""}), "b.txt", "a.txt")
    assert found(data) == {"a.zip!/a.txt": b"1", "a.zip!/a.txt#2": b"2", "a.zip!/c.txt": b""}


def test_of_a_damaged_7z_the_files_before_the_damage_are_read() -> None:
    py7zr = pytest.importorskip("py7zr", reason="7z is an extra")
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", filters=[{"id": py7zr.FILTER_COPY}]) as packed:
        for number in range(3):
            packed.writestr(f"第{number}号".encode(), f"{number}.txt")
    data = buffer.getvalue().replace("第1号".encode(), "第x号".encode())
    items = members(data, "a.7z")
    assert next(items) == Member("a.7z!/0.txt", "第0号".encode())
    with pytest.raises(ReadError, match="the archive is damaged"):
        next(items)


def test_links_are_no_files() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as packed:
        for kind, name in ((tarfile.SYMTYPE, "soft"), (tarfile.LNKTYPE, "hard")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            packed.addfile(info)
    assert found(buffer.getvalue()) == {"a.zip!/soft": "unsafe", "a.zip!/hard": "unsafe"}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zip_file:
        link = zipfile.ZipInfo("soft")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        zip_file.writestr(link, "/etc/passwd")
    assert found(buffer.getvalue()) == {"a.zip!/soft": "unsafe"}


def test_a_bomb_is_refused_and_the_rest_is_read() -> None:
    assert found(zipped({"bomb": bytes(40_000_000), "y.txt": SAID})) == {
        "a.zip!/bomb": "too_large",
        "a.zip!/y.txt": SAID,
    }


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_a_packed_stream_ends_where_it_grows_too_large(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_limits, "MOST_BYTES", 1_000_000)
    with pytest.raises(ReadError, match="unpacks to too much"):
        found(pack(tarred({"a": bytes(600_000), "b": bytes(600_000)})))


def test_too_many_files_are_refused_before_they_are_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_limits, "MOST_MEMBERS", 3)
    for pack in (zipped, tarred):
        with pytest.raises(ReadError, match="unpacks to too much"):
            found(pack({f"{number}.txt": b"" for number in range(5)}))


def test_a_damaged_7z_is_told_however_it_is_packed() -> None:
    py7zr = pytest.importorskip("py7zr", reason="7z is an extra")
    for method in ({"id": py7zr.FILTER_ZSTD, "level": 3}, {"id": py7zr.FILTER_BROTLI, "level": 3}):
        buffer = io.BytesIO()
        with py7zr.SevenZipFile(buffer, "w", filters=[method]) as packed:
            packed.writestr(SAID * 20, "a.txt")
        data = bytearray(buffer.getvalue())
        assert found(bytes(data)) == {"a.zip!/a.txt": SAID * 20}
        for place in range(32, 60):
            broken = bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
            with pytest.raises(ReadError, match="damaged"):
                found(broken)


def test_ppmd_in_a_7z_is_not_unpacked() -> None:
    py7zr = pytest.importorskip("py7zr", reason="7z is an extra")
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", filters=[{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}]) as packed:
        packed.writestr(SAID, "a.txt")
    with pytest.raises(ReadError, match="packed with PPMd"):
        found(buffer.getvalue())


def test_an_archive_with_any_byte_changed_is_read_or_refused() -> None:
    for pack in (zipped, lambda files: gzip.compress(tarred(files)), seven):
        data = pack(FILES)
        for place in range(0, len(data), 3):
            broken = bytearray(data)
            broken[place] ^= 0xFF
            with contextlib.suppress(ReadError):
                found(bytes(broken))


def test_an_encrypted_member_is_told() -> None:
    data = bytearray(zipped(FILES))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "encrypted" in found(bytes(data)).values()


def test_what_systems_leave_in_archives_is_no_report() -> None:
    left = {"__MACOSX/._x.txt": b"x", "a/.DS_Store": b"x", "Thumbs.db": b"x", "x.txt": SAID}
    assert list(found(zipped(left))) == ["a.zip!/x.txt"]


def test_other_files_that_are_zip_archives_are_told_apart() -> None:
    with pytest.raises(ReadError, match="another of Office"):
        read_bytes(zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "x.pptx")
    with pytest.raises(ReadError, match="OFD"):
        read_bytes(zipped({"OFD.xml": b""}), "x.ofd")


def test_a_tar_whose_names_are_in_gbk_or_in_no_encoding_is_read() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", encoding="gbk") as packed:
        info = tarfile.TarInfo("年报.txt")
        info.size = len(SAID)
        packed.addfile(info, io.BytesIO(SAID))
    assert found(buffer.getvalue()) == {"a.zip!/年报.txt": SAID}
    for name in found(buffer.getvalue().replace("年".encode("gbk"), b"\xff\xfe")):
        name.encode("utf-8")


def test_a_damaged_header_in_the_middle_of_a_tar_is_told() -> None:
    data = bytearray(tarred({f"{number}.txt": SAID for number in range(5)}))
    data[2 * 1024 + 150] ^= 0xFF
    with pytest.raises(ReadError, match="damaged"):
        found(bytes(data))


def test_a_sparse_member_is_no_file() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as packed:
        info = tarfile.TarInfo("x")
        info.type = tarfile.GNUTYPE_SPARSE
        packed.addfile(info)
    assert set(found(buffer.getvalue()).values()) <= {"unsupported", "too_large"}


@pytest.mark.parametrize("pack", [zipfile.ZipFile, None], ids=["zip", "tar"])
def test_files_of_one_name_are_files_of_their_own(pack: type[zipfile.ZipFile] | None) -> None:
    buffer = io.BytesIO()
    pairs = [("a", b"1"), ("a#2", b"2"), ("a", b"3")]
    if pack:
        with pack(buffer, "w") as packed, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name, data in pairs:
                packed.writestr(name, data)
    else:
        with tarfile.open(fileobj=buffer, mode="w") as packed_tar:
            for name, data in pairs:
                info = tarfile.TarInfo(name)
                info.size = 1
                packed_tar.addfile(info, io.BytesIO(data))
    assert found(buffer.getvalue()) == {"a.zip!/a": b"1", "a.zip!/a#2": b"2", "a.zip!/a#3": b"3"}


def test_an_archive_without_files_is_told() -> None:
    for data in (zipped({}), zipped({"__MACOSX/x": b""})):
        with pytest.raises(ReadError, match="no files"):
            found(data)


def test_a_7z_with_its_names_encrypted_is_told() -> None:
    py7zr = pytest.importorskip("py7zr", reason="7z is an extra")
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password="x", header_encryption=True) as packed:
        packed.writestr(b"x", "a.txt")
    with pytest.raises(ReadError, match="password"):
        found(buffer.getvalue())


def test_an_archive_is_told_by_what_it_holds_even_if_a_pdf_stands_first_in_it() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("a.pdf", b"%PDF-1.7\n1 0 obj\n")
        packed.writestr("b.txt", SAID)
    assert kind_of(buffer.getvalue(), "") == "archive"
    assert kind_of(tarred({"a.pdf": b"%PDF-1.7\n1 0 obj\n"}), "") == "archive"
    assert kind_of("本文件以%PDF-1.4开头".encode(), "") == "text"
    assert kind_of(b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.7\n1 0 obj\n", "") == "pdf"
    assert kind_of(b"<!---->" * 500 + b"<x", "") == "text"


# --- batch ----------------------------------------------------------------------------------------------------------


def said_of(path: Path, key: str) -> list[tuple[str, str]]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(record["source"]["path"].rsplit("/", 1)[-1], record.get(key)) for record in records]


def test_a_batch_extracts_archives_and_does_no_work_twice(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    inner = zipped({"c.txt": SAID, "../d.txt": SAID})
    (folder / "a.zip").write_bytes(zipped(FILES | {"b.zip": inner, "bad.pdf": b"%PDF-1.4 nothing"}))
    (folder / "broken.zip").write_bytes(zipped(FILES)[:-30])
    (folder / "x.txt").write_bytes(SAID)
    output, failures = tmp_path / "out.jsonl", tmp_path / "out.failures.jsonl"
    for jobs in (1, 2):
        summary = run_batch([folder], output, jobs=jobs)
        assert (summary.done, summary.kept, summary.failed, summary.failed_before) == (
            (4, 0, 3, 0) if jobs == 1 else (0, 4, 0, 3)
        )
        assert [name for name, _ in said_of(output, "code")] == ["盐池县.txt", "盐池县.txt", "c.txt", "x.txt"]
        assert said_of(failures, "code") == [("d.txt", "unsafe"), ("bad.pdf", "damaged"), ("broken.zip", "damaged")]
    before = output.read_bytes()
    run_batch([folder], tmp_path / "again.jsonl", jobs=3)
    assert (tmp_path / "again.jsonl").read_bytes() == before


def test_what_is_gone_is_dropped_and_what_was_not_looked_at_stays(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / "x.txt").write_bytes(SAID)
        (folder / "a.zip").write_bytes(zipped(FILES))
    output, failures = tmp_path / "out.jsonl", tmp_path / "out.failures.jsonl"
    assert run_batch([first, second], output, jobs=1).done == 6
    (first / "x.txt").unlink()
    (first / "a.zip").write_bytes(zipped({"2017/盐池县.txt": SAID}))
    summary = run_batch([first], output, jobs=1)
    assert (summary.kept, summary.gone) == (1, 2)
    assert len(said_of(output, "code")) == 4
    (first / "a.zip").write_bytes(zipped(FILES)[:-30])
    assert run_batch([first / "a.zip"], output, jobs=1).failed == 1
    assert (len(said_of(output, "code")), said_of(failures, "code")) == (3, [("a.zip", "damaged")])
    (first / "a.zip").write_bytes(zipped(FILES))
    assert run_batch([first], output, jobs=1).done == 2
    assert (len(said_of(output, "code")), said_of(failures, "code")) == (5, [])


def test_what_was_read_of_a_damaged_archive_stays_while_it_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.tar.gz"
    path.write_bytes(gzip.compress(tarred({f"{number}.txt": SAID for number in range(3)}))[:-20])
    output = tmp_path / "out.jsonl"
    first = run_batch([path], output, jobs=1)
    again = run_batch([path], output, jobs=1)
    assert (again.done, again.kept, again.failed_before, again.gone) == (0, first.done, first.failed, 0)


def test_a_failure_in_an_archive_has_not_the_hash_of_the_archive(tmp_path: Path) -> None:
    path, output = tmp_path / "a.zip", tmp_path / "out.jsonl"
    path.write_bytes(zipped({"../up.txt": SAID, "bad.txt": bytes(range(32)) * 99, "x.txt": SAID}))
    assert run_batch([path], output, jobs=1).failed == 2
    failures = (tmp_path / "out.failures.jsonl").read_text(encoding="utf-8").splitlines()
    hashes = [json.loads(line)["source"]["sha256"] for line in failures]
    assert hashes == [None, hashlib.sha256(bytes(range(32)) * 99).hexdigest()]
    assert run_batch([path], output, jobs=1).failed_before == 2
