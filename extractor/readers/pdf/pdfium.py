"""The marks of each page through pdfium.

pdfium lets go of Python's lock while it loads a page, a fifth of the time of reading: the next page is loaded while the
caller works on this one. It is not safe for threads, so that one at a time is in it.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Container, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from extractor.readers.pdf.marks import PageMarks, is_covered
from extractor.readers.pdf.pdfium_chars import read_chars
from extractor.readers.pdf.pdfium_library import IDENTITY, library, to_seen_page
from extractor.readers.pdf.pdfium_paths import Paths

_LATIN_FONT = re.compile(rb"(?:[A-Z]{6}\+)?(?:Times|Arial|Helvetica|Courier|Calibri|Cambria|Symbol|Tahoma|Verdana)")
_FLAT = 3.0  # points: what is no wider and no taller shows no glyph, at most the outline of one that is blank
_BOLD_OFFSET = 2.0  # points
_MOST_FLAT = 0.3  # of a page's texts may have no width: blanks
_INVISIBLE = frozenset({3, 7})  # text render modes: drawn not at all, only as a clipping path (ISO 32000-1, table 106)


PDFIUM = threading.Lock()  # held by the thread that is in pdfium


def pdfium_marks(document: Any) -> Iterator[PageMarks]:
    """Yield the marks of each page of a ``pypdfium2.PdfDocument``. Raises ``PdfiumError`` where one is damaged."""
    count = len(document)
    with ThreadPoolExecutor(max_workers=1) as aside:
        loading: Future[Any] | None = None
        for index in range(count):
            loaded = loading.result() if loading else None
            with PDFIUM:
                marks = _page_marks(loaded or document[index], index)
            has_work = bool(marks.chars) and index + 1 < count  # nothing is done on a page without text meanwhile
            loading = _begin_to_load(document, index + 1, aside) if has_work else None
            yield marks


def hidden_share(data: bytes, number: int) -> float:
    """Return which share of the texts of page ``number`` (from 1) is drawn invisibly. Raises ``PdfiumError``."""
    import pypdfium2

    with PDFIUM, pypdfium2.PdfDocument(data) as document:
        page = document[number - 1]
        paths = Paths(page.get_height(), ())
        paths.read(ctypes.cast(page.raw, ctypes.c_void_p).value, IDENTITY)
        return _hidden(paths.texts)


def _hidden(texts: Sequence[int]) -> float:
    mode = library().render_mode
    return sum(mode(text) in _INVISIBLE for text in texts) / max(len(texts), 1)


def _begin_to_load(document: Any, index: int, aside: ThreadPoolExecutor) -> Future[Any]:
    begun = threading.Lock()
    begun.acquire()

    def load() -> Any:
        with PDFIUM:
            begun.release()
            return document[index]

    loading = aside.submit(load)
    begun.acquire()  # lets the other thread have Python's lock until it is in pdfium
    return loading


def _page_marks(page: Any, index: int) -> PageMarks:
    try:
        width, height = page.get_size()
        left, bottom, right, top = page.get_bbox()
        to_page = to_seen_page(page.get_rotation(), left, bottom, right, top)
        handle = ctypes.cast(page.raw, ctypes.c_void_p).value
        chars, drawn, fonts, unmapped = read_chars(handle, height, to_page)
        paths = Paths(height, drawn)
        if library().objects(handle) != len(drawn):  # else all there is are the texts that were read
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
            _hidden(paths.texts) if is_covered(paths.pictures, width, height) else 0.0,
        )
    finally:
        page.close()


def _left_out(texts: Sequence[int], drawn: Container[int | None], fonts: Container[int]) -> bool:
    """Tell whether pdfium left characters out of a page.

    It leaves out a text that says the same as one nearby, which may be the next row as well as the same text drawn
    twice to look bold; and single characters of fonts that are neither in the file nor on the machine. Blanks have no
    glyph either, so that those count only in a font that drew something (``fonts``), or if they are much of the page.
    """
    lib = library()
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
    library().bounds(text, *(ctypes.addressof(box) + 4 * side for side in range(4)))
    return box[0], box[1], box[2], box[3]


def _is_doubled(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Tell whether a text is another drawn again with an offset that only makes it bold."""
    return all(abs(a - b) < _BOLD_OFFSET for a, b in zip(box, other, strict=True))
