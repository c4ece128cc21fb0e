from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from extractor import Document, Report, extract
from extractor.model import Table
from extractor.patterns import load_patterns
from extractor.readers.writing import FoundCell, Writer
from extractor.tables import find_grids
from extractor.tables.labels import split_label
from extractor.tables.values import cell_class, cell_number

UNITS = load_patterns().units

ROWS = [
    ("指标", "单位", "数量"),
    ("一、公开情况", "——", ""),
    ("(一)公开数(同一信息计1条)", "条", "1,107"),
    ("其中:规范性文件", "件", "5"),
    ("公报", "期", "0"),
    ("(二)经费", "万元", "5.5"),
    ("二、复议数量", "件", "—"),
]


def read(text: str) -> Table:
    (table,) = extract(Document.from_text(text)).tables
    return table


def as_flat() -> str:
    return "某县统计表\n" + "\n".join(f"{cell} |".lstrip() for row in ROWS for cell in row)


def as_lines(mark: str) -> str:
    return "某县统计表\n" + "\n".join(mark.join(row) for row in ROWS)


def as_markdown() -> str:
    head, *body = ["| " + " | ".join(row) + " |" for row in ROWS]
    return "\n".join(["某县统计表", "", head, "|---|:--|--:|", *body])


@pytest.mark.parametrize(
    "text", [as_flat(), as_lines(" | "), as_lines("\t"), as_markdown(), as_flat().replace("\n", "\r\n")]
)
def test_the_same_table_is_read_from_every_layout(text: str) -> None:
    table = read(text)
    assert (table.title, table.columns) == ("某县统计表", (("数量",),))
    assert [(row.number, row.label, row.path, row.unit, row.cells[0].value) for row in table.rows] == [
        ("一", "公开情况", ("公开情况",), None, None),
        ("(一)", "公开数", ("公开情况", "公开数"), "条", Decimal(1107)),
        (None, "规范性文件", ("公开情况", "公开数", "规范性文件"), "件", Decimal(5)),
        (None, "公报", ("公开情况", "公开数", "公报"), "期", Decimal(0)),
        ("(二)", "经费", ("公开情况", "经费"), "万元", Decimal("5.5")),
        ("二", "复议数量", ("复议数量",), "件", None),
    ]
    assert table.rows[1].note == "同一信息计1条"


@given(st.text(alphabet="甲乙一、(1)|—条件12 \n\t:"))
def test_cells_quote_the_text_and_paths_are_unique(text: str) -> None:
    for table in extract(Document.from_text(text)).tables:
        assert len({row.path for row in table.rows}) == len(table.rows)
        for row in table.rows:
            assert all(text[cell.start : cell.end] == cell.text for cell in row.cells)


def test_a_wrapped_cell_is_one_cell() -> None:
    text = as_flat().replace("(二)经费", "(二)经\n费")
    assert read(text).rows[4].label == "经费"


def test_a_lost_cell_does_not_shift_the_rows_behind_it(retold: Report, retold_text: str) -> None:
    text = retold_text.replace("1.当面申请数 |\n件 |\n1 |", "1.当面申请数 |\n1 |", 1)
    rows = {row.path: row for row in extract(Document.from_text(text)).tables[0].rows}
    for row in retold.tables[0].rows:
        assert [cell.value for cell in rows[row.path].cells] == [cell.value for cell in row.cells]
        assert rows[row.path].unit == (None if row.label == "当面申请数" else row.unit)


def test_no_lost_line_loses_the_table(retold_text: str) -> None:
    lines = retold_text.split("\n")
    first = lines.index("统 计 指 标 |")
    for number in range(first + 3, len(lines) - 1, 7):
        report = extract(Document.from_text("\n".join(lines[:number] + lines[number + 1 :])))
        assert len([figure for figure in report.figures if figure.origin == "table"]) >= 55


def test_prose_with_a_single_mark_is_no_table() -> None:
    assert find_grids("甲|乙\n丙丁,公开12条。\n", UNITS) == ()
    assert find_grids("甲 |\n乙 |\n", UNITS) == ()


def test_the_unit_of_the_caption_holds_for_all_cells() -> None:
    table = read("收支表\n单位：万元\n项目|上年|本年|备注\n收入|10|12|增长\n支出|9|11%|\n")
    assert (table.title, table.unit) == ("收支表", "万元")
    assert [cell.unit for row in table.rows for cell in row.cells] == ["万元", "万元", None, "万元", "%", "万元"]


def test_lists_that_are_repeated_hang_under_what_heads_them() -> None:
    places = "东县 | 1\n西县 | 2\n"
    table = read(f"项目 | 金额\n返还性支出分地区合计 | 3\n{places}专项支出分地区合计 | 3\n{places}预备费 | 7\n")
    assert [row.path for row in table.rows[-4:]] == [
        ("专项支出分地区合计",),
        ("专项支出分地区合计", "东县"),
        ("专项支出分地区合计", "西县"),
        ("预备费",),
    ]
    assert table.rows[1].path == ("返还性支出分地区合计", "东县")


def test_a_list_that_counts_anew_hangs_under_the_row_before_it() -> None:
    counted = "一、公共预算 | 1\n二、基金预算 | 2\n"
    table = read(f"项目 | 金额\n{counted}本年收入合计 | 3\n年初结转和结余 | 3\n{counted}总计 | 6\n")
    assert [row.path for row in table.rows] == [
        ("公共预算",),
        ("基金预算",),
        ("本年收入合计",),
        ("年初结转和结余",),
        ("年初结转和结余", "公共预算"),
        ("年初结转和结余", "基金预算"),
        ("总计",),
    ]


def test_one_row_that_stands_twice_heads_nothing() -> None:
    table = read("项目 | 金额\n甲支出 | 1\n其他支出 | 2\n乙支出 | 3\n其他支出 | 4\n")
    assert [row.path for row in table.rows][-1] == ("其他支出 #2",)


def test_a_table_in_money_has_columns_that_are_not() -> None:
    table = read("单位：万元\n项目 | 金额 | 期限 | 补助人数\n道路 | 120 | 10 | 33\n桥梁 | 80 | 5 | 20\n")
    assert [cell.unit for cell in table.rows[0].cells] == ["万元", None, None]


def test_rows_that_look_alike_get_paths_of_their_own() -> None:
    table = read("表\n项目|数\n甲|1\n甲|2\n")
    assert [row.path for row in table.rows] == [("甲",), ("甲 #2",)]


@pytest.mark.parametrize(
    ("printed", "number", "words", "note"),
    [
        ("(一)主动公开政府信息数 (不同渠道计1条)", "(一)", "主动公开政府信息数", "不同渠道计1条"),
        ("统 计 指 标", None, "统计指标", None),
        ("其中：涉及国家秘密", None, "涉及国家秘密", None),
        ("1．当面申请数", "1", "当面申请数", None),
        ("（甲）", None, "(甲)", None),
    ],
)
def test_a_label_is_taken_apart(printed: str, number: str | None, words: str, note: str | None) -> None:
    label = split_label(printed)
    assert (label.number, label.words, label.note) == (number, words, note)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234", "1234"), ("-5", "-5"), ("↓3", "-3"), ("12件", "12"), ("3.5％", "3.5"), ("０", "0"), ("", None),
     ("——", None), ("12 件", "12"), ("1 2", None), ("12户", "12"), ("2017年度", None)],
)  # fmt: skip
def test_a_cell_holds_a_number_or_nothing(text: str, value: str | None) -> None:
    number = cell_number(text, UNITS)
    assert (number.value if number else None) == (None if value is None else Decimal(value))


def test_blank_is_not_zero() -> None:
    assert [cell_class(text, UNITS) for text in ("", "—", "/", "0", "条", "合计")] == [
        "blank", "blank", "blank", "number", "unit", "words",
    ]  # fmt: skip


def test_a_blank_row_of_the_form_is_missing_not_zero(retold_text: str) -> None:
    text = retold_text.replace("1.当面申请数 |\n件 |\n1 |", "1.当面申请数 |\n件 |\n|")
    report: Report = extract(Document.from_text(text))
    found = {finding.check: finding.verdict for finding in report.findings}
    assert found["form/requests.received.in-person"] == "missing"
    assert found["identity/requests.received"] == "missing"


def test_lines_with_wide_gaps_are_a_table_only_where_a_column_holds_numbers() -> None:
    rows = "项目    单位    数量\n收入    万元    1,234\n支出    万元    1,100\n结余    万元    134\n"
    assert [row.cells[0].value for row in read(rows).rows] == [1234, 1100, 134]
    for none in (
        "局长    张三    委员\n局长    李四    委员\n科长    王五    委员\n科长    赵六    委员\n",
        "统  计  公  报\n二○一八  年  一  月\n某  县  统  计  局\n",
        "收入    1,234\n",
        "    一、2017年收入12亿元\n    二、2018年收入13亿元\n    三、2019年收入14亿元\n",
    ):
        assert extract(Document.from_text(none)).tables == ()


def test_blanks_in_heads_and_before_labels_are_merged_cells() -> None:
    text = "项目\t\t申请人\t\t合计\n\t\t自然人\t法人\t\n办理结果\t公开\t3\t1\t4\n\t不公开\t2\t\t2\n合计\t\t5\t1\t6\n"
    table = read(text)
    assert table.columns == (("申请人", "自然人"), ("申请人", "法人"), ("合计",))
    assert [row.path for row in table.rows] == [("办理结果", "公开"), ("办理结果", "不公开"), ("合计",)]
    assert [cell.value for cell in table.rows[1].cells] == [2, None, 2]


# --- titles, notes and heads in the frame ---------------------------------------------------------------------------


def grid(*rows: str) -> str:
    return "\n".join(row.replace("|", "\t") for row in rows) + "\n"


HEAD = ["项目|2022年|2023年", "收入|8|9", "支出|10|11.5"]


@pytest.mark.parametrize(
    ("above", "title", "number", "unit"),
    [
        (["2023年收支表||"], "2023年收支表", None, None),
        (["2023年收支表(单位:万元)||"], "2023年收支表", None, "万元"),
        (["表2 收支情况||", "编制单位:某局||单位:万元"], "收支情况", "表2", "万元"),
        (["收支总表||", "单位:某局||金额单位:元"], "收支总表", None, "元"),
        (["收支总表||", "部门:某局||财决公开01表"], "收支总表", "财决公开01表", None),
    ],
)
def test_what_the_first_rows_say_of_a_table_is_no_row_of_it(
    above: list[str], title: str, number: str | None, unit: str | None
) -> None:
    table = read(grid(*above, *HEAD))
    assert (table.title, table.number, table.unit) == (title, number, unit)
    assert (table.columns, [row.label for row in table.rows]) == ((("2022年",), ("2023年",)), ["收入", "支出"])


def test_a_sections_heading_above_is_no_title_of_the_table() -> None:
    writer = Writer()
    writer.line("二、投资")
    writer.table(
        [
            [FoundCell("分行业投资增速", width=2)],
            [FoundCell("行业"), FoundCell("增速")],
            [FoundCell("农业"), FoundCell("5")],
        ]
    )
    (table,) = extract(replace(Document.from_text(writer.text), grids=tuple(writer.grids))).tables
    assert (table.title, table.columns) == ("分行业投资增速", (("增速",),))


def test_tables_below_each_other_with_a_blank_row_between_are_two() -> None:
    first, second = extract(
        Document.from_text(
            grid("表1 人员情况|", "部门|人数", "办公室|5", "|", "表2 车辆情况|", "类别|数量", "轿车|2", "客车|1")
        )
    ).tables
    assert (first.number, first.title, len(first.rows)) == ("表1", "人员情况", 1)
    assert (second.number, second.title, [row.label for row in second.rows]) == ("表2", "车辆情况", ["轿车", "客车"])


def test_tables_beside_each_other_with_a_blank_column_between_are_two() -> None:
    rows = ["项目|金额||科目|数额", "拨款|10||基本支出|8", "其他|1||项目支出|3"]
    writer = Writer()
    writer.table([[FoundCell(cell) for cell in row.split("|")] for row in rows])
    first, second = extract(replace(Document.from_text(writer.text), grids=tuple(writer.grids))).tables
    assert ([row.label for row in first.rows], first.columns) == (["拨款", "其他"], (("金额",),))
    assert ([row.label for row in second.rows], second.columns) == (["基本支出", "项目支出"], (("数额",),))


def test_two_lists_under_the_same_heads_are_one() -> None:
    table = read(grid("渠道|条数|渠道|条数", "网站|70|微信|30", "公报|12|微博|9"))
    assert [row.label for row in table.rows] == ["网站", "公报", "微信", "微博"]
    assert [row.cells[0].text for row in table.rows] == ["70", "12", "30", "9"]


def test_a_head_printed_again_and_notes_at_the_end_are_no_rows() -> None:
    table = read(grid(*HEAD[:2], HEAD[0], HEAD[2], "注:1.含基金。||", "2.快报数。||"))
    assert [row.label for row in table.rows] == ["收入", "支出"]
    assert [cell.text for row in table.rows for cell in row.cells] == ["8", "9", "10", "11.5"]


@pytest.mark.parametrize(
    ("above", "unit"),
    [
        ("单位:万元\n收支表", "万元"),
        ("收支表\n编制单位:某局    单位:万元", "万元"),
        ("收支表\n编制单位:某局\u3000\u3000单位:万元", "万元"),
        ("收支表\n单位:某局", None),
    ],
)
def test_the_unit_above_a_table_is_told_from_whose_it_is(above: str, unit: str | None) -> None:
    table = read(f"{above}\n{grid(*HEAD)}")
    assert (table.title, table.unit) == ("收支表", unit)


@pytest.mark.parametrize(
    "text",
    [
        "收支情况\n┌──┬───┐\n│项目│2022年│\n├──┼───┤\n│收入│8│\n├──┼───┤\n│支出│10│\n└──┴───┘\n",
        "收支情况\n+--+--+\n| 项目 | 2022年 |\n+--+--+\n| 收入 | 8 |\n+--+--+\n| 支出 | 10 |\n+--+--+\n",
        "收支情况\n项　　目　　　　2022年　　　备注\n收　　入　　　　8　　　无\n支　　出　　　　10　　　无\n",
    ],
)
def test_drawn_and_spaced_tables_are_read(text: str) -> None:
    table = read(text)
    assert (table.title, [row.label for row in table.rows]) == ("收支情况", ["收入", "支出"])
    assert [row.cells[0].text for row in table.rows] == ["8", "10"]


def test_markdown_marks_are_no_words() -> None:
    table = "| 项<br>目 | 备注 | 数 |\n|--|--|--|\n| 收入 | 甲\\|乙 | 9 |\n"
    text = f"# 某县2023年政府信息公开工作年度报告\n\n## 一、总体情况\n\n{table}"
    report = extract(Document.from_text(text))
    assert report.report.title == "某县2023年政府信息公开工作年度报告"
    assert [(section.number, section.title) for section in report.sections] == [("一", "总体情况")]
    assert report.tables[0].rows[0].cells[-1].value == 9


def test_of_which_hangs_under_the_row_before_it_where_none_has_a_number() -> None:
    assert [row.path for row in read(grid("项目|数", "收入|9", "其中:税收|4", "支出|11")).rows] == [
        ("收入",),
        ("收入", "税收"),
        ("支出",),
    ]


@pytest.mark.parametrize(("text", "value"), [("356[1]", 356), ("410①", 410), ("8*", 8), ("7注2", 7), ("①", None)])
def test_the_mark_of_a_note_is_no_part_of_a_number(text: str, value: int | None) -> None:
    number = cell_number(text, UNITS)
    assert (number and number.value) == value
