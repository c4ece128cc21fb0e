"""Recognise the official form of a table and bind its rows to indicators; table rows to figures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher

from extractor.model import Cell, Evidence, Figure, Row, Table
from extractor.numerals import plain
from extractor.pattern_files import FormFile, FormRow
from extractor.patterns import PatternSet
from extractor.relations import printed_interval
from extractor.tables.labels import comparable, label_paths, split_label

_FEWEST_ROWS = 0.5  # of a form's value rows must be found for the form to be recognised
_LIKE = 0.75  # how alike two labels under the same heading must be, where they are not the same

_YEAR = re.compile(r"(?:19|20)\d{2}")
_LAST_YEAR = re.compile(r"上年|上一年|去年|上期|同期")
_WHOLE = re.compile(r"统计数(?:据|值)?|数(?:量|值|据)|合计|总计|总数|本年(?:度|数|累计)?|本期(?:数)?|全[县市区省旗州]")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A form with the table it was found in, the table's rows bound to indicators."""

    form: FormFile
    table: str


def bind_forms(
    tables: Sequence[Table], patterns: PatternSet, *, kind: str | None
) -> tuple[tuple[Table, ...], Recognised | None]:
    """Return the tables with their rows bound to indicators, and the form that was recognised.

    A form is recognised where one table holds at least half of its value rows; a table that fits no form is returned as
    it is. ``kind`` of report limits which forms are tried.
    """
    best: tuple[int, Table, FormFile] | None = None
    for table in tables:
        for form in patterns.forms:
            if kind and form.kind != kind:
                continue
            bound = _bind(table, form)
            count = sum(row.indicator is not None for row in bound.rows)
            needed = _FEWEST_ROWS * sum(row.indicator is not None for row in form.row)
            if count >= needed and (best is None or count > best[0]):
                best = count, bound, form
    if best is None:
        return tuple(tables), None
    _, bound, form = best
    return tuple(bound if table.id == bound.id else table for table in tables), Recognised(form, bound.id)


def table_figures(
    tables: Sequence[Table], patterns: PatternSet, *, form: str | None, year: int | None, scope: str | None
) -> tuple[Figure, ...]:
    """Return a figure for every bound row with a value, in its indicator's base unit; ids ``f1``, ``f2`` and on."""
    figures: list[Figure] = []
    printed = {row.indicator: row.unit for known in patterns.forms if known.id == form for row in known.row}
    for table in tables:
        for row in table.rows:
            for cell in row.cells if row.indicator else ():
                figure = _figure(table, row, cell, printed.get(row.indicator), patterns, f"f{len(figures) + 1}")
                if figure:
                    spoken_of, dimensions = _meaning(table, cell.column, year)
                    figures.append(
                        replace(figure, year=spoken_of, scope=scope, dimensions=dimensions, pattern=f"form/{form}")
                    )
    return tuple(figures)


def _meaning(table: Table, column: int, year: int | None) -> tuple[int | None, dict[str, str]]:
    """The year a column speaks of, and the dimension it stands for where it is not the whole."""
    name = "/".join(table.columns[column])
    stated = _YEAR.search(name)
    if stated:
        return int(stated.group()), {}
    if _LAST_YEAR.search(name):
        return (year - 1 if year else None), {}
    if len(table.columns) == 1 or not name or _WHOLE.fullmatch(table.columns[column][-1]):
        return year, {}
    return year, {"column": name}


def _figure(
    table: Table, row: Row, cell: Cell, form_unit: str | None, patterns: PatternSet, name: str
) -> Figure | None:
    if cell.value is None or row.indicator is None:
        return None
    stated = cell.unit or form_unit  # where the unit's cell is blank the form's own holds
    known = patterns.unit(stated) if stated else None
    unit, factor = known or (stated or patterns.indicators[row.indicator].unit, Decimal(1))
    decimals = len(cell.text.partition(".")[2]) if "." in cell.text else 0
    step = Decimal(1).scaleb(-decimals) * factor
    value = plain(cell.value * factor)
    allowed = printed_interval(value, step, rounded=step != 1)
    return Figure(
        name,
        row.indicator,
        value,
        unit,
        None,
        None,
        {},
        "table",
        "exact",
        allowed.low,
        allowed.high,
        None,
        "",
        (Evidence(cell.start, cell.end, table.id, row.index, cell.column),),
    )


# --- binding rows ---------------------------------------------------------------------------------------------------


def _bind(table: Table, form: FormFile) -> Table:
    """Bind by full path, then by label where only one row and one form row bear it, then by likeness in one place."""
    expected = _expected(form)
    wanted = {key: row for key, row in expected.items() if row.indicator}
    count = Counter(comparable(row.label) for row in table.rows)
    bound: dict[int, str] = {}
    single = frozenset(label for label, times in count.items() if times == 1)
    for step in (_same_path, _same_label, _like_label):
        for row in table.rows:
            if row.index in bound:
                continue
            key = step(row, single, wanted)
            if key is not None:
                bound[row.index] = str(wanted.pop(key).indicator)
    return replace(table, rows=tuple(replace(row, indicator=bound.get(row.index)) for row in table.rows))


def _expected(form: FormFile) -> dict[Key, FormRow]:
    labels = [split_label(row.printed) for row in form.row]
    paths = label_paths((label, row.unit is not None) for label, row in zip(labels, form.row, strict=True))
    return {_key(path): row for path, row in zip(paths, form.row, strict=True)}


def _key(path: Sequence[str]) -> Key:
    return tuple(comparable(words) for words in path)


def _same_path(row: Row, _: Set[str], wanted: Mapping[Key, FormRow]) -> Key | None:
    key = _key(row.path)
    return key if key in wanted else None


def _same_label(row: Row, single: Set[str], wanted: Mapping[Key, FormRow]) -> Key | None:
    label = comparable(row.label)
    bearers = [key for key in wanted if key[-1] == label] if label in single else []
    return bearers[0] if len(bearers) == 1 else None


def _like_label(row: Row, _: Set[str], wanted: Mapping[Key, FormRow]) -> Key | None:
    *parents, label = _key(row.path)
    rated = [
        (SequenceMatcher(None, label, key[-1], autojunk=False).ratio(), key)
        for key in wanted
        if list(key[:-1]) == parents and split_label(wanted[key].printed).number == row.number
    ]
    best = max(rated, default=(0.0, ()))
    return best[1] if best[0] >= _LIKE else None
