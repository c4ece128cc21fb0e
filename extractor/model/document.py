"""A document as read: its text, its pages, and the grids its format marks."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

from msgspec import Struct

LEAST_CONFIDENCE = 0.9
"""Of 1: a character of which OCR is less sure is not to be trusted."""

BBox = tuple[float, float, float, float]
"""``(x0, top, x1, bottom)`` in points from the top left of the page."""


class Source(Struct, frozen=True):
    """The file a document was read from; ``pages`` is None for formats without pages."""

    path: str
    sha256: str
    media_type: str
    bytes: int
    encoding: str | None
    pages: int | None


class Page(Struct, frozen=True):
    """One page of a document, its size in points, and what is printed on it besides the text.

    ``[start, end)`` reaches from the page's first character in the text to its last. ``furniture`` are headers, footers
    and page numbers, and the heads of tables that are printed again on every page. ``turned`` is by how many degrees it
    was turned, clockwise, to be read: all boxes are those of the page as it then stands.
    """

    number: int
    width: float
    height: float
    start: int
    end: int
    furniture: tuple[str, ...] = ()
    turned: float = 0.0


_EDGES = itemgetter(0, 1, 2, 3)
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


_PRINTED = 255  # in place of how sure a character is, where it was not read with OCR


class Boxes:
    """The page and the box of every character of a text, kept in flat arrays; characters put in have none.

    Of characters that were read with OCR it also keeps how sure each is.
    """

    __slots__ = ("_confidence", "_edges", "_pages", "_spans")

    def __init__(self) -> None:
        """Start without characters."""
        self._pages = array("H")
        self._edges = array("f")
        self._spans: dict[int, tuple[int, int]] = {}
        self._confidence = array("B")  # in hundredths; empty as long as nothing was read with OCR

    def __len__(self) -> int:
        """Return the number of characters."""
        return len(self._pages)

    def add(
        self, page: int, edges: Sequence[Sequence[Any]], places: Sequence[int], confidence: Sequence[float] = ()
    ) -> None:
        """Add characters printed on a page (from 1): the edges of each, as in a ``BBox``, begin ``edges[place]``.

        The place -1 is a character that was put in. ``confidence`` is how sure OCR is of each, from 0 to 1.
        """
        start = len(self._pages)
        if confidence:
            self._confidence.extend([_PRINTED] * (start - len(self._confidence)))
            self._confidence.extend([round(100 * confidence[place]) if place >= 0 else _PRINTED for place in places])
        self._spans[page] = self._spans.get(page, (start, 0))[0], start + len(places)
        if -1 in places:
            self._pages.extend([page if place >= 0 else 0 for place in places])
            edges = (*edges, _NOWHERE)
        else:
            self._pages.extend((page,) * len(places))
        self._edges.extend(chain.from_iterable(map(_EDGES, map(edges.__getitem__, places))))

    def add_none(self, count: int) -> None:
        """Add characters that stand nowhere."""
        self._pages.frombytes(bytes(self._pages.itemsize * count))
        self._edges.frombytes(bytes(self._edges.itemsize * 4 * count))

    def place(self, start: int, end: int) -> tuple[int | None, BBox | None]:
        """Return the page on which a span begins, and the box around its part on that page."""
        here = [index for index in range(start, min(end, len(self))) if self._pages[index]]
        if not here:
            return None, None
        page = self._pages[here[0]]
        edges = [self._edges[4 * index : 4 * index + 4] for index in here if self._pages[index] == page]
        xs0, tops, xs1, bottoms = zip(*edges, strict=True)
        return page, rounded((min(xs0), min(tops), max(xs1), max(bottoms)))

    def confidence(self, start: int, end: int) -> float | None:
        """Return how sure the least sure character of a span is, from 0 to 1; None if none was read with OCR."""
        least = min(self._confidence[start:end], default=_PRINTED)
        return None if least == _PRINTED else least / 100

    def lines(self, start: int, end: int, page: int) -> list[BBox]:
        """Return a box for each line of a span on a page: a character farther left and lower begins one."""
        lines: list[BBox] = []
        last = None
        for index in range(start, min(end, len(self))):
            if self._pages[index] != page:
                continue
            x0, top, x1, bottom = self._edges[4 * index : 4 * index + 4]
            if last and not (x0 < last[0] and top >= last[3] - (last[3] - last[1]) / 2):
                box = lines.pop()
                lines.append((min(box[0], x0), min(box[1], top), max(box[2], x1), max(box[3], bottom)))
            else:
                lines.append((x0, top, x1, bottom))
            last = x0, top, x1, bottom
        return lines

    def span(self, page: int) -> tuple[int, int]:
        """Return the stretch from the first character on a page to the last, ``(0, 0)`` if there is none."""
        return self._spans.get(page, (0, 0))

    def pages(self, start: int, end: int) -> tuple[int, ...]:
        """Return the pages a span stands on, in ascending order."""
        return tuple(sorted(set(self._pages[start:end]) - {0}))


class GridCell(Struct, frozen=True):
    """A table cell as found; its text is ``Document.text[start:end]``, empty cells have ``start == end``.

    ``row`` and ``column`` are where it begins, ``height`` and ``width`` how many rows and columns it covers. ``indent``
    and ``room`` are how far its text stands from the cell's left and right side, in characters; None where the format
    does not say. ``page`` and ``box`` are where the cell itself is printed, with or without text; ``locator`` is where
    it stands in the source: the XPath in a web page, as a browser sees it, or in a DOCX file's XML, or ``Sheet1!B5``.
    """

    row: int
    column: int
    start: int
    end: int
    height: int = 1
    width: int = 1
    indent: float | None = None
    room: float | None = None
    bold: bool = False
    page: int | None = None
    box: BBox | None = None
    locator: str | None = None


class Grid(Struct, frozen=True):
    """Cells as found, before anything is understood; every row holds one cell a column.

    A merged cell stands in every place it covers. ``pages`` are the pages it is printed on.
    """

    start: int
    end: int
    rows: tuple[tuple[GridCell, ...], ...]
    pages: tuple[int, ...] = ()


class Heading(Struct, frozen=True):
    """A line that its format says is a heading: ``Document.text[start:end]``, ``level`` is its depth from 1."""

    start: int
    end: int
    level: int


class ReadingWarning(Struct, frozen=True):
    """Something a reader of the result should know; never used for the report's own mistakes."""

    code: str
    message: str
    page: int | None = None


class Document(Struct, frozen=True):
    """Decoded text with its pages and the grids its format marks (plain text marks none).

    For a plain-text file ``text`` is the decoded file itself. In other formats a grid stands in the text one row a
    line, cells separated by a tab, so that a cell has a span in every format. ``ocr`` is what read the pages without
    text (the engine with its version, ``none`` if there was no engine); None where there are no such pages. ``site`` is
    whose site a web page says it is of. ``headings`` are the lines that the format itself marks as such, by style.
    """

    source: Source
    text: str
    pages: tuple[Page, ...] = ()
    grids: tuple[Grid, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
    boxes: Boxes | None = None
    ocr: str | None = None
    site: str | None = None
    headings: tuple[Heading, ...] = ()

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
        return self.boxes.place(start, end) if self.boxes else (None, None)

    def confidence(self, start: int, end: int) -> float | None:
        """Return how sure OCR is of the least sure character of a span; None where no OCR was needed."""
        return self.boxes.confidence(start, end) if self.boxes else None


def rounded(box: BBox) -> BBox:
    """Return a box in hundredths of a point."""
    return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)
