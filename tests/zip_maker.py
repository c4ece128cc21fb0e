"""Zip archives as no program of ours writes them: any bytes for a name, any flags, any sizes."""

from __future__ import annotations

import struct
import zlib

from msgspec import Struct


class Part(Struct):
    """A file of a zip, and what the zip says of it where that is not so."""

    name: bytes
    data: bytes
    method: int = 0
    packed: bytes | None = None
    size: int | None = None
    crc: int | None = None
    flags: int = 0
    extra: bytes = b""
    attributes: int = 0
    at: int | None = None
    """Where the list of files says that it stands."""


def zip_of(*parts: Part) -> bytes:
    """Return an archive of parts that are stored as they are, or deflated if their method says so."""
    held, listed = b"", b""
    for part in parts:
        packed = part.packed if part.packed is not None else _packed(part)
        size = len(part.data) if part.size is None else part.size
        crc = zlib.crc32(part.data) if part.crc is None else part.crc
        shared = struct.pack("<5H3L2H", 20, part.flags, part.method, 0, 0, crc, len(packed), size, len(part.name), 0)
        rest = struct.pack("<3H2L", 0, 0, 0, part.attributes, len(held) if part.at is None else part.at)
        listed += b"PK\1\2\x14\0" + shared[:-2] + struct.pack("<H", len(part.extra)) + rest + part.name + part.extra
        held += b"PK\3\4" + shared + part.name + packed
    end = struct.pack("<4H2LH", 0, 0, len(parts), len(parts), len(listed), len(held), 0)
    return held + listed + b"PK\5\6" + end


def _packed(part: Part) -> bytes:
    if part.method != 8:
        return part.data
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflated.compress(part.data) + deflated.flush()
