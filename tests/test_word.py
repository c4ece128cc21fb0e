"""Word files: paragraphs, automatic numbers, tables, what is not seen, what is refused."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from extractor import Document, ReadError, extract, read
from extractor.readers import read_bytes
from tests.conftest import shared

NAMES = nsdecls("w")


def word(make: Callable[[Any], object], *, replaced: dict[str, str] | None = None) -> Document:
    return read_bytes(file(make, replaced=replaced), "x.docx")


def file(make: Callable[[Any], object], *, replaced: dict[str, str] | None = None) -> bytes:
    """Make a file; ``replaced`` are parts to change, by name, with their whole text."""
    document = docx.Document()
    make(document)
    buffer = io.BytesIO()
    document.save(buffer)
    if not replaced:
        return buffer.getvalue()
    changed = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, replaced.get(name) or old.read(name))
    return changed.getvalue()


def body(*blocks: str) -> Callable[[Any], None]:
    """A body of the given WordprocessingML, before the section's properties."""

    def make(document: Any) -> None:
        for block in blocks:
            document.element.body.insert(-1, parse_xml(block.replace(">", f" {NAMES}>", 1)))

    return make


def said(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r><w:t>{run}</w:t></w:r>' for run in runs)}</w:p>"


# --- text -----------------------------------------------------------------------------------------------------------


def test_a_paragraph_is_a_line_however_many_runs_it_has() -> None:
    document = word(body(said("某县2023年政府信息公开", "工作年度报告"), said("公开", "1", "2", "条"), said(" ")))
    assert document.text == "某县2023年政府信息公开工作年度报告\n公开12条\n"
    assert document.source.media_type.endswith("wordprocessingml.document")
    assert extract(document).report.year == 2023


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>", "甲\n乙 丙\n"),
        ("<w:del><w:r><w:delText>旧12</w:delText></w:r></w:del><w:ins><w:r><w:t>新13</w:t></w:r></w:ins>", "新13\n"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>可见</w:t></w:r>", "可见\n"),
        ("<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:instrText>PAGE</w:instrText></w:r>", "链接\n"),
        ("<w:r><w:t>框外</w:t><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>",
         "框外\n框内\n"),
    ],
)  # fmt: skip
def test_what_is_seen_is_read(inside: str, text: str) -> None:
    assert word(body(f"<w:p>{inside}</w:p>")).text == text


LEVELS = {0: ("chineseCountingThousand", "%1、"), 1: ("chineseCounting", "（%2）"), 2: ("decimal", "%1.%2.%3 ")}


def numbered() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in LEVELS.items()
    )
    bullet = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="●"/></w:lvl>'
    return (
        f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="8">{bullet}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num></w:numbering>'
    )


def test_automatic_numbers_are_part_of_the_text() -> None:
    def item(words: str, level: int, which: int = 1) -> str:
        place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{which}"/></w:numPr>'
        return f"<w:p><w:pPr>{place}</w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"

    blocks = [
        item("甲", 0),
        item("子", 1),
        item("丑", 1),
        item("细", 2),
        item("点", 0, 2),
        item("乙", 0),
        item("子", 1),
    ]
    document = word(body(*blocks), replaced={"word/numbering.xml": numbered()})
    assert document.text.splitlines() == ["一、甲", "（一）子", "（二）丑", "一.二.1 细", "点", "二、乙", "（一）子"]
    assert [section.number for section in extract(document).sections][:3] == ["一", "（一）", "（二）"]


# --- tables ---------------------------------------------------------------------------------------------------------


def test_merged_cells_stand_in_every_place_they_cover() -> None:
    def make(document: Any) -> None:
        table = document.add_table(rows=3, cols=3)
        for index, words in enumerate(["申请", "数量", "", "", "当面", "网络", "收到", "1", ""]):
            table.cell(index // 3, index % 3).text = words
        table.cell(0, 0).merge(table.cell(1, 0))
        table.cell(0, 1).merge(table.cell(0, 2))

    document = word(make)
    (grid,) = document.grids
    texts = [[document.text[cell.start : cell.end] for cell in row] for row in grid.rows]
    assert texts == [["申请", "数量", "数量"], ["申请", "当面", "网络"], ["收到", "1", ""]]


def test_columns_in_which_no_cell_begins_are_none() -> None:
    def cell(words: str, span: int) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr>{said(words)}</w:tc>'

    rows = "".join(f"<w:tr>{cell(a, 4)}{cell(b, 3)}</w:tr>" for a, b in (("指标", "数"), ("公开数", "12")))
    document = word(body(f"<w:tbl>{rows}</w:tbl>", said("完")))
    assert document.text == "指标\t数\n公开数\t12\n完\n"
    assert [[cell.width for cell in row] for row in document.grids[0].rows] == [[1, 1], [1, 1]]


def test_a_table_of_one_cell_is_a_box_around_text() -> None:
    document = word(body(f"<w:tbl><w:tr><w:tc>{said('抄送：各乡镇')}</w:tc></w:tr></w:tbl>"))
    assert (document.text, document.grids) == ("抄送：各乡镇\n", ())


# --- refused --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (file(lambda _: None), "no_text"),
        (file(body(said("甲")))[:-400], "damaged"),
        (file(body(said("甲")), replaced={"word/document.xml": "<w:document"}), "damaged"),
        (file(body(said("甲")), replaced={"[Content_Types].xml": "<x/>"}), "damaged"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "x.docx")
    assert caught.value.code in {code, "unsupported"}
    assert "\n" not in str(caught.value)


def test_a_file_with_any_byte_changed_is_read_or_refused() -> None:
    data = file(body(*[said("公开12条")] * 50))
    for place in range(0, len(data), 97):
        broken = bytearray(data)
        broken[place] ^= 0xFF
        with contextlib.suppress(ReadError):
            read_bytes(bytes(broken), "x.docx")


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 60_000_000)
    with pytest.raises(ReadError, match="unpacks to"):
        read_bytes(buffer.getvalue(), "x.docx")


# --- real files -----------------------------------------------------------------------------------------------------


def test_the_empty_form_has_the_rows_and_columns_it_prints() -> None:
    document = read(shared("real/disclosure/政务公开年报模版_空表.docx"))
    assert [(len(grid.rows), len(grid.rows[0])) for grid in document.grids] == [(14, 4), (28, 10), (4, 15)]
    report = extract(document)
    assert report.report.form == "2021-"
    assert not [figure for figure in report.figures if figure.origin == "table"]
