"""Bind what the running text says to indicators: mentions to figures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.model import AnyMention, Date, Evidence, Figure, Period, Quantity, Section, Zero
from extractor.patterns import PatternSet, Saying
from extractor.relations import Interval, quantity_interval
from extractor.text import fold, sentence_end, sentence_start, titles_around

_CLAUSE = re.compile(r"[,;。:]")
_LAST_YEAR = re.compile(r"去年|上年|上一年")


def text_figures(
    text: str,
    mentions: Sequence[AnyMention],
    sections: Sequence[Section],
    patterns: PatternSet,
    *,
    year: int | None,
    scope: str | None,
    first_id: int = 1,
) -> tuple[Figure, ...]:
    """Return the figures of the running text, in order, ids from ``f{first_id}``.

    A quantity is an indicator's where the indicator's data say so of the words around it, its unit and its section,
    never because its value fits. It speaks of the year named last before it in its sentence, else of the report's.
    """
    folded = fold(text)
    dates = [mention for mention in mentions if isinstance(mention, Date | Period)]
    bound = [*_quantities(folded, mentions, sections, patterns), *_zeros(folded, mentions, patterns)]
    bound.sort(key=lambda item: (item[2][0].start, item[0]))
    return tuple(
        Figure(
            f"f{number}",
            indicator,
            quantity.value if quantity else Decimal(0),
            patterns.indicators[indicator].unit,
            _year_at(folded, dates, evidence[0].start, year),
            scope,
            {},
            "text",
            quantity.bound if quantity else "exact",
            interval.low,
            interval.high,
            part,
            evidence,
        )
        for number, (indicator, quantity, evidence, interval, part) in enumerate(bound, start=first_id)
    )


_Bound = tuple[str, Quantity | None, tuple[Evidence, ...], Interval, str | None]


def _quantities(
    folded: str, mentions: Sequence[AnyMention], sections: Sequence[Section], patterns: PatternSet
) -> Iterator[_Bound]:
    for quantity in mentions:
        if not isinstance(quantity, Quantity):
            continue
        titles = titles_around(sections, quantity.section)
        found: dict[str, str | None] = {}
        for saying in patterns.sayings:
            matched = said_by(saying, folded, quantity, titles)
            if matched is not None and saying.indicator not in found:
                found[saying.indicator] = matched
        factor = patterns.units[quantity.written.unit or ""].factor
        for indicator, part in found.items():
            place = (Evidence(quantity.start, quantity.end),)
            yield indicator, quantity, place, quantity_interval(quantity, factor), part or None


def said_by(saying: Saying, folded: str, quantity: Quantity, titles: str) -> str | None:
    """Return the part a saying finds at a quantity (empty for the whole), or None if it does not say it."""
    if quantity.unit not in saying.units or (saying.section and not saying.section.search(titles)):
        return None
    lead = folded[sentence_start(folded, quantity.start) : quantity.start]
    before = saying.before.search(lead)
    if not before:
        return None
    if saying.after and not saying.after.match(folded, quantity.end, sentence_end(folded, quantity.end)):
        return None
    clause = _CLAUSE.split(lead)[-1]
    if saying.unless and saying.unless.search(clause):
        return None
    return before.group("part").strip() if "part" in saying.before.groupindex else ""


def _zeros(folded: str, mentions: Sequence[AnyMention], patterns: PatternSet) -> Iterator[_Bound]:
    for zero in mentions:
        if not isinstance(zero, Zero):
            continue
        for indicator, denied in patterns.denials.items():
            found = denied.search(folded, zero.denied_start, zero.denied_end)
            if not found:
                continue
            places = [Evidence(zero.start, zero.end)]
            if found.start() >= zero.end or found.end() <= zero.start:
                places.append(Evidence(found.start(), found.end()))
            yield indicator, None, tuple(places), Interval(Decimal(0), Decimal(0)), None


def _year_at(folded: str, dates: Sequence[Date | Period], position: int, year: int | None) -> int | None:
    start = sentence_start(folded, position)
    before = bisect_left(dates, position, key=lambda mention: mention.start)
    named = year
    if before and dates[before - 1].start >= start:
        last = dates[before - 1]
        named = int((last.value if isinstance(last, Date) else last.last)[:4])
    clause = _CLAUSE.split(folded[start:position])[-1]
    return named - 1 if named and named == year and _LAST_YEAR.search(clause) else named
