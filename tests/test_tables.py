from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Document, Report, extract
from extractor.model import Table
from extractor.patterns import load_patterns
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
