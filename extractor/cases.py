"""Run the cases that stand beside every pattern, unit, indicator and kind of report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from msgspec import Struct

from extractor.candidates import candidates
from extractor.figures import said_by, with_words
from extractor.match import find_mentions
from extractor.model import AnyMention, Quantity
from extractor.pattern_files import Example, Said
from extractor.patterns import Pattern, PatternSet, Saying
from extractor.regex import Regex
from extractor.roles import with_quantity_roles
from extractor.text import fold


class Case(Struct, frozen=True):
    """The outcome of one case; ``problem`` is None if it holds. ``text[start:end]`` is the place to look at."""

    subject: str
    text: str
    problem: str | None
    start: int = 0
    end: int = 0


def run_cases(patterns: PatternSet) -> Iterator[Case]:
    """Run every case of the data, in the order of the files."""
    for pattern in patterns.patterns:
        for example in pattern.data.example:
            yield _example(pattern, example, patterns)
        for counterexample in pattern.data.counterexample:
            yield _counterexample(pattern, counterexample.text, counterexample.why, patterns)
        for todo in pattern.data.todo:
            yield _todo(pattern, todo.text, patterns)
    yield from _units(patterns)
    for saying in patterns.sayings:
        yield from _said(saying, saying.data, patterns)
    for name, denial in patterns.denials.items():
        denied = patterns.indicators[name].denied
        if denied:
            yield from _searches(f"indicator {name}: denied", denial.regex, denied.example, denied.counterexample)
    for kind in patterns.metadata.kind:
        yield from _searches(f"kind {kind.id}", re.compile(kind.title), kind.example, kind.counterexample)
    yield from _roles(patterns)
    names = re.compile("|".join(patterns.integrity.name))
    yield from _searches("integrity", names, patterns.integrity.example, patterns.integrity.counterexample)


def _roles(patterns: PatternSet) -> Iterator[Case]:
    for role in patterns.roles:
        for example in role.data.example:
            yield _role_example(role.id, example, patterns)
        for counterexample in role.data.counterexample:
            given = [q.text for q in _with_roles(counterexample.text, patterns) if q.role == role.id]
            problem = f"{', '.join(given)} has it, though: {counterexample.why}" if given else None
            yield Case(f"role {role.id}", counterexample.text, problem)


def _with_roles(text: str, patterns: PatternSet) -> list[Quantity]:
    told = with_quantity_roles(find_mentions(text, patterns), text, patterns)
    return [mention for mention in told if isinstance(mention, Quantity)]


def _role_example(name: str, example: Example, patterns: PatternSet) -> Case:
    start = example.text.find(example.match)
    end = start + len(example.match)
    quantity = next((q for q in _with_roles(example.text, patterns) if (q.start, q.end) == (start, end)), None)
    if quantity is None:
        return Case(f"role {name}", example.text, f"expected {example.match}, found nothing", start, end)
    for key, expected in example.value.items():
        actual = getattr(quantity, key)
        if key == "of":  # told by the text that begins there, empty for none
            there = "" if actual is None else example.text[actual:]
            actual = expected if bool(expected) == bool(there) and there.startswith(str(expected)) else there
        if actual != expected:
            return Case(f"role {name}", example.text, f"{key} is {actual}, expected {expected}", start, end)
    return Case(f"role {name}", example.text, None, start, end)


def _example(pattern: Pattern, example: Example, patterns: PatternSet) -> Case:
    start = example.text.find(example.match)
    end = start + len(example.match)
    if start < 0:
        return Case(pattern.id, example.text, f"its text does not hold {example.match!r}")
    if pattern.kind == "mask":
        spans = _masked(pattern, example.text, patterns)
        return Case(pattern.id, example.text, None if (start, end) in spans else f"found {spans}", start, end)
    found = [mention for mention in find_mentions(example.text, patterns) if mention.pattern == pattern.id]
    hit = next((mention for mention in found if mention.start == start and mention.end == end), None)
    if hit is None:
        told = "、".join(mention.text for mention in found) or "nothing"
        return Case(pattern.id, example.text, f"expected {example.match}, found {told}", start, end)
    for name, expected in example.value.items():
        actual = getattr(hit, name, None)
        actual = list(actual) if isinstance(actual, tuple) else actual
        if actual != (Decimal(str(expected)) if isinstance(actual, Decimal) else expected):
            return Case(pattern.id, example.text, f"{name} is {actual}, expected {expected}", start, end)
    return Case(pattern.id, example.text, None, start, end)


def _counterexample(pattern: Pattern, text: str, why: str, patterns: PatternSet) -> Case:
    hit = _first(pattern, text, patterns)
    if hit is None:
        return Case(pattern.id, text, None)
    start, end = hit
    return Case(pattern.id, text, f"found {text[start:end]}, though: {why}", start, end)


def _todo(pattern: Pattern, text: str, patterns: PatternSet) -> Case:
    """A known miss that is found now has to move to the examples."""
    hit = _first(pattern, text, patterns)
    problem = None if hit is None else "a todo that works now: make it an example"
    return Case(pattern.id, text, problem, *(hit or (0, 0)))


def _first(pattern: Pattern, text: str, patterns: PatternSet) -> tuple[int, int] | None:
    if pattern.kind == "mask":
        return next(iter(_masked(pattern, text, patterns)), None)
    return next(((m.start, m.end) for m in find_mentions(text, patterns) if m.pattern == pattern.id), None)


def _masked(pattern: Pattern, text: str, patterns: PatternSet) -> list[tuple[int, int]]:
    wanted = candidates(text, fold(text), (0, len(text)), patterns)
    return [(candidate.start, candidate.end) for candidate in wanted if candidate.pattern == pattern.id]


def _units(patterns: PatternSet) -> Iterator[Case]:
    for unit in dict.fromkeys(patterns.units.values()):
        name = unit.base or unit.name
        units = [mention.unit for mention in _quantities(unit.example, patterns)]
        yield Case(f"unit {unit.name}", unit.example, None if units == [name] else f"units found: {units}")
        if unit.counterexample:
            units = [mention.unit for mention in _quantities(unit.counterexample, patterns)]
            yield Case(f"unit {unit.name}", unit.counterexample, f"units found: {units}" if name in units else None)


def _said(saying: Saying, said: Said, patterns: PatternSet) -> Iterator[Case]:
    subject = f"indicator {saying.indicator}"
    for example in said.example:
        values = _values(saying, example.text, example.section, patterns)
        problem = None if values == list(example.values) else f"expected {_told(example.values)}, found {_told(values)}"
        yield Case(subject, example.text, problem)
    for counterexample in said.counterexample:
        values = _values(saying, counterexample.text, counterexample.section, patterns)
        problem = f"found {_told(values)}, though: {counterexample.why}" if values else None
        yield Case(subject, counterexample.text, problem)


def _values(saying: Saying, text: str, section: str, patterns: PatternSet) -> list[Decimal]:
    quantities = _quantities(text, patterns)
    return [
        q.value
        for q, around in with_words(fold(text), quantities)
        if said_by(saying, around, q.unit, section) is not None
    ]


def _told(values: Iterable[Decimal]) -> str:
    return ", ".join(map(str, values)) or "nothing"


def _quantities(text: str, patterns: PatternSet) -> list[Quantity]:
    mentions: tuple[AnyMention, ...] = find_mentions(text, patterns)
    return [mention for mention in mentions if isinstance(mention, Quantity)]


def _searches(subject: str, regex: Regex | re.Pattern[str], examples: Any, counterexamples: Any) -> Iterator[Case]:
    for text in examples:
        yield Case(subject, text, None if regex.search(fold(text)) else "found nothing")
    for text in counterexamples:
        found = regex.search(fold(text))
        yield Case(subject, text, f"found {found.group()}" if found else None, *(found.span() if found else (0, 0)))
