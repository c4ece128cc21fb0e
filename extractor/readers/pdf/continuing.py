"""Tables that go on over pages: their parts joined into one, each cell's parts with the page they stand on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from extractor.readers.pdf.cells import PageTable, TableCell
from extractor.readers.pdf.frames import Rectangle
from extractor.readers.pdf.lines import TextLine
from extractor.text import fold, numbering

_NEAR = 5.0  # points by which the columns of two pages may differ
_LOWEST = 0.5  # of the page's height: a table that ends higher up does not go on without its head
_FULL = 2.0  # characters: a cell's line that ends nearer to its side was wrapped
_NUMBER = re.compile(r"[-+−–(]?\d[\d,.]*%?\)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_CLOSED = "。；;：:"
_MOST_HEAD_ROWS = 8

Texts = Mapping[int, tuple[str, ...]]


class Printed(NamedTuple):
    """A line and the page it is printed on."""

    line: TextLine
    page: int


class LongCell(Struct):
    """A cell of a table that may run over pages; ``box`` is its place on the page where it begins."""

    row: int
    column: int
    height: int
    width: int
    page: int
    lines: list[Printed]
    box: Rectangle
    is_full: bool  # its last line reaches its right side
    open_bottom: bool

    @property
    def text(self) -> str:
        """Its lines without the breaks between them."""
        return "".join(printed.line.text for printed in self.lines)


class LongTable:
    """A table that grows page by page."""

    def __init__(self, table: PageTable, page: int, height: float) -> None:
        """Begin with the part on the first page, whose height is given in points."""
        self.xs = table.xs
        self.rows = table.rows
        self.cells = [_long(cell, page, cell.row, cell.column, cell.width) for cell in table.cells]
        self._head = _texts(table.cells)
        self._last = {cell.column: cell for cell in self.cells if cell.row + cell.height == self.rows}
        self._bottom = table.box.bottom / height

    def goes_on(self, following: PageTable) -> bool:
        """Tell whether the table on the next page is a part of this one.

        Their columns stand at the same places, or those of one are among those of the other, this one reaches the lower
        part of its page, and the next does not begin with another head.
        """
        if _common_columns(self.xs, following.xs) is None or self._bottom < _LOWEST:
            return False
        return bool(self._repeated_rows(following)) or not self._has_other_head(following)

    def _has_other_head(self, following: PageTable) -> bool:
        """Tell whether a part begins with a row of words that shares some with the head of this table, not all."""
        theirs = set(_texts(following.cells).get(0, ()))
        ours = {text for texts in self._head.values() for text in texts}
        worded = not any(char.isdigit() for text in theirs for char in text)
        return len(theirs) > 1 and worded and bool(theirs & ours) and not theirs <= ours

    def add(self, following: PageTable, page: int, height: float) -> None:
        """Add the part on the next page, less the head that is printed again; what the page's end cut is joined."""
        columns = _common_columns(self.xs, following.xs)
        if columns is None:
            raise ValueError("the columns are those of another table")
        xs, own, theirs = columns
        if len(xs) != len(self.xs):
            self._move_columns(own)
        self.xs = xs
        head = self._repeated_rows(following)
        below = [
            _long(
                cell, page, cell.row - head, theirs[cell.column], theirs[cell.column + cell.width] - theirs[cell.column]
            )
            for cell in following.cells
            if cell.row >= head
        ]
        opened = {theirs[cell.column] for cell in following.cells if cell.row == head == 0 and cell.open_top}
        self._bottom = following.box.bottom / height
        if below:
            self._join(below, following.rows - head, opened)

    def _join(self, below: Sequence[LongCell], rows: int, opened: set[int]) -> None:
        first = [cell for cell in below if cell.row == 0]
        cut = [cell for cell in first if _is_cut(self._last.get(cell.column), cell, is_open=cell.column in opened)]
        rest_of_row = len(cut) == len(first) or _is_rest_of_row(self._last, first)
        overlap = 1 if rest_of_row and all(cell.column in self._last for cell in first) else 0
        start = self.rows - overlap
        self.rows = start + rows
        kept = {}
        for cell in below:
            is_joined = cell.row == 0 and (overlap == 1 or cell in cut)
            if is_joined:
                upper = self._last[cell.column]
                upper.height += cell.height - overlap
                upper.lines += cell.lines
                upper.is_full, upper.open_bottom = cell.is_full, cell.open_bottom
            else:
                upper = cell
                upper.row += start
                self.cells.append(upper)
            if upper.row + upper.height == self.rows:
                kept[upper.column] = upper
        self._last = kept

    def _repeated_rows(self, following: PageTable) -> int:
        """How many rows at the head of the next part print those at the head of the table again."""
        theirs = _texts(following.cells)
        count = 0
        while self._head.get(count) and self._head.get(count) == theirs.get(count) and not _has_number(theirs[count]):
            count += 1
        # a merged cell of the head may reach below the rows that were compared: the head ends where all its cells do
        while count and any(cell.row < count < cell.row + cell.height for cell in following.cells):
            count += 1
        return min(count, following.rows)

    def _move_columns(self, places: Sequence[int]) -> None:
        for cell in self.cells:
            cell.column, cell.width = places[cell.column], places[cell.column + cell.width] - places[cell.column]
        self._last = {cell.column: cell for cell in self._last.values()}


# --- columns --------------------------------------------------------------------------------------------------------


def _common_columns(
    first: Sequence[float], second: Sequence[float]
) -> tuple[tuple[float, ...], list[int], list[int]] | None:
    """The columns of both, and where those of each stand among them; None if they are of different tables.

    Facing pages may have other margins: the second is moved so that the tables begin at one place.
    """
    shift = first[0] - second[0]
    moved = [x + shift for x in second]
    if abs(moved[-1] - first[-1]) > _NEAR:
        return None
    wide, narrow = (list(first), moved) if len(first) >= len(moved) else (moved, list(first))
    places = [_nearest(wide, x) for x in narrow]
    if any(abs(wide[place] - x) > _NEAR for place, x in zip(places, narrow, strict=True)):
        return None
    if len(set(places)) < len(places):
        return None
    every = list(range(len(wide)))
    return (tuple(wide), every, places) if len(first) >= len(moved) else (tuple(wide), places, every)


def _nearest(xs: Sequence[float], x: float) -> int:
    place = bisect_left(xs, x)
    return min((i for i in (place - 1, place) if 0 <= i < len(xs)), key=lambda i: abs(xs[i] - x))


# --- rows -----------------------------------------------------------------------------------------------------------


def _texts(cells: Iterable[TableCell]) -> Texts:
    """What stands in each of the first rows, row by row."""
    rows: dict[int, list[str]] = {}
    for cell in cells:
        if cell.row < _MOST_HEAD_ROWS and cell.lines:
            rows.setdefault(cell.row, []).append("".join(fold(cell.text).split()))
    return {row: tuple(texts) for row, texts in rows.items()}


def _has_number(texts: Iterable[str]) -> bool:
    numbers = [text for text in texts if _NUMBER.fullmatch(text)]
    counted = [str(count) for count in range(1, len(numbers) + 1)]
    return bool(numbers) and numbers != counted and not all(_YEAR.fullmatch(number) for number in numbers)


def _is_cut(upper: LongCell | None, lower: LongCell, *, is_open: bool) -> bool:
    """Tell whether a cell goes on: no line is drawn between, or a merged label goes on without words."""
    if upper is None or upper.width != lower.width:
        return False
    is_merged = upper.height > 1 or lower.height > 1
    return (is_open and upper.open_bottom) or (is_merged and not lower.lines and bool(upper.lines))


def _is_rest_of_row(last: Mapping[int, LongCell], first: Sequence[LongCell]) -> bool:
    """Tell whether the first row on a page is the rest of the row before, although a line is drawn between.

    It is where it holds nothing at all, or only words that go on where a cell above was full.
    """
    above = list(_above(last, first))
    filled = [(upper, cell) for upper, cell in zip(above, first, strict=False) if cell.lines]
    if len(above) < len(first):
        return False
    if not filled:
        return all(cell.height == 1 for cell in first)
    if first[0].lines or any(char.isdigit() for _, cell in filled for char in cell.text):
        return False
    return all(
        upper.lines and upper.is_full and upper.text[-1] not in _CLOSED and not numbering(fold(cell.text))
        for upper, cell in filled
    )


def _above(last: Mapping[int, LongCell], first: Sequence[LongCell]) -> Iterator[LongCell]:
    for cell in first:
        upper = last.get(cell.column)
        if upper and upper.width == cell.width:
            yield upper


def _long(cell: TableCell, page: int, row: int, column: int, width: int) -> LongCell:
    last = cell.lines[-1] if cell.lines else None
    is_full = last is not None and cell.box.x1 - last.x1 < _FULL * last.size
    lines = [Printed(line, page) for line in cell.lines]
    return LongCell(row, column, cell.height, width, page, lines, cell.box, is_full, cell.open_bottom)
