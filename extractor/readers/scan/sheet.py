"""A page set straight: its pixels without rulings, and which of them are ink."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from extractor.readers.scan.rulings import Line

Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels."""

_LEAST_INK = 0.8  # square points of ink; less is dust
_SPECK = 0.5  # square points; what is smaller and stands by itself is no part of a character
_PALE = 0.35  # of the way from the usual parting of ink and paper to white: thin strokes of a poor copy are ink
_MARGIN = 1.5  # points around the ink that is read


class Sheet(Struct, frozen=True):
    """A page set straight: ``pixels`` without rulings, ``ink`` and ``ruled`` pixels, how many of them make a point."""

    pixels: Any
    ink: Any
    ruled: Any
    scale: float

    def inked(self, box: Box) -> Box | None:
        """Return the part of a box that holds ink, None if that is no more than dust."""
        x0, top, x1, bottom = (max(side, 0) for side in box)
        here = self.ink[top:bottom, x0:x1]
        rows, columns = here.any(axis=1).nonzero()[0], here.any(axis=0).nonzero()[0]
        if not len(rows) or (here > 0).sum() < _LEAST_INK * self.scale**2:
            return None
        return x0 + int(columns[0]), top + int(rows[0]), x0 + int(columns[-1]) + 1, top + int(rows[-1]) + 1

    def widened(self, box: Box) -> Box:
        """Return a box with a margin around it."""
        margin = round(_MARGIN * self.scale)
        return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin

    def cut(self, box: Box) -> Any:
        """Return the pixels in a box with a margin around them."""
        x0, top, x1, bottom = self.widened(box)
        return self.pixels[max(top, 0) : bottom, max(x0, 0) : x1]


def sheet_of(pixels: Any, grey: Any, lines: Any, scale: float) -> Sheet:
    """Make a sheet of a page's pixels, in colour and in evened grey; those of ``lines`` are painted over."""
    import cv2

    ruled = cv2.dilate(lines, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
    cleaned = pixels.copy()
    cleaned[ruled > 0] = 255
    level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, ink = cv2.threshold(grey, level + _PALE * (255 - level), 255, cv2.THRESH_BINARY_INV)
    ink[ruled > 0] = 0
    return Sheet(cleaned, _without_specks(ink, _SPECK * scale**2), ruled, scale)


def _without_specks(ink: Any, least: float) -> Any:
    import cv2
    import numpy

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = (stats[:, cv2.CC_STAT_AREA] >= least).astype(numpy.uint8) * 255
    kept[0] = 0
    return kept[labels]


def runs(marked: Any) -> list[tuple[int, int]]:
    """Return where the stretches of true values in an array begin and end."""
    import numpy

    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(([0], marked.astype(numpy.int8), [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def around(corners: Iterable[tuple[float, float]]) -> Box:
    """Return the upright box around the corners of one that may stand askew."""
    xs, ys = zip(*corners, strict=True)
    return int(min(xs)), int(min(ys)), int(max(xs)) + 1, int(max(ys)) + 1


def runs_along(line: Line, start: float, end: float, least: float) -> bool:
    """Tell whether a line runs along that share of a stretch."""
    return min(line.end, end) - max(line.start, start) >= least * (end - start)
