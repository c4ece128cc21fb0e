"""The straight lines of a picture, and the picture without them."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

Pixels = Any

_SHORTEST = 18.0  # points: no stroke of a character of usual size is as long
_SURE = 40.0  # points: what is shorter is a line only where it meets one across
_THICKEST = 4.0  # points
_REACH = 3.0  # points: ends this near meet
_AROUND = 31  # pixels: a line is darker than what is around it
_DARKER = 12  # of 255


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
    down, down_pixels = _lines(dark, scale, upright=True)
    across, across_pixels = _lines(dark, scale, upright=False)
    reach = _REACH * scale
    kept_down = [line for line in down if _is_ruling(line, across, scale, reach)]
    kept_across = [line for line in across if _is_ruling(line, down, scale, reach)]
    mask = numpy.zeros_like(dark)
    for line in kept_down:
        _paint(mask, down_pixels, line, upright=True)
    for line in kept_across:
        _paint(mask, across_pixels, line, upright=False)
    return kept_down, kept_across, mask


def _lines(dark: Pixels, scale: float, *, upright: bool) -> tuple[list[Line], Pixels]:
    import cv2

    length = round(_SHORTEST * scale)
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (1, length) if upright else (length, 1))
    pixels = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
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


def _is_ruling(line: Line, others: list[Line], scale: float, reach: float) -> bool:
    if line.end - line.start >= _SURE * scale:
        return True
    return any(
        other.start - reach <= line.at <= other.end + reach
        and min(abs(other.at - line.start), abs(other.at - line.end)) <= reach
        for other in others
    )


def _paint(mask: Pixels, pixels: Pixels, line: Line, *, upright: bool) -> None:
    near, far = int(line.at - line.thick / 2) - 1, int(line.at + line.thick / 2) + 2
    here = (slice(int(line.start), int(line.end) + 1), slice(max(near, 0), far))
    here = here if upright else (here[1], here[0])
    mask[here] |= pixels[here]
