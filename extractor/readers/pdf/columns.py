"""The columns a page is set in."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from extractor.readers.pdf.marks import Char, usual_size

_NARROWEST_COLUMN = 8.0  # characters
_FEWEST_COLUMN_LINES = 8
_GUTTER = 0.6  # of the usual size
_STRAY = 0.03  # of a column's usual density that may stand in a gutter: a title, a line across
_MOST_STRAY = 3  # lines that may cross a gutter on a page of few
_FEWEST_LINES = 12  # on such a page
_ALIKE = 0.15  # of the usual size


def part_columns(chars: list[Char]) -> list[list[Char]]:
    """The characters above the columns, those of each column from left to right, and those below."""
    size = usual_size([char[5] for char in chars])
    if len(chars) < 2 * _FEWEST_COLUMN_LINES * _NARROWEST_COLUMN:
        return [chars]
    body = [char for char in chars if abs(char.size - size) <= _ALIKE * size] or chars
    stretches = _stretches(body, size)
    if len(stretches) < 2:
        return [chars]
    edges = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(stretches)]
    top, bottom = _between_crossing_lines(chars, edges)
    inside: list[list[Char]] = [[] for _ in stretches]
    for char in chars:
        if top < char.middle < bottom:
            inside[sum((char.x0 + char.x1) / 2 > edge for edge in edges)].append(char)
    for column in inside:
        if not column or max(c.bottom for c in column) - min(c.top for c in column) < _FEWEST_COLUMN_LINES * size:
            return [chars]
    above = [char for char in chars if char.middle <= top]
    below = [char for char in chars if char.middle >= bottom]
    return [above, *inside, below]


def _between_crossing_lines(chars: Iterable[Char], edges: Sequence[float]) -> tuple[float, float]:
    """The tallest stretch of the page in which nothing crosses from column to column."""
    crossing = sorted((char.top, char.bottom) for char in chars if any(char.x0 < edge < char.x1 for edge in edges))
    tops = [top for top, _ in crossing]
    bottoms = [bottom for _, bottom in crossing]
    gaps = zip([-math.inf, *bottoms], [*tops, math.inf], strict=True)
    low = min((char.top for char in chars), default=0.0)
    high = max((char.bottom for char in chars), default=0.0)
    return max(gaps, key=lambda gap: min(gap[1], high) - max(gap[0], low))


def _stretches(chars: Sequence[Char], size: float) -> list[tuple[int, int]]:
    """The stretches of the page's width that hold columns of text; one if nothing parts it clearly."""
    left, right = int(min(char.x0 for char in chars)), int(max(char.x1 for char in chars)) + 1
    steps = [0] * (right - left + 2)
    for char in chars:
        steps[int(char.x0) - left] += 1
        steps[int(char.x1) - left + 1] -= 1
    covered = list(itertools.accumulate(steps))
    usual = sorted(covered)[len(covered) // 2]
    stretches: list[tuple[int, int]] = []
    start: int | None = None
    for x, count in enumerate([*covered, 0]):
        if count > max(_STRAY * usual, _MOST_STRAY if usual >= _FEWEST_LINES else 0):
            start = x if start is None else start
        elif start is not None:
            stretches.append((left + start, left + x))
            start = None
    joined: list[tuple[int, int]] = []
    for stretch in stretches:
        if joined and stretch[0] - joined[-1][1] < _GUTTER * size:
            joined[-1] = joined[-1][0], stretch[1]
        else:
            joined.append(stretch)
    if any(b - a < _NARROWEST_COLUMN * size for a, b in joined):
        return [(left, right)]
    return joined
