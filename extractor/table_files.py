"""Tables to files people work with: Markdown, CSV, Excel."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from extractor.errors import OutputError
from extractor.export import safe_text
from extractor.model import Row, Table

_NOT_IN_NAMES = re.compile(r"[\\/:*?\"<>|\[\]\s\x00-\x1f']+")
_LONGEST_NAME = 24
_ROW_COLUMNS = ("row", "note", "code", "unit", "page")

Value = str | int | Decimal | None


def markdown(tables: Sequence[Table]) -> str:
    """Return the tables as Markdown, one after the other, each under its title, number, unit and pages."""
    return "\n".join(_markdown(table) for table in tables)


def csv_text(table: Table) -> str:
    """Return a table as CSV: a row's path, note, code, unit and page, then its values; text where a cell has no number.

    ``note`` is what stands in brackets behind the label: it may be what tells two rows apart. Where a row's values are
    in more than one unit, a column of one unit has it in its head, and ``unit`` is that of the others.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    for row in _lines(table):
        writer.writerow([safe_text(value) if isinstance(value, str) else value for value in row])
    return written.getvalue()


def write_csv(tables: Sequence[Table], folder: Path) -> list[Path]:
    """Write a CSV file for each table into a folder (``t1-title.csv``), UTF-8 with a byte order mark; return them.

    Raises ``OutputError``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = [folder / f"{name}.csv" for name in _names(tables)]
        for path, table in zip(paths, tables, strict=True):
            path.write_text(csv_text(table), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise OutputError(f"{folder}: it can not be written ({error.strerror}); choose another place") from error
    return paths


def write_excel(tables: Sequence[Table], path: Path) -> None:
    """Write a workbook with a sheet for each table. Raises ``OutputError``, also where openpyxl is not installed."""
    try:
        from openpyxl import Workbook
    except ImportError as error:
        raise OutputError("writing Excel needs openpyxl; install it with: pip install openpyxl") from error
    if not path.parent.is_dir():
        raise OutputError(f"{path}: there is no folder {path.parent}; make it, or choose another place")
    book = Workbook(write_only=True)
    for name, table in zip(_names(tables), tables, strict=True):
        sheet = book.create_sheet(name[:31])
        for row in _lines(table):
            sheet.append([safe_text(value) if isinstance(value, str) else value for value in row])
    temporary = path.with_name(path.name + ".new")
    try:
        book.save(temporary)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: it can not be written ({error.strerror}); choose another place") from error
    finally:
        temporary.unlink(missing_ok=True)


def _lines(table: Table) -> Iterator[list[Value]]:
    """The head of a table and its rows."""
    own = _column_units(table)
    heads = (" / ".join(column) for column in table.columns)
    yield [*_ROW_COLUMNS, *(_named(head, unit) for head, unit in zip(heads, own, strict=True))]
    for row in table.rows:
        units = {cell.unit for cell, unit in zip(row.cells, own, strict=True) if not unit and cell.value is not None}
        yield [
            " / ".join(row.path),
            row.note,
            row.code,
            units.pop() if len(units) == 1 else None,
            _page(row),
            *(cell.text if cell.value is None else cell.value for cell in row.cells),
        ]


def _column_units(table: Table) -> list[str | None]:
    """The unit of each column that is in one of its own; none where every row's values are in one unit."""
    columns = [
        {row.cells[place].unit for row in table.rows if row.cells[place].value is not None}
        for place in range(len(table.columns))
    ]
    rows = [{cell.unit for cell in row.cells if cell.value is not None} for row in table.rows]
    if all(len(units) < 2 for units in rows):
        return [None] * len(columns)
    return [next(iter(units)) if len(units) == 1 and units != {table.unit} else None for units in columns]


def _named(head: str, unit: str | None) -> str:
    return head if not unit or unit in head else f"{head} ({unit})".lstrip()


def _markdown(table: Table) -> str:
    about = [table.id, table.number, table.title, f"单位：{table.unit}" if table.unit else None, _pages(table.pages)]
    head, *rows = (
        [_escaped("" if value is None else str(value)) for value in (_with_note(line), *line[len(_ROW_COLUMNS) :])]
        for line in _lines(table)
    )
    ruler = ["---", *["---:"] * (len(head) - 1)]
    lines = [f"| {' | '.join(row)} |" for row in (head, ruler, *rows)]
    return "\n".join((f"**{_escaped(' '.join(part for part in about if part))}**", "", *lines, ""))


def _with_note(line: Sequence[Value]) -> str:
    return f"{line[0]}({line[1]})" if line[1] and line[1] != "note" else str(line[0])


def _names(tables: Sequence[Table]) -> list[str]:
    titles = [_NOT_IN_NAMES.sub("", table.title or "")[:_LONGEST_NAME] for table in tables]
    return [f"{table.id}-{title}" if title else table.id for table, title in zip(tables, titles, strict=True)]


def _page(row: Row) -> int | None:
    return next((cell.page for cell in row.cells if cell.page), None)


def _pages(pages: Sequence[int]) -> str | None:
    if not pages:
        return None
    return f"p. {pages[0]}" if len(pages) == 1 else f"pp. {pages[0]}–{pages[-1]}"


def _escaped(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
    return " ".join(escaped.split())
