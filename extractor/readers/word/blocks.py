"""The paragraphs and tables of a Word file, written as lines and grids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, zip_longest
from typing import Any

from msgspec.structs import replace

from extractor.model import Document, Grid, GridCell, Heading
from extractor.readers.word.chunks import Chunks
from extractor.readers.word.contents import is_contents_control
from extractor.readers.word.numbers import Numbering
from extractor.readers.word.styles import Styles, W, is_on
from extractor.readers.word.tables import Cell, rows_of
from extractor.readers.word.words import FALLBACK, NOT_SEEN, RELATION, Words, boxes, tidy
from extractor.readers.writing import FoundCell, Writer, on_one_line

_PARAGRAPH, _TABLE, _CHUNK = (f"{W}{name}" for name in ("p", "tbl", "altChunk"))
_CONTENTS_TITLES = frozenset({"目录", "目次"})
_BREAK_FIRST = re.compile(r"\A\s*\n")  # a page that begins between a number and its words


class BlockWriter(Writer):
    """Writes blocks: a line for each paragraph with its number, a grid for each table of data."""

    def __init__(self, document: Any, chunks: Chunks) -> None:
        """Begin without text; ``chunks`` reads the files within the file."""
        super().__init__()
        styles = Styles(document)
        self.headings: list[Heading] = []
        self.words = Words(document, styles)
        self._styles = styles
        self._numbering = Numbering(document, styles)
        self._parts = document.part.related_parts
        self._chunks = chunks
        self.sheets = 0  # of Excel that are embedded and were read
        self._held = ""  # of a paragraph whose end is deleted or hidden: the next goes on with it

    def blocks(self, parent: Any) -> None:
        """Write what stands in a body, a cell or a text box."""
        blocks = list(_blocks_in(parent))
        for block, following in zip_longest(blocks, blocks[1:]):
            if block.tag == _PARAGRAPH:
                if not self._is_contents_title(block, following):
                    self._paragraph(block)
                continue
            self._write_held()
            if block.tag == _TABLE:
                self._table(block)
            elif block.tag == _CHUNK:
                self._chunk(block)
        self._write_held()

    def notes(self) -> None:
        """Write the notes that were referred to, in that order."""
        for note in self.words.notes():
            self.line(tidy(note))

    def _paragraph(self, paragraph: Any) -> None:
        objects = len(self.words.objects)
        number, words = self._said(paragraph)
        said = number + words if tidy(words) else ""  # a number alone is nothing outside a table
        if self._styles.is_end_gone(paragraph):
            self._held = said
        else:
            self._held = ""
            level = self._styles.level(paragraph)
            for line in filter(None, map(tidy, said.split("\n"))):
                if level is not None:
                    self.headings.append(Heading(self._length, self._length + len(line), level + 1))
                self.line(line)
                level = None
        for box in boxes(paragraph):
            self._write_held()
            self.blocks(box)
        for _, name in self.words.objects[objects:]:
            self._sheet(name)

    def _is_contents_title(self, paragraph: Any, following: Any) -> bool:
        if following is None or not self._is_contents(following):
            return False
        said = "".join(text.text or "" for text in paragraph.iter(f"{W}t"))
        return "".join(said.split()) in _CONTENTS_TITLES

    def _is_contents(self, block: Any) -> bool:
        is_paragraph = block.tag == _PARAGRAPH
        is_line = is_paragraph and (self._styles.is_contents(block) or self.words.begins_contents(block))
        return is_line or is_contents_control(block)

    def _sheet(self, name: str) -> None:
        part = self._parts.get(name)
        document = self._chunks.read_sheet(part) if part is not None else None
        if document is not None:
            self._write_held()
            self.sheets += 1
            self._put_document(document)

    def _said(self, paragraph: Any) -> tuple[str, str]:
        """The number of a paragraph and its words, behind what is held; what is deleted or hidden is not counted."""
        if self._styles.is_contents(paragraph):
            return "", self._held
        words = self.words.of(paragraph)
        if self._held or (not tidy(words) and self._styles.is_end_gone(paragraph)):
            return "", self._held + words
        number = self._numbering.next_of(paragraph)
        return number, _BREAK_FIRST.sub("", words) if number else words

    def _write_held(self) -> None:
        held, self._held = self._held, ""
        for line in held.split("\n"):
            self.line(tidy(line))

    def _table(self, table: Any) -> None:
        rows = rows_of(table)
        cells = list(chain.from_iterable(rows))
        if len(rows) < 2 or len({cell.column for cell in cells}) < 2:  # a box around text
            for cell in cells:
                self.blocks(cell.element)
            return
        inner: list[Any] = []
        self.table([[self._found_cell(cell, inner) for cell in row] for row in rows])
        for block in inner:
            self._table(block)

    def _found_cell(self, cell: Cell, inner: list[Any]) -> FoundCell:
        """A cell with its paragraphs on one line; the tables in it are put behind ``inner``."""
        lines: list[str] = []
        indent: float | None = None
        for paragraph in _paragraphs_in(cell.element, inner):
            said = "".join(self._said(paragraph)).split("\n")
            if indent is None and any(map(tidy, said)):
                indent = self._indent(paragraph, next(filter(str.strip, said)))
            lines += filter(None, map(tidy, said))
        is_bold = is_on(cell.element.find(f"{W}p/{W}r/{W}rPr/{W}b"))
        place = (cell.height, cell.width, cell.column)
        return FoundCell(on_one_line(lines), *place, indent or 0.0, is_bold, cell.locator)

    def _indent(self, paragraph: Any, line: str) -> float:
        """How far a line begins from its cell's side, in characters: by blanks and by its paragraph's indent."""
        blanks = line[: len(line) - len(line.lstrip())]
        wide = blanks.count("\u3000")
        return wide + (len(blanks) - wide) / 2 + self._set_in(paragraph)

    def _set_in(self, paragraph: Any) -> float:
        said = self._styles.of_paragraph(paragraph, "ind")
        if said is None:
            return 0.0
        run = next(paragraph.iter(f"{W}r"), paragraph)
        character = self._styles.look(run, self._styles.name_of(paragraph)).character

        def set_in(*names: str) -> float:
            """By the first of the names that says it; in hundredths of a character that counts before twips."""
            for unit, wide in (("Chars", 100), ("", character)):
                for name in names:
                    by = said.get(f"{W}{name}{unit}", "")
                    if by.isdigit() and int(by):
                        return int(by) / wide
            return 0.0

        return max(set_in("left", "start") + (set_in("firstLine") or -set_in("hanging")), 0.0)

    def _chunk(self, chunk: Any) -> None:
        part = self._parts.get(chunk.get(RELATION))
        document = self._chunks.read(part) if part is not None else None
        if document is not None:
            self._put_document(document)

    def _put_document(self, document: Document) -> None:
        """Write the text of another document, and keep its grids."""
        start = self._length
        self._put(document.text.rstrip("\n"))
        self._put("\n")
        self.grids += [_moved(grid, start) for grid in document.grids]
        self.headings += [Heading(one.start + start, one.end + start, one.level) for one in document.headings]


def _moved(grid: Grid, by: int) -> Grid:
    made: dict[int, GridCell] = {}

    def moved(cell: GridCell) -> GridCell:
        if id(cell) not in made:
            made[id(cell)] = replace(cell, start=cell.start + by, end=cell.end + by)
        return made[id(cell)]

    rows = tuple(tuple(map(moved, row)) for row in grid.rows)
    return replace(grid, start=grid.start + by, end=grid.end + by, rows=rows)


def _blocks_in(parent: Any) -> Iterator[Any]:
    """Paragraphs, tables, other files and the table of contents, in content controls and tracked changes too."""
    waiting = list(reversed(parent))
    while waiting:
        block = waiting.pop()
        if block.tag in {_PARAGRAPH, _TABLE, _CHUNK} or is_contents_control(block):
            yield block
        elif block.tag != FALLBACK and block.tag not in NOT_SEEN:
            waiting += reversed(block)


def _paragraphs_in(cell: Any, inner: list[Any]) -> Iterator[Any]:
    """The paragraphs of a cell and of its text boxes; the tables in it are put behind ``inner``."""
    for block in _blocks_in(cell):
        if block.tag == _PARAGRAPH:
            yield block
            for box in boxes(block):
                yield from _paragraphs_in(box, inner)
        elif block.tag == _TABLE:
            inner.append(block)
