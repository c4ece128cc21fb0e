"""PDF through pdfplumber: lines joined to paragraphs, ruled tables as grids, a box for every character."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.errors import ReadError
from extractor.model import BBox, Document, Grid, GridCell, Page, ReadingWarning, Source
from extractor.text import fold, numbering

_FURNITURE = re.compile(r"\s*[-—–]*\s*(?:第\s*)?\d{1,3}\s*(?:页(?:\s*共\s*\d+\s*页)?)?\s*[-—–]*\s*")
_SENTENCE_ENDS = "。!?;:"
_MARGIN_SLACK = 2.0  # a line reaches the right margin if less than this many characters are missing
_WORD_GAP = 0.7  # of a character's size: what stands farther apart is not one word
_LINE_SLACK = 6.0  # points by which digits of another font may stand off their line
_EDGE = 0.1  # of a page's height: where page numbers stand


@dataclass(slots=True)
class _Writer:
    """The document's text as it grows, with a box for every character of the page at hand."""

    text: list[str] = field(default_factory=list)
    boxes: list[BBox | None] = field(default_factory=list)
    length: int = 0

    def put(self, text: str, boxes: Sequence[BBox | None]) -> tuple[int, int]:
        start = self.length
        self.text.append(text)
        self.boxes.extend(boxes)
        self.length += len(text)
        return start, self.length

    def gap(self, text: str) -> None:
        self.put(text, [None] * len(text))


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    boxes: tuple[BBox | None, ...]
    top: float
    right: float
    width: float  # of the last character


def read_pdf(data: bytes, path: str, digest: str) -> Document:
    """Read the text layer of a PDF. Raises ``ReadError`` if it is damaged, encrypted or has no text layer."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        pdf = pdfplumber.open(io.BytesIO(data))
        printed = pdf.pages
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise ReadError(path, "encrypted", "it opens only with a password", "remove the password first") from error
        raise ReadError(path, "damaged", f"not a readable PDF ({error})", "fetch the file again") from error
    except Exception as error:  # pdfminer raises anything at all on a damaged file
        raise ReadError(path, "damaged", f"not a readable PDF ({error})", "fetch the file again") from error
    writer = _Writer()
    pages: list[Page] = []
    grids: list[Grid] = []
    silent: list[int] = []
    with pdf:
        for page in printed:
            start = writer.length
            writer.boxes = []
            try:
                found = _write_page(page, writer)
            except Exception as error:  # as above
                problem = f"page {page.page_number} can not be read ({type(error).__name__}: {error})"
                raise ReadError(path, "damaged", problem, "fetch the file again") from error
            grids += found
            if writer.length == start:
                silent.append(page.page_number)
            pages.append(
                Page(page.page_number, float(page.width), float(page.height), start, writer.length, tuple(writer.boxes))
            )
            page.close()
    if len(silent) == len(pages):
        raise ReadError(path, "no_text", "its pages are pictures without text", "turn it into text (OCR) first")
    warnings = tuple(
        ReadingWarning("page_without_text", f"page {number} holds no text; it may be a picture", number)
        for number in silent
    )
    source = Source(path, digest, "application/pdf", len(data), None, len(pages))
    return Document(source, "".join(writer.text), tuple(pages), tuple(grids), warnings)


def _write_page(page: Any, writer: _Writer) -> list[Grid]:
    visible = page.filter(_is_visible)
    tables = [table for table in visible.find_tables() if _is_table(table)]
    boxes = [table.bbox for table in tables]
    outside = visible.filter(lambda item: item["object_type"] != "char" or not any(_inside(item, box) for box in boxes))
    lines = [line for line in _lines(outside) if not _is_furniture(line, float(page.height))]
    blocks: list[tuple[float, Any]] = [(line.top, line) for line in lines] + [(t.bbox[1], t) for t in tables]
    margin = max((line.right for line in lines), default=0.0)
    grids = []
    previous: _Line | None = None
    for _, block in sorted(blocks, key=lambda item: item[0]):
        if isinstance(block, _Line):
            if previous and not _continues(previous, block, margin):
                writer.gap("\n")
            writer.put(block.text, block.boxes)
            previous = block
        else:
            if previous:
                writer.gap("\n")
            previous = None
            grids.append(_write_grid(block, visible.chars, writer))
    if previous:
        writer.gap("\n")
    return grids


def _lines(page: Any) -> Iterator[_Line]:
    for line in page.extract_text_lines(strip=True, return_chars=True, y_tolerance=_LINE_SLACK):
        chars = [char for char in line["chars"] if char["text"].strip()]
        if chars:
            text, boxes = _spell(chars)
            last = chars[-1]
            width = float(last["x1"] - last["x0"])
            yield _Line(text, boxes, float(line["top"]), float(last["x1"]), width)


def _continues(line: _Line, following: _Line, margin: float) -> bool:
    """A paragraph goes on where the line reached the margin, closed no sentence, and no heading follows."""
    full = line.right > margin - _MARGIN_SLACK * line.width
    return full and fold(line.text)[-1] not in _SENTENCE_ENDS and not numbering(fold(following.text))


def _write_grid(table: Any, chars: Iterable[Any], writer: _Writer) -> Grid:
    inside = [char for char in chars if _inside(char, table.bbox)]
    start = writer.length
    rows = []
    for r, row in enumerate(table.rows):
        cells = []
        for c, box in enumerate(row.cells):
            if c:
                writer.gap("\t")
            members = sorted((char for char in inside if box and _inside(char, box)), key=_reading_order)
            left, right = writer.put(*_spell(members))
            cells.append(GridCell(r, c, left, right))
        writer.gap("\n")
        rows.append(tuple(cells))
    return Grid(start, writer.length - 1, tuple(rows))


def _spell(chars: Sequence[Any]) -> tuple[str, tuple[BBox | None, ...]]:
    """Return the characters' text and a box for each code point of it; a gap becomes a blank without one."""
    text: list[str] = []
    boxes: list[BBox | None] = []
    previous: Any = None
    for char in chars:
        if previous is not None and char["x0"] - previous["x1"] > _WORD_GAP * float(char["size"]):
            text.append(" ")
            boxes.append(None)
        previous = char
        printed = char["text"].replace("\t", " ").replace("\n", " ")
        text.append(printed)
        box = tuple(round(float(char[edge]), 2) for edge in ("x0", "top", "x1", "bottom"))
        boxes.extend([(box[0], box[1], box[2], box[3])] * len(printed))
    return "".join(text), tuple(boxes)


def _reading_order(char: Any) -> tuple[float, float]:
    return round(float(char["top"] + char["bottom"]) / 2 / max(1.0, float(char["height"]))), float(char["x0"])


def _is_visible(item: Any) -> bool:
    """Word processors lay a white rectangle behind every line of text; it is no ruling."""
    colour = item.get("non_stroking_color")
    return (
        item["object_type"] != "rect" or not item.get("fill") or colour not in (1, (1,), (1, 1, 1), (0, 0, 0, 0), [1])
    )


def _is_table(table: Any) -> bool:
    return len(table.rows) > 1 and max(len(row.cells) for row in table.rows) > 1


def _inside(item: Any, box: Any) -> bool:
    x, y = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= x < box[2] and box[1] <= y < box[3])


def _is_furniture(line: _Line, height: float) -> bool:
    at_edge = line.top < _EDGE * height or line.top > (1 - _EDGE) * height
    return at_edge and bool(_FURNITURE.fullmatch(fold(line.text)))
