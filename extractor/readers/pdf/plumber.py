"""Characters and rulings through pdfplumber: slower, and the reference for what pdfium gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extractor.readers.pdf.marks import EM_FOOT, Char, PageMarks, Ruling

_LINE_WIDTH = 4.0  # points; what is filled and no wider is a line
_SHORTEST = 1.0  # points
_WHITES = (1, (1,), (1, 1, 1), (0, 0, 0, 0), [1], [1, 1, 1], [0, 0, 0, 0])


def page_marks(page: Any, number: int) -> PageMarks:
    """Return what is printed on a ``pdfplumber`` page."""
    verticals: list[Ruling] = []
    horizontals: list[Ruling] = []
    for x, top, to_x, bottom in _sides(page):
        if abs(x - to_x) < 0.01:
            if bottom - top >= _SHORTEST:
                verticals.append(Ruling(x, top, bottom))
        elif abs(top - bottom) < 0.01 and to_x - x >= _SHORTEST:
            horizontals.append(Ruling(top, x, to_x))
    return PageMarks(
        number,
        float(page.width),
        float(page.height),
        tuple(_char(char, order, float(page.height)) for order, char in enumerate(page.chars) if char["text"].strip()),
        tuple(verticals),
        tuple(horizontals),
        sum(char["text"].startswith("(cid:") for char in page.chars),
        tuple((float(image["width"]), float(image["height"])) for image in page.images),
        len(page.curves),
    )


def _char(char: Any, order: int, height: float) -> Char:
    upright, size = bool(char["upright"]), float(char["size"])
    text = char["text"] if not char["text"].startswith("(cid:") else "\ufffd"
    top, bottom = float(char["top"]), float(char["bottom"])
    x0, x1 = float(char["x0"]), float(char["x1"])
    if upright:
        bottom = height - float(char["matrix"][5]) + EM_FOOT * size
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
