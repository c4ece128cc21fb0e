"""Tables of a PDF as tables of rows: paths, units, titles, halves, and small tables in one frame."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.table_files import csv_text
from tests.pdf_maker import Sheet, ruled, tables_of, values

HEAD = ["指标", "单位", "数量"]


def test_head_levels_become_column_paths() -> None:
    rows = [["指标", "申请人", "", "", "合计"], ["", "个人", "单位", "", ""], ["", "", "企业", "社团", ""],
            ["受理", "1", "2", "3", "6"]]  # fmt: skip
    spans = {(0, 0): (3, 1), (0, 1): (1, 3), (0, 4): (3, 1), (1, 1): (2, 1), (1, 2): (1, 2)}
    (table,) = tables_of(ruled(rows, [100, 70, 70, 70, 70], spans=spans))
    assert table.columns == (("申请人", "个人"), ("申请人", "单位", "企业"), ("申请人", "单位", "社团"), ("合计",))
    assert values(table) == [(("受理",), [Decimal(1), Decimal(2), Decimal(3), Decimal(6)])]


def test_caption_number_and_unit_hold_for_the_table() -> None:
    rows = [["项目", "预算数", "完成率(%)"], ["办公费", "12", "95"], ["印刷费", "8", "90.5%"]]

    def page(sheet: Sheet) -> None:
        sheet.say(60, 70, "表1-2")
        sheet.centre(92, "公开经费支出表", size=16)
        sheet.say(330, 112, "单位：万元", size=10)
        sheet.grid(60, 120, [150, 100, 100], rows)

    (table,) = tables_of(page)
    assert (table.title, table.number, table.unit) == ("公开经费支出表", "表1-2", "万元")
    assert [[cell.unit for cell in row.cells] for row in table.rows] == [["万元", "%"], ["万元", "%"]]


def test_small_tables_stacked_in_one_frame_are_told_apart() -> None:
    rows = [["第二十条第（一）项", "", ""], ["信息内容", "本年制发", "现行有效"], ["规章", "0", "2"],
            ["第二十条第（五）项", "", ""], ["信息内容", "本年处理", "备注"], ["行政许可", "15", ""]]  # fmt: skip
    (first, second) = tables_of(ruled(rows, [150, 100, 100], spans={(0, 0): (1, 3), (3, 0): (1, 3)}))
    assert (first.title, second.title) == ("第二十条第(一)项", "第二十条第(五)项")
    assert (first.columns, second.columns) == ((("本年制发",), ("现行有效",)), (("本年处理",), ("备注",)))
    assert values(first) == [(("规章",), [Decimal(0), Decimal(2)])]
    assert values(second) == [(("行政许可",), [Decimal(15), None])]


def test_two_halves_side_by_side_give_the_rows_of_both() -> None:
    rows = [["收入", "", "支出", ""], ["项目", "金额", "项目", "金额"], ["拨款", "90", "人员", "60"],
            ["其他收入", "10", "公用", "40"], ["合计", "100", "合计", "100"]]  # fmt: skip
    tables = tables_of(ruled(rows, [100, 80, 100, 80], spans={(0, 0): (1, 2), (0, 2): (1, 2)}))
    assert [values(table) for table in tables] == [
        [(("拨款",), [Decimal(90)]), (("其他收入",), [Decimal(10)]), (("合计",), [Decimal(100)])],
        [(("人员",), [Decimal(60)]), (("公用",), [Decimal(40)]), (("合计",), [Decimal(100)])],
    ]


def test_two_halves_with_the_same_heads_are_one_list() -> None:
    rows = [["科目名称", "金额", "科目名称", "金额"], ["办公费", "1", "差旅费", "4"], ["印刷费", "2", "会议费", "5"],
            ["邮电费", "3", "", ""]]  # fmt: skip
    (table,) = tables_of(ruled(rows, [100, 80, 100, 80]))
    assert [(path[-1], cells) for path, cells in values(table)] == [
        ("办公费", [Decimal(1)]), ("印刷费", [Decimal(2)]), ("邮电费", [Decimal(3)]),
        ("差旅费", [Decimal(4)]), ("会议费", [Decimal(5)]),
    ]  # fmt: skip


def test_indents_give_the_paths() -> None:
    rows = [["项目", "金额"], ["一般公共服务", "9"], ["政府办公", "6"], ["行政运行", "4"], ["统计信息", "3"],
            ["教育", "7"], ["小学教育", "7"]]  # fmt: skip
    (table,) = tables_of(ruled(rows, [200, 80], indents={2: 1, 3: 2, 4: 1, 6: 1}))
    assert [row.path for row in table.rows] == [
        ("一般公共服务",), ("一般公共服务", "政府办公"), ("一般公共服务", "政府办公", "行政运行"),
        ("一般公共服务", "统计信息"), ("教育",), ("教育", "小学教育"),
    ]  # fmt: skip


def test_codes_of_class_section_and_item_give_the_paths() -> None:
    rows = [["类", "款", "项", "科目名称", "金额"], ["201", "", "", "一般公共服务", "9"],
            ["201", "03", "", "政府办公", "6"],
            ["201", "03", "01", "行政运行", "6"], ["205", "", "", "教育", "7"]]  # fmt: skip
    (table,) = tables_of(ruled(rows, [40, 40, 40, 150, 80]))
    assert [(row.code, row.path) for row in table.rows] == [
        ("201", ("一般公共服务",)),
        ("20103", ("一般公共服务", "政府办公")),
        ("2010301", ("一般公共服务", "政府办公", "行政运行")),
        ("205", ("教育",)),
    ]


def test_a_total_heads_nothing() -> None:
    rows = [["项目", "金额"], ["办公费", "4"], ["印刷费", "5"], ["合计", "9"], ["结转下年", "1"]]
    (table,) = tables_of(ruled(rows, [200, 80]))
    assert [row.path for row in table.rows] == [("办公费",), ("印刷费",), ("合计",), ("结转下年",)]


@pytest.mark.parametrize("height", [30, 44])
def test_a_wrapped_label_is_one_label(height: int) -> None:
    rows = [HEAD, ["因内容不明确未能\n提供的申请", "件次", "3"], ["其他", "件次", "0"]]
    (table,) = tables_of(ruled(rows, [90, 60, 60], height=height))
    assert values(table) == [(("因内容不明确未能提供的申请",), [Decimal(3)]), (("其他",), [Decimal(0)])]


def test_a_label_written_downwards_in_one_column_is_one_label() -> None:
    rows = [["类别", "指标", "数量"], ["三\n处\n理\n情\n况", "同意", "5"], ["", "部分同意", "6"], ["", "不同意", "7"]]
    (table,) = tables_of(ruled(rows, [40, 120, 80], height=26, spans={(1, 0): (3, 1)}))
    assert values(table) == [
        (("三处理情况", "同意"), [Decimal(5)]),
        (("三处理情况", "部分同意"), [Decimal(6)]),
        (("三处理情况", "不同意"), [Decimal(7)]),
    ]


def test_a_unit_behind_a_label_holds_for_the_rows_under_it() -> None:
    rows = [["指标", "绝对量", "增速(%)"], ["一、货物运输总量(万吨)", "99", "6.1"], ["1.铁路", "11", "18.8"]]
    (table,) = tables_of(ruled(rows, [200, 100, 100]))
    assert [[cell.unit for cell in row.cells] for row in table.rows] == [["万吨", "%"], ["万吨", "%"]]
    head, first, _ = csv_text(table).splitlines()
    assert head == "row,note,code,unit,page,绝对量 (万吨),增速(%)"
    assert first.startswith("货物运输总量,万吨,,,1,99,")


def test_only_a_known_unit_is_one() -> None:
    rows = [["项目", "数量"], ["办公费", "12"], ["印刷费", "8"]]

    def page(sheet: Sheet) -> None:
        sheet.say(60, 100, "填报单位：青石县水利局")
        sheet.grid(60, 120, [150, 100], rows)

    (table,) = tables_of(page)
    assert (table.unit, table.rows[0].cells[0].unit) == (None, None)
