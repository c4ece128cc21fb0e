"""Tables stacked in one grid: where each begins, and what the rows above its head say of it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from msgspec import Struct

from extractor.model import GridCell
from extractor.tables.values import has_values, words_of

Cells = tuple[tuple[GridCell, ...], ...]

TABLE_NUMBER = re.compile(
    r"(?:(?:附?表|附件)[一二三四五六七八九十\d]{1,3}(?:[-—–.][\d一二三四五六七八九十]{1,3})*|(?:公开|财决|预算)\d{1,3}表):?"
)
"""The number of a table: 表1-2, 附表十, 公开01表."""

_UNIT_LINE = re.compile(r"(?:金额|计量)?单位:(\S{1,8})")
_MOST_CAPTION_ROWS = 4


class Stacked(Struct, frozen=True):
    """One table of a grid: title, number and unit as rows of the grid say them, and its own rows."""

    title: str | None
    number: str | None
    unit: str | None
    rows: Cells


def stacked_tables(folded: str, rows: Cells, units: Container[str], *, is_titled: bool) -> list[Stacked]:
    """Cut a grid where a caption begins: rows of one cell each that name a number (附表2) or a unit, or a cell across.

    A cell over the whole width is a caption if a head follows; where a title stands above the grid (``is_titled``) and
    there is no other, it is a head like any other.
    """
    captions = _captions(folded, rows)
    inside = {row for start, end in captions for row in range(start, end)}
    across = [
        (index, index + 1)
        for index in range(len(rows) - 1)
        if index not in inside and _heads_a_table(folded, rows, index, units)
    ]
    if is_titled and not captions and len(across) < 2 and (not across or across[0][0] == 0):
        across = []
    cuts = sorted([*captions, *across])
    tables = [Stacked(None, None, None, rows[: cuts[0][0]] if cuts else rows)] if not cuts or cuts[0][0] else []
    caption: Cells = ()
    for place, (start, body) in enumerate(cuts):
        end = cuts[place + 1][0] if place + 1 < len(cuts) else len(rows)
        caption = (*caption, *rows[start:body])
        if body < end:
            tables.append(_table(folded, caption, rows[body:end]))
            caption = ()
    return [table for table in tables if table.rows]


def _captions(folded: str, rows: Cells) -> list[tuple[int, int]]:
    """Where captions begin and end: rows that name a number or a unit, with a title, and a head below."""
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(rows):
        end = index
        while end < min(len(rows), index + _MOST_CAPTION_ROWS) and _is_caption(folded, rows[end]):
            end += 1
        is_sure = any(_is_mark(words) for row in rows[index:end] for words in _words(folded, row))
        if is_sure and (end - index > 1 or index == 0) and end < len(rows) and len(_words(folded, rows[end])) > 1:
            found.append((_begin(folded, rows, index, end), end))
            index = end
        index += 1
    return found


def _begin(folded: str, rows: Cells, start: int, end: int) -> int:
    """Where a caption begins below another table, whose last rows may be blank: at its number, else at its title."""
    if start == 0:
        return 0
    numbers = [row for row in range(start, end) if any(TABLE_NUMBER.fullmatch(w) for w in _words(folded, rows[row]))]
    units = [row for row in range(start, end) if any(map(_is_mark, _words(folded, rows[row])))]
    return numbers[0] if numbers else max(units[0] - 1, start)


def _is_caption(folded: str, row: Sequence[GridCell]) -> bool:
    others = [words for words in _words(folded, row) if not _is_mark(words)]
    return len(others) < 2 and bool(_words(folded, row))


def _is_mark(words: str) -> bool:
    return (TABLE_NUMBER.fullmatch(words) or _UNIT_LINE.fullmatch(words)) is not None


def _heads_a_table(folded: str, rows: Cells, index: int, units: Container[str]) -> bool:
    row, below = rows[index], rows[index + 1]
    if not (len(row) > 1 and row[0].width == len(row) and row[0].start < row[0].end and row[0].height == 1):
        return False
    return index == 0 or (not has_values(folded, below, units, are_heads=True) and len(_words(folded, below)) > 1)


def _table(folded: str, caption: Cells, rows: Cells) -> Stacked:
    said = [words for row in caption for words in _words(folded, row)]
    number = next((words.strip(":") for words in said if TABLE_NUMBER.fullmatch(words)), None)
    unit = next((found[1] for words in said if (found := _UNIT_LINE.fullmatch(words))), None)
    title = "".join(words for words in said if not _is_mark(words))
    return Stacked(title or None, number, unit, rows)


def _words(folded: str, row: Sequence[GridCell]) -> list[str]:
    return [words for cell in dict.fromkeys(row) if (words := words_of(folded, cell))]
