"""The files in a zip: what is packed as zip programs pack (deflate, bzip2, LZMA, xz), each failure by itself."""

from __future__ import annotations

import bz2
import io
import lzma
import stat
import struct
import zlib
from collections.abc import Iterator
from itertools import pairwise

from extractor.errors import ReadError, without_memory
from extractor.readers.archive_limits import (
    MOST_MEMORY,
    DamagedError,
    count_in,
    problem_of,
    too_large,
)
from extractor.readers.streams import Deflate, Unpacker, unpack, xz
from extractor.readers.zip_directory import Entry, packed_bytes, read_directory

_ENCRYPTED, _ENDS_WITH_MARK = 0x1, 0x2  # flags; the second of LZMA
_STORED, _DEFLATED, _BZIP, _LZMA, _XZ = 0, 8, 12, 14, 95
_METHODS = {
    1: "Shrink",
    6: "Implode",
    9: "Deflate64",
    10: "PKWARE Implode",
    16: "IBM CMPSC",
    18: "IBM TERSE",
    19: "LZ77",
    20: "Zstandard",
    93: "Zstandard",
    94: "MP3",
    96: "JPEG",
    97: "WavPack",
    98: "PPMd",
}
_LZMA_HEAD = struct.Struct("<2BH")  # the version of what packed it, and how long its properties are
_LZMA_PROPERTIES = 5  # bytes
_UNKNOWN = b"\xff" * 8  # in place of a size


def unpack_zip(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    """Yield name and bytes of each file, or in place of the bytes what is wrong.

    Raises ``DamagedError`` if the list of files is, and ``TooMuchError``.
    """
    listed = read_directory(data)
    files = [entry for entry in listed.entries if not entry.is_folder]
    starts = sorted({entry.start for entry in files})
    ends = dict(pairwise([*starts, listed.start]))
    taken: set[int] = set()
    whole = 0
    for number, entry in enumerate(files, start=1):
        problem = _refused(entry, path) or too_large(path, entry.size, entry.packed)
        if problem:
            yield entry.name, problem
            continue
        whole += entry.size
        count_in(number, whole)
        is_double = entry.start in taken or entry.start + entry.packed > ends[entry.start]
        taken.add(entry.start)
        yield entry.name, _shared(path) if is_double else unpack_member(data, entry, path)
    if not listed.is_whole:
        raise DamagedError("its list of files breaks off")


def unpack_member(data: bytes, entry: Entry, path: str) -> bytes | ReadError:
    """Return the bytes of a file, as many as it says and no more, or what is wrong with it."""
    held = io.BytesIO()
    crc = 0
    try:
        for piece in _pieces(packed_bytes(data, entry), entry):
            held.write(piece)
            crc = zlib.crc32(piece, crc)
            if held.tell() > entry.size:
                return _damaged(path, f"it holds more than the {entry.size:,} bytes that it says")
        if held.tell() != entry.size or crc != entry.crc:
            return _damaged(path, "it does not hold what it says")
        return held.getvalue()
    except DamagedError as error:
        return _damaged(path, error)
    except MemoryError:
        return without_memory(path)


def _refused(entry: Entry, path: str) -> ReadError | None:
    if entry.flags & _ENCRYPTED:
        return problem_of(path, "encrypted", "it opens only with a password", "remove the password first")
    if stat.S_ISLNK(entry.attributes >> 16):
        return problem_of(path, "unsafe", "it is a link, no file")
    if entry.method not in {_STORED, _DEFLATED, _BZIP, _LZMA, _XZ}:
        how = _METHODS.get(entry.method, f"method {entry.method}")
        return problem_of(path, "unsupported", f"it is packed with {how}", "unpack it by hand, and pack it as usual")
    return None


def _shared(path: str) -> ReadError:
    return _damaged(path, "its bytes are those of another file, too")


def _damaged(path: str, problem: object) -> ReadError:
    return problem_of(path, "damaged", f"it can not be unpacked ({problem})", "fetch the archive again")


def _pieces(packed: memoryview, entry: Entry) -> Iterator[bytes]:
    if entry.method == _STORED:
        yield bytes(packed)
    elif entry.method == _LZMA:
        yield from _lzma_pieces(packed, entry)
    else:
        unpackers: dict[int, type[Unpacker]] = {_DEFLATED: Deflate, _BZIP: bz2.BZ2Decompressor}
        yield from unpack(packed, unpackers.get(entry.method, xz)())


def _lzma_pieces(packed: memoryview, entry: Entry) -> Iterator[bytes]:
    """LZMA in a zip: its properties and the stream, from which a file of its own is made (APPNOTE 5.8.8)."""
    head = bytes(packed[: _LZMA_HEAD.size + _LZMA_PROPERTIES])
    if len(head) < _LZMA_HEAD.size + _LZMA_PROPERTIES or head[2:4] != b"\5\0":
        raise DamagedError("its properties are no LZMA's")
    size = _UNKNOWN if entry.flags & _ENDS_WITH_MARK else struct.pack("<Q", entry.size)
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=MOST_MEMORY)
    yield from unpack(memoryview(head[_LZMA_HEAD.size :] + size + packed[len(head) :]), unpacker)
