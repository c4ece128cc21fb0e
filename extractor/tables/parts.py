"""One grid, several tables: titles inside the frame, small tables stacked in it, two halves side by side."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Container, Sequence

from msgspec import Struct

from extractor.model import GridCell
from extractor.tables.captions import Caption
from extractor.tables.stacked import stacked_tables
from extractor.tables.values import CellClass, cell_class, has_values, words_of
from extractor.text import numbering

Cells = tuple[tuple[GridCell, ...], ...]

_MOST_HEAD_ROWS = 6
_YEAR = re.compile(r"(?:19|20)\d{2}年?|[二〇○零一三四五六七八九]{4}年?")
_LABEL_HEAD = re.compile(r"项目|科目|名称|指标|收入|支出|分类|行业|产品|品种|商品|类别|地区|区划|县区|区县")
_NOTE = re.compile(r"(?:备?注|说明|附注)\d?[::、]|\*|注\d|(?:单位)?负责人|(?:填[表报]|审核|制表|编制)人?:")
_COUNTS = frozenset({"栏次", "公式", "栏目"})
_CODE_LEVEL = re.compile(r"[类款项目]|.*(?:编码|代码)")


class Part(Struct, frozen=True):
    """One table of a grid: its rows, of which the first ``head`` are the head; what its frame says of it."""

    rows: Cells
    head: int
    caption: Caption


def parts_of(folded: str, rows: Cells, units: Container[str], *, is_titled: bool) -> list[Part]:
    """Take a grid apart into the tables it holds, each with its head rows counted.

    ``is_titled``: the grid has a title above it; what stands over the whole width is then a head like any other, unless
    several tables are stacked in the frame.
    """
    found = []
    for table in stacked_tables(folded, _without_blank_edges(rows), units, is_titled=is_titled):
        for beside in _beside(folded, _without_covered_columns(_without_blank_edges(table.rows)), units):
            head = head_rows(folded, beside, units)
            body = _without_notes(folded, _without_repeated_heads(folded, beside, head), head)
            halves = _halves(folded, _joined_columns(folded, body, head, units), head, units)
            found += [Part(half, head, table.caption) for half in halves]
    return found


def _joined_columns(folded: str, rows: Cells, head: int, units: Container[str]) -> Cells:
    """Make one column of two under one head whose numbers no row has two of: its cells do not line up with the head."""
    for column in range(len(rows[0]) - 1, 0, -1):
        heads, body = rows[:head], rows[head:]
        if not heads or not body or any(row[column] is not row[column - 1] for row in heads):
            continue
        pairs = [[cell for cell in (row[column - 1], row[column]) if _begins(row, cell, column)] for row in body]
        said = [[cell_class(folded[cell.start : cell.end], units) for cell in pair] for pair in pairs]
        numbers = [kinds.count("number") for kinds in said]
        if "words" in {kind for kinds in said for kind in kinds} or max(numbers) > 1:
            continue
        chosen = [
            next((cell for cell in pair if cell.start < cell.end), row[column])
            for row, pair in zip(body, pairs, strict=True)
        ]
        rows = (
            *((*row[:column], *row[column + 1 :]) for row in heads),
            *((*row[: column - 1], cell, *row[column + 1 :]) for row, cell in zip(body, chosen, strict=True)),
        )
    return rows


def _begins(row: Sequence[GridCell], cell: GridCell, column: int) -> bool:
    """Tell whether a cell that stands in a column or the one before it begins in one of them."""
    return column < 2 or row[column - 2] is not cell


def head_rows(folded: str, rows: Cells, units: Container[str]) -> int:
    """Count the rows at the top that are the head: the first, what its cells cover, and what stands under groups.

    A row below that belongs to it only if it stands under a cell over several columns, begins with a blank, or counts
    the columns (栏次 1 2 3). A first row with numbers is no head, unless they are years.
    """
    if has_values(folded, rows[0], units, are_heads=True):
        return 0
    covered = max(cell.row - rows[0][0].row + cell.height for cell in rows[0])
    for index, row in enumerate(rows[1 : _MOST_HEAD_ROWS + 1], start=1):
        above = rows[index - 1]
        grouped = any(1 < cell.width < len(row) for cell in above)
        unnamed = not words_of(folded, row[0]) or row[0] is above[0]
        counts = _counts_columns(folded, row)
        if has_values(folded, row, units, are_heads=unnamed) and not counts:
            return index
        opens = _filled(above) < len(above) and _filled(row) == len(row)
        opens = opens and has_values(folded, rows[min(index + 1, len(rows) - 1)], units, are_heads=True)
        if index >= covered and not (
            counts or (_filled(row) > 1 and (grouped or unnamed or opens) and not _is_named(folded, row))
        ):
            return index
        covered = max(covered, *(cell.row - rows[0][0].row + cell.height for cell in row))
    return min(covered, len(rows))


def _is_named(folded: str, row: Sequence[GridCell]) -> bool:
    return numbering(words_of(folded, row[0])) is not None


def head_paths(folded: str, head: Cells, width: int) -> list[tuple[str, ...]]:
    """Return what the head says of each column, outermost first.

    Rows that only count the columns (栏次 1 2 3) say nothing.
    """
    rows = [row for row in head if not _counts_columns(folded, row)] or head
    each = (dict.fromkeys(row[column] for row in rows) for column in range(width))
    return [tuple(words for cell in cells if (words := words_of(folded, cell))) for cells in each]


def _counts_columns(folded: str, row: Sequence[GridCell]) -> bool:
    """Tell whether a row only counts the columns, or says how they are reckoned (公式 A=B+C)."""
    words = [words_of(folded, cell) for cell in row]
    if any(word in _COUNTS for word in words):
        return True
    numbers = [word for word in words if word and word not in {"甲", "乙", "丙"}]
    opens = words[0] in {"", "甲"} or words[0].isdigit()
    return opens and len(numbers) > 1 and _is_count(numbers)


def _is_count(numbers: Sequence[str]) -> bool:
    return list(numbers) == [str(count) for count in range(1, len(numbers) + 1)]


def _filled(row: Sequence[GridCell]) -> int:
    return len({(cell.row, cell.column) for cell in row if cell.start < cell.end})


def _without_blank_edges(rows: Cells) -> Cells:
    """Leave out the rows and columns around that hold nothing: other tables in the frame are larger."""
    filled = [index for index, row in enumerate(rows) if any(cell.start < cell.end for cell in row)]
    if not filled:
        return rows
    rows = rows[filled[0] : filled[-1] + 1]
    columns = [c for c in range(len(rows[0])) if any(row[c].start < row[c].end for row in rows)]
    return tuple(row[columns[0] : columns[-1] + 1] for row in rows)


def _without_repeated_heads(folded: str, rows: Cells, head: int) -> Cells:
    """Leave out rows that say again what the head does, as where a table was put together from pages."""
    heads = [words for row in rows[:head] if len(set(words := [words_of(folded, cell) for cell in row])) > 1]
    return (*rows[:head], *(row for row in rows[head:] if [words_of(folded, cell) for cell in row] not in heads))


def _without_notes(folded: str, rows: Cells, head: int) -> Cells:
    """Leave out the rows at the end that hold one cell and name no row: notes, and who signed."""
    last = len(rows)
    while last > head + 1 and _filled(rows[last - 1]) == 1:
        last -= 1
    notes = (row for row in range(last, len(rows)) if _NOTE.match(_first_words(folded, rows[row])))
    return rows[: next(notes, len(rows))]


def _first_words(folded: str, row: Sequence[GridCell]) -> str:
    return next((words for cell in row if (words := words_of(folded, cell))), "")


def _without_covered_columns(rows: Cells) -> Cells:
    """Leave out columns in which every cell is one that covers the column before, too."""
    kept = [c for c in range(len(rows[0])) if c == 0 or any(row[c] is not row[c - 1] for row in rows)]
    return tuple(tuple(row[c] for c in kept) for row in rows)


# --- side by side ---------------------------------------------------------------------------------------------------


def _beside(folded: str, rows: Cells, units: Container[str]) -> list[Cells]:
    """Tables beside each other in a grid, with a blank column between them, each with labels and numbers of its own."""
    width = len(rows[0])
    blank = [column for column in range(width) if all(row[column].start == row[column].end for row in rows)]
    edges = [-1, *blank, width]
    pieces = [tuple(row[a + 1 : b] for row in rows) for a, b in itertools.pairwise(edges) if b - a > 1]
    kinds = [
        [_kind(folded, [row[column] for row in piece], units) for column in range(len(piece[0]))] for piece in pieces
    ]
    if len(pieces) < 2 or not all(found[0] == "words" and "number" in found for found in kinds):
        return [rows]
    return [_without_blank_edges(piece) for piece in pieces]


def _halves(folded: str, rows: Cells, head: int, units: Container[str]) -> list[Cells]:
    """The halves of a table that lists two things side by side; one below the other where their heads are alike."""
    width = len(rows[0])
    body = rows[head:]
    if width < 4 or not body or not head:
        return [rows]
    kinds = [_kind(folded, [row[column] for row in body], units) for column in range(width)]
    starts = _starts(head_paths(folded, rows[:head], width), kinds)
    if len(starts) < 2:
        return [rows]
    edges = [*starts, width]
    halves = [tuple(row[a:b] for row in rows) for a, b in itertools.pairwise(edges)]
    kept = [_without_blank_rows(half, head) for half in halves]
    if all(_heads(folded, half, head) == _heads(folded, kept[0], head) for half in kept):
        return [(*kept[0], *(row for half in kept[1:] for row in half[head:]))]
    return kept


def _starts(heads: Sequence[tuple[str, ...]], kinds: Sequence[CellClass]) -> list[int]:
    """The columns where halves begin: labels under heads of one kind, each with numbers behind it."""
    worded = [column for column, kind in enumerate(kinds) if kind == "words" and heads[column]]
    times = Counter(heads[column] for column in worded)
    labels = [
        column
        for column in worded
        if times[heads[column]] > 1 or any(_LABEL_HEAD.search(words) for words in heads[column][-2:])
    ]
    starts = [0]
    for before, label in itertools.pairwise(labels):
        between = kinds[before + 1 : label]
        behind = kinds[label + 1 : next((later for later in labels if later > label), len(kinds))]
        if "number" not in between or not behind or not _are_alike(heads[before], heads[label]):
            continue
        if "number" not in behind and "blank" not in behind:
            continue
        start = label
        while start - 1 > before and heads[start - 1] and _CODE_LEVEL.fullmatch(heads[start - 1][-1]):
            start -= 1
        starts.append(start)
    return starts


def _are_alike(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether two heads name the labels of two halves: with the same word, or one 收入 and the other 支出."""
    sides = {side for head in (first, second) for words in head for side in ("收入", "支出") if side in words}
    return (
        first[-1] == second[-1]
        or sides == {"收入", "支出"}
        or (len(first) > 1 and first[0] != second[0] and len(second) > 1)
    )


def _kind(folded: str, cells: Sequence[GridCell], units: Container[str]) -> CellClass:
    counted = Counter(cell_class(folded[cell.start : cell.end], units) for cell in cells if cell.start < cell.end)
    counted.pop("blank", None)
    return counted.most_common(1)[0][0] if counted else "blank"


def _without_blank_rows(rows: Cells, head: int) -> Cells:
    return (*rows[:head], *(row for row in rows[head:] if any(cell.start < cell.end for cell in row)))


def _heads(folded: str, rows: Cells, head: int) -> list[list[str]]:
    return [[words_of(folded, cell) for cell in row] for row in rows[:head]]
