"""The picture of a page to the marks on it: set straight, its lines found, its text read piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from extractor.readers.pdf.frames import Rectangle, find_frames
from extractor.readers.pdf.marks import Char, PageMarks, Ruling
from extractor.readers.scan.characters import Piece, characters
from extractor.readers.scan.cleaning import clean, evened
from extractor.readers.scan.engine import Reading, find_text, read_line
from extractor.readers.scan.pieces import Stretch, stretches
from extractor.readers.scan.rulings import Line, find_rulings, stop_short
from extractor.readers.scan.sheet import Box, Sheet, around, runs, sheet_of
from extractor.readers.scan.straight import set_alike, set_straight
from extractor.readers.scan.unsure import BROKEN, SEAL

_LEAST_SCORE = 0.5  # of 1: what reads worse is no text
_LEAST_IN_CELL = 0.8  # the same for a mark in a cell in which no text was found
_UNDER_SEAL = 0.5  # of 1: how sure a character under a seal is at most
_TALL = 2.2  # times its width: what is as tall and parted is written downwards


def read_with_ocr(picture: Any, number: int, width: float, height: float) -> PageMarks:
    """Read the picture of a page (a PIL image) that is ``width`` and ``height`` points large.

    Marks are in points from the top left of the page set straight; ``turned`` and ``skew`` say how it was turned.
    """
    import cv2
    import numpy

    printed = cv2.cvtColor(numpy.array(picture.convert("RGB")), cv2.COLOR_RGB2BGR)
    pixels, seals = clean(printed, printed.shape[1] / width)
    straight = set_straight(pixels, find_text(pixels))
    if straight.turned in {90, 270}:
        width, height = height, width
    scale = straight.pixels.shape[1] / width
    grey = evened(cv2.cvtColor(straight.pixels, cv2.COLOR_BGR2GRAY))
    down, across, lines = find_rulings(grey, scale)
    sheet = sheet_of(straight.pixels, grey, lines, scale)
    verticals, horizontals = _points(down, scale), _points(across, scale)
    frames = find_frames(verticals, horizontals)
    cells = [Rectangle(*(side * scale for side in cell.box)) for frame in frames for cell in frame.cells]
    found = [around(corners) for corners in straight.boxes]
    pieces = [piece for each in stretches(cells, found, down, across, sheet) for piece in _read(each, sheet)]
    chars, confidence = characters(pieces, scale)
    noticed = (SEAL,) * (seals is not None) + (BROKEN,) * (bool(frames) and stop_short(down, across, scale))
    if seals is not None:
        confidence = _under(set_alike(seals, straight), chars, confidence, scale)
    return PageMarks(
        number,
        width,
        height,
        chars,
        verticals,
        horizontals,
        0,
        (),
        0,
        turned=straight.turned,
        skew=straight.skew,
        confidence=confidence,
        noticed=noticed,
    )


def _under(seals: Any, chars: Sequence[Char], confidence: Sequence[float], scale: float) -> tuple[float, ...]:
    """How sure each character is: what lies under a seal is in doubt."""

    def is_under(char: Char) -> bool:
        x0, top, x1, bottom = (max(round(side * scale), 0) for side in char[:4])
        return bool(seals[top:bottom, x0:x1].any())

    return tuple(
        min(sure, _UNDER_SEAL) if is_under(char) else sure for char, sure in zip(chars, confidence, strict=True)
    )


def _read(stretch: Stretch, sheet: Sheet) -> Iterator[Piece]:
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
    reading = read_line(sheet.cut(box))
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


def _points(lines: Iterable[Line], scale: float) -> tuple[Ruling, ...]:
    return tuple(Ruling(line.at / scale, line.start / scale, line.end / scale) for line in lines)
