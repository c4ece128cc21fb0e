"""Run the patterns over a text, build a value from every match, settle overlaps: the mentions."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from extractor.document_numbers import departures, sharing
from extractor.model import (
    AnyMention,
    Bound,
    Contact,
    Date,
    Document,
    DocumentNumber,
    Period,
    Quantity,
    Section,
    Written,
    Zero,
)
from extractor.numerals import Number, parse_chinese, parse_number, plain, scale_factor
from extractor.pattern_files import Unit
from extractor.patterns import PATTERN_KINDS, Pattern, PatternSet
from extractor.segment import Segmenter, segmenter
from extractor.subject import subject_of
from extractor.text import fold, innermost, sentence_start

Stretch = tuple[int, int]
_YEARS_OFF = {"去": -1, "上": -1, "今": 0, "本": 0, "明": 1, "下": 1}  # 去年, 上一年度, 本年度 from the report's year
_LEAP_YEAR = 2000  # which a day without a year may be of
_QUARTERS = (((1, 1), (3, 31)), ((4, 1), (6, 30)), ((7, 1), (9, 30)), ((10, 1), (12, 31)))
_LONE_SCALES = {"万", "亿"}
_BEHIND_UNIT = {"tail": Decimal("0.1"), "jiao": Decimal("0.1"), "fen": Decimal("0.01")}


class _Candidate(Struct, frozen=True):
    start: int
    end: int
    rank: int
    mention: AnyMention | None  # None for a mask, which only takes its place


def find_mentions(text: str, patterns: PatternSet, *, outside: Sequence[Stretch] = ()) -> tuple[AnyMention, ...]:
    """Return the mentions of ``text`` in order, without overlaps; ``outside`` are the stretches to leave out (tables).

    Where patterns compete for a stretch, the kind that comes first in ``PATTERN_KINDS`` has it, then the longer match,
    then the one that begins first.
    """
    folded = fold(text)
    candidates = [
        candidate
        for stretch in _inside(len(text), outside)
        for pattern in patterns.patterns
        for candidate in _candidates(pattern, text, folded, stretch, patterns.units)
    ]
    mentions = sorted(_settle(candidates), key=lambda mention: mention.start)
    return tuple(_with_subjects(mentions, folded, patterns))


def place_mentions(
    mentions: Iterable[AnyMention], document: Document, sections: Sequence[Section]
) -> tuple[AnyMention, ...]:
    """Give every mention, in order, its page, its box and the innermost section it stands in."""
    ordered = list(mentions)
    placed = []
    for mention, section in zip(ordered, innermost(sections, (m.start for m in ordered)), strict=True):
        page, bbox = document.place(mention.start, mention.end)
        placed.append(replace(mention, page=page, bbox=bbox, section=section))
    return tuple(placed)


def _inside(length: int, outside: Sequence[Stretch]) -> Iterable[Stretch]:
    start = 0
    for left, right in sorted(outside):
        if start < left:
            yield start, left
        start = max(start, right)
    if start < length:
        yield start, length


def _candidates(
    pattern: Pattern, text: str, folded: str, stretch: Stretch, units: Mapping[str, Unit]
) -> Iterable[_Candidate]:
    rank = PATTERN_KINDS.index(pattern.kind)
    for found in _matches(pattern, folded, *stretch):
        start, end = _span(found)
        if pattern.kind == "mask":
            yield _Candidate(start, end, rank, None)
            continue
        common = {"text": text[start:end], "start": start, "end": end, "pattern": pattern.id}
        mention = _BUILDERS[pattern.kind](found, common | dict(pattern.data.gives), units)
        if isinstance(mention, DocumentNumber) and mention.title:
            mention = replace(mention, title=text[slice(*found.span("title"))])
        if mention:
            yield _Candidate(start, end, rank, mention)
        if isinstance(mention, DocumentNumber):
            for other in sharing(mention, text, folded):
                yield _Candidate(other.start, other.end, rank, other)


def _matches(pattern: Pattern, folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches in a stretch, looked for only in the lines that hold what the pattern needs."""
    if pattern.needed is None:
        yield from pattern.regex.finditer(folded, start, end)
        return
    while hit := pattern.needed.search(folded, start, end):
        line_end = folded.find("\n", hit.end(), end)
        line_end = line_end if line_end >= 0 else end
        yield from pattern.regex.finditer(folded, max(start, folded.rfind("\n", start, hit.start()) + 1), line_end)
        start = line_end


def _span(found: re.Match[str]) -> Stretch:
    """The group ``mention`` (or ``mention_2``…) where the pattern has one and it took part, else the whole match."""
    for name in found.re.groupindex:
        if name.startswith("mention") and found[name] is not None:
            return found.span(name)
    return found.span()


def _settle(candidates: Iterable[_Candidate]) -> Iterable[AnyMention]:
    taken: dict[int, _Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (c.rank, c.start - c.end, c.start)):
        if any(position in taken for position in range(candidate.start, candidate.end)):
            continue
        taken |= dict.fromkeys(range(candidate.start, candidate.end), candidate)
        if candidate.mention:
            yield candidate.mention


def _with_subjects(mentions: Iterable[AnyMention], folded: str, patterns: PatternSet) -> Iterable[AnyMention]:
    said: dict[tuple[int, str], str | None] = {}
    cutter: Segmenter | None = None
    for mention in mentions:
        if not isinstance(mention, Quantity):
            yield mention
            continue
        place = (sentence_start(folded, mention.start), mention.unit)
        cutter = cutter or segmenter(patterns.words())
        subject = subject_of(cutter, folded, mention.start, mention.end, inherited=said.get(place))
        said[place] = subject
        yield replace(mention, subject=subject)


# --- from a match to a value; None refuses the match ----------------------------------------------------------------

_Common = dict[str, Any]


def _quantity(found: re.Match[str], common: _Common, units: Mapping[str, Unit]) -> Quantity | None:
    groups = found.groupdict()
    printed_unit = groups.get("unit") or common["unit"]  # what stands there, or what the pattern gives
    unit = units[printed_unit]
    common = {name: value for name, value in common.items() if name != "unit"}
    scale = groups.get("scale") or ""
    number = _number(groups["number"] + scale, groups)
    if number is None:
        return None
    upper = None
    if groups.get("number_2"):
        upper = parse_number(groups["number_2"] + (groups["scale_2"] or ""))
        if upper is None:
            return None
        if groups.get("unit_first") not in {None, groups["unit"]}:
            return None
        if groups["scale_2"] and not scale:  # 3—5万元 is 3万 to 5万
            number = parse_number(groups["number"] + groups["scale_2"]) or number
        if number.value > upper.value:
            return None
    bound, words = _bound(groups)
    return Quantity(
        value=plain(number.value * unit.factor),
        value_max=plain(upper.value * unit.factor) if upper else None,
        unit=unit.base or unit.name,
        bound=bound,
        written=Written(groups["number"], scale or None, printed_unit, words),
        **common,
    )


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
    for name, words in groups.items():
        direction = name.partition("_")[0]
        if words and direction in {"above", "about", "below"}:
            return direction, words  # type: ignore[return-value]
    return "exact", None


def _document_number(found: re.Match[str], common: _Common, _: Mapping[str, Unit]) -> DocumentNumber:
    year = next((int(text) for name, text in found.groupdict().items() if name.startswith("year") and text), None)
    agency, serial = found["agency"], int(found["serial"])
    normalized = f"{agency}〔{year}〕{serial}号" if year else f"{agency}第{serial}号"
    if agency.endswith("告"):  # 财政部公告2017年第12号
        normalized = f"{agency}{year}年第{serial}号"
    printed = found[0][found.start("agency") - found.start() :].rstrip(")")
    return DocumentNumber(
        agency=agency,
        year=year,
        serial=serial,
        normalized=normalized,
        title=found["title"] if "title" in found.re.groupindex else None,
        departs=departures(printed, normalized),
        **common,
    )


def _date(found: re.Match[str], common: _Common, _: Mapping[str, Unit]) -> Date | None:
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


def _period(found: re.Match[str], common: _Common, _: Mapping[str, Unit]) -> Period | None:
    groups = found.groupdict()
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
        first, last = _QUARTERS[0 if groups["since"] else number][0], _QUARTERS[number][1]
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


def _zero(found: re.Match[str], common: _Common, _: Mapping[str, Unit]) -> Zero:
    start, end = common["start"], common["end"]
    if "denied" in found.re.groupindex:
        left, right = found.span("denied")
        start, end = min(start, left), max(end, right)
    return Zero(denied_start=start, denied_end=end, **common)


def _contact(_: re.Match[str], common: _Common, __: Mapping[str, Unit]) -> Contact:
    return Contact(**common)


_BUILDERS: Mapping[str, Callable[[re.Match[str], _Common, Mapping[str, Unit]], AnyMention | None]] = {
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
