from __future__ import annotations

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor import Document, ReadError, extract, read
from extractor.readers import read_bytes
from tests.conftest import shared

LONG = "2023年，全县主动公开政府信息10707条，其中通过政府门户网站发布的信息和各部门网站发布的信息都按要求进行了审核与登"


def page_of_lines(*lines: str, cells: tuple[tuple[str, ...], ...] = (), password: str = "") -> bytes:
    """Make a one-page PDF: lines of 14 points from the top, then a ruled table, and a page number."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=StandardEncryption(password) if password else None)
    canvas.setFont("STSong-Light", 8)
    for number, line in enumerate(lines):
        canvas.setFillGray(1)
        canvas.rect(50, 747 - 14 * number, 480, 14, stroke=0, fill=1)  # what word processors lay behind a line
        canvas.setFillGray(0)
        canvas.drawString(60, 750 - 14 * number, line)
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            canvas.rect(60 + 150 * c, 500 - 20 * r, 150, 20)
            canvas.drawString(65 + 150 * c, 506 - 20 * r, cell)
    canvas.drawString(290, 30, "- 1 -")
    canvas.save()
    return buffer.getvalue()


def document() -> Document:
    cells = (("统计指标", "单位", "统计数"), ("收到申请数", "件", "21"), ("办结数", "件", ""))
    return read_bytes(
        page_of_lines("某县2023年政府信息公开工作年度报告", LONG, "记。", "一、概述", cells=cells), "x.pdf"
    )


def test_lines_are_joined_to_paragraphs_and_page_numbers_left_out() -> None:
    assert document().text.split("\n")[:3] == ["某县2023年政府信息公开工作年度报告", LONG + "记。", "一、概述"]
    assert "- 1 -" not in document().text


def test_a_ruled_table_is_a_table_and_backgrounds_are_not() -> None:
    (table,) = extract(document()).tables
    assert [(row.label, row.unit, row.cells[0].value) for row in table.rows] == [
        ("收到申请数", "件", 21),
        ("办结数", "件", None),
    ]
    assert table.pages == (1,)


def test_mentions_and_cells_have_page_and_box() -> None:
    report = extract(document())
    (quantity,) = report.quantities()
    assert quantity.text == "10707条"
    assert quantity.page == 1
    assert quantity.bbox is not None
    x0, top, x1, bottom = quantity.bbox
    assert (60 < x0 < x1 < 540, 70 < top < bottom < 110) == (True, True)
    cell = report.tables[0].rows[0].cells[0]
    assert cell.page == 1
    assert cell.bbox is not None
    assert 360 < cell.bbox[0] < cell.bbox[2] < 510


def test_a_mention_over_a_line_end_has_a_box_for_each_line() -> None:
    read = read_bytes(page_of_lines("全" * 26 + "10707", "条信息。"), "x.pdf")
    (quantity,) = extract(read).quantities()
    assert (quantity.text, read.boxes is not None) == ("10707条", True)
    assert read.boxes is not None
    first, second = read.boxes.lines(quantity.start, quantity.end, 1)
    assert second[2] < first[0]
    assert first[3] <= second[1]


def test_a_pdf_without_text_is_refused() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(10, 10, 100, 100)
    canvas.save()
    with pytest.raises(ReadError, match="its pages are empty"):
        read_bytes(buffer.getvalue(), "x.pdf")


def test_an_encrypted_pdf_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(page_of_lines("密", password="secret"), "x.pdf")
    assert caught.value.code == "encrypted"


def test_the_real_pdf_runs_through() -> None:
    report = extract(read(shared("real/disclosure/淮安市洪泽区_2023年政府信息公开工作年度报告.pdf")))
    assert (report.report.title, report.report.year) == ("洪泽区人民政府2023年政府信息公开工作年度报告", 2023)
    assert report.report.region is not None
    assert report.report.region.code == "320813"
    assert [section.title for section in report.sections if section.level == 1][:2] == [
        "总体情况",
        "主动公开政府信息情况",
    ]
    assert [(m.text, m.page) for m in report.quantities()] == [("1136条", 1), ("21件", 1), ("0元", 5)]
    assert sorted({page for table in report.tables for page in table.pages}) == [2, 3, 4]
