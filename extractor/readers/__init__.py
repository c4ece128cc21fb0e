"""Files to documents. ``read`` chooses by what a file holds, never by its name."""

from __future__ import annotations

import hashlib
import re
import stat
import sys
from pathlib import Path
from typing import Literal

from extractor.errors import ReadError, as_utf8
from extractor.model import Document
from extractor.readers.scan import Ocr

__all__ = ["MOST_BYTES", "read", "read_bytes", "read_file"]

MOST_BYTES = 512 * 1024 * 1024
_STDIN = "-"

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_ZIP = b"PK\x03\x04"
_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (_ZIP, "an Excel or zip file", "unpack it, or save it as DOCX, PDF or plain text"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file", "save it as PDF or plain text"),
    (b"{\\rtf", "a rich text file", "save it as plain text"),
    (b"7z\xbc\xaf", "an archive", "unpack it first"),
    (b"Rar!", "an archive", "unpack it first"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"BZh", "a compressed file", "unpack it first"),
    (b"\xfd7zXZ", "a compressed file", "unpack it first"),
    (b"\x7fELF", "a program", "give a report"),
    (b"SQLite format 3", "a database", "give a report"),
)
_HEAD = 4096  # bytes that tell what a file is
_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|script|link|style)\b",
    re.IGNORECASE | re.DOTALL,
)


def read(
    path: str | Path, *, pdf_engine: Literal["pdfium", "pdfplumber"] = "pdfium", ocr: Ocr = "auto"
) -> Document:
    """Read a report: plain text (UTF-8, UTF-16, GB18030), a web page, DOCX, PDF or a picture; ``-`` is standard input.

    ``pdf_engine`` is what reads the marks on a PDF's pages: pdfplumber is slower and gives the same. ``ocr`` says which
    pages are read with OCR: those whose text layer does not say what they show (``auto``), none, or all.

    Raises ``ReadError`` with the path, what is wrong and what to do.
    """
    name = str(path)
    return read_bytes(read_file(name), as_utf8(name), pdf_engine=pdf_engine, ocr=ocr)


def read_bytes(
    data: bytes, path: str, *, pdf_engine: Literal["pdfium", "pdfplumber"] = "pdfium", ocr: Ocr = "auto"
) -> Document:
    """Read a report that is already in memory; ``path`` is its name in messages and records. Raises ``ReadError``."""
    digest = hashlib.sha256(data).hexdigest()
    if b"%PDF-" in data[:1024]:
        from extractor.readers.pdf import read_pdf

        return read_pdf(data, path, digest, engine=pdf_engine, ocr=ocr)
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        from extractor.readers.scan.picture import read_picture

        return read_picture(data, path, digest, ocr=ocr)
    if data.startswith(_ZIP):
        from extractor.readers.word import is_word, read_word

        if is_word(data):
            return read_word(data, path, digest)
    for signature, what, advice in _SIGNATURES:
        if data.startswith(signature):
            raise ReadError(path, "unsupported", f"this is {what}", advice)
    if _is_page(data):
        from extractor.readers.html import read_html

        return read_html(data, path, digest)
    from extractor.readers.plain import read_plain

    return read_plain(data, path, digest)


def _is_page(data: bytes) -> bool:
    """Tell whether a file is a web page, by the tags it begins with, in any encoding that holds ASCII or in UTF-16."""
    return _HTML.search(data[:_HEAD].replace(b"\0", b"")) is not None


def read_file(name: str) -> bytes:
    """Return the bytes of a regular file, or of standard input for ``-``. Raises ``ReadError``."""
    if name == _STDIN:
        return sys.stdin.buffer.read()
    try:
        state = Path(name).stat()
        if stat.S_ISDIR(state.st_mode):
            raise ReadError(
                name, "directory", "this is a folder", "name its files, or use `extractor batch` for folders"
            )
        if not stat.S_ISREG(state.st_mode):
            raise ReadError(name, "unsupported", "this is no regular file", "give a file, or - for standard input")
        if state.st_size > MOST_BYTES:
            raise ReadError(
                name, "too_large", f"{state.st_size:,} bytes are too many", f"at most {MOST_BYTES:,} are read; split it"
            )
        return Path(name).read_bytes()
    except FileNotFoundError as error:
        raise ReadError(name, "missing", "there is no such file", "check the path") from error
    except PermissionError as error:
        raise ReadError(
            name, "permission", "it may not be read", "change its permissions (chmod u+r) or copy it"
        ) from error
    except (OSError, ValueError) as error:
        raise ReadError(name, "unreadable", f"it can not be opened ({error})", "check the path and the disk") from error
