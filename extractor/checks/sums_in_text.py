"""Sums that the running text states itself: a total and, in the same sentence, what it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.model import Evidence, Quantity, Report, Severity
from extractor.patterns import PatternSet
from extractor.relations import Comparison, Operand, Relation, quantity_interval
from extractor.text import fold, sentence_end, sentence_start

_MADE_OF = re.compile(r"[,:(]?(?:分别是|分别为|分别有|包括|包含|其构成是|构成为|由)")
_OF_WHICH = re.compile(r"[,:(]?其中")
_WORD_BEFORE = re.compile(r"([\u4e00-\u9fff]{2})的? ?$")
_LEAST_PARTS = 2
_MOST_PARTS = 60  # what has more is a list of things, not a sentence
_ALL_BUT = Decimal("0.9")  # parts behind 其中 that come this close to the total were meant to be all of it


def propose_sums_in_text(report: Report, patterns: PatternSet) -> Iterator[Relation]:
    """Propose ``total = parts`` where words say so, or the parts leave out what the total has said.

    分别是, 包括 and the like list all parts; 其中 lists all of them or some: together they are at most the total, and
    where they come close to it they are taken for all. Where the parts end in the bare verb of the total
    (制发公文2016件,政府制发141件,部门制发1875件), what is elided is the total's object, and they are all of it.
    """
    if report.document is None:
        return
    folded = fold(report.document.text)
    for sentence in _sentences(folded, list(report.quantities())):
        for index, total in enumerate(sentence):
            parts = _parts_behind(folded, total, sentence[index + 1 :])
            if parts:
                comparison, basis, members = parts
                yield _relation(total, comparison, basis, members, patterns)


def _sentences(folded: str, quantities: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    together: dict[int, list[Quantity]] = {}
    for quantity in quantities:
        together.setdefault(sentence_start(folded, quantity.start), []).append(quantity)
    return (members for members in together.values() if _LEAST_PARTS < len(members) <= _MOST_PARTS)


def _parts_behind(
    folded: str, total: Quantity, following: Sequence[Quantity]
) -> tuple[Comparison, str, list[Quantity]] | None:
    same = _unbroken(total, following)
    if len(same) < _LEAST_PARTS:
        return None
    between = folded[total.end : same[0].start]
    if _MADE_OF.match(between) and not _is_open(folded, same[-1]):
        return "=", "the text says what it is made of", same
    if _OF_WHICH.match(between):
        if sum(part.value for part in same) >= _ALL_BUT * total.value:
            return "=", "其中: the parts are close to all of it", same
        return "<=", "其中: parts are at most the total", same
    verb = _bare_verb(folded, total, same)
    if verb and not _is_open(folded, same[-1]):
        return "=", f"the parts repeat {verb} without its object", same
    return None


def _unbroken(total: Quantity, following: Sequence[Quantity]) -> list[Quantity]:
    """The quantities right behind the total in its unit; shares (占62.2%) between them are no break."""
    members: list[Quantity] = []
    for quantity in following:
        if quantity.unit == total.unit:
            members.append(quantity)
        elif quantity.unit != "%":
            break
    return members


def _is_open(folded: str, last: Quantity) -> bool:
    """等 behind the last part: the list is not complete."""
    return "等" in folded[last.end : min(last.end + 6, sentence_end(folded, last.end))]


def _bare_verb(folded: str, total: Quantity, parts: Sequence[Quantity]) -> str | None:
    """The word of two characters before every part, if the total's clause has it too, with something behind it."""
    found = [_WORD_BEFORE.search(folded, max(0, part.start - 4), part.start) for part in parts]
    verbs = {word[1] if word else "" for word in found}
    clause = re.split(r"[,。;:]", folded[sentence_start(folded, total.start) : total.start])[-1]
    verb = verbs.pop()
    return verb if verb and not verbs and verb in clause and not clause.endswith(verb) else None


def _relation(
    total: Quantity, comparison: Comparison, basis: str, parts: Sequence[Quantity], patterns: PatternSet
) -> Relation:
    whole = _operand(total, f"text {total.subject or 'total'}", patterns)
    members = tuple(_operand(part, "text", patterns) for part in parts)
    if comparison == "=":
        severity: Severity = "warning" if basis.startswith("其中") else "error"
        return Relation("sums_in_text/parts", whole, "=", members, severity, basis)
    summed = Operand(
        "+".join(part.text for part in parts),
        sum((part.value for part in parts), Decimal(0)),
        total.unit,
        sum((member.interval for member in members[1:]), members[0].interval),
        tuple(place for member in members for place in member.evidence),
    )
    return Relation("sums_in_text/of_which", summed, "<=", (whole,), "warning", basis)


def _operand(quantity: Quantity, name: str, patterns: PatternSet) -> Operand:
    interval = quantity_interval(quantity, patterns.units[quantity.written.unit or ""].factor)
    return Operand(name, quantity.value, quantity.unit, interval, (Evidence(quantity.start, quantity.end),))
