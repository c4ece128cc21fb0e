"""Bounds and ranges of bare numbers: 大于二十, 1000以上, 20~100, 在五和十之间."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from extractor.numbers import FoundNumber, find_numbers
from extractor.patterns import PatternSet
from extractor.text import fold

_NUMBER = "\ue000"  # stands for each character of a number, so that no place moves
_N = rf"{_NUMBER}+"
_EQUAL = r"(?: ?或者?)? ?等于"
_ABOVE_BEFORE = rf"(?:[大多高]于(?:{_EQUAL})?|不[小少低]于|至少有?|超过了?|(?<![超不通经])过|突破|≥|> ?=?) ?(?:百分之)?"
_BELOW_BEFORE = rf"(?:[小少低]于(?:{_EQUAL})?|不[大多高]于|不超过|至多有?|不足|≤|< ?=?) ?(?:百分之)?"
_ABOVE_BEHIND = r" ?(?:以上|之上)"
_BELOW_BEHIND = r" ?(?:以下|之下|以内|之内)"
_BOUND = re.compile(
    rf"(?P<above>{_ABOVE_BEFORE}(?P<n1>{_N})|(?P<n2>{_N}){_ABOVE_BEHIND}|比(?P<n3>{_N})[大多高])"
    rf"|(?P<below>{_BELOW_BEFORE}(?P<n4>{_N})|(?P<n5>{_N}){_BELOW_BEHIND}|比(?P<n6>{_N})[小少低])"
    rf"|(?<![大小])等于(?P<equal>{_N})"
    rf"|(?:[在从由]?第?)(?P<first>{_N})(?: ?[-–—~至到] ?|和第?|与第?)(?P<second>{_N})(?P<between> ?之?间)?"
    rf"|(?P<alone>{_N})"
)
_JOINED = re.compile(r"(?:的?同时|并且?|且|而)?[,、 ]*")


class FoundRange(Struct, frozen=True):
    """What bounds a number and where that is said; ``low`` or ``high`` is None where it is open."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None


def find_ranges(text: str, patterns: PatternSet | None = None) -> Iterator[FoundRange]:
    """Yield the bounds and ranges of numbers, in order; a lower and an upper bound that follow each other are one."""
    folded = fold(text)
    numbers = {found.start: found for found in find_numbers(folded, patterns)}
    masked = list(folded)
    for found in numbers.values():
        masked[found.start : found.end] = _NUMBER * (found.end - found.start)
    last: FoundRange | None = None
    for said in _said("".join(masked), numbers):
        if last and _fits(last, said, folded):
            last = FoundRange(last.start, said.end, last.low or said.low, last.high or said.high)
            continue
        if last:
            yield last
        last = said
    if last:
        yield last


def _said(masked: str, numbers: dict[int, FoundNumber]) -> Iterator[FoundRange]:
    for found in _BOUND.finditer(masked):
        start, end = found.span()
        if found["first"]:
            low, high = (numbers[found.start(name)].number.value for name in ("first", "second"))
            is_range = low < high and (found["between"] or masked[found.end("first")] not in "和与")
            if is_range:
                yield FoundRange(start, end, low, high)
        elif found["alone"]:
            number = numbers[found.start("alone")].number
            if number.bound == "above":
                yield FoundRange(start, end, number.value, None)
        elif found["equal"]:
            value = numbers[found.start("equal")].number.value
            yield FoundRange(start, end, value, value)
        else:
            place = next(found.start(name) for name in _GROUPS if found[name])
            value = numbers[place].number.value
            yield FoundRange(start, end, *((value, None) if found["above"] else (None, value)))


def _fits(lower: FoundRange, upper: FoundRange, folded: str) -> bool:
    """Tell whether two bounds hold one number between them."""
    if not _JOINED.fullmatch(folded, lower.end, upper.start) or lower.low is None or upper.high is None:
        return False
    return lower.high is None and upper.low is None and lower.low < upper.high


_GROUPS: Sequence[str] = ("n1", "n2", "n3", "n4", "n5", "n6")
