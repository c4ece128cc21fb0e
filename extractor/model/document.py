"""A document as read: its text, its pages, and the grids its format marks."""

from __future__ import annotations

from dataclasses import dataclass

BBox = tuple[float, float, float, float]
"""``(x0, top, x1, bottom)`` in points from the top left of the page."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file a document was read from; ``pages`` is None for formats without pages."""

    path: str
    sha256: str
    media_type: str
    bytes: int
    encoding: str | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document; ``boxes[i]`` is the box of character ``start + i`` (None for characters we put in)."""

    number: int
    width: float
    height: float
    start: int
    end: int
    boxes: tuple[BBox | None, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A table cell as found; its text is ``Document.text[start:end]``, empty cells have ``start == end``."""

    row: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as found, before anything is understood; every row holds one cell a column."""

    start: int
    end: int
    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something a reader of the result should know; never used for the report's own mistakes."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Decoded text with its pages and the grids its format marks (plain text marks none).

    For a plain-text file ``text`` is the decoded file itself. In other formats a grid stands in the text one row a
    line, cells separated by a tab, so that a cell has a span in every format.
    """

    source: Source
    text: str
    pages: tuple[Page, ...] = ()
    grids: tuple[Grid, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()

    @classmethod
    def from_text(cls, text: str, *, path: str = "-") -> Document:
        """Wrap a string that is already decoded; ``path`` is only a name for messages and records.

        Raises ``UnicodeEncodeError`` for lone surrogates, which no file can hold.
        """
        import hashlib

        data = text.encode("utf-8")
        return cls(Source(path, hashlib.sha256(data).hexdigest(), "text/plain", len(data), "utf-8", None), text)

    def place(self, start: int, end: int) -> tuple[int | None, BBox | None]:
        """Return page number and box of a span: those of its part on the page where it begins."""
        for page in self.pages:
            if page.start <= start < page.end:
                boxes = [box for box in page.boxes[start - page.start : end - page.start] if box]
                if not boxes:
                    return page.number, None
                xs0, tops, xs1, bottoms = zip(*boxes, strict=True)
                return page.number, (min(xs0), min(tops), max(xs1), max(bottoms))
        return None, None
