"""Files of Office that are zip archives inside (DOCX, XLSX): what they raise where damaged, and how far they unpack."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from extractor.errors import ReadError

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    ArithmeticError,
)
"""What zip files and their parts raise where they are damaged."""

_MOST_UNPACKED = 400 * 1024 * 1024  # bytes
_MOST_RATIO = 300  # times what the file takes, of a part of some size
_SOME_SIZE = 20 * 1024 * 1024


def refuse_bombs(data: bytes, path: str, what: str) -> None:
    """Raise ``ReadError`` if a file is damaged, or unpacks to more than any report of its kind (``what``) holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [(part.file_size, max(part.compress_size, 1)) for part in parts.infolist()]
    except BROKEN as error:
        raise ReadError(path, "damaged", f"not a readable {what} ({error})", "fetch the file again") from error
    swollen = any(size > _SOME_SIZE and size > _MOST_RATIO * packed for size, packed in sizes)
    if swollen or sum(size for size, _ in sizes) > _MOST_UNPACKED:
        problem = f"it unpacks to {sum(size for size, _ in sizes):,} bytes"
        raise ReadError(path, "too_large", problem, "no report is as large; look at where it comes from")
