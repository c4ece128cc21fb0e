"""Characters and rulings through pdfplumber: slower, and the reference for what pdfium gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.readers.pdf.marks import EM_FOOT, Char, PageMarks, Ruling

_LINE_WIDTH = 4.0  # points; what is filled and no wider is a line
_SHORTEST = 1.0  # points
_WHITES = (1, (1,), (1, 1, 1), (0, 0, 0, 0), [1], [1, 1, 1], [0, 0, 0, 0])


def page_marks(page: Any, number: int) -> PageMarks:
    """Return what is printed on a ``pdfplumber`` page, inside its crop box."""
    left, top, *_ = box = tuple(map(float, page.cropbox))
    if page.rotation % 360:
        left = top = 0.0  # pdfplumber has turned the page; what stands outside it is left out later
    elif box != tuple(map(float, page.mediabox)):
        page = page.crop(box, strict=False)
    verticals: list[Ruling] = []
    horizontals: list[Ruling] = []
    for x0, y0, x1, y1 in _sides(page):
        if abs(x0 - x1) < 0.01:
            if y1 - y0 >= _SHORTEST:
                verticals.append(Ruling(x0 - left, y0 - top, y1 - top))
        elif abs(y0 - y1) < 0.01 and x1 - x0 >= _SHORTEST:
            horizontals.append(Ruling(y0 - top, x0 - left, x1 - left))
    return PageMarks(
        number,
        float(page.width),
        float(page.height),
        tuple(_char(char, order, left, top) for order, char in enumerate(page.chars) if char["text"].strip()),
        tuple(verticals),
        tuple(horizontals),
        sum(char["text"].startswith("(cid:") for char in page.chars),
        tuple((float(image["width"]), float(image["height"])) for image in page.images),
        len(page.curves),
    )


def _char(char: Any, order: int, left: float, top_edge: float) -> Char:
    upright, size = bool(char["upright"]), float(char["size"])
    text = char["text"] if not char["text"].startswith("(cid:") else "\ufffd"
    top, bottom = float(char["top"]) - top_edge, float(char["bottom"]) - top_edge
    x0, x1 = float(char["x0"]) - left, float(char["x1"]) - left
    if upright:  # y0 is the height of the bottom, the last part of the matrix that of the baseline
        bottom += float(char["y0"]) - float(char["matrix"][5]) + EM_FOOT * size
        top = bottom - size
    bold = "bold" in str(char["fontname"]).lower()
    return Char(x0, top, x1, bottom, text, bottom - top, upright, bold, order)


def _sides(page: Any) -> Iterator[tuple[float, float, float, float]]:
    """The straight sides of lines, frames and bars that are not white: left, top, right, bottom."""
    for line in page.lines:
        if line.get("stroking_color") not in _WHITES:
            yield float(line["x0"]), float(line["top"]), float(line["x1"]), float(line["bottom"])
    for shape in [*page.rects, *page.curves]:
        stroked = shape.get("stroke") and shape.get("stroking_color") not in _WHITES
        filled = shape.get("fill") and shape.get("non_stroking_color") not in _WHITES
        if not (stroked or (filled and min(shape["width"], shape["height"]) <= _LINE_WIDTH)):
            continue
        for (x, y), (to_x, to_y) in zip(shape["pts"], [*shape["pts"][1:], shape["pts"][0]], strict=True):
            yield float(min(x, to_x)), float(min(y, to_y)), float(max(x, to_x)), float(max(y, to_y))
