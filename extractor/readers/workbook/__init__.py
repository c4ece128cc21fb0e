"""Excel workbooks (XLSX): each sheet is a heading and a table, every cell with its place (``Sheet1!B5``)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.ooxml import BROKEN, packed_again, unpacked
from extractor.readers.workbook.numbers import shown_number
from extractor.readers.workbook.parts import MOST_CELLS, bounded
from extractor.readers.workbook.sheet import Range, Seen, seen
from extractor.readers.writing import FoundCell, Writer, on_one_line

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_TEXT = 16 * 1024 * 1024  # characters of all cells; one text may stand in many
_SHOWN = re.compile(rb'<(?:\w+:)?oleSize\s[^>]*\bref="([A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)"')
_SHEET = re.compile(r"(?i)sheet ?\d*|工作表 ?\d*")
_WITHOUT_VALUE = re.compile(  # a formula whose value is the empty text has the type str
    rb'<c\b(?![^>]*\bt="str")[^>]*>\s*<f\b(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def read_workbook(data: bytes, path: str, digest: str) -> Document:
    """Read what is seen of the sheets of an XLSX file, with the values its formulas had when it was saved.

    A sheet's name is a line above its table, unless it is none (Sheet1). Of blank rows or columns next to each other
    one is kept. Raises ``ReadError`` if the file is damaged, unpacks to too much, or holds nothing.
    """
    parts = bounded(unpacked(data, path, "Excel file"), path)
    book = _opened(parts, path)
    writer = _SheetWriter(path)
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    try:
        for sheet in book.worksheets:
            if sheet.title not in hidden:
                writer.titled(sheet)
    except BROKEN as error:
        raise _damaged(path, error) from error
    if not writer.grids:
        raise ReadError(path, "no_text", "its sheets hold nothing", "check the file")
    warnings = []
    if hidden:
        warnings.append(ReadingWarning("hidden_sheets", f"hidden sheets are not read: {'、'.join(hidden)}"))
    if writer.hidden:
        told = f"hidden rows and columns are not read: {'; '.join(writer.hidden)}"
        warnings.append(ReadingWarning("hidden_rows", told))
    blank = _formulas_without_values(parts)
    if blank:
        told = f"{blank} formulas were saved without their values: those cells are blank; open and save it in Excel"
        warnings.append(ReadingWarning("formulas", told))
    source = Source(path, digest, MEDIA_TYPE, len(data), None, None)
    return Document(source, writer.text, grids=tuple(writer.grids), warnings=tuple(warnings))


def read_embedded_sheet(data: bytes, path: str) -> Document:
    """Read what a document shows of a workbook that it holds as an object. Raises ``ReadError``."""
    parts = bounded(unpacked(data, path, "Excel file"), path)
    book = _opened(parts, path)
    writer = _SheetWriter(path)
    try:
        if book.active in book.worksheets:
            writer.sheet(book.active, _shown_range(parts))
    except BROKEN as error:
        raise _damaged(path, error) from error
    if not writer.grids:
        raise ReadError(path, "no_text", "it shows nothing", "check the file")
    return Document(Source(path, "", MEDIA_TYPE, len(data), None, None), writer.text, grids=tuple(writer.grids))


def _shown_range(parts: Mapping[str, bytes]) -> Range | None:
    found = _SHOWN.search(parts.get("xl/workbook.xml", b""))
    if not found:
        return None
    from openpyxl.utils import range_boundaries

    left, top, right, bottom = range_boundaries(found[1].decode())
    return Range(top, left, bottom, right)


def _opened(parts: Mapping[str, bytes], path: str) -> Any:
    import warnings
    from xml.etree.ElementTree import ParseError

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException
    from PIL.Image import DecompressionBombError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts of a workbook that openpyxl leaves out: charts, styles
            return openpyxl.load_workbook(packed_again(parts), data_only=True, keep_links=False)
    except (InvalidFileException, DecompressionBombError, ParseError, SyntaxError, *BROKEN) as error:
        raise _damaged(path, error) from error


def _damaged(path: str, error: Exception) -> ReadError:
    problem = f"not a readable Excel file ({type(error).__name__}: {error})"
    return ReadError(path, "damaged", " ".join(problem.split()), "save it again as XLSX, or as PDF")


def _formulas_without_values(parts: Mapping[str, bytes]) -> int:
    """Count what openpyxl does not tell from blank cells."""
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/")]
    return sum(len(_WITHOUT_VALUE.findall(part)) for part in sheets)


class _SheetWriter(Writer):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.hidden: list[str] = []  # what of each sheet is left out
        self._path = path
        self._room = _MOST_TEXT

    def titled(self, sheet: Any) -> None:
        """Write a sheet with its name above it."""
        found = seen(sheet, self._said)
        if found.texts and not _SHEET.fullmatch(sheet.title):
            self.line(on_one_line(sheet.title.split()))
        self._write(sheet, found)

    def sheet(self, sheet: Any, within: Range | None) -> None:
        """Write a sheet, or what is shown of it."""
        self._write(sheet, seen(sheet, self._said, within))

    def _write(self, sheet: Any, found: Seen) -> None:
        if found.hidden_rows or found.hidden_columns:
            self.hidden.append(f"{sheet.title} ({found.hidden_rows} rows, {found.hidden_columns} columns)")
        if not found.texts:
            return
        if len(found.rows) * len(found.columns) > MOST_CELLS:
            problem = f"sheet {sheet.title} is {len(found.rows):,} rows high and {len(found.columns):,} columns wide"
            raise ReadError(self._path, "too_large", problem, "save the report by itself")
        self.table([list(_row(sheet, row, found)) for row in found.rows])

    def _said(self, cell: Any) -> str:
        """What a cell shows."""
        said = _shown(cell)
        self._room -= len(said)
        if self._room < 0:
            problem = f"its cells hold more than {_MOST_TEXT:,} characters"
            raise ReadError(self._path, "too_large", problem, "save the report by itself")
        return said


def _row(sheet: Any, row: int, found: Seen) -> Iterator[FoundCell]:
    from openpyxl.utils import get_column_letter

    for index, column in enumerate(found.columns):
        place = row, column
        if place in found.covered:
            continue
        cell = found.cells.get(place)
        height, width = found.spans.get(place, (1, 1))
        lines = [line.replace("\t", " ") for line in found.texts.get(place, "").splitlines()]
        first = next((line for line in lines if line.strip()), "")
        indent = cell.alignment.indent if cell is not None and cell.has_style else 0
        yield FoundCell(
            on_one_line(line.strip() for line in lines if line.strip()),
            height,
            width,
            index,
            _blanks(first) + (indent or 0),
            bool(cell is not None and cell.has_style and cell.font and cell.font.b),
            f"{sheet.title}!{get_column_letter(column)}{row}",
        )


def _shown(cell: Any) -> str:
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
