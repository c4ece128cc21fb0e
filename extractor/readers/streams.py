"""Packed bytes unpacked a piece at a time, so that what they grow to is known before there is memory taken for it."""

from __future__ import annotations

import bz2
import lzma
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from typing import Protocol

from extractor.readers.archive_limits import MOST_MEMORY, DamagedError

GZIP, BZIP, XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0"
_TAKEN = 16 * 1024  # bytes of packed data at a time
_PIECE = 1 << 20
_ZEROS = re.compile(rb"\0*")
_RAW = -zlib.MAX_WBITS  # deflate without a head
_WITH_GZIP_HEAD = zlib.MAX_WBITS | 16


class Unpacker(Protocol):
    """What unpacks a stream: those of bz2 and lzma, and deflate in their manner."""

    @property
    def eof(self) -> bool:
        """Whether the stream is at its end."""

    @property
    def needs_input(self) -> bool:
        """Whether there is no more to be had without more bytes."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind the stream's end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many of the bytes that come next."""


class Deflate:
    """zlib's, which keeps what it did not take outside itself."""

    def __init__(self, *, bits: int = _RAW) -> None:
        self._inner = zlib.decompressobj(bits)

    @property
    def eof(self) -> bool:
        """Whether the stream is at its end."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether there is no more to be had without more bytes."""
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What stands behind the stream's end."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many of the bytes that come next."""
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def xz() -> Unpacker:
    """Return what unpacks xz, within the memory it may take."""
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MOST_MEMORY)


_STREAMS: dict[bytes, Callable[[], Unpacker]] = {
    GZIP: lambda: Deflate(bits=_WITH_GZIP_HEAD),
    BZIP: bz2.BZ2Decompressor,
    XZ: xz,
}


def unpack(packed: bytes | memoryview, unpacker: Unpacker) -> Iterator[bytes]:
    """Yield what a stream holds; raises ``DamagedError``, also where it ends too early."""
    yield from _unpack(packed, 0, unpacker)


def unpack_all(data: bytes) -> Iterator[bytes]:
    """Yield what a file holds that is one stream after the other (gzip, bzip2, xz), as it stands if it is none.

    What stands behind them and is no stream is left out. Raises ``DamagedError``.
    """
    signature = next((signature for signature in _STREAMS if data.startswith(signature)), None)
    if signature is None:
        yield data
        return
    place = 0
    while data.startswith(signature, place):
        place = yield from _unpack(data, place, _STREAMS[signature]())
        zeros = _ZEROS.match(data, place)
        place = zeros.end() if zeros else place


def _unpack(packed: bytes | memoryview, place: int, unpacker: Unpacker) -> Generator[bytes, None, int]:
    """Unpack the stream that begins at ``place``; the generator's value is where it ends."""
    while not unpacker.eof:
        taken = bytes(packed[place : place + _TAKEN]) if unpacker.needs_input else b""
        is_last = unpacker.needs_input and not taken
        place += len(taken)
        try:
            piece = unpacker.decompress(taken, _PIECE)
        except (zlib.error, lzma.LZMAError, OSError, ValueError) as error:
            raise DamagedError(f"{type(error).__name__}: {error}") from error
        if piece:
            yield piece
        elif is_last:
            raise DamagedError("it ends too early")
    return place - len(unpacker.unused_data)
