"""Tars, and what is packed as a whole: what is whole is read, what is not is told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from collections.abc import Callable

import pytest

from extractor import ReadError
from extractor.readers.archive import limits as archive_limits
from extractor.readers.archive import members, tar_files
from extractor.readers.kinds import Member, kind_of

SAID = "2017年主动公开政府信息10707条。\n".encode()
PACKINGS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
packed_in_each_way = pytest.mark.parametrize("pack", PACKINGS.values(), ids=PACKINGS)
Pack = Callable[[bytes], bytes]


def found(data: bytes, path: str = "a.tar") -> dict[str, bytes | str]:
    """What is in an archive; what the archive itself is told of stands under its own name."""
    items: dict[str, bytes | str] = {}
    try:
        for item in members(data, path):
            items[item.path.removeprefix(f"{path}!/")] = item.data if isinstance(item, Member) else item.code
    except ReadError as error:
        items[error.path] = error.code
    return items


def tar_of(*names: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as packed:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(SAID)
            packed.addfile(info, io.BytesIO(SAID))
    return buffer.getvalue()


def with_sum(head: bytes) -> bytes:
    return head[:148] + b"%06o\0 " % sum(head[:148] + b" " * 8 + head[156:]) + head[156:]


def old(data: bytes) -> bytes:
    """A tar as of 1979, whose heads have no mark."""
    heads = [data[place : place + 512] for place in range(0, len(data), 512)]
    return b"".join(with_sum(head[:257] + bytes(255)) if head[257:262] == b"ustar" else head for head in heads)


def test_an_old_tar_without_a_mark_is_told_by_its_sum() -> None:
    data = old(tar_of("a.txt", "b.txt"))
    assert b"ustar" not in data
    assert found(data) == {"a.txt": SAID, "b.txt": SAID}
    assert kind_of(data, "") == "archive"
    assert kind_of(data[:148] + b"000000\0 " + data[156:], "") == "text"


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_head_of_gigabytes_is_damage(kind: bytes) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = kind, 1 << 33
    data = tar_of("a.txt").rstrip(b"\0")
    whole = data + bytes(-len(data) % 512) + info.tobuf(tarfile.GNU_FORMAT) + bytes(2048)
    assert found(whole) == {"a.txt": SAID, "a.tar": "damaged"}


def test_a_file_of_less_than_nothing_is_damage() -> None:
    head = tar_of("a.txt")[:512]
    negative = with_sum(head[:124] + b"\xff" * 10 + b"\xfe\x00" + head[136:])  # -512: back to this head
    assert found(negative + bytes(2048)) == {"a.tar": "damaged"}


@packed_in_each_way
def test_of_a_packed_tar_that_was_cut_off_the_files_before_are_read(pack: Pack) -> None:
    noise = b"".join(bytes([place * place % 251, place * 7 % 256]) for place in range(100_000))
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as packed:
        for name, data in (("a.txt", SAID), ("b.txt", noise)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    whole = pack(buffer.getvalue())
    assert found(whole) == {"a.txt": SAID, "b.txt": noise}
    items = found(whole[:-50])
    assert items.pop("a.tar") == "damaged"
    assert items.items() <= {("a.txt", SAID), ("b.txt", noise)}


def test_of_a_tar_that_was_cut_off_the_files_before_are_read() -> None:
    assert found(tar_of("a.txt", "b.txt")[:1550]) == {"a.txt": SAID, "a.tar": "damaged"}


# --- single files that are packed -----------------------------------------------------------------------------------


@packed_in_each_way
def test_what_stands_behind_a_packed_file_is_left_out(pack: Pack) -> None:
    assert found(pack(SAID) + bytes(100) + b"junk", "x.txt.gz") == {"x.txt": SAID}
    assert found(pack(SAID) + pack(SAID), "x.txt.gz") == {"x.txt": SAID * 2}


@packed_in_each_way
def test_a_packed_file_that_was_cut_off_is_damage(pack: Pack) -> None:
    assert found(pack(SAID)[:-9], "x.txt.gz") == {"x.txt.gz": "damaged"}
    assert found(pack(SAID) + pack(SAID)[:-9], "x.txt.gz") == {"x.txt.gz": "damaged"}


@packed_in_each_way
def test_a_packed_file_is_whole_or_too_large_and_never_cut(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archive_limits, tar_files):
        monkeypatch.setattr(module, "MOST_MEMBER_BYTES", 3_000_000)
    assert found(pack(bytes(3_000_000)), "x.txt.gz") == {"x.txt": bytes(3_000_000)}
    assert found(pack(bytes(3_000_001)), "x.txt.gz") == {"x.txt": "too_large"}


@pytest.mark.parametrize(
    ("own", "name"),
    [
        (b"2017.txt", "2017.txt"),
        ("报告.txt".encode("gbk"), "报告.txt"),
        ("报告.txt".encode(), "报告.txt"),
        (b"../up.txt", "x.txt"),
        (b"C:\\x", "x.txt"),
        (b".hidden", "x.txt"),
        (b"a\nb", "x.txt"),
        (b"\xff\xff", "x.txt"),
    ],
)
def test_a_packed_file_has_its_own_name_if_that_is_only_a_name(own: bytes, name: str) -> None:
    plain = gzip.compress(SAID)
    named = plain[:3] + b"\x08" + plain[4:10] + own + b"\0" + plain[10:]
    assert found(named, "x.txt.gz") == {name: SAID}
    behind_more = plain[:3] + b"\x0c" + plain[4:10] + b"\3\0abc" + own + b"\0" + plain[10:]
    assert found(behind_more, "x.txt.gz") == {name: SAID}
