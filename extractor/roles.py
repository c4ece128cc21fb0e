"""What a quantity says of another one before it: a change, a difference, a share, how much of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from extractor.model import AnyMention, Quantity
from extractor.patterns import PatternSet, RolePattern
from extractor.text import fold, sentence_start

_REACH = 40  # characters before a quantity that may say its role
_ANY = "*"
_CLAUSE_ENDS = ",;"
_BESIDE = re.compile(r"[,、;:() ]*(?:并|且|分别)?")  # all that may stand between a quantity and what is said of it
_LIST = re.compile(r"[、和及]")
_TIMES = frozenset({"年", "月", "天", "周", "小时", "分钟", "岁"})


def with_quantity_roles(mentions: Iterable[AnyMention], text: str, patterns: PatternSet) -> Iterator[AnyMention]:
    """Yield the mentions in order; a quantity that speaks of another has its role, direction, base, and what it is of.

    ``of`` is the quantity right before what says the role, or what that one is of (80亿元,完成预算的103%,增长5%);
    where other words stand between, something else changed, whose level is not stated there.
    """
    folded = fold(text)
    before: list[Quantity] = []  # in this sentence
    for mention in mentions:
        if not isinstance(mention, Quantity):
            yield mention
            continue
        start = sentence_start(folded, mention.start)
        before = [quantity for quantity in before if quantity.start >= start]
        told = _told(mention, folded, start, before, patterns.roles)
        before.append(told)
        yield told


def _told(
    quantity: Quantity, folded: str, start: int, before: Sequence[Quantity], roles: Sequence[RolePattern]
) -> Quantity:
    earliest = max(start, quantity.start - _REACH)
    begin = max(earliest, *(folded.rfind(mark, earliest, quantity.start) + 1 for mark in _CLAUSE_ENDS))
    if ")" in folded[begin : quantity.start]:  # the mark may be an aside's
        begin = earliest
    before_it = folded[begin : quantity.start]
    for role in roles if before_it else ():
        if _ANY not in role.units and quantity.unit not in role.units:
            continue
        found = role.before.search(before_it)
        if not found:
            continue
        groups = found.groupdict()
        return replace(
            quantity,
            role=role.id,
            direction="up" if groups.get("up") else "down" if groups.get("down") else None,
            compared_with=next((text for name, text in groups.items() if name.startswith("base") and text), None),
            of=_of(role.id, quantity, begin + found.start(), folded, before),
        )
    last = before[-1] if before else None
    if last and last.role and last.unit == quantity.unit and _LIST.fullmatch(folded, last.end, quantity.start):
        return replace(quantity, role=last.role, direction=last.direction, compared_with=last.compared_with)
    return quantity


def _of(role: str, quantity: Quantity, said: int, folded: str, before: Sequence[Quantity]) -> int | None:
    """The start of the quantity before the words that begin at ``said`` and give the role."""
    last = next((other for other in reversed(before) if other.end <= said), None)
    if last is None or not _BESIDE.fullmatch(folded, last.end, said):
        return None
    if role == "level":  # 由3.2%增至5.1%
        return last.start if last.unit == quantity.unit and not folded[last.end : said].strip() else None
    if role == "difference":
        same = last.unit == ("%" if quantity.unit == "个百分点" else quantity.unit)
        return last.start if same and last.role not in {"change", "difference"} else None
    if last.role:
        return last.of
    return None if last.unit in _TIMES else last.start
