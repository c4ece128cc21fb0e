"""Bind one table to one table of a form: its rows and columns, and what its cells measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from extractor.forms.pairing import Heading, key, pair, pair_alike, pair_in_order
from extractor.model import Table
from extractor.pattern_files import FormRow, FormTable
from extractor.tables.labels import label_paths, split_label

_YEAR = re.compile(r"(?:19|20)\d{2}")
_LAST_YEAR = re.compile(r"上年|上一年|去年|上期|同期")
_WHOLE = re.compile(r"统计数(?:据|值)?|数(?:量|值|据)|合计|总计|总数|本年(?:度|数|累计)?|本期(?:数)?|全[县市区省旗州]")


class BoundCell(Struct, frozen=True):
    """What the cell at ``row`` (its ``Row.index``) and ``column`` of a table measures.

    ``unit`` is the form's; ``year`` is the one the column speaks of; no ``dimensions`` mean the whole.
    """

    table: str
    row: int
    column: int
    indicator: str
    unit: str | None
    year: int | None
    dimensions: dict[str, str]


class Column(Struct, frozen=True):
    """A printed column: its position in the form's table (None: not the form's), its year and dimensions."""

    position: int | None
    unit: str | None
    year: int | None
    dimensions: dict[str, str]


class BoundTable(Struct, frozen=True):
    """A report's table with the rows and columns of a form's table that were found in it."""

    table: Table
    form: FormTable
    rows: Mapping[int, FormRow]
    columns: Mapping[int, Column]

    def cells(self) -> Iterator[BoundCell]:
        """Yield the cells that measure something, blank ones too, by rows."""
        for row in self.table.rows:
            meant = self.rows.get(row.index)
            for cell in row.cells if meant else ():
                column = self.columns.get(cell.column)
                indicator = _indicator(meant, column) if meant and column else None
                if meant and column and indicator:
                    unit = column.unit or meant.unit
                    yield BoundCell(
                        self.table.id, row.index, cell.column, indicator, unit, column.year, column.dimensions
                    )

    def indicators(self) -> frozenset[str]:
        """The indicators that have a place here, whether or not a value stands in it."""
        found = {_indicator(row, column) for row in self.rows.values() for column in self.columns.values()}
        return frozenset(name for name in found | {row.indicator for row in self.rows.values()} if name)


def printed_rows(table: Table) -> dict[int, Heading]:
    """Return a table's rows by their ``Row.index``, as they are compared with a form's."""
    return {row.index: Heading(key(row.path), row.number) for row in table.rows}


def bind_table(table: Table, printed: Mapping[int, Heading], form: FormTable, *, year: int | None) -> BoundTable:
    """Find a form's rows and columns in a table whose ``printed_rows`` are given; ``year`` is the report's."""
    rows = _bind_rows(table, printed, form)
    return BoundTable(table, form, rows, _bind_columns(table, form, year) if rows else {})


@cache
def _form_rows(rows: tuple[tuple[str, bool, bool], ...]) -> Mapping[int, Heading]:
    """The rows of a form's table that count something, by position: of each what is printed, has a unit and counts."""
    labels = [split_label(printed) for printed, _, _ in rows]
    paths = label_paths((label, has_unit) for label, (_, has_unit, _) in zip(labels, rows, strict=True))
    return {
        position: Heading(key(path), label.number)
        for position, (path, label, (_, _, counts)) in enumerate(zip(paths, labels, rows, strict=True))
        if counts
    }


def _bind_rows(table: Table, printed: Mapping[int, Heading], form: FormTable) -> dict[int, FormRow]:
    if not form.row[0].printed:
        filled = [row for row in table.rows if any(cell.value is not None for cell in row.cells)]
        return {row.index: form.row[0] for row in (filled or table.rows)} if len(filled or table.rows) == 1 else {}
    wanted = _form_rows(tuple((row.printed, row.unit is not None, bool(row.counts())) for row in form.row))
    pairs = pair(printed, wanted)
    if not pairs:  # none of its labels is the form's: another table, in which nothing is to be guessed
        return {}
    return {index: form.row[position] for index, position in pair_alike(printed, wanted, pairs).items()}


def _bind_columns(table: Table, form: FormTable, year: int | None) -> dict[int, Column]:
    """Bind a table's value columns; one that is not the form's is told by its words, if it has any."""
    printed = {number: _column_heading(path) for number, path in enumerate(table.columns)}
    wanted = {position: _column_heading(column.printed) for position, column in enumerate(form.column)}
    pairs = pair_in_order(printed, wanted) or pair_alike(printed, wanted, pair(printed, wanted))
    has_whole = any(not form.column[position].dimensions for position in pairs.values())
    columns: dict[int, Column] = {}
    for number, path in enumerate(table.columns):
        spoken_of, dimensions = _meaning(path, len(table.columns), year)
        if number in pairs:
            own = form.column[pairs[number]]
            columns[number] = Column(pairs[number], own.unit, spoken_of, own.dimensions)
        elif not form.column or (any(path) and (dimensions or spoken_of != year or not has_whole)):
            columns[number] = Column(None, None, spoken_of, dimensions)
    return columns


def _column_heading(path: Sequence[str]) -> Heading:
    return Heading(key(split_label(words).words for words in path if words), None)


def _meaning(path: Sequence[str], columns: int, year: int | None) -> tuple[int | None, dict[str, str]]:
    """The year a column speaks of, and the dimension it stands for where it is not the whole."""
    name = "/".join(path)
    stated = _YEAR.search(name)
    if stated:
        return int(stated.group()), {}
    if _LAST_YEAR.search(name):
        return (year - 1 if year else None), {}
    if columns == 1 or not name or _WHOLE.fullmatch(path[-1]):
        return year, {}
    return year, {"column": name}


def _indicator(row: FormRow, column: Column) -> str | None:
    """What a row counts in a column; a row that counts something else in each says nothing of a column not its own."""
    if row.indicator:
        return row.indicator
    return row.indicators[column.position] if row.indicators and column.position is not None else None
