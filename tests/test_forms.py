"""The forms of 2019 and 2021 with tables built by hand: the official forms' labels, numbers of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import count

import pytest
from msgspec.structs import replace

from extractor import Document, check, extract
from extractor.forms import Recognised, bind_forms, table_figures
from extractor.model import Cell, Figure, Finding, Metadata, Row, Table
from extractor.patterns import PatternSet
from extractor.tables.labels import label_paths, split_label

KIND = "disclosure_annual_report"
APPLICANTS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
REQUEST_COLUMNS = (
    ("申请人情况", "自然人"),
    *(("申请人情况", "法人或其他组织", kind) for kind in APPLICANTS[1:6]),
    ("申请人情况", "总计"),
)
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总 计")
CASE_COLUMNS = tuple(
    (*above, outcome)
    for above in (("行政复议",), ("行政诉讼", "未经复议直接起诉"), ("行政诉讼", "复议后起诉"))
    for outcome in OUTCOMES
)
REQUESTS_2019 = (
    "一、本年新收政府信息公开申请数量",
    "二、上年结转政府信息公开申请数量",
    "三、本年度办理结果",
    "（一）予以公开",
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "（三）不予公开",
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
    "（四）无法提供",
    "1.本机关不掌握相关政府信息",
    "2.没有现成信息需要另行制作",
    "3.补正后申请内容仍不明确",
    "（五）不予处理",
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
    "（六）其他处理",
    "（七）总计",
    "四、结转下年度继续办理",
)
OTHERS_2021 = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)
REQUESTS_2021 = (*REQUESTS_2019[:25], *OTHERS_2021, *REQUESTS_2019[25:])
GROUPS = ("三、本年度办理结果", "（三）不予公开", "（四）无法提供", "（五）不予处理")

_places = count()


def cell(column: int, printed: str, unit: str | None = None) -> Cell:
    start = next(_places) * 10
    value = Decimal(printed) if printed else None
    return Cell(column, printed, value, unit, start, start + len(printed))


def row(index: int, path: Sequence[str], number: str | None, printed: Sequence[str], unit: str | None = None) -> Row:
    cells = tuple(cell(column, text, unit) for column, text in enumerate(printed))
    start = next(_places) * 10
    return Row(
        index, number, "" if path[-1].startswith("#") else path[-1], None, tuple(path), unit, None, cells, start, start
    )


def grid(name: str, columns: Sequence[str], rows: Mapping[str, str], unit: str | None = None) -> Table:
    made = [
        row(index, (label,), None, values.split(" "), unit) for index, (label, values) in enumerate(rows.items(), 1)
    ]
    return Table(name, "第二十条第（一）项", None, (), tuple((column,) for column in columns), tuple(made), 0, 0)


def requests(
    figures: Mapping[str, str], labels: Sequence[str] = REQUESTS_2021, *, other: str = "0 0 0 0 0 0 0", blank: str = ""
) -> Table:
    """Table 3: ``figures`` are the values by the beginning of a label, ``other`` those of the other rows."""
    split = [split_label(label) for label in labels]
    paths = label_paths((label, True) for label in split)
    rows = []
    for index, (printed, label, path) in enumerate(zip(labels, split, paths, strict=True), 1):
        is_heading = printed in GROUPS or (printed == "（六）其他处理" and OTHERS_2021[0] in labels)
        key = next((key for key in figures if printed.startswith(key)), None)
        if key is None and is_heading:
            continue
        values = [("" if value == blank else value) for value in (figures[key] if key else other).split(" ")]
        rows.append(row(index, path, label.number, values))
    return Table("t3", "三、收到和处理政府信息公开申请情况", None, (), REQUEST_COLUMNS, tuple(rows), 0, 0)


def cases(values: str, columns: tuple[tuple[str, ...], ...] = CASE_COLUMNS) -> Table:
    printed = ["" if value == "_" else value for value in values.split(" ")]
    return Table("t4", None, None, (), columns, (row(1, ("#1",), None, printed),), 0, 0)


def value(figure: Figure) -> tuple[Decimal, str]:
    return figure.value, figure.unit


def number(value: str, unit: str = "件") -> tuple[Decimal, str]:
    return Decimal(value), unit


def filled(*tables: Table, patterns: PatternSet, year: int = 2023) -> tuple[Recognised | None, tuple[Figure, ...]]:
    bound, recognised = bind_forms(tables, patterns, kind=KIND, year=year)
    return recognised, table_figures(bound, recognised, patterns, scope="county")


def findings(*tables: Table, patterns: PatternSet, year: int = 2023, text: str = "") -> tuple[Finding, ...]:
    """What the checks say of a report of these tables, with the figures of a text of its own."""
    about = f"某县{year}年政府信息公开工作年度报告\n{text}\n"
    report = extract(Document.from_text(about))
    bound, recognised = bind_forms(tables, patterns, kind=KIND, year=year)
    metadata: Metadata = replace(report.report, form=recognised.form.id if recognised else None)
    assert metadata.year == year
    scope = next((figure.scope for figure in report.figures), None)
    printed = table_figures(bound, recognised, patterns, scope=scope)
    return check(replace(report, report=metadata, tables=bound, figures=(*printed, *report.figures)), patterns)


def verdicts(found: Sequence[Finding], name: str) -> list[tuple[str, str]]:
    return [(finding.verdict, finding.severity) for finding in found if finding.check == name]


GRIDS_2021 = (
    grid("t21", ["本年制发件数", "本年废止件数", "现行有效件数"], {"规章": "0 0 2", "行政规范性文件": "4 5 31"}),
    grid("t25", ["本年处理决定数量"], {"行政许可": "640"}),
    grid("t26", ["本年处理决定数量"], {"行政处罚": "4321", "行政强制": "87"}),
    grid("t28", ["本年收费金额（单位：万元）"], {"行政事业性收费": "812.35"}, "万元"),
)
FILLED = {
    "一、": "12 3 0 0 0 0 15", "二、": "1 0 0 0 0 0 1", "（一）": "5 1 0 0 0 0 6", "（二）": "2 0 0 0 0 0 2",
    "1.属于国家": "1 0 0 0 0 0 1", "1.本机关": "3 2 0 0 0 0 5", "（七）": "11 3 0 0 0 0 14", "四、": "2 0 0 0 0 0 2",
}  # fmt: skip


def test_every_cell_of_the_form_of_2021_is_a_figure(patterns: PatternSet) -> None:
    tables = (*GRIDS_2021, requests(FILLED), cases("3 1 0 0 4 0 0 0 0 0 2 0 0 1 3"))
    recognised, figures = filled(*tables, patterns=patterns)
    assert recognised is not None
    assert recognised.form.id == "2021-"
    found = {(f.indicator, f.dimensions.get("applicant")): value(f) for f in figures}
    assert len(found) == len(figures) == 6 + 1 + 2 + 1 + 25 * 7 + 15
    assert found["repealed.normative", None] == number("5", "件")
    assert found["fees.administrative", None] == number("8123500", "元")
    assert found["requests.received", "自然人"] == number("12", "件")
    assert found["requests.received", "商业企业"] == number("3", "件")
    assert found["requests.received", None] == number("15", "件")
    assert found["requests.results.unavailable.not-held", None] == number("5", "件")
    assert found["reviews.total", None] == number("4", "件")
    assert found["lawsuits.after-review.pending", None] == number("1", "件")
    bound, _ = bind_forms(tables, patterns, kind=KIND, year=2023)
    assert [row.indicator for row in bound[1].rows] == ["decisions.licences"]
    assert [row.indicator for row in bound[0].rows] == [None, None]
    assert [row.indicator for row in bound[4].rows][:2] == ["requests.received", "requests.carried-in"]


def test_the_form_of_2019_speaks_of_the_year_before(patterns: PatternSet) -> None:
    tables = (
        grid(
            "t25",
            ["上一年项目数量", "本年增/减", "处理决定数量"],
            {"行政许可": "310 -4 2278", "其他对外管理服务事项": "0 10 75"},
        ),
        grid("t29", ["采购项目数量", "采购总金额"], {"政府集中采购": "39 2802895.90"}),
    )
    recognised, figures = filled(*tables, patterns=patterns, year=2020)
    assert recognised is not None
    assert recognised.form.id == "2019-2020"
    found = {(f.indicator, f.year): value(f) for f in figures}
    assert found["items.licences", 2019] == number("310", "项")
    assert found["items.licences.change", 2020] == number("-4", "项")
    assert found["decisions.other-services", 2020] == number("75", "件")
    assert found["procurement.amount", 2020] == number("2802895.9", "元")


@pytest.mark.parametrize(
    ("year", "form", "labels"),
    [(2020, "2019-2020", REQUESTS_2019), (2023, "2021-", REQUESTS_2019), (2023, "2021-", REQUESTS_2021)],
)
def test_the_year_tells_forms_that_share_their_tables(
    year: int, form: str, labels: Sequence[str], patterns: PatternSet
) -> None:
    recognised, _ = filled(requests(FILLED, labels), patterns=patterns, year=year)
    assert recognised is not None
    assert recognised.form.id == form


def test_what_only_one_form_has_outweighs_the_year(patterns: PatternSet) -> None:
    old = grid("t21", ["本年新制作数量", "本年新公开数量", "对外公开总数量"], {"规章": "0 0 7", "规范性文件": "7 7 16"})
    recognised, _ = filled(old, requests(FILLED, REQUESTS_2019), patterns=patterns, year=2022)
    assert recognised is not None
    assert recognised.form.id == "2019-2020"


def test_a_row_that_is_printed_otherwise_is_bound_where_there_is_no_choice(patterns: PatternSet) -> None:
    table = requests(FILLED)
    changes = {
        "其他法律行政法规禁止公开": ("其他法律行政止公开",),
        "属于国家秘密": ("不予公开", "属于国家秘密"),
        "重复申请": ("重复申请",),
    }
    rows = tuple(
        replace(r, path=changes.get(r.label, r.path), label=changes.get(r.label, r.path)[-1]) for r in table.rows
    )
    bound, _ = bind_forms([replace(table, rows=rows)], patterns, kind=KIND, year=2023)
    assert all(row.indicator for row in bound[0].rows)
    assert bound[0].rows[5].indicator == "requests.results.refused.law"


def test_a_column_is_the_forms_by_its_words_or_by_the_order_of_all(patterns: PatternSet) -> None:
    lost = tuple(column[-1:] for column in CASE_COLUMNS)
    _, figures = filled(cases("3 1 0 0 4 0 0 0 0 0 2 0 0 1 3", lost), patterns=patterns)
    assert [f.value for f in figures if f.indicator == "lawsuits.after-review.upheld"] == [2]
    scrambled = (lost[1], lost[0], *lost[2:])
    recognised, figures = filled(cases("3 1 0 0 4 0 0 0 0 0 2 0 0 1 3", scrambled), patterns=patterns)
    assert (recognised, figures) == (None, ())


def test_grids_that_a_report_prints_as_one_are_all_bound(patterns: PatternSet) -> None:
    columns = ["本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量"]
    one = grid(
        "t2", columns, {"规章": "0 0 2 ", "行政规范性文件": "4 5 31 ", "行政许可": "   640", "行政处罚": "   17"}
    )
    rows = tuple(replace(r, cells=tuple(c for c in r.cells if c.column < 4)) for r in one.rows)
    _, figures = filled(replace(one, rows=rows), patterns=patterns)
    found = {figure.indicator: figure.value for figure in figures}
    assert (found["valid.normative"], found["decisions.licences"], found["decisions.penalties"]) == tuple(
        map(Decimal, (31, 640, 17))
    )


def test_the_identities_of_a_report_in_order_agree(patterns: PatternSet) -> None:
    found = findings(*GRIDS_2021, requests(FILLED), cases("3 1 0 0 4 0 0 0 0 0 2 0 0 1 3"), patterns=patterns)
    assert {(finding.verdict, finding.severity) for finding in found} == {("agree", "note")}
    assert len(verdicts(found, "identity/requests.balance")) == 7
    assert len(verdicts(found, "identity/requests.completed")) == 7
    assert len([finding for finding in found if finding.check.endswith("/applicant")]) == 25
    assert len(found) == 7 + 7 + 25 + 3 + 2


def test_a_wrong_cell_is_found_by_its_column_and_its_row(patterns: PatternSet) -> None:
    found = findings(requests(FILLED | {"（一）": "5 2 0 0 0 0 6"}), patterns=patterns)
    differ = [(f.check, f.expected, f.actual, f.severity) for f in found if f.verdict == "differ"]
    assert sorted(differ) == [
        ("identity/requests.completed", Decimal(4), Decimal(3), "error"),
        ("identity/requests.results.granted/applicant", Decimal(7), Decimal(6), "error"),
    ]
    found = findings(requests(FILLED | {"四、": "3 0 0 0 0 0 3"}), patterns=patterns)
    differ = [(f.check, f.expected, f.actual, f.severity) for f in found if f.verdict == "differ"]
    assert differ == [
        ("identity/requests.balance", Decimal(14), Decimal(13), "error"),
        ("identity/requests.balance", Decimal(17), Decimal(16), "error"),
    ]
    assert "自然人" in next(f.message for f in found if f.verdict == "differ")


def test_totals_left_at_zero_are_errors(patterns: PatternSet) -> None:
    found = findings(cases("7 2 0 0 0 0 0 0 0 0 4 0 0 0 0"), patterns=patterns)
    assert verdicts(found, "identity/reviews.total") == [("differ", "error")]
    assert verdicts(found, "identity/lawsuits.direct.total") == [("agree", "note")]
    assert verdicts(found, "identity/lawsuits.after-review.total") == [("differ", "error")]


def test_a_heading_that_is_filled_in_stands_for_its_rows(patterns: PatternSet) -> None:
    figures = FILLED | {"（六）": "1 0 0 0 0 0 1", "（七）": "12 3 0 0 0 0 15", "四、": "1 0 0 0 0 0 1"}
    found = findings(
        *GRIDS_2021, requests(figures, REQUESTS_2019), cases("0 0 0 0 0 0 0 0 0 0 0 0 0 0 0"), patterns=patterns
    )
    assert {finding.verdict for finding in found} == {"agree"}
    wrong = findings(requests(figures | {"（六）": "2 0 0 0 0 0 2"}, REQUESTS_2019), patterns=patterns)
    assert verdicts(wrong, "identity/requests.completed").count(("differ", "error")) == 2


def test_blanks_are_left_out_where_the_rest_decides(patterns: PatternSet) -> None:
    blank = {key: value.replace("0", "_") for key, value in FILLED.items()}
    blank["（一）"] = "5 1 _ _ _ _ 6"
    table = requests(blank, REQUESTS_2019, other="_ _ _ _ _ _ _", blank="_")
    found = findings(table, patterns=patterns, year=2020)
    assert not [finding for finding in found if finding.verdict == "differ"]
    assert verdicts(found, "identity/requests.balance") == [("agree", "note")] * 3
    assert verdicts(found, "identity/requests.completed") == [("agree", "note")] * 3
    message = next(f.message for f in found if f.check == "identity/requests.completed")
    assert "left out" in message
    empty = [finding for finding in found if finding.check.startswith("form/requests.")]
    assert len(empty) == len(table.rows) - len(FILLED)
    assert {finding.verdict for finding in empty} == {"missing"}
    assert not any(f.value == 0 for f in filled(table, patterns=patterns, year=2020)[1])


def test_a_blank_may_hold_what_is_lacking_and_nothing_mends_what_is_too_much(patterns: PatternSet) -> None:
    lacking = findings(cases("3 _ 0 0 4 0 0 0 0 0 0 0 0 0 0"), patterns=patterns)
    assert verdicts(lacking, "identity/reviews.total") == [("missing", "note")]
    too_much = findings(cases("3 _ 2 0 4 0 0 0 0 0 0 0 0 0 0"), patterns=patterns)
    assert verdicts(too_much, "identity/reviews.total") == [("differ", "error")]
    nothing = findings(cases("_ _ _ _ 4 0 0 0 0 0 0 0 0 0 0"), patterns=patterns)
    assert verdicts(nothing, "identity/reviews.total") == [("missing", "note")]


def test_what_is_not_there_is_named_once(patterns: PatternSet) -> None:
    table = requests(FILLED)
    found = findings(replace(table, rows=table.rows[:-1]), patterns=patterns)
    assert verdicts(found, "form/requests.carried-over") == [("missing", "note")]
    assert {f.check for f in found if f.check.startswith("form/20-")} == {
        "form/20-1",
        "form/20-5",
        "form/20-6",
        "form/20-8",
    }
    assert verdicts(found, "form/reviews-and-lawsuits") == [("missing", "note")]
    assert verdicts(found, "identity/requests.balance") == [("missing", "note")]
    total = [replace(r, cells=(replace(r.cells[6], column=0),)) for r in table.rows]
    found = findings(replace(table, rows=tuple(total), columns=REQUEST_COLUMNS[6:]), patterns=patterns)
    assert len(verdicts(found, "form/requests/column")) == 6
    assert not [f for f in found if f.check.endswith("/applicant")]
    assert verdicts(found, "identity/requests.completed") == [("agree", "note")]


AGREE = [
    ("requests.received", "2023年全县受理政府信息公开申请15件,均在法定期限答复。"),
    ("requests.received", "全年共办理政府信息公开申请16件,其中本年新收政府信息公开申请15件。"),
    ("requests.carried-in", "全年收到政府信息公开申请15件,上年结转政府信息公开申请1件。"),
    ("requests.carried-over", "全年办结政府信息公开申请14件,结转下年度继续办理2件。"),
    ("requests.completed", "二、依申请公开情况\n全年办结政府信息公开申请14件。"),
    ("requests.results.granted", "全年办结政府信息公开申请14件,其中予以公开6件。"),
    (
        "requests.answered.partly-granted",
        "二、依申请公开情况\n全年办结政府信息公开申请14件,其中予以公开6件、部分公开2件。",
    ),
    ("requests.results.unavailable", "全年办结政府信息公开申请14件,其中不予公开1件,无法提供5件。"),
    ("requests.results.refused", "全年办结政府信息公开申请14件,其中不予公开1件,无法提供5件。"),
    ("reviews.total", "因政府信息公开引起的行政复议案件4件、行政诉讼案件3件。"),
    ("lawsuits.total", "因政府信息公开引起的行政复议案件4件、行政诉讼案件3件。"),
    ("issued.normative", "全年制发行政规范性文件4件,废止5件。"),
    ("repealed.normative", "全年制发行政规范性文件4件,废止5件。"),
    ("valid.normative", "截至2023年12月31日,现行有效行政规范性文件31件。"),
    ("decisions.licences", "全年作出行政许可决定640件。"),
    ("fees.administrative", "行政事业性收费金额812.35万元。"),
]


@pytest.mark.parametrize(("indicator", "sentence"), AGREE)
def test_what_the_text_says_is_compared(indicator: str, sentence: str, patterns: PatternSet) -> None:
    tables = (*GRIDS_2021, requests(FILLED), cases("3 1 0 0 4 0 0 0 0 0 2 0 0 1 3"))
    found = findings(*tables, patterns=patterns, text=sentence)
    assert verdicts(found, f"text_vs_table/{indicator}") == [("agree", "note")]
    assert not [finding for finding in found if finding.verdict == "differ"]
    changed = sentence
    for number in "812.35", "640", "31", "16", "15", "14", "6", "5", "4", "3", "2", "1":
        changed = changed.replace(f"{number}件", f"{number}9件").replace(f"{number}万元", f"{number}9万元")
    wrong = findings(*tables, patterns=patterns, text=changed)
    assert verdicts(wrong, f"text_vs_table/{indicator}") == [("differ", "warning")]


CAREFUL = [
    "全县受理的15件政府信息公开申请,均已办结。",
    "收到的15件申请均已答复。",
    "全年共受理政府信息公开申请16件(含上年结转1件)。",
    "全年共办理政府信息公开申请16件,其中新收15件,上年结转1件。",
    "上年结转1件,全年共受理政府信息公开申请16件。",
    "县教育局收到政府信息公开申请5件,予以公开3件。",
    "2022年全县收到政府信息公开申请11件,予以公开8件。",
    "受理自然人政府信息公开申请12件。",
    "通过网络收到政府信息公开申请9件。",
    "全年办结政府信息公开申请14件,其中予以公开及部分公开8件,占57.1%。",
    "全年收取政府信息公开信息处理费0元。",
    "全年办理行政复议案件120件、行政诉讼案件70件。",
    "清理并集中发布现行有效行政规范性文件29件。",
    "全年公示行政许可决定500件、行政处罚决定300件。",
    "上半年,全县收到政府信息公开申请7件。",
    "减免行政事业性收费300万元。",
    "以县政府名义制发行政规范性文件2件。",
]


@pytest.mark.parametrize("sentence", CAREFUL)
@pytest.mark.parametrize("heading", ["一、总体情况", "二、依申请公开情况"])
def test_a_careful_sentence_raises_no_alarm(sentence: str, heading: str, patterns: PatternSet) -> None:
    tables = (*GRIDS_2021, requests(FILLED), cases("3 1 0 0 4 0 0 0 0 0 2 0 0 1 3"))
    found = findings(*tables, patterns=patterns, text=f"{heading}\n{sentence}")
    assert not [(f.check, f.message) for f in found if f.verdict == "differ"]


def test_words_of_a_concept_that_was_drawn_anew_bind_to_that_of_their_time() -> None:
    text = "某县{}年政府信息公开工作年度报告\n二、依申请公开情况\n全年答复政府信息公开申请9件,其中不予公开4件。\n"
    old = {figure.indicator for figure in extract(Document.from_text(text.format(2017))).figures}
    new = {figure.indicator for figure in extract(Document.from_text(text.format(2023))).figures}
    assert "requests.answered.refused" in old - new
    assert "requests.results.refused" in new - old
