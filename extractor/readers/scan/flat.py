"""A page that was photographed at a slant, set flat: the sides of its paper become upright and level."""

from __future__ import annotations

from typing import Any

Pixels = Any

_LOOKED_AT = 800  # pixels a side: enough to see the paper's sides
_PAPER = 0.45, 0.97  # of the picture: how much of it the paper takes
_DARKER = 50  # of 255: by how much the table it lies on is darker than the paper
_CORNERS = 0.02  # of its outline by which a side of the paper may be bent
_FILLED = 0.96  # of the shape between its four corners that the paper takes
_EDGE = 0.005  # of the paper's width: what shows of the table along its sides
_STRAIGHT = 0.004  # of a side: what slants by less is as good as straight


def flattened(pixels: Pixels) -> Pixels | None:
    """Return a picture of the same size with its page set flat, on white; None if the page is none that needs it."""
    import cv2
    import numpy

    corners = _corners(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    if corners is None:
        return None
    top, right, bottom, left = (numpy.linalg.norm(corners[side] - corners[(side + 1) % 4]) for side in range(4))
    wide, high = (top + bottom) / 2, (left + right) / 2
    height, width = pixels.shape[:2]
    x, y = (width - wide) / 2, (height - high) / 2
    flat = numpy.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]], numpy.float32)
    matrix = cv2.getPerspectiveTransform(corners, flat)
    warped = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC)
    edge = max(round(_EDGE * wide), 1)
    page = numpy.full_like(pixels, 255)
    here = (
        slice(max(round(y) + edge, 0), round(y + high) - edge),
        slice(max(round(x) + edge, 0), round(x + wide) - edge),
    )
    page[here] = warped[here]
    return page


def _corners(grey: Pixels) -> Pixels | None:
    """The corners of the paper, clockwise from the top left one; None where it can not be told, or stands straight."""
    import cv2
    import numpy

    shrunk = min(_LOOKED_AT / max(grey.shape), 1.0)
    small = cv2.GaussianBlur(cv2.resize(grey, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA), (5, 5), 0)
    _, paper = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    contours, _ = cv2.findContours(paper, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outline = max(contours, key=cv2.contourArea, default=None)
    if outline is None or not _PAPER[0] <= cv2.contourArea(outline) / small.size <= _PAPER[1]:
        return None
    shape = cv2.approxPolyDP(outline, _CORNERS * cv2.arcLength(outline, closed=True), closed=True)
    if len(shape) != 4 or not cv2.isContourConvex(shape):
        return None
    if cv2.contourArea(outline) < _FILLED * cv2.contourArea(shape):
        return None
    inside = cv2.fillConvexPoly(numpy.zeros_like(small), shape, 1) > 0
    if numpy.median(small[inside]) - numpy.median(small[~inside]) < _DARKER:
        return None
    points = shape.reshape(4, 2).astype(numpy.float32)
    around = numpy.argsort(numpy.arctan2(*(points - points.mean(axis=0)).T[::-1]))
    ordered = points[around]
    ordered = numpy.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0)
    sides = numpy.roll(ordered, -1, axis=0) - ordered
    slants = numpy.abs(sides).min(axis=1) / numpy.abs(sides).max(axis=1)
    return ordered / shrunk if slants.max() > _STRAIGHT else None
