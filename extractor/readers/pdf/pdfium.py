"""Characters and rulings through pdfium, called directly: several times faster than building objects for each.

pdfium keeps global state and is not safe for threads; a process reads one page at a time.
"""

from __future__ import annotations

import ctypes
import functools
import itertools
import re
import struct
from collections.abc import Callable, Container, Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from extractor.readers.pdf.marks import EM_FOOT, Char, PageMarks, Ruling

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_*
_LOOKED_AT = frozenset({_PATH, _IMAGE, _FORM})
_LINE_TO, _MOVE_TO = 0, 2  # FPDF_SEGMENT_*
_FILL_AND_STROKE = 2  # text drawn so is made bold by its outline
_BOLD_WEIGHT = 600
_DEEPEST_FORM = 12  # forms drawn within forms; a loop of references goes no deeper
_MOST_OBJECTS = 400_000  # on one page
_VERTICAL_DROP = 0.12  # of the size: how far the origin of vertical writing stands above the box's lower edge
_LINE_WIDTH = 4.0  # points; what is filled and no wider is a line
_SHORTEST = 1.0  # points
_ASKED_OF_A_FONT = 64  # characters of a font on a page that are asked for their Unicode character
_MOST_SLANT = 0.3  # of the advance: what rises more is turned text
_WHITE = 250  # of 255, for each colour
_LATIN_FONT = re.compile(rb"(?:[A-Z]{6}\+)?(?:Times|Arial|Helvetica|Courier|Calibri|Cambria|Symbol|Tahoma|Verdana)")
_BLANKS = (9, 10, 13, 32, 0xA0, 0x3000, *range(0x2000, 0x200C), 0x202F, 0x205F)
_SECOND_HALVES = range(0xDC00, 0xE000)  # of surrogate pairs, which are read with the first
_LEFT_OUT = frozenset({*_BLANKS, *_SECOND_HALVES, 0, 0xFFFE, 0xFFFF})
_FLAT = 3.0  # points: what is no wider and no taller shows no glyph, at most the outline of one that is blank
_BOLD_OFFSET = 2.0  # points
_MOST_FLAT = 0.3  # of a page's texts may have no width: blanks
_HYPHEN = 2  # pdfium's mark for a hyphen at the end of a line


class _Matrix(ctypes.Structure):
    _fields_ = tuple((name, ctypes.c_float) for name in "abcdef")


@functools.cache
def _library() -> SimpleNamespace:
    """Pdfium's functions with plain integers for handles and addresses: no object is made for a call."""
    import pypdfium2.raw as raw

    address, number = ctypes.c_void_p, ctypes.c_int

    def bind(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
        place = ctypes.cast(getattr(raw, name), ctypes.c_void_p).value
        return ctypes.PYFUNCTYPE(result, *arguments)(place or 0)  # keeps the lock: a call is shorter than giving it up

    return SimpleNamespace(
        load=bind("FPDFText_LoadPage", address, address),
        close=bind("FPDFText_ClosePage", None, address),
        count=bind("FPDFText_CountChars", number, address),
        text=bind("FPDFText_GetText", number, address, number, number, address),
        unicode=bind("FPDFText_GetUnicode", ctypes.c_uint, address, number),
        generated=bind("FPDFText_IsGenerated", number, address, number),
        unmapped=bind("FPDFText_HasUnicodeMapError", number, address, number),
        text_object=bind("FPDFText_GetTextObject", address, address, number),
        origin=bind("FPDFText_GetCharOrigin", number, address, number, address, address),
        loose_box=bind("FPDFText_GetLooseCharBox", number, address, number, address),
        char_matrix=bind("FPDFText_GetMatrix", number, address, number, address),
        font=bind("FPDFTextObj_GetFont", address, address),
        font_size=bind("FPDFTextObj_GetFontSize", number, address, address),
        is_embedded=bind("FPDFFont_GetIsEmbedded", number, address),
        render_mode=bind("FPDFTextObj_GetTextRenderMode", number, address),
        weight=bind("FPDFFont_GetWeight", number, address),
        font_name=bind("FPDFFont_GetBaseFontName", ctypes.c_size_t, address, address, ctypes.c_size_t),
        objects=bind("FPDFPage_CountObjects", number, address),
        object=bind("FPDFPage_GetObject", address, address, number),
        kind=bind("FPDFPageObj_GetType", number, address),
        matrix=bind("FPDFPageObj_GetMatrix", number, address, address),
        bounds=bind("FPDFPageObj_GetBounds", number, address, address, address, address, address),
        fill_colour=bind("FPDFPageObj_GetFillColor", number, address, address, address, address, address),
        stroke_colour=bind("FPDFPageObj_GetStrokeColor", number, address, address, address, address, address),
        segments=bind("FPDFPath_CountSegments", number, address),
        segment=bind("FPDFPath_GetPathSegment", address, address, number),
        point=bind("FPDFPathSegment_GetPoint", number, address, address, address),
        segment_kind=bind("FPDFPathSegment_GetType", number, address),
        closes=bind("FPDFPathSegment_GetClose", number, address),
        draw_mode=bind("FPDFPath_GetDrawMode", number, address, address, address),
        form_objects=bind("FPDFFormObj_CountObjects", number, address),
        form_object=bind("FPDFFormObj_GetObject", address, address, ctypes.c_ulong),
    )


def page_marks(document: Any, index: int) -> PageMarks:
    """Return what is printed on the page of that index (from 0) of a ``pypdfium2.PdfDocument``."""
    page = document[index]
    try:
        width, height = page.get_size()
        left, bottom, right, top = page.get_bbox()
        to_page = _turned(page.get_rotation(), left, bottom, right, top)
        handle = ctypes.cast(page.raw, ctypes.c_void_p).value
        chars, drawn, fonts, unmapped = _chars(handle, height, to_page)
        paths = _Paths(height)
        if _library().objects(handle) != len(drawn):  # else all there is are the texts that were read
            paths.read(handle, to_page)
        return PageMarks(
            index + 1,
            width,
            height,
            tuple(chars),
            tuple(paths.verticals),
            tuple(paths.horizontals),
            unmapped,
            tuple(paths.pictures),
            paths.drawings,
            len(paths.texts) > len(drawn) and _left_out(paths.texts, drawn, fonts),
        )
    finally:
        page.close()


def _left_out(texts: Sequence[int], drawn: Container[int | None], fonts: Container[int]) -> bool:
    """Tell whether pdfium left characters out of a page.

    It leaves out a text that says the same as one nearby, which may be the next row as well as the same text drawn
    twice to look bold; and single characters of fonts that are neither in the file nor on the machine. Blanks have no
    glyph either, so that those count only in a font that drew something (``fonts``), or if they are much of the page.
    """
    lib = _library()
    name = ctypes.create_string_buffer(256)
    missing = [text for text in texts if text not in drawn]
    seen: list[tuple[float, float, float, float]] | None = None
    flat = 0
    for text in missing:
        box = _bounds(text)
        if max(box[2] - box[0], box[3] - box[1]) >= _FLAT:
            seen = seen if seen is not None else [_bounds(other) for other in texts if other in drawn]
            if not any(_is_doubled(box, other) for other in seen):
                return True
            continue
        font = lib.font(text)
        if lib.is_embedded(font):
            continue
        lib.font_name(font, ctypes.addressof(name), len(name))
        if not _LATIN_FONT.match(name.value):
            if font in fonts:
                return True
            flat += 1
    return flat > _MOST_FLAT * len(texts)


def _bounds(text: int) -> tuple[float, float, float, float]:
    box = (ctypes.c_float * 4)()
    _library().bounds(text, *(ctypes.addressof(box) + 4 * side for side in range(4)))
    return box[0], box[1], box[2], box[3]


def _is_doubled(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Tell whether a text is another drawn again with an offset that only makes it bold."""
    return all(abs(a - b) < _BOLD_OFFSET for a, b in zip(box, other, strict=True))


def _turned(rotation: int, left: float, bottom: float, right: float, top: float) -> Matrix:
    """The matrix from the page's own space to the page as it is seen (/Rotate, and a crop box off the origin)."""
    turned: dict[int, Matrix] = {
        0: (1.0, 0.0, 0.0, 1.0, -left, -bottom),
        90: (0.0, -1.0, 1.0, 0.0, -bottom, right),
        180: (-1.0, 0.0, 0.0, -1.0, right, top),
        270: (0.0, 1.0, -1.0, 0.0, top, -left),
    }
    return turned[rotation % 360]


# --- characters -----------------------------------------------------------------------------------------------------


Read = tuple[list[Char], set[int | None], Container[int], int]


def _chars(page: int | None, height: float, to_page: Matrix) -> Read:
    """The characters of a page, the text objects and the fonts that draw them, how many have no Unicode character."""
    lib = _library()
    text_page = lib.load(page)
    if not text_page:
        return [], set(), (), 0
    try:
        return _read_chars(lib, text_page, height, None if to_page == _IDENTITY else to_page)
    finally:
        lib.close(text_page)


def _read_chars(lib: SimpleNamespace, text_page: int, height: float, to_page: Matrix | None) -> Read:
    # A character's box is the em square on its baseline: what fonts say of their ascent and descent is often wrong, and
    # pdfium's own boxes go by it. What is turned keeps pdfium's box.
    count = lib.count(text_page)
    codes = _codes(lib, text_page, count)
    box = ctypes.create_string_buffer(16)
    at_box, unpack = ctypes.addressof(box), struct.Struct("4f").unpack
    text_object, loose_box, generated = lib.text_object, lib.loose_box, lib.generated
    styles = _Styles(lib, text_page, to_page)
    chars: list[Char] = []
    put, new = chars.append, tuple.__new__  # a named tuple's own __new__ takes twice as long
    font_of = lib.font
    last: int | None = None
    last_font = 0
    last_high = last_foot = 0.0
    order = 0
    objects: set[int | None] = set()
    upright = bold = False
    tall = base = 0.0
    for index in range(count):
        code = codes[index]
        if code in _LEFT_OUT or (code < 32 and generated(text_page, index)):
            objects.add(text_object(text_page, index))
            continue
        drawn = text_object(text_page, index)
        if drawn != last:
            if not drawn:
                continue
            last = drawn
            objects.add(drawn)
            loose_box(text_page, index, at_box)
            x0, high, x1, foot = unpack(box)
            font = font_of(drawn)
            if font == last_font and high == last_high and foot == last_foot and upright:
                bold = styles.is_bold(drawn, font)  # drawn on the same line in the same font and size
            else:
                upright, bold, tall, base, vertical = styles.of(drawn, index, font)
                last_font, last_high, last_foot = font, high, foot
        else:
            loose_box(text_page, index, at_box)
            x0, high, x1, foot = unpack(box)
        if vertical:
            x0, foot = styles.stand(index, tall)
            x1, high = x0 + tall, foot + tall
        if to_page:
            (x0, foot), (x1, high) = _corners(to_page, x0, foot, x1, high)
        if upright and not vertical:
            foot = base - EM_FOOT * tall
            high = foot + tall
        printed = "-" if code == _HYPHEN else _printed(codes, index) if code >= 0xD800 else chr(code)
        is_upright = upright and not vertical
        put(new(Char, (x0, height - high, x1, height - foot, printed, high - foot, is_upright, bold, order)))
        order += 1
    return chars, objects - {None}, styles.fonts, styles.unmapped(codes)


def _codes(lib: SimpleNamespace, text_page: int, count: int) -> Sequence[int]:
    """The UTF-16 codes of a page at one call, or one by one where pdfium leaves some out of its text."""
    room = (ctypes.c_ushort * (count + 1))()
    if lib.text(text_page, 0, count, ctypes.addressof(room)) == count + 1:
        return room[:]
    return [min(lib.unicode(text_page, index), 0xFFFF) for index in range(count)]


def _printed(codes: Sequence[int], index: int) -> str:
    """The character at a code above the surrogates' first: a pair's, or the code's own."""
    code = codes[index]
    if 0xD800 <= code < 0xDC00:
        second = codes[index + 1] if index + 1 < len(codes) else 0
        return chr(0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00)) if 0xDC00 <= second < 0xE000 else "\ufffd"
    return chr(code) if code < 0xFFFE else "\ufffd"


class _Styles:
    """How the characters of a text object are drawn: asked once an object, and of its font once a font."""

    def __init__(self, lib: SimpleNamespace, text_page: int, to_page: Matrix | None) -> None:
        self._lib = lib
        self._char_matrix, self._render_mode, self._font_size = lib.char_matrix, lib.render_mode, lib.font_size
        self._page = text_page
        self._to_page = to_page
        self.fonts: dict[int, tuple[bool, bool]] = {}
        self._asked: dict[int, list[int]] = {}
        self._matrix, self._size = ctypes.create_string_buffer(24), ctypes.c_float()
        self._unpack_matrix = struct.Struct("6f").unpack
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._at_matrix, self._at_size, self._at_x, self._at_y = map(
            ctypes.addressof, (self._matrix, self._size, self._x, self._y)
        )

    def is_bold(self, drawn: int, font: int) -> bool:
        """Tell whether a text in a font that is known is bold, by its font or by its outline."""
        return self.fonts[font][0] or self._render_mode(drawn) == _FILL_AND_STROKE

    def of(self, drawn: int, index: int, font: int) -> tuple[bool, bool, float, float, bool]:
        """Return whether it is upright and bold, its size, the height of its baseline, whether it runs downwards."""
        self._char_matrix(self._page, index, self._at_matrix)
        a, b, c, d, x, y = self._unpack_matrix(self._matrix)
        heavy, vertical = self.fonts.get(font) or self._font(font, index, (a, b, c, d, x, y))
        asked = self._asked[font]
        if len(asked) < _ASKED_OF_A_FONT:
            asked.append(self._lib.unmapped(self._page, index) == 1)
        bold = heavy or self._render_mode(drawn) == _FILL_AND_STROKE
        if self._to_page:
            a, b, c, d, _, y = _times((a, b, c, d, x, y), self._to_page)
        if not (a * d > 0 and abs(b) <= _MOST_SLANT * abs(a)):
            return False, bold, 0.0, y, False
        self._font_size(drawn, self._at_size)
        return True, bold, self._size.value * abs(d), y, vertical

    def stand(self, index: int, tall: float) -> tuple[float, float]:
        """Return left edge and foot of a character of vertical writing, in the page's own space."""
        self._lib.char_matrix(self._page, index, self._at_matrix)
        self._lib.origin(self._page, index, self._at_x, self._at_y)
        return self._x.value, self._unpack_matrix(self._matrix)[5] - (1 - _VERTICAL_DROP) * tall

    def unmapped(self, codes: Sequence[int]) -> int:
        """Estimate how many characters have no Unicode character, from the first ones of each font."""
        asked = [flag for flags in self._asked.values() for flag in flags]
        return round(sum(asked) / len(asked) * len(codes)) if asked else 0

    def _font(self, font: int, index: int, matrix: Matrix) -> tuple[bool, bool]:
        """Ask whether it is a bold font, and whether it is written downwards.

        ``index`` is a character of the font, drawn by ``matrix``: vertical writing stands off its own origin.
        """
        lib = self._lib
        name = ctypes.create_string_buffer(256)
        lib.font_name(font, ctypes.addressof(name), len(name))
        heavy = lib.weight(font) >= _BOLD_WEIGHT or b"bold" in name.value.lower()
        lib.origin(self._page, index, self._at_x, self._at_y)
        off = abs(self._x.value - matrix[4]) + abs(self._y.value - matrix[5])
        vertical = off > 0.01 * max(abs(matrix[0]), abs(matrix[3]))
        self._asked[font] = []
        self.fonts[font] = heavy, vertical
        return self.fonts[font]


# --- rulings --------------------------------------------------------------------------------------------------------


class _Paths:
    """The rulings of a page: straight lines, the sides of frames, and filled bars thin enough to be lines.

    White shapes are no rulings: word processors lay a white rectangle behind every line of text.
    """

    def __init__(self, height: float) -> None:
        self._lib = _library()
        self._height = height
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
        self._objects(page, self._lib.objects(page), self._lib.object, to_page, 0)

    def _objects(self, parent: int | None, count: int, get: Callable[..., Any], outer: Matrix, depth: int) -> None:
        lib, kind_of, texts = self._lib, self._lib.kind, self.texts
        matrix = _Matrix()
        at_matrix = ctypes.addressof(matrix)
        count = min(count, self._left)
        self._left -= count
        for index in range(count):
            drawn = get(parent, index)
            kind = kind_of(drawn)
            if kind == _TEXT:
                texts.append(drawn)
            elif kind in _LOOKED_AT:
                lib.matrix(drawn, at_matrix)
                own = (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
                whole = own if outer == _IDENTITY else _times(own, outer)
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


# --- matrices -------------------------------------------------------------------------------------------------------


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _corners(
    matrix: Matrix, x0: float, y0: float, x1: float, y1: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    (ax, ay), (bx, by) = _at(matrix, x0, y0), _at(matrix, x1, y1)
    return (min(ax, bx), min(ay, by)), (max(ax, bx), max(ay, by))
