"""The corpus against what its writers say must be found: figures said again, contradictions planted, and no others."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import Any

import pytest

from extractor import Report, extract, read
from tests.conftest import CORPUS

EXPECTED: list[dict[str, Any]] = tomllib.loads((CORPUS / "gold" / "findings.toml").read_text(encoding="utf-8"))[
    "report"
]


@pytest.fixture(params=EXPECTED, ids=lambda expected: expected["source"])
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Report]:
    return request.param, extract(read(CORPUS / "reports" / request.param["source"]))


def test_every_planted_contradiction_is_found_and_no_other(case: tuple[dict[str, Any], Report]) -> None:
    expected, report = case
    found = {
        (finding.check, finding.actual, finding.expected)
        for finding in report.findings
        if finding.verdict == "differ" and finding.severity != "note"
    }
    assert found == {(planted["check"], planted["actual"], planted["expected"]) for planted in expected["differ"]}


@pytest.mark.parametrize(("kept_apart", "number", "most_missed"), [(False, 338, 0.09), (True, 129, 0.17)])
def test_figures_said_again_are_bound_to_their_rows_and_no_others_are(
    kept_apart: bool, number: int, most_missed: float
) -> None:
    """Of what is missed most is said in words for which there is no number (均由主要负责同志出席)."""
    said: Counter[tuple[str, str]] = Counter()
    bound: Counter[tuple[str, str]] = Counter()
    for expected in EXPECTED:
        if expected.get("kept_apart", False) != kept_apart:
            continue
        report = extract(read(CORPUS / "reports" / expected["source"]))
        said.update((expected["source"], indicator) for indicator in expected["repeats"])
        bound.update(
            (expected["source"], figure.indicator)
            for figure in report.figures
            if figure.origin == "text" and figure.year == report.report.year and not figure.part
        )
    assert said.total() == number
    assert (said - bound).total() <= most_missed * number, said - bound
    assert (bound - said).total() <= 1, bound - said


def test_every_row_of_the_form_is_bound(case: tuple[dict[str, Any], Report]) -> None:
    _, report = case
    assert len([figure for figure in report.figures if figure.origin == "table"]) == 58
    assert not [finding for finding in report.findings if finding.verdict == "missing"]


def test_the_sample_pdf_is_what_its_maker_makes_and_says() -> None:
    from tests.sample_pdf import PATH, sample

    assert sample() == PATH.read_bytes()
    report = extract(read(PATH))
    differ = [finding.check for finding in report.findings if finding.verdict == "differ"]
    assert (report.report.form, differ) == ("2021-", ["identity/reviews.total"])
    assert {finding.verdict for finding in report.findings} == {"agree", "differ"}
