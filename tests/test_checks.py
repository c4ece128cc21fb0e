from __future__ import annotations

import re
from decimal import Decimal

import pytest

from extractor import CheckError, Document, Report, check, extract, from_json, read, to_json
from extractor.model import Evidence, Finding
from extractor.relations import Interval, Operand, Relation, judge
from tests.conftest import shared

# check, result, terms: what both the corpus report and the real one it retells must show
AGREE = [
    ("text_vs_table/disclosed.total", 10707, 10707),
    ("text_vs_table/disclosed.website", 3163, 2829 + 334),
    ("text_vs_table/disclosed.other", 6965, 5956 + 726 + 283),
    ("text_vs_table/disclosed.weibo", 341, 341),
    ("text_vs_table/disclosed.wechat", 233, 233),
    ("text_vs_table/responses.total", 220, 220),
    ("text_vs_table/responses.interpretations", 6, 6),
    ("text_vs_table/requests.received", 3, 3),
    ("text_vs_table/training.participants", 120, 120),
    ("identity/resources.staff", 99, 66 + 33),
    ("identity/responses.total", 220, 3 + 4 + 6 + 35 + 172),
    ("identity/requests.received", 3, 1 + 0 + 2 + 0),
    ("text_vs_table/reviews.total", 0, 0),
    ("text_vs_table/lawsuits.total", 0, 0),
    ("text_vs_table/complaints.total", 0, 0),
    ("text_vs_table/fees.charged", 0, 0),
    ("sums_in_text/parts", 2016, 141 + 1875),
]

# what is changed (text before it, figure, text behind it), and the check that must notice
CHANGES = [
    (r"信息(?:合计)?", "10707", "条", "text_vs_table/disclosed.total"),
    (r"(?:发布)(?:政府信息)?", "2829", "条", "text_vs_table/disclosed.website"),
    (r"发布(?:信息)?", "334", " 条", "text_vs_table/disclosed.website"),
    (r"", "5956", "条", "text_vs_table/disclosed.other"),
    (r"", "726", "条", "text_vs_table/disclosed.other"),
    (r"", "283", "条", "text_vs_table/disclosed.other"),
    (r"", "341", "条", "text_vs_table/disclosed.weibo"),
    (r"", "233", "条", "text_vs_table/disclosed.wechat"),
    (r"", "220", "件", "text_vs_table/responses.total"),
    (r"解读(?:政策性文件)?", "6", "件", "text_vs_table/responses.interpretations"),
    (r"申请", "3", "件", "text_vs_table/requests.received"),
    (r"", "120", "人", "text_vs_table/training.participants"),
    (r"(?:的有|数量为)", "2016", "件", "sums_in_text/parts"),
    (r"\|\n", "10707", " \\|", "text_vs_table/disclosed.total"),
    (r"\|\n", "3163", " \\|", "text_vs_table/disclosed.website"),
    (r"\|\n", "6965", " \\|", "text_vs_table/disclosed.other"),
    (r"\|\n", "341", " \\|", "text_vs_table/disclosed.weibo"),
    (r"\|\n", "233", " \\|", "text_vs_table/disclosed.wechat"),
    (r"\|\n", "220", " \\|", "identity/responses.total"),
    (r"\|\n", "35", " \\|", "identity/responses.total"),
    (r"\|\n", "172", " \\|", "identity/responses.total"),
    (r"解读稿件发布数 \|\n篇 \|\n", "6", " \\|", "text_vs_table/responses.interpretations"),
    (r"收到申请数 \|\n件 \|\n", "3", " \\|", "text_vs_table/requests.received"),
    (r"\|\n", "99", " \\|", "identity/resources.staff"),
    (r"\|\n", "66", " \\|", "identity/resources.staff"),
    (r"兼职人员数 \|\n人 \|\n", "33", " \\|", "identity/resources.staff"),
    (r"\|\n", "120", " \\|", "text_vs_table/training.participants"),
    (r"行政复议数量 \|\n件 \|\n", "0", " \\|", "text_vs_table/reviews.total"),
    (r"行政诉讼数量 \|\n件 \|\n", "0", " \\|", "text_vs_table/lawsuits.total"),
    (r"举报投诉数量 \|\n件 \|\n", "0", " \\|", "text_vs_table/complaints.total"),
]

REPORTS = ("retold", "real")


def text_of(name: str, retold_text: str) -> str:
    return retold_text if name == "retold" else read(shared("seed/yanchi-2017.txt")).text


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(("name_of_check", "actual", "expected"), AGREE)
def test_what_agrees_is_said_to_agree(
    name: str, name_of_check: str, actual: int, expected: int, retold_text: str
) -> None:
    findings = extract(Document.from_text(text_of(name, retold_text))).findings
    agreeing = [(finding.check, finding.actual, finding.expected) for finding in findings if finding.verdict == "agree"]
    assert (name_of_check, Decimal(actual), Decimal(expected)) in agreeing


@pytest.mark.parametrize("name", REPORTS)
def test_only_the_channels_are_an_error(name: str, retold_text: str) -> None:
    findings = extract(Document.from_text(text_of(name, retold_text))).findings
    errors = [finding for finding in findings if finding.verdict == "differ" and finding.severity == "error"]
    assert [(f.check, f.actual, f.expected) for f in errors] == [
        ("identity/disclosed.total", Decimal(10707), Decimal(10702))
    ]
    foreign = [finding.check for finding in findings if finding.check.startswith("integrity/")]
    assert foreign == ["integrity/name", "integrity/web_address", "integrity/name"]
    assert len([finding for finding in findings if finding.verdict == "differ"]) == len(errors) + len(foreign)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize(("before", "figure", "behind", "name_of_check"), CHANGES)
def test_a_changed_figure_is_noticed_and_both_places_are_named(
    name: str, by: int, before: str, figure: str, behind: str, name_of_check: str, retold_text: str
) -> None:
    text = text_of(name, retold_text)
    places = list(re.finditer(f"{before}({figure}){behind}", text))
    assert places, "the figure to change is in the report"
    place = places[-1]
    changed = text[: place.start(1)] + str(abs(int(figure) + by)) + text[place.end(1) :]
    findings = extract(Document.from_text(changed)).findings
    noticed = [
        finding
        for finding in findings
        if finding.check == name_of_check
        and finding.verdict == "differ"
        and any(evidence.start == place.start(1) for evidence in finding.evidence)
    ]
    assert noticed
    assert len({evidence.start for evidence in noticed[0].evidence}) > 1


def test_a_sum_with_a_list_of_parts_is_proposed_by_its_words_only() -> None:
    assert _verdicts("全年制发文件20件,分别是政府12件、部门8件。") == [("sums_in_text/parts", "agree")]
    assert _verdicts("全年制发文件20件,分别是政府12件、部门9件。") == [("sums_in_text/parts", "differ")]
    assert _verdicts("全年制发文件20件,政府12件收回、部门8件重印。") == []
    assert _verdicts("全年受理申请20件,其中网络5件、信函3件。") == [("sums_in_text/of_which", "agree")]
    assert _verdicts("全年受理申请20件,其中网络15件、信函7件。") == [("sums_in_text/parts", "differ")]
    assert _verdicts("全年受理申请20件,包括网络5件、信函3件等。") == [("sums_in_text/of_which", "agree")]
    assert _verdicts("收到申请30件,分别是网络10件、信函20件,答复28件。") == [("sums_in_text/parts", "agree")]
    assert _verdicts("公开100条,分别为网站60条(其中门户40条、部门20条)、微信40条。")[0] == (
        "sums_in_text/parts",
        "agree",
    )
    assert _verdicts("公开500条,比上年增加50条,分别为网站300条、微信200条。") == []
    assert _verdicts("安排54亿元,其中出让收入38亿元,污水处理费16亿元,加上转移支付9亿元,总计63亿元。") == [
        ("sums_in_text/parts", "agree")
    ]
    assert _verdicts("召开会议20次,包括常务会议5次、专题会议6次。") == [("sums_in_text/of_which", "agree")]
    assert _verdicts("全年受理申请20件,其中网络15件、信函17件。") == [("sums_in_text/parts", "differ")]


def test_a_figure_of_another_year_is_not_compared_with_this_year(retold_text: str) -> None:
    text = retold_text.replace("全年收到政府信息公开申请3件", "2016年收到政府信息公开申请7件")
    assert text != retold_text
    findings = extract(Document.from_text(text)).findings
    assert not [f for f in findings if f.check == "text_vs_table/requests.received" and f.verdict == "differ"]


def _verdicts(text: str) -> list[tuple[str, str]]:
    return [(finding.check, finding.verdict) for finding in extract(Document.from_text(text)).findings]


def operand(value: str | None, unit: str = "条", low: str | None = None, high: str | None = None) -> Operand:
    exact = None if value is None else Decimal(value)
    interval = Interval(Decimal(low) if low else exact, Decimal(high) if high else exact)
    return Operand("x", exact, unit, interval, (Evidence(0, 1),))


def verdict(result: Operand, comparison: str, *terms: Operand) -> Finding:
    relation = Relation("c", result, "=" if comparison == "=" else "<=", terms, "error", "why")
    (finding,) = judge([relation])
    return finding


def test_the_judge_compares_intervals() -> None:
    assert verdict(operand("235000", low="234500", high="235500"), "=", operand("234600")).verdict == "agree"
    assert verdict(operand("235000", low="234500", high="235500"), "=", operand("235600")).verdict == "differ"
    assert verdict(operand("5"), "=", operand("2"), operand("3")).verdict == "agree"
    assert verdict(operand("5"), "<=", operand("2"), operand("2")).verdict == "differ"
    assert verdict(operand("0"), "=").verdict == "agree"


def test_rounded_figures_that_only_touch_differ() -> None:
    assert (
        verdict(operand("10000", low="5000", high="15000"), "=", operand("20000", low="15000", high="25000")).verdict
        == "differ"
    )
    assert verdict(operand("10000", low="5000", high="15000"), "=", operand("15000")).verdict == "agree"


def test_the_judge_tells_missing_and_unlike_from_different() -> None:
    assert verdict(operand(None), "=", operand("2")).verdict == "missing"
    assert verdict(operand("2"), "=", operand("2", unit="件")).verdict == "not_comparable"
    assert verdict(operand("2"), "=", operand("3")).severity == "error"
    assert verdict(operand(None), "=", operand("2")).severity == "note"


def test_a_report_read_back_can_not_be_checked_again(retold: Report) -> None:
    assert check(retold) == retold.findings
    with pytest.raises(CheckError, match="came without its text"):
        check(from_json(to_json(retold)))


def test_coverage_is_counted(retold: Report) -> None:
    assert (retold.coverage.figures, retold.coverage.compared) == (78, 74)


def test_a_budget_has_no_figures_of_the_disclosure_reports() -> None:
    said = "全县主动公开政府信息1200条。\n"
    budget, disclosure = "青石县2016年预算执行情况和2017年预算草案的报告\n", "青石县2016年政府信息公开工作年度报告\n"
    figures = [extract(Document.from_text(title + said)).figures for title in (budget, disclosure)]
    assert [[figure.indicator for figure in found] for found in figures] == [[], ["disclosed.total"]]
