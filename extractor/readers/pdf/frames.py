"""Rulings to frames: the cells that ruled lines enclose.

The stages are pdfplumber's (lines moved together, joined, crossed, the smallest rectangle at each crossing, rectangles
that share a corner), over sorted tuples instead of all pairs of objects, so that the cells are the same. Beyond it, a
frame that a page break left open is closed, and each cell knows which columns and rows of its frame it covers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from extractor.readers.pdf.marks import Ruling

_NEAR = 3.0  # points: lines this near are one, ends this near meet
_SHORTEST = 3.0  # points: a joined line that is shorter rules nothing
_STUB = 10.0  # points: lines that reach this little past a line across end at it
_MOST_LINES = 6000  # after joining; a page with more is a map
_OPEN_SIDES = 3  # lines that end together, with none across, were cut by the page's end

Point = tuple[float, float]
Crossings = dict[Point, tuple[int, int]]
"""Where lines cross: which uprights and which lines across do, a bit for each."""


class Rectangle(NamedTuple):
    """``(x0, top, x1, bottom)`` in points from the top left of the page."""

    x0: float
    top: float
    x1: float
    bottom: float


class FrameCell(NamedTuple):
    """A ruled cell: its place on the page, where it stands in the frame, how many rows and columns it covers.

    ``open_top`` and ``open_bottom``: no line is drawn there, as where a page break cuts a row.
    """

    box: Rectangle
    row: int
    column: int
    height: int
    width: int
    open_top: bool = False
    open_bottom: bool = False


class Frame(Struct, frozen=True):
    """Cells that hang together: ``xs`` and ``ys`` are the lines of its columns and rows."""

    box: Rectangle
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[FrameCell, ...]


def find_frames(verticals: Sequence[Ruling], horizontals: Sequence[Ruling]) -> list[Frame]:
    """Return the frames of a page, from top to bottom, each with at least two cells.

    A frame whose outer sides are not drawn, or were cut by the page's end, is closed where its lines end.
    """
    upright, level = _joined(verticals), _joined(horizontals)
    if len(upright) + len(level) > _MOST_LINES:
        return []
    sides = _closing(level, upright)
    ends = _closing([*upright, *sides], level)
    cells = _cells(sorted([*upright, *sides]), sorted([*level, *ends]))
    return [_frame(group, level if ends else None) for group in _together(cells)]


def ruled_cells(verticals: Sequence[Ruling], horizontals: Sequence[Ruling]) -> list[list[Rectangle]]:
    """Return only what the drawn lines enclose, frame by frame: what pdfplumber finds, for comparison."""
    return _together(_cells(sorted(_joined(verticals)), sorted(_joined(horizontals))))


# --- lines ----------------------------------------------------------------------------------------------------------


def _joined(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Lines that stand nearly at one place moved to their mean, and those that touch made one."""
    moved = sorted(_snapped(rulings))
    joined = []
    for at, same in groupby(moved, itemgetter(0)):
        lines = list(same)
        start, end = lines[0].start, lines[0].end
        for line in lines[1:]:
            if line.start <= end + _NEAR:
                end = max(end, line.end)
            else:
                joined.append(Ruling(at, start, end))
                start, end = line.start, line.end
        joined.append(Ruling(at, start, end))
    return [line for line in joined if line.end - line.start >= _SHORTEST]


def _snapped(rulings: Sequence[Ruling]) -> list[Ruling]:
    moved: list[Ruling] = []
    near: list[Ruling] = []
    for ruling in sorted(rulings):
        if near and ruling.at > near[-1].at + _NEAR:
            moved += _at_their_mean(near)
            near = []
        near.append(ruling)
    return moved + _at_their_mean(near) if near else moved


def _at_their_mean(near: Sequence[Ruling]) -> list[Ruling]:
    mean = sum(ruling.at for ruling in near) / len(near)
    return [Ruling(mean, ruling.start, ruling.end) for ruling in near]


def _closing(lines: Sequence[Ruling], across: Sequence[Ruling]) -> list[Ruling]:
    """Lines to add where three or more lines of one frame end together, or start together, with none drawn there."""
    added = []
    for side in (1, 2):  # where they start, where they end
        for near in _clusters(lines, side):
            if len(near) < _OPEN_SIDES:
                continue
            at = near[-1][side] if side == 2 else near[0][side]
            drawn = [line for line in across if abs(line.at - at) <= _STUB]
            ordered = sorted(near)
            if _covered(ordered[0].at, ordered[-1].at, drawn):
                continue
            for frame in _hanging_together(ordered, across):
                if len(frame) < _OPEN_SIDES or _covered(frame[0].at, frame[-1].at, drawn):
                    continue
                if not _is_crossed(frame, at, side, lines):
                    met = [line for line in drawn if line.end > frame[0].at and line.start < frame[-1].at]
                    added.append(Ruling(met[0].at if met else at, frame[0].at, frame[-1].at))
    return added


def _is_crossed(frame: Sequence[Ruling], at: float, side: int, lines: Sequence[Ruling]) -> bool:
    """Tell whether other lines of the frame go on beyond: then it is no outer side, but one of a merged cell."""
    return any(
        frame[0].at < line.at < frame[-1].at
        and (line.start < at - _STUB if side == 1 else line.end > at + _STUB)
        and line.start < at + _STUB
        and line.end > at - _STUB
        for line in lines
    )


def _hanging_together(lines: Sequence[Ruling], across: Sequence[Ruling]) -> list[list[Ruling]]:
    """Neighbours that some line across joins: two frames above each other have no line in common."""
    groups: list[list[Ruling]] = []
    for line in lines:
        before = groups[-1][-1] if groups else None
        if before and any(
            bar.start <= before.at + _NEAR
            and bar.end >= line.at - _NEAR
            and max(line.start, before.start) - _NEAR <= bar.at <= min(line.end, before.end) + _NEAR
            for bar in across
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _clusters(lines: Sequence[Ruling], side: int) -> list[list[Ruling]]:
    clusters: list[list[Ruling]] = []
    for line in sorted(lines, key=itemgetter(side)):
        if clusters and line[side] <= clusters[-1][-1][side] + _NEAR:
            clusters[-1].append(line)
        else:
            clusters.append([line])
    return clusters


def _covered(left: float, right: float, lines: Sequence[Ruling]) -> bool:
    reached = left
    for line in sorted(lines, key=itemgetter(1)):
        if line.start > reached + _NEAR:
            return False
        reached = max(reached, line.end)
    return reached >= right - _NEAR


# --- cells ----------------------------------------------------------------------------------------------------------


def _cells(upright: Sequence[Ruling], level: Sequence[Ruling]) -> list[Rectangle]:
    """The smallest rectangle to the lower right of each crossing whose sides are all drawn."""
    crossings = _crossings(upright, level)
    points = sorted(crossings)
    in_column: dict[float, list[Point]] = {}
    in_row: dict[float, list[Point]] = {}
    for point in points:
        in_column.setdefault(point[0], []).append(point)
        in_row.setdefault(point[1], []).append(point)
    cells = []
    for point in points:
        cell = _cell(point, crossings, in_column[point[0]], in_row[point[1]])
        if cell:
            cells.append(cell)
    return cells


def _crossings(upright: Sequence[Ruling], level: Sequence[Ruling]) -> Crossings:
    """Each crossing with the uprights and the lines across that meet there."""
    heights = [line.at for line in level]
    crossings: Crossings = {}
    for number, (x, top, bottom) in enumerate(upright):
        for across in range(bisect_left(heights, top - _NEAR), bisect_right(heights, bottom + _NEAR)):
            y, left, right = level[across]
            if left - _NEAR <= x <= right + _NEAR:
                uprights, levels = crossings.get((x, y), (0, 0))
                crossings[x, y] = uprights | 1 << number, levels | 1 << across
    return crossings


def _cell(point: Point, crossings: Crossings, column: Sequence[Point], row: Sequence[Point]) -> Rectangle | None:
    uprights, across = crossings[point]
    behind = bisect_right(row, point)
    for below in islice(column, bisect_right(column, point), None):
        beneath, base = crossings[below]
        if not uprights & beneath:
            continue
        for right in islice(row, behind, None):
            beside, top = crossings[right]
            corner = crossings.get((right[0], below[1])) if across & top else None
            if corner and corner[0] & beside and corner[1] & base:
                return Rectangle(point[0], point[1], right[0], below[1])
    return None


def _together(cells: Sequence[Rectangle]) -> list[list[Rectangle]]:
    """Cells that share a corner, directly or through others; a cell alone is no frame."""
    at_corner: dict[Point, list[int]] = {}
    for index, (x0, top, x1, bottom) in enumerate(cells):
        for corner in ((x0, top), (x0, bottom), (x1, top), (x1, bottom)):
            at_corner.setdefault(corner, []).append(index)
    waiting = dict.fromkeys(range(len(cells)))
    groups: list[list[Rectangle]] = []
    while waiting:
        found = [next(iter(waiting))]
        del waiting[found[0]]
        for index in found:  # grows as neighbours are found
            x0, top, x1, bottom = cells[index]
            for corner in ((x0, top), (x0, bottom), (x1, top), (x1, bottom)):
                for other in at_corner.pop(corner, ()):
                    if other in waiting:
                        del waiting[other]
                        found.append(other)
        if len(found) > 1:
            groups.append([cells[index] for index in sorted(found)])
    return sorted(groups, key=lambda group: min((c.top, c.x0) for c in group))


def _frame(cells: Sequence[Rectangle], level: Sequence[Ruling] | None) -> Frame:
    """Number the cells by row and column; ``level`` are the drawn lines across, where some side may not be drawn."""
    xs = sorted({x for cell in cells for x in (cell.x0, cell.x1)})
    ys = sorted({y for cell in cells for y in (cell.top, cell.bottom)})
    column, row = {x: index for index, x in enumerate(xs)}, {y: index for index, y in enumerate(ys)}

    def is_open(cell: Rectangle, at: float) -> bool:
        drawn = [line for line in level or () if abs(line.at - at) <= _NEAR]
        return level is not None and not _covered(cell.x0, cell.x1, drawn)

    return Frame(
        Rectangle(xs[0], ys[0], xs[-1], ys[-1]),
        tuple(xs),
        tuple(ys),
        tuple(
            FrameCell(
                cell,
                row[cell.top],
                column[cell.x0],
                row[cell.bottom] - row[cell.top],
                column[cell.x1] - column[cell.x0],
                is_open(cell, cell.top),
                is_open(cell, cell.bottom),
            )
            for cell in sorted(cells, key=lambda cell: (cell.top, cell.x0))
        ),
    )
