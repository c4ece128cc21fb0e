"""Word files (DOCX): paragraphs with their automatic numbers, tables with merged cells, text boxes, notes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.kinds import is_picture
from extractor.readers.ooxml import BROKEN, packed_again, unpacked
from extractor.readers.scan import Ocr
from extractor.readers.word.blocks import BlockWriter
from extractor.readers.word.chunks import Chunks
from extractor.readers.word.words import BLIP, IMAGE_DATA

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PICTURES = {BLIP: f"{_RELATIONS}embed", IMAGE_DATA: f"{_RELATIONS}id"}
_TYPES = "[Content_Types].xml"
_MAIN = MEDIA_TYPE.encode() + b".main+xml"
_OTHER_MAIN = re.compile(  # of files with macros and of templates
    rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled(?:Template)?"
    rb"|openxmlformats-officedocument\.wordprocessingml\.template)\.main\+xml"
)
_FEWEST_PICTURES = 2
_DEEPEST = 1  # Word files within one another


def read_word(data: bytes, path: str, digest: str, *, ocr: Ocr = "auto") -> Document:
    """Read the text of a Word file: a line for each paragraph, its tables as grids.

    What was deleted with changes tracked, what is hidden and the table of contents are left out; text boxes stand
    behind the paragraph they hang on, notes at the end. A file that holds nothing but pictures is read with OCR. Raises
    ``ReadError`` if the file is damaged, unpacks to too much, or holds no text.
    """
    return _read(data, path, digest, ocr, _DEEPEST)


def _read(data: bytes, path: str, digest: str, ocr: Ocr, depth: int) -> Document:
    document = _opened(unpacked(data, path, "Word file"), path)

    def read_inner(inner: bytes, inner_path: str) -> Document:
        if not depth:
            raise ReadError(inner_path, "too_deep", "it is a file within files", "save it by itself")
        return _read(inner, inner_path, hashlib.sha256(inner).hexdigest(), "never", depth - 1)

    chunks = Chunks(path, read_inner)
    writer = BlockWriter(document, chunks)
    writer.blocks(document.element.body)
    writer.notes()
    source = Source(path, digest, MEDIA_TYPE, len(data), None, None)
    warnings = (*_warnings(writer), *chunks.warnings)
    if writer.text.strip():
        grids, headings = tuple(writer.grids), tuple(writer.headings)
        return Document(source, writer.text, grids=grids, warnings=warnings, headings=headings)
    shown = list(_shown_pictures(document))
    if shown:
        from extractor.readers.scan.picture import read_pictures

        return read_pictures(shown, source, ocr=ocr)
    problem = "; ".join(["the file holds no text", *(warning.message for warning in warnings)])
    raise ReadError(path, "no_text", problem, "save it as PDF: its pictures are then read with OCR")


def _warnings(writer: BlockWriter) -> Iterator[ReadingWarning]:
    words = writer.words
    if words.pictures >= _FEWEST_PICTURES:
        told = f"{words.pictures} pictures stand in the report; what they show is not read"
        yield ReadingWarning("pictures", told)
    elif words.large_pictures:
        yield ReadingWarning("pictures", "a large picture stands in the report; what it shows is not read")
    unread = len(words.objects) - writer.sheets
    if unread:
        made = "、".join(sorted({name for name, _ in words.objects if name})) or "of unknown kind"
        yield ReadingWarning("objects", f"of {len(words.objects)} embedded objects ({made}) {unread} are not read")
    if writer.sheets:
        told = f"{writer.sheets} embedded Excel sheets are read from their data, not from what is printed of them"
        yield ReadingWarning("embedded_sheets", told)


def _shown_pictures(document: Any) -> Iterator[bytes]:
    """The pictures of a file in the order in which they stand, as far as they are of a kind that is read."""
    for shown in document.element.body.iter(*_PICTURES):
        part = document.part.related_parts.get(shown.get(_PICTURES[shown.tag]))
        blob = part.blob if part is not None else b""
        if is_picture(blob):
            yield blob


def _opened(parts: dict[str, bytes], path: str) -> Any:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    if _TYPES in parts:
        parts[_TYPES] = _OTHER_MAIN.sub(_MAIN, parts[_TYPES])
    try:
        document = docx.Document(packed_again(parts))
        _ = document.element.body.tag
    except (OpcError, LxmlError, *BROKEN) as error:
        problem = f"not a readable Word file ({type(error).__name__}: {error})"
        raise ReadError(path, "damaged", " ".join(problem.split()), "save it again as DOCX, or as PDF") from error
    return document
