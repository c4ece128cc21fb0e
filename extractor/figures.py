"""Bind what the running text says to indicators: mentions to figures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from extractor.model import AnyMention, Date, Evidence, Figure, Period, Quantity, Section, Zero
from extractor.outline import titles_around
from extractor.pattern_files import Indicator, Said
from extractor.patterns import Denial, PatternSet, Saying
from extractor.regex import Finder
from extractor.relations import Interval, quantity_interval
from extractor.text import fold, passage_start, sentence_end, sentence_start

_PRINTED_YEAR = re.compile(r"(?:19|20)[0-9]{2}|[一二][九〇零○O][〇零○O一二三四五六七八九]{2}|两千零")
_MARK = re.compile(r"[,;。:()]")
_COMPARED_WITH = re.compile(r"(?:比|较|与|同)$")
_LAST_YEAR = re.compile(r"(?:去年|上年|上一年)(?!度?结转)")  # what was carried over from last year opens this one


def text_figures(
    text: str,
    mentions: Sequence[AnyMention],
    sections: Sequence[Section],
    patterns: PatternSet,
    *,
    kind: str | None = None,
    year: int | None,
    place: str | None,
    scope: str | None,
    first_id: int = 1,
) -> tuple[Figure, ...]:
    """Return the figures of the running text, in order, ids from ``f{first_id}``.

    A quantity is an indicator's where the indicator's data say so of the words around it, its unit and its section,
    never because its value fits, and where a report of its kind and year measures the indicator at all; a report of
    another kind may use the same words (行政事业性收费 of a budget) for something else. A figure speaks of the year
    named last before it in its sentence, else of the report's.
    """
    folded = fold(text)
    own = f"全{place[-1]}" if place else ""
    dates = [mention for mention in mentions if isinstance(mention, Date | Period) and _names_a_year(mention)]
    measured = {
        name
        for name, indicator in patterns.indicators.items()
        if _is_of(year, indicator) and kind in {None, indicator.kind}
    }
    sayings = [s for s in patterns.sayings if s.indicator in measured and _is_of(year, s.data)]
    denials = {name: denial for name, denial in patterns.denials.items() if name in measured}
    bound = [*_quantities(folded, mentions, sections, sayings, patterns, own), *_zeros(folded, mentions, denials, own)]
    bound.sort(key=lambda item: (item[2][0].start, item[0]))
    return tuple(
        Figure(
            f"f{number}",
            indicator,
            quantity.value if quantity else Decimal(0),
            quantity.unit if quantity else patterns.indicators[indicator].unit,
            _year_at(folded, dates, evidence[0].start, year),
            scope,
            {},
            "text",
            quantity.bound if quantity else "exact",
            interval.low,
            interval.high,
            part,
            pattern,
            evidence,
        )
        for number, (indicator, quantity, evidence, interval, part, pattern) in enumerate(bound, start=first_id)
    )


def _is_of(year: int | None, era: Indicator | Said) -> bool:
    return year is None or (era.since or year) <= year <= (era.until or year)


class Around(Struct, frozen=True):
    """``words`` are those of the quantity alone, with ``#`` in its place; the others are the rest of its sentence.

    ``sentence`` is what it has before the quantity; ``before`` reaches back over semicolons, too.
    """

    words: str
    sentence: str
    before: str
    behind: str


_Bound = tuple[str, Quantity | None, tuple[Evidence, ...], Interval, str | None, str]


def _quantities(
    folded: str,
    mentions: Sequence[AnyMention],
    sections: Sequence[Section],
    sayings: Sequence[Saying],
    patterns: PatternSet,
    own: str,
) -> Iterator[_Bound]:
    quantities = [mention for mention in mentions if isinstance(mention, Quantity)]
    printed = {saying.section for saying in sayings if saying.section}
    by_place: dict[tuple[str, int | None], list[tuple[Finder, Saying]]] = {}
    for quantity, around in with_words(folded, quantities, own=own):
        titles = titles_around(sections, quantity.section)
        place = quantity.unit, quantity.section
        if place not in by_place:
            here = {None, *(section for section in printed if section.search(titles))}
            by_place[place] = [
                (saying.says.searcher(), saying)
                for saying in sayings
                if quantity.unit in saying.units and saying.section in here
            ]
        found: dict[str, tuple[str, str]] = {}
        for says, saying in by_place[place]:
            matched = said_by(saying, around, quantity.unit, titles) if says(around.words) else None
            if matched is not None and saying.indicator not in found:
                found[saying.indicator] = matched, saying.id
        factor = patterns.units[quantity.written.unit or ""].factor
        for indicator, (part, pattern) in found.items():
            evidence = (Evidence(quantity.start, quantity.end),)
            yield indicator, quantity, evidence, quantity_interval(quantity, factor), part or None, pattern


def said_by(saying: Saying, around: Around, unit: str, titles: str) -> str | None:
    """Return the part a saying finds at a quantity (empty for the whole), or None if it does not say it."""
    if unit not in saying.units or (saying.section and not saying.section.search(titles)):
        return None
    found = saying.says.search(around.words)
    if not found or saying.unless.search(around.words):
        return None
    if saying.elsewhen.search(around.sentence):
        return None
    if saying.context and not saying.context.search(around.before):
        return None
    if saying.follows and not saying.follows.match(around.behind):
        return None
    return (found["part"] or "").strip() if "part" in found.re.groupindex else ""


def with_words(folded: str, quantities: Sequence[Quantity], *, own: str = "") -> Iterator[tuple[Quantity, Around]]:
    """Yield the quantities of a text with the words that belong to each, up to the next mark or quantity.

    ``own`` names the report's own scope (全市 in a city's report) and is left out: it says nothing.
    """
    lefts = [0, *(quantity.end for quantity in quantities)]
    rights = [*(quantity.start for quantity in quantities[1:]), len(folded)]
    for quantity, left, right in zip(quantities, lefts, rights, strict=False):
        start, end = sentence_start(folded, quantity.start), sentence_end(folded, quantity.end)
        lead = _MARK.split(folded[max(start, left) : quantity.start])[-1].lstrip("、 ")
        tail = _MARK.split(folded[quantity.end : max(quantity.end, min(end, right))])[0]
        if tail.startswith("、"):  # a list goes on: what follows belongs to its next quantity
            tail = ""
        before, behind = folded[passage_start(folded, start) : quantity.start], folded[quantity.end : end]
        words = f"{lead.rstrip()}#{tail.strip()}"
        said = words.replace(own, "") if own else words
        yield quantity, Around(said, folded[start : quantity.start], before, behind)


def _zeros(folded: str, mentions: Sequence[AnyMention], denials: Mapping[str, Denial], own: str) -> Iterator[_Bound]:
    for zero in mentions:
        if not isinstance(zero, Zero):
            continue
        for indicator, denied in denials.items():
            found = denied.regex.search(folded, zero.denied_start, zero.denied_end)
            before = folded[passage_start(folded, zero.start) : zero.start]
            if not found or (denied.context and not denied.context.search(before)):
                continue
            clause = folded[_clause_start(folded, min(zero.start, zero.denied_start)) : zero.start]
            if denied.unless.search(clause.replace(own, "") if own else clause):
                continue
            places = [Evidence(zero.start, zero.end)]
            if found.start() >= zero.end or found.end() <= zero.start:
                places.append(Evidence(found.start(), found.end()))
            yield indicator, None, tuple(places), Interval(Decimal(0), Decimal(0)), None, f"denied/{indicator}"


def _names_a_year(mention: Date | Period) -> bool:
    """Tell whether a year is printed in it; 上年, 3月5日 and “十三五” have theirs from elsewhere."""
    return _PRINTED_YEAR.search(fold(mention.text)) is not None


def _year_at(folded: str, dates: Sequence[Date | Period], position: int, year: int | None) -> int | None:
    clause = _clause_start(folded, position)
    named = year
    for index in range(bisect_left(dates, position, key=lambda mention: mention.start) - 1, -1, -1):
        mention = dates[index]  # no slice: a text may have any number of dates
        if mention.start < sentence_start(folded, position):
            break
        behind = folded[mention.end : position]
        if behind.count(")") > behind.count("("):  # an aside in brackets that is closed
            continue
        compared = _COMPARED_WITH.search(folded, max(0, mention.start - 1), mention.start)
        if not compared or mention.start >= clause:  # 比2017年… holds for its clause only
            named = int((mention.value if isinstance(mention, Date) else mention.last)[:4])
            break
    return named - 1 if named and named == year and _LAST_YEAR.search(folded, clause, position) else named


def _clause_start(folded: str, position: int) -> int:
    start = sentence_start(folded, position)
    marks = [mark.end() for mark in _MARK.finditer(folded, start, position)]
    return marks[-1] if marks else start
