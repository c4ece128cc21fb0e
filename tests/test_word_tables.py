"""Tables of Word files: cells, merged cells, boxes around text, tables in tables, indents."""

from __future__ import annotations

from typing import Any

import pytest

from tests.word_maker import (
    body,
    row,
    said,
    style,
    styles,
    table,
    texts,
    word,
)

MARKUP = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def test_merged_cells_stand_in_every_place_they_cover() -> None:
    def make(document: Any) -> None:
        made = document.add_table(rows=3, cols=3)
        for index, words in enumerate(["申请", "数量", "", "", "当面", "网络", "收到", "1", ""]):
            made.cell(index // 3, index % 3).text = words
        made.cell(0, 0).merge(made.cell(1, 0))
        made.cell(0, 1).merge(made.cell(0, 2))

    assert texts(word(make)) == [[["申请", "数量", "数量"], ["申请", "当面", "网络"], ["收到", "1", ""]]]


def test_columns_in_which_no_cell_begins_are_none() -> None:
    def cell(words: str, span: int) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{said(words)}</w:tc>'

    rows = "".join(f"<w:tr>{cell(a, 4)}{cell(b, 3)}</w:tr>" for a, b in (("指标", "数"), ("公开数", "12")))
    document = word(body(f"<w:tbl>{rows}</w:tbl>", said("完")))
    assert document.text == "指标\t数\n公开数\t12\n完\n"
    assert [[cell.width for cell in cells] for cells in document.grids[0].rows] == [[1, 1], [1, 1]]


def test_a_table_of_one_column_is_a_box_around_its_blocks() -> None:
    inner = table(row("项目", "数"), row("收入", "8"))
    document = word(
        body(table(row(f"{said('一、总体情况')}{said('公开30条。')}{inner}{said('完。')}"), row("抄送：各乡镇")))
    )
    assert document.text == "一、总体情况\n公开30条。\n项目\t数\n收入\t8\n完。\n抄送：各乡镇\n"
    assert texts(document) == [[["项目", "数"], ["收入", "8"]]]


def test_a_table_in_a_cell_of_a_table_stands_behind_it() -> None:
    inner = table(row("上年", "本年"), row("100", "200"))
    document = word(body(table(row("项目", "说明"), row("收入", f"{said('如下')}{inner}{said()}"))))
    assert texts(document) == [[["项目", "说明"], ["收入", "如下"]], [["上年", "本年"], ["100", "200"]]]


def test_numbers_of_different_paragraphs_of_a_cell_are_two() -> None:
    document = word(body(table(row("项目", "数"), row(f"{said('收入')}{said('合计')}", f"{said('100')}{said('200')}"))))
    assert texts(document) == [[["项目", "数"], ["收入合计", "100 200"]]]


def test_a_text_box_in_a_cell_is_read_once() -> None:
    box = f"<w:txbxContent>{said('8')}</w:txbxContent>"
    shown = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f"<mc:AlternateContent {MARKUP}>{shown}</mc:AlternateContent>"
    document = word(body(table(row("项目", "数"), row("收入", f"<w:p><w:r>{both}</w:r></w:p>"))))
    assert texts(document) == [[["项目", "数"], ["收入", "8"]]]


def test_cells_merged_in_the_old_way_are_one() -> None:
    def merged(words: str, how: str) -> str:
        return f"<w:tc><w:tcPr>{how}</w:tcPr>{said(words)}</w:tc>"

    begun = '<w:hMerge w:val="restart"/>'
    head = f"<w:tr>{merged('项目', '')}{merged('金额', begun)}{merged('', '<w:hMerge/>')}</w:tr>"
    assert texts(word(body(table(head, row("收入", "1", "2"))))) == [[["项目", "金额", "金额"], ["收入", "1", "2"]]]


@pytest.mark.parametrize("gone", ['<w:del w:id="1" w:author="x"/>', "<w:hidden/>"])
def test_rows_that_are_deleted_or_hidden_are_none(gone: str) -> None:
    row_gone = row("支出", "9").replace("<w:tr>", f"<w:tr><w:trPr>{gone}</w:trPr>")
    assert texts(word(body(table(row("项目", "数"), row_gone, row("收入", "8"))))) == [[["项目", "数"], ["收入", "8"]]]


@pytest.mark.parametrize(
    ("properties", "size", "indent"),
    [
        ('<w:ind w:left="420"/>', "", 2),
        ('<w:ind w:start="420"/>', "", 2),
        ('<w:ind w:firstLine="320"/>', '<w:sz w:val="32"/>', 1),
        ('<w:ind w:leftChars="100" w:left="420"/>', "", 1),
        ('<w:ind w:left="420" w:hanging="210"/>', "", 1),
        ('<w:ind w:left="0" w:hanging="210"/>', "", 0),
        ('<w:pStyle w:val="in"/>', "", 3),
    ],
)
def test_an_indent_is_told_in_characters(properties: str, size: str, indent: float) -> None:
    label = f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{size}</w:rPr><w:t>甲</w:t></w:r></w:p>"
    made = {"word/styles.xml": styles(style("in", '<w:pPr><w:ind w:left="630"/></w:pPr>'))}
    document = word(body(table(row("项目", "数"), row(label, "1"))), replaced=made)
    assert document.grids[0].rows[1][0].indent == indent
