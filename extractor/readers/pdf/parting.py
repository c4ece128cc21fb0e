"""Rows and columns of a ruled table that no line parts, as in tables with rules at head and foot only."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractor.readers.pdf.cells import PageTable, TableCell
from extractor.readers.pdf.frames import Rectangle
from extractor.readers.pdf.lines import TextLine, pieces
from extractor.text import fold, numbering

_ONE_HEIGHT = 0.6  # of the size: how far apart the lines of one row may stand
_MOST_MEET = 0.6  # of the rows: how many must have a label at their height, or as many numbers as the others
_BESIDE = 0.35  # of the size: how far a number may stand above or below the line it belongs to
_FULL = 2.0  # characters: a label's line that ends nearer to its cell's side was wrapped
_MOST_LINES = 8  # of one label
_BESIDE_ONE = 0.8  # the worth of a label with a number beside its first or last line; beside its middle it is 1
_TORN = 0.5  # what a label without a number costs where a wrapped line parts it from another
_FEWEST_PARTED = 2  # rows that show where a column is to be parted


def part_table(table: PageTable) -> PageTable:
    """Part the rows and columns of a ruled table that hold several without lines between them.

    A row is parted where two or more of its cells hold lines at the same heights, one of them mostly numbers; a column
    where most of its cells hold as many numbers beside each other.
    """
    return _part_columns(_part_rows(table))


# --- rows -----------------------------------------------------------------------------------------------------------


def _part_rows(table: PageTable) -> PageTable:
    stacks: dict[int, _Stack] = {}
    single: dict[int, list[TableCell]] = {}
    for cell in table.cells:
        if cell.height == 1 and cell.lines:
            single.setdefault(cell.row, []).append(cell)
    for row, cells in single.items():
        stack = _stack(cells)
        if stack:
            stacks[row] = stack
    if not stacks:
        return table
    first = [0]
    for row in range(table.rows):
        first.append(first[-1] + (len(stacks[row].heights) if row in stacks else 1))
    parted: list[TableCell] = []
    for cell in table.cells:
        if cell.height == 1 and cell.row in stacks:
            parted += _slices(cell, first[cell.row], stacks[cell.row])
        else:
            height = first[cell.row + cell.height] - first[cell.row]
            parted.append(cell._replace(row=first[cell.row], height=height))
    return PageTable(table.box, table.xs, first[-1], tuple(sorted(parted, key=lambda c: (c.row, c.column))))


class _Stack(NamedTuple):
    """The rows within one ruled row: where they stand, and by column the names and numbers that stand in them."""

    heights: list[float]
    names: dict[int, list[list[TextLine]]]


def _stack(cells: Sequence[TableCell]) -> _Stack | None:
    """The rows within a ruled row, None if it is a single one.

    Each number and each label, wrapped or not, stands on a row; a label stands where its middle is.
    """
    stacked = [cell for cell in cells if len(cell.lines) > 1]
    numbers = [cell for cell in stacked if 2 * sum(_is_number(line.text) for line in cell.lines) > len(cell.lines)]
    labels = [cell for cell in stacked if cell not in numbers]
    if not numbers:
        return _numbered_stack(cells)
    if len(stacked) < 2:
        return None
    size = numbers[0].lines[0].size
    slack = _ONE_HEIGHT * size
    names = {cell.column: [[line] for line in cell.lines] for cell in numbers}
    every = _clustered((_middle([line]) for number in numbers for line in number.lines), slack)
    for cell, its_numbers in _halves(labels, numbers):
        heights = _clustered((_middle([line]) for number in its_numbers for line in number.lines), slack)
        names[cell.column] = list(_names(cell, every, _BESIDE * size))
        middles = [_middle(name) for name in names[cell.column]]
        met = sum(any(abs(middle - height) <= slack for middle in middles) for height in heights)
        if met < _MOST_MEET * len(heights):
            return None
    return _Stack(_clustered((_middle(name) for column in names.values() for name in column), slack), names)


def _halves(labels: Sequence[TableCell], numbers: Sequence[TableCell]) -> Iterator[tuple[TableCell, list[TableCell]]]:
    """Each label with the numbers behind it, up to the next label: two halves of a table have rows of their own."""
    columns = sorted(cell.column for cell in labels)
    for cell in labels:
        end = next((column for column in columns if column > cell.column), None)
        yield cell, [number for number in numbers if cell.column < number.column and (not end or number.column < end)]


def _numbered_stack(cells: Sequence[TableCell]) -> _Stack | None:
    """The rows of a first column that holds several labels, each with its number (一、…二、…)."""
    first = min(cells, key=lambda cell: cell.column)
    if first.column > 0 or len(first.lines) < 2:
        return None
    names = list(_names(first, (), 0.0))
    if len(names) < 2 or not all(_is_numbered(name[0]) for name in names):
        return None
    return _Stack([_middle(name) for name in names], {first.column: names})


def _names(cell: TableCell, heights: Sequence[float], slack: float) -> Iterator[list[TextLine]]:
    """The lines of a cell, those of one wrapped label together: of all ways to part them the one that fits best.

    A label's middle stands at one of the ``heights`` of the numbers (of either half: rows without numbers keep step
    with those that have some), or its first or last line does. A line goes on with the one before only if that reaches
    the cell's side and it has no number of its own; it is to go on if else there were a label without numbers.
    """
    lines = cell.lines
    wraps = [line.x1 >= cell.box.x1 - _FULL * line.size for line in lines]
    begins = [_is_number(line.text) or _is_numbered(line) for line in lines]

    def is_met(first: int, last: int) -> bool:
        middle = _middle(lines[first : last + 1])
        near = bisect_left(heights, middle - slack)
        return near < len(heights) and heights[near] <= middle + slack

    best: list[tuple[float, int]] = [(0.0, 0)]  # worth of the lines before this one, and where their last label begins
    for last in range(len(lines)):
        ways = []
        for first in range(last, max(-1, last - _MOST_LINES), -1):
            torn = (first > 0 and wraps[first - 1] and not begins[first]) or (
                last + 1 < len(lines) and wraps[last] and not begins[last + 1]
            )
            if is_met(first, last):
                worth = 1.0
            elif is_met(first, first) or is_met(last, last):
                worth = _BESIDE_ONE
            else:
                worth = -_TORN if torn else 0.0
            ways.append((best[first][0] + worth, first))
            if begins[first] or not wraps[first - 1]:
                break
        best.append(max(ways))
    firsts = [len(lines)]
    while firsts[-1]:
        firsts.append(best[firsts[-1]][1])
    for first, end in itertools.pairwise(reversed(firsts)):
        yield list(lines[first:end])


def _is_numbered(line: TextLine) -> bool:
    return numbering(fold(line.text)) is not None


def _clustered(heights: Iterable[float], slack: float) -> list[float]:
    clusters: list[float] = []
    for height in sorted(heights):
        if not clusters or height - clusters[-1] > slack:
            clusters.append(height)
    return clusters


def _slices(cell: TableCell, first: int, stack: _Stack) -> list[TableCell]:
    """One cell for each row, each name or number in the row whose height is nearest."""
    heights = stack.heights
    between = [(above + below) / 2 for above, below in itertools.pairwise(heights)]
    held: list[list[TextLine]] = [[] for _ in heights]
    for name in stack.names.get(cell.column, [[line] for line in cell.lines]):
        held[bisect_left(between, _middle(name))] += name
    last = len(heights) - 1
    edges = [cell.box.top, *between, cell.box.bottom]
    return [
        TableCell(
            first + index,
            cell.column,
            1,
            cell.width,
            Rectangle(cell.box.x0, edges[index], cell.box.x1, edges[index + 1]),
            tuple(lines),
            cell.open_top and index == 0,
            cell.open_bottom and index == last,
        )
        for index, lines in enumerate(held)
    ]


# --- columns --------------------------------------------------------------------------------------------------------


def _part_columns(table: PageTable) -> PageTable:
    for column in range(len(table.xs) - 2, -1, -1):
        edges = _column_edges([cell for cell in table.cells if cell.column == column and cell.width == 1])
        if edges:
            table = _with_edges(table, column, edges)
    return table


def _column_edges(cells: Sequence[TableCell]) -> list[float]:
    """Where a column is to be parted; nowhere if it is a single one."""
    rows = [list(pieces(cell.lines[0])) for cell in cells if len(cell.lines) == 1 and " " in cell.lines[0].text]
    numbers = [row for row in rows if len(row) > 1 and all(_is_number(piece.text) for piece in row)]
    filled = sum(bool(cell.lines) for cell in cells)
    if len(numbers) < _FEWEST_PARTED or len(numbers) < _MOST_MEET * (filled - 1):
        return []
    count = Counter(map(len, numbers)).most_common(1)[0][0]
    alike = [row for row in numbers if len(row) == count]
    edges = []
    for index in range(1, count):
        left, right = max(row[index - 1].x1 for row in alike), min(row[index].x0 for row in alike)
        if left >= right:
            return []
        edges.append((left + right) / 2)
    return edges


def _with_edges(table: PageTable, column: int, edges: Sequence[float]) -> PageTable:
    more = len(edges)
    parted: list[TableCell] = []
    for cell in table.cells:
        if cell.column > column:
            parted.append(cell._replace(column=cell.column + more))
        elif cell.column + cell.width <= column:
            parted.append(cell)
        elif cell.width > 1:
            parted.append(cell._replace(width=cell.width + more))
        else:
            parted += _parts(cell, edges)
    xs = (*table.xs[: column + 1], *edges, *table.xs[column + 1 :])
    return PageTable(table.box, xs, table.rows, tuple(sorted(parted, key=lambda c: (c.row, c.column))))


def _parts(cell: TableCell, edges: Sequence[float]) -> list[TableCell]:
    held: list[list[TextLine]] = [[] for _ in range(len(edges) + 1)]
    for line in cell.lines:
        for piece in pieces(line):
            held[sum((piece.x0 + piece.x1) / 2 > edge for edge in edges)].append(piece)
    sides = [cell.box.x0, *edges, cell.box.x1]
    return [
        cell._replace(
            column=cell.column + index,
            box=Rectangle(sides[index], cell.box.top, sides[index + 1], cell.box.bottom),
            lines=tuple(lines),
        )
        for index, lines in enumerate(held)
    ]


# --- both -----------------------------------------------------------------------------------------------------------


def _middle(lines: Sequence[TextLine]) -> float:
    return (lines[0].top + lines[-1].bottom) / 2


def _is_number(text: str) -> bool:
    return any(char.isdigit() for char in text) and all(char.isdigit() or char in "., ,．-－−%％+" for char in text)
