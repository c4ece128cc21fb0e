"""Tables without uprights: columns told from what stands apart, rows from rules across or from the numbers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from extractor.readers.pdf.cells import PageTable, TableCell
from extractor.readers.pdf.frames import Rectangle
from extractor.readers.pdf.lines import TextLine, line_of, pieces
from extractor.readers.pdf.marks import Ruling
from extractor.readers.pdf.parting import part_table
from extractor.text import fold

_FEWEST_ROWS = 3
_FEWEST_RULED = 2  # rows that make a table between rules
_MOST = 0.6  # of the rows: how many must have a word first, and a number in one column
_LONE = 2  # lines in one piece that may stand between rows: a wrapped label, a heading of rows
_NEAR_HEAD = 1.0  # of the size: how far a head's line may stand above the next
_PROSE = 0.7  # of the rules' length: a line in one piece that is longer is text
_SAME_RULE = 6.0  # points by which the ends of a table's rules may differ
_MOST_RULES = 1000  # on a page that is a table and no map
_LONGEST_TRIED = 200  # lines: so long a run without columns is none from its second line on either
_HEAD_GAP = 0.1  # of the size
_LOWEST_BAND = 4.0  # points
_NUMBER = re.compile(r"[-+−–△▲]?\d[\d,]*(?:\.\d+)?(?:%|‰)?|[-—–]{1,2}|\(\d[\d,.]*%?\)")
_CONTENTS = re.compile(r"目\s*[录次]")

Columns = list[tuple[float, float]]
"""Left and right edge of each column."""
Parted = Sequence[Sequence[TextLine]]
"""Lines, each as the pieces that stand apart in it."""


def unruled_tables(lines: Sequence[TextLine], rules: Sequence[Ruling]) -> Iterator[tuple[int, int, PageTable]]:
    """Yield each table with the first and the last index (exclusive) of its lines, which come from top to bottom.

    ``rules`` are the lines drawn across the page: between those of one width their table stands.
    """
    if sum(" " in line.text for line in lines) < _FEWEST_RULED or _is_contents(lines):
        return
    parted = [list(pieces(line)) for line in lines]
    start = floor = 0
    while start < len(lines):
        found = _between_rules(parted, start, rules) if len(rules) <= _MOST_RULES else None
        end = _run(parted, start)
        found = found or _by_itself(parted, floor, start, end)
        if found:
            yield found
            start = floor = found[1]
        else:
            start = end if end - start > _LONGEST_TRIED else start + 1


def _is_contents(lines: Sequence[TextLine]) -> bool:
    return any(_CONTENTS.fullmatch(line.text) for line in lines[:4])


# --- where a table stands -------------------------------------------------------------------------------------------


def _between_rules(parted: Parted, start: int, rules: Sequence[Ruling]) -> tuple[int, int, PageTable] | None:
    """The table whose uppermost rule stands just above a line, with a row between each two of its rules."""
    first = parted[start][0]
    above = [rule for rule in rules if first.top - 2.5 * first.size < rule.at <= first.top + first.size / 2]
    for head in sorted(above, reverse=True):
        own = sorted(
            rule.at
            for rule in rules
            if rule.at >= head.at
            and abs(rule.start - head.start) <= _SAME_RULE
            and abs(rule.end - head.end) <= _SAME_RULE
        )
        if len(own) < _FEWEST_RULED + 1:
            continue
        end = start
        while end < len(parted) and _middle(parted[end]) < own[-1]:
            end += 1
        within = parted[start:end]
        if any(len(row) == 1 and row[0].x1 - row[0].x0 > _PROSE * (head.end - head.start) for row in within):
            continue
        columns = _columns(within, fewest=_FEWEST_RULED)
        if columns:
            bands = [(a, b) for a, b in itertools.pairwise(own) if b - a > _LOWEST_BAND]
            return start, end, _table(within, columns, bands, (head.start, head.end))
    return None


def _by_itself(parted: Parted, floor: int, start: int, end: int) -> tuple[int, int, PageTable] | None:
    columns = _columns(parted[start:end], fewest=_FEWEST_ROWS) if end - start >= _FEWEST_ROWS else None
    if columns is None:
        return None
    first = _head(parted, floor, start, columns)
    within = parted[first:end]
    numbers = next(index for index, row in enumerate(within) if any(map(_is_number, row[1:])))
    top, bottom = min(line.top for line in within[0]), max(line.bottom for line in within[-1])
    edge = top if numbers == 0 else _middle_between(within[numbers - 1], within[numbers])
    bands = [(a, b) for a, b in itertools.pairwise([top, edge, bottom]) if b > a]
    return first, end, _table(within, columns, bands, (columns[0][0], columns[-1][1]))


def _run(parted: Parted, start: int) -> int:
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


def _head(parted: Parted, floor: int, start: int, columns: Columns) -> int:
    """Return where the head of a table begins: with the lines just above that stand over its columns, wrapped or not.

    A line in one piece that stands over the first column is a title or text, no head.
    """
    while start > floor:
        line, below = parted[start - 1], parted[start][0]
        if below.top - line[0].bottom > _NEAR_HEAD * below.size:
            break
        left, right = columns[0][0] - below.size, columns[-1][1] + below.size
        inside = all(left <= piece.x0 and piece.x1 <= right for piece in line)
        if not inside or (len(line) == 1 and line[0].x0 < columns[0][1]):
            break
        start -= 1
    return start


# --- columns and cells ----------------------------------------------------------------------------------------------


def _columns(rows: Parted, *, fewest: int) -> Columns | None:
    """The columns' left and right edges, if words stand first and some column holds numbers in most rows."""
    full = [row for row in rows if len(row) > 1]
    numeric = [row for row in full if any(map(_is_number, row[1:]))]
    if len(numeric) < fewest or len(numeric) < _MOST * (len(full) - 1):
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


def _table(
    rows: Parted, columns: Columns, bands: Sequence[tuple[float, float]], ends: tuple[float, float]
) -> PageTable:
    """The cells of each band, column by column; the rows in a band without rules between them are parted."""
    xs = [min(ends[0], columns[0][0]), *((a[1] + b[0]) / 2 for a, b in itertools.pairwise(columns))]
    xs.append(max(ends[1], columns[-1][1]))
    cells: list[TableCell] = []
    count = 0
    for top, bottom in bands:
        inside = [row for row in rows if top <= _middle(row) < bottom]
        for level in _levels(inside, columns, xs):
            cells += _cells(level, columns, xs, count, (top, bottom))
            count += 1
    box = Rectangle(xs[0], bands[0][0], xs[-1], bands[-1][1])
    return part_table(PageTable(box, tuple(xs), count, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))))


def _levels(rows: Parted, columns: Columns, xs: Sequence[float]) -> list[list[TextLine]]:
    """A band as one row; a head with pieces over several columns has those as a row of its own above the others."""
    flat = [piece for row in rows for piece in row]
    if any(map(_is_number, flat)):
        return [flat]
    flat = [part for piece in flat for part in _cut(piece, xs)]
    over = [piece for piece in flat if len(_over(piece, columns)) > 1]
    under = [piece for piece in flat if len(_over(piece, columns)) <= 1]
    return [level for level in (over, under) if level] or [flat]


def _cut(piece: TextLine, xs: Sequence[float]) -> list[TextLine]:
    """Cut a piece of a head where two columns meet and nothing is printed: their words may stand close together."""
    chars = piece.chars
    cuts = [
        index
        for index in range(1, len(chars))
        if any(chars[index - 1].x1 <= x <= chars[index].x0 for x in xs)
        and chars[index].x0 - chars[index - 1].x1 > _HEAD_GAP * piece.size
    ]
    return [line_of(chars[a:b]) for a, b in itertools.pairwise([0, *cuts, len(chars)])]


def _cells(
    held: Sequence[TextLine], columns: Columns, xs: Sequence[float], row: int, band: tuple[float, float]
) -> Iterator[TableCell]:
    places: dict[tuple[int, int], list[TextLine]] = {}
    for piece in held:
        over = _over(piece, columns)
        places.setdefault((over[0], over[-1]), []).append(piece)
    taken: set[int] = set()
    for (first, last), lines in sorted(places.items(), key=lambda item: item[0]):
        start = next((column for column in range(first, last + 1) if column not in taken), None)
        if start is None:
            continue
        taken |= set(range(start, last + 1))
        box = Rectangle(xs[start], band[0], xs[last + 1], band[1])
        yield TableCell(row, start, 1, last - start + 1, box, tuple(sorted(lines, key=lambda line: line.top)))
    for column in set(range(len(columns))) - taken:
        yield TableCell(row, column, 1, 1, Rectangle(xs[column], band[0], xs[column + 1], band[1]), ())


def _over(piece: TextLine, columns: Columns) -> list[int]:
    """The columns a piece stands over; the nearest if it stands over none."""
    over = [index for index, (left, right) in enumerate(columns) if piece.x0 < right and piece.x1 > left]
    middle = (piece.x0 + piece.x1) / 2
    return over or [min(range(len(columns)), key=lambda index: abs(sum(columns[index]) / 2 - middle))]


def _middle(row: Sequence[TextLine]) -> float:
    return (row[0].top + row[0].bottom) / 2


def _middle_between(above: Sequence[TextLine], below: Sequence[TextLine]) -> float:
    return (max(line.bottom for line in above) + min(line.top for line in below)) / 2


def _is_number(piece: TextLine) -> bool:
    return bool(_NUMBER.fullmatch(fold(piece.text)))
