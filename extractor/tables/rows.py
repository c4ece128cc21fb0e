"""Grids to tables: the parts of a grid, their titles and units, rows with their paths."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from extractor.model import Cell, Document, Grid, GridCell, Row, Table
from extractor.model.document import rounded
from extractor.tables.captions import Caption, caption_above
from extractor.tables.depths import Depths, code_depths, indent_depths
from extractor.tables.labels import Label, label_paths, split_label, unique_paths
from extractor.tables.parts import Part, head_paths, parts_of
from extractor.tables.roles import Roles, roles_of
from extractor.tables.values import cell_class, cell_number, is_unit, words_of
from extractor.text import fold, numbering

_SHARE = re.compile(r"增速|增幅|[率占]比|比重|率$|[完成占]+比例|完成程度|百分比")
_CHANGE = re.compile(r"同比|增长|增减|比上年|较上年|为预算|为上年|完成(?:年初|调整)?预算")
_NO_MONEY = re.compile(
    r"期限|年限(?!额)|年份|日期|时间|序号|代码|编码|排名|人数|户数|个数|件数|份数|次数|数量|面积|里程|等级|评级"
)
_AMOUNT = re.compile(r"额|数|量|值")
_HEAD_UNIT = re.compile(r"\((?:单位:)?([^()]{1,8})\)$|单位:(\S{1,6})|(%)$")


def read_tables(document: Document, grids: Sequence[Grid], units: Container[str]) -> tuple[Table, ...]:
    """Return the tables of a document in order, ids ``t1``, ``t2``…; a grid without rows or values gives none.

    Small tables stacked in one frame, and halves side by side, are tables of their own.
    """
    folded = fold(document.text)
    tables: list[Table] = []
    floor = 0
    for grid in grids:
        caption = caption_above(folded, floor, grid.start, units)
        is_titled = caption.title is not None and numbering(caption.title) is None  # a section's heading titles none
        for part in parts_of(folded, grid.rows, units, is_titled=is_titled):
            table = _table(document, folded, part, f"t{len(tables) + 1}", caption, units)
            if table:
                tables.append(table)
        floor = grid.end
    return tuple(tables)


def _table(
    document: Document, folded: str, part: Part, name: str, caption: Caption, units: Container[str]
) -> Table | None:
    roles = roles_of(folded, part, units)
    if not roles.values or not any(cell.start < cell.end for row in part.rows[part.head :] for cell in row):
        return None
    start, end = part.rows[0][0].start, max(cell.end for row in part.rows for cell in row)
    unit = part.caption.unit or caption.unit
    heads = head_paths(folded, part.rows[: part.head], len(part.rows[0]))
    columns = tuple(heads[column] for column in roles.values)
    return Table(
        name,
        part.caption.title or caption.title,
        unit,
        document.boxes.pages(start, end) if document.boxes else (),
        columns,
        _rows(document, folded, part, roles, columns, unit, units),
        start,
        end,
        part.caption.number or caption.number,
    )


# --- rows -----------------------------------------------------------------------------------------------------------


def _rows(
    document: Document,
    folded: str,
    part: Part,
    roles: Roles,
    columns: Sequence[tuple[str, ...]],
    table_unit: str | None,
    units: Container[str],
) -> tuple[Row, ...]:
    named = (*roles.labels, *roles.values)
    body = [row for row in part.rows[part.head :] if any(row[c].start < row[c].end for c in named)]
    labels = [split_label(_label(folded, row, roles)) for row in body]
    paths = _paths(folded, body, roles, labels, units)
    rows = []
    stated: dict[tuple[str, ...], str | None] = {}
    for index, (row, label, path) in enumerate(zip(body, labels, paths, strict=True), start=1):
        stated[path] = _unit_in_brackets(label, units) or stated.get(path[:-1])
        own_unit = _row_unit(folded, row, roles, units) or stated[path]
        cells = tuple(
            _cell(
                document,
                folded,
                _begun(row, place),
                column,
                _head_unit(columns[column], own_unit or table_unit, units),
                units,
            )
            for column, place in enumerate(roles.values)
        )
        own = _own_label(row, roles)
        code = "".join(words_of(folded, row[c]) for c in roles.codes) or None
        start, end = (own.start, own.end) if own else (row[0].start, row[0].start)
        rows.append(
            Row(
                index,
                label.number,
                label.words,
                label.note,
                path,
                own_unit or table_unit,
                None,
                cells,
                start,
                end,
                code if code and code.isdigit() else None,
            )
        )
    return tuple(rows)


def _paths(
    folded: str, body: Sequence[Sequence[GridCell]], roles: Roles, labels: Sequence[Label], units: Container[str]
) -> list[tuple[str, ...]]:
    """A path for each row: by the label columns where there are several, else by codes, indents and numbers."""
    if not roles.labels:
        return [(f"#{index}",) for index in range(1, len(body) + 1)]
    if len(roles.labels) > 1:
        return unique_paths(_stepped_path(folded, row, roles) for row in body)
    has_values = [
        any(cell_class(folded[row[c].start : row[c].end], units) == "number" for c in roles.values) for row in body
    ]
    return label_paths(zip(labels, has_values, strict=True), _depths(folded, body, roles, labels))


def _depths(folded: str, body: Sequence[Sequence[GridCell]], roles: Roles, labels: Sequence[Label]) -> Depths | None:
    if roles.codes:
        coded = code_depths([[words_of(folded, row[c]) for c in roles.codes] for row in body])
        if coded:
            return coded
    return indent_depths([row[roles.labels[0]] for row in body], labels)


def _stepped_path(folded: str, row: Sequence[GridCell], roles: Roles) -> tuple[str, ...]:
    """The labels from left to right, a merged one once."""
    cells = dict.fromkeys(row[c] for c in roles.labels)
    return tuple(split_label(words).words for cell in cells if (words := words_of(folded, cell))) or ("",)


def _own_label(row: Sequence[GridCell], roles: Roles) -> GridCell | None:
    """The innermost label of a row that holds anything."""
    filled = [row[c] for c in roles.labels if row[c].start < row[c].end]
    return filled[-1] if filled else (row[roles.labels[0]] if roles.labels else None)


def _label(folded: str, row: Sequence[GridCell], roles: Roles) -> str:
    own = _own_label(row, roles)
    return folded[own.start : own.end] if own else ""


def _row_unit(folded: str, row: Sequence[GridCell], roles: Roles, units: Container[str]) -> str | None:
    if roles.unit is None:
        return None
    text = words_of(folded, row[roles.unit])
    return text if text and is_unit(text, units) else None


def _unit_in_brackets(label: Label, units: Container[str]) -> str | None:
    """The unit behind a label, which holds for the rows under it, too: 货物运输总量(万吨), 铁路."""
    note = (label.note or "").lstrip("±")
    return note if note and _holds(note, units) else None


def _begun(row: Sequence[GridCell], place: int) -> GridCell:
    """The cell at a place if it begins there; where one covers it that begins before, a blank of its own."""
    cell = row[place]
    if place == 0 or row[place - 1] is not cell:
        return cell
    return GridCell(cell.row, cell.column, cell.end, cell.end, page=cell.page, box=cell.box)


def _cell(
    document: Document,
    folded: str,
    cell: GridCell,
    column: int,
    stated: str | None,
    units: Container[str],
) -> Cell:
    """A value with the unit that holds: its own, or the ``stated`` one."""
    printed = folded[cell.start : cell.end]
    number = cell_number(printed, units)
    unit = (number.unit if number else None) or stated
    page, bbox = document.place(cell.start, cell.end)
    if cell.start == cell.end:
        page, bbox = cell.page, cell.box and rounded(cell.box)
    return Cell(
        column,
        document.text[cell.start : cell.end],
        number.value if number else None,
        None if cell_class(printed, units) == "words" else unit,
        cell.start,
        cell.end,
        page,
        bbox,
        cell.locator,
        document.confidence(cell.start, cell.end),
    )


# --- heads ----------------------------------------------------------------------------------------------------------


def _head_unit(path: Sequence[str], stated: str | None, units: Container[str]) -> str | None:
    """Return the unit a column's head names, else ``stated`` (the row's or the table's) if it can hold for the column.

    A share or a rate of change is in per cent, whatever the table's amounts are in; where a head speaks of change and
    of no amount, nobody says in what.
    """
    for words in reversed(path):
        found = _HEAD_UNIT.search(words)
        unit = next((unit for unit in found.groups() if unit), "").lstrip("±+-") if found else ""
        if unit and _holds(unit, units):
            return unit
    if any(_SHARE.search(words) for words in path):
        return "%"
    last = path[-1] if path else ""
    if stated and stated.endswith("元") and _NO_MONEY.search(last):
        return None
    return None if _CHANGE.search(last) and not _AMOUNT.search(last) else stated


def _holds(unit: str, units: Container[str]) -> bool:
    return unit in {"%", "‰", "百分点", "个百分点"} or is_unit(unit, units)
