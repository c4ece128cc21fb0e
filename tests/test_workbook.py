"""Excel workbooks: what is seen of their sheets, and what is bounded."""

from __future__ import annotations

import contextlib
import datetime
import io
import zipfile
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font

from extractor import Document, ReadError, extract
from extractor.model import GridCell
from extractor.readers import read_bytes
from extractor.readers.workbook import parts as workbook_parts
from extractor.readers.workbook.numbers import shown_number

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


def text(document: Document, cell: GridCell) -> str:
    return document.text[cell.start : cell.end]


def texts(document: Document, grid: int = 0) -> list[list[str]]:
    return [[text(document, cell) for cell in row] for row in document.grids[grid].rows]


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
        (123456789, r'0\!.0,"万元"', "12345.6789万元"),  # as LibreOffice writes it
        (5, r"0\!", "5!"),
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
    data = changed(buffer.getvalue(), b'<c r="B2">', b'<c r="B2" t="str">')
    assert read_bytes(data, "x.xlsx").warnings == ()


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


@pytest.mark.parametrize("stray", ["XFD2", "B1048576", "XFD1048576"])
def test_a_cell_far_off_does_not_make_a_giant_of_a_sheet(stray: str) -> None:
    made = book(("Sheet1", [HEAD, *ROWS]))
    made.active[stray] = 9
    (grid,) = (document := document_of(made)).grids
    assert len(grid.rows) * len(grid.rows[0]) <= 6 * 6
    assert {(cell.locator, text(document, cell)) for row in grid.rows for cell in row} >= {(f"Sheet1!{stray}", "9")}


def test_of_blank_columns_and_rows_next_to_each_other_one_is_kept() -> None:
    rows = [
        (),
        (None, "项目", "数", None, None, "科目", "额"),
        (None, "甲", 1, None, None, "乙", 2),
        (),
        (),
        (None, "注"),
    ]
    assert texts(document_of(book(("Sheet1", rows)))) == [
        ["项目", "数", "", "科目", "额"],
        ["甲", "1", "", "乙", "2"],
        ["", "", "", "", ""],
        ["注", "", "", "", ""],
    ]


def test_a_cell_of_blanks_is_empty() -> None:
    made = book(("Sheet1", [HEAD, *ROWS]))
    made.active["A1048576"] = " \u3000"
    assert len(document_of(made).grids[0].rows) == 4


def test_rows_that_are_merged_two_by_two_are_rows_of_a_table() -> None:
    made = book(("Sheet1", [("项目", "数"), (), ("甲", 1), ()]))
    for place in ("A1:A2", "B1:B2", "A3:A4", "B3:B4"):
        made.active.merge_cells(place)
    assert texts(document_of(made)) == [["项目", "数"], ["甲", "1"]]


@pytest.mark.parametrize("place", ["C1:C1048576", "A5:XFD1000", "E1:XFD1048576"])
def test_a_merged_cell_reaches_no_farther_than_the_cells_there_are(place: str) -> None:
    document = read_bytes(with_merged(place), "x.xlsx")
    assert len(document.grids[0].rows) == 4


def with_merged(place: str) -> bytes:
    """A workbook with a merged cell, without the cells openpyxl makes for every place of it."""
    made = book(("Sheet1", [HEAD, *ROWS]))
    made.active.merge_cells("A1:A2")
    buffer = io.BytesIO()
    made.save(buffer)
    return changed(buffer.getvalue(), b'ref="A1:A2"', f'ref="{place}"'.encode())


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        parts = {name: before.read(name) for name in before.namelist()}
        assert any(old in part for part in parts.values())
        for name, part in parts.items():
            after.writestr(name, part.replace(old, new))
    return made.getvalue()


def test_what_is_hidden_is_not_read_and_told() -> None:
    made = book(("收入", [HEAD, *ROWS]), ("支出", [HEAD, *ROWS]))
    sheet = made["收入"]
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions.group("C", "D", hidden=True)
    document = document_of(made)
    assert [row[:2] for row in texts(document)] == [
        ["项目", "预算数"],
        ["一、税收收入", "100.5"],
        ["二、非税收入", "1234567"],
    ]
    assert {len(row) for row in texts(document)} == {2}
    (warning,) = document.warnings
    assert (warning.code, warning.message.split(": ")[1]) == ("hidden_rows", "收入 (1 rows, 2 columns)")


def test_what_a_merged_cell_shows_is_seen_where_its_first_row_is_hidden() -> None:
    made = book(("Sheet1", [("类", "项", "数"), ("甲", "子", 1), (None, "丑", 2)]))
    made.active.merge_cells("A2:A3")
    made.active.row_dimensions[2].hidden = True
    assert texts(document_of(made)) == [["类", "项", "数"], ["甲", "丑", "2"]]


def test_what_all_cells_show_together_has_a_limit() -> None:
    made = book(("Sheet1", [(1,) * 30] * 30))
    for cells in made.active.iter_rows():
        for cell in cells:
            cell.number_format = f'0"{"公" * 30_000}"'
    with pytest.raises(ReadError, match="characters") as caught:
        document_of(made)
    assert caught.value.code == "too_large"


def test_more_cells_than_a_report_has_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "MOST_CELLS", 5)
    with pytest.raises(ReadError, match="rows, cells") as caught:
        document_of(book(("Sheet1", [HEAD, *ROWS])))
    assert caught.value.code == "too_large"


BEHIND = (
    b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="x"/></hyperlinks>',
    b"<mergeCells><mergeCell ref='A6:XFD1048576'/></mergeCells>",
    b'<mergeCells><mergeCell ref="&#65;6:XFD1048576"/></mergeCells>',
    b'<legacyDrawing r:id="x" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>',
)


@pytest.mark.parametrize("behind", BEHIND)
def test_what_stands_behind_the_cells_makes_no_cells(behind: bytes) -> None:
    buffer = io.BytesIO()
    book(("Sheet1", [HEAD, *ROWS])).save(buffer)
    data = changed(buffer.getvalue(), b"</sheetData>", b"</sheetData>" + behind)
    assert len(read_bytes(data, "x.xlsx").grids[0].rows) == 4


def test_a_sheet_that_declares_entities_is_refused() -> None:
    buffer = io.BytesIO()
    book(("Sheet1", [HEAD, *ROWS])).save(buffer)
    declared = b'<!DOCTYPE x [<!ENTITY m "<mergeCell/>">]><worksheet'
    with pytest.raises(ReadError, match="declares entities"):
        read_bytes(changed(buffer.getvalue(), b"<worksheet", declared), "x.xlsx")


def test_a_comment_over_the_whole_sheet_makes_no_cells() -> None:
    made = book(("Sheet1", [HEAD, *ROWS]))
    made.active["A1"].comment = Comment("注", "x")
    buffer = io.BytesIO()
    made.save(buffer)
    data = changed(buffer.getvalue(), b'<comment ref="A1"', b'<comment ref="A1:XFD1048576"')
    assert texts(read_bytes(data, "x.xlsx"))[0] == list(HEAD)


def test_parts_in_utf_16_are_read_alike() -> None:
    buffer = io.BytesIO()
    made = book(("Sheet1", [("类", "项", "数"), ("甲", "子", 1), (None, "丑", 2)]))
    made.active.merge_cells("A2:A3")
    made.save(buffer)
    with zipfile.ZipFile(buffer) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + sheet.decode()).encode("utf-16")
    document = read_bytes(changed(buffer.getvalue(), sheet, wide), "x.xlsx")
    assert texts(document) == [["类", "项", "数"], ["甲", "子", "1"], ["甲", "丑", "2"]]


def test_a_raised_number_in_a_text_is_the_mark_of_a_note() -> None:
    made = book(("Sheet1", [HEAD, *ROWS]))
    up = InlineFont(vertAlign="superscript")
    made.active["A1"] = CellRichText("生产总值", TextBlock(up, "1"))
    made.active["B1"] = CellRichText(TextBlock(InlineFont(b=True), "面积（km"), TextBlock(up, "2"), "）")
    assert texts(document_of(made))[0][:2] == ["生产总值[1]", "面积（km²）"]


def test_the_strict_form_of_the_format_is_read() -> None:
    buffer = io.BytesIO()
    book(("Sheet1", [HEAD, *ROWS])).save(buffer)
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = changed(buffer.getvalue(), main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    assert texts(read_bytes(strict, "x.xlsx"))[0] == list(HEAD)


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
