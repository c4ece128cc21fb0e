"""Grids to tables: the header, the roles of the columns, titles and units, rows with their paths."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from extractor.model import Cell, Document, Grid, GridCell, Row, Table
from extractor.tables.labels import label_paths, split_label, squeeze
from extractor.tables.values import CellClass, cell_class, cell_number
from extractor.text import fold, numbering

_UNIT_HEAD = re.compile(r"(?:计量|计算)?单位")
_CODE_HEAD = re.compile(r"(?:指标)?代码|序号|行次|编号|编码")
_CAPTION_UNIT = re.compile(r"(?:金额|计量)?单位:\s*([^\s,;、|)]{1,8})")
_HEAD_UNIT = re.compile(r"\((?:单位:)?([^()]{1,6})\)$|单位:(\S{1,6})")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_TITLE_REACH = 4
_MOST_HEAD_ROWS = 4


@dataclass(frozen=True, slots=True)
class _Roles:
    label: int
    unit: int | None
    values: tuple[int, ...]


def read_tables(document: Document, grids: Sequence[Grid], units: Container[str]) -> tuple[Table, ...]:
    """Return the tables of a document in order, ids ``t1``, ``t2``…; a grid without rows or values gives none."""
    folded = fold(document.text)
    tables: list[Table] = []
    for grid in grids:
        table = _table(document, folded, grid, f"t{len(tables) + 1}", units)
        if table:
            tables.append(table)
    return tuple(tables)


def _table(document: Document, folded: str, grid: Grid, name: str, units: Container[str]) -> Table | None:
    classes = [[cell_class(folded[cell.start : cell.end], units) for cell in row] for row in grid.rows]
    head = _head_rows(folded, grid, classes)
    body = grid.rows[head:]
    if not body:
        return None
    roles = _roles(folded, grid, head, classes)
    if not roles.values:
        return None
    title, caption_unit = _caption(folded, grid.start)
    columns = tuple(_column_path(folded, grid, head, index) for index in roles.values)
    return Table(
        name,
        title,
        caption_unit,
        tuple(sorted({page for row in body for page in [document.place(row[0].start, row[0].end)[0]] if page})),
        columns,
        _rows(document, folded, body, roles, columns, caption_unit, units),
        grid.start,
        grid.end,
    )


def _head_rows(folded: str, grid: Grid, classes: Sequence[Sequence[CellClass]]) -> int:
    """Count the rows at the top that hold neither a number nor a numbered label."""
    for index, row in enumerate(grid.rows[: _MOST_HEAD_ROWS + 1]):
        first = squeeze(folded[row[0].start : row[0].end])
        numbers = [
            squeeze(_text(folded, cell)) for cell, name in zip(row, classes[index], strict=True) if name == "number"
        ]
        only_years = bool(numbers) and all(_YEAR.fullmatch(number) for number in numbers)
        if (numbers and not (only_years and index == 0)) or numbering(first):
            return index
    return 1


def _roles(folded: str, grid: Grid, head: int, classes: Sequence[Sequence[CellClass]]) -> _Roles:
    width = len(grid.rows[0])
    heads = ["".join(squeeze(_text(folded, row[column])) for row in grid.rows[:head]) for column in range(width)]
    bodies = [[row[column] for row in classes[head:]] for column in range(width)]
    unit = next((c for c in range(width) if _UNIT_HEAD.fullmatch(heads[c])), None)
    if unit is None:
        unit = next((c for c in range(width) if bodies[c].count("unit") > len(bodies[c]) / 2), None)
    codes = {c for c in range(width) if _CODE_HEAD.fullmatch(heads[c])}
    label = next((c for c in range(width) if c not in codes and c != unit and "words" in bodies[c]), 0)
    values = tuple(c for c in range(width) if c not in codes | {label, unit})
    return _Roles(label, unit, values)


def _rows(
    document: Document,
    folded: str,
    body: Sequence[Sequence[GridCell]],
    roles: _Roles,
    columns: Sequence[tuple[str, ...]],
    caption_unit: str | None,
    units: Container[str],
) -> tuple[Row, ...]:
    labels = [split_label(_text(folded, row[roles.label])) for row in body]
    has_values = [any(cell_class(_text(folded, row[c]), units) == "number" for c in roles.values) for row in body]
    paths = label_paths(zip(labels, has_values, strict=True))
    rows = []
    for index, (row, label, path) in enumerate(zip(body, labels, paths, strict=True), start=1):
        unit = _row_unit(folded, row, roles, units) or caption_unit
        cells = tuple(
            _cell(document, folded, row[place], column, unit, columns[column], units)
            for column, place in enumerate(roles.values)
        )
        rows.append(
            Row(
                index,
                label.number,
                label.words,
                label.note,
                path,
                unit,
                None,
                cells,
                row[roles.label].start,
                row[roles.label].end,
            )
        )
    return tuple(rows)


def _row_unit(folded: str, row: Sequence[GridCell], roles: _Roles, units: Container[str]) -> str | None:
    if roles.unit is None:
        return None
    text = squeeze(_text(folded, row[roles.unit]))
    return text if text and cell_class(text, units) != "blank" else None


def _cell(
    document: Document,
    folded: str,
    cell: GridCell,
    column: int,
    unit: str | None,
    head: Sequence[str],
    units: Container[str],
) -> Cell:
    printed = _text(folded, cell)
    number = cell_number(printed, units)
    head_unit = _HEAD_UNIT.search(head[-1]) if head else None
    holds = (number.unit if number else None) or unit or (head_unit and (head_unit[1] or head_unit[2])) or None
    if cell_class(printed, units) == "words":
        holds = None
    page, bbox = document.place(cell.start, cell.end)
    return Cell(
        column,
        document.text[cell.start : cell.end],
        number.value if number else None,
        holds,
        cell.start,
        cell.end,
        page,
        bbox,
    )


def _column_path(folded: str, grid: Grid, head: int, column: int) -> tuple[str, ...]:
    path: list[str] = []
    for row in grid.rows[:head]:
        words = squeeze(_text(folded, row[column]))
        if words and (not path or path[-1] != words):
            path.append(words)
    return tuple(path)


def _caption(folded: str, start: int) -> tuple[str | None, str | None]:
    """Return title and unit from the few lines above a table; the nearest line that is not the unit is the title."""
    unit = None
    above = folded[max(0, start - 400) : start].splitlines()[-_TITLE_REACH:]
    for line in reversed(above):
        words = line.strip(" \r\t|")
        found = _CAPTION_UNIT.search(words)
        if found:
            unit = unit or found[1]
            words = words.replace(found[0], "").strip(" ()")
        if words:
            return (words if len(words) <= 80 and not words.endswith(("。", ";")) else None), unit
    return None, unit


def _text(folded: str, cell: GridCell) -> str:
    return folded[cell.start : cell.end]
