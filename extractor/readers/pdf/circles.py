"""Objects of a PDF that only refer to each other in a circle, in which pdfminer would go round for ever."""

from __future__ import annotations

import re
from typing import Any

from extractor.errors import ReadError

_ONLY_REFERS = re.compile(rb"\b(\d{1,10})\s+\d{1,5}\s+obj\s*(\d{1,10})\s+\d{1,5}\s+R\b")
_IS_MORE = re.compile(rb"\b(\d{1,10})\s+\d{1,5}\s+obj\b(?!\s*\d{1,10}\s+\d{1,5}\s+R\b)")
_MOST_STEPS = 50


def refuse_circles(data: bytes, path: str) -> None:
    """Raise ``ReadError`` if objects of a file refer to each other and to nothing else."""
    refers = {int(found[1]): int(found[2]) for found in _ONLY_REFERS.finditer(data)}
    if not refers:
        return
    for found in _IS_MORE.finditer(data):  # in another version of the file, or in a stream
        refers.pop(int(found[1]), None)
    for start in tuple(refers):
        seen = {start}
        place: int | None = refers[start]
        while place is not None and place not in seen and len(seen) <= _MOST_STEPS:
            seen.add(place)
            place = refers.get(place)
        if place is not None:
            problem = f"not a readable PDF (object {start} refers to itself)"
            raise ReadError(path, "damaged", problem, "fetch the file again")


def follow_no_circles(document: Any) -> Any:
    """Make a ``pdfminer`` document raise where objects in its compressed parts refer to each other; return it."""
    from pdfminer.pdfdocument import PDFDocument
    from pdfminer.pdfexceptions import PDFObjectNotFound
    from pdfminer.pdftypes import PDFObjRef

    def object_of(number: int) -> Any:
        found = PDFDocument.getobj(document, number)
        for _ in range(_MOST_STEPS):
            if not isinstance(found, PDFObjRef):
                return found
            found = PDFDocument.getobj(document, found.objid)
        raise PDFObjectNotFound(number)

    document.getobj = object_of
    return document
