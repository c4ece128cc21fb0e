"""What of a page is read by itself: each line of text in each ruled cell, and each stretch of text outside of cells.

A cell's ink is its own up to the lines drawn around it, as they stand at that height; lines of text are parted where
rows of pixels without ink run between them, or, where they touch, between the stretches of text that were found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from extractor.readers.pdf.frames import Rectangle
from extractor.readers.scan.rulings import Line
from extractor.readers.scan.sheet import Box, Sheet, runs, runs_along

_INSIDE = 2.0  # points: how far within a piece of text a line stands that parts it
_BESIDE = 0.7  # of a piece's height that a line parting it runs along
_DRIFT = 3.0  # points by which a line may stray from where it stands on the whole
_DRAWN = 0.3  # of a cell's side along which its line is seen
_USUAL = 9.0  # points: how high ink is where nothing tells
_LOW, _HIGH = 0.6, 1.6  # of the usual height of ink: what a line's may be
_SLIVER = 0.4  # of a line's height: strokes that are lower belong to the line beside them
_NEAR = 0.3  # of a line's height: the widest gap within a line, as in 三
_GROWN = 1.15  # of a line's height: what a line may grow to by taking in what is near
_GROWN_BY_STROKE = 1.4  # the same by taking in a stroke: the dot of an i
_TOUCHING = 1.5  # of a line's height: what is higher may be two lines that touch
_LEADING = 1.3  # of a line's height: how far lines that touch stand from each other
_VALLEY = 0.5  # of the usual ink of a row: what a row between two lines has at most
_APART = 2.0  # of a line's height: a wider gap parts what stands beside each other
_BESIDE_IT = 0.8  # of a line's height: a wider gap parts what was found as two
_COLUMN = 2.2  # times its width: what is as tall, and one character wide, is written downwards
_ONE_WIDE = 1.6  # of a line's height


class Stretch(NamedTuple):
    """Ink to be read by itself: its box, how far to the right its characters stand, whether text was found there.

    One that is drawn over the line at the right of its cell is read whole, and stands in its cell.
    """

    box: Box
    limit: int
    is_found: bool


def stretches(
    cells: Sequence[Rectangle], found: Sequence[Box], down: Sequence[Line], across: Sequence[Line], sheet: Sheet
) -> Iterator[Stretch]:
    """Yield what is to be read: ``cells`` in pixels, ``found`` the boxes in which text was found."""
    usual = _usual_height(found, sheet)
    parts = [part for box in found for part in _parted(box, down, across, sheet)]
    middles = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box, _ in parts]
    outside = set(range(len(parts)))
    for cell in cells:
        if any(_holds(cell, other) for other in cells):
            continue  # a table stands in it: the rest is read as it was found
        here = [index for index, (x, y) in enumerate(middles) if cell.x0 < x < cell.x1 and cell.top < y < cell.bottom]
        outside -= set(here)
        yield from _in_cell(cell, [parts[index][0] for index in here], usual, sheet)
    for index in sorted(outside):
        box, limit = parts[index]
        inked = sheet.inked(box)
        if inked:
            lines = [line for line in _lines(inked, [], usual, sheet) if not _is_edge(line, inked, usual)]
            top, bottom = (lines[0][0], lines[-1][1]) if lines else (inked[1], inked[3])
            yield Stretch(sheet.inked((inked[0], top, inked[2], bottom)) or inked, limit, is_found=True)


def _holds(cell: Rectangle, other: Rectangle) -> bool:
    x, y = (other.x0 + other.x1) / 2, (other.top + other.bottom) / 2
    is_smaller = other.x1 - other.x0 < cell.x1 - cell.x0 and other.bottom - other.top < cell.bottom - cell.top
    return is_smaller and cell.x0 < x < cell.x1 and cell.top < y < cell.bottom


def _usual_height(found: Sequence[Box], sheet: Sheet) -> float:
    inked = [sheet.inked(box) for box in found if box[2] - box[0] > box[3] - box[1]]
    return median([box[3] - box[1] for box in inked if box] or [_USUAL * sheet.scale])


def _is_edge(line: tuple[int, int], box: Box, usual: float) -> bool:
    """Tell whether a line is what reaches into a box of the line above or below."""
    return line[1] - line[0] < _SLIVER * usual and (line[0] == box[1] or line[1] == box[3]) and box[3] - box[1] > usual


# --- cells ----------------------------------------------------------------------------------------------------------


def _in_cell(cell: Rectangle, found: Sequence[Box], usual: float, sheet: Sheet) -> Iterator[Stretch]:
    inner = _inner(cell, sheet)
    inked = sheet.inked(inner)
    if inked is None:
        return
    width = inked[2] - inked[0]
    if width <= _ONE_WIDE * usual and inked[3] - inked[1] > _COLUMN * width:
        yield Stretch(inked, inked[2], is_found=bool(found))
        return
    for top, bottom in _lines(inked, found, usual, sheet):
        left, right = _end_of_character(inner[0], top, bottom, sheet), _end_of_character(inner[2], top, bottom, sheet)
        band = left or inner[0], top, right or inner[2], bottom
        for start, end in _apart(band, found, usual, sheet):
            box = sheet.inked((start, top, end, bottom))
            if box:
                yield Stretch(box, min(box[2], inner[2]), is_found=bool(found))


def _inner(cell: Rectangle, sheet: Sheet) -> Box:
    """What lies within the lines around a cell, as they stand there."""
    x0, top, x1, bottom = map(round, cell)
    drift = round(_DRIFT * sheet.scale)
    across, along = slice(max(top + drift, 0), max(bottom - drift, top + drift + 1)), slice(x0 + drift, x1 - drift)

    def side(at: int, *, upright: bool, behind: bool) -> int:
        start = max(at - drift, 0)
        if upright:
            drawn = sheet.ruled[across, start : at + drift].mean(axis=0)
        else:
            drawn = sheet.ruled[start : at + drift, along].mean(axis=1)
        line = (drawn > _DRAWN * 255).nonzero()[0]
        return at if not len(line) else start + int(line[-1]) + 1 if behind else start + int(line[0])

    return (
        side(x0, upright=True, behind=True),
        side(top, upright=False, behind=True),
        side(x1, upright=True, behind=False),
        side(bottom, upright=False, behind=False),
    )


def _lines(box: Box, found: Sequence[Box], usual: float, sheet: Sheet) -> list[tuple[int, int]]:
    """Top and bottom of each line of text in a box."""
    x0, top, x1, bottom = box
    rows = (sheet.ink[top:bottom, x0:x1] > 0).sum(axis=1)
    inked = runs(rows > 0)
    height = min(max(*(end - start for start, end in inked), _LOW * usual), _HIGH * usual)
    lines: list[tuple[int, int]] = []
    for start, end in inked:
        if lines:
            before = lines[-1]
            is_stroke = min(end - start, before[1] - before[0]) < _SLIVER * height
            grown = (_GROWN_BY_STROKE if is_stroke else _GROWN) * height
            if start - before[1] <= _NEAR * height and end - before[0] <= grown:
                lines[-1] = before[0], end
                continue
        lines.append((start, end))
    middles = [(each[1] + each[3]) / 2 - top for each in found]
    parted: list[tuple[int, int]] = []
    for start, end in lines:
        cuts = []
        if end - start > _TOUCHING * usual:
            cuts = _between(start, end, middles, rows) or _valleys(start, end, usual, rows)
        parted += pairwise([start, *cuts, end])
    return [(top + start, top + end) for start, end in parted]


def _between(start: int, end: int, middles: Sequence[float], rows: Any) -> list[int]:
    """Where lines of text that touch are parted: at the row with least ink between the middles of what was found."""
    inside = sorted(middle for middle in middles if start < middle < end)
    apart = (end - start) / (2 * max(len(inside), 1))
    cuts = []
    for above, below in pairwise(inside):
        if below - above > apart:
            third = (below - above) / 3
            cuts.append(_emptiest(round(above + third), round(below - third) + 1, rows))
    return cuts


def _valleys(start: int, end: int, usual: float, rows: Any) -> list[int]:
    """Where they are parted if they were found as one: where there is next to no ink, as often as there is room."""
    count = round((end - start) / (_LEADING * usual))
    step = (end - start) / max(count, 1)
    near = step / 4
    at = [start + step * number for number in range(1, count)]
    cuts = [_emptiest(round(middle - near), round(middle + near) + 1, rows) for middle in at]
    return cuts if all(rows[cut] <= _VALLEY * rows[start:end].mean() for cut in cuts) else []


def _emptiest(start: int, end: int, rows: Any) -> int:
    return start + int(rows[start:end].argmin())


def _apart(band: Box, found: Sequence[Box], usual: float, sheet: Sheet) -> list[tuple[int, int]]:
    """The parts of a line that stand far from each other, or were found as several."""
    left, top, right, bottom = band
    height = min(bottom - top, _HIGH * usual)
    spans = [(box[0], box[2]) for box in found if box[1] < (top + bottom) / 2 < box[3]]
    joined: list[tuple[int, int]] = []
    for start, end in runs(sheet.ink[top:bottom, left:right].any(axis=0)):
        gap = start - joined[-1][1] if joined else 0
        is_spanned = joined and any(x0 < left + joined[-1][1] - 1 and x1 > left + start + 1 for x0, x1 in spans)
        if joined and gap <= (_APART if is_spanned or not spans else _BESIDE_IT) * height:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return [(left + start, left + end) for start, end in joined]


def _end_of_character(at: int, top: int, bottom: int, sheet: Sheet) -> int | None:
    """Where a character that is drawn over an upright line ends; None where there is none.

    Its ink meets the line from both sides at the same height.
    """
    drift = round(_DRIFT * sheet.scale)
    start = max(at - drift, 0)
    columns = (sheet.ruled[top:bottom, start : at + drift] > 0).any(axis=0).nonzero()[0]
    if not len(columns):
        return None
    first, last = start + int(columns[0]), start + int(columns[-1])
    ink = sheet.ink[top:bottom]
    before, behind = ink[:, max(first - 1, 0)] > 0, ink[:, min(last + 1, ink.shape[1] - 1)] > 0
    behind[1:] |= behind[:-1].copy()
    behind[:-1] |= behind[1:].copy()
    if not (before & behind).any():
        return None
    beyond = ink[:, last + 1 : last + 1 + (bottom - top)].any(axis=0)
    blank = (~beyond).nonzero()[0]
    return last + 1 + int(blank[0]) if len(blank) else None


# --- outside of cells -----------------------------------------------------------------------------------------------


def _parted(box: Box, down: Iterable[Line], across: Iterable[Line], sheet: Sheet) -> Iterator[tuple[Box, int]]:
    """A stretch of text, parted where lines run through it: text of neighbouring cells is found as one."""
    x0, top, x1, bottom = box
    inside = _INSIDE * sheet.scale
    tops = [
        line.at for line in across if top + inside < line.at < bottom - inside and runs_along(line, x0, x1, _BESIDE)
    ]
    for upper, lower in pairwise([top, *sorted(round(at) for at in tops), bottom]):
        here = (line for line in down if x0 + inside < line.at < x1 - inside)
        lines = sorted(round(line.at) for line in here if runs_along(line, upper, lower, _BESIDE))
        ends = [_end_of_character(at, upper, lower, sheet) or at for at in lines]
        for left, right, limit in zip([x0, *ends], [*ends, x1], [*lines, x1], strict=True):
            inked = sheet.inked((left, upper, right, lower))
            if inked:
                yield inked, min(limit, inked[2])
