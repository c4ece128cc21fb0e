"""PDF: the marks of each page, the page in reading order, and all pages as one text with grids.

``pdfium`` or ``plumber`` read the marks; ``frames``, ``ruled`` and ``unruled`` find tables, ``lines`` lines, ``layout``
puts a page in order; ``furniture``, ``paragraphs`` and ``continuing`` join pages; ``compose`` writes the text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, Literal

from msgspec.structs import replace

from extractor.collecting import without_collecting
from extractor.errors import ReadError
from extractor.model import Document, Source
from extractor.readers.pdf.circles import follow_no_circles, refuse_circles
from extractor.readers.pdf.compose import Sheet, compose
from extractor.readers.pdf.doubts import (
    HIDDEN,
    doubt_of,
    picture_warnings,
    problem_of,
    shows_picture,
    turned_warnings,
    unsure,
    warnings_of,
)
from extractor.readers.pdf.drawing import Drawing
from extractor.readers.pdf.layout import PageLayout, page_layouts
from extractor.readers.pdf.marks import PageMarks, as_read, is_covered
from extractor.readers.pdf.nested import refuse_endless_forms
from extractor.readers.scan import HOW_TO_INSTALL, Ocr, ocr_mark, wants_ocr

__all__ = ["Engine", "read_marks", "read_pdf"]

Engine = Literal["pdfium", "pdfplumber"]

_DOTS = 200 / 72  # a point: at 200 dpi small print reads well
_PASSWORD = 4  # pdfium's FPDF_ERR_PASSWORD
_MOST_PAGES = 20_000
_LONGEST_SIDE = 100_000.0  # points
_MOST_CHARS = 400_000  # on one page
_PDFMINER_RAISES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def read_pdf(data: bytes, path: str, digest: str, *, engine: Engine = "pdfium", ocr: Ocr = "auto") -> Document:
    """Read the text layer of a PDF, its tables as grids, with page and box of every character.

    Pages whose text layer does not say what they show are read with OCR if it is installed, else left out, with a
    warning; text that is an invisible layer over a scan is then used, and in doubt. Raises ``ReadError`` if the file is
    damaged or encrypted, or no page has text that can be used.
    """
    doubts: list[str | None] = []
    sheets: list[Sheet] = []
    noticed: dict[int, tuple[str, ...]] = {}
    pictured: list[int] = []
    has_ocr = wants_ocr(ocr)

    def layouts(drawing: Drawing) -> Iterator[PageLayout]:
        for marks in read_marks(data, path, engine=engine):
            _refuse_too_large(marks, path)
            doubts.append(doubt_of(marks))
            if not doubts[-1] and ocr != "always" and shows_picture(marks):
                pictured.append(marks.number)
            if has_ocr and (doubts[-1] or ocr == "always"):
                marks = _scanned(marks, drawing, path)
            elif doubts[-1] == HIDDEN:
                marks = unsure(marks)
            sheets.append((marks.width, marks.height, marks.turned + marks.skew))
            noticed[marks.number] = marks.noticed
            is_read = has_ocr or doubts[-1] in {None, HIDDEN}
            if is_read:
                yield from page_layouts(marks)
            else:
                yield PageLayout(marks.number, marks.width, marks.height, ())

    with without_collecting(), Drawing(data) as drawing:
        composed = compose(layouts(drawing))
    text = "".join(composed.text)
    in_doubt = any(doubts)
    if not text:
        code, advice = ("needs_ocr", HOW_TO_INSTALL) if in_doubt and not has_ocr else ("no_text", "check the file")
        raise ReadError(path, code, problem_of(doubts), advice)
    source = Source(path, digest, "application/pdf", len(data), None, len(sheets))
    turned = turned_warnings([degrees for _, _, degrees in sheets])
    warnings = [*warnings_of(doubts, has_ocr=has_ocr, every=ocr == "always"), *picture_warnings(pictured), *turned]
    pages, grids = composed.pages(sheets), tuple(composed.grids)
    if not in_doubt and ocr != "always":
        return Document(source, text, pages, grids, tuple(warnings), boxes=composed.boxes)
    from extractor.readers.scan.unsure import doubts_of_scan

    if has_ocr:  # else all of a page is in doubt, and a warning says so
        warnings += doubts_of_scan(text, composed.boxes, grids, noticed)
    return Document(source, text, pages, grids, tuple(warnings), boxes=composed.boxes, ocr=ocr_mark(ocr))


def _refuse_too_large(marks: PageMarks, path: str) -> None:
    if not max(marks.width, marks.height) <= _LONGEST_SIDE:
        problem = f"page {marks.number} says it is {marks.width:,.0f} points wide and {marks.height:,.0f} high"
        raise ReadError(path, "too_large", problem, "leave the page out")
    if len(marks.chars) > _MOST_CHARS:
        raise ReadError(path, "too_large", f"page {marks.number} holds {len(marks.chars):,} characters", "split it")


def _scanned(marks: PageMarks, drawing: Drawing, path: str) -> PageMarks:
    """A page as OCR reads its picture."""
    import pypdfium2

    from extractor.readers.scan.page import read_with_ocr

    width, height = (marks.height, marks.width) if marks.turned else (marks.width, marks.height)
    try:
        picture = drawing.page(marks.number, _DOTS)
    except pypdfium2.PdfiumError as error:
        raise _damaged(path, f"page {marks.number} can not be drawn: {error}") from error
    return read_with_ocr(picture, marks.number, width, height)


def read_marks(data: bytes, path: str, *, engine: Engine = "pdfium") -> Iterator[PageMarks]:
    """Yield what is printed on each page, in order. Raises ``ReadError`` if the file is damaged or encrypted."""
    return map(as_read, _pdfium_marks(data, path) if engine == "pdfium" else _plumber_marks(data, path))


def _pdfium_marks(data: bytes, path: str) -> Iterator[PageMarks]:
    import pypdfium2

    from extractor.readers.pdf.pdfium import PDFIUM, pdfium_marks

    try:
        with PDFIUM:
            document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _encrypted(path) if error.err_code == _PASSWORD else _damaged(path, str(error)) from error
    number = 0
    try:
        refuse_endless_forms(data, path)
        count = len(document)
        if not 0 < count <= _MOST_PAGES:
            raise _damaged(path, f"it says it has {count} pages")
        for marks in pdfium_marks(document):
            number = marks.number
            yield _whole(marks, data, path) if marks.is_short and doubt_of(marks) is None else marks
    except pypdfium2.PdfiumError as error:
        raise _damaged(path, f"page {number + 1} can not be read: {error}") from error
    finally:
        with PDFIUM:
            document.close()


def _whole(marks: PageMarks, data: bytes, path: str) -> PageMarks:
    """A page pdfium left characters out of, as pdfplumber reads it; as it is where pdfplumber can not read it."""
    try:
        return next(_plumber_marks(data, path, page=marks.number), marks)
    except ReadError:
        return marks


def _plumber_marks(data: bytes, path: str, *, page: int | None = None) -> Iterator[PageMarks]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    from extractor.readers.pdf.plumber import page_marks

    refuse_circles(data, path)
    refuse_endless_forms(data, path)
    number = 0
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[page] if page else None) as pdf:
            follow_no_circles(pdf.doc)
            for printed in pdf.pages:
                number = printed.page_number
                marks = page_marks(printed, number)
                printed.close()
                covered = bool(marks.chars) and is_covered(marks.pictures, marks.width, marks.height)
                yield replace(marks, hidden=_hidden_share(data, path, number)) if covered else marks
    except PdfminerException as error:
        cause: Any = error.args[0] if error.args else None
        raise _encrypted(path) if isinstance(cause, PDFPasswordIncorrect) else _damaged(path, str(error)) from error
    except (*_PDFMINER_RAISES, MalformedPDFException) as error:  # on a damaged file it raises anything at all
        why = f"page {number} or the one behind it can not be read ({type(error).__name__}: {error})"
        raise _damaged(path, why) from error


def _hidden_share(data: bytes, path: str, number: int) -> float:
    """The share of invisible text on a page, which pdfplumber does not tell."""
    import pypdfium2

    from extractor.readers.pdf.pdfium import hidden_share

    try:
        return hidden_share(data, number)
    except pypdfium2.PdfiumError as error:
        raise _damaged(path, f"page {number} can not be read: {error}") from error


def _encrypted(path: str) -> ReadError:
    return ReadError(path, "encrypted", "it opens only with a password", "remove the password first")


def _damaged(path: str, why: str) -> ReadError:
    return ReadError(path, "damaged", f"not a readable PDF ({why})", "fetch the file again")
