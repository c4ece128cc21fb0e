"""The straight lines of a picture, and the picture without them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

Pixels = Any

_SHORTEST = 18.0  # points: no stroke of a character of usual size is as long
_SURE = 40.0  # points: what is shorter is a line only where it meets one across
_THICKEST = 4.0  # points
_BREAK = 1.5  # points: a gap in a line that dirt made
_DASH = 1.5, 6.0  # points: how long the strokes of a dashed line are; digits are longer, dots shorter
_DASH_SLIM = 1.5  # times as long as thick, at least
_BETWEEN_DASHES = 9.0  # points; where lines cross, the gap is widest
_DASHED = 60.0  # points: a shorter row of dashes is none
_REACH = 3.0  # points: ends this near meet
_LOOSE = 5.0  # points: a line that ends farther from the next one across ends nowhere
_AROUND = 31  # pixels: a line is darker than what is around it
_DARKER = 12  # of 255
_ACROSS = 9  # pixels across a faint line that hold more than the line
_FAINT = 8  # of 255: by how much it is darker than its sides
_LOW, _EVEN = 20, 0.6  # percent of a faint line that may be fainter than that share of what is usual in it


class Line(Struct, frozen=True):
    """A straight line in pixels: it stands at ``at`` and runs from ``start`` to ``end``."""

    at: float
    start: float
    end: float
    thick: float


def find_rulings(grey: Pixels, scale: float) -> tuple[list[Line], list[Line], Pixels]:
    """Return the lines that run down, those that run across, and which pixels are theirs; ``scale`` is pixels a point.

    A short stroke that meets no line across is part of a character.
    """
    import cv2
    import numpy

    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _AROUND, _DARKER)
    down, down_pixels = _lines(grey, dark, scale, upright=True)
    across, across_pixels = _lines(grey, dark, scale, upright=False)
    reach = _REACH * scale
    kept_down = [_reaching(line, across, scale) for line in down if _is_ruling(line, across, scale, reach)]
    kept_across = [_reaching(line, down, scale) for line in across if _is_ruling(line, down, scale, reach)]
    mask = numpy.zeros_like(dark)
    for line in kept_down:
        _paint(mask, down_pixels, line, upright=True)
    for line in kept_across:
        _paint(mask, across_pixels, line, upright=False)
    return _without_doubles(kept_down, reach), _without_doubles(kept_across, reach), mask


def _without_doubles(lines: Sequence[Line], reach: float) -> list[Line]:
    """The lines, less those along a longer one: a line that is not quite straight is found in pieces as well."""

    def is_double(line: Line) -> bool:
        return any(
            abs(other.at - line.at) <= reach
            and other.start - reach <= line.start
            and line.end <= other.end + reach
            and other.end - other.start > line.end - line.start
            for other in lines
        )

    return [line for line in lines if not is_double(line)]


def _lines(grey: Pixels, dark: Pixels, scale: float, *, upright: bool) -> tuple[list[Line], Pixels]:
    import cv2

    def bar(length: float) -> Any:
        long = max(round(length * scale), 1)
        return cv2.getStructuringElement(cv2.MORPH_RECT, (1, long) if upright else (long, 1))

    pixels = cv2.morphologyEx(dark, cv2.MORPH_OPEN, bar(_SHORTEST))
    pixels |= _even(grey, bar(_BREAK), bar(_SURE), upright=upright)
    dashes = cv2.morphologyEx(_dashes(dark, scale, upright=upright) | pixels, cv2.MORPH_CLOSE, bar(_BETWEEN_DASHES))
    pixels |= cv2.morphologyEx(dashes, cv2.MORPH_OPEN, bar(_DASHED))
    joined = cv2.dilate(pixels, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 5) if upright else (5, 3)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    lines = []
    for x, y, width, height, _ in stats[1:count].tolist():
        thick, long = (width, height) if upright else (height, width)
        if thick <= _THICKEST * scale + 2 and long > 3 * thick:
            start = y if upright else x
            middle = (x if upright else y) + thick / 2
            lines.append(Line(middle, float(start), float(start + long), float(thick)))
    return lines, pixels


def _even(grey: Pixels, gap: Pixels, bar: Pixels, *, upright: bool) -> Pixels:
    """Long lines that are a little darker than what is on either side of them, and everywhere by as much.

    They may be broken by dirt, up to the length of ``gap``, and are as long as ``bar``. What strokes of characters make
    together is darker in some places than in others.
    """
    import cv2
    import numpy

    sides = cv2.getStructuringElement(cv2.MORPH_RECT, (_ACROSS, 1) if upright else (1, _ACROSS))
    darker = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, sides)
    mended = cv2.morphologyEx((darker >= _FAINT).astype(numpy.uint8) * 255, cv2.MORPH_CLOSE, gap)
    long = cv2.morphologyEx(mended, cv2.MORPH_OPEN, bar)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    even = numpy.zeros(count, numpy.uint8)
    for number, (x, y, width, height, _) in enumerate(stats[1:count].tolist(), start=1):
        here = darker[y : y + height, x : x + width] * (labels[y : y + height, x : x + width] == number)
        low, middle = numpy.percentile(here.max(axis=1 if upright else 0), [_LOW, 50])
        even[number] = 255 * (low >= _EVEN * middle)
    return even[labels]


def _dashes(dark: Pixels, scale: float, *, upright: bool) -> Pixels:
    """The short straight strokes that stand by themselves, as those of a dashed line do."""
    import cv2
    import numpy

    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    long, thick = (
        stats[:, cv2.CC_STAT_HEIGHT if upright else cv2.CC_STAT_WIDTH],
        stats[:, cv2.CC_STAT_WIDTH if upright else cv2.CC_STAT_HEIGHT],
    )
    shortest, longest = (length * scale for length in _DASH)
    kept = (long >= shortest) & (long <= longest) & (long >= _DASH_SLIM * thick)
    kept[0] = False
    return (kept.astype(numpy.uint8) * 255)[labels]


def _is_ruling(line: Line, others: list[Line], scale: float, reach: float) -> bool:
    if line.end - line.start >= _SURE * scale:
        return True
    return any(
        other.start - reach <= line.at <= other.end + reach
        and min(abs(other.at - line.start), abs(other.at - line.end)) <= reach
        for other in others
    )


def stop_short(down: Sequence[Line], across: Sequence[Line], scale: float) -> bool:
    """Tell whether a line begins at another and ends at none, within the table: there is a gap in it, or beside it."""
    return any(_is_loose(line, across, scale) for line in down) or any(_is_loose(line, down, scale) for line in across)


def _is_loose(line: Line, others: Sequence[Line], scale: float) -> bool:
    reach = _LOOSE * scale
    met = [
        any(abs(other.at - end) <= reach and other.start - reach <= line.at <= other.end + reach for other in others)
        for end in (line.start, line.end)
    ]
    end = line.end if met[0] else line.start
    beyond = [other for other in others if other.start - reach <= line.at <= other.end + reach]
    is_within = any(other.at < end - reach for other in beyond) and any(other.at > end + reach for other in beyond)
    return sum(met) == 1 and is_within and line.end - line.start >= _SURE * scale


def _reaching(line: Line, others: Sequence[Line], scale: float) -> Line:
    """The line up to the line across that it nearly reaches: a dashed line may end with a gap."""
    reach = _BETWEEN_DASHES * scale
    near = [other.at for other in others if other.start - reach <= line.at <= other.end + reach]
    starts = [at for at in near if 0 <= line.start - at <= reach]
    ends = [at for at in near if 0 <= at - line.end <= reach]
    return Line(line.at, min([line.start, *starts]), max([line.end, *ends]), line.thick)


def _paint(mask: Pixels, pixels: Pixels, line: Line, *, upright: bool) -> None:
    near, far = int(line.at - line.thick / 2) - 1, int(line.at + line.thick / 2) + 2
    here = (slice(int(line.start), int(line.end) + 1), slice(max(near, 0), far))
    here = here if upright else (here[1], here[0])
    mask[here] |= pixels[here]
