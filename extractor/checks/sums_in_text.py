"""Sums that the running text states itself: a total and, in the same sentence, what it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct

from extractor.model import Evidence, Quantity, Report, Severity
from extractor.patterns import PatternSet
from extractor.relations import Operand, Relation, Side, quantity_interval
from extractor.text import fold, sentence_end, sentence_start

_MADE_OF = re.compile(r"(?:^|[,;:])(?:其|各|具体)?(?:分别是|分别为|分别有|构成是|构成为)[^,。;:]{0,16}$")
_OF_WHICH = re.compile(r"(?:其中|包括|包含)[^。;:]{0,24}$")
_GROWN = re.compile(r"(?:比|较|净?增加?|新增|减少|上年|去年|同期)[^,。;]{0,8}$")  # such a quantity is no total
_KINDS = frozenset({"类", "种", "个"})  # 共20件,分两类,分别是…
_COMPARES = re.compile(r"比|较|净?增|减[少去]|加上|扣除|[总合共]计|上年|去年|同期|[;。]")
_WORD_BEFORE = re.compile(r"([\u4e00-\u9fff]{2})的? ?$")
_DEEDS = frozenset({"制发", "印发", "办理", "受理", "收到", "承办", "办结"})  # each thing is done so by one office only
_CAN_BE_ADDED = frozenset({"count", "money", "area", "length", "volume", "mass", "energy", "power"})
_LEAST_PARTS = 2
_MOST_PARTS = 60  # what has more is a list of things, not a sentence
_ALL_BUT = Decimal("0.9")  # parts behind 其中 that come this close to the total are probably all of it


class _Breakdown(Struct, frozen=True):
    """A total's parts, why they are taken for such, and how a difference weighs."""

    parts: Sequence[Quantity]
    basis: str
    severity: Severity
    honest: Side | None = None
    is_all: bool = True


def propose_sums_in_text(report: Report, patterns: PatternSet) -> Iterator[Relation]:
    """Propose ``total = parts`` where words say so, or the parts leave out what the total has said.

    分别是, 包括 and the like list all parts. 其中 lists all or some: together they are at most the total; where they
    come close to it they are probably all of it, and a shortfall is a note. Where the parts end in the bare verb of the
    total (制发公文2016件,政府制发141件,部门制发1875件), what is elided is the total's object, and they are all of it.
    """
    if report.document is None:
        return
    folded = fold(report.document.text)
    summable = [q for q in report.quantities() if patterns.units[q.written.unit or ""].kind in _CAN_BE_ADDED]
    for sentence in _sentences(folded, summable):
        for index, total in enumerate(sentence):
            breakdown = _breakdown(folded, total, sentence[index + 1 :], patterns)
            if breakdown:
                yield _relation(total, breakdown, patterns)


def _sentences(folded: str, quantities: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    together: dict[int, list[Quantity]] = {}
    for quantity in quantities:
        together.setdefault(sentence_start(folded, quantity.start), []).append(quantity)
    return (members for members in together.values() if _LEAST_PARTS < len(members) <= _MOST_PARTS)


def _breakdown(folded: str, total: Quantity, following: Sequence[Quantity], patterns: PatternSet) -> _Breakdown | None:
    parts = _unbroken(folded, total, following)
    clause = folded[sentence_start(folded, total.start) : total.start]
    if len(parts) < _LEAST_PARTS or _GROWN.search(clause):
        return None
    between = folded[total.end : parts[0].start]
    if _OF_WHICH.search(between):
        made = sum(part.value for part in parts)
        if made < _ALL_BUT * total.value:
            return _Breakdown(parts, "其中: parts are at most the total", "warning", is_all=False)
        return _Breakdown(parts, "其中: the parts are close to all of it", "warning", honest="above")
    if "等" in folded[parts[-1].end : min(parts[-1].end + 6, sentence_end(folded, parts[-1].end))]:
        return None
    if _MADE_OF.search(between):
        return _Breakdown(parts, "the text says what it is made of", "error")
    verb = _bare_verb(folded, total, parts)
    if verb and patterns.units[total.written.unit or ""].kind == "count":
        return _Breakdown(parts, f"the parts repeat {verb} without its object", "warning")
    return None


def _unbroken(folded: str, total: Quantity, following: Sequence[Quantity]) -> list[Quantity]:
    """The quantities behind the total, as far as they are in its unit and one list.

    How many kinds there are may stand before them; what stands in brackets behind a part is a part of that part; a list
    joined by 、 ends at the first comma.
    """
    if following and following[0].unit != total.unit and following[0].unit in _KINDS:
        following = following[1:]
    members: list[Quantity] = []
    depth = 0
    listed = False
    end = total.end
    for quantity in following:
        between = folded[end : quantity.start]
        end = quantity.end
        depth += between.count("(") - between.count(")")
        if members and depth > 0:
            continue
        if quantity.unit != total.unit or _COMPARES.search(between) or depth < 0:
            break
        if members and listed and "," in between:
            break
        listed = listed or (bool(members) and "、" in between)
        if not members:
            depth = 0
        members.append(quantity)
    return members


def _bare_verb(folded: str, total: Quantity, parts: Sequence[Quantity]) -> str | None:
    """The word of two characters before every part, if the total's clause has it too, with something behind it."""
    found = [_WORD_BEFORE.search(folded, max(0, part.start - 4), part.start) for part in parts]
    verbs = {word[1] if word else "" for word in found}
    if len(verbs) != 1 or not verbs <= _DEEDS:
        return None
    verb = verbs.pop()
    clause = re.split(r"[,。;:]", folded[sentence_start(folded, total.start) : total.start])[-1]
    return verb if verb and verb in clause and not clause.endswith(verb) else None


def _relation(total: Quantity, breakdown: _Breakdown, patterns: PatternSet) -> Relation:
    whole = _operand(total, f"text {total.subject or 'total'}", patterns)
    members = tuple(_operand(part, "text", patterns) for part in breakdown.parts)
    if breakdown.is_all:
        severity, basis = breakdown.severity, breakdown.basis
        return Relation("sums_in_text/parts", whole, "=", members, severity, basis, breakdown.honest)
    summed = Operand(
        " + ".join(part.text for part in breakdown.parts) + " =",
        sum((part.value for part in breakdown.parts), Decimal(0)),
        total.unit,
        sum((member.interval for member in members[1:]), members[0].interval),
        tuple(place for member in members for place in member.evidence),
    )
    return Relation("sums_in_text/of_which", summed, "<=", (whole,), breakdown.severity, breakdown.basis)


def _operand(quantity: Quantity, name: str, patterns: PatternSet) -> Operand:
    interval = quantity_interval(quantity, patterns.units[quantity.written.unit or ""].factor)
    return Operand(name, quantity.value, quantity.unit, interval, (Evidence(quantity.start, quantity.end),))
