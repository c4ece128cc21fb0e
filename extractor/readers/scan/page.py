"""The picture of a page to the marks on it: set straight, its lines found, its text read piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

from extractor.readers.pdf.frames import find_frames
from extractor.readers.pdf.marks import PageMarks, Ruling
from extractor.readers.scan.characters import Piece, characters
from extractor.readers.scan.engine import Reading, find_text, read_line
from extractor.readers.scan.rulings import Line, find_rulings
from extractor.readers.scan.straight import set_straight

_LEAST_SCORE = 0.5  # of 1: what reads worse is no text
_LEAST_IN_CELL = 0.8  # the same for a mark in a cell in which no text was found
_INSIDE = 2.0  # points: how far within a piece of text a line stands that parts it
_BESIDE = 0.7  # of a piece's height that a line parting it runs along
_EDGE = 1.5  # points at a cell's sides that are its lines'
_LEAST_INK = 0.8  # square points of ink; less is dust
_MARGIN = 1.5  # points around the ink that is read
_TALL = 2.2  # times its width: what is as tall and parted is written downwards

Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""


class _Sheet(Struct, frozen=True):
    """A page set straight: its pixels without rulings, which of them are ink, and how many make a point."""

    pixels: Any
    ink: Any
    scale: float


def read_with_ocr(picture: Any, number: int, width: float, height: float) -> PageMarks:
    """Read the picture of a page (a PIL image) that is ``width`` and ``height`` points large.

    Marks are in points from the top left of the page set straight; ``turned`` and ``skew`` say how it was turned.
    """
    import cv2
    import numpy

    pixels = cv2.cvtColor(numpy.array(picture.convert("RGB")), cv2.COLOR_RGB2BGR)
    straight = set_straight(pixels, find_text(pixels))
    if straight.turned in {90, 270}:
        width, height = height, width
    scale = straight.pixels.shape[1] / width
    grey = cv2.cvtColor(straight.pixels, cv2.COLOR_BGR2GRAY)
    down, across, lines = find_rulings(grey, scale)
    sheet = _Sheet(_without(straight.pixels, lines), _ink(grey, lines), scale)
    found = [part for corners in straight.boxes for part in _parted(_around(corners), down, across, sheet)]
    pieces = [piece for box, limit in found if (piece := _read(box, limit, sheet, _LEAST_SCORE))]
    verticals, horizontals = _points(down, scale), _points(across, scale)
    missed = list(_unread(verticals, horizontals, [box for box, _ in found], sheet))
    pieces += [piece for box in missed if (piece := _read(box, box[2], sheet, _LEAST_IN_CELL))]
    chars, confidence = characters(pieces, scale)
    return PageMarks(
        number,
        width,
        height,
        chars,
        verticals,
        horizontals,
        0,
        (),
        0,
        turned=straight.turned,
        skew=straight.skew,
        confidence=confidence,
    )


def _without(pixels: Any, lines: Any) -> Any:
    import cv2

    cleaned = pixels.copy()
    wide = cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
    cleaned[wide > 0] = 255
    return cleaned


def _ink(grey: Any, lines: Any) -> Any:
    import cv2

    _, dark = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    dark[cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))) > 0] = 0
    return dark


def _around(corners: Sequence[tuple[float, float]]) -> Box:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1


def _parted(box: Box, down: Iterable[Line], across: Iterable[Line], sheet: _Sheet) -> Iterator[tuple[Box, int]]:
    """A stretch of text, parted where lines run through it: text of neighbouring cells is found as one.

    With each part comes how far to the right its characters may stand: one that is drawn over the line at the right of
    its cell is read whole, and stands in its cell.
    """
    x0, top, x1, bottom = box
    inside = _INSIDE * sheet.scale
    tops = [line.at for line in across if top + inside < line.at < bottom - inside and _runs_along(line, x0, x1)]
    for upper, lower in pairwise([top, *sorted(round(at) for at in tops), bottom]):
        lines = [line for line in down if x0 + inside < line.at < x1 - inside and _runs_along(line, upper, lower)]
        lines.sort(key=lambda line: line.at)
        ends = [_end_of_character(line, upper, lower, sheet) for line in lines]
        for left, (right, limit) in zip(
            [x0, *ends],
            [*((end, round(line.at)) for end, line in zip(ends, lines, strict=True)), (x1, x1)],
            strict=True,
        ):
            part = (left, upper, right, lower)
            inked = part if part == box else _inked(part, sheet)
            if inked:
                yield inked, min(limit, inked[2])


def _end_of_character(line: Line, top: int, bottom: int, sheet: _Sheet) -> int:
    """Where a character that is drawn over an upright line ends; the line itself where there is none."""
    at, near = round(line.at), int(line.thick / 2) + 3
    ink = sheet.ink[top:bottom]
    touches = [ink[:, max(start, 0) : start + 3].any() for start in (at - near - 3, at + near)]
    if not all(touches):
        return at
    behind = ink[:, at + near : at + near + (bottom - top)].any(axis=0)
    blank = (~behind).nonzero()[0]
    return at + near + int(blank[0]) if len(blank) else at


def _runs_along(line: Line, start: float, end: float) -> bool:
    return min(line.end, end) - max(line.start, start) >= _BESIDE * (end - start)


def _inked(box: Box, sheet: _Sheet) -> Box | None:
    """The part of a box that holds ink, None if that is no more than dust."""
    x0, top, x1, bottom = (max(side, 0) for side in box)
    here = sheet.ink[top:bottom, x0:x1]
    rows, columns = here.any(axis=1).nonzero()[0], here.any(axis=0).nonzero()[0]
    if not len(rows) or (here > 0).sum() < _LEAST_INK * sheet.scale**2:
        return None
    return x0 + int(columns[0]), top + int(rows[0]), x0 + int(columns[-1]) + 1, top + int(rows[-1]) + 1


def _read(box: Box, limit: int, sheet: _Sheet, least: float) -> Piece | None:
    inked = _inked(box, sheet)
    if inked is None:
        return None
    stacked = _stacked(inked, sheet)
    if stacked:
        readings = [(part, read_line(_cut(part, sheet))) for part in stacked]
        whole = [(part, reading) for part, reading in readings if reading.score >= least]
        if len(whole) > len(stacked) / 2:
            parts = tuple(part for part, reading in whole for _ in reading.text)
            text = "".join(reading.text for _, reading in whole)
            confidence = tuple(each for _, reading in whole for each in reading.confidence)
            return Piece(inked, Reading(text, confidence, ()), inked, parts)
    around = _widened(inked, sheet)
    reading = read_line(_cut(inked, sheet))
    if not reading.text or reading.score < least:
        return None
    x0, top, x1, bottom = inked
    stands = (x0, top, min(x1, limit), bottom)
    return Piece(stands, reading, around, gaps=_gaps(sheet.ink[top:bottom, x0:x1].any(axis=0), x0))


def _gaps(columns: Any, left: int) -> tuple[tuple[int, int], ...]:
    """The stretches of pixels without ink along a line."""
    edges = [at for at in range(1, len(columns)) if columns[at] != columns[at - 1]]
    return tuple((left + start, left + end) for start, end in zip(edges[::2], edges[1::2], strict=True))


def _stacked(box: Box, sheet: _Sheet) -> list[Box]:
    """The characters of a text that is written downwards, from the top; none if it is not."""
    x0, top, x1, bottom = box
    if bottom - top < _TALL * (x1 - x0):
        return []
    rows = sheet.ink[top:bottom, x0:x1].any(axis=1)
    edges = [at for at in range(1, len(rows)) if rows[at] != rows[at - 1]]
    starts = [0, *(at for at in edges if rows[at])]
    ends = [*(at for at in edges if not rows[at]), len(rows)]
    joined: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        if joined and end - joined[-1][0] <= 1.15 * (x1 - x0):  # 三 and 二 are of strokes with gaps between them
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return [(x0, top + start, x1, top + end) for start, end in joined] if len(joined) > 1 else []


def _widened(box: Box, sheet: _Sheet) -> Box:
    margin = round(_MARGIN * sheet.scale)
    return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin


def _cut(box: Box, sheet: _Sheet) -> Any:
    """The pixels in a box with a margin around them."""
    x0, top, x1, bottom = _widened(box, sheet)
    return sheet.pixels[max(top, 0) : bottom, max(x0, 0) : x1]


def _unread(
    verticals: Sequence[Ruling], horizontals: Sequence[Ruling], found: Sequence[Box], sheet: _Sheet
) -> Iterator[Box]:
    """The ink in cells in which no text was found."""
    scale = sheet.scale
    for frame in find_frames(verticals, horizontals):
        for cell in frame.cells:
            x0, top, x1, bottom = (side * scale for side in cell.box)
            if any(x0 < (box[0] + box[2]) / 2 < x1 and top < (box[1] + box[3]) / 2 < bottom for box in found):
                continue
            edge = _EDGE * scale
            inked = _inked((round(x0 + edge), round(top + edge), round(x1 - edge), round(bottom - edge)), sheet)
            if inked:
                yield inked


def _points(lines: Iterable[Line], scale: float) -> tuple[Ruling, ...]:
    return tuple(Ruling(line.at / scale, line.start / scale, line.end / scale) for line in lines)
