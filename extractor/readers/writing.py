"""The text of a document as it is written: lines, and tables one row a line with a tab between the cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from extractor.model import Grid, GridCell

_ENDS_A_WORD, _BEGINS_A_WORD = re.compile(r"[0-9A-Za-z０-９][,.，．%％]?$"), re.compile(r"[0-9A-Za-z０-９]")
_MOST_PLACES = 500_000  # of a table: rows times columns


class FoundCell(Struct, frozen=True):
    """A cell as its format gives it; ``indent`` and ``locator`` as in ``GridCell``.

    ``column`` is where the format says it begins, None where it stands behind the one before it.
    """

    text: str
    height: int = 1
    width: int = 1
    column: int | None = None
    indent: float | None = None
    bold: bool = False
    locator: str | None = None


class Writer:
    """Text as it grows, and the grids in it."""

    def __init__(self) -> None:
        """Begin without text."""
        self.grids: list[Grid] = []
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    def line(self, text: str) -> None:
        """Write one line, if there is anything in it."""
        if text:
            self._put(text)
            self._put("\n")

    def table(self, rows: Sequence[Sequence[FoundCell]]) -> None:
        """Write a table, and keep its grid: spans laid out as in a browser, short rows filled up."""
        start = self._length
        grid: list[list[GridCell | None]] = []
        for place, row in enumerate(_laid_out(rows)):
            grid.append([])
            for column, (cell, height, width) in enumerate(row):
                if column:
                    self._put("\t")
                begin = self._length
                if cell and height:
                    self._put(cell.text)
                    found = (height, width, cell.indent, None, cell.bold, None, None, cell.locator)
                    grid[-1].append(GridCell(place, column, begin, self._length, *found))
                else:
                    grid[-1].append(None if cell else GridCell(place, column, begin, begin))
            self._put("\n")
        if grid and grid[0]:
            self.grids.append(Grid(start, self._length - 1, _filled(grid)))

    def _put(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)


def on_one_line(parts: Iterable[str]) -> str:
    """Join the lines of a cell: without a blank, but between Latin words or numbers."""
    whole = ""
    for part in parts:
        whole += f" {part}" if _ENDS_A_WORD.search(whole[-2:]) and _BEGINS_A_WORD.match(part) else part
    return whole


Place = tuple[FoundCell | None, int, int]
"""A cell with its height and width where it begins, with 0 and 0 where it goes on; no cell where there is none."""


def _laid_out(rows: Sequence[Sequence[FoundCell]]) -> list[list[Place]]:
    """Every row with a place for each column in which a cell begins.

    Where spans make more places than any table has, they are no spans.
    """
    last = len(rows)
    total = sum(min(cell.height, last - index) * cell.width for index, row in enumerate(rows) for cell in row)
    is_sane = total <= _MOST_PLACES
    laid: list[dict[int, Place]] = [{} for _ in rows]
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            height, width = (min(cell.height, last - index), cell.width) if is_sane else (1, 1)
            column = max(column, cell.column or 0) if is_sane else column
            while column in laid[index]:
                column += 1
            for below in laid[index : index + height]:
                for beside in range(column, column + width):
                    below.setdefault(beside, (cell, 0, 0))
            laid[index][column] = cell, height, width
            column += width
    return _without_unused_columns(laid)


def _without_unused_columns(laid: Sequence[Mapping[int, Place]]) -> list[list[Place]]:
    """The places of each row, in the columns in which some cell begins: what only goes on there is no wider for it."""
    begins = sorted({column for row in laid for column, (_, height, _) in row.items() if height})
    count = dict(zip(begins, range(len(begins)), strict=True))
    written: list[list[Place]] = []
    for row in laid:
        written.append([])
        for column in begins:
            cell, height, width = row.get(column, (None, 1, 1))
            if cell and height:
                width = sum(1 for other in range(column, column + width) if other in count)
            written[-1].append((cell, height, width))
    return written


def _filled(grid: list[list[GridCell | None]]) -> tuple[tuple[GridCell, ...], ...]:
    """Put every merged cell in all the places it covers."""
    for row in grid:
        for cell in [cell for cell in row if cell and cell.height * cell.width > 1]:
            for below in grid[cell.row : cell.row + cell.height]:
                for column in range(cell.column, min(cell.column + cell.width, len(below))):
                    if below[column] is None:
                        below[column] = cell
    return tuple(tuple(cell for cell in row if cell) for row in grid)
