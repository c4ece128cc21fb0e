"""Word files: what of their text is read, and how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from extractor import extract, read
from tests.conftest import shared
from tests.word_maker import (
    NAMES,
    body,
    raised,
    related,
    row,
    said,
    style,
    styles,
    table,
    word,
)

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


def test_paragraphs_in_styles_of_headings_are_sections() -> None:
    levels = ((f"h{level}", f'<w:pPr><w:outlineLvl w:val="{level}"/></w:pPr>') for level in (0, 1))
    made = styles(*(style(name, inside) for name, inside in levels), style("own", "", based_on="h0"))
    blocks = [
        said("某县2023年报告"),
        said("苹果", properties='<w:pStyle w:val="own"/>'),
        said("橘子", properties='<w:pStyle w:val="h1"/>'),
        said("文。"),
        said("花草", properties='<w:outlineLvl w:val="0"/>'),
        said("文。", properties='<w:pStyle w:val="own"/><w:outlineLvl w:val="9"/>'),
    ]
    document = word(body(*blocks), replaced={"word/styles.xml": made})
    assert [document.text[one.start : one.end] for one in document.headings] == ["苹果", "橘子", "花草"]
    assert [(section.title, section.level) for section in extract(document).sections] == [
        ("苹果", 1),
        ("橘子", 2),
        ("花草", 1),
    ]


# --- what is no digit, and what is no text -----------------------------------------------------------------------


def by_character_style(text: str) -> str:
    return f'<w:r><w:rPr><w:rStyle w:val="up"/></w:rPr><w:t>{text}</w:t></w:r>'


def by_position(text: str) -> str:
    return f'<w:r><w:rPr><w:position w:val="12"/><w:sz w:val="12"/></w:rPr><w:t>{text}</w:t></w:r>'


@pytest.mark.parametrize("mark", [raised, by_character_style, by_position])
def test_a_raised_number_is_the_mark_of_a_note(mark: Callable[[str], str]) -> None:
    up = style("up", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>', kind="character")
    words = f"<w:p><w:r><w:t>收入1234</w:t></w:r>{mark('1')}{mark('2')}<w:r><w:t>万元</w:t></w:r></w:p>"
    cells = table(row("项目", "数"), row("收入", words.replace("收入1234", "500").replace("万元", "")))
    document = word(body(words, cells), replaced={"word/styles.xml": styles(up)})
    assert document.text == "收入1234[12]万元\n项目\t数\n收入\t500[12]\n"


@pytest.mark.parametrize(
    ("before", "up", "read_as"),
    [("12m", "2", "12m²"), ("30平方米", "3", "30平方米³"), ("10", "[3]", "10[3]"), ("第5", "th", "第5th")],
)
def test_what_is_raised_besides_is_a_power_or_stays(before: str, up: str, read_as: str) -> None:
    assert word(body(f"<w:p><w:r><w:t>{before}</w:t></w:r>{raised(up)}</w:p>")).text == f"{read_as}\n"


def math(inside: str) -> str:
    return f"<m:oMath>{inside}</m:oMath>"


def term(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (term("3.5"), "3.5"),
        (f"<m:f><m:num>{term('1')}</m:num><m:den>{term('2')}</m:den></m:f>", "1/2"),
        (f"<m:sSup><m:e>{term('m')}</m:e><m:sup>{term('2')}</m:sup></m:sSup>", "m²"),
        (f"<m:sSup><m:e>{term('10')}</m:e><m:sup>{term('8')}</m:sup></m:sSup>", "10^8"),
    ],
)
def test_a_formula_is_words(inside: str, shown: str) -> None:
    text = word(body(f"<w:p><w:r><w:t>收入</w:t></w:r>{math(inside)}<w:r><w:t>万元</w:t></w:r></w:p>")).text
    assert text == f"收入{shown}万元\n"


def test_of_a_character_with_its_pronunciation_only_the_character_is_read() -> None:
    ruby = "<w:ruby><w:rt><w:r><w:t>qú</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>衢</w:t></w:r></w:rubyBase></w:ruby>"
    assert word(body(f"<w:p><w:r>{ruby}</w:r><w:r><w:t>州</w:t></w:r></w:p>")).text == "衢州\n"


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_stand_at_the_end_with_their_numbers(kind: str) -> None:
    def make(document: Any) -> None:
        reference = f'<w:r><w:{kind}Reference w:id="2"/></w:r>'
        body(f"<w:p><w:r><w:t>收入30万元</w:t></w:r>{reference}</w:p>", said("完。"))(document)
        notes = f'<w:{kind}s {NAMES}><w:{kind} w:id="2">{said("含补助12万元。")}</w:{kind}></w:{kind}s>'
        related(document, f"{kind}s", "notes.xml", notes.encode())

    assert word(make).text == "收入30万元[1]\n完。\n[1] 含补助12万元。\n"


def test_what_a_style_hides_is_not_read() -> None:
    hiding = "<w:rPr><w:vanish/></w:rPr>"
    made = styles(style("hid", hiding), style("inner", hiding, kind="character"), style("lower", "", based_on="hid"))
    inner = '<w:r><w:rPr><w:rStyle w:val="inner"/></w:rPr><w:t>（99万元）</w:t></w:r>'
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t></w:r>'
    blocks = [
        said("支出88万元", properties='<w:pStyle w:val="lower"/>'),
        f"<w:p><w:r><w:t>收入</w:t></w:r>{inner}</w:p>",
        f'<w:p><w:pPr><w:pStyle w:val="hid"/></w:pPr>{shown}</w:p>',
    ]
    assert word(body(*blocks), replaced={"word/styles.xml": made}).text == "收入\n见\n"


ENTRY = "<w:r><w:t>一、总体情况 3</w:t></w:r>"
BEGIN, MIDDLE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
PAGE = f"{BEGIN}<w:r><w:instrText>PAGEREF a</w:instrText></w:r>{MIDDLE}<w:r><w:t>4</w:t></w:r>{END}"
CONTROL = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'


@pytest.mark.parametrize(
    "contents",
    [
        [said("目　录"), f'<w:p><w:pPr><w:pStyle w:val="x"/></w:pPr>{ENTRY}</w:p>'],
        [said("目录"), f"<w:sdt>{CONTROL}<w:sdtContent>{said('目录')}<w:p>{ENTRY}</w:p></w:sdtContent></w:sdt>"],
        [
            said("目录"),
            f"<w:p>{BEGIN}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{MIDDLE}{ENTRY}{PAGE}</w:p>",
            f"<w:p>{ENTRY}{END}</w:p>",
        ],
    ],
)
def test_the_table_of_contents_is_none_of_the_text(contents: list[str]) -> None:
    made = {"word/styles.xml": styles(style("x", "", called="toc 1"))}
    assert word(body(said("报告"), *contents, said("一、总体情况")), replaced=made).text == "报告\n一、总体情况\n"


def test_a_line_that_says_contents_is_text_where_none_follow() -> None:
    assert word(body(said("目录"), said("一、总体情况"))).text == "目录\n一、总体情况\n"


def test_a_field_without_an_end_takes_no_text_away() -> None:
    begun = f"<w:p>{BEGIN}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{MIDDLE}</w:p>"
    assert word(body(begun, said("一、总体情况"))).text == "一、总体情况\n"


# --- real files -----------------------------------------------------------------------------------------------------


def test_the_empty_form_has_the_rows_and_columns_it_prints() -> None:
    document = read(shared("real/disclosure/政务公开年报模版_空表.docx"))
    assert [(len(grid.rows), len(grid.rows[0])) for grid in document.grids] == [(14, 4), (28, 10), (4, 15)]
    report = extract(document)
    assert report.report.form == "2021-"
    assert not [figure for figure in report.figures if figure.origin == "table"]
