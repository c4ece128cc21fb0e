"""From the match of a pattern to a mention with its value; None refuses the match."""

from __future__ import annotations

import calendar
import datetime
import functools
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from extractor.document_numbers import departures
from extractor.model import AnyMention, Bound, Contact, Date, DocumentNumber, Period, Quantity, Written, Zero
from extractor.numerals import Number, parse_chinese, parse_number, plain, scale_factor
from extractor.pattern_files import Unit

_YEARS_OFF = {
    "年": 0,
    "去": -1,
    "上": -1,
    "今": 0,
    "本": 0,
    "明": 1,
    "下": 1,
}  # 去年, 上一年度, 本年度 from the report's year
_LEAP_YEAR = 2000  # which a day without a year may be of
_QUARTERS = (((1, 1), (3, 31)), ((4, 1), (6, 30)), ((7, 1), (9, 30)), ((10, 1), (12, 31)))
_LONE_SCALES = {"万", "亿"}
_BEHIND_UNIT = {"tail": Decimal("0.1"), "jiao": Decimal("0.1"), "fen": Decimal("0.01")}

_Common = dict[str, Any]


class Found(Protocol):
    """A match, of a regular expression or of a pattern of words; 0 is the whole of it."""

    def __getitem__(self, group: Any, /) -> str | Any:
        """Return the text of a group."""

    def groupdict(self) -> dict[str, str | Any]:
        """Return the text of every group."""

    def span(self, group: Any = 0, /) -> tuple[int, int]:
        """Return where a group stands."""

    def start(self, group: Any = 0, /) -> int:
        """Return where a group begins."""


def _quantity(found: Found, common: _Common, units: Mapping[str, Unit]) -> Quantity | None:
    groups = found.groupdict()
    printed_unit = groups.get("unit") or common["unit"]  # what stands there, or what the pattern gives
    unit = units.get(printed_unit)
    if unit is None:
        return None
    common.pop("unit", None)
    scale = groups.get("scale") or ""
    number = _number(groups["number"] + scale, groups)
    if number is None:
        return None
    upper = None
    if groups.get("number_2"):
        last_scale = groups.get("scale_2") or ""
        upper = parse_number(groups["number_2"] + last_scale)
        if upper is None:
            return None
        if groups.get("unit_first") not in {None, groups["unit"]}:
            return None
        if last_scale and not scale:  # 3—5万元 is 3万 to 5万
            number = parse_number(groups["number"] + last_scale) or number
        if number.value > upper.value:
            return None
    bound, words = _bound(groups)
    return Quantity(
        value=_times(number.value, unit.factor),
        value_max=_times(upper.value, unit.factor) if upper else None,
        unit=unit.base or unit.name,
        bound=bound,
        written=Written(groups["number"], scale or None, printed_unit, words),
        **common,
    )


def _times(value: Decimal, factor: Decimal) -> Decimal:
    return value if factor == 1 else plain(value * factor)


def _number(written: str, groups: Mapping[str, str | None]) -> Number | None:
    """A numeral, or a lone scale (上万); with what stands behind the unit: 两米半, 七成六, 3元5角2分."""
    number = Number(Decimal(scale_factor(written)), Decimal(1)) if written in _LONE_SCALES else parse_number(written)
    if number is None:
        return None
    for name, worth in _BEHIND_UNIT.items():
        if digit := groups.get(name):
            part = Decimal("0.5") if digit == "半" else (parse_chinese(digit) or int(digit)) * worth
            number = Number(number.value + part, min(number.step, worth), number.bound)
    return number


def _bound(groups: Mapping[str, str | None]) -> tuple[Bound, str | None]:
    """The direction is the name of the group that matched: ``above``, ``above_2``, …, ``about``, ``below``."""
    for group, direction in _bounding(tuple(groups)):
        if words := groups[group]:
            return direction, words
    return "exact", None


@functools.cache
def _bounding(groups: tuple[str, ...]) -> tuple[tuple[str, Bound], ...]:
    """Those of the groups that bound a number, and how."""
    directions: dict[str, Bound] = {"above": "above", "about": "about", "below": "below"}
    named = ((name, directions.get(name.partition("_")[0])) for name in groups)
    return tuple((name, direction) for name, direction in named if direction)


def _document_number(found: Found, common: _Common, _: Mapping[str, Unit]) -> DocumentNumber:
    groups = found.groupdict()
    year = next((int(text) for name, text in groups.items() if name.startswith("year") and text), None)
    agency, serial = groups["agency"] or "", int(groups["serial"] or 0)
    normalized = f"{agency}〔{year}〕{serial}号" if year else f"{agency}第{serial}号"
    if agency.endswith("告"):  # 财政部公告2017年第12号
        normalized = f"{agency}{year}年第{serial}号"
    printed = (found[0] or "")[found.start("agency") - found.start() :].rstrip(")")
    return DocumentNumber(
        agency=agency,
        year=year,
        serial=serial,
        normalized=normalized,
        title=groups.get("title"),
        departs=departures(printed, normalized),
        **common,
    )


def _date(found: Found, common: _Common, _: Mapping[str, Unit]) -> Date | None:
    groups = found.groupdict()
    year = _year(groups.get("year"))
    month = 12 if groups.get("december") else _small(groups.get("month"))
    day = _small(groups.get("day"))
    if (year is None) == ("year" in groups) or not _is_day(year or _LEAP_YEAR, month or 1, day or 1):
        return None
    begin = f"{year:04}" if year else "-"
    if relative := groups.get("relative"):
        begin = f"Y{_YEARS_OFF[relative[0]]:+d}"
    return Date(value=begin + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else ""), **common)


def _period(found: Found, common: _Common, _: Mapping[str, Unit]) -> Period | None:
    groups = found.groupdict()
    if groups.get("before"):  # 上年同期
        return Period(first="Y-1", last="Y-1", **common)
    if groups.get("plan") or groups.get("decade"):
        begins = _first_of_years(groups)
        ends = begins + (4 if groups.get("plan") else 9)
        return Period(first=f"{begins}-01-01", last=f"{ends}-12-31", **common)
    year = _year(groups.get("year"))
    last_year = _year(groups.get("year_2")) or year
    if last_year and not year:
        return None
    first, last = (1, 1), (12, 31)
    if groups.get("day"):
        month = _small(groups["month"]) or 0
        first = (month, _small(groups["day"]) or 0)
        last = (_small(groups["month_2"]) or month, _small(groups["day_2"]) or 0)
    elif groups.get("month"):
        month = int(groups["month_2"])
        first, last = (int(groups["month"]), 1), (month, calendar.monthrange(last_year or _LEAP_YEAR, month)[1])
    elif half := groups.get("half"):
        first, last = ((1, 1), (6, 30)) if half == "上" else ((7, 1), (12, 31))
    elif quarter := groups.get("quarter"):
        number = "一二三四".index(quarter)
        first, last = _QUARTERS[0 if groups.get("since") else number][0], _QUARTERS[number][1]
    if not (_is_day(year or _LEAP_YEAR, *first) and _is_day(last_year or _LEAP_YEAR, *last)):
        return None
    begin, end = (f"{number:04}" if number else "-" for number in (year, last_year))
    days = (f"{begin}-{first[0]:02}-{first[1]:02}", f"{end}-{last[0]:02}-{last[1]:02}")
    return Period(first=days[0], last=days[1], **common) if days[0] <= days[1] else None


def _first_of_years(groups: Mapping[str, str | None]) -> int:
    """The first year of a five-year plan (the first began in 1953, the sixth in 1981), or of a decade."""
    if plan := groups.get("plan"):
        return 1951 + 5 * (10 + (parse_chinese(plan) or 0))
    return 100 * ((_small(groups["century"]) or 0) - 1) + (_small(groups["decade"]) or 0)


def _zero(found: Found, common: _Common, _: Mapping[str, Unit]) -> Zero:
    start, end = common["start"], common["end"]
    if "denied" in found.groupdict():
        left, right = found.span("denied")
        start, end = min(start, left), max(end, right)
    return Zero(denied_start=start, denied_end=end, **common)


def _contact(_: Found, common: _Common, __: Mapping[str, Unit]) -> Contact:
    return Contact(**common)


BUILDERS: Mapping[str, Callable[[Found, _Common, Mapping[str, Unit]], AnyMention | None]] = {
    "quantity": _quantity,
    "document_number": _document_number,
    "date": _date,
    "period": _period,
    "zero": _zero,
    "contact": _contact,
}


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() else parse_chinese(text.replace("O", "〇"))


def _small(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isascii() else parse_chinese(text)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
