"""Excel workbooks (XLSX): each sheet is a heading and a table, every cell with its place (``Sheet1!B5``)."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.ooxml import BROKEN, refuse_bombs
from extractor.readers.workbook_numbers import shown_number
from extractor.readers.writing import FoundCell, Writer, on_one_line

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_CELLS = 2_000_000  # of a sheet, blank ones between filled ones too
_SHEET = re.compile(r"(?i)sheet ?\d*|工作表 ?\d*")
_WITHOUT_VALUE = re.compile(  # a formula whose value is the empty text has the type str
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def read_workbook(data: bytes, path: str, digest: str) -> Document:
    """Read the sheets of an XLSX file that can be seen, with the values its formulas had when it was saved.

    A sheet's name is a line above its table, unless it is none (Sheet1). Raises ``ReadError`` if the file is damaged,
    unpacks to too much, or holds nothing.
    """
    refuse_bombs(data, path, "Excel file")
    book = _opened(data, path)
    writer = Writer()
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    try:
        for sheet in book.worksheets:
            if sheet.title not in hidden:
                _write(sheet, writer, path)
        blank = _formulas_without_values(data)
    except BROKEN as error:
        raise _damaged(path, error) from error
    if not writer.grids:
        raise ReadError(path, "no_text", "its sheets hold nothing", "check the file")
    warnings = []
    if hidden:
        warnings.append(ReadingWarning("hidden_sheets", f"hidden sheets are not read: {'、'.join(hidden)}"))
    if blank:
        told = f"{blank} formulas were saved without their values: those cells are blank; open and save it in Excel"
        warnings.append(ReadingWarning("formulas", told))
    source = Source(path, digest, MEDIA_TYPE, len(data), None, None)
    return Document(source, writer.text, grids=tuple(writer.grids), warnings=tuple(warnings))


def _opened(data: bytes, path: str) -> Any:
    import warnings
    from xml.etree.ElementTree import ParseError

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException
    from PIL.Image import DecompressionBombError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of a workbook that openpyxl leaves out: charts, styles
            return openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    except (InvalidFileException, DecompressionBombError, ParseError, SyntaxError, *BROKEN) as error:
        raise _damaged(path, error) from error


def _damaged(path: str, error: Exception) -> ReadError:
    problem = f"not a readable Excel file ({type(error).__name__}: {error})"
    return ReadError(path, "damaged", " ".join(problem.split()), "save it again as XLSX, or as PDF")


def _formulas_without_values(data: bytes) -> int:
    """Count what openpyxl does not tell from blank cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        return sum(len(_WITHOUT_VALUE.findall(parts.read(name))) for name in sheets)


def _write(sheet: Any, writer: Writer, path: str) -> None:
    filled = {place: cell for place, cell in sorted(sheet._cells.items()) if cell.value is not None}
    if not filled:
        return
    rows, columns = max(row for row, _ in filled), max(column for _, column in filled)
    if rows * columns > _MOST_CELLS:
        problem = f"sheet {sheet.title} is {rows:,} rows high and {columns:,} columns wide"
        raise ReadError(path, "too_large", problem, "save the report by itself")
    if not _SHEET.fullmatch(sheet.title):
        writer.line(on_one_line(sheet.title.split()))
    spans, covered = _merged(sheet, rows, columns)
    writer.table([list(_row(sheet, row, columns, filled, spans, covered)) for row in range(1, rows + 1)])


def _row(
    sheet: Any, row: int, columns: int, filled: dict[tuple[int, int], Any], spans: Any, covered: Any
) -> Iterator[FoundCell]:
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(column) for column in range(1, columns + 1)]
    for column in range(1, columns + 1):
        if (row, column) in covered:
            continue
        cell = filled.get((row, column))
        height, width = spans.get((row, column), (1, 1))
        said = _said(cell) if cell is not None else ""
        lines = [line.replace("\t", " ") for line in said.splitlines()]
        first = next((line for line in lines if line.strip()), "")
        indent = cell.alignment.indent if cell is not None and cell.has_style else 0
        yield FoundCell(
            on_one_line(line.strip() for line in lines if line.strip()),
            height,
            width,
            column - 1,
            _blanks(first) + (indent or 0),
            bool(cell is not None and cell.has_style and cell.font and cell.font.b),
            f"{sheet.title}!{letters[column - 1]}{row}",
        )


def _merged(sheet: Any, rows: int, columns: int) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """How many rows and columns merged cells cover, by where they begin, and the places they cover besides."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for merged in sheet.merged_cells.ranges:
        top, left = merged.min_row, merged.min_col
        bottom, right = min(merged.max_row, rows), min(merged.max_col, columns)
        if top <= rows and left <= columns:
            spans[top, left] = bottom - top + 1, right - left + 1
            covered |= {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
            covered.discard((top, left))
    return spans, covered


def _said(cell: Any) -> str:
    """What a cell shows."""
    value = cell.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, int | float):
        return shown_number(value, cell.number_format or "")
    return str(value)


def _blanks(text: str) -> float:
    blanks = text[: len(text) - len(text.lstrip())]
    return blanks.count("\u3000") + (len(blanks) - blanks.count("\u3000")) / 2
