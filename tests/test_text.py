from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.model import Heading
from extractor.outline import innermost, outline
from extractor.text import fold, lines, numbering, sentence_end, sentence_start


@given(st.text())
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_makes_variants_plain() -> None:
    assert fold("２０１７年（％）﹝﹞\u3000⼀") == "2017年(%)〔〕 一"


@given(st.text())
def test_lines_and_their_endings_are_the_whole_text(text: str) -> None:
    found = list(lines(text))
    assert [line.number for line in found] == list(range(1, len(found) + 1))
    gaps = [text[left.end : right.start] for left, right in pairwise(found)]
    assert all(gap and not gap.strip("\r\n\f\v\u0085\u2028\u2029") for gap in gaps)
    assert "".join(text[line.start : line.end] + gap for line, gap in zip(found, [*gaps, ""], strict=True)) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一、概述", "一、"),
        ("(一)概述", "(一)"),
        ("1.门户网站", "1."),
        ("二是健全", "二是"),
        ("十一、其他", "十一、"),
        ("①甲", "①"),
    ],
)
def test_a_printed_number_is_recognised(text: str, number: str) -> None:
    found = numbering(text)
    assert found is not None
    assert found[1] == number


@pytest.mark.parametrize("text", ["1.5万元", "一次会议", "2017年", "一般公共预算", "十九大", "是一"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert numbering(text) is None


def test_the_outline_nests_by_numbering() -> None:
    text = "标题\n一、概述\n内容。\n（一）加强领导。一是定人。二是定责；三是考核。\n（二）公开\n二、总结\n完"
    found = [(s.number, s.title, s.level, text[s.start : s.end]) for s in outline(text)]
    assert [(number, title, level) for number, title, level, _ in found] == [
        ("一", "概述", 1),
        ("（一）", "加强领导", 2),
        ("一是", "定人", 3),
        ("二是", "定责", 3),
        ("三是", "考核", 3),
        ("（二）", "公开", 2),
        ("二", "总结", 1),
    ]
    assert found[0][3] == "一、概述\n内容。\n（一）加强领导。一是定人。二是定责；三是考核。\n（二）公开\n"
    assert found[3][3] == "二是定责；"


def test_headings_are_found_where_line_ends_were_lost() -> None:
    text = "报告说明。一、概述 推进工作。二、主动公开情况（一）数量全年公开12条。"
    assert [(s.number, s.level) for s in outline(text)] == [("一", 1), ("二", 1)]


def test_the_innermost_section_is_found() -> None:
    sections = outline("一、甲\n(一)乙\n(二)丙\n二、丁\n")
    assert list(innermost(sections, [0, 5, 10, 15])) == [0, 1, 2, 3]
    assert list(innermost((), [3])) == [None]


def test_a_sentence_ends_at_its_mark() -> None:
    text = "甲12条。乙3件,丙4件;丁。"
    assert text[sentence_start(text, 8) : sentence_end(text, 8)] == "乙3件,丙4件"


def marked(text: str, *lines: tuple[str, int]) -> list[tuple[str, str, int]]:
    """The sections of a text in which lines are marked as headings of a level."""
    headings = [Heading(text.index(line), text.index(line) + len(line), level) for line, level in lines]
    return [(section.number, section.title, section.level) for section in outline(text, (), headings)]


def test_lines_that_are_marked_as_headings_are_sections_without_number() -> None:
    text = "某县报告\n苹果\n橘子\n文。\n花草\n文。\n"
    assert marked(text, ("苹果", 1), ("橘子", 2), ("花草", 1)) == [("", "苹果", 1), ("", "橘子", 2), ("", "花草", 1)]


def test_numbered_sections_stay_as_they_are_where_marked_ones_stand_among_them() -> None:
    text = "某县报告\n一、甲\n苹果\n二、乙\n附言\n文。\n"
    lines = (("一、甲", 1), ("苹果", 2), ("二、乙", 1), ("附言", 1))
    assert marked(text, *lines) == [("一", "甲", 1), ("", "苹果", 2), ("二", "乙", 1), ("", "附言", 1)]
    chapters = "某县报告\n苹果\n一、甲\n花草\n一、乙\n"
    shown = [("", "苹果", 1), ("一", "甲", 2), ("", "花草", 1), ("一", "乙", 2)]
    assert marked(chapters, ("苹果", 1), ("花草", 1)) == shown


def test_the_title_and_sentences_are_no_sections_though_they_are_marked_as_headings() -> None:
    text = "某县\n2023年报告\n一、甲\n收入8万元。\n"
    assert marked(text, ("某县", 1), ("2023年报告", 1), ("收入8万元。", 2)) == [("一", "甲", 1)]
