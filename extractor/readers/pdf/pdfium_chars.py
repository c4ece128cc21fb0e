"""The characters of a page as pdfium draws them."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Container, Sequence
from types import SimpleNamespace

from extractor.readers.pdf.marks import EM_FOOT, Char
from extractor.readers.pdf.pdfium_library import IDENTITY, Matrix, corners, library, times

_FILL_AND_STROKE = 2  # text drawn so is made bold by its outline
_BOLD_WEIGHT = 600
_VERTICAL_DROP = 0.12  # of the size: how far the origin of vertical writing stands above the box's lower edge
_ASKED_OF_A_FONT = 64  # characters of a font on a page that are asked for their Unicode character
_MOST_SLANT = 0.3  # of the advance: what rises more is turned text
_BLANKS = (9, 10, 13, 32, 0xA0, 0x3000, *range(0x2000, 0x200C), 0x202F, 0x205F)
_SECOND_HALVES = range(0xDC00, 0xE000)  # of surrogate pairs, which are read with the first
_LEFT_OUT = frozenset({*_BLANKS, *_SECOND_HALVES, 0, 0xFFFE, 0xFFFF})
_HYPHEN = 2  # pdfium's mark for a hyphen at the end of a line

Read = tuple[list[Char], set[int | None], Container[int], int]


def read_chars(page: int | None, height: float, to_page: Matrix) -> Read:
    """The characters of a page, the text objects and the fonts that draw them, how many have no Unicode character."""
    lib = library()
    text_page = lib.load(page)
    if not text_page:
        return [], set(), (), 0
    try:
        return _read_chars(lib, text_page, height, None if to_page == IDENTITY else to_page)
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
    upright = bold = vertical = is_plain = False
    tall = base = top = bottom = size = 0.0
    for index in range(count):
        code = codes[index]
        if code in _LEFT_OUT or (code < 32 and generated(text_page, index)):
            objects.add(text_object(text_page, index))
            continue
        drawn = text_object(text_page, index)
        if drawn != last and not drawn:
            continue
        loose_box(text_page, index, at_box)
        x0, high, x1, foot = unpack(box)
        if drawn != last:
            last = drawn
            objects.add(drawn)
            font = font_of(drawn)
            if font == last_font and high == last_high and foot == last_foot and is_plain:
                bold = styles.is_bold(drawn, font)  # drawn on the same line in the same font and size
            else:
                upright, bold, tall, base, vertical = styles.of(drawn, index, font)
                last_font, last_high, last_foot = font, high, foot
                is_plain = upright and not vertical and not to_page
                bottom = height - base + EM_FOOT * tall
                top, size = bottom - tall, tall
        if not is_plain:
            if vertical:
                x0, foot = styles.stand(index, tall)
                x1, high = x0 + tall, foot + tall
            if to_page:
                (x0, foot), (x1, high) = corners(to_page, x0, foot, x1, high)
            if upright and not vertical:
                foot = base - EM_FOOT * tall
                high = foot + tall
            top, bottom, size = height - high, height - foot, high - foot
        printed = chr(code) if 32 <= code < 0xD800 else "-" if code == _HYPHEN else _printed(codes, index)
        put(new(Char, (x0, top, x1, bottom, printed, size, upright and not vertical, bold, order)))
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
    return chr(code) if 32 <= code < 0xFFFE else "\ufffd"


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
            a, b, c, d, _, y = times((a, b, c, d, x, y), self._to_page)
        if not (a * d > 0 and abs(b) <= _MOST_SLANT * abs(a)):
            return False, bold, 0.0, y, False
        self._font_size(drawn, self._at_size)
        return True, bold, abs(self._size.value * d), y, vertical

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
