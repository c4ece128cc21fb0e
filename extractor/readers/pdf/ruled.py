"""Ruled frames with the characters in them: the tables of a page as its lines draw them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

from extractor.readers.pdf.cells import PageTable, TableCell
from extractor.readers.pdf.frames import Frame
from extractor.readers.pdf.lines import TextLine, line_of, written_line
from extractor.readers.pdf.marks import Char
from extractor.readers.pdf.parting import part_table

_FEWEST_FILLED = 2  # cells with text; a frame with fewer is a chart or a box
_TOP = 0.25  # of the page's height
_ONE_HEIGHT = 0.6  # of the size: how far apart the characters of one line may stand


def ruled_tables(frames: Sequence[Frame], chars: Sequence[Char], height: float) -> tuple[list[PageTable], list[Char]]:
    """Return the tables that frames and characters make, and the characters that stand in none.

    A frame of one column is a box around text, one with nearly no text a chart: they are no tables. Neither is a single
    row, but at the top of a page (of that ``height``): it may be the last of the table on the page before.
    """
    highest = _TOP * height
    tables = []
    rest = list(chars)
    for frame in frames:
        if len(frame.xs) < 3 or (len(frame.ys) < 3 and frame.box.top > highest):
            continue
        x0, top, x1, bottom = frame.box
        inside: list[Char] = []
        outside: list[Char] = []
        for char in rest:
            middle = (char[1] + char[3]) / 2
            within = top <= middle < bottom and x0 <= (char[0] + char[2]) / 2 < x1
            (inside if within else outside).append(char)
        table = _table(frame, inside)
        if sum(bool(cell.lines) for cell in table.cells) >= _FEWEST_FILLED:
            tables.append(part_table(table))
            rest = outside
    return tables, rest


def fill_frame(frame: Frame, chars: Iterable[Char]) -> list[list[Char]]:
    """Return the characters of each cell of a frame, in the order of ``frame.cells``."""
    slots = [[-1] * (len(frame.xs) - 1) for _ in range(len(frame.ys) - 1)]
    for index, cell in enumerate(frame.cells):
        for row in range(cell.row, cell.row + cell.height):
            for column in range(cell.column, cell.column + cell.width):
                slots[row][column] = index
    held: list[list[Char]] = [[] for _ in frame.cells]
    xs, ys = frame.xs, frame.ys
    for char in chars:
        owner = slots[bisect_right(ys, (char[1] + char[3]) / 2) - 1][bisect_right(xs, (char[0] + char[2]) / 2) - 1]
        if owner >= 0:
            held[owner].append(char)
    return held


def _table(frame: Frame, chars: Sequence[Char]) -> PageTable:
    cells = tuple(
        TableCell(
            cell.row,
            cell.column,
            cell.height,
            cell.width,
            cell.box,
            tuple(cell_lines(held)) if held else (),
            cell.open_top,
            cell.open_bottom,
        )
        for cell, held in zip(frame.cells, fill_frame(frame, chars), strict=True)
    )
    return PageTable(frame.box, frame.xs, len(frame.ys) - 1, cells)


def cell_lines(chars: Sequence[Char]) -> list[TextLine]:
    """The lines of one cell; vertical and rotated writing is read as it was drawn."""
    if not all(char[6] for char in chars):
        return [written_line(sorted(chars, key=itemgetter(8)))]
    if max(char[3] for char in chars) - min(char[3] for char in chars) < _ONE_HEIGHT * chars[0][5]:
        return [line_of(chars)]
    rows: list[list[Char]] = []
    height = 0.0
    for char in sorted(chars, key=lambda char: char[1] + char[3]):
        middle = (char[1] + char[3]) / 2
        if not rows or middle - height > _ONE_HEIGHT * char[5]:
            rows.append([])
        height = middle
        rows[-1].append(char)
    return [line_of(row) for row in rows]
