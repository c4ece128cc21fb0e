"""Real PDFs against gold made by two readers of their pictures, neither of whom saw the other's gold or our output."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from extractor import Report, extract, read
from extractor.model import Table
from tests.conftest import ROOT, shared
from tests.pdf_gold import mark, squeezed

PARAGRAPHS = ("hongze-2023", "hefei-2025", "tianjin-2026")


def gold(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "tests" / "gold" / f"pdf-{name}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def report(name: str) -> Report:
    return extract(read(shared(gold(name)["file"])))


def lines_of_text(report: Report) -> list[tuple[int, str]]:
    assert report.document is not None
    found, start = [], 0
    for line in report.document.text.split("\n"):
        if line and not any(grid.start <= start <= grid.end for grid in report.document.grids):
            found.append((start, line))
        start += len(line) + 1
    return found


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_no_paragraph_is_broken_or_glued(name: str) -> None:
    expected = [block for block in gold(name)["blocks"] if "not_in_text" not in block]
    lines = [(mark(squeezed(line)[:6]), mark(squeezed(line)[-6:])) for _, line in lines_of_text(report(name))]
    untold = len(lines) - len(expected)  # what the readers could not see in the picture, and the text layer has
    assert untold == (1 if name == "hefei-2025" else 0)
    assert [(block["begins"], block["ends"]) for block in expected] == lines[untold:]


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_paragraphs_stand_on_the_pages_they_are_printed_on(name: str) -> None:
    document = report(name).document
    assert document is not None
    assert document.boxes is not None
    lines = lines_of_text(report(name))
    expected = [block for block in gold(name)["blocks"] if "not_in_text" not in block]
    found = [document.boxes.pages(start, start + len(line)) for start, line in lines[len(lines) - len(expected) :]]
    assert [(pages[0], pages[-1]) for pages in found] == [(block["page"], block["last_page"]) for block in expected]


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_the_outline_is_exact(name: str) -> None:
    expected = [(block["number"].replace(",", ""), block["level"]) for block in gold(name)["blocks"] if block["number"]]
    sections = [section for section in report(name).sections if not (section.number or "").endswith("是")]
    assert [(squeezed(section.number or "").strip(",."), section.level) for section in sections] == expected


def test_a_table_of_27_pages_has_every_row_once_and_each_at_its_level() -> None:
    (table,) = report("nanchang-2025").tables
    pages = gold("nanchang-2025")["pages"]
    assert "".join(page["levels"] for page in pages) == "".join(str(len(row.path) - 1) for row in table.rows)
    ends = [0]
    for page in pages:
        ends.append(ends[-1] + len(page["levels"]))
    for page, (start, end) in zip(pages, pairwise(ends), strict=True):
        rows = table.rows[start:end]
        assert {cell.page for row in rows for cell in row.cells} == {page["page"]}
        assert (mark(squeezed(rows[0].label)), mark(squeezed(rows[-1].label))) == (page["first"], page["last"])
        assert [cell.text or "-" for cell in rows[-1].cells[:2]] == page["last_values"]
    assert (table.number, table.unit) == ("表1-2", "万元")
    assert [column[0][:5] for column in table.columns] == ["二○二四年", "二○二五年", "二○二五年"]


def values(table: Table) -> list[tuple[Decimal | None, ...]]:
    return [tuple(cell.value for cell in row.cells) for row in table.rows]


def test_the_grids_of_a_disclosure_report_are_told_apart() -> None:
    grids = report("hongze-2023").tables[:4]
    assert [table.title for table in grids] == [f"第二十条第({part})项" for part in "一五六八"]
    assert [values(table) for table in grids] == [
        [(0, 0, 0), (0, 5, 5)],
        [(550,)],
        [(4119,), (195,)],
        [(Decimal("7730.28"),)],
    ]
    assert grids[3].rows[0].cells[0].unit == "万元"


def test_a_table_is_joined_over_its_page_break_with_all_its_columns_and_paths() -> None:
    table = report("hongze-2023").tables[4]
    ones = {5: 1, 10: 1, 11: 1, 16: 1}  # row: what stands for natural persons and in total
    expected = {1: 21, 4: 4, 13: 10, 14: 3, 22: 21} | ones
    rows = [tuple(expected.get(index, 0) if column in {0, 6} else 0 for column in range(7)) for index in range(1, 24)]
    assert values(table) == rows
    assert [column[-1] for column in table.columns] == [
        *("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    ]
    assert {column[:-1] for column in table.columns[1:6]} == {("申请人情况", "法人或其他组织")}
    assert [len(row.path) for row in table.rows] == [1, 1, 2, 2, *[3] * 16, 2, 2, 1]
    assert {row.path[0] for row in table.rows[2:22]} == {"本年度办理结果"}
    assert {row.path[1] for row in table.rows[12:15]} == {"无法提供"}
    assert [table.rows[index].cells[0].page for index in (13, 14)] == [3, 4]


def test_table_4_has_a_column_path_for_every_outcome() -> None:
    table = report("hongze-2023").tables[5]
    (row,) = values(table)
    assert [str(value) for value in row] == ["10", "1", "0", "0", "0", "0", "0", "0", "0", "0", "5", "0", "0", "0", "0"]
    assert [column[:-1] for column in table.columns[::5]] == [
        ("行政复议",),
        ("行政诉讼", "未经复议直接起诉"),
        ("行政诉讼", "复议后起诉"),
    ]


def test_the_two_contradictions_of_the_report_are_found_and_nothing_else() -> None:
    found = report("hongze-2023").findings
    differ = [
        (finding.check, finding.severity, finding.actual, finding.expected)
        for finding in found
        if finding.verdict == "differ"
    ]
    assert [tuple(map(str, finding)) for finding in differ] == [
        ("identity/reviews.total", "error", "0", "11"),
        ("identity/lawsuits.after-review.total", "error", "0", "5"),
    ]
    agree = [(finding.check, str(finding.actual)) for finding in found if finding.verdict == "agree"]
    assert ("text_vs_table/requests.received", "21") in agree


def test_evidence_of_findings_has_page_and_box() -> None:
    assert all(place.page and place.bbox for finding in report("hongze-2023").findings for place in finding.evidence)
