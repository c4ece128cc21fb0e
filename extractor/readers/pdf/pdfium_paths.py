"""The rulings, pictures and drawings of a page as pdfium draws them."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Callable, Container, Iterator
from typing import Any

from extractor.readers.pdf.marks import Ruling
from extractor.readers.pdf.pdfium_library import IDENTITY, Matrix, library, times

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_*
_LOOKED_AT = frozenset({_PATH, _IMAGE, _FORM})
_LINE_TO, _MOVE_TO = 0, 2  # FPDF_SEGMENT_*
_DEEPEST_FORM = 12  # forms drawn within forms; a loop of references goes no deeper
_MOST_OBJECTS = 400_000  # on one page
_LINE_WIDTH = 4.0  # points; what is filled and no wider is a line
_SHORTEST = 1.0  # points
_WHITE = 250  # of 255, for each colour


class _Matrix(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_float) for name in "abcdef")


class Paths:
    """The rulings of a page: straight lines, the sides of frames, and filled bars thin enough to be lines.

    White shapes are no rulings: word processors lay a white rectangle behind every line of text.
    """

    def __init__(self, height: float, drawn: Container[int | None]) -> None:
        """Begin a page of that height, in points; ``drawn`` are the texts that were read."""
        self._lib = library()
        self._height = height
        self._drawn = drawn
        self.verticals: list[Ruling] = []
        self.horizontals: list[Ruling] = []
        self.pictures: list[tuple[float, float]] = []
        self.drawings = 0
        self.texts: list[int] = []
        self._left = _MOST_OBJECTS
        self._room = (ctypes.c_uint * 4)()  # for what pdfium answers: two numbers, or the parts of a colour
        self._answers = tuple(ctypes.addressof(self._room) + 4 * place for place in range(4))
        self._x, self._y = ctypes.c_float(), ctypes.c_float()

    def read(self, page: int | None, to_page: Matrix) -> None:
        """Read every object of a page, of the forms drawn on it, too."""
        self._objects(page, self._lib.objects(page), self._lib.object, to_page, 0)

    def _objects(self, parent: int | None, count: int, get: Callable[..., Any], outer: Matrix, depth: int) -> None:
        lib, kind_of, texts, known = self._lib, self._lib.kind, self.texts, self._drawn
        matrix = _Matrix()
        at_matrix = ctypes.addressof(matrix)
        count = min(count, self._left)
        self._left -= count
        for index in range(count):
            drawn = get(parent, index)
            kind = _TEXT if drawn in known else kind_of(drawn)
            if kind == _TEXT:
                texts.append(drawn)
            elif kind in _LOOKED_AT:
                lib.matrix(drawn, at_matrix)
                own = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
                whole = own if outer == IDENTITY else times(own, outer)
                if kind == _PATH:
                    self._path(drawn, whole)
                elif kind == _IMAGE:
                    self.pictures.append((abs(whole[0]) + abs(whole[2]), abs(whole[1]) + abs(whole[3])))
                elif depth < _DEEPEST_FORM:
                    self._objects(drawn, lib.form_objects(drawn), lib.form_object, whole, depth + 1)

    def _path(self, path: int, matrix: Matrix) -> None:
        lib = self._lib
        count = lib.segments(path)
        if count < 2:
            return
        lib.draw_mode(path, *self._answers[:2])
        fill, stroke = self._room[0], self._room[1]
        stroked = bool(stroke) and not self._is_white(path, lib.stroke_colour)
        filled = bool(fill) and not self._is_white(path, lib.fill_colour)
        if not (stroked or filled):
            return
        for points in self._figures(path, count, matrix):
            if stroked or _is_bar(points):
                self._sides(points)

    def _figures(self, path: int, count: int, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        """Yield the corners of each figure of a path, as seen from the page's top left."""
        lib = self._lib
        a, b, c, d, e, f = matrix
        x, y = self._x, self._y
        at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
        points: list[tuple[float, float]] = []
        for index in range(count):
            segment = lib.segment(path, index)
            kind = lib.segment_kind(segment)
            if kind == _MOVE_TO and points:
                yield points
                points = []
            lib.point(segment, at_x, at_y)
            points.append((a * x.value + c * y.value + e, self._height - (b * x.value + d * y.value + f)))
            if kind not in {_LINE_TO, _MOVE_TO}:  # a curve: its figure is no frame
                points = points[-1:]
                self.drawings += index == 1
            if lib.closes(segment):
                points.append(points[0])
        if points:
            yield points

    def _sides(self, points: list[tuple[float, float]]) -> None:
        for (x, y), (to_x, to_y) in itertools.pairwise(points):
            if abs(x - to_x) < 0.01:
                if abs(y - to_y) >= _SHORTEST:
                    self.verticals.append(Ruling(x, min(y, to_y), max(y, to_y)))
            elif abs(y - to_y) < 0.01 and abs(x - to_x) >= _SHORTEST:
                self.horizontals.append(Ruling(y, min(x, to_x), max(x, to_x)))

    def _is_white(self, path: int, colour: Callable[..., Any]) -> bool:
        colour(path, *self._answers)
        red, green, blue, alpha = self._room
        return min(red, green, blue) >= _WHITE or alpha == 0


def _is_bar(points: list[tuple[float, float]]) -> bool:
    """Tell whether a filled figure is thin enough to be a line; what is wider is a background."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(max(xs) - min(xs), max(ys) - min(ys)) <= _LINE_WIDTH
