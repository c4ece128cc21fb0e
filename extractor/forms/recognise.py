"""Recognise the official form of a report's tables, bind their cells to indicators, and make figures of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from extractor.forms.binding import BoundCell, bind_table, printed_rows
from extractor.forms.pairing import Heading
from extractor.model import Cell, Evidence, Figure, Table
from extractor.numerals import plain
from extractor.pattern_files import FormFile
from extractor.patterns import PatternSet
from extractor.relations import printed_interval

_FEWEST = 0.5  # of the indicators of a form's table must be found for the table to be the form's
_AS_WELL_FILLED = 0.9  # of what the best form finds: two forms that share most tables differ by a row or two


class Recognised(Struct, frozen=True):
    """A form with the report's tables that are its own, by the id of the form's table, and their cells.

    ``found`` counts the indicators that have a place in those tables; ``columns`` are the positions, in a form's table,
    of the columns that were found.
    """

    form: FormFile
    tables: Mapping[str, str]
    columns: Mapping[str, frozenset[int]]
    cells: tuple[BoundCell, ...]
    found: int


def bind_forms(
    tables: Sequence[Table], patterns: PatternSet, *, kind: str | None, year: int | None
) -> tuple[tuple[Table, ...], Recognised | None]:
    """Return the tables with the rows that measure one indicator bound to it, and the form that was recognised.

    A table is a form's where at least half of the indicators of one of the form's tables have a place in it; one such
    table is enough. The form whose tables hold most indicators wins; between forms that hold nearly as many (those of
    2019 and 2021 share two tables) the one in force in the report's ``year`` does. ``kind`` of report limits which
    forms are tried. A table that fits no form is returned as it is.
    """
    printed = _printed(tables)
    tried = [_bound(printed, form, year) for form in patterns.forms if not kind or form.kind == kind]
    most = max((recognised.found for recognised in tried), default=0)
    if not most:
        return tuple(tables), None
    best = max(
        (recognised for recognised in tried if recognised.found >= _AS_WELL_FILLED * most),
        key=lambda recognised: (_in_force(recognised.form, year), recognised.found),
    )
    return tuple(_with_indicators(table, best) for table in tables), best


def bind_form(tables: Sequence[Table], form: FormFile, *, year: int | None) -> Recognised:
    """Bind what tables hold of one form: for each of its tables the report's table that holds most of it, if half.

    One table of the report may be several of the form's, where a report prints the form's grids as one.
    """
    return _bound(_printed(tables), form, year)


_Printed = Sequence[tuple[Table, Mapping[int, Heading]]]


def _printed(tables: Sequence[Table]) -> _Printed:
    return [(table, printed_rows(table)) for table in tables]


def _bound(printed: _Printed, form: FormFile, year: int | None) -> Recognised:
    implied = form.implied()
    names: dict[str, str] = {}
    columns: dict[str, frozenset[int]] = {}
    cells: dict[tuple[str, int, int], BoundCell] = {}
    total = 0
    for expected in form.table:
        wanted = {name for row in expected.row for name in row.counts()} - implied.keys()
        bound = [bind_table(table, rows, expected, year=year) for table, rows in printed]
        best = max(bound, key=lambda one: len(one.indicators() & wanted), default=None)
        found = len(best.indicators() & wanted) if best else 0
        if best is None or found < _FEWEST * len(wanted):
            continue
        total += found
        names[expected.id] = best.table.id
        columns[expected.id] = frozenset(
            column.position for column in best.columns.values() if column.position is not None
        )
        for cell in best.cells():
            cells.setdefault((cell.table, cell.row, cell.column), cell)
    return Recognised(form, names, columns, tuple(cells.values()), total)


def table_figures(
    tables: Sequence[Table], recognised: Recognised | None, patterns: PatternSet, *, scope: str | None
) -> tuple[Figure, ...]:
    """Return a figure for every bound cell with a value, in its indicator's base unit; ids ``f1``, ``f2`` and on."""
    if recognised is None:
        return ()
    meanings = {(cell.table, cell.row, cell.column): cell for cell in recognised.cells}
    figures: list[Figure] = []
    for table in tables:
        for row in table.rows:
            for cell in row.cells:
                meant = meanings.get((table.id, row.index, cell.column))
                if meant and cell.value is not None:
                    name = f"f{len(figures) + 1}"
                    figures.append(_figure(cell, cell.value, meant, recognised.form, patterns, name, scope))
    return tuple(figures)


def _figure(
    cell: Cell, printed: Decimal, meant: BoundCell, form: FormFile, patterns: PatternSet, name: str, scope: str | None
) -> Figure:
    stated = cell.unit or meant.unit  # where the unit's cell is blank the form's own holds
    known = patterns.unit(stated) if stated else None
    unit, factor = known or (stated or patterns.indicators[meant.indicator].unit, Decimal(1))
    decimals = len(cell.text.partition(".")[2]) if "." in cell.text else 0
    step = Decimal(1).scaleb(-decimals) * factor
    value = plain(printed * factor)
    allowed = printed_interval(value, step, rounded=step != 1)
    return Figure(
        name,
        meant.indicator,
        value,
        unit,
        meant.year,
        scope,
        meant.dimensions,
        "table",
        "exact",
        allowed.low,
        allowed.high,
        None,
        f"form/{form.id}",
        (Evidence(cell.start, cell.end, meant.table, meant.row, meant.column),),
    )


def _in_force(form: FormFile, year: int | None) -> bool:
    return year is not None and form.first_year <= year and (form.last_year is None or year <= form.last_year)


def _with_indicators(table: Table, recognised: Recognised) -> Table:
    """Set the indicator of the rows all of whose bound cells measure the same."""
    measured: dict[int, set[str]] = {}
    for cell in recognised.cells:
        if cell.table == table.id:
            measured.setdefault(cell.row, set()).add(cell.indicator)
    if not measured:
        return table
    single = {row: min(names) for row, names in measured.items() if len(names) == 1}
    return replace(table, rows=tuple(replace(row, indicator=single.get(row.index)) for row in table.rows))
