"""Files to documents. ``read`` chooses by what a file holds, never by its name."""

from __future__ import annotations

import hashlib
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from extractor.errors import ReadError, as_utf8
from extractor.model import Document
from extractor.readers.kinds import DEEPEST, INSIDE, Kind, Member, is_archive, kind_of
from extractor.readers.scan import Ocr, ocr_mark

__all__ = ["MOST_BYTES", "open_each", "read", "read_bytes", "read_file"]

MOST_BYTES = 512 * 1024 * 1024
_STDIN = "-"


def read(path: str | Path, *, pdf_engine: Literal["pdfium", "pdfplumber"] = "pdfium", ocr: Ocr = "auto") -> Document:
    """Read a report: text, a web page, PDF, Word, Excel, a picture, or one of them in an archive (``a.zip!/x.pdf``).

    ``pdf_engine`` is what reads the marks on a PDF's pages: pdfplumber is slower and gives the same. ``ocr`` says which
    pages are read with OCR: those whose text layer does not say what they show (``auto``), none, or all. ``-`` is
    standard input.

    Raises ``ReadError`` with the path, what is wrong and what to do.
    """
    name = str(path)
    return read_bytes(read_file(name), as_utf8(name), pdf_engine=pdf_engine, ocr=ocr)


def open_each(path: str | Path) -> Iterator[Member | ReadError]:
    """Yield a file, or each file in it if it is an archive, and in archives in it; in place of one not to be had why.

    Raises ``ReadError`` if the file itself can not be opened.
    """
    name = str(path)
    yield from _each(Member(as_utf8(name), read_file(name)), DEEPEST)


def _each(found: Member, depth: int) -> Iterator[Member | ReadError]:
    if not is_archive(found.data):
        yield found
        return
    from extractor.readers.archive import members, too_deep

    if not depth:
        yield too_deep(found.path)
        return
    try:
        for member in members(found.data, found.path):
            if isinstance(member, ReadError):
                yield member
            else:
                yield from _each(member, depth - 1)
    except ReadError as error:
        if depth == DEEPEST:
            raise
        yield error


def read_bytes(
    data: bytes, path: str, *, pdf_engine: Literal["pdfium", "pdfplumber"] = "pdfium", ocr: Ocr = "auto"
) -> Document:
    """Read a report that is already in memory; ``path`` is its name in messages and records. Raises ``ReadError``."""
    digest = hashlib.sha256(data).hexdigest()
    document = _read(data, path, digest, pdf_engine=pdf_engine, ocr=ocr)
    return replace(document, ocr=ocr_mark(ocr)) if ocr == "always" else document


def _read(data: bytes, path: str, digest: str, *, pdf_engine: Literal["pdfium", "pdfplumber"], ocr: Ocr) -> Document:
    kind = kind_of(data, path)
    if kind == "archive":
        raise ReadError(path, "archive", "this is an archive", f"name a file in it ({path}{INSIDE}…), or use `batch`")
    if kind == "pdf":
        from extractor.readers.pdf import read_pdf

        return read_pdf(data, path, digest, engine=pdf_engine, ocr=ocr)
    if kind == "picture":
        from extractor.readers.scan.picture import read_picture

        return read_picture(data, path, digest, ocr=ocr)
    if kind == "word":
        from extractor.readers.word import read_word

        return read_word(data, path, digest, ocr=ocr)
    return _simple_reader(kind)(data, path, digest)


def _simple_reader(kind: Kind) -> Callable[[bytes, str, str], Document]:
    if kind == "page":
        return _read_page
    if kind == "saved_page":
        from extractor.readers.saved_page import read_saved_page

        return read_saved_page
    if kind == "workbook":
        from extractor.readers.workbook import read_workbook

        return read_workbook
    if kind == "office":
        from extractor.readers.office import read_office

        return read_office
    from extractor.readers.plain import read_plain

    return read_plain


def _read_page(data: bytes, path: str, digest: str) -> Document:
    """Read a page, without the lines that a server or a person put before it."""
    from extractor.readers.html import read_html
    from extractor.readers.markup import writing_of

    document = read_html(data[writing_of(data).start :], path, digest)
    return replace(document, source=replace(document.source, bytes=len(data)))


def read_file(name: str) -> bytes:
    """Return the bytes of a regular file, of one in an archive (``a.zip!/x.pdf``), or of standard input for ``-``.

    Raises ``ReadError``.
    """
    if name == _STDIN:
        return sys.stdin.buffer.read()
    if INSIDE in name and not _is_there(name):
        return _read_member(name)
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


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long to be a name, or with a NUL in it
        return False


def _read_member(name: str) -> bytes:
    """The bytes of a file in an archive, or in an archive in one."""
    inner = as_utf8(name)
    for found in open_each(name.split(INSIDE, 1)[0]):
        if found.path == inner:
            if isinstance(found, ReadError):
                raise found
            return found.data
        if found.path.startswith(f"{inner}{INSIDE}"):
            raise ReadError(inner, "archive", "this is an archive", f"name a file in it ({found.path})")
    raise ReadError(inner, "missing", "there is no such file in the archive", "check the path")
