"""What is printed on a page: characters and rulings, in points from the top left of the page as it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

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


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Everything on one page that the reader goes by. Blanks are not listed: they are gaps like any other.

    ``unmapped`` counts the characters for which the file names no Unicode character; ``pictures`` are width and height
    of the images, ``drawings`` counts the figures with curves. ``is_short`` if the engine left characters out.
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
