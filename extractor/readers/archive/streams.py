"""Files packed as a whole (gzip, bzip2, xz), unpacked a piece at a time, so that none is held that grows too large."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from extractor.readers.archive.limits import DamagedError

GZIP = b"\x1f\x8b"
_PIECE = 1 << 20  # bytes
_OPENERS: dict[bytes, Callable[[Any], Any]] = {
    GZIP: lambda file: gzip.GzipFile(fileobj=file),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}


def unpack_all(data: bytes) -> Iterator[bytes]:
    """Yield what a file holds that is packed, one stream after the other, as it stands if it is not.

    What stands behind them and is no stream is left out. Raises ``DamagedError``.
    """
    opener = next((opener for signature, opener in _OPENERS.items() if data.startswith(signature)), None)
    stream = opener(io.BytesIO(data)) if opener else io.BytesIO(data)
    found = False
    try:
        while piece := stream.read1(_PIECE):
            found = True
            yield piece
    except gzip.BadGzipFile as error:
        if not found or "Not a gzipped file" not in str(error):
            raise DamagedError(f"{type(error).__name__}: {error}") from error
    except (EOFError, OSError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise DamagedError(f"{type(error).__name__}: {error}") from error
