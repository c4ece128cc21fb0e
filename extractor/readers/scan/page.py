"""The picture of a page to the marks on it: set straight, its lines found, its text read piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from extractor.readers.pdf.frames import Frame, Rectangle, find_frames
from extractor.readers.pdf.marks import Char, PageMarks, Ruling
from extractor.readers.scan.characters import characters
from extractor.readers.scan.cleaning import clean, evened
from extractor.readers.scan.engine import find_text
from extractor.readers.scan.flat import flattened
from extractor.readers.scan.gutter import gutter_of
from extractor.readers.scan.pieces import stretches
from extractor.readers.scan.reading import read_stretch
from extractor.readers.scan.rulings import Line, find_rulings, stop_short
from extractor.readers.scan.sheet import Box, around, sheet_of
from extractor.readers.scan.straight import set_alike, set_straight
from extractor.readers.scan.unsure import BROKEN, FLATTENED, FOLDED, ROWS, SEAL

_ROW = 0.3  # of the page's width: how long lines between the rows of a table are at least
_FEWEST_ROWS = 4
_FLUSH = 10.0  # points by which their ends may differ
_UNDER_SEAL = 0.5  # of 1: how sure a character under a seal is at most


def read_with_ocr(picture: Any, number: int, width: float, height: float) -> PageMarks:
    """Read the picture of a page (a PIL image) that is ``width`` and ``height`` points large.

    Marks are in points from the top left of the page set straight; ``turned`` and ``skew`` say how it was turned.
    """
    import cv2
    import numpy

    drawn = cv2.cvtColor(numpy.array(picture.convert("RGB")), cv2.COLOR_RGB2BGR)
    flat = flattened(drawn)
    pixels, seals = clean(drawn if flat is None else flat, drawn.shape[1] / width)
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
    gutter = gutter_of(sheet, found)
    if gutter:
        found = [*_found(straight.pixels[:, :gutter], 0), *_found(straight.pixels[:, gutter:], gutter)]
    pieces = [piece for each in stretches(cells, found, down, across, sheet) for piece in read_stretch(each, sheet)]
    chars, confidence = characters(pieces, scale)
    seen = {
        SEAL: seals is not None,
        BROKEN: bool(frames) and stop_short(down, across, scale),
        ROWS: _has_rows([line for line in horizontals if not any(_holds(frame, line) for frame in frames)], width),
        FLATTENED: flat is not None,
        FOLDED: gutter is not None,
    }
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
        noticed=tuple(code for code, is_so in seen.items() if is_so),
        gutter=gutter / scale if gutter else None,
    )


def _found(pixels: Any, left: int) -> list[Box]:
    """The boxes in which text is found on a part of a sheet that begins so far from the left."""
    boxes = (around(corners) for corners in find_text(pixels))
    return [(x0 + left, top, x1 + left, bottom) for x0, top, x1, bottom in boxes]


def _under(seals: Any, chars: Sequence[Char], confidence: Sequence[float], scale: float) -> tuple[float, ...]:
    """How sure each character is: what lies under a seal is in doubt."""

    def is_under(char: Char) -> bool:
        x0, top, x1, bottom = (max(round(side * scale), 0) for side in char[:4])
        return bool(seals[top:bottom, x0:x1].any())

    return tuple(
        min(sure, _UNDER_SEAL) if is_under(char) else sure for char, sure in zip(chars, confidence, strict=True)
    )


def _has_rows(lines: Sequence[Ruling], width: float) -> bool:
    """Tell whether lines across stand below each other as those between the rows of a table."""
    long = [line for line in lines if line.end - line.start > _ROW * width]
    return any(
        sum(abs(line.start - other.start) + abs(line.end - other.end) <= _FLUSH for other in long) >= _FEWEST_ROWS
        for line in long
    )


def _holds(frame: Frame, line: Ruling) -> bool:
    return frame.box.top <= line.at <= frame.box.bottom


def _points(lines: Iterable[Line], scale: float) -> tuple[Ruling, ...]:
    return tuple(Ruling(line.at / scale, line.start / scale, line.end / scale) for line in lines)
