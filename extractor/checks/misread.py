"""Differences that hang on a number OCR was not sure of: they are no verdict on the report, and may tell the number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec.structs import replace

from extractor.model import LEAST_CONFIDENCE, Document, Finding
from extractor.numerals import plain
from extractor.relations import Interval, Operand, Relation, judge


def doubt_misread(
    relations: Sequence[Relation], findings: Sequence[Finding], document: Document
) -> tuple[Finding, ...]:
    """Return the findings in order; a difference that rests on a number OCR was not sure of can not be compared.

    Its message says which number that is. Where a single number that was read with OCR, changed by one digit, makes all
    relations hold in which it stands, the message says that, too.
    """
    if document.ocr is None:
        return tuple(findings)
    return tuple(
        _doubted(relation, finding, relations, document) if finding.verdict == "differ" else finding
        for relation, finding in zip(relations, findings, strict=True)
    )


def _doubted(relation: Relation, finding: Finding, relations: Sequence[Relation], document: Document) -> Finding:
    read = [(operand, sure) for operand in _operands(relation) if (sure := _confidence(operand, document)) is not None]
    unsure = [operand for operand, confidence in read if confidence < LEAST_CONFIDENCE]
    meant = [
        (operand, value, others)
        for operand in unsure or [operand for operand, _ in read]
        for value, others in _meant(operand, relation, relations)
        if unsure or others
    ]
    message = finding.message
    if unsure:
        message += f"; OCR is not sure of {'、'.join(f'{operand.name} {operand.value}' for operand in unsure)}"
    if len(meant) == 1:
        operand, value, others = meant[0]
        also = f" and {others} more relations" if others else ""
        message += f"; with {value} for {operand.name}, read with OCR as {operand.value}, this{also} would hold"
    if not unsure:
        return replace(finding, message=message)
    return replace(finding, verdict="not_comparable", severity="note", message=message)


def _confidence(operand: Operand, document: Document) -> float | None:
    """How sure OCR is of an operand's digits; None if it was not read with OCR."""
    if operand.value is None:
        return None
    read = [document.confidence(place.start, place.end) for place in operand.evidence]
    return min((confidence for confidence in read if confidence is not None), default=None)


def _meant(operand: Operand, broken: Relation, relations: Iterable[Relation]) -> Iterator[tuple[Decimal, int]]:
    """The value that mends a relation, if it is one digit off and mends all others too; with how many those are."""
    value = _needed(operand, broken)
    if value is None or operand.value is None or not _is_one_digit_off(operand.value, value):
        return
    others = [other for other in relations if other is not broken and _is_in(operand, other)]
    mended = judge(_with(other, operand, value) for other in (broken, *others))
    if all(finding.verdict == "agree" for finding in mended):
        yield value, len(others)


def _needed(operand: Operand, relation: Relation) -> Decimal | None:
    """The value an operand must have for a relation of exact numbers to hold."""
    given = [each for each in _operands(relation) if each.value is not None]
    if relation.comparison != "=" or any(each.interval.low != each.interval.high for each in given):
        return None
    left, right = (sum((each.value or Decimal(0) for each in side), Decimal(0)) for side in relation.sides())
    is_left = any(_is_same(operand, each) for each in relation.sides()[0])
    change = right - left if is_left else left - right
    value = plain((operand.value or Decimal(0)) + change)
    return value if value >= 0 else None


def _is_one_digit_off(read: Decimal, meant: Decimal) -> bool:
    """Tell whether two numbers differ in one digit, or one has a digit more than the other."""
    short, long = sorted((str(read), str(meant)), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _with(relation: Relation, operand: Operand, value: Decimal) -> Relation:
    other = replace(operand, value=value, interval=Interval(value, value))

    def put(side: tuple[Operand, ...]) -> tuple[Operand, ...]:
        return tuple(other if _is_same(operand, each) else each for each in side)

    (result,) = put((relation.result,))
    return replace(relation, result=result, terms=put(relation.terms), also=put(relation.also))


def _operands(relation: Relation) -> tuple[Operand, ...]:
    left, right = relation.sides()
    return (*left, *right)


def _is_in(operand: Operand, relation: Relation) -> bool:
    return any(_is_same(operand, each) for each in _operands(relation))


def _is_same(first: Operand, second: Operand) -> bool:
    """Tell whether two operands are one place, whatever they are called."""
    return first.value == second.value and first.evidence == second.evidence
