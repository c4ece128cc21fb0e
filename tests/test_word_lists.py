"""The automatic numbers of Word's lists, as Word prints them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from extractor import Document, extract
from extractor.readers.word.numerals import printed_number
from tests.word_maker import NAMES, body, row, said, style, styles, table, texts, word

LEVELS = {0: ("chineseCountingThousand", "%1、"), 1: ("chineseCounting", "（%2）"), 2: ("decimal", "%1.%2.%3 ")}


def level(depth: int, form: str, text: str, inside: str = "") -> str:
    start = "" if "<w:start" in inside else '<w:start w:val="1"/>'
    return f'<w:lvl w:ilvl="{depth}">{start}<w:numFmt w:val="{form}"/>{inside}<w:lvlText w:val="{text}"/></w:lvl>'


def definition(name: int, *levels: str, before: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{name}">{before}{"".join(levels)}</w:abstractNum>'


def listed(name: int, of: int, override: str = "") -> str:
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{of}"/>{override}</w:num>'


def item(words: str, name: int, depth: int = 0, *, properties: str = "") -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{name}"/></w:numPr>'
    return said(words, properties=place + properties)


def numbered(blocks: Sequence[str], lists: Sequence[str], *made: str) -> Document:
    parts = {"word/numbering.xml": f"<w:numbering {NAMES}>{''.join(lists)}</w:numbering>"}
    if made:
        parts["word/styles.xml"] = styles(*made)
    return word(body(*blocks), replaced=parts)


def lines(document: Document) -> list[str]:
    return document.text.splitlines()


PLAIN = (definition(3, level(0, "decimal", "%1.")), listed(4, 3))


def test_automatic_numbers_are_part_of_the_text() -> None:
    lists = (
        definition(7, *(level(depth, *shown) for depth, shown in LEVELS.items())),
        definition(8, level(0, "bullet", "●")),
        listed(1, 7),
        listed(2, 8),
    )
    blocks = [item("甲", 1), item("子", 1, 1), item("丑", 1, 1), item("细", 1, 2), item("点", 2), item("乙", 1)]
    document = numbered([*blocks, item("子", 1, 1)], lists)
    assert lines(document) == ["一、甲", "（一）子", "（二）丑", "一.二.1 细", "点", "二、乙", "（一）子"]
    assert [section.number for section in extract(document).sections][:3] == ["一", "（一）", "（二）"]


def test_lists_of_one_definition_count_on_from_each_other() -> None:
    assert lines(numbered([item("甲", 4), item("乙", 5)], (*PLAIN, listed(5, 3)))) == ["1.甲", "2.乙"]


def test_a_list_that_is_restarted_begins_anew_once() -> None:
    again = listed(6, 3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>')
    blocks = [item("甲", 4), item("乙", 4), said("文"), item("丙", 6), item("丁", 6)]
    assert lines(numbered(blocks, (*PLAIN, again))) == ["1.甲", "2.乙", "文", "1.丙", "2.丁"]


def test_a_list_may_print_a_level_in_its_own_way() -> None:
    own = listed(6, 3, f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "(%1)")}</w:lvlOverride>')
    assert lines(numbered([item("甲", 6), item("乙", 6)], (*PLAIN, own))) == ["(1)甲", "(2)乙"]


TWO_LEVELS = (definition(0, level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）")), listed(1, 0))
BY_STYLE = [said("甲", properties='<w:pStyle w:val="h1"/>'), said("乙", properties='<w:pStyle w:val="h2"/>')]
LIST = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'


def test_a_style_may_say_only_the_level_of_the_list_of_the_style_it_is_based_on() -> None:
    lower = style("h2", '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>', based_on="h1")
    assert lines(numbered(BY_STYLE, TWO_LEVELS, style("h1", LIST), lower)) == ["一、甲", "（一）乙"]


def test_a_level_of_a_list_may_say_which_style_it_is_for() -> None:
    linked = level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="h2"/>')
    lists = (definition(0, level(0, "chineseCounting", "%1、"), linked), listed(1, 0))
    assert lines(numbered(BY_STYLE, lists, style("h1", LIST), style("h2", LIST))) == ["一、甲", "（一）乙"]


def test_a_paragraph_may_take_its_styles_number_away() -> None:
    without = said("乙", properties='<w:pStyle w:val="h1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert lines(numbered([BY_STYLE[0], without], TWO_LEVELS, style("h1", LIST))) == ["一、甲", "乙"]


def test_a_list_may_be_defined_by_a_style() -> None:
    made = definition(12, level(0, "chineseCounting", "%1、"), before='<w:styleLink w:val="lst"/>')
    lists = (made, definition(13, before='<w:numStyleLink w:val="lst"/>'), listed(2, 13))
    assert lines(numbered([item("甲", 2), item("乙", 2)], lists)) == ["一、甲", "二、乙"]


DELETED = '<w:rPr><w:del w:id="1" w:author="x"/></w:rPr>'
WITHOUT_WORDS = f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr>{DELETED}</w:pPr></w:p>'
HIDDEN = (
    '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="4"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr>'
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>"
)


@pytest.mark.parametrize("gone", [WITHOUT_WORDS, HIDDEN])
def test_what_is_deleted_or_hidden_is_not_counted(gone: str) -> None:
    assert lines(numbered([item("甲", 4), gone, item("乙", 4)], PLAIN)) == ["1.甲", "2.乙"]


def test_paragraphs_whose_parting_is_deleted_are_one_with_one_number() -> None:
    blocks = [item("前半", 4, properties=DELETED), item("后半", 4), item("乙", 4)]
    assert lines(numbered(blocks, PLAIN)) == ["1.前半后半", "2.乙"]


def test_a_cell_may_hold_nothing_but_its_number() -> None:
    rows = (row(item("", 4), words) for words in ("甲", "乙"))
    assert texts(numbered([table(row("序号", "项目"), *rows)], PLAIN)) == [
        [["序号", "项目"], ["1.", "甲"], ["2.", "乙"]]
    ]


def test_a_number_that_ends_in_a_digit_does_not_run_into_the_words() -> None:
    lists = (definition(0, level(0, "decimal", "%1")), listed(1, 0))
    assert lines(numbered([item("2023年概况", 1)], lists)) == ["1 2023年概况"]


def test_a_number_stands_with_its_words_where_a_page_ends_between() -> None:
    broken = item("甲", 4).replace("<w:t>", '<w:br w:type="page"/><w:t>')
    assert lines(numbered([broken], PLAIN)) == ["1.甲"]


def test_levels_above_are_printed_in_arabic_where_the_level_says_so() -> None:
    lists = (
        definition(0, level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2、", "<w:isLgl/>")),
        listed(1, 0),
    )
    assert lines(numbered([item("总则", 1), item("甲", 1, 1)], lists)) == ["第一章总则", "1.1、甲"]


def test_a_level_that_never_restarts_counts_on() -> None:
    lists = (definition(0, level(0, "decimal", "第%1章"), level(1, "decimal", "第%2条", '<w:lvlRestart w:val="0"/>')),)
    blocks = [item("甲", 1), item("子", 1, 1), item("乙", 1), item("丑", 1, 1)]
    assert lines(numbered(blocks, (*lists, listed(1, 0)))) == ["第1章甲", "第1条子", "第2章乙", "第2条丑"]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (10, "chineseCounting", "十"),
        (19, "japaneseCounting", "十九"),
        (99, "chineseCountingThousand", "九十九"),
        (100, "chineseCounting", "一百"),
        (103, "chineseCountingThousand", "一百零三"),
        (110, "chineseCountingThousand", "一百一十"),
        (10, "ideographDigital", "一〇"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "ideographTraditional", "丙"),
        (13, "ideographTraditional", "13"),
        (12, "ideographZodiac", "亥"),
        (21, "decimalEnclosedCircle", "㉑"),
        (36, "decimalEnclosedCircleChinese", "㊱"),
        (3, "decimalEnclosedParen", "(3)"),
        (26, "lowerLetter", "z"),
        (28, "upperLetter", "BB"),
        (49, "lowerRoman", "xlix"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (5, "ordinal", "5"),
    ],
)
def test_a_number_is_printed_in_the_form_the_level_names(number: int, form: str, printed: str) -> None:
    assert printed_number(number, form) == printed
