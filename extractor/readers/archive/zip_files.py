"""The files in a zip, each failure by itself."""

from __future__ import annotations

import bz2
import copy
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

from extractor.errors import ReadError, without_memory
from extractor.readers.archive.limits import DamagedError, count_in, decoded, problem_of, too_large
from extractor.readers.ooxml import BROKEN

_ENCRYPTED, _UTF8 = 0x1, 0x08  # of a file's flags: of their first byte, of their second
_READ = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_METHODS = {9: "Deflate64", 14: "LZMA", 20: "Zstandard", 93: "Zstandard", 95: "xz", 98: "PPMd"}
_IS_FOLDER = 0x10  # of the attributes of DOS
_PIECE = 1 << 20
_UNICODE_PATH, _PATH_HEAD = 0x7075, 5  # an extra field: a version, the hash of the name that it replaces, the name
_WITHOUT_NAME = "unnamed"


def unpack_zip(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    """Yield name and bytes of each file, or in place of the bytes what is wrong.

    Raises ``DamagedError`` if the list of files is, and ``TooMuchError``.
    """
    with _opened(data) as packed:
        files = [info for info in packed.infolist() if not _is_folder(info)]
        count_in(len(files), 0)
        whole = 0
        for info in files:
            problem = _refused(info, path) or too_large(path, info.file_size, info.compress_size)
            if not problem:
                whole += info.file_size
                count_in(0, whole)
            yield _name(info), problem or _bytes(packed, info, path)


def contents_of(data: bytes, part: str) -> tuple[set[str], bytes]:
    """Return the names of the files in a zip, and how one of them begins, if it is there. Raises ``DamagedError``."""
    with _opened(data) as packed:
        names = {_name(info) for info in packed.infolist()}
        try:
            return names, packed.open(part).read(_PIECE) if part in names else b""
        except (zipfile.BadZipFile, *BROKEN) as error:
            raise DamagedError(f"{type(error).__name__}: {error}") from error


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        try:
            return zipfile.ZipFile(io.BytesIO(data))
        except UnicodeDecodeError:
            return zipfile.ZipFile(io.BytesIO(_without_utf8(data)))
    except (zipfile.BadZipFile, *BROKEN) as error:
        raise DamagedError(f"{type(error).__name__}: {error}") from error


def _without_utf8(data: bytes) -> bytes:
    """A zip none of whose names is said to be UTF-8: one that is said so and is not keeps ``zipfile`` from all."""
    changed = bytearray(data)
    end = data.rfind(b"PK\5\6")
    size, offset = struct.unpack_from("<2L", data, end + 12)
    place = end - size
    shift = place - offset  # bytes put before the archive, as a program that unpacks it
    while place > 0 and data.startswith(b"PK\1\2", place):
        head = struct.unpack_from("<L", data, place + 42)[0] + shift
        changed[place + 9] &= ~_UTF8
        if data.startswith(b"PK\3\4", head):
            changed[head + 7] &= ~_UTF8
        place += 46 + sum(struct.unpack_from("<3H", data, place + 28))
    return bytes(changed)


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a file, never empty: in UTF-8 where the zip says so, else as most programs in China write it, GBK."""
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:  # said to be UTF-8
        return info.filename
    place = 0
    while place + 4 <= len(info.extra):
        kind, length = struct.unpack_from("<HH", info.extra, place)
        field = info.extra[place + 4 : place + 4 + length]
        if kind == _UNICODE_PATH and field[:_PATH_HEAD] == struct.pack("<BL", 1, zlib.crc32(raw)):
            raw = field[_PATH_HEAD:]
        place += 4 + length
    return (decoded(raw) or info.filename).split("\0", 1)[0] or _WITHOUT_NAME


def _is_folder(info: zipfile.ZipInfo) -> bool:
    """Tell whether a name is a folder's; some programs of Windows end it as Windows does."""
    is_named = info.filename.endswith("/") or (info.filename.endswith("\\") and not info.file_size)
    return is_named or bool(info.external_attr & _IS_FOLDER and not info.file_size)


def _refused(info: zipfile.ZipInfo, path: str) -> ReadError | None:
    if info.flag_bits & _ENCRYPTED:
        return problem_of(path, "encrypted", "it opens only with a password", "remove the password first")
    if stat.S_ISLNK(info.external_attr >> 16):
        return problem_of(path, "unsafe", "it is a link, no file")
    if info.compress_type not in _READ:
        how = _METHODS.get(info.compress_type, f"method {info.compress_type}")
        return problem_of(path, "unsupported", f"it is packed with {how}", "unpack it by hand, and pack it as usual")
    return None


def _bytes(packed: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> bytes | ReadError:
    """The bytes of a file: as many as it says and no more, whatever is packed there."""
    try:
        if info.compress_type == zipfile.ZIP_BZIP2:
            return _unpacked_bzip2(packed, info)
        with packed.open(info) as stream:
            held = b"".join(iter(lambda: stream.read(_PIECE), b""))
        if len(held) != info.file_size:
            raise zipfile.BadZipFile("it does not hold what it says")
        return held
    except MemoryError:
        return without_memory(path)
    except (zipfile.BadZipFile, *BROKEN) as error:
        return problem_of(path, "damaged", f"it can not be unpacked ({error})", "fetch the archive again")


def _unpacked_bzip2(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """What ``zipfile`` unpacks at once, however much it grows to."""
    stored = copy.copy(info)
    stored.compress_type, stored.file_size, stored.CRC = zipfile.ZIP_STORED, info.compress_size, None  # type: ignore[assignment]
    held = bz2.BZ2Decompressor().decompress(packed.read(stored), info.file_size + 1)
    if len(held) != info.file_size or zlib.crc32(held) != info.CRC:
        raise zipfile.BadZipFile("it does not hold what it says")
    return held
