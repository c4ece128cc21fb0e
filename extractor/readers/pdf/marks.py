"""What is printed on a page: characters and rulings, in points from the top left of the page as it is seen."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

EM_FOOT = 0.14  # of the size: how far a character's square reaches below the baseline


class Char(NamedTuple):
    """One printed character in its em square; ``size`` is its height, ``upright`` is False where it is turned.

    ``order`` counts the characters of the page as the file draws them.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    text: str
    size: float
    upright: bool
    bold: bool
    order: int

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


class Ruling(NamedTuple):
    """A straight line: it stands at ``at`` and runs from ``start`` to ``end`` (downwards, or to the right)."""

    at: float
    start: float
    end: float


class PageMarks(Struct, frozen=True):
    """Everything on one page that the reader goes by. Blanks are not listed: they are gaps like any other.

    ``unmapped`` counts the characters for which the file names no Unicode character; ``pictures`` are width and height
    of the images, ``drawings`` counts the figures with curves. ``is_short`` if the engine left characters out.
    ``hidden`` is the share of its texts that are drawn invisibly; asked only where ``is_covered``.
    ``turned`` is by how many degrees the page was turned, clockwise, because its text is drawn sideways.

    Of a page that was read with OCR, ``confidence`` is how sure each character is (0 to 1) by its ``order``,
    ``skew`` by how many degrees it was turned to stand straight; ``noticed`` are the codes
    of what else was seen of its picture. ``gutter`` is where a sheet with two pages on it is parted.
    """

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    verticals: tuple[Ruling, ...]
    horizontals: tuple[Ruling, ...]
    unmapped: int
    pictures: tuple[tuple[float, float], ...]
    drawings: int
    is_short: bool = False
    hidden: float = 0.0
    turned: int = 0
    skew: float = 0.0
    confidence: tuple[float, ...] = ()
    noticed: tuple[str, ...] = ()
    gutter: float | None = None


_SMALLEST = 0.5  # points
_OFF = 1.0  # points by which a character may stand outside the page
_COVERED = 0.5  # of a page's area: pictures that are as large may be a scan of it


def is_covered(pictures: Iterable[tuple[float, float]], width: float, height: float) -> bool:
    """Tell whether pictures, whole or in strips, take most of a page of that size."""
    return sum(min(wide, width) * min(high, height) for wide, high in pictures) > _COVERED * width * height


def as_read(marks: PageMarks) -> PageMarks:
    """Return a page as a person reads it: without what stands outside it, turned if its text is drawn sideways."""
    width, height, chars = marks.width, marks.height, marks.chars
    if not chars:
        return marks
    left, top = (min(map(itemgetter(side), chars)) for side in (0, 1))
    right, bottom = (max(map(itemgetter(side), chars)) for side in (2, 3))
    if min(left, top) < -_OFF or right > width + _OFF or bottom > height + _OFF:
        inside = (c for c in chars if 0 < c[0] + c[2] < 2 * width and 0 < c[1] + c[3] < 2 * height)
        marks = replace(marks, chars=tuple(inside))
    turned = [char for char in marks.chars if not char.upright]
    if 2 * len(turned) <= len(marks.chars):
        return marks
    degrees = _turn(turned)
    return _turned(marks, degrees) if degrees else marks


def _turn(chars: Sequence[Char]) -> int:
    """By how many degrees, clockwise, text must be turned to stand upright; 0 if it is written downwards as it is."""
    pairs = [
        (first, second)
        for first, second in itertools.pairwise(sorted(chars, key=lambda char: char.order))
        if abs(first.x0 - second.x0) < min(first.x1 - first.x0, second.x1 - second.x0) / 2
    ]
    down = sum(second.top > first.top for first, second in pairs)
    up = sum(second.top < first.top for first, second in pairs)
    if max(down, up) < len(chars) / 4:
        return 0
    return 270 if down > up else 90


def _turned(marks: PageMarks, degrees: int) -> PageMarks:
    """Turn a page by 90 or 270 degrees, clockwise, with everything on it."""

    def box(x0: float, top: float, x1: float, bottom: float) -> tuple[float, float, float, float]:
        if degrees == 90:
            return marks.height - bottom, x0, marks.height - top, x1
        return top, marks.width - x1, bottom, marks.width - x0

    def lines(rulings: Iterable[Ruling], *, upright: bool) -> tuple[Ruling, ...]:
        turned = []
        for at, start, end in rulings:
            x0, top, x1, bottom = box(at, start, at, end) if upright else box(start, at, end, at)
            turned.append(Ruling(top, x0, x1) if upright else Ruling(x0, top, bottom))
        return tuple(turned)

    chars = []
    for char in marks.chars:
        x0, top, x1, bottom = box(char.x0, char.top, char.x1, char.bottom)
        chars.append(Char(x0, top, x1, bottom, char.text, bottom - top, not char.upright, char.bold, char.order))
    return replace(
        marks,
        width=marks.height,
        height=marks.width,
        chars=tuple(chars),
        verticals=lines(marks.horizontals, upright=False),
        horizontals=lines(marks.verticals, upright=True),
        turned=degrees,
    )


def usual_size(sizes: Sequence[float]) -> float:
    """Return the size most characters have, to half a point; the larger one of two that are as frequent."""
    if not sizes:
        return 0.0
    if min(sizes) == max(sizes):
        return max(_SMALLEST, round(sizes[0] * 2) / 2)
    counted: Counter[float] = Counter()
    for size, count in Counter(sizes).items():
        counted[max(_SMALLEST, round(size * 2) / 2)] += count
    return max(counted, key=lambda size: (counted[size], size))
