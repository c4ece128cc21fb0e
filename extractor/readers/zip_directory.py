"""The list of files at the end of a zip, read entry by entry, so that what is wrong with one is wrong with no other.

After APPNOTE 6.3.10 (4.3.7 to 4.3.16, 4.6.9). ``zipfile`` gives up the whole archive for one name it can not decode.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from msgspec import Struct

from extractor.readers.archive_limits import DamagedError, count_in, decoded

_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_IN_EXTRA = 0xFFFFFFFF  # stands where a number does not fit, and an extra field holds it
_ZIP_64, _UNICODE_PATH = 0x0001, 0x7075
_PATH_HEAD = 5  # bytes: a version, and the hash of the name that it replaces
_SIGNED = b"PK\5\5"  # a signature may close the list
_IS_FOLDER = 0x10  # of the attributes of DOS
_WITHOUT_NAME = "unnamed"


class Entry(Struct, frozen=True):
    """A file of a zip, as its list of files has it; ``start`` is where its own head stands."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    attributes: int
    start: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder; some programs of Windows end its name as Windows does."""
        ends = self.name.endswith("/") or (self.name.endswith("\\") and not self.size)
        return ends or bool(self.attributes & _IS_FOLDER and not self.size)


class Directory(Struct, frozen=True):
    """The files a zip lists; ``start`` is where the list begins, and it may break off before its end."""

    entries: tuple[Entry, ...]
    start: int
    is_whole: bool


def read_directory(data: bytes) -> Directory:
    """Return the files a zip lists.

    Raises ``DamagedError`` if the list is not found, as in a file that was cut off, and ``TooMuchError``.
    """
    end, size, offset = _end(data)
    start = end - size
    before = start - offset  # bytes put before the archive, as a program that unpacks it
    if before < 0:
        raise DamagedError("its list of files is not where it should be")
    entries: list[Entry] = []
    place = start
    while place < end and not data.startswith(_SIGNED, place):
        if not data.startswith(b"PK\1\2", place) or place + _ENTRY.size > end:
            return Directory(tuple(entries), start, is_whole=False)
        entry, place = _entry(data, place, before)
        entries.append(entry)
        count_in(len(entries), 0)
    return Directory(tuple(entries), start, is_whole=True)


def packed_bytes(data: bytes, entry: Entry) -> memoryview:
    """Return what a file takes in the archive, behind its own head. Raises ``DamagedError``."""
    try:
        signature, *_, name, extra = _LOCAL.unpack_from(data, entry.start)
    except struct.error as error:
        raise DamagedError("it is not where the list of files says") from error
    begin = entry.start + _LOCAL.size + name + extra
    if signature != b"PK\3\4" or begin + entry.packed > len(data):
        raise DamagedError("it is not where the list of files says")
    return memoryview(data)[begin : begin + entry.packed]


def _end(data: bytes) -> tuple[int, int, int]:
    """Where the list of files ends, its size, and where it says that it begins."""
    place = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if place < 0 or place + _END.size > len(data):
        raise DamagedError("its list of files is missing, as where a file was cut off")
    *_, size, offset, _ = _END.unpack_from(data, place)
    longer = place - _LOCATOR.size - _END_64.size
    if longer >= 0 and data.startswith(b"PK\6\7", place - _LOCATOR.size) and data.startswith(b"PK\6\6", longer):
        *_, size, offset = _END_64.unpack_from(data, longer)
        place = longer
    return place, size, offset


def _entry(data: bytes, place: int, before: int) -> tuple[Entry, int]:
    """The entry at a place, and where the next one begins."""
    fields = _ENTRY.unpack_from(data, place)
    _, _, _, flags, method, _, _, crc, packed, size, length, extra, comment, _, _, attributes, start = fields
    place += _ENTRY.size
    raw = data[place : place + length]
    more = dict(_extra_fields(data[place + length : place + length + extra]))
    packed, size, start = _long(more.get(_ZIP_64, b""), packed, size, start)
    name = _name(raw, more.get(_UNICODE_PATH, b""))
    return Entry(name, flags, method, crc, packed, size, attributes, before + start), place + length + extra + comment


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, place)
        yield kind, extra[place + 4 : place + 4 + length]
        place += 4 + length


def _long(extra: bytes, packed: int, size: int, start: int) -> tuple[int, int, int]:
    """The numbers of an entry; those that do not fit in it stand one after the other in an extra field."""
    rest = iter(struct.unpack(f"<{len(extra) // 8}Q", extra[: len(extra) // 8 * 8]))
    size, packed, start = (next(rest, number) if number == _IN_EXTRA else number for number in (size, packed, start))
    return packed, size, start


def _name(raw: bytes, unicode_path: bytes) -> str:
    """The name of a file, never empty: from the field that holds it in UTF-8, if that is of this name."""
    if len(unicode_path) > _PATH_HEAD and unicode_path[:_PATH_HEAD] == struct.pack("<BL", 1, zlib.crc32(raw)):
        raw = unicode_path[_PATH_HEAD:]
    raw = raw.split(b"\0", 1)[0]
    return decoded(raw) or raw.decode("cp437") or _WITHOUT_NAME
