"""Merged cells in plain text, where nothing says which they are: a blank in a head or before a label is part of one."""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import pairwise

from extractor.model import GridCell
from extractor.tables.values import cell_class

Stretch = tuple[int, int]
Place = tuple[int, int]
"""A row and a column."""


def merged_cells(
    folded: str, rows: Sequence[Sequence[Stretch]], units: Container[str]
) -> tuple[tuple[GridCell, ...], ...]:
    """Return the cells of rows of equal length, blank ones joined to the cell that they are part of.

    In a head, a blank is part of the cell at its left, as far as the cell above it reaches, else of the one above. In
    the columns of labels, it is part of the label at its left if nothing follows, else of the one above. A row of a
    single cell with a head below it runs across. Among values nothing is merged.
    """
    filled = [[start < end for start, end in row] for row in rows]
    owners: dict[Place, Place] = {}
    for start, end in _blocks(folded, rows, filled, units):
        first = start + _is_across(folded, rows, filled, start, units)
        if first > start:
            owners |= {(start, column): (start, 0) for column in range(1, len(rows[start]))}
        kinds = [[cell_class(folded[a:b], units) for a, b in row] for row in rows[first:end]]
        head = _head_rows(kinds)
        labels = _label_columns(kinds[head:])
        _join_head(filled, owners, first, first + head)
        _join_labels(filled, owners, range(first + head, end), labels)
    return _cells(rows, owners)


def _blocks(
    folded: str, rows: Sequence[Sequence[Stretch]], filled: Sequence[Sequence[bool]], units: Container[str]
) -> list[tuple[int, int]]:
    """The stretches of rows that are one table each: a cell across begins one."""
    begins = [index for index in range(1, len(rows)) if _is_across(folded, rows, filled, index, units)]
    return list(pairwise([0, *begins, len(rows)]))


def _is_across(
    folded: str,
    rows: Sequence[Sequence[Stretch]],
    filled: Sequence[Sequence[bool]],
    index: int,
    units: Container[str],
) -> bool:
    """Tell whether a row holds nothing but its first cell, and the next row is a head."""
    if index + 1 >= len(rows) or sum(filled[index]) != 1 or not filled[index][0] or sum(filled[index + 1]) < 2:
        return False
    return not any(cell_class(folded[start:end], units) == "number" for start, end in rows[index + 1])


def _head_rows(kinds: Sequence[Sequence[str]]) -> int:
    """How many rows are the head: the first, and those without numbers under a group or with a blank first."""
    for index, row in enumerate(kinds):
        grouped = index > 0 and "blank" in kinds[index - 1] and len(row) - row.count("blank") > 1
        if "number" in row or (index and row[0] != "blank" and not grouped):
            return index
    return len(kinds)


def _label_columns(kinds: Sequence[Sequence[str]]) -> int:
    """How many columns at the left hold no numbers and some words."""
    if not kinds:
        return 0
    width = len(kinds[0])
    return next((column for column in range(width) if not any(row[column] == "words" for row in kinds)), width)


def _join_head(filled: Sequence[Sequence[bool]], owners: dict[Place, Place], start: int, end: int) -> None:
    for row in range(start, end):
        for column in range(len(filled[row])):
            if filled[row][column]:
                continue
            left, above = owners.get((row, column - 1), (row, column - 1)), _owner_above(owners, row, column, start)
            beside = _owner_above(owners, row, column - 1, start) if column else None
            if column and filled[left[0]][left[1]] and left[0] == row and above == beside:
                owners[row, column] = left
            elif above is not None and filled[above[0]][above[1]]:
                owners[row, column] = above


def _owner_above(owners: dict[Place, Place], row: int, column: int, start: int) -> Place | None:
    return owners.get((row - 1, column), (row - 1, column)) if row > start else None


def _join_labels(filled: Sequence[Sequence[bool]], owners: dict[Place, Place], rows: range, labels: int) -> None:
    for row in rows:
        if not any(filled[row][:labels]):
            continue
        for column in range(labels):
            if filled[row][column]:
                continue
            if column and not any(filled[row][column:labels]):
                owners[row, column] = owners.get((row, column - 1), (row, column - 1))
            elif row > rows.start:
                above = owners.get((row - 1, column), (row - 1, column))
                if filled[above[0]][above[1]] and above[1] == column:
                    owners[row, column] = above


def _cells(rows: Sequence[Sequence[Stretch]], owners: dict[Place, Place]) -> tuple[tuple[GridCell, ...], ...]:
    covered: dict[Place, list[Place]] = {}
    for place, owner in owners.items():
        covered.setdefault(owner, [owner]).append(place)
    cells: dict[Place, GridCell] = {}
    for row, stretches in enumerate(rows):
        for column, (start, end) in enumerate(stretches):
            if (row, column) in owners:
                continue
            places = covered.get((row, column), [(row, column)])
            height = max(place[0] for place in places) - row + 1
            width = max(place[1] for place in places) - column + 1
            cells[row, column] = GridCell(row, column, start, end, height, width)
    return tuple(
        tuple(cells[owners.get((row, column), (row, column))] for column in range(len(stretches)))
        for row, stretches in enumerate(rows)
    )
