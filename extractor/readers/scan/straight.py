"""A page that was scanned askew or sideways, set straight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median
from typing import Any

from msgspec import Struct

from extractor.readers.scan.engine import find_text, read_line

_WIDE = 4.0  # times its height: text whose direction tells the page's
_FEWEST = 3  # pieces of text that tell it
_SHORT, _FEWEST_SHORT = 2.0, 6  # the same where there are only short pieces, which tell it less well
_LEAST_SKEW = 0.15  # degrees
_MOST_SKEW = 20.0
_MOST_TIMES = 2  # that a page is set straight: the first time may leave a little
_ASKED = 5  # pieces of text that are read to tell which side is up
_UPRIGHT = 0.75  # of 1: how sure text that stands upright reads at least

Corners = tuple[tuple[float, float], ...]


class Straight(Struct, frozen=True):
    """A page set straight and the text found on it; it was turned by ``turned`` and ``skew`` degrees, clockwise."""

    pixels: Any
    boxes: list[Corners]
    turned: int = 0
    skew: float = 0.0


def set_straight(pixels: Any, boxes: list[Corners]) -> Straight:
    """Turn a page so that its text runs to the right, and straight; ``boxes`` are the corners of its text."""
    turned = _turn(pixels, boxes)
    if turned:
        pixels = _turned(pixels, turned)
        boxes = find_text(pixels)
    straight, skew = Straight(pixels, boxes, turned), 0.0
    for _ in range(_MOST_TIMES):
        left = _skew(straight.boxes)
        if abs(left) < _LEAST_SKEW:
            break
        skew += left
        set_right = _rotated(pixels, skew)
        straight = Straight(set_right, find_text(set_right), turned, round(-skew, 2))
    return straight


def set_alike(marked: Any, straight: Straight) -> Any:
    """Turn marks on a page, one a pixel, as the page was turned."""
    import cv2

    turned = _turned(marked, straight.turned)
    return _rotated(turned, -straight.skew, around=0, how=cv2.INTER_NEAREST) if straight.skew else turned


def _turn(pixels: Any, boxes: Sequence[Corners]) -> int:
    """By how many degrees, clockwise, a page must be turned so that its text stands upright."""
    longest = sorted(boxes, key=lambda box: -max(_sides(box)))[:_ASKED]
    if len(longest) < _FEWEST:
        return 0
    tall = sum(_sides(box)[1] > _WIDE * _sides(box)[0] for box in boxes)
    wide = sum(_sides(box)[0] > _WIDE * _sides(box)[1] for box in boxes)
    lying = tall > wide
    ways = (90, 270) if lying else (0,)
    scores = {way: _score(pixels, longest, way) for way in ways}
    if not lying and scores[0] < _UPRIGHT:
        scores[180] = _score(pixels, longest, 180)
    return max(scores, key=lambda way: scores[way])


def _score(pixels: Any, boxes: Sequence[Corners], way: int) -> float:
    scores = []
    for box in boxes:
        xs, ys = [x for x, _ in box], [y for _, y in box]
        cut = pixels[max(int(min(ys)), 0) : int(max(ys)) + 1, max(int(min(xs)), 0) : int(max(xs)) + 1]
        scores.append(read_line(_turned(cut, way)).score)
    return sum(scores) / len(scores)


def _turned(pixels: Any, degrees: int) -> Any:
    import numpy

    return numpy.ascontiguousarray(numpy.rot90(pixels, -degrees // 90)) if degrees else pixels


def _skew(boxes: Sequence[Corners]) -> float:
    """By how many degrees the lines of text fall to the right."""
    wide = [box for box in boxes if _sides(box)[0] > _WIDE * _sides(box)[1]]
    if len(wide) < _FEWEST:
        wide = [box for box in boxes if _sides(box)[0] > _SHORT * _sides(box)[1]]
        if len(wide) < _FEWEST_SHORT:
            return 0.0
    slopes = [math.degrees(math.atan2(box[1][1] - box[0][1], box[1][0] - box[0][0])) for box in wide]
    skew = median(slopes)
    return round(skew, 2) if abs(skew) <= _MOST_SKEW else 0.0


def _rotated(pixels: Any, degrees: float, *, around: int = 255, how: int | None = None) -> Any:
    import cv2

    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    flags = cv2.INTER_CUBIC if how is None else how
    return cv2.warpAffine(pixels, matrix, (width, height), flags=flags, borderValue=(around,) * 3)


def _sides(box: Corners) -> tuple[float, float]:
    return math.dist(box[0], box[1]), math.dist(box[1], box[2])
