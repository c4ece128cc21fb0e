"""Tables of a PDF: which lines make one, what cells cover, what goes on over pages, and what the rows then say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.readers.pdf import Engine
from tests.pdf_maker import (
    ENGINES,
    HEIGHT,
    LEFT,
    PROSE,
    SECOND,
    WIDTH,
    Draw,
    Sheet,
    document_of,
    grids_of,
    pdf,
    ruled,
    text_of,
    wrapped,
)

HEAD = ["指标", "单位", "数量"]
BODY = [["受理申请", "件次", "21"], ["按期答复", "件次", "20"], ["转下年度", "件次", "1"]]


# --- what is a table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grey", [1.0, 0.9])
def test_backgrounds_behind_lines_are_no_table(grey: float) -> None:
    def page(sheet: Sheet) -> None:
        for number in range(8):
            sheet.bar(LEFT, 78 + 22 * number, WIDTH - LEFT, 100 + 22 * number, grey=grey)
        sheet.lines(93, *wrapped(PROSE), *wrapped(SECOND))

    document = document_of(page)
    assert (document.grids, document.text.splitlines()) == ((), [PROSE, SECOND])


def test_a_box_around_text_is_no_table() -> None:
    def page(sheet: Sheet) -> None:
        sheet.grid(60, 70, [480], [[""]], height=200)
        sheet.lines(93, *wrapped(PROSE))

    assert grids_of(page) == []


def test_prose_is_no_table() -> None:
    assert grids_of(lambda sheet: sheet.lines(90, *wrapped(PROSE), *wrapped(SECOND))) == []


@pytest.mark.parametrize("head", ["目录", "目　录", "目  录", "目 次"])
def test_a_table_of_contents_is_no_table(head: str) -> None:
    def page(sheet: Sheet) -> None:
        sheet.centre(90, head, size=16)
        for number, title in enumerate(["总体情况", "主动公开", "依申请公开", "存在问题"]):
            sheet.say(LEFT, 130 + 24 * number, title)
            sheet.say(500, 130 + 24 * number, str(1 + 3 * number))

    assert grids_of(page) == []


def test_a_table_of_contents_with_leaders_is_no_table() -> None:
    def page(sheet: Sheet) -> None:
        for number, title in enumerate(["总体情况", "主动公开", "依申请公开", "存在问题"]):
            sheet.say(LEFT, 130 + 24 * number, title + "." * 60 + str(1 + 3 * number))

    assert grids_of(page) == []
    assert len(text_of(page)) == 4


def test_columns_without_lines_are_a_table() -> None:
    rows = [["指标", "上年", "本年"], ["受理申请", "18", "21"], ["按期答复", "18", "20"], ["转下年度", "0", "1"]]

    def page(sheet: Sheet) -> None:
        for r, row in enumerate(rows):
            for x, text in zip((LEFT, 250, 400), row, strict=True):
                sheet.say(x, 120 + 20 * r, text)

    assert grids_of(page) == [rows]


# --- lines and cells ------------------------------------------------------------------------------------------------


def test_merged_cells_fill_every_place_they_cover() -> None:
    rows = [["渠道", "数量", ""], ["", "网上", "窗口"], ["受理", "5", "6"], ["不予处理", "", "3"]]
    spans = {(0, 0): (2, 1), (0, 1): (1, 2), (3, 0): (1, 2)}
    (grid,) = document_of(ruled(rows, [100, 80, 80], spans=spans)).grids
    assert grid.rows[0][0] is grid.rows[1][0]
    assert grid.rows[0][1] is grid.rows[0][2]
    assert grid.rows[3][0] is grid.rows[3][1]
    merged = grid.rows[0][0], grid.rows[0][1], grid.rows[3][0]
    assert [(cell.row, cell.column, cell.height, cell.width) for cell in merged] == [
        (0, 0, 2, 1), (0, 1, 1, 2), (3, 0, 1, 2),
    ]  # fmt: skip


def test_a_block_that_is_merged_both_ways_is_one_cell() -> None:
    rows = [["甲类", "乙类", "丙类"], ["合并", "", "1"], ["", "", "2"], ["丁", "戊", "3"]]
    (grid,) = document_of(ruled(rows, [80, 80, 80], spans={(1, 0): (2, 2)})).grids
    block = grid.rows[1][0]
    assert (block.height, block.width) == (2, 2)
    assert all(grid.rows[r][c] is block for r in (1, 2) for c in (0, 1))


def test_open_sides_keep_the_outer_columns() -> None:
    rows = [HEAD, *BODY]

    def page(sheet: Sheet) -> None:
        for r in range(len(rows) + 1):
            sheet.rule(60, 120 + 22 * r, 400, 120 + 22 * r)
        for x in (200, 300):
            sheet.rule(x, 120, x, 120 + 22 * len(rows))
        for r, row in enumerate(rows):
            for x, text in zip((70, 210, 310), row, strict=True):
                sheet.say(x, 135 + 22 * r, text, size=10)

    assert grids_of(page) == [rows]


def test_rules_at_head_and_foot_only_give_every_row() -> None:
    rows = [["指标", "上年", "本年"], ["受理申请", "18", "21"], ["按期答复", "18", "20"], ["转下年度", "0", "1"]]

    def page(sheet: Sheet) -> None:
        for y in (120, 142, 208):
            sheet.rule(60, y, 400, y)
        for r, row in enumerate(rows):
            for x, text in zip((70, 210, 310), row, strict=True):
                sheet.say(x, 135 + 22 * r, text, size=10)

    assert grids_of(page) == [rows]


def test_columns_ruled_but_rows_only_at_head_and_foot_give_every_row() -> None:
    rows = [["指标", "上年", "本年"], ["受理申请", "18", "21"], ["按期答复", "18", "20"], ["转下年度", "0", "1"]]

    def page(sheet: Sheet) -> None:
        for y in (120, 142, 208):
            sheet.rule(60, y, 400, y)
        for x in (60, 200, 300, 400):
            sheet.rule(x, 120, x, 208)
        for r, row in enumerate(rows):
            for x, text in zip((70, 210, 310), row, strict=True):
                sheet.say(x, 135 + 22 * r, text, size=10)

    assert grids_of(page) == [rows]


@pytest.mark.parametrize("gap", [8, 30])
def test_two_tables_above_each_other_stay_two(gap: int) -> None:
    def page(sheet: Sheet) -> None:
        end = sheet.grid(60, 120, [150, 80, 80], [HEAD, *BODY])
        sheet.grid(60, end + gap, [150, 80, 80], [HEAD, *BODY[:2]])

    assert grids_of(page) == [[HEAD, *BODY], [HEAD, *BODY[:2]]]


@settings(max_examples=60)
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(st.text("县镇公开件数0123.%，（）", max_size=6), min_size=width, max_size=width),
            min_size=2,
            max_size=8,
        )
    ),
    st.sampled_from(ENGINES),
    st.integers(18, 60),
)
def test_any_ruled_grid_comes_back_as_it_was_drawn(rows: list[list[str]], engine: Engine, height: int) -> None:
    rows[0][0], rows[1][1] = rows[0][0] or "甲", rows[1][1] or "乙"  # a frame without text is a chart
    data = pdf(lambda sheet: sheet.grid(60, 90, [90] * len(rows[0]), rows, height=height))
    document = document_of(data, engine=engine)
    assert grids_of(data, engine=engine) == [rows]
    for row in document.grids[0].rows:
        for cell in row:
            page, box = document.place(cell.start, cell.end)
            assert (page, box) == (None, None) if cell.start == cell.end else page == 1
            assert box is None or (60 <= box[0] < box[2] <= WIDTH and 90 <= box[1] < box[3] <= HEIGHT)


@pytest.mark.parametrize(
    "height",
    [
        16,
        20,
        30,
    ],
)
def test_cells_that_say_the_same_in_row_after_row_are_all_kept(height: int) -> None:
    rows = [["事项", "做法"], *([f"第{number}项", "按规定时限办理并书面答复申请人"] for number in "一二三四五")]
    assert grids_of(ruled(rows, [80, 250], height=height)) == [rows]


# --- over pages -----------------------------------------------------------------------------------------------------

LONG = [[f"{'甲乙丙丁戊己庚辛'[n % 8]}镇{n}村", "件次", str(100 + n)] for n in range(40)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("head", [[HEAD], []], ids=["head again", "no head"])
def test_a_table_over_two_pages_is_one_and_keeps_every_row(head: list[list[str]], engine: Engine) -> None:
    pages = ruled([HEAD, *LONG[:25]], [150, 80, 80], 200), ruled([*head, *LONG[25:]], [150, 80, 80], 80)
    document = document_of(*pages, engine=engine)
    (grid,) = document.grids
    assert grids_of(*pages, engine=engine) == [[HEAD, *LONG]]
    assert grid.pages == (1, 2)
    places = [document.place(row[0].start, row[0].end)[0] for row in grid.rows]
    assert places == [1] * 26 + [2] * 15


def test_page_numbers_and_headers_do_not_part_a_table() -> None:
    def page(number: int, rows: list[list[str]]) -> Draw:
        def draw(sheet: Sheet) -> None:
            sheet.centre(40, "某县政务公开领导小组编印", size=9)
            sheet.grid(60, 80, [150, 80, 80], rows)
            sheet.centre(815, f"— {number} —")

        return draw

    assert grids_of(page(1, [HEAD, *LONG[:30]]), page(2, [HEAD, *LONG[30:]])) == [[HEAD, *LONG]]


def test_a_table_that_ends_on_a_page_is_not_joined_to_the_next_one() -> None:
    other = [["名称", "电话"], ["办公室", "甲"], ["窗口", "乙"]]
    grids = grids_of(ruled([HEAD, *LONG[:25]], [150, 80, 80], 200), ruled(other, [120, 300], 80))
    assert grids == [[HEAD, *LONG[:25]], other]


def test_a_row_that_the_page_break_cuts_is_joined() -> None:
    def part(top: int, rows: list[list[str]], *, first: bool) -> Draw:
        def draw(sheet: Sheet) -> None:
            bottom = top + 30 * len(rows)
            for y in range(top, bottom + 1, 30):
                if y != (bottom if first else top):  # no line where the page cuts the row
                    sheet.rule(60, y, 400, y)
            for x in (60, 200, 300, 400):
                sheet.rule(x, top, x, bottom)
            for r, row in enumerate(rows):
                for x, text in zip((64, 204, 304), row, strict=True):
                    sheet.say(x, top + 18 + 30 * r, text, size=10)

        return draw

    upper = part(640, [HEAD, *BODY[:2], ["经部门会商后决定公", "件次", "7"]], first=True)
    lower = part(80, [["开的申请", "", ""], BODY[2]], first=False)
    assert grids_of(upper, lower) == [[HEAD, *BODY[:2], ["经部门会商后决定公开的申请", "件次", "7"], BODY[2]]]


def test_a_last_row_alone_on_the_next_page_belongs_to_the_table() -> None:
    pages = ruled([HEAD, *LONG[:25]], [150, 80, 80], 200), ruled(LONG[25:26], [150, 80, 80], 80)
    assert grids_of(*pages) == [[HEAD, *LONG[:26]]]
