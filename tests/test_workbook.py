"""Excel workbooks, and old files of Office through LibreOffice."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Alignment, Font

from extractor import Document, ReadError, extract
from extractor.readers import office, read_bytes
from extractor.readers.workbook_numbers import shown_number
from tests.conftest import shared

HEAD = ("项目", "预算数", "决算数", "完成率")
ROWS = (("一、税收收入", 100.5, 98, 0.975124), ("　　增值税", 60, 58.1, None), ("二、非税收入", 1234567, 0.1 + 0.2, 1))


def book(*sheets: tuple[str, list[tuple[Any, ...]]]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def document_of(made: openpyxl.Workbook) -> Document:
    buffer = io.BytesIO()
    made.save(buffer)
    return read_bytes(buffer.getvalue(), "x.xlsx")


def texts(document: Document, grid: int = 0) -> list[list[str]]:
    return [[document.text[cell.start : cell.end] for cell in row] for row in document.grids[grid].rows]


def test_cells_say_what_the_sheet_shows() -> None:
    made = book(("Sheet1", [HEAD, *ROWS]))
    sheet = made.active
    for row in (2, 4):
        sheet.cell(row, 4).number_format = "0.0%"
    sheet["B4"].number_format = '#,##0"万元"'
    sheet["C2"] = datetime.datetime(2018, 1, 20)
    assert texts(document_of(made)) == [
        list(HEAD),
        ["一、税收收入", "100.5", "2018-01-20", "97.5%"],
        ["增值税", "60", "58.1", ""],
        ["二、非税收入", "1234567万元", "0.3", "100.0%"],
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (5000000, '0,"千元"', "5000千元"),
        (123456789, '0!.0,"万元"', "12345.6789万元"),
        (12.5, r"0.00\%", "12.5%"),
        (0.1234, "0.##%", "12.34%"),
        (0.125, "0%", "13%"),
        (0.0525, "0.0%", "5.3%"),
        (3, '0"人"_)', "3人"),
        (1234.5, "#,##0.00", "1234.5"),
        (-7, '0"人";-0"人"', "-7人"),
        (1e30, "0.00%", "1" + "0" * 32 + ".00%"),
        (float("inf"), "0", ""),
        (2017, "General", "2017"),
        (2017, "yyyy", "2017"),
    ],
)
def test_a_number_is_what_its_format_shows_with_all_its_digits(value: float, number_format: str, shown: str) -> None:
    assert shown_number(value, number_format) == shown


def test_two_title_rows_are_one_title() -> None:
    made = book(("Sheet1", [("某县收入决算表", None), ("(一般公共预算)", None), ("项目", "数"), ("甲", 1), ("乙", 2)]))
    for row in (1, 2):
        made.active.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    (table,) = extract(document_of(made)).tables
    assert table.title == "某县收入决算表(一般公共预算)"


def test_a_formula_that_says_nothing_has_its_value() -> None:
    buffer = io.BytesIO()
    book(("Sheet1", [HEAD, ("合计", '=IF(B2="","",B2)', 1, 1)])).save(buffer)
    changed = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<c r="B2">', b'<c r="B2" t="str">'))
    assert read_bytes(changed.getvalue(), "x.xlsx").warnings == ()


def test_every_cell_knows_its_place_in_the_workbook() -> None:
    document = document_of(book(("收入", [HEAD, *ROWS]), ("支出", [HEAD, *ROWS])))
    assert document.text.splitlines()[0] == "收入"
    assert [grid.rows[2][1].locator for grid in document.grids] == ["收入!B3", "支出!B3"]
    (income, spending) = extract(document).tables
    assert [cell.locator for cell in income.rows[0].cells] == ["收入!B2", "收入!C2", "收入!D2"]
    assert (income.title, spending.title) == ("收入", "支出")


def test_merged_cells_stand_in_every_place_they_cover() -> None:
    made = book(("Sheet1", [("地区", "合计", None), (None, "收入", "支出"), ("全县", 1, 2), ("镇", 3, 4)]))
    made.active.merge_cells("A1:A2")
    made.active.merge_cells("B1:C1")
    document = document_of(made)
    first = document.grids[0].rows[0]
    assert (first[0].height, first[1].width) == (2, 2)
    (table,) = extract(document).tables
    assert table.columns == (("合计", "收入"), ("合计", "支出"))
    assert [[cell.value for cell in row.cells] for row in table.rows] == [[1, 2], [3, 4]]


def test_indents_are_told_by_blanks_and_by_style() -> None:
    made = book(("Sheet1", [("项目", "数"), ("合计", 3), ("　　甲", 1), ("乙", 2)]))
    made.active["A4"].alignment = Alignment(indent=2)
    made.active["A2"].font = Font(bold=True)
    rows = document_of(made).grids[0].rows
    assert [row[0].indent for row in rows] == [0, 0, 2, 2]
    assert [row[0].bold for row in rows] == [False, True, False, False]


def test_hidden_sheets_and_formulas_without_values_are_told() -> None:
    made = book(("Sheet1", [HEAD, *ROWS, ("合计", "=SUM(B2:B4)", 1, 1)]), ("草稿", [HEAD]))
    made["草稿"].sheet_state = "hidden"
    document = document_of(made)
    assert [warning.code for warning in document.warnings] == ["hidden_sheets", "formulas"]
    assert texts(document)[-1] == ["合计", "", "1", "1"]


def test_a_cell_far_off_does_not_make_a_giant_of_a_sheet() -> None:
    made = book(("Sheet1", [HEAD, *ROWS]))
    made.active["XFD1048576"].font = Font(bold=True)
    assert len(document_of(made).grids[0].rows) == 4
    made.active["XFD1048576"] = 1
    with pytest.raises(ReadError, match="rows high"):
        document_of(made)


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(ReadError, match="hold nothing"):
        document_of(book(("Sheet1", [])))


def test_a_workbook_with_any_byte_changed_is_read_or_refused() -> None:
    buffer = io.BytesIO()
    book(("Sheet1", [HEAD, *ROWS])).save(buffer)
    for place in range(0, len(buffer.getvalue()), 41):
        broken = bytearray(buffer.getvalue())
        broken[place] ^= 0xFF
        with contextlib.suppress(ReadError):
            read_bytes(bytes(broken), "x.xlsx")


# --- old files of Office --------------------------------------------------------------------------------------------

NEEDS_OFFICE = pytest.mark.skipif(office.office_program() is None, reason="LibreOffice is not on this machine")
RTF = "{\\rtf1\\ansi " + "".join(f"\\u{ord(char)}?" for char in "全年公开信息12条。") + "\\par}"


@NEEDS_OFFICE
def test_an_old_file_is_read_through_libreoffice() -> None:
    document = read_bytes(RTF.encode(), "x.doc")
    assert document.text.strip() == "全年公开信息12条。"
    assert (document.source.media_type, document.source.bytes) == ("application/rtf", len(RTF))
    assert [warning.code for warning in document.warnings] == ["converted"]


@NEEDS_OFFICE
def test_a_real_old_file_is_read_with_its_tables() -> None:
    report = extract(read_bytes(shared("real/budget/和田地区_2025年决算.doc").read_bytes(), "x.doc"))
    assert (report.report.year, len(report.tables)) == (2025, 29)


@NEEDS_OFFICE
def test_what_libreoffice_can_not_read_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "x.doc")
    assert caught.value.code in {"damaged", "no_text"}


def test_without_libreoffice_the_command_that_would_help_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "office_program", lambda: None)
    with pytest.raises(ReadError, match="apt install libreoffice-writer") as caught:
        read_bytes(RTF.encode(), "x.doc")
    assert caught.value.code == "needs_office"


def test_an_encrypted_new_file_is_told() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(ReadError, match="password"):
        read_bytes(data, "x.docx")
