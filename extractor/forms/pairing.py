"""Pair the rows or columns a report prints with those its form prints, as tolerantly as is unambiguous."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from extractor.tables.labels import comparable

_LIKE = 0.75  # how alike two labels at the same place must be, where they are not the same

Key = tuple[str, ...]
"""A path, outermost heading first, of what is compared in its words."""


class Heading(Struct, frozen=True):
    """A row or column by its path and its printed number."""

    path: Key
    number: str | None

    @property
    def label(self) -> str:
        """The last step of the path: its own words."""
        return self.path[-1] if self.path else ""


def key(path: Iterable[str]) -> Key:
    """Return a path as it is compared: letters, digits and characters only."""
    return tuple(comparable(words) for words in path)


def pair(printed: Mapping[int, Heading], wanted: Mapping[int, Heading]) -> dict[int, int]:
    """Return for each printed heading that is one of the wanted which it is.

    Three rules for equal labels, each for what the one before left over and only where it leaves no choice: the whole
    path is the same; one path is the end of the other (a report leaves out outer headings); the label stands once.
    """
    pairs: dict[int, int] = {}
    times = Counter(heading.label for heading in printed.values())
    named = times.keys() & {heading.label for heading in wanted.values()}
    printed, wanted = (
        {place: heading for place, heading in headings.items() if heading.label in named}
        for headings in (printed, wanted)
    )
    rules: tuple[Callable[[Heading, Heading], bool], ...] = (
        lambda one, other: one.path == other.path,
        lambda one, other: _ends_alike(one.path, other.path),
        lambda one, _: times[one.label] == 1,
    )
    for rule in rules:
        pairs |= _pairs_by(rule, printed, wanted, pairs)
    return pairs


def pair_alike(
    printed: Mapping[int, Heading], wanted: Mapping[int, Heading], pairs: Mapping[int, int]
) -> dict[int, int]:
    """Return the pairs with those added whose labels are alike, of one number and under the same headings."""
    taken = set(pairs.values())
    left = {position: heading for position, heading in wanted.items() if position not in taken}
    added = dict(pairs)
    for index, heading in printed.items():
        if index in pairs:
            continue
        rated = sorted(
            (
                (_likeness(heading.label, other.label), position)
                for position, other in left.items()
                if other.number == heading.number and _ends_alike(heading.path[:-1], other.path[:-1])
            ),
            reverse=True,
        )
        if rated and rated[0][0] >= _LIKE and (len(rated) == 1 or rated[0][0] > rated[1][0]):
            added[index] = rated[0][1]
            del left[rated[0][1]]
    return added


def pair_in_order(printed: Mapping[int, Heading], wanted: Mapping[int, Heading]) -> dict[int, int]:
    """Return the pairs of two lists that are as long and say the same from first to last, else none.

    Only the labels count: what stands above them is often lost, and the order tells 总计 from 总计. A label may be
    blank if most are not.
    """
    labels = [heading.label for heading in printed.values()]
    same = all(not label or label == heading.label for label, heading in zip(labels, wanted.values(), strict=False))
    if len(printed) != len(wanted) or not same or 2 * labels.count("") >= len(labels):
        return {}
    return dict(zip(printed, wanted, strict=True))


def _pairs_by(
    rule: Callable[[Heading, Heading], bool],
    printed: Mapping[int, Heading],
    wanted: Mapping[int, Heading],
    pairs: Mapping[int, int],
) -> dict[int, int]:
    """The pairs of equal labels, of what is not yet paired, that fulfil a rule and have no rival on either side."""
    by_label: dict[str, list[int]] = {}
    taken = set(pairs.values())
    for position, heading in wanted.items():
        if position not in taken:
            by_label.setdefault(heading.label, []).append(position)
    chosen: dict[int, list[int]] = {}
    for index, heading in printed.items():
        if index not in pairs:
            fitting = [p for p in by_label.get(heading.label, ()) if rule(heading, wanted[p])]
            if len(fitting) == 1:
                chosen.setdefault(fitting[0], []).append(index)
    return {rivals[0]: position for position, rivals in chosen.items() if len(rivals) == 1}


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _ends_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter == 0 or one[-shorter:] == other[-shorter:]
