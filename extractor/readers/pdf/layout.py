"""The marks of one page to its blocks in reading order: lines of text and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from extractor.readers.pdf.cells import PageTable
from extractor.readers.pdf.frames import find_frames
from extractor.readers.pdf.lines import TextLine, read_lines
from extractor.readers.pdf.marks import PageMarks, Ruling, usual_size
from extractor.readers.pdf.ruled import ruled_tables
from extractor.readers.pdf.unruled import unruled_tables

_NOTE_SIZE = 0.87  # of the usual size: lines at the foot that are smaller, under a short rule, are footnotes
_NOTE_RULE = 0.5  # of the page's width: the rule above footnotes is shorter
_NOTE_REACH = 0.5  # of the page's height: footnotes stand below


class PageLine(Struct, frozen=True):
    """A line of running text with the column it stands in; ``is_note`` for a footnote's."""

    line: TextLine
    column: int
    is_note: bool = False


Block = PageLine | PageTable


class PageLayout(Struct, frozen=True):
    """A page in reading order; ``confidence`` as in ``PageMarks``."""

    number: int
    width: float
    height: float
    blocks: tuple[Block, ...]
    confidence: tuple[float, ...] = ()


def page_layouts(marks: PageMarks) -> Iterator[PageLayout]:
    """Read a page, or both pages of a sheet that holds two: each is a layout with the sheet's number."""
    gutter = marks.gutter
    if gutter is None:
        yield page_layout(marks)
        return
    for start, end in ((0.0, gutter), (gutter, marks.width)):
        yield page_layout(
            replace(
                marks,
                chars=tuple(char for char in marks.chars if start <= (char.x0 + char.x1) / 2 < end),
                verticals=tuple(line for line in marks.verticals if start <= line.at < end),
                horizontals=tuple(line for line in marks.horizontals if start <= (line.start + line.end) / 2 < end),
            )
        )


def page_layout(marks: PageMarks) -> PageLayout:
    """Read a page: tables first, then the lines of what is left, column by column."""
    tables, rest = ruled_tables(find_frames(marks.verticals, marks.horizontals), marks.chars, marks.height)
    blocks: list[Block] = []
    columns = read_lines(rest) or [[]]
    usual = usual_size([char[5] for char in rest if char[6]])
    for number, lines in enumerate(columns):
        here = _tables_of(tables, columns, number)
        blocks += _in_order(lines, here, number, _note_top(lines, marks, usual), usual, marks.horizontals)
    return PageLayout(marks.number, marks.width, marks.height, tuple(blocks), marks.confidence)


def _tables_of(tables: Sequence[PageTable], columns: Sequence[Sequence[TextLine]], number: int) -> list[PageTable]:
    """The tables that stand in a column: where their middle is, or else the first column."""

    def home(table: PageTable) -> int:
        middle = (table.box.x0 + table.box.x1) / 2
        for index, lines in enumerate(columns):
            if lines and min(line.x0 for line in lines) <= middle <= max(line.x1 for line in lines):
                return index
        return 0

    return [table for table in tables if home(table) == number]


def _in_order(
    lines: Sequence[TextLine],
    ruled: Sequence[PageTable],
    column: int,
    note_top: float,
    usual: float,
    rules: Sequence[Ruling],
) -> list[Block]:
    blocks: list[tuple[float, Block]] = [(table.box.top, table) for table in ruled]
    taken = 0
    for start, end, table in unruled_tables(lines, rules):
        blocks += ((line.top, PageLine(line, column)) for line in lines[taken:start])
        blocks.append((table.box.top, table))
        taken = end
    for line in lines[taken:]:
        is_note = line.top > note_top and line.size <= _NOTE_SIZE * usual
        blocks.append((line.top, PageLine(line, column, is_note)))
    return [block for _, block in sorted(blocks, key=lambda item: item[0])]


def _note_top(lines: Sequence[TextLine], marks: PageMarks, usual: float) -> float:
    """Where the rule above the footnotes stands; below the page if there is none."""
    rules = [rule.at for rule in marks.horizontals if _is_note_rule(rule, marks, lines, usual)]
    return max(rules, default=marks.height)


def _is_note_rule(rule: Ruling, marks: PageMarks, lines: Sequence[TextLine], usual: float) -> bool:
    if rule.end - rule.start > _NOTE_RULE * marks.width or rule.at < _NOTE_REACH * marks.height:
        return False
    below = [line for line in lines if line.top >= rule.at - usual / 2]
    return bool(below) and below[0].size <= _NOTE_SIZE * usual and below[0].top - rule.at < 2 * usual
