"""The files in a tar, which may be packed as a whole (gzip, bzip2, xz), and single files that are packed so."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from extractor.errors import ReadError, without_memory
from extractor.readers.archive.limits import (
    MOST_MEMBER_BYTES,
    DamagedError,
    count_in,
    decoded,
    problem_of,
    too_large,
)
from extractor.readers.archive.streams import GZIP, unpack_all
from extractor.readers.kinds import is_tar

_MOST_HEAD = 1 << 20  # bytes of a name or of what else stands before a file
_GZIP_HEAD = 10
_HAS_EXTRA, _HAS_NAME = 4, 8  # flags of a gzip file
_LONGEST_NAME = 256


def unpack_tar(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    """Yield name and bytes of each file, or in place of the bytes what is wrong; what is no tar is one file.

    Of what is cut off, the files before that are yielded. Raises ``DamagedError`` and ``TooMuchError``.
    """
    with tempfile.TemporaryFile() as unpacked:
        broken = _unpack(data, unpacked)
        unpacked.seek(0)
        if is_tar(unpacked.read(tarfile.BLOCKSIZE)):
            try:
                yield from _files(unpacked, path)
            except DamagedError as error:
                raise broken or error from error
        elif not broken:
            yield _single(unpacked, data, path)
    if broken:
        raise broken


def _unpack(data: bytes, target: IO[bytes]) -> DamagedError | None:
    """Write what a stream holds to a file, as far as it is whole; of a single file no more than may be read."""
    size = 0
    is_single = False
    try:
        for piece in unpack_all(data):
            is_single = is_single or not (size or is_tar(piece))
            size += len(piece)
            target.write(piece)
            if is_single and size > MOST_MEMBER_BYTES:
                break
            count_in(1, size)
    except DamagedError as error:
        return error
    return None


# --- a single file --------------------------------------------------------------------------------------------------


def _single(unpacked: IO[bytes], data: bytes, path: str) -> tuple[str, bytes | ReadError]:
    name = _gzip_name(data) or Path(path).stem or "file"
    size = unpacked.seek(0, io.SEEK_END)
    return name, too_large(path, size, None) or _bytes(unpacked, 0, size, path)


def _gzip_name(data: bytes) -> str | None:
    """The name the file had before it was packed (RFC 1952), if it is nothing but a name."""
    flags = data[3] if data.startswith(GZIP) and len(data) > _GZIP_HEAD else 0
    if not flags & _HAS_NAME:
        return None
    start = _GZIP_HEAD
    if flags & _HAS_EXTRA:
        start += 2 + int.from_bytes(data[start : start + 2], "little")
    end = data.find(b"\0", start, start + _LONGEST_NAME)
    name = decoded(data[start:end]) if end > start else None
    return name if name and name.isprintable() and not name.startswith(".") and not {*"/\\:"} & {*name} else None


# --- tar ------------------------------------------------------------------------------------------------------------


class _Heads:
    """The file as tarfile reads it, which asks for as many bytes as a head says that it has."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell

    def read(self, size: int) -> bytes:
        if size > _MOST_HEAD:
            raise DamagedError(f"a head of {size:,} bytes")
        return self._file.read(size)


def _files(unpacked: IO[bytes], path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    unpacked.seek(0)
    heads = cast("IO[bytes]", _Heads(unpacked))
    whole = 0
    try:
        with tarfile.open(fileobj=heads, mode="r:", encoding="utf-8") as packed:
            for number, info in enumerate(packed, start=1):
                if info.size < 0:
                    raise DamagedError("a file of less than nothing")
                whole += info.size
                count_in(number, whole)
                if not info.isdir():
                    name = info.name.removeprefix("./")
                    yield decoded(name.encode("utf-8", "surrogateescape")) or name, _member(unpacked, info, path)
            unpacked.seek(packed.offset)
            if unpacked.read(tarfile.BLOCKSIZE).strip(b"\0"):
                raise DamagedError("what stands behind its last file is no file")
    except (tarfile.TarError, ValueError, LookupError, RecursionError, OverflowError) as error:
        raise DamagedError(f"{type(error).__name__}: {error}") from error


def _member(unpacked: IO[bytes], info: tarfile.TarInfo, path: str) -> bytes | ReadError:
    if info.issym() or info.islnk():
        return problem_of(path, "unsafe", "it is a link, no file")
    if not info.isfile() or info.issparse():
        return problem_of(path, "unsupported", "it is no regular file")
    return too_large(path, info.size, None) or _bytes(unpacked, info.offset_data, info.size, path)


def _bytes(unpacked: IO[bytes], start: int, size: int, path: str) -> bytes | ReadError:
    unpacked.seek(start)
    try:
        held = unpacked.read(size)
    except MemoryError:
        return without_memory(path)
    if len(held) < size:
        raise DamagedError("it ends in the middle of a file")
    return held
