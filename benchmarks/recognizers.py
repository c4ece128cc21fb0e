"""The Chinese cases of Microsoft Recognizers-Text, read by us: the pass rate of each file.

``python benchmarks/recognizers.py [FOLDER] [--list]`` reads the files as the folder's README describes them, by
default ``../shared/peers/recognizers``; ``--list`` names every case that fails or is read differently on purpose.

A case passes if we find the same numbers at the same places, and no others: in NumberModel the span itself, in the
other files our span touches theirs (they leave 约 and 以上 outside, we hold the unit of 十斤) and the value in base
units is the same. What is read differently on purpose is told by ``ON_PURPOSE``: what stands in such a text, and why.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.dates import with_years
from extractor.match import find_mentions
from extractor.model import Date, Period, Quantity
from extractor.numbers import find_numbers
from extractor.patterns import load_patterns
from extractor.ranges import find_ranges
from extractor.text import fold

PEERS = Path(__file__).resolve().parents[2] / "shared" / "peers" / "recognizers"
PATTERNS = load_patterns()
Found = list[tuple[int, int, Decimal]]  # start, end, value

_PROGRAM = (
    r"(?<![A-Za-z%\d])\d+(?:\.\d+)?[eE^][-+\d]|\d\^|\d ?k",
    "notation of programs and mathematics, which no report prints",
)
_SPACED = (
    r"百 +分|分 +之|分 +[点點]|[一二百] +[百五十]",
    "letters set apart: a reader joins them where a page shows that they are one word",
)
_TRADITIONAL = (r"[對點兩個萬億雙幾銖陸還]", "traditional characters: reports of the mainland are in simplified ones")
_OLD_TIMES = (
    r"神龙|康熙|雍正|民国|农历|正月|大年|三六七年|789年",
    "the lunar calendar and eras: a report dates by the common one",
)
_SPEAKER = (
    r"[明昨後后前今]天|昨日|[上下这]+[个個]?(?:星期|周|週|礼拜)|星期|礼拜|周日|周三|下次|最近|大后天",
    "told from the day of speaking: a report has none, its year is all it can be told from",
)
ON_PURPOSE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "NumberModel": (
        _PROGRAM,
        (r"打", "a dozen is a unit, its number is how many dozens"),
        (r"美[元刀]", "they leave money to another model; the number of an amount is a number"),
        (r"[四五]台山|五台", "a mountain's name"),
        (r"\.\.\.\d", "a digit behind a dot belongs to a name or a version"),
    ),
    "NumberRangeModel": (_PROGRAM,),
    "PercentModel": (
        _PROGRAM,
        (r"万万分之", "finer than any report measures"),
        (r"二三十", "a vague range is a quantity with two ends"),
        (r"\d-\d+%", "in 5-20% both ends are per cent"),
        (r"折", "a shop's discount, not a share that a report states"),
        _SPACED,
        _TRADITIONAL,
    ),
    "CurrencyModel": (
        (r"銭|[分角]又|又三美分", "small coins of other countries behind the large ones"),
        (r"块", "块 is a measure word (15块电子屏), money only in speech"),
        (r"人民币美元", "units without a number are no quantity"),
        (r"比特币", "no currency of a report"),
        (r"\d{16,}", "longer than any number that is printed"),
        (r"\$", "the sign of many countries' dollars"),
    ),
    "DimensionModel": (
        (r"一位", "一 is an article, 位 a measure word for people"),
        (r"\d(?:pm| pm)|:00", "a time of day"),
        (r"[三十万\d]两$|两万两", "两 is two or several far more often than an old weight"),
    ),
}
_DATES = (
    _OLD_TIMES,
    _SPEAKER,
    (r"农历|初一", "the lunar calendar: a report dates by the common one"),
    (r"本月|下个月|[上下前后][12][个年周]|近 三 年|上世纪|本世纪", "told from the day of speaking: a report has none"),
    (r"之后2018年之前", "two dates, each a bound"),
    (r"夏天|第一周", "seasons and weeks are no periods of a report"),
    (r"(?<!世纪)[九5]0?十?年代", "no century is stated"),
    (
        r"^\D{0,3}(?:29日|27-7-3|3-7-07|05/05/89)|10/1/2018|下次的12号",
        "not said which number is the day, or a duration (29日)",
    ),
    (r"(?<!\d)[0-9][0-9]年", "07年 is seven years as well: reports write four digits"),
    (r"2019年2月29日", "there is no such day"),
    (r"八月十五$|八月十五\b|一月二十三", "without 日 it is a number of months and a count"),
    (r"从2016到2018|2100看起来|2010 01 29", "bare numbers are not years unless 年 or a mark says so"),
)
ON_PURPOSE = {
    **ON_PURPOSE,
    **dict.fromkeys(("DateExtractor", "DateParser", "DatePeriodExtractor", "DatePeriodParser"), _DATES),
}
_NOT_OURS = "no unit of ours:"
_PERCENT = {
    "%": Decimal(1),
    "个百分点": Decimal(1),
    "‰": Decimal("0.1"),
    "‱": Decimal("0.01"),
    "ppm": Decimal("0.0001"),
}
_MONEY = {
    "Chinese yuan": "元",
    "United States dollar": "美元",
    "Euro": "欧元",
    "Hong Kong dollar": "港元",
    "British pound": "英镑",
    "South Korean won": "韩元",
    "Russian ruble": "卢布",
    "Australian dollar": "澳元",
    "Canadian dollar": "加元",
    "Singapore dollar": "新加坡元",
    "Macanese pataca": "澳门元",
    "New Taiwan dollar": "新台币",
    "Japanese yen": "日元",
}
_MEASURES = {
    "Mu": ("亩", "1"),
    "Centimeter": ("米", "0.01"),
    "Meter": ("米", "1"),
    "Kilometer": ("米", "1000"),
    "Kilogram": ("千克", "1"),
    "Jin": ("千克", "0.5"),
    "Kilobit": ("比特", "1000"),
    "Kilobyte": ("字节", "1000"),
    "Megahertz": ("赫兹", "1000000"),
    "Hertz": ("赫兹", "1"),
    "Bit": ("比特", "1"),
    "Byte": ("字节", "1"),
    "Millimeter": ("米", "0.001"),
    "Square meter": ("平方米", "1"),
    "Square kilometer": ("平方米", "1000000"),
    "Hectare": ("平方米", "10000"),
    "Cubic meter": ("立方米", "1"),
    "Liter": ("升", "1"),
    "Gram": ("千克", "0.001"),
    "Ton": ("千克", "1000"),
    "Metric ton": ("千克", "1000"),
    "Megawatt": ("千瓦", "1000"),
    "Kilowatt-hour": ("千瓦时", "1"),
    "C": ("摄氏度", "1"),
    "Kilowatt": ("千瓦", "1"),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=PEERS)
    parser.add_argument("--list", action="store_true", help="name the cases that fail or are read differently")
    options = parser.parse_args()
    if not options.folder.is_dir():
        sys.exit(f"{options.folder}: no such folder")
    for name, judge in JUDGES.items():
        outcomes: Counter[str] = Counter()
        for case in json.loads((options.folder / f"{name}.json").read_text(encoding="utf-8")):
            outcome = _outcome(name, case, judge)
            outcomes[outcome[0]] += 1
            if options.list and outcome[0] != "passed":
                print(f"  {name}: {outcome[0]}: {case['Input'][:70]!r} {outcome[1]}")
        passed, failed, meant = outcomes["passed"], outcomes["failed"], outcomes["on purpose"]
        share = passed / max(1, passed + failed)
        print(f"{name:16} {passed:4} of {passed + failed:4} ({share:.1%}), {meant:3} read differently on purpose")


def _outcome(name: str, case: Mapping[str, Any], judge: Callable[[Mapping[str, Any]], str]) -> tuple[str, str]:
    problem = judge(case)
    if not problem:
        return "passed", ""
    if problem.startswith(_NOT_OURS):
        return "on purpose", f"{problem}: neither a legal unit (GB 3100) nor money of a report"
    for marks, reason in ON_PURPOSE.get(name, ()):
        if re.search(marks, fold(case["Input"])):
            return "on purpose", reason
    return "failed", problem


def _number(case: Mapping[str, Any]) -> str:
    expected = [(r["Start"], r["End"] + 1, Decimal(r["Resolution"]["value"])) for r in case["Results"]]
    found = [(f.start, f.end, f.number.value) for f in find_numbers(case["Input"], PATTERNS)]
    is_equal = [e[:2] for e in expected] == [f[:2] for f in found] and _same_values(expected, found)
    return "" if is_equal else f"expected {expected}, found {found}"


def _range(case: Mapping[str, Any]) -> str:
    """Ranges by their places and ends; whether an end is itself inside they tell by the words, and not always."""
    expected = []
    for result in case["Results"]:
        low, high = result["Resolution"]["value"].strip("[]()").split(",")
        expected.append((result["Start"], result["End"] + 1, low and Decimal(low), high and Decimal(high)))
    found = [(f.start, f.end, f.low, f.high) for f in find_ranges(case["Input"], PATTERNS)]
    is_equal = len(expected) == len(found) and all(
        e[0] < f[1] and f[0] < e[1] and (e[2] or None, e[3] or None) == f[2:]
        for e, f in zip(expected, found, strict=True)
    )
    return "" if is_equal else f"expected {expected}, found {found}"


def _percent(case: Mapping[str, Any]) -> str:
    expected = [
        (r["Start"], r["End"] + 1, Decimal(r["Resolution"]["value"].removesuffix("%"))) for r in case["Results"]
    ]
    found = [(q.start, q.end, q.value * _PERCENT[q.unit]) for q in _quantities(case) if q.unit in _PERCENT]
    return _compared(expected, found)


def _currency(case: Mapping[str, Any]) -> str:
    units = set(_MONEY.values())
    expected = []
    for result in case["Results"]:
        value, unit = result["Resolution"]["value"], result["Resolution"]["unit"]
        if unit not in _MONEY or value is None:
            return f"{_NOT_OURS} {unit}"
        expected.append((result["Start"], result["End"] + 1, Decimal(value)))
    found = [(q.start, q.end, q.value) for q in _quantities(case) if q.unit in units]
    return _compared(expected, found)


def _dimension(case: Mapping[str, Any]) -> str:
    expected = []
    kinds = {unit for unit, _ in _MEASURES.values()}
    for result in case["Results"]:
        unit = result["Resolution"]["unit"]
        if unit not in _MEASURES:
            return f"{_NOT_OURS} {unit}"
        _, factor = _MEASURES[unit]
        value = Decimal(result["Resolution"]["value"]) * Decimal(factor)
        expected.append((result["Start"], result["End"] + 1, value))
    return _compared(expected, [(q.start, q.end, q.value) for q in _quantities(case) if q.unit in kinds])


def _dates(case: Mapping[str, Any]) -> str:
    """Dates and periods by their places and, where the file gives one, by their value."""
    year = int(case.get("Context", {}).get("ReferenceDateTime", "2000")[:4])
    found = [mention for mention in find_mentions(case["Input"], PATTERNS) if isinstance(mention, Date | Period)]
    results = case["Results"]
    told = f"expected {[r['Text'] for r in results]}, found {[(mention.text, _days(mention)) for mention in found]}"
    if len(found) != len(results):
        return told
    for mention, result in zip(found, results, strict=True):
        if not (mention.start < result["Start"] + len(result["Text"]) and result["Start"] < mention.end):
            return told
        timex = (result.get("Value") or {}).get("Timex")
        if timex and not _is_of(mention, timex.replace("XXXX", "-"), year):
            return f"{told}, {timex}"
    return ""


def _is_of(mention: Date | Period, timex: str, year: int) -> bool:
    """Compare with ``2018-10``, ``--01-19``, or ``(first,last,P12D)``; years end with their last one's first day."""
    if isinstance(mention, Date):
        told = next(with_years([mention], "", year, year)) if mention.value[0] == "Y" else mention
        return isinstance(told, Date) and told.value == timex
    first, last, length = [*timex.strip("()").split(","), "", ""][:3]
    if length.endswith("Y") and first.endswith("-01-01"):
        return mention.first == first and mention.last[:4] in {last[:4], str(int(last[:4]) - 1)}
    return _days(mention) == (first, last)


def _days(mention: Date | Period) -> tuple[str, str]:
    return (mention.value, mention.value) if isinstance(mention, Date) else (mention.first, mention.last)


def _quantities(case: Mapping[str, Any]) -> Iterator[Quantity]:
    return (mention for mention in find_mentions(case["Input"], PATTERNS) if isinstance(mention, Quantity))


def _compared(expected: Found, found: Found) -> str:
    touching = len(expected) == len(found) and all(
        e[0] < f[1] and f[0] < e[1] for e, f in zip(expected, found, strict=True)
    )
    return "" if touching and _same_values(expected, found) else f"expected {expected}, found {found}"


def _same_values(expected: Found, found: Found) -> bool:
    pairs = zip(expected, found, strict=True)  # they give fifteen digits
    return all(abs(e[2] - f[2]) <= Decimal("1e-12") * max(Decimal(1), abs(e[2])) for e, f in pairs)


JUDGES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "NumberModel": _number,
    "NumberRangeModel": _range,
    "PercentModel": _percent,
    "CurrencyModel": _currency,
    "DimensionModel": _dimension,
    "DateExtractor": _dates,
    "DateParser": _dates,
    "DatePeriodExtractor": _dates,
    "DatePeriodParser": _dates,
}


if __name__ == "__main__":
    main()
