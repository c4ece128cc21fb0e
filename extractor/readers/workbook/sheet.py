"""What of a sheet is seen: its cells with something in them, merged ones as one, hidden rows and columns left out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from msgspec import Struct

Place = tuple[int, int]


class Range(Struct, frozen=True):
    """Rows and columns of a sheet, from 1."""

    top: int
    left: int
    bottom: int
    right: int


class Seen(Struct, frozen=True):
    """The rows and columns of a sheet that are seen, by their numbers in it; of blank ones in a row only one.

    ``texts`` are what its cells show, ``spans`` how many of the rows and columns merged cells cover, ``covered`` the
    places they cover besides where they begin. ``cells`` are the cells themselves.
    """

    rows: Sequence[int]
    columns: Sequence[int]
    texts: dict[Place, str]
    cells: dict[Place, Any]
    spans: dict[Place, Place]
    covered: frozenset[Place]
    hidden_rows: int
    hidden_columns: int


def seen(sheet: Any, text_of: Callable[[Any], str], within: Range | None = None) -> Seen:
    """Return what is seen of a sheet, or of a part of it; ``text_of`` says what a cell shows."""
    texts: dict[Place, str] = {}
    for place, cell in sorted(sheet._cells.items()):
        if within and not (within.top <= place[0] <= within.bottom and within.left <= place[1] <= within.right):
            continue
        text = text_of(cell) if cell.value is not None else ""
        if text.strip():
            texts[place] = text
    hidden_rows, hidden_columns = _hidden_rows(sheet), _hidden_columns(sheet)
    ranges = [Range(one.min_row, one.min_col, one.max_row, one.max_col) for one in sheet.merged_cells.ranges]
    cells = {place: sheet._cells[place] for place in texts}
    begins: dict[Place, Place] = {}  # of the places of merged cells, where each begins to be seen
    for merged in ranges:
        _begin(merged, texts, cells, begins, hidden_rows, hidden_columns)
    gone_rows = {row for row, _ in texts if row in hidden_rows}
    gone_columns = {column for _, column in texts if column in hidden_columns}
    texts = {place: text for place, text in texts.items() if place[0] not in gone_rows and place[1] not in gone_columns}
    if not texts:
        return Seen((), (), {}, {}, {}, frozenset(), len(gone_rows), len(gone_columns))
    rows = list(_kept({row for row, _ in texts}, hidden_rows, _is_joined(texts, begins, by_row=True)))
    columns = list(_kept({column for _, column in texts}, hidden_columns, _is_joined(texts, begins, by_row=False)))
    spans: dict[Place, Place] = {}
    covered: set[Place] = set()
    for merged in ranges:
        high = rows[bisect_left(rows, merged.top) : bisect_right(rows, merged.bottom)]
        wide = columns[bisect_left(columns, merged.left) : bisect_right(columns, merged.right)]
        if high and wide:
            spans[high[0], wide[0]] = len(high), len(wide)
            covered.update((row, column) for row in high for column in wide)
            covered.discard((high[0], wide[0]))
    return Seen(rows, columns, texts, cells, spans, frozenset(covered), len(gone_rows), len(gone_columns))


def _begin(
    merged: Range,
    texts: dict[Place, str],
    cells: dict[Place, Any],
    begins: dict[Place, Place],
    hidden_rows: set[int],
    hidden_columns: set[int],
) -> None:
    """Put what a merged cell shows where it begins to be seen, and nothing in the other places it covers."""
    row = next((row for row in range(merged.top, merged.bottom + 1) if row not in hidden_rows), merged.top)
    column = next((one for one in range(merged.left, merged.right + 1) if one not in hidden_columns), merged.left)
    text = texts.get((merged.top, merged.left))
    cell = cells.get((merged.top, merged.left))
    for down in range(merged.top, merged.bottom + 1):
        for along in range(merged.left, merged.right + 1):
            texts.pop((down, along), None)
            cells.pop((down, along), None)
            begins[down, along] = row, column
    if text is not None:
        texts[row, column], cells[row, column] = text, cell


def _is_joined(texts: Iterable[Place], begins: dict[Place, Place], *, by_row: bool) -> Callable[[int, int], bool]:
    """Tell whether all that stands in a row (or a column) goes on, merged, in another."""
    beside: dict[int, list[int]] = {}
    for row, column in texts:
        beside.setdefault(row if by_row else column, []).append(column if by_row else row)

    def is_joined(first: int, other: int) -> bool:
        for place in beside[first]:
            here, there = ((first, place), (other, place)) if by_row else ((place, first), (place, other))
            if there not in begins or begins[there] != here:
                return False
        return True

    return is_joined


def _kept(filled: set[int], hidden: set[int], is_joined: Callable[[int, int], bool]) -> Iterator[int]:
    """The rows or columns with something in them, and one of those between that are blank and seen."""
    order = sorted(filled)
    for one, other in pairwise(order):
        yield one
        between = next((blank for blank in range(one + 1, other) if not (blank in hidden or is_joined(one, blank))), 0)
        if between:
            yield between
    yield order[-1]


def _hidden_rows(sheet: Any) -> set[int]:
    return {row for row, made in sheet.row_dimensions.items() if made.hidden or made.height == 0}


def _hidden_columns(sheet: Any) -> set[int]:
    hidden: set[int] = set()
    for made in sheet.column_dimensions.values():
        if (made.hidden or made.width == 0) and made.min and made.max:
            hidden.update(range(made.min, min(made.max, 16_384) + 1))
    return hidden
