"""Grids to tables: the parts of a grid, their titles and units, rows with their paths."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from extractor.model import Cell, Document, Grid, GridCell, Row, Table
from extractor.model.document import rounded
from extractor.tables.depths import Depths, code_depths, indent_depths
from extractor.tables.labels import Label, label_paths, split_label, unique_paths
from extractor.tables.parts import TABLE_NUMBER, Part, head_path, parts_of, words_of
from extractor.tables.roles import Roles, roles_of
from extractor.tables.values import cell_class, cell_number
from extractor.text import fold

_CAPTION_UNIT = re.compile(r"(?<![制报算管])(?:金额|计量)?单位 ?: ?([^\s,;、|)/]{1,8})(?:[、/,][%‰])?")
_SHARE = re.compile(r"增速|增幅|[率占]比|比重|(?:增长|增减|完成|变动)[率%]|[完成占]+比例|完成程度")
_CHANGE = re.compile(r"同比|增长|增减|比上年|较上年|为预算|为上年|完成")
_AMOUNT = re.compile(r"额|数|量|值")
_HEAD_UNIT = re.compile(r"\((?:单位:)?([^()]{1,6})\)$|单位:(\S{1,6})|(%)$")
_NUMBERED_TITLE = re.compile(rf"({TABLE_NUMBER.pattern})[ :]+(\S.*)")
_NUMBER_AND_YEAR = re.compile(r"((?:附?表|附件)\d{1,2})((?:19|20)\d{2}年.*)")  # 表1 2023年…, printed close together
_WHOSE = re.compile(r"(?:编制|填报|编报|预算)?(?:单位|部门)(?:名称)? ?:.*|(?:编制|填报|编报|预算)")  # whose table it is
_TITLE_REACH = 4
_FARTHEST = 400  # characters
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class _Caption:
    """What stands above a table: its title, its number (表1-2), the unit of its values."""

    title: str | None
    number: str | None
    unit: str | None


def read_tables(document: Document, grids: Sequence[Grid], units: Container[str]) -> tuple[Table, ...]:
    """Return the tables of a document in order, ids ``t1``, ``t2``…; a grid without rows or values gives none.

    Small tables stacked in one frame, and halves side by side, are tables of their own.
    """
    folded = fold(document.text)
    tables: list[Table] = []
    floor = 0
    for grid in grids:
        caption = _caption(folded, floor, grid.start)
        for part in parts_of(folded, grid.rows, units, is_titled=caption.title is not None):
            table = _table(document, folded, part, f"t{len(tables) + 1}", caption, units)
            if table:
                tables.append(table)
        floor = grid.end
    return tuple(tables)


def _table(
    document: Document, folded: str, part: Part, name: str, caption: _Caption, units: Container[str]
) -> Table | None:
    roles = roles_of(folded, part, units)
    if not roles.values or not any(cell.start < cell.end for row in part.rows[part.head :] for cell in row):
        return None
    start, end = part.rows[0][0].start, max(cell.end for row in part.rows for cell in row)
    unit = part.unit or caption.unit
    columns = tuple(head_path(folded, part.rows[: part.head], column) for column in roles.values)
    return Table(
        name,
        part.title or caption.title,
        unit,
        document.boxes.pages(start, end) if document.boxes else (),
        columns,
        _rows(document, folded, part, roles, columns, unit, units),
        start,
        end,
        caption.number,
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
    for index, (row, label, path) in enumerate(zip(body, labels, paths, strict=True), start=1):
        unit = _row_unit(folded, row, roles, units)
        cells = tuple(
            _cell(document, folded, row[place], column, _head_unit(columns[column], unit or table_unit), units)
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
                unit or table_unit,
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
    return text if text and cell_class(text, units) != "blank" else None


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
    )


# --- heads and captions ---------------------------------------------------------------------------------------------


def _head_unit(path: Sequence[str], stated: str | None) -> str | None:
    """Return the unit a column's head names, else ``stated`` (the row's or the table's) if it can hold for the column.

    A share or a rate of change is in per cent, whatever the table's amounts are in; where a head speaks of change and
    of no amount, nobody says in what.
    """
    found = _HEAD_UNIT.search(path[-1]) if path else None
    if found:
        return next((unit for unit in found.groups() if unit), None)
    words = path[-1] if path else ""
    if _SHARE.search(words):
        return "%"
    return None if _CHANGE.search(words) and not _AMOUNT.search(words) else stated


def _caption(folded: str, floor: int, start: int) -> _Caption:
    """Return title, number and unit from the few lines above a table; the title is the nearest line that is neither."""
    title = unit = number = None
    above = folded[max(floor, start - _FARTHEST) : start].splitlines()[-_TITLE_REACH:]
    for line in reversed(above):
        words = line.strip(" \r\t|")
        stated = None if title else _CAPTION_UNIT.search(words)
        if stated:
            unit = unit or stated[1]
            words = words.replace(stated[0], "").strip(" ()")
        if words and TABLE_NUMBER.fullmatch(words):
            number = words.strip(":")
            if title:
                break
            continue
        if title:
            break
        if _WHOSE.fullmatch(words):
            continue
        if words and (len(words) > _LONGEST_TITLE or words.endswith(("。", ";"))):
            break
        title = words or None
    numbered = _NUMBERED_TITLE.fullmatch(title or "") or _NUMBER_AND_YEAR.fullmatch(title or "")
    return _Caption(numbered[2], number or numbered[1], unit) if numbered else _Caption(title, number, unit)
