"""Forms drawn within forms: a few bytes that draw each other twice make more marks than any memory holds."""

from __future__ import annotations

import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from extractor.errors import ReadError
from extractor.readers.pdf.circles import follow_no_circles, refuse_circles

_FORM = re.compile(rb"/Subtype\s*/(?:Form\b|[A-Za-z]*#)")
_HOLDS_OTHERS = re.compile(rb"/XObject\s*(?:<<|\d+\s+\d+\s+R)|/Resources\s*\d+\s+\d+\s+R|#")
_DRAWS = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_MOST_DRAWN = 200_000  # forms on a page
_DEEPEST = 40  # forms within forms, as far as pdfium goes
_MOST_BYTES = 8 * 1024 * 1024  # of what a form draws
_PDFMINER_RAISES = (ArithmeticError, AssertionError, AttributeError, LookupError, OSError, TypeError, ValueError)


def refuse_endless_forms(data: bytes, path: str) -> None:
    """Raise ``ReadError`` if a page of a PDF draws forms within forms more often than any report does.

    What is damaged is left to the readers, which say so.
    """
    if not _may_nest(data):
        return
    refuse_circles(data, path)
    for number, count in enumerate(_drawn_on_pages(data), start=1):
        if count > _MOST_DRAWN:
            problem = f"page {number} draws forms within forms without end"
            raise ReadError(path, "too_large", problem, "no report does; look at where it comes from")


def _may_nest(data: bytes) -> bool:
    """Tell whether a form of a file may draw others: by what stands between its number and its stream."""
    end = 0
    for found in _FORM.finditer(data):
        if found.start() < end:
            continue
        begin, end = data.rfind(b"obj", end, found.start()), data.find(b"stream", found.end())
        end = end if end >= 0 else len(data)
        if _HOLDS_OTHERS.search(data, max(begin, 0), end):
            return True
    return False


def _drawn_on_pages(data: bytes) -> Iterator[int]:
    """How many forms each page draws, those within forms counted as often as they are drawn."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser
    from pdfminer.psexceptions import PSException

    try:
        document = follow_no_circles(PDFDocument(PDFParser(io.BytesIO(data))))
        counts: dict[tuple[int, int], int] = {}
        for page in PDFPage.create_pages(document):
            forms = _forms_of(page.resources)
            yield sum(_drawn(form, _DEEPEST, counts) for form in forms.values())
    except (PDFException, PSException, RecursionError, *_PDFMINER_RAISES):
        return


def _drawn(form: Any, depth: int, counts: dict[tuple[int, int], int]) -> int:
    """How many forms are drawn with one: itself, and those in it to a depth."""
    if not depth:
        return 1
    key = form.objid, depth
    if key not in counts:
        counts[key] = 1  # where forms make a circle deeper than pdfium goes
        inner = _forms_of(form.attrs.get("Resources"))
        times = Counter(name.decode("latin-1") for name in _DRAWS.findall(_content(form))) if inner else Counter()
        drawn = (times[name] * _drawn(other, depth - 1, counts) for name, other in inner.items() if times[name])
        counts[key] = min(1 + sum(drawn), _MOST_DRAWN + 1)
    return counts[key]


def _forms_of(resources: Any) -> dict[str, Any]:
    """The forms that resources name."""
    from pdfminer.pdftypes import PDFStream, resolve1

    named = resolve1((resolve1(resources) or {}).get("XObject")) if isinstance(resolve1(resources), Mapping) else None
    if not isinstance(named, Mapping):
        return {}
    found = {name: resolve1(form) for name, form in named.items()}
    return {
        str(name): form
        for name, form in found.items()
        if isinstance(form, PDFStream) and getattr(resolve1(form.attrs.get("Subtype")), "name", "") == "Form"
    }


def _content(form: Any) -> bytes:
    """What a form draws, as far as it is looked at; nothing where it is damaged."""
    names = [getattr(name, "name", "") for name, _ in form.get_filters()]
    try:
        if names in (["FlateDecode"], ["Fl"]) and form.decipher is None:
            return zlib.decompressobj().decompress(form.get_rawdata() or b"", _MOST_BYTES)
        return bytes(form.get_data()[:_MOST_BYTES])
    except zlib.error:
        return b""
