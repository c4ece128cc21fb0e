"""A page's picture made as one of black print on white: without specks and seals, white print on dark turned over.

A seal (GB/T 9704-2012: red, round, 4.2 cm) lies over print, which is dark where the seal is not: its red channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

Pixels = Any

_SPECK = 0.3  # square points; the point of the smallest print is larger
_MOST_SPECKS = 0.005  # a square point of page
_RED = 40  # of 255: by how much red ink is redder than it is green or blue
_SEAL = 50.0, 200.0  # points: how wide and high a seal is
_ROUND = 1.5  # times as long as wide, at most
_FULLEST = 0.6  # of its box that a seal's ink takes: more is a field, or a picture
_BROKEN = 3.0  # points: gaps in a seal or in a field where print runs through it

_DARK = 185  # of 255: a darker fill can hold light print
_STROKE = 6.0  # points: no stroke of a character is as thick
_SAME = 25  # of 255: by how much the shades of one fill differ
_FIELD = 20.0, 8.0  # points: how wide and high a filled field is at least
_PRINT = 0.005, 0.6  # of the fields of one shade that the print on them takes
_LIGHT = 0.7  # of the print that is lighter than the field
_MOST_FIELDS = 200
_FULL = 0.75  # of its box that a field takes: what does not is a drawing
_BLUR = 8  # pixels a side that are taken as one for the paper's shade
_DARKEST_PAPER = 60


def clean(pixels: Pixels, scale: float) -> tuple[Pixels, Pixels | None]:
    """Take specks and seals off a page and turn dark fields over; ``scale`` is pixels a point.

    With the page comes which of its pixels were a seal's, None without one.
    """
    pixels = _without_dirt(pixels, scale)
    seals = _seals(pixels, scale)
    cleaned = pixels if seals is None else _without(pixels, seals)
    return _turned_over(cleaned, scale), seals


def evened(grey: Pixels) -> Pixels:
    """Return a grey picture as on paper that is white everywhere: shadows are taken off."""
    import cv2
    import numpy

    height, width = grey.shape
    small = cv2.resize(grey, (max(width // _BLUR, 1), max(height // _BLUR, 1)), interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, numpy.ones((9, 9), numpy.uint8)), (9, 9))
    paper = numpy.maximum(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), _DARKEST_PAPER)
    return cv2.divide(grey, paper, scale=255)


def _without_dirt(pixels: Pixels, scale: float) -> Pixels:
    """A page that is full of specks, as a bad copier or a fax leaves them, without them; any other as it is.

    Only the specks are painted over: to smooth the whole would take thin strokes away, as that of a minus.
    """
    import cv2
    import numpy

    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] <= _SPECK * scale**2
    small[0] = False
    if small.sum() <= _MOST_SPECKS * grey.size / scale**2:
        return pixels
    specks = cv2.dilate(small.astype(numpy.uint8)[labels], numpy.ones((3, 3), numpy.uint8)) > 0
    specks &= (ink == 0) | small[labels]
    cleaned = pixels.copy()
    cleaned[specks] = cv2.medianBlur(pixels, 5)[specks]
    return cleaned


# --- seals ----------------------------------------------------------------------------------------------------------


def _seals(pixels: Pixels, scale: float) -> Pixels | None:
    """Which pixels are a seal's: red ink inside a ring as large as one."""
    import cv2
    import numpy

    blue, green, red = (pixels[..., channel].astype(numpy.int16) for channel in range(3))
    ink = ((red - numpy.maximum(blue, green)) > _RED).astype(numpy.uint8)
    if not ink.any():
        return None
    side = round(_BROKEN * scale) | 1
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    least, most = (length * scale for length in _SEAL)
    seals = numpy.zeros_like(ink)
    for x, y, width, height, area in stats[1:count].tolist():
        is_round = max(width, height) <= _ROUND * min(width, height) and area <= _FULLEST * width * height
        if least <= min(width, height) and max(width, height) <= most and is_round:
            here = slice(y, y + height), slice(x, x + width)
            seals[here] = ink[here]
    return seals if seals.any() else None


def _without(pixels: Pixels, seals: Pixels) -> Pixels:
    """The page with its red channel in place of the seal, stretched so that red alone is white."""
    import cv2
    import numpy

    around = cv2.dilate(seals, numpy.ones((5, 5), numpy.uint8)) > 0
    red = pixels[..., 2].astype(numpy.float32)
    pure = max(float(numpy.median(red[seals > 0])), 1.0)
    lifted = numpy.clip(red * 255 / pure, 0, 255).astype(numpy.uint8)
    cleaned = pixels.copy()
    cleaned[around] = lifted[around][:, None]
    return cleaned


# --- dark fields ----------------------------------------------------------------------------------------------------


class _Field(Struct, frozen=True):
    """A filled field: its pixels with the print on it, its shade, how much is print, and how much light print."""

    pixels: Pixels
    shade: float
    print: int
    light: int


def _turned_over(pixels: Pixels, scale: float) -> Pixels:
    """The page with dark fields that hold light print as white paper with dark print, their edges as lines.

    What is told of one field holds for those of its shade: not each cell of a head holds print.
    """
    import cv2
    import numpy

    grey = cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    fields = list(_fields(grey, scale))
    turned = pixels.copy() if fields else pixels
    for field in fields:
        alike = [other for other in fields if abs(other.shade - field.shade) <= _SAME]
        printed, light = sum(other.print for other in alike), sum(other.light for other in alike)
        area = sum(int(other.pixels.sum()) for other in alike)
        if not _PRINT[0] * area <= printed <= _PRINT[1] * area or light < _LIGHT * printed:
            continue
        here = field.pixels > 0
        off = numpy.abs(grey[here].astype(numpy.float32) - field.shade)
        dark = 255 - numpy.clip(off * 255 / max(255 - field.shade, field.shade), 0, 255)
        turned[here] = dark.astype(numpy.uint8)[:, None]
        left, top, wide, high = cv2.boundingRect(field.pixels)
        edge = max(round(scale / 2), 1)
        cv2.rectangle(turned, (left, top), (left + wide - 1, top + high - 1), (0, 0, 0), edge)
    return turned


def _fields(grey: Pixels, scale: float) -> Iterator[_Field]:
    import cv2
    import numpy

    stroke = numpy.ones((round(_STROKE * scale),) * 2, numpy.uint8)
    seeds = cv2.morphologyEx((grey < _DARK).astype(numpy.uint8), cv2.MORPH_OPEN, stroke)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(seeds, connectivity=8)
    done = numpy.zeros_like(seeds)
    for number in (numpy.argsort(-stats[1:, cv2.CC_STAT_AREA]) + 1)[:_MOST_FIELDS]:
        x, y, width, height, _ = stats[number].tolist()
        seed = labels[y : y + height, x : x + width] == number
        if done[y : y + height, x : x + width][seed].any():
            continue
        shade = float(numpy.median(grey[y : y + height, x : x + width][seed]))
        differs = numpy.abs(grey.astype(numpy.int16) - round(shade)) > _SAME
        same = cv2.morphologyEx((~differs).astype(numpy.uint8), cv2.MORPH_OPEN, numpy.ones((5, 5), numpy.uint8))
        same = cv2.morphologyEx(same, cv2.MORPH_CLOSE, numpy.ones((round(_BROKEN * scale),) * 2, numpy.uint8))
        field = _field_at(same, x, y, seed)
        if field is None:
            continue
        field = _whole(field)
        done = done | field
        _, _, wide, high = cv2.boundingRect(field)
        if wide >= _FIELD[0] * scale and high >= _FIELD[1] * scale and field.sum() >= _FULL * wide * high:
            printed = grey[(field > 0) & differs]
            yield _Field(field, shade, len(printed), int((printed > shade).sum()))


def _field_at(same: Pixels, x: int, y: int, seed: Pixels) -> Pixels | None:
    """The pixels of one shade that hang together with a seed."""
    import cv2
    import numpy

    _, labels = cv2.connectedComponents(same, connectivity=4)
    height, width = seed.shape
    inside = labels[y : y + height, x : x + width][seed]
    inside = inside[inside > 0]
    return (labels == numpy.bincount(inside).argmax()).astype(numpy.uint8) if len(inside) else None


def _whole(field: Pixels) -> Pixels:
    """A field with the print on it."""
    import cv2
    import numpy

    contours, _ = cv2.findContours(field, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(numpy.zeros_like(field), contours, -1, 1, thickness=-1)
