"""Word files (DOCX): paragraphs with their automatic numbers, tables with merged cells, text boxes, footnotes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.kinds import is_picture
from extractor.readers.ooxml import BROKEN, refuse_bombs
from extractor.readers.scan import Ocr
from extractor.readers.word_numbers import Numbering
from extractor.readers.word_numbers import W as _W
from extractor.readers.writing import FoundCell, Writer, on_one_line

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same again for old programs
_NOT_SEEN = frozenset({f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr")})
_MARKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": " "}
_TEXT, _BOX, _NOTE, _PICTURE = (f"{_W}{name}" for name in ("t", "txbxContent", "footnoteReference", "drawing"))
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBEDDED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc"))
_MOST_SPAN = 300
_FEWEST_PICTURES = 2


def read_word(data: bytes, path: str, digest: str, *, ocr: Ocr = "auto") -> Document:
    """Read the text of a DOCX file: a line for each paragraph, its tables as grids.

    What was deleted with changes tracked is left out; text boxes stand behind the paragraph they hang on, footnotes at
    the end. A file that holds nothing but pictures is read with OCR. Raises ``ReadError`` if the file is damaged,
    unpacks to too much, or holds no text.
    """
    refuse_bombs(data, path, "Word file")
    document = _opened(data, path)
    writer = _WordWriter(document)
    writer.blocks(document.element.body)
    writer.footnotes()
    warnings = []
    if writer.pictures >= _FEWEST_PICTURES:
        told = f"{writer.pictures} pictures stand in the report; what they show is not read"
        warnings.append(ReadingWarning("pictures", told))
    source = Source(path, digest, MEDIA_TYPE, len(data), None, None)
    if not writer.text.strip():
        shown = list(_shown_pictures(document)) if writer.pictures else []
        if shown:
            from extractor.readers.scan.picture import read_pictures

            return read_pictures(shown, source, ocr=ocr)
        raise ReadError(
            path, "no_text", "the file holds no text", "save it as PDF: its pictures are then read with OCR"
        )
    return Document(source, writer.text, grids=tuple(writer.grids), warnings=tuple(warnings))


def _shown_pictures(document: Any) -> Iterator[bytes]:
    """The pictures of a file in the order in which they stand, as far as they are of a kind that is read."""
    for shown in document.element.body.iter(_BLIP):
        part = document.part.related_parts.get(shown.get(_EMBEDDED))
        blob = part.blob if part is not None else b""
        if is_picture(blob):
            yield blob


def _opened(data: bytes, path: str) -> Any:
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, LxmlError, *BROKEN) as error:
        problem = f"not a readable Word file ({type(error).__name__}: {error})"
        raise ReadError(path, "damaged", " ".join(problem.split()), "save it again as DOCX, or as PDF") from error


class _WordWriter(Writer):
    def __init__(self, document: Any) -> None:
        super().__init__()
        self.pictures = 0
        self._document = document
        self._numbering = Numbering(document)
        self._notes: list[str] = []

    def blocks(self, parent: Any) -> None:
        """Write the paragraphs and tables of a body, a text box or what holds them (content controls)."""
        waiting = list(reversed(parent))
        while waiting:
            block = waiting.pop()
            if block.tag == _PARAGRAPH:
                self._paragraph(block)
            elif block.tag == _TABLE:
                self._table(block)
            elif block.tag not in _NOT_SEEN:
                waiting += reversed(block)

    def footnotes(self) -> None:
        """Write the notes that were referred to, in that order."""
        notes = _notes_of(self._document)
        for number, name in enumerate(self._notes, start=1):
            for paragraph in notes.get(name, ()):
                self.line(f"[{number}] {_tidy(''.join(self._said(paragraph)))}".rstrip())

    def _paragraph(self, paragraph: Any) -> None:
        number = self._numbering.next_of(paragraph)
        said = "".join(self._said(paragraph))
        for index, line in enumerate(said.split("\n")):
            self.line(_tidy(line if index else number + line) if _tidy(line) else "")
        for box in _boxes(paragraph):
            self.blocks(box)

    def _said(self, paragraph: Any) -> Iterator[str]:
        waiting = list(reversed(paragraph))
        while waiting:
            element = waiting.pop()
            if element.tag == _TEXT:
                yield element.text or ""
            elif element.tag in _MARKS:
                yield _MARKS[element.tag]
            elif element.tag == _NOTE:
                self._notes.append(element.get(f"{_W}id"))
                yield f"[{len(self._notes)}]"
            elif element.tag == _PICTURE and not _has_box(element):
                self.pictures += 1
            elif element.tag not in {_BOX, _FALLBACK} and element.tag not in _NOT_SEEN and not _is_hidden(element):
                waiting += reversed(element)

    def _table(self, table: Any) -> None:
        path = table.getroottree().getpath(table)
        rows = [list(self._cells(row, step)) for row, step in _steps(table, path, _ROW)]
        heights: dict[tuple[int, int], int] = {}  # of merged cells, by row and column where they begin
        begins: dict[int, int] = {}  # the row in which the merged cell in a column begins
        for index, row in enumerate(rows):
            for cell, goes_on in row:
                column = cell.column or 0
                if goes_on and column in begins:
                    heights[begins[column], column] += 1
                else:
                    begins[column] = index
                    heights[index, column] = 1
        laid = [
            [
                replace(cell, height=heights[index, cell.column or 0])
                for cell, goes_on in row
                if not goes_on or (index, cell.column or 0) in heights
            ]
            for index, row in enumerate(rows)
        ]
        if len({column for _, column in heights}) < 2 or len(rows) < 2:  # a box around text
            for boxed in (cell for cells in laid for cell in cells):
                self.line(boxed.text)
            return
        self.table(laid)

    def _cells(self, row: Any, path: str) -> Iterator[tuple[FoundCell, bool]]:
        """The cells of a row, each with the column it begins in, and whether it goes on from the row above."""
        column = _number(row, "trPr/w:gridBefore", 0)
        for cell, step in _steps(row, path, _CELL):
            width = min(max(_number(cell, "tcPr/w:gridSpan", 1), 1), _MOST_SPAN)
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            paragraphs = [self._numbering.next_of(p) + "".join(self._said(p)) for p in cell.iter(_PARAGRAPH)]
            parts = [line for paragraph in paragraphs for line in paragraph.split("\n")]
            text = on_one_line(filter(None, map(_tidy, parts)))
            yield FoundCell(text, 1, width, column, _indent(cell, parts), _is_bold(cell), step), goes_on
            column += width


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, in content controls and tracked changes too, not those within them."""
    waiting = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        if element.tag == tag:
            yield element
        elif element.tag not in {_TABLE, _ROW, _CELL, _PARAGRAPH} and element.tag not in _NOT_SEEN:
            waiting += reversed(element)


def _steps(parent: Any, path: str, tag: str) -> Iterator[tuple[Any, str]]:
    """The rows of a table or the cells of a row, each with its XPath in the document's XML."""
    name = tag.removeprefix(_W)
    count = 0
    for element in _within(parent, tag):
        is_child = element.getparent() is parent
        count += is_child
        yield element, f"{path}/w:{name}[{count}]" if is_child else element.getroottree().getpath(element)


def _boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(_BOX):
        if not any(outer.tag == _FALLBACK for outer in box.iterancestors()):
            yield box


def _has_box(drawing: Any) -> bool:
    return next(drawing.iter(_BOX), None) is not None


def _notes_of(document: Any) -> dict[str, Sequence[Any]]:
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            safely = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
            root = etree.fromstring(relation.target_part.blob, safely)
            return {note.get(f"{_W}id"): list(note.iter(_PARAGRAPH)) for note in root} if root is not None else {}
    return {}


def _is_hidden(element: Any) -> bool:
    hidden = element.find(f"{_W}rPr/{_W}vanish") if element.tag == f"{_W}r" else None
    return hidden is not None and hidden.get(f"{_W}val") not in {"0", "false"}


def _is_bold(cell: Any) -> bool:
    bold = cell.find(f"{_W}p/{_W}r/{_W}rPr/{_W}b")
    return bold is not None and bold.get(f"{_W}val") not in {"0", "false"}


def _indent(cell: Any, parts: Sequence[str]) -> float:
    """How far the first line of a cell begins from its side, in characters: by blanks and by its indent."""
    first = next((part for part in parts if part.strip()), "")
    blanks = first[: len(first) - len(first.lstrip())]
    set_in = cell.find(f"{_W}p/{_W}pPr/{_W}ind")
    hundredths = 0
    for name in ("leftChars", "startChars", "firstLineChars"):
        said = set_in.get(f"{_W}{name}", "0") if set_in is not None else "0"
        hundredths += int(said) if said.isdigit() else 0
    return blanks.count("\u3000") + (len(blanks) - blanks.count("\u3000")) / 2 + hundredths / 100


def _number(element: Any, steps: str, default: int) -> int:
    found = element.find("/".join(f"{_W}{step.removeprefix('w:')}" for step in steps.split("/")))
    said = found.get(f"{_W}val", "") if found is not None else ""
    return int(said) if said.isdigit() and len(said) < 9 else default


def _tidy(text: str) -> str:
    return text.replace("\t", " ").replace("\u200b", "").replace("\ufeff", "").strip()
