"""A page of a PDF as a picture with what was found on it, for a person to look at."""

from __future__ import annotations

import io
import itertools
from typing import TYPE_CHECKING, Any

from extractor.errors import OutputError, ReadError
from extractor.model import BBox, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCALE = 2.0  # dots a point, at most
_CELL = (70, 110, 200)
_ROW = (200, 60, 40)
_MENTIONS = {
    "quantity": (230, 150, 0),
    "document_number": (150, 60, 180),
    "date": (0, 140, 90),
    "period": (0, 140, 90),
    "zero": (230, 150, 0),
    "contact": (120, 120, 120),
}
_FAINT = 60  # of 255


def page_picture(report: Report, data: bytes, number: int) -> bytes:
    """Return page ``number`` (from 1) as PNG: cells in blue, each row's number in red, mentions by their kind.

    ``data`` is the file the report was read from. Raises ``OutputError`` if it has no such page, ``ReadError`` if the
    page can not be drawn.
    """
    from PIL import Image, ImageDraw

    if report.document is None or not report.document.pages:
        raise OutputError(f"{report.source.path}: it has no pages; only those of PDFs and pictures can be drawn")
    if not 1 <= number <= len(report.document.pages):
        raise OutputError(f"{report.source.path}: there is no page {number}; it has {len(report.document.pages)}")
    page = report.document.pages[number - 1]
    drawn = _drawn(report, data, number)
    quarters = round(page.turned / 90) % 4
    drawn = drawn.rotate(-90 * quarters, expand=True).rotate(90 * quarters - page.turned, fillcolor="white")
    drawn = drawn.convert("RGBA")
    scale = drawn.width / page.width
    above = Image.new("RGBA", drawn.size)
    pen: Any = ImageDraw.Draw(above)
    for box, colour in _cells(report, number):
        pen.rectangle(_scaled(box, scale), outline=(*colour, 255), width=2)
    for box, kind in _mentions(report, number):
        colour = _MENTIONS.get(kind, _CELL)
        pen.rectangle(_scaled(box, scale), outline=(*colour, 255), fill=(*colour, _FAINT))
    for box, name in _rows(report, number):
        x0, top, _, _ = _scaled(box, scale)
        pen.text((max(2.0, x0 - 40), top), name, fill=(*_ROW, 255))
    picture = io.BytesIO()
    Image.alpha_composite(drawn, above).convert("RGB").save(picture, "PNG")
    return picture.getvalue()


def _drawn(report: Report, data: bytes, number: int) -> Any:
    path = report.source.path
    if report.source.media_type != "application/pdf" and not report.source.media_type.startswith("image/"):
        raise OutputError(f"{path}: only pages of PDFs and pictures can be drawn")
    if report.source.media_type.startswith("image/"):
        from extractor.readers.scan.picture import pictures

        return next(itertools.islice(pictures(data, path), number - 1, None))
    import pypdfium2

    from extractor.readers.pdf.drawing import Drawing

    try:
        with Drawing(data) as drawing:
            return drawing.page(number, _SCALE)
    except pypdfium2.PdfiumError as error:
        raise ReadError(path, "damaged", f"page {number} can not be drawn", "fetch it again") from error


def _cells(report: Report, number: int) -> Iterator[tuple[BBox, tuple[int, int, int]]]:
    for grid in report.document.grids if report.document else ():
        for cell in dict.fromkeys(cell for row in grid.rows for cell in row):
            if cell.page == number and cell.box:
                yield cell.box, _CELL


def _rows(report: Report, number: int) -> Iterator[tuple[BBox, str]]:
    """The first cell of each row with the row's name: ``t1.7`` is the seventh row of the first table."""
    for table in report.tables:
        for row in table.rows:
            place = report.document.place(row.start, row.end) if report.document else (None, None)
            first = next(((cell.page, cell.bbox) for cell in row.cells if cell.bbox), (None, None))
            page, box = place if place[1] else first
            if page == number and box:
                yield box, f"{table.id}.{row.index}"


def _mentions(report: Report, number: int) -> Iterator[tuple[BBox, str]]:
    document = report.document
    if document is None or document.boxes is None:
        return
    for mention in report.mentions:
        for box in document.boxes.lines(mention.start, mention.end, number):
            yield box, mention.type


def _scaled(box: BBox, scale: float) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = box
    return x0 * scale, top * scale, x1 * scale, bottom * scale
