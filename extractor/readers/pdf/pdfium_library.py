"""pdfium's functions, called directly: several times faster than building an object for each thing on a page.

pdfium keeps global state and is not safe for threads; a process reads one page at a time. Handles and addresses are
plain integers.
"""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@functools.cache
def library() -> SimpleNamespace:
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


def to_seen_page(rotation: int, left: float, bottom: float, right: float, top: float) -> Matrix:
    """Return the matrix from a page's own space to the page as it is seen: turned, its crop box at the origin."""
    turned: dict[int, Matrix] = {
        0: (1.0, 0.0, 0.0, 1.0, -left, -bottom),
        90: (0.0, -1.0, 1.0, 0.0, -bottom, right),
        180: (-1.0, 0.0, 0.0, -1.0, right, top),
        270: (0.0, 1.0, -1.0, 0.0, top, -left),
    }
    return turned[rotation % 360]


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that does first ``inner``, then ``outer``."""
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


def at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def corners(
    matrix: Matrix, x0: float, y0: float, x1: float, y1: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the least and the greatest corner of where a matrix puts a rectangle."""
    (ax, ay), (bx, by) = at(matrix, x0, y0), at(matrix, x1, y1)
    return (min(ax, bx), min(ay, by)), (max(ax, bx), max(ay, by))
