"""Picture files (PNG, JPEG, TIFF, BMP, GIF, WebP): each picture in them is a page."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from extractor.collecting import without_collecting
from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.pdf.compose import Sheet, compose
from extractor.readers.pdf.doubts import turned_warnings
from extractor.readers.pdf.layout import PageLayout, page_layouts
from extractor.readers.scan import HOW_TO_INSTALL, Ocr, ocr_mark, wants_ocr
from extractor.readers.scan.page import read_with_ocr
from extractor.readers.scan.unsure import doubts_of_scan

_LEAST_PAGE = 0.3  # of an A4 page: what says that it is smaller lies
_POINTS = 72  # an inch
_A4_WIDTH = 595.0  # points
_A4 = 842.0  # points: how tall a page is taken to be whose picture does not say
_DPI = 200.0  # at which small print reads well; smaller pictures are enlarged
_LEAST_DPI = 50.0
_MOST_DPI = 1200.0
_MOST_PIXELS = 120_000_000
_MOST_PAGES = 500
_MOST_OF_16_BITS = 65_535
_LONG = 2.0  # times its width: a picture as tall is many pages, joined to one
_PAGE = 1.5, 0.8  # times its width: how tall a page of it is, and is at least
_DARK = 160  # of 255
_FEWEST_BLANK = 4  # rows of pixels between two lines of text
_RAISED_BY_PILLOW = (OSError, ValueError, SyntaxError, EOFError, MemoryError, ArithmeticError, LookupError, TypeError)


def read_picture(data: bytes, path: str, digest: str, *, ocr: Ocr = "auto") -> Document:
    """Read the picture of a report with OCR; a file may hold several.

    Raises ``ReadError`` if OCR is not installed or not wanted, the picture is damaged or too large, or has no text.
    """
    kind = {b"\x89P": "image/png", b"\xff\xd8": "image/jpeg", b"GI": "image/gif", b"BM": "image/bmp"}
    media_type = kind.get(data[:2], "image/webp" if data[:4] == b"RIFF" else "image/tiff")
    return read_pictures([data], Source(path, digest, media_type, len(data), None, None), ocr=ocr)


def read_pictures(files: Sequence[bytes], source: Source, *, ocr: Ocr) -> Document:
    """Read picture files in order, each picture a page of the document whose ``source`` holds them; raises as above."""
    path = source.path
    if not wants_ocr(ocr):
        advice = HOW_TO_INSTALL if ocr != "never" else "leave `--ocr never` out"
        raise ReadError(path, "needs_ocr", "this is a picture; its text is read only with OCR", advice)
    sheets: list[Sheet] = []
    noticed: dict[int, tuple[str, ...]] = {}

    def layouts() -> Iterator[PageLayout]:
        each = (page for data in files for picture in pictures(data, path) for page in _pages_of(picture))
        for number, picture in enumerate(each, start=1):
            large, width, height = _on_paper(picture)
            marks = read_with_ocr(large, number, width, height)
            sheets.append((marks.width, marks.height, marks.turned + marks.skew))
            noticed[number] = marks.noticed
            yield from page_layouts(marks)

    with without_collecting():
        composed = compose(layouts())
    text = "".join(composed.text)
    if not text:
        raise ReadError(path, "no_text", "there is no text in the picture", "check that it shows a report")
    note = ReadingWarning("read_with_ocr", "its text is in pictures: read with OCR")
    turned = turned_warnings([degrees for _, _, degrees in sheets])
    grids, pages = tuple(composed.grids), composed.pages(sheets)
    warnings = (note, *turned, *doubts_of_scan(text, composed.boxes, grids, noticed))
    source = replace(source, pages=len(sheets))
    return Document(source, text, pages, grids, warnings, boxes=composed.boxes, ocr=ocr_mark(ocr))


def pictures(data: bytes, path: str) -> Iterator[Any]:
    """Yield the pictures in a file, as PIL images on white paper. Raises ``ReadError``."""
    from PIL import Image, ImageOps, ImageSequence

    number = 0
    try:
        with _quietly(Image.open, io.BytesIO(data)) as opened:
            for number, frame in enumerate(ImageSequence.Iterator(opened), start=1):
                if number > _MOST_PAGES or frame.width * frame.height > _MOST_PIXELS:
                    problem = f"picture {number} is {frame.width:,} by {frame.height:,} pixels large"
                    raise ReadError(path, "too_large", problem, f"at most {_MOST_PIXELS:,} pixels are read")
                dpi = frame.info.get("dpi")
                upright = _quietly(lambda shown: _on_white(ImageOps.exif_transpose(shown)), frame)
                upright.info["dpi"] = dpi
                yield upright
                if opened.format not in {"TIFF", "MPO"}:  # the rest of a GIF moves
                    return
    except Image.DecompressionBombError as error:
        raise ReadError(path, "too_large", "the picture has too many pixels", "make it smaller") from error
    except _RAISED_BY_PILLOW as error:
        problem = f"picture {number or 1} can not be read ({type(error).__name__}: {error})"
        raise ReadError(path, "damaged", problem, "fetch the file again") from error


def _quietly(do: Callable[[Any], Any], what: Any) -> Any:
    """Do something with Pillow, which warns of much that does not matter here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return do(what)


def _on_white(picture: Any) -> Any:
    """A picture on white paper where it lets through what is behind it, in eight bits a colour."""
    from PIL import Image

    if picture.mode.startswith(("I", "F")):
        numbers = picture.convert("I" if picture.mode.startswith("I") else "F").convert("F")
        most = max(numbers.getextrema()[1], _MOST_OF_16_BITS if picture.mode.startswith("I") else 1.0)
        return numbers.point(lambda value: value * (255 / most) + 0).convert("L").convert("RGB")
    if picture.mode not in {"RGBA", "LA", "P", "PA"}:
        return picture.convert("RGB")
    picture = picture.convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper.convert("RGB")


def _pages_of(picture: Any) -> Iterator[Any]:
    """The pages of a long picture (a whole web page as a picture), cut between lines; any other picture itself."""
    if picture.height <= _LONG * picture.width:
        yield picture
        return
    import numpy

    pixels: Any = numpy.asarray(picture.convert("L"))
    blank = (pixels >= _DARK).all(axis=1)
    tall, least = (round(share * picture.width) for share in _PAGE)
    start = 0
    while start < picture.height:
        end = min(start + tall, picture.height)
        if end < picture.height:
            cuts = (row for row in range(end, start + least, -1) if blank[row - _FEWEST_BLANK : row].all())
            end = next(cuts, end)
        page = picture.crop((0, start, picture.width, end))
        page.info["dpi"] = (picture.width / _A4_WIDTH * _POINTS,) * 2
        yield page
        start = end


def _on_paper(picture: Any) -> tuple[Any, float, float]:
    """The picture, large enough to be read, and how many points wide and high its page is."""
    from PIL import Image

    said = picture.info.get("dpi")
    dpi = float(said[0]) if said and _LEAST_DPI <= float(said[0]) <= _MOST_DPI else 0.0
    longest = max(picture.size)
    if not dpi or not _LEAST_PAGE * _A4 < longest / dpi * _POINTS < 2 * _A4:
        dpi = longest / _A4 * _POINTS
    width, height = (side / dpi * _POINTS for side in picture.size)
    if dpi < _DPI:
        grown = _DPI / dpi
        picture = picture.resize(
            (round(picture.width * grown), round(picture.height * grown)), Image.Resampling.LANCZOS
        )
    return picture, width, height
