"""Pages of a PDF drawn as pictures."""

from __future__ import annotations

import contextlib
from typing import Any

from extractor.readers.pdf.pdfium import PDFIUM

_LONGEST_SIDE = 6000  # dots


class Drawing:
    """Draws the pages of a PDF; to be used in a ``with`` statement. Raises ``pypdfium2.PdfiumError``."""

    def __init__(self, data: bytes) -> None:
        """Take a PDF; it is opened when the first page is drawn."""
        self._data = data
        self._document: Any = None

    def __enter__(self) -> Drawing:
        """Begin to draw."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the PDF."""
        with PDFIUM, contextlib.suppress(AttributeError):
            self._document.close()

    def page(self, number: int, dots: float) -> Any:
        """Return page ``number`` (from 1) as PIL image with so many dots a point, fewer if the page is large."""
        import pypdfium2

        with PDFIUM:
            self._document = self._document or pypdfium2.PdfDocument(self._data)
            page = self._document[number - 1]
            try:
                longest = max(*page.get_size(), 1.0)
                return page.render(scale=min(dots, _LONGEST_SIDE / longest)).to_pil().convert("RGB")
            finally:
                page.close()
