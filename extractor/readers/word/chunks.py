"""Files that a Word file holds as parts of its text (``altChunk``): web pages, plain text, other Word files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.kinds import INSIDE, kind_of

_MOST = 100  # of a file; a few are usual
_MOST_TEXT = 16 * 1024 * 1024  # characters of all of them; one may stand in many places


class Chunks:
    """Reads the files within a file; ``warnings`` tell of those that can not be read."""

    def __init__(self, path: str, read_word: Callable[[bytes, str], Document]) -> None:
        """Take the file's path, and what reads a Word file within it."""
        self.warnings: list[ReadingWarning] = []
        self._path = path
        self._count = 0
        self._room = _MOST_TEXT
        self._is_over = False
        self._read_word = read_word

    def read(self, part: Any) -> Document | None:
        """Return what a part of the file says, None if it can not be read."""
        return self._tried(self._read, part)

    def read_sheet(self, part: Any) -> Document | None:
        """Return what the text shows of an Excel workbook embedded in it, None if it is none or can not be read."""
        if not _is_workbook(part.blob):
            return None
        from extractor.readers.workbook import read_embedded_sheet

        return self._tried(read_embedded_sheet, part)

    def _tried(self, read: Callable[[bytes, str], Document], part: Any) -> Document | None:
        if self._is_over:
            return None
        name = str(part.partname)
        self._count += 1
        try:
            if self._count > _MOST or self._room < 0:
                raise ReadError(self._path, "too_large", "it and what follows is too much", "save them by themselves")
            document = read(part.blob, f"{self._path}{INSIDE}{name.lstrip('/')}")
        except ReadError as error:
            told = f"a part of the report is not read ({name}: {error.problem})"
            self.warnings.append(ReadingWarning("part", told))
            self._is_over = error.code == "too_large"
            return None
        self._room -= len(document.text)
        self.warnings += document.warnings
        return document

    def _read(self, data: bytes, path: str) -> Document:
        kind = kind_of(data, path)
        if kind == "word":
            return self._read_word(data, path)
        if kind == "page":
            return _page(data, path)
        if kind == "saved_page":
            from extractor.readers.saved_page import page_in

            page, declared = page_in(data, path)
            return _page(page, path, declared)
        if kind == "text":
            from extractor.readers.plain import read_plain

            return read_plain(data, path, hashlib.sha256(data).hexdigest())
        raise ReadError(path, "unsupported", f"it is of a kind that is not read there ({kind})", "save it by itself")


def _is_workbook(data: bytes) -> bool:
    try:
        return kind_of(data, "") == "workbook"
    except ReadError:
        return False


def _page(data: bytes, path: str, declared: str = "") -> Document:
    """All that a page says: it is no site's page, so nothing stands around the report."""
    from extractor.readers.html.blocks import PageWriter
    from extractor.readers.html.decode import decode_page
    from extractor.readers.html.tree import parse

    text, encoding, _ = decode_page(data, path, declared)
    page, _ = parse(text, path)
    writer = PageWriter()
    writer.element(page)
    source = Source(path, hashlib.sha256(data).hexdigest(), "text/html", len(data), encoding, None)
    return Document(source, writer.text, grids=tuple(writer.grids))
