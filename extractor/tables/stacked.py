"""Tables stacked in one grid: where each begins, and what the rows above its head say of it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from msgspec import Struct

from extractor.model import GridCell
from extractor.tables.captions import TABLE_NUMBER, Caption, caption_of, is_whose, stated_unit
from extractor.tables.values import has_values, words_of

Cells = tuple[tuple[GridCell, ...], ...]

_MOST_CAPTION_ROWS = 4
_MOST_CAPTION_CELLS = 4  # number, title, unit, whose it is
_TITLE = re.compile(r"(?:表|情况|明细|汇总|统计|名单|清单|一览)(?:\([^()]{1,20}\))*$")


class Stacked(Struct, frozen=True):
    """One table of a grid: what rows of the grid say of it, and its own rows."""

    caption: Caption
    rows: Cells


def stacked_tables(folded: str, rows: Cells, units: Container[str], *, is_titled: bool) -> list[Stacked]:
    """Cut a grid where a caption begins: rows of one cell each that name a number (附表2), a unit or a title.

    A cell over the whole width, or one alone on the first row or below a blank one, is a title if a head follows; where
    a title stands above the grid (``is_titled``) and there is no other, a cell across that is not worded as a title is
    a head like any other.
    """
    captions = _captions(folded, rows, units)
    inside = {row for start, end in captions for row in range(start, end)}
    alone = [
        (index, index + 1)
        for index in range(len(rows) - 1)
        if index not in inside and _titles_a_table(folded, rows, index, units)
    ]
    if is_titled and not captions and len(alone) == 1 and alone[0][0] == 0 and _is_head(folded, rows[0]):
        alone = []
    cuts = sorted([*captions, *alone])
    nothing = Caption(None, None, None)
    tables = [Stacked(nothing, rows[: cuts[0][0]] if cuts else rows)] if not cuts or cuts[0][0] else []
    above: Cells = ()
    for place, (start, body) in enumerate(cuts):
        end = cuts[place + 1][0] if place + 1 < len(cuts) else len(rows)
        above = (*above, *rows[start:body])
        if body < end:
            said = [words for row in above for words in _words(folded, row)]
            tables.append(Stacked(caption_of(said, units), rows[body:end]))
            above = ()
    return [table for table in tables if any(_words(folded, row) for row in table.rows)]


def _captions(folded: str, rows: Cells, units: Container[str]) -> list[tuple[int, int]]:
    """Where captions begin and end: rows that name a number or a unit, with a title, and a head below."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(rows):
        end = index
        while end < min(len(rows), index + _MOST_CAPTION_ROWS) and _is_caption(folded, rows[end], units):
            end += 1
        is_sure = any(_is_mark(words, units) for row in rows[index:end] for words in _words(folded, row))
        if is_sure and (end - index > 1 or index == 0) and end < len(rows) and len(_words(folded, rows[end])) > 1:
            found.append((_begin(folded, rows, index, end, units), end))
            index = end
        index += 1
    return found


def _begin(folded: str, rows: Cells, start: int, end: int, units: Container[str]) -> int:
    """Where a caption begins below another table, whose last rows may be blank: at its number, else at its title."""
    if start == 0:
        return 0
    numbers = [row for row in range(start, end) if any(TABLE_NUMBER.fullmatch(w) for w in _words(folded, rows[row]))]
    marks = [row for row in range(start, end) if any(_is_mark(words, units) for words in _words(folded, rows[row]))]
    return numbers[0] if numbers else max(marks[0] - 1, start)


def _is_caption(folded: str, row: Sequence[GridCell], units: Container[str]) -> bool:
    if not 0 < _filled(row) <= _MOST_CAPTION_CELLS:
        return False
    words = _words(folded, row)
    return bool(words) and sum(not _is_mark(each, units) and not is_whose(each) for each in words) < 2


def _is_mark(words: str, units: Container[str]) -> bool:
    """Tell whether a cell says a table's number, or its unit and no more than whose the table is."""
    stated = stated_unit(words, units)
    return TABLE_NUMBER.fullmatch(words) is not None or (stated is not None and (not stated[1] or is_whose(stated[1])))


def _titles_a_table(folded: str, rows: Cells, index: int, units: Container[str]) -> bool:
    """Tell whether a row holds but its first cell, over the whole width or below nothing, and a head follows."""
    row, below = rows[index], rows[index + 1]
    if len(row) < 2 or row[0].start == row[0].end or row[0].height > 1 or _filled(row) > 1:
        return False
    is_head = not has_values(folded, below, units, are_heads=True) and len(_words(folded, below)) > 1
    if row[0].width == len(row):
        return index == 0 or is_head
    is_first = index == 0 or not _words(folded, rows[index - 1])
    return is_first and is_head and bool(words_of(folded, below[0]))


def _is_head(folded: str, row: Sequence[GridCell]) -> bool:
    """Tell whether a cell across is worded as a head, no title."""
    words = words_of(folded, row[0])
    return row[0].width == len(row) and not _TITLE.search(words) and not TABLE_NUMBER.match(words)


def _filled(row: Sequence[GridCell]) -> int:
    """How many cells of a row hold something; a merged one counts once."""
    return sum(cell.start < cell.end and (not place or row[place - 1] is not cell) for place, cell in enumerate(row))


def _words(folded: str, row: Sequence[GridCell]) -> list[str]:
    return [words for cell in dict.fromkeys(row) if (words := words_of(folded, cell))]
