"""Pages in reading order to one text with grids.

What is printed again on every page is left out, what a page's end cut is joined. Only a few pages are in
memory at a time: the text, two arrays of places, and the table or paragraph at hand grow.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from extractor.model import Boxes, Grid, GridCell, Page
from extractor.readers.pdf.cells import PageTable
from extractor.readers.pdf.continuing import LongCell, LongTable, Printed
from extractor.readers.pdf.furniture import running_lines
from extractor.readers.pdf.layout import Block, PageLayout, PageLine
from extractor.readers.pdf.lines import TextLine
from extractor.readers.pdf.marks import usual_size
from extractor.readers.pdf.paragraphs import Margins, PlacedLine, continues, joint, margins_of

_NUMBER = re.compile(r"[-+－]?[\d.,，．]+[%％‰]?")
_AROUND = 2  # pages before and behind that tell what is printed on every page


Sheet = tuple[float, float, float]
"""Width and height of a page in points, and by how many degrees it was turned, clockwise."""


class Composed(Struct):
    """The text as it grows, the place of each of its characters, and the grids in it."""

    text: list[str] = field(default_factory=list)
    boxes: Boxes = field(default_factory=Boxes)
    grids: list[Grid] = field(default_factory=list)
    furniture: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def pages(self, sheets: Sequence[Sheet]) -> tuple[Page, ...]:
        """Return the pages with the stretch of text that is printed on each."""
        return tuple(
            Page(number, width, height, *self.boxes.span(number), self.furniture.get(number, ()), turned)
            for number, (width, height, turned) in enumerate(sheets, start=1)
        )


def compose(pages: Iterable[PageLayout]) -> Composed:
    """Write the pages of a document one after the other."""
    writer = _Writer()
    for page, others in _with_neighbours(pages):
        writer.write_page(page, others)
    writer.close()
    return writer.out


def _with_neighbours(pages: Iterable[PageLayout]) -> Iterator[tuple[PageLayout, list[PageLayout]]]:
    """Each page with the pages around it."""
    window: deque[PageLayout] = deque()
    at = 0  # of the page whose turn it is
    for page in pages:
        window.append(page)
        if len(window) - at > _AROUND:
            yield window[at], [other for other in window if other is not window[at]]
            at += 1
        if at > _AROUND:
            window.popleft()
            at -= 1
    for index in range(at, len(window)):
        yield window[index], [other for other in list(window)[max(0, index - _AROUND) :] if other is not window[index]]


class _Writer:
    """Takes page after page; a paragraph or a table stays open until what follows it is known."""

    def __init__(self) -> None:
        self.out = Composed()
        self._length = 0
        self._paragraph: list[PlacedLine] = []
        self._notes: list[PlacedLine] = []
        self._table: LongTable | None = None
        self._margins: Margins | None = None
        self._confidence: dict[int, tuple[float, ...]] = {}  # of pages that were read with OCR

    def write_page(self, page: PageLayout, others: Sequence[PageLayout]) -> None:
        if page.confidence:
            self._confidence[page.number] = page.confidence
        running, head = running_lines(page, others)
        following = next((b for i, b in enumerate(page.blocks) if i not in running | head), None)
        goes_on = isinstance(following, PageTable) and self._table is not None and self._table.goes_on(following)
        dropped = running | head if goes_on else running
        self.out.furniture[page.number] = self.out.furniture.get(page.number, ()) + tuple(
            block.line.text
            for index, block in enumerate(page.blocks)
            if index in dropped and isinstance(block, PageLine)
        )
        kept = [block for index, block in enumerate(page.blocks) if index not in dropped]
        margins = self._margins_of(kept, page.width)
        for block in kept:
            if isinstance(block, PageTable):
                self._put_table(block, page, goes_on=goes_on and block is following)
            else:
                self._put_line(PlacedLine(block.line, page.number, block.column, margins[block.column]), block)

    def close(self) -> None:
        self._close_table()
        self._close_paragraph()

    def _margins_of(self, blocks: Iterable[Block], width: float) -> dict[int, Margins]:
        columns: dict[int, list[TextLine]] = {}
        for block in blocks:
            if isinstance(block, PageLine):
                columns.setdefault(block.column, []).append(block.line)
        margins = {
            column: margins_of(lines, self._margins if len(columns) == 1 else None, width / len(columns))
            for column, lines in columns.items()
        }
        if len(margins) == 1:
            self._margins = next(iter(margins.values()))
        return margins

    # --- paragraphs -------------------------------------------------------------------------------------------------

    def _put_line(self, line: PlacedLine, block: PageLine) -> None:
        if block.is_note:
            self._notes.append(line)
            return
        self._close_table()
        if self._paragraph and not continues(self._paragraph[-1], line):
            self._close_paragraph()
        self._paragraph.append(line)

    def _close_paragraph(self) -> None:
        self._write_lines([Printed(line.line, line.page) for line in self._paragraph])
        self._paragraph = []
        note: list[PlacedLine] = []
        for line in self._notes:
            if note and (_begins_note(line.line) or line.is_indented):
                self._write_lines([Printed(part.line, part.page) for part in note])
                note = []
            note.append(line)
        self._write_lines([Printed(part.line, part.page) for part in note])
        self._notes = []

    def _write_lines(self, lines: Sequence[Printed]) -> None:
        if lines:
            self._put(lines)
            self._gap("\n")

    # --- tables -----------------------------------------------------------------------------------------------------

    def _put_table(self, table: PageTable, page: PageLayout, *, goes_on: bool) -> None:
        if goes_on and self._table:
            self._table.add(table, page.number, page.height)
            return
        self._close_table()
        self._close_paragraph()
        self._table = LongTable(table, page.number, page.height)

    def _close_table(self) -> None:
        table, self._table = self._table, None
        if table is None:
            return
        start = self._length
        anchors = {(cell.row, cell.column): cell for cell in table.cells}
        size = usual_size([cell.lines[0].line.chars[0].size for cell in table.cells if cell.lines])
        grid: list[list[GridCell | None]] = [[None] * (len(table.xs) - 1) for _ in range(table.rows)]
        for row in range(table.rows):
            for column in range(len(table.xs) - 1):
                if column:
                    self._gap("\t")
                anchor = anchors.get((row, column))
                if anchor:
                    cell = self._put_cell(anchor, size)
                    for covered in grid[row : row + cell.height]:
                        covered[column : column + cell.width] = [cell] * cell.width
                elif grid[row][column] is None:
                    grid[row][column] = GridCell(row, column, self._length, self._length)
            self._gap("\n")
        rows = tuple(tuple(cell for cell in row if cell) for row in grid)
        end = self._length - 1
        self.out.grids.append(Grid(start, end, rows, self.out.boxes.pages(start, end)))
        self._close_paragraph()  # the notes of the pages it stands on

    def _put_cell(self, cell: LongCell, size: float) -> GridCell:
        start = self._length
        self._put(cell.lines)
        first = cell.lines[0].line if cell.lines else None
        indent = room = None
        if first and size:
            indent, room = round((first.x0 - cell.box.x0) / size, 2), round((cell.box.x1 - first.x1) / size, 2)
        return GridCell(
            cell.row,
            cell.column,
            start,
            self._length,
            cell.height,
            cell.width,
            indent,
            room,
            bool(first and first.bold),
            cell.page,
            cell.box,
        )

    # --- both -------------------------------------------------------------------------------------------------------

    def _put(self, lines: Sequence[Printed]) -> None:
        before = ""
        for printed in lines:
            line = printed.line
            if before:
                is_scan = printed.page in self._confidence
                self._gap(" " if is_scan and _are_numbers(before, line.text) else joint(before, line.text))
            self.out.text.append(line.text)
            self._length += len(line.text)
            self.out.boxes.add(printed.page, line.chars, line.places, self._confidence_of(printed))
            before = line.text

    def _confidence_of(self, printed: Printed) -> Sequence[float]:
        page = self._confidence.get(printed.page)
        return [page[char.order] for char in printed.line.chars] if page else ()

    def _gap(self, text: str) -> None:
        self.out.text.append(text)
        self._length += len(text)
        self.out.boxes.add_none(len(text))


def _are_numbers(first: str, second: str) -> bool:
    """Tell whether a number ends and another begins: below each other in a cell they may be those of two cells."""
    return first[-1:].isdecimal() and second[:1].isdecimal() and _NUMBER.fullmatch(first + second) is not None


def _begins_note(line: TextLine) -> bool:
    """Tell whether a line begins with a note's mark, set smaller, or in brackets or a circle."""
    first = line.chars[0]
    return first.size < 0.8 * line.size or first.text in "[［①②③④⑤⑥⑦⑧⑨⑩*"
