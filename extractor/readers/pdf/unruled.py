"""Tables without ruling lines: lines of text that part into the same columns, one of words and one of numbers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from extractor.readers.pdf.cells import PageTable, TableCell
from extractor.readers.pdf.frames import Rectangle
from extractor.readers.pdf.lines import TextLine, pieces
from extractor.text import fold

_FEWEST_ROWS = 3
_MOST = 0.6  # of the rows: how many must have a word first, and a number in one column
_NEAR_HEAD = 1.0  # of the size: how far a head's line may stand above the next
_LONE = 1  # lines in a row that may be of one piece: a wrapped label, a heading of rows
_NUMBER = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?(?:%|‰)?|[-—–]{1,2}")
_CONTENTS = re.compile(r"目\s*[录次]")

Columns = list[tuple[float, float]]
"""Left and right edge of each column."""


def unruled_tables(lines: Sequence[TextLine]) -> Iterator[tuple[int, int, PageTable]]:
    """Yield each table with the first and the last index (exclusive) of its lines, which come from top to bottom."""
    if sum(" " in line.text for line in lines) < _FEWEST_ROWS or _is_contents(lines):
        return
    parted = [list(pieces(line)) for line in lines]
    start = floor = 0
    while start < len(lines):
        end = _run(parted, start)
        columns = _columns(parted[start:end]) if end - start >= _FEWEST_ROWS else None
        if columns:
            first = _head(parted, floor, start, columns)
            table = _table(parted[first:end], columns)
            if table:
                yield first, end, table
                floor = end
        start = max(end, start + 1)


def _head(parted: Sequence[Sequence[TextLine]], floor: int, start: int, columns: Columns) -> int:
    """Return where the head of a table begins: with the lines just above that stand over its columns, wrapped or not.

    A line in one piece that stands over the first column is a title or text, no head.
    """
    while start > floor:
        line, below = parted[start - 1], parted[start][0]
        if below.top - line[0].bottom > _NEAR_HEAD * below.size:
            break
        inside = all(
            columns[0][0] - below.size <= piece.x0 and piece.x1 <= columns[-1][1] + below.size for piece in line
        )
        if not inside or (len(line) == 1 and line[0].x0 < columns[0][1]):
            break
        start -= 1
    return start


def _is_contents(lines: Sequence[TextLine]) -> bool:
    return any(_CONTENTS.fullmatch(line.text) for line in lines[:4])


def _run(parted: Sequence[Sequence[TextLine]], start: int) -> int:
    """Return where a run of lines in several pieces ends that begins at ``start``."""
    if len(parted[start]) < 2:
        return start
    end = start + 1
    alone = 0
    for index in range(start + 1, len(parted)):
        before, line = parted[index - 1][0], parted[index][0]
        if line.top - before.bottom > 2.5 * max(before.size, line.size):
            break
        if len(parted[index]) > 1:
            end, alone = index + 1, 0
        else:
            alone += 1
            if alone > _LONE:
                break
    return end


def _table(rows: Sequence[Sequence[TextLine]], columns: Columns) -> PageTable | None:
    edges = [columns[0][0], *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns)), columns[-1][1]]
    cells = []
    for number, row in enumerate(rows):
        top, bottom = min(p.top for p in row), max(p.bottom for p in row)
        held: dict[tuple[int, int], list[TextLine]] = {}
        for piece in row:
            over = [i for i, (left, right) in enumerate(columns) if piece.x0 < right and piece.x1 > left]
            first = over[0] if over else min(range(len(columns)), key=lambda i: abs(columns[i][0] - piece.x0))
            held.setdefault((first, over[-1] if over else first), []).append(piece)
        taken: set[int] = set()
        for (first, last), lines in sorted(held.items()):
            if first in taken:
                return None
            taken |= set(range(first, last + 1))
            box = Rectangle(edges[first], top, edges[last + 1], bottom)
            cells.append(TableCell(number, first, 1, last - first + 1, box, tuple(lines)))
        cells += (
            TableCell(number, column, 1, 1, Rectangle(edges[column], top, edges[column + 1], bottom), ())
            for column in set(range(len(columns))) - taken
        )
    cells.sort(key=lambda cell: (cell.row, cell.column))
    box = Rectangle(edges[0], min(cell.box.top for cell in cells), edges[-1], max(cell.box.bottom for cell in cells))
    return PageTable(box, tuple(edges), len(rows), tuple(cells))


def _columns(rows: Sequence[Sequence[TextLine]]) -> Columns | None:
    """The columns' left and right edges, if words stand first and some column holds numbers in most rows."""
    full = [row for row in rows if len(row) > 1]
    numeric = [row for row in full if any(_is_number(piece) for piece in row[1:])]
    if len(numeric) < _FEWEST_ROWS or len(numeric) < _MOST * len(full):
        return None
    columns: list[list[float]] = []
    for piece in sorted((piece for row in numeric for piece in row), key=lambda piece: piece.x0):
        if columns and piece.x0 < columns[-1][1]:
            columns[-1][1] = max(columns[-1][1], piece.x1)
        else:
            columns.append([piece.x0, piece.x1])
    worded = sum(not _is_number(row[0]) for row in numeric)
    if len(columns) < 2 or worded < _MOST * len(numeric):
        return None
    for left, right in columns[1:]:
        here = [piece for row in numeric for piece in row if left <= piece.x0 < right]
        if sum(map(_is_number, here)) >= _MOST * len(numeric):
            return [(left, right) for left, right in columns]
    return None


def _is_number(piece: TextLine) -> bool:
    return bool(_NUMBER.fullmatch(fold(piece.text)))
