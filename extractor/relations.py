"""Relations between operands and the one judge that evaluates them.

An operand is a value with its place and the interval its printed form allows; a relation says what must hold between
operands. The judge adds intervals, as XBRL Calculations 1.1 does, and never looks at where a relation came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.model import Evidence, Figure, Finding, Quantity, Severity, Verdict
from extractor.numerals import last_place, parse_number, plain

Comparison = Literal["=", "<="]
_NEARLY = frozenset({"近", "接近"})
Side = Literal["below", "above"]


@dataclass(frozen=True, slots=True)
class Interval:
    """The closed stretch of values a printed form allows; None is without bound."""

    low: Decimal | None
    high: Decimal | None

    def __add__(self, other: Interval) -> Interval:
        """Add end to end; a missing bound stays missing."""
        return Interval(
            None if self.low is None or other.low is None else self.low + other.low,
            None if self.high is None or other.high is None else self.high + other.high,
        )

    def meets(self, other: Interval) -> bool:
        """Tell whether some value lies in both. Two stretches that only touch do not meet: 1万元 is not 2万元."""
        if _above(self.low, other.high) or _above(other.low, self.high):
            return False
        touch = (self.high is not None and self.high == other.low) or (self.low is not None and self.low == other.high)
        return not touch or self.low == self.high or other.low == other.high

    def may_not_exceed(self, other: Interval) -> bool:
        """Tell whether some value here is at most some value there."""
        return not _above(self.low, other.high)


@dataclass(frozen=True, slots=True)
class Operand:
    """A value in its base unit with its place. ``value`` None: the place is there, or expected, and holds nothing.

    ``name`` says in a message what it is.
    """

    name: str
    value: Decimal | None
    unit: str | None
    interval: Interval
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """``result = sum of terms`` or ``result <= sum of terms``; a repeat is a sum of one term, zero a sum of none.

    ``honest`` is the side on which the result may stray from the sum for a good reason: a difference there is a note.
    ``mixed_units``: the rule itself adds unlike things (events and the articles about them).
    """

    check: str
    result: Operand
    comparison: Comparison
    terms: tuple[Operand, ...]
    severity: Severity
    basis: str
    honest: Side | None = None
    mixed_units: bool = False


def printed_interval(value: Decimal, step: Decimal, *, rounded: bool) -> Interval:
    """Return what a printed number allows: half of its last place either way if it is rounded, else itself.

    A printed zero is no rounded number.
    """
    half = step / 2 if rounded and value else Decimal(0)
    return Interval(plain(value - half), plain(value + half))


def quantity_interval(quantity: Quantity, factor: Decimal) -> Interval:
    """Return what the printed form of a quantity allows; ``factor`` turns its unit into the base unit.

    余 and 多 stay below the next step of the printed number (1000余 is 1000 to 2000); 近 reaches down and 约 both ways
    by a step of the last digit that is not zero; 超过 has no upper bound and 不足 no lower one.
    """
    written = quantity.written
    number = parse_number(written.number + (written.scale or ""))
    step = number.step * factor if number else Decimal(0)
    reach = last_place(quantity.value)
    if quantity.value_max is not None:
        return Interval(quantity.value, quantity.value_max)
    if quantity.bound == "above":
        return Interval(quantity.value, quantity.value + reach if written.bound in {"余", "多"} else None)
    if quantity.bound == "below":
        return Interval(quantity.value - reach if written.bound in _NEARLY else None, quantity.value)
    if quantity.bound == "about":
        return Interval(quantity.value - reach, quantity.value + reach)
    return printed_interval(quantity.value, step, rounded=step != 1)


def figure_operand(figure: Figure, name: str) -> Operand:
    """Return a figure as an operand."""
    return Operand(name, figure.value, figure.unit, Interval(figure.low, figure.high), figure.evidence)


def missing_operand(name: str, evidence: tuple[Evidence, ...] = ()) -> Operand:
    """Return an operand for a place that holds no value."""
    return Operand(name, None, None, Interval(None, None), evidence)


def judge(relations: Iterable[Relation]) -> tuple[Finding, ...]:
    """Return the verdict on every relation, in order, those that hold too."""
    return tuple(_verdict(relation) for relation in relations)


def _verdict(relation: Relation) -> Finding:
    operands = (relation.result, *relation.terms)
    blanks = [operand.name for operand in operands if operand.value is None]
    if blanks:
        return _finding(relation, "missing", f"nothing stands for {'、'.join(blanks)}")
    if not relation.mixed_units and len({operand.unit for operand in operands}) > 1:
        told = ", ".join(f"{operand.name} in {operand.unit}" for operand in operands)
        return _finding(relation, "not_comparable", f"the units differ: {told}")
    total = sum((term.interval for term in relation.terms), Interval(Decimal(0), Decimal(0)))
    result = relation.result.interval
    holds = result.meets(total) if relation.comparison == "=" else result.may_not_exceed(total)
    return _finding(relation, "agree" if holds else "differ", _sentence(relation, holds=holds))


def _finding(relation: Relation, verdict: Verdict, message: str) -> Finding:
    values = [term.value for term in relation.terms]
    expected = None if None in values else plain(sum((value for value in values if value is not None), Decimal(0)))
    return Finding(
        relation.check,
        verdict,
        _severity(relation, expected) if verdict == "differ" else "note",
        message,
        expected,
        relation.result.value,
        relation.result.unit,
        (*relation.result.evidence, *(place for term in relation.terms for place in term.evidence)),
    )


def _severity(relation: Relation, expected: Decimal | None) -> Severity:
    actual = relation.result.value
    if relation.honest is None or expected is None or actual is None:
        return relation.severity
    side: Side = "below" if actual < expected else "above"
    return "note" if side == relation.honest else relation.severity


def _sentence(relation: Relation, *, holds: bool) -> str:
    result = relation.result
    parts = " + ".join(f"{term.name} {term.value}" for term in relation.terms) or "0"
    total = plain(sum((term.value or Decimal(0) for term in relation.terms), Decimal(0)))
    tail = f"{parts} = {total}" if len(relation.terms) > 1 else parts
    sign = {("=", True): "=", ("=", False): "≠", ("<=", True): "≤", ("<=", False): ">"}[relation.comparison, holds]
    return f"{result.name} {result.value} {sign} {tail} ({relation.basis})"


def _above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high
