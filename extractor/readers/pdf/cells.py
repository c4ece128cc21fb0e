"""A table as it stands on one page."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from extractor.readers.pdf.frames import Rectangle
from extractor.readers.pdf.lines import TextLine


class TableCell(NamedTuple):
    """A cell with its lines; ``row``, ``column``, ``height`` and ``width`` count the rows and columns of its table.

    ``open_top`` and ``open_bottom``: no line is drawn there, as where a page break cuts a row.
    """

    row: int
    column: int
    height: int
    width: int
    box: Rectangle
    lines: tuple[TextLine, ...]
    open_top: bool = False
    open_bottom: bool = False

    @property
    def text(self) -> str:
        """Its lines without the breaks between them."""
        return "".join(line.text for line in self.lines)


class PageTable(Struct, frozen=True):
    """A table on one page: the lines of its columns, how many rows it has, its cells from top left."""

    box: Rectangle
    xs: tuple[float, ...]
    rows: int
    cells: tuple[TableCell, ...]
