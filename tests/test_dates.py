from __future__ import annotations

import pytest

from extractor import Document, extract
from extractor.match import find_mentions
from extractor.model import Date, Period
from extractor.patterns import load_patterns


def told(text: str) -> list[str]:
    mentions = extract(Document.from_text(text)).mentions
    dates = [mention for mention in mentions if isinstance(mention, Date | Period)]
    return [date.value if isinstance(date, Date) else f"{date.first}/{date.last}" for date in dates]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3月5日公布。", ["2016-03-05"]),
        ("2015年12月1日印发,12月20日施行。", ["2015-12-01", "2015-12-20"]),
        ("比上年多3条。", ["2015"]),
        ("2015年公开12条,比上年多3条。", ["2015", "2014"]),
        ("比2014年多3条,上年为9条。", ["2014", "2015"]),
        ("上半年公开12条,前三季度20条。", ["2016-01-01/2016-06-30", "2016-01-01/2016-09-30"]),
        ("10月1日至7日放假。", ["2016-10-01/2016-10-07"]),
        ("截至11月底公开12条。", ["2016-11"]),
        ("“十二五”时期公开300条。", ["2011-01-01/2015-12-31"]),
        ("比上年同期多3条。", ["2015-01-01/2015-12-31"]),
        ("上半年公开12条,比上年同期多3条。", ["2016-01-01/2016-06-30", "2015-01-01/2015-06-30"]),
        ("2016年2月公开12条,比去年同期多3条。", ["2016-02", "2015-02-01/2015-02-28"]),
        ("2月1日至29日公开12条,比上年同期多3条。", ["2016-02-01/2016-02-29", "2015-02-01/2015-02-28"]),
        ("2014年公开12条,比上年同期多3条。", ["2014", "2013-01-01/2013-12-31"]),
        ("截至年底,公开12条。", ["2016-12"]),
        ("今年将公开更多。去年如此。", ["Y+0", "Y-1"]),
    ],
)
def test_a_year_that_is_not_stated_is_told_from_the_report(text: str, values: list[str]) -> None:
    assert told(f"青溪县2016年政府信息公开工作年度报告\n{text}\n")[1:] == values


def test_a_report_of_two_years_tells_no_year() -> None:
    title = "关于青溪市2023年预算执行情况和2024年预算草案的报告\n"
    assert told(f"{title}收入增长,比上年多。2024年收入增长,比上年多。\n")[2:] == ["Y-1", "2024", "2023"]


def test_a_speech_says_this_year_of_the_year_in_its_title() -> None:
    assert told("2025年青溪市政府工作报告\n去年5月以来,今年更好。\n")[1:] == ["2024-05", "2025"]


def test_mentions_alone_leave_the_year_open() -> None:
    (date,) = find_mentions("于3月5日公布", load_patterns())
    assert isinstance(date, Date)
    assert date.value == "--03-05"
