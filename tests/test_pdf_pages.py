"""Pages of a PDF to text: what runs on every page, paragraphs, columns, notes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor import extract
from extractor.readers.pdf import read_marks, read_pdf
from tests.pdf_maker import LEFT, PROSE, SECOND, SIZE, THIRD, Draw, Sheet, document_of, pdf, prose, text_of, wrapped

# --- what runs on every page ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["- {} -", "— {} —", "第 {} 页 共 5 页", "第{}页", "{}/5", "{}", "·{}·", "－{}－"])
def test_page_numbers_are_no_text_but_furniture(shape: str) -> None:
    def page(sheet: Sheet) -> None:
        prose(sheet)
        sheet.centre(800, shape.format(3))

    document = document_of(page)
    assert document.text.splitlines() == [PROSE, SECOND]
    assert ["".join(line.split()) for line in document.pages[0].furniture] == ["".join(shape.format(3).split())]


def test_headers_and_footers_are_no_text_but_furniture() -> None:
    def page(sheet: Sheet, words: str, number: int) -> None:
        sheet.centre(40, "某县政务公开领导小组编印", size=9)
        sheet.lines(90, *wrapped(words))
        sheet.say(LEFT, 800, f"年度报告  第{number}页", size=9)

    document = document_of(lambda s: page(s, PROSE, 1), lambda s: page(s, SECOND, 2), lambda s: page(s, THIRD, 3))
    assert document.text.splitlines() == [PROSE, SECOND, THIRD]
    assert [page.furniture[0] for page in document.pages] == ["某县政务公开领导小组编印"] * 3
    assert [len(page.furniture) for page in document.pages] == [2, 2, 2]


def test_a_year_at_the_foot_of_a_page_is_text() -> None:
    def page(sheet: Sheet) -> None:
        prose(sheet)
        sheet.centre(800, "2017")

    assert text_of(page)[-1] == "2017"


def test_a_numbered_heading_that_opens_two_pages_is_text() -> None:
    def page(words: str) -> Draw:
        return lambda sheet: sheet.lines(110, "　　一、总体情况", *wrapped(words))

    assert text_of(page(PROSE), page(SECOND)) == ["一、总体情况", PROSE, "一、总体情况", SECOND]


# --- paragraphs -----------------------------------------------------------------------------------------------------


def test_a_paragraph_over_a_page_break_is_one_line() -> None:
    lines = [*wrapped(SECOND), *wrapped(PROSE)]

    def first(sheet: Sheet) -> None:
        sheet.lines(90, *lines[:-2])
        sheet.centre(800, "- 1 -")

    def second(sheet: Sheet) -> None:
        sheet.lines(90, *lines[-2:], *wrapped(SECOND))
        sheet.centre(800, "- 2 -")

    document = document_of(first, second)
    assert document.text.splitlines() == [SECOND, PROSE, SECOND]
    assert document.place(document.text.index("归档备查"), document.text.index("归档备查") + 4)[0] == 2


def test_a_number_broken_by_a_line_end_is_whole() -> None:
    text = PROSE[:32] + "20" + "17年受理申请236件，比上一年多了12件。"
    assert text_of(lambda sheet: sheet.lines(90, *wrapped(SECOND), "　　" + text[:34], text[34:])) == [SECOND, text]


def test_digits_set_apart_are_one_number() -> None:
    def page(sheet: Sheet) -> None:
        sheet.say(LEFT, 90, "全年共受理申请")
        for index, digit in enumerate("236"):
            sheet.say(LEFT + (7 + 0.9 * index) * SIZE, 90, digit)
        sheet.say(LEFT + 9.8 * SIZE, 90, "件。")

    (quantity,) = extract(document_of(page)).quantities()
    assert ("".join(quantity.text.split()), int(quantity.value)) == ("236件", 236)


def test_the_lines_of_a_centred_title_are_one() -> None:
    def page(sheet: Sheet) -> None:
        sheet.centre(80, "某县人民政府办公室2023年", "政府信息公开工作年度报告", size=22, step=32)
        sheet.lines(170, *wrapped(PROSE), *wrapped(SECOND))

    assert text_of(page) == ["某县人民政府办公室2023年政府信息公开工作年度报告", PROSE, SECOND]


def test_an_indented_line_begins_a_paragraph_after_a_full_line() -> None:
    first, second = PROSE[:70], SECOND[:70]
    assert text_of(lambda sheet: sheet.lines(90, *wrapped(first), *wrapped(second), *wrapped(PROSE))) == [
        first,
        second,
        PROSE,
    ]


def test_a_heading_stands_alone() -> None:
    page = ["　　一、总体情况", *wrapped(PROSE), "　　（二）主要做法", *wrapped(SECOND)]
    assert text_of(lambda sheet: sheet.lines(90, *page)) == ["一、总体情况", PROSE, "（二）主要做法", SECOND]


@given(st.lists(st.tuples(st.integers(0, 150), st.integers(8, 150)), min_size=1, max_size=12), st.integers(9, 30))
def test_paragraphs_come_back_however_they_are_cut_into_lines_and_pages(
    cuts: list[tuple[int, int]], per_page: int
) -> None:
    source = (PROSE + SECOND + THIRD).replace("。", "，")
    paragraphs = [source[start : start + length].lstrip("，") + "。" for start, length in cuts]
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph)]
    assume(len(set(lines)) == len(lines))  # pdfium drops a line that says what one near above says
    chunks = [lines[start : start + per_page] for start in range(0, len(lines), per_page)]
    pages: list[Draw] = [lambda sheet, chunk=chunk: sheet.lines(90, *chunk) for chunk in chunks]  # type: ignore[misc]
    assert text_of(*pages) == paragraphs


# --- columns and notes ----------------------------------------------------------------------------------------------

LEFT_COLUMN, RIGHT_COLUMN = PROSE + SECOND, SECOND + PROSE


def two_columns(sheet: Sheet) -> None:
    sheet.lines(150, *wrapped(LEFT_COLUMN, full=16))
    sheet.lines(150, *wrapped(RIGHT_COLUMN, full=16), x=LEFT + 19 * SIZE)


def test_two_columns_are_read_one_after_the_other() -> None:
    assert text_of(two_columns) == [LEFT_COLUMN, RIGHT_COLUMN]


def test_a_title_over_two_columns_comes_first() -> None:
    def page(sheet: Sheet) -> None:
        sheet.centre(90, "某县政务公开简报", size=22)
        two_columns(sheet)

    assert text_of(page) == ["某县政务公开简报", LEFT_COLUMN, RIGHT_COLUMN]


def test_footnotes_come_behind_the_paragraph_they_interrupt() -> None:
    lines = wrapped(PROSE)

    def first(sheet: Sheet) -> None:
        sheet.lines(640, *wrapped(SECOND), *lines[:2])
        sheet.rule(LEFT, 776, LEFT + 120, 776)
        sheet.say(LEFT, 788, "①公开栏目指网站上的固定栏目。", size=9)

    def second(sheet: Sheet) -> None:
        sheet.lines(90, *lines[2:], *wrapped(SECOND))

    assert text_of(first, second) == [SECOND, PROSE, "①公开栏目指网站上的固定栏目。", SECOND]


# --- one thread at a time is in pdfium ------------------------------------------------------------------------------


def test_threads_may_read_at_the_same_time() -> None:
    many = [pdf(*[prose] * pages) for pages in (1, 4, 9)] * 3
    alone = [read_pdf(data, "x.pdf", "") for data in many]
    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(lambda data: read_pdf(data, "x.pdf", ""), many))
    assert [document.text for document in together] == [document.text for document in alone]


def test_two_files_may_be_read_page_by_page_in_turn_and_left_in_the_middle() -> None:
    first, second = (read_marks(pdf(*[prose] * 3), "x.pdf") for _ in range(2))
    assert [(a.chars == b.chars, a.number) for a, b in zip(first, second, strict=True)] == [
        (True, 1),
        (True, 2),
        (True, 3),
    ]
    left = read_marks(pdf(*[prose] * 5), "x.pdf")
    assert next(left).number == 1
    del left
    assert text_of(prose) == text_of(prose)
