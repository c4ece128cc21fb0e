"""Relations between operands and the one judge that evaluates them.

An operand is a value with its place and the interval its printed form allows; a relation says what must hold between
operands. The judge adds intervals, as XBRL Calculations 1.1 does, and never looks at where a relation came from.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from extractor.model import Evidence, Figure, Finding, Quantity, Severity, Verdict
from extractor.numerals import last_place, parse_number, plain

Comparison = Literal["=", "<="]
_NEARLY = frozenset({"近", "接近"})
Side = Literal["below", "above"]
_MOST_ZEROS_SHOWN = 8  # terms; in a longer sum the zeros are only counted


class Interval(Struct, frozen=True):
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


class Operand(Struct, frozen=True):
    """A value in its base unit with its place.

    ``value`` None: the place is blank, or, without evidence, is expected and not there. ``name`` says in a message what
    it is.
    """

    name: str
    value: Decimal | None
    unit: str | None
    interval: Interval
    evidence: tuple[Evidence, ...]


class Relation(Struct, frozen=True):
    """``result = sum of terms`` or ``result <= sum of terms``; a repeat is a sum of one term, zero a sum of none.

    ``also`` are operands that are added to the result (what was received and what was carried in).
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
    also: tuple[Operand, ...] = ()

    def sides(self) -> tuple[tuple[Operand, ...], tuple[Operand, ...]]:
        """Return what is added on the left and on the right."""
        return (self.result, *self.also), self.terms


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
    """Return the verdict on every relation, in order, those that hold too.

    A blank cell is no zero, but reports leave blanks for zeros. So blanks are left out where something stands on their
    side of the relation: if it holds then, it is an ``agree`` that names them; if it could hold whatever a blank holds
    that is not negative, it is ``missing``; else it is a ``differ``, since no filled blank could mend it. A place that
    is not there at all, or a side with nothing but blanks, is ``missing``.
    """
    return tuple(_verdict(relation) for relation in relations)


def _verdict(relation: Relation) -> Finding:
    left, right = relation.sides()
    operands = (*left, *right)
    blanks = tuple(operand.name for operand in operands if operand.value is None)
    absent = [operand.name for operand in operands if operand.value is None and not operand.evidence]
    empty = [operand.name for side in (left, right) if _is_blank(side) for operand in side]
    if absent or empty:
        return _finding(relation, "missing", f"nothing stands for {'、'.join(absent or empty)}")
    given = [operand for operand in operands if operand.value is not None]
    if not relation.mixed_units and len({operand.unit for operand in given}) > 1:
        told = ", ".join(f"{operand.name} in {operand.unit}" for operand in given)
        return _finding(relation, "not_comparable", f"the units differ: {told}")
    if _holds(relation, _sum(left), _sum(right)):
        return _finding(relation, "agree", _sentence(relation, blanks, holds=True))
    if blanks and _holds(relation, _sum(left, filled=True), _sum(right, filled=True)):
        return _finding(relation, "missing", f"nothing stands for {'、'.join(blanks)}, which may hold the difference")
    return _finding(relation, "differ", _sentence(relation, blanks, holds=False))


def _is_blank(side: tuple[Operand, ...]) -> bool:
    return bool(side) and all(operand.value is None for operand in side)


def _sum(side: Iterable[Operand], *, filled: bool = False) -> Interval:
    """The sum of what is given; ``filled``: with anything that is not negative in the blanks."""
    total = Interval(Decimal(0), Decimal(0))
    for operand in side:
        if operand.value is not None:
            total += operand.interval
        elif filled:
            total += Interval(Decimal(0), None)
    return total


def _holds(relation: Relation, left: Interval, right: Interval) -> bool:
    return left.meets(right) if relation.comparison == "=" else left.may_not_exceed(right)


def _value(side: Iterable[Operand]) -> Decimal:
    return plain(sum((operand.value or Decimal(0) for operand in side), Decimal(0)))


def _finding(relation: Relation, verdict: Verdict, message: str) -> Finding:
    left, right = relation.sides()
    decided = verdict in {"agree", "differ"}
    expected = _value(right) if decided or all(term.value is not None for term in right) else None
    actual = _value(left) if decided or all(operand.value is not None for operand in left) else None
    return Finding(
        relation.check,
        verdict,
        _severity(relation, expected, actual) if verdict == "differ" else "note",
        message,
        expected,
        actual,
        relation.result.unit,
        tuple(place for operand in (*left, *right) for place in operand.evidence),
    )


def _severity(relation: Relation, expected: Decimal | None, actual: Decimal | None) -> Severity:
    if relation.honest is None or expected is None or actual is None:
        return relation.severity
    side: Side = "below" if actual < expected else "above"
    return "note" if side == relation.honest else relation.severity


def _sentence(relation: Relation, blanks: tuple[str, ...], *, holds: bool) -> str:
    left, right = (_told(side) for side in relation.sides())
    sign = {("=", True): "=", ("=", False): "≠", ("<=", True): "≤", ("<=", False): ">"}[relation.comparison, holds]
    rest = f"; blank and left out: {'、'.join(blanks)}" if blanks else ""
    return f"{left} {sign} {right} ({relation.basis}{rest})"


def _told(side: tuple[Operand, ...]) -> str:
    given = [operand for operand in side if operand.value is not None]
    shown = given if len(given) <= _MOST_ZEROS_SHOWN else [operand for operand in given if operand.value]
    parts = " + ".join(f"{operand.name} {operand.value}" for operand in shown) or "0"
    zeros = f" + {len(given) - len(shown)} times 0" if len(shown) < len(given) else ""
    return f"{parts}{zeros} = {_value(side)}" if len(given) > 1 else parts


def _above(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high
