"""Dates and periods that state no year get the one they are of, and years in words (上年) their number.

Nothing is guessed: where a report speaks of two years, or it can not be told from when a word is reckoned, they stay
open.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from extractor.model import AnyMention, Date, Period
from extractor.text import fold, sentence_start

_NO_YEAR = "--"
_IN_WORDS = "Y"
_TOLD_BY_THE_SPEAKER = ("去", "今", "明")  # 去年, 今年, 明年: reckoned from the day of speaking
_MONTH_OR_YEAR = re.compile(r"\d{4}(?:-\d\d)?")
_COMPARED_WITH = re.compile(r"[比较与同于]$")


def with_years(
    mentions: Iterable[AnyMention], text: str, year: int | None, spoken: int | None = None
) -> Iterator[AnyMention]:
    """Yield the mentions in order, with their years where these can be told.

    ``--10-01`` is told from the date named before it in its sentence, 上年 from the year named there and not compared
    with (比2016年), 上年同期 from the period named there, else all from ``year``, the one the whole report is of; 今年
    and 去年 from ``spoken``, the year in which it was delivered.
    """
    folded = fold(text)
    named: Date | Period | None = None  # the last of more than a day that has a year
    dated: tuple[int, int] = (-1, 0)  # where the last year was named, and which
    spoken_of: tuple[int, int] = (-1, 0)  # the same of whole years that are not compared with
    for mention in mentions:
        if not isinstance(mention, Date | Period):
            yield mention
            continue
        first = mention.value if isinstance(mention, Date) else mention.first
        start = sentence_start(folded, mention.start)
        if isinstance(mention, Period) and first.startswith(_IN_WORDS):
            inside = named if named and named.start >= start else None
            mention = _a_year_before(mention, inside, spoken if mention.text[0] in _TOLD_BY_THE_SPEAKER else year)
        elif isinstance(mention, Date) and first.startswith(_IN_WORDS):
            base = spoken_of[1] if spoken_of[0] >= start else year
            base = spoken if mention.text[0] in _TOLD_BY_THE_SPEAKER else base
            mention = _in_words(mention, base) if base else mention
        elif first.startswith(_NO_YEAR):
            base = dated[1] if dated[0] >= start else year
            mention = _of_year(mention, f"{base}-") if base else mention
        else:
            if "年" in mention.text and (isinstance(mention, Date) or mention.last[:4] == first[:4]):
                dated = mention.start, int(first[:4])
                is_whole = isinstance(mention, Period) or len(first) == len("2017")
                if is_whole and not _COMPARED_WITH.search(folded, max(0, mention.start - 1), mention.start):
                    spoken_of = dated
        if mention.first[0].isdigit() if isinstance(mention, Period) else _MONTH_OR_YEAR.fullmatch(mention.value):
            named = mention
        yield mention


def _in_words(mention: Date, base: int) -> Date:
    return replace(mention, value=f"{base + int(mention.value[1:3])}{mention.value[3:]}")


def _a_year_before(mention: Period, named: Date | Period | None, year: int | None) -> Period:
    """上年同期 is a year before the period that its sentence names, else the year before the report's."""
    if isinstance(named, Period):
        first, last = named.first, named.last
    elif named or year:
        month = named.value[4:7] if named else ""
        first = f"{named.value[:4] if named else year}{month or '-01'}-01"
        last = f"{first[:4]}{month or '-12'}"
        last += f"-{calendar.monthrange(int(last[:4]) - 1, int(last[5:7]))[1]}"
    else:
        return mention
    first, last = (f"{int(day[:4]) - 1}{day[4:].replace('-02-29', '-02-28')}" for day in (first, last))
    return replace(mention, first=first, last=last)


def _of_year(mention: Date | Period, begin: str) -> Date | Period:
    if isinstance(mention, Date):
        return replace(mention, value=mention.value.replace(_NO_YEAR, begin))
    return replace(mention, first=mention.first.replace(_NO_YEAR, begin), last=mention.last.replace(_NO_YEAR, begin))
