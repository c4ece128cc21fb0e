"""Zips: what is wrong with one file in them is wrong with no other, and none is more than it says."""

from __future__ import annotations

import bz2
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from extractor import ReadError
from extractor.readers.archive import members
from extractor.readers.kinds import Member
from tests.zip_maker import Part, zip_of

SAID = "2017年主动公开政府信息10707条。\n".encode()
REST = Part(b"y.txt", SAID)
IN_UTF_8 = 0x800


def found(data: bytes) -> dict[str, bytes | str]:
    return {
        item.path.removeprefix("a.zip!/"): item.data if isinstance(item, Member) else item.code
        for item in members(data, "a.zip")
    }


def problem_of(data: bytes) -> str:
    (problem,) = (item.problem for item in members(data, "a.zip") if isinstance(item, ReadError))
    return problem


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "flags", "name"),
    [
        ("县/报告.txt".encode("gbk"), IN_UTF_8, "县/报告.txt"),
        ("县/报告.txt".encode(), IN_UTF_8, "县/报告.txt"),
        ("县/报告.txt".encode("gbk"), 0, "县/报告.txt"),
        ("县/报告.txt".encode(), 0, "县/报告.txt"),
        (b"bad\xff\xfe.txt", IN_UTF_8, "bad\xa0■.txt"),
        (b"", 0, "unnamed"),
        (b"a.txt\0.exe", 0, "a.txt"),
    ],
)
def test_a_name_is_read_in_the_encoding_that_it_is_in_whatever_the_zip_says(raw: bytes, flags: int, name: str) -> None:
    assert found(zip_of(Part(raw, SAID, flags=flags), REST)) == {name: SAID, "y.txt": SAID}


def unicode_path(name: str, of: bytes) -> bytes:
    held = struct.pack("<BL", 1, zlib.crc32(of)) + name.encode()
    return struct.pack("<HH", 0x7075, len(held)) + held


def test_the_field_that_holds_a_name_in_utf_8_is_believed_if_it_is_of_that_name() -> None:
    right = Part(b"??/????.txt", SAID, extra=unicode_path("县/真名.txt", b"??/????.txt"))
    of_another = Part(b"old.txt", SAID, extra=unicode_path("县/真名.txt", b"new.txt"))
    assert list(found(zip_of(right, of_another))) == ["县/真名.txt", "old.txt"]


def test_folders_are_no_files_however_windows_names_them() -> None:
    folders = [Part(b"a/", b""), Part(b"b\\", b""), Part(b"c", b"", attributes=0x10)]
    assert found(zip_of(*folders, REST)) == {"y.txt": SAID}


# --- sizes ----------------------------------------------------------------------------------------------------------


def in_deflate(data: bytes) -> bytes:
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflated.compress(data) + deflated.flush()


PACKINGS: list[tuple[int, Callable[[bytes], bytes]]] = [
    (0, bytes),
    (8, in_deflate),
    (12, bz2.compress),
]


@pytest.mark.parametrize(("method", "pack"), PACKINGS)
def test_every_usual_packing_is_unpacked_as_far_as_it_says(method: int, pack: Callable[[bytes], bytes]) -> None:
    data = SAID * 50_000
    honest = Part(b"x.txt", data, method, pack(data))
    assert found(zip_of(honest, REST)) == {"x.txt": data, "y.txt": SAID}
    for size in (len(data) - 1, len(data) + 1):
        lying = Part(b"x.txt", data, method, pack(data), size)
        assert found(zip_of(lying, REST)) == {"x.txt": "damaged", "y.txt": SAID}
    for packed in (pack(data)[:-20], b"?" * 50):
        broken = Part(b"x.txt", data, method, packed)
        assert found(zip_of(broken, REST)) == {"x.txt": "damaged", "y.txt": SAID}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_what_zipfile_packs_is_unpacked(method: int) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as packed:
        packed.writestr("x.txt", SAID * 50_000)
        with packed.open("long.txt", "w", force_zip64=True) as part:
            part.write(SAID)
        packed.comment = b"of a program"
    assert found(buffer.getvalue()) == {"x.txt": SAID * 50_000, "long.txt": SAID}


def test_a_hash_that_does_not_fit_is_damage() -> None:
    assert found(zip_of(Part(b"x.txt", SAID, crc=5), REST)) == {"x.txt": "damaged", "y.txt": SAID}


def test_a_packing_that_is_not_known_is_named() -> None:
    assert problem_of(zip_of(Part(b"x.txt", SAID, 9), REST)) == "it is packed with Deflate64"
    assert problem_of(zip_of(Part(b"x.txt", SAID, 93), REST)) == "it is packed with Zstandard"
    assert problem_of(zip_of(Part(b"x.txt", SAID, 14), REST)) == "it is packed with LZMA"
    assert problem_of(zip_of(Part(b"x.txt", SAID, 77), REST)) == "it is packed with method 77"


def test_files_that_share_their_bytes_are_unpacked_once() -> None:
    shared = [Part(b"%d" % number, SAID, at=0) for number in range(3)]
    assert found(zip_of(*shared)) == {"0": SAID, "1": "damaged", "2": "damaged"}


def test_a_place_outside_the_archive_is_damage() -> None:
    lost = [Part(b"x.txt", SAID, at=place) for place in (7, 10_000, 0xFFFFFFF0)]
    assert found(zip_of(*lost, REST)) == {"x.txt": "damaged", "x.txt#2": "damaged", "x.txt#3": "damaged", "y.txt": SAID}


def test_a_list_of_files_that_breaks_off_is_damage() -> None:
    data = zip_of(*(Part(b"%d.txt" % number, SAID) for number in range(3)))
    place = data.rindex(b"PK\1\2")
    with pytest.raises(ReadError, match="the archive is damaged"):
        list(members(data[:place] + b"XX" + data[place + 2 :], "a.zip"))
