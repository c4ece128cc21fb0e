"""A stretch of ink read: once, or again where the first reading is not sure or does not fit the ink.

What is told of how sure OCR is does not say much: it is surest where it leaves a doubled digit out. How many digits
there are can be counted in the ink, and a second look, at the same ink drawn wider, either agrees or it does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from extractor.model import LEAST_CONFIDENCE
from extractor.readers.scan.characters import Piece
from extractor.readers.scan.engine import Reading, read_line
from extractor.readers.scan.pieces import Stretch
from extractor.readers.scan.sheet import Box, Sheet, runs

_LEAST_SCORE = 0.5  # of 1: what reads worse is no text
_LEAST_IN_CELL = 0.8  # the same for a mark in a cell in which no text was found
_TALL = 2.2  # times its width: what is as tall and parted is written downwards
_NUMBER = re.compile(r"[-+－]?[0-9][0-9.,，．]*")
_HOLDS_DIGITS = re.compile(r"[0-9]+(?:[.,，．][0-9]+)*")
_POINT = re.compile(r"(?<=[0-9])[。·](?=[0-9])")
_WIDER = 1.4  # times: at its own width the second look would show the same
_MARGIN = 0.15  # of its height that a second look shows around it
_DOUBT = 0.5  # of 1: how sure a digit is on which two readings differ, at most
_TALL_INK = 0.6  # of a line's height: a digit's ink is at least as tall, that of a comma is not
_SPECK = 0.12  # of a line's height: what is narrower is no digit
_ONE = 0.95  # of its height: how wide a digit is at most
_PITCHES = 0.8, 0.55  # of a digit's height: how far digits stand from each other, at most and at least
_GAP = 0.12  # the same: between the ink of two
_THIN = 0.25  # of a line's height: how thick a minus is at most
_DASH = 0.25, 0.9  # the same: how wide one is
_MIDDLE = 0.3, 0.75  # of a line's height: where one stands
_FLAT = 1.4  # times its height: how wide the ink of a dash is at least
_BLOCKS = "■▬▪█"  # what a dash is sometimes read as


def read_stretch(stretch: Stretch, sheet: Sheet) -> Iterator[Piece]:
    """Yield the pieces of text that a stretch of ink shows: none, one, or several numbers below each other."""
    box, limit, is_found = stretch
    least = _LEAST_SCORE if is_found else _LEAST_IN_CELL
    stacked = _stacked(box, sheet)
    if stacked:
        readings = [(part, read_line(sheet.cut(part))) for part in stacked]
        whole = [(part, reading) for part, reading in readings if reading.score >= least]
        if whole and all(reading.text.isdecimal() for _, reading in whole):
            yield from (Piece(part, reading, sheet.widened(part)) for part, reading in whole)
            return
        if len(whole) > len(stacked) / 2:
            parts = tuple(part for part, reading in whole for _ in reading.text)
            text = "".join(reading.text for _, reading in whole)
            confidence = tuple(each for _, reading in whole for each in reading.confidence)
            yield Piece(box, Reading(text, confidence, ()), box, parts)
            return
    reading = with_marks(_looked_at(box, sheet), box)
    if reading.text and reading.score >= least:
        x0, top, x1, bottom = box
        gaps = _gaps(sheet.ink[top:bottom, x0:x1].any(axis=0), x0)
        yield Piece((x0, top, min(x1, limit), bottom), reading, sheet.widened(box), gaps=gaps)


def _gaps(columns: Any, left: int) -> tuple[tuple[int, int], ...]:
    """The stretches of pixels without ink along a line."""
    return tuple((left + start, left + end) for start, end in runs(~columns) if start > 0 and end < len(columns))


def _stacked(box: Box, sheet: Sheet) -> list[Box]:
    """The characters of a text that is written downwards, from the top; none if it is not."""
    x0, top, x1, bottom = box
    if bottom - top < _TALL * (x1 - x0):
        return []
    rows = sheet.ink[top:bottom, x0:x1].any(axis=1)
    edges = [at for at in range(1, len(rows)) if rows[at] != rows[at - 1]]
    starts = [0, *(at for at in edges if rows[at])]
    ends = [*(at for at in edges if not rows[at]), len(rows)]
    joined: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        if joined and end - joined[-1][0] <= 1.15 * (x1 - x0):  # 三 and 二 are of strokes with gaps between them
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return [(x0, top + start, x1, top + end) for start, end in joined] if len(joined) > 1 else []


# --- looking again --------------------------------------------------------------------------------------------------


def _looked_at(box: Box, sheet: Sheet) -> Reading:
    """A piece as read, with its digits in doubt where two looks at it, or its ink, say different things."""
    picture = sheet.cut(box)
    first = read_line(picture)
    seen, signed = digits_in(box, sheet), has_minus(box, sheet)
    is_whole = fits(first, seen) and _is_signed(first, signed)
    if is_whole and _is_sure(first):
        return first
    second = read_line(_wider(picture))
    if _numbers(first) == _numbers(second) and first.text[:1] == second.text[:1]:
        return _sure_of_digits(first) if is_whole else _doubted(first)
    is_better = fits(second, seen) and _is_signed(second, signed) and (not is_whole or second.score > first.score)
    return _doubted(second if is_better else first)


def _wider(picture: Any) -> Any:
    import cv2

    margin = round(_MARGIN * picture.shape[0])
    framed = cv2.copyMakeBorder(picture, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    return cv2.resize(framed, None, fx=2 * _WIDER, fy=2, interpolation=cv2.INTER_CUBIC)


def _is_sure(reading: Reading) -> bool:
    return all(
        sure >= LEAST_CONFIDENCE
        for found in _HOLDS_DIGITS.finditer(reading.text)
        for sure in reading.confidence[found.start() : found.end()]
    )


def _numbers(reading: Reading) -> list[str]:
    return _HOLDS_DIGITS.findall(reading.text)


def fits(reading: Reading, seen: tuple[int, int]) -> bool:
    """Tell whether a number has as many digits as its ink shows; of what is no number nothing can be said."""
    digits = sum(char.isdecimal() for char in reading.text)
    marks = len(reading.text) - digits if seen[0] < seen[1] else 0  # they touch the digits as digits touch each other
    return not _NUMBER.fullmatch(reading.text) or seen[0] - marks <= digits <= seen[1]


def digits_in(box: Box, sheet: Sheet) -> tuple[int, int]:
    """Return how many digits a number has by its ink, at least and at most: of those that touch it is not so clear."""
    import cv2
    import numpy

    x0, top, x1, bottom = box
    height = bottom - top
    _, labels, stats, _ = cv2.connectedComponentsWithStats(sheet.ink[top:bottom, x0:x1], connectivity=8)
    tall = stats[:, cv2.CC_STAT_HEIGHT] >= _TALL_INK * height
    tall[0] = False
    shown = numpy.isin(labels, tall.nonzero()[0]).any(axis=0)
    widths = [width for start, end in runs(shown) if (width := (end - start) / height) > _SPECK]
    least, most = (sum(1 if width < _ONE else round((width + _GAP) / pitch) for width in widths) for pitch in _PITCHES)
    return least, most


def has_minus(box: Box, sheet: Sheet) -> bool:
    """Tell whether the ink of a number begins with a flat stroke at half its height."""
    import cv2

    x0, top, x1, bottom = box
    height = bottom - top
    _, _, stats, _ = cv2.connectedComponentsWithStats(sheet.ink[top:bottom, x0:x1], connectivity=8)
    _, upper, wide, high, _ = min(stats[1:].tolist(), default=(0, 0, 0, 0, 0))
    is_flat = high <= _THIN * height and _DASH[0] * height <= wide <= _DASH[1] * height
    return is_flat and _MIDDLE[0] * height <= upper + high / 2 <= _MIDDLE[1] * height


def _is_signed(reading: Reading, signed: bool) -> bool:
    return not signed or not _NUMBER.fullmatch(reading.text) or not reading.text[0].isdecimal()


def _sure_of_digits(reading: Reading) -> Reading:
    """A reading two looks agree on: its numbers are not in doubt."""
    return _with_confidence(reading, lambda sure: max(sure, LEAST_CONFIDENCE))


def _doubted(reading: Reading) -> Reading:
    return _with_confidence(reading, lambda sure: min(sure, _DOUBT))


def _with_confidence(reading: Reading, change: Callable[[float], float]) -> Reading:
    confidence = list(reading.confidence)
    for found in _HOLDS_DIGITS.finditer(reading.text):
        here = slice(*found.span())
        confidence[here] = map(change, confidence[here])
    return replace(reading, confidence=tuple(confidence))


def with_marks(reading: Reading, box: Box) -> Reading:
    """Return a reading in which a full stop in a number is its point, and a block the dash it shows.

    That one stands alone and is flat, or before a number.
    """
    reading = replace(reading, text=_POINT.sub(".", reading.text))
    x0, top, x1, bottom = box
    is_alone = len(reading.text) == 1 and x1 - x0 >= _FLAT * (bottom - top)
    if reading.text[:1] in {*_BLOCKS} and (is_alone or _NUMBER.fullmatch(reading.text[1:])):
        return replace(reading, text=f"-{reading.text[1:]}")
    return reading
