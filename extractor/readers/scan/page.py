"""The picture of a page to the marks on it: set straight, its lines found, its text read piece by piece."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from extractor.readers.pdf.frames import Rectangle, find_frames
from extractor.readers.pdf.marks import Char, PageMarks, Ruling
from extractor.readers.scan.characters import characters
from extractor.readers.scan.cleaning import clean, evened
from extractor.readers.scan.engine import find_text
from extractor.readers.scan.pieces import stretches
from extractor.readers.scan.reading import read_stretch
from extractor.readers.scan.rulings import Line, find_rulings, stop_short
from extractor.readers.scan.sheet import around, sheet_of
from extractor.readers.scan.straight import set_alike, set_straight
from extractor.readers.scan.unsure import BROKEN, SEAL

_UNDER_SEAL = 0.5  # of 1: how sure a character under a seal is at most


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
    pieces = [piece for each in stretches(cells, found, down, across, sheet) for piece in read_stretch(each, sheet)]
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


def _points(lines: Iterable[Line], scale: float) -> tuple[Ruling, ...]:
    return tuple(Ruling(line.at / scale, line.start / scale, line.end / scale) for line in lines)
