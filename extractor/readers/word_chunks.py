"""Files that a Word file holds as parts of its text (``altChunk``): web pages, plain text, other Word files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.kinds import INSIDE, kind_of

_MOST = 100  # of a file; a few are usual


class Chunks:
    """Reads the files within a file; ``warnings`` tell of those that can not be read."""

    def __init__(self, path: str, read_word: Callable[[bytes, str], Document]) -> None:
        """Take the file's path, and what reads a Word file within it."""
        self.warnings: list[ReadingWarning] = []
        self._path = path
        self._count = 0
        self._read_word = read_word

    def read(self, part: Any) -> Document | None:
        """Return what a part of the file says, None if it can not be read."""
        name = str(part.partname)
        self._count += 1
        if self._count > _MOST:
            raise ReadError(
                self._path, "too_large", f"it holds more than {_MOST} files", "save the report again as DOCX"
            )
        try:
            document = self._read(part.blob, f"{self._path}{INSIDE}{name.lstrip('/')}")
        except ReadError as error:
            told = f"a part of the report is not read ({name}: {error.problem})"
            self.warnings.append(ReadingWarning("part", told))
            return None
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
