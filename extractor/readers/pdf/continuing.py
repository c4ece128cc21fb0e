"""Tables that go on over pages: their parts joined into one, each cell's parts with the page they stand on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.readers.pdf.cells import PageTable, TableCell
from extractor.readers.pdf.lines import TextLine
from extractor.text import fold, numbering

_NEAR = 5.0  # points by which the columns of two pages may differ
_LOWEST = 0.5  # of the page's height: a table that ends higher up does not go on without its head
_FULL = 2.0  # characters: a cell's line that ends nearer to its side was wrapped
_CLOSED = "。；;：:"


@dataclass(frozen=True, slots=True)
class Printed:
    """A line and the page it is printed on."""

    line: TextLine
    page: int


@dataclass(frozen=True, slots=True)
class LongCell:
    """A cell of a table that may run over pages."""

    row: int
    column: int
    height: int
    width: int
    lines: tuple[Printed, ...]
    left: float  # sides of the cell, where its first line stands
    right: float
    is_full: bool  # its last line reaches its right side
    open_bottom: bool

    @property
    def text(self) -> str:
        """Its lines without the breaks between them."""
        return "".join(printed.line.text for printed in self.lines)


@dataclass(frozen=True, slots=True)
class LongTable:
    """A table that may run over pages; ``bottom`` is where it ends on its last page, as a share of the height."""

    xs: tuple[float, ...]
    rows: int
    cells: tuple[LongCell, ...]
    page: int
    bottom: float


def begin_table(table: PageTable, page: int, height: float) -> LongTable:
    """Return the table of one page as one that may go on."""
    cells = tuple(_long(cell, page, cell.row, cell.column, cell.width) for cell in table.cells)
    return LongTable(table.xs, table.rows, cells, page, table.box.bottom / height)


def continue_table(table: LongTable, following: PageTable, page: int, height: float) -> LongTable | None:
    """Return both as one table, or None if the second is one of its own.

    Their columns stand at the same places, or those of one are among those of the other. A head that is printed again
    is left out; without one, the first must reach the lower part of its page. A cell the page's end cut is joined.
    """
    columns = _common_columns(table.xs, following.xs)
    if columns is None:
        return None
    xs, own, theirs = columns
    above = _moved_columns(table, xs, own)
    head = _repeated_rows(above, following)
    if not head and table.bottom < _LOWEST:
        return None
    below = [
        _long(cell, page, cell.row - head, theirs[cell.column], theirs[cell.column + cell.width] - theirs[cell.column])
        for cell in following.cells
        if cell.row >= head
    ]
    opened = {(cell.row - head, theirs[cell.column]) for cell in following.cells if cell.row >= head and cell.open_top}
    rows = following.rows - head
    if not rows:
        return replace(above, page=page, bottom=following.box.bottom / height)
    joined, overlap = _joined_cells(above, below, opened if not head else set())
    return LongTable(xs, above.rows + rows - overlap, joined, page, following.box.bottom / height)


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


def _moved_columns(table: LongTable, xs: tuple[float, ...], places: Sequence[int]) -> LongTable:
    cells = tuple(
        replace(cell, column=places[cell.column], width=places[cell.column + cell.width] - places[cell.column])
        for cell in table.cells
    )
    return replace(table, xs=xs, cells=cells)


# --- rows -----------------------------------------------------------------------------------------------------------


def _repeated_rows(table: LongTable, following: PageTable) -> int:
    """How many rows at the head of the second part print those at the head of the table again."""
    ours = _texts((cell.row, cell.text) for cell in table.cells)
    theirs = _texts((cell.row, cell.text) for cell in following.cells)
    count = 0
    while count < min(table.rows, following.rows) and ours.get(count) == theirs.get(count) and ours.get(count):
        count += 1
    # a merged cell of the head may reach below the rows that were compared: the head ends where all its cells do
    while count and any(cell.row < count < cell.row + cell.height for cell in following.cells):
        count += 1
    return min(count, following.rows)


def _texts(cells: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    rows: dict[int, list[str]] = {}
    for row, text in cells:
        if text:
            rows.setdefault(row, []).append("".join(fold(text).split()))
    return {row: tuple(texts) for row, texts in rows.items()}


def _joined_cells(
    table: LongTable, below: Sequence[LongCell], opened: set[tuple[int, int]]
) -> tuple[tuple[LongCell, ...], int]:
    """The cells of both parts, and by how many rows they overlap: 1 where the page's end cut a row in two."""
    last = {cell.column: cell for cell in table.cells if cell.row + cell.height == table.rows}
    first = [cell for cell in below if cell.row == 0]
    cut = {
        cell.column: last[cell.column]
        for cell in first
        if cell.column in last
        and last[cell.column].width == cell.width
        and _is_cut(last[cell.column], cell, is_open=(0, cell.column) in opened)
    }
    is_row = len(cut) == len(first) or _is_rest_of_row(last, first)
    if is_row:
        cut = {cell.column: last[cell.column] for cell in first if cell.column in last}
    overlap = 1 if is_row and len(cut) == len(first) else 0
    start = table.rows - overlap
    cells = [cell for cell in table.cells if cell not in cut.values()]
    for cell in below:
        upper = cut.get(cell.column) if cell.row == 0 else None
        if upper is None:
            cells.append(replace(cell, row=start + cell.row))
        else:
            height = upper.height + cell.height - overlap
            cells.append(
                replace(
                    upper,
                    height=height,
                    lines=(*upper.lines, *cell.lines),
                    is_full=cell.is_full,
                    open_bottom=cell.open_bottom,
                )
            )
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), overlap


def _is_cut(upper: LongCell, lower: LongCell, *, is_open: bool) -> bool:
    """Tell whether a cell goes on: no line is drawn between, or a merged label goes on without words."""
    return (is_open and upper.open_bottom) or (
        not lower.lines and bool(upper.lines) and (upper.height > 1 or lower.height > 1) and upper.width == lower.width
    )


def _is_rest_of_row(last: dict[int, LongCell], first: Sequence[LongCell]) -> bool:
    """Tell whether the first row on a page is the rest of the row before, although a line is drawn between.

    It is where it holds nothing at all, or only words that go on where a cell above was full.
    """
    filled = [cell for cell in first if cell.lines]
    if not all(cell.column in last and last[cell.column].width == cell.width for cell in first):
        return False
    if not filled:
        return all(cell.height == 1 for cell in first)
    if first[0].lines or any(any(char.isdigit() for char in cell.text) for cell in filled):
        return False
    above = [last[cell.column] for cell in filled]
    return all(
        cell.is_full and cell.text[-1] not in _CLOSED and not numbering(fold(rest.text))
        for cell, rest in zip(above, filled, strict=True)
    )


def _long(cell: TableCell, page: int, row: int, column: int, width: int) -> LongCell:
    last = cell.lines[-1] if cell.lines else None
    return LongCell(
        row,
        column,
        cell.height,
        width,
        tuple(Printed(line, page) for line in cell.lines),
        cell.box.x0,
        cell.box.x1,
        last is not None and cell.box.x1 - last.x1 < _FULL * last.size,
        cell.open_bottom,
    )
