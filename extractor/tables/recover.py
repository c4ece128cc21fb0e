"""Find the grids of plain text: rows of ``a | b | c``, tab-separated rows, and one cell a line ending in ``|``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise

from extractor.model import Grid, GridCell
from extractor.tables.merged import Stretch, merged_cells
from extractor.tables.spaced import GAP, spaced_tables, stripped
from extractor.tables.values import cell_class
from extractor.text import Line, fold, lines

_MOST_COLUMNS = 16
_LONGEST_CELL_LINES = 3
_FEWEST_CELLS = 4
_FEWEST_LABELS = 0.8  # share of a first column that must be words
_PURITY_SLACK = 0.05
_RULER = re.compile(r"[\s|:+=\-_\u2500-\u257f]*")
_RULED = re.compile(r"[-=\u2500-\u257f]")
_TITLE = re.compile(r"\s*附|.*表\s*$")  # what stands between two tables, and is no wrapped cell
_PARTS = {"|": re.compile(r"\|[^\n|]*[^\s]"), "\t": re.compile(r"\t")}  # a mark with something behind it on its line
_MOST_MARKS = 64  # a line with more is no row

MOST_CELLS = 200_000
"""More than any report has: of a text with more of them no tables are made, which would take minutes and gigabytes."""


def find_grids(text: str, units: Container[str]) -> tuple[Grid, ...]:
    """Return the grids that stand in plain text, in order; ``units`` are all spellings of units."""
    if has_too_many_cells(text):
        return ()
    folded = _with_plain_marks(text)
    found = [grid for mark in "|\t" if _PARTS[mark].search(folded) for grid in _row_grids(folded, mark, units)]
    found += _flat_grids(folded, units) if "|" in folded else ()
    found += map(_grid, spaced_tables(folded, units))
    grids: list[Grid] = []
    for grid in sorted(found, key=lambda grid: (grid.start, -grid.end)):
        if not grids or grid.start >= grids[-1].end:
            grids.append(grid)
    return tuple(grids)


def has_too_many_cells(text: str) -> bool:
    """Tell whether a text has more marks and gaps between cells than any report."""
    folded = _with_plain_marks(text)
    marks = folded.count("|") + folded.count("\t")
    return marks > MOST_CELLS or next(islice(GAP.finditer(folded), MOST_CELLS - marks, None), None) is not None


def _with_plain_marks(text: str) -> str:
    return fold(text).replace("│", "|").replace("┃", "|").replace("║", "|")


# --- a row a line ---------------------------------------------------------------------------------------------------


def _row_grids(folded: str, mark: str, units: Container[str]) -> Iterator[Grid]:
    def is_row(line: Line) -> bool:
        return 0 < folded.count(mark, line.start, line.end) < _MOST_MARKS

    for together, run in groupby(_without_gaps(folded, mark), key=is_row):
        every = list(run) if together else []
        if all(_is_cell(folded, line, mark) for line in every):
            continue
        found = [row for row in (_split(folded, line, mark) for line in every) if not _is_ruler(folded, row)]
        rows = _without_outer_marks(folded, found, units)
        if len(rows) > 1 and len(rows[0]) > 1 and _has_number(folded, rows, units):
            is_whole = len(set(map(len, found))) == 1
            yield _grid(rows, merged_cells(folded, rows, units) if is_whole else None)


def _is_cell(folded: str, line: Line, mark: str) -> bool:
    """Tell whether a line holds one cell only, closed by its mark."""
    place = folded.find(mark, line.start, line.end)
    return not folded[place + 1 : line.end].strip()


def _without_gaps(folded: str, mark: str) -> Iterator[Line]:
    """The lines, less the blank and drawn ones between two rows with as many marks."""
    before: Line | None = None
    blank: list[Line] = []
    for line in lines(folded):
        if line.start == line.end or not folded[line.start : line.end].strip(" \r"):
            blank.append(line)
            continue
        if mark == "|" and _is_drawn(folded, line.start, line.end):
            blank.append(line)
            continue
        marks = folded.count(mark, line.start, line.end)
        if not (before and marks and marks == folded.count(mark, before.start, before.end)):
            yield from blank
        blank = []
        before = line
        yield line
    yield from blank


def _split(folded: str, line: Line, mark: str) -> list[Stretch]:
    edges = [line.start - 1, *_places(folded, mark, line), line.end]
    return [stripped(folded, left + 1, right) for left, right in pairwise(edges)]


def _places(folded: str, mark: str, line: Line) -> Iterator[int]:
    place = folded.find(mark, line.start, line.end)
    while place >= 0:
        if folded[place - 1 : place] != "\\":  # in Markdown \| is no mark
            yield place
        place = folded.find(mark, place + 1, line.end)


def _without_outer_marks(folded: str, rows: list[list[Stretch]], units: Container[str]) -> list[list[Stretch]]:
    """Marks that open or close every row part nothing (Markdown); a row that has too few cells gets blank ones."""
    if rows and all(row[0][0] == row[0][1] for row in rows):
        rows = [row[1:] for row in rows]
    if rows and all(row and row[-1][0] == row[-1][1] for row in rows):
        rows = [row[:-1] for row in rows]
    rows = [row for row in rows if row]
    if not rows:
        return []
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if width == 1:
        return []
    classes = [[_alike(cell_class(folded[a:b], units)) for a, b in row] for row in rows]
    full = [names for names in classes if len(names) == width]
    majority = [Counter(names[column] for names in full).most_common(1)[0][0] for column in range(width)]
    return [_fitted(row, names, majority) for row, names in zip(rows, classes, strict=True)]


def _fitted(row: Sequence[Stretch], classes: Sequence[str], majority: Sequence[str]) -> list[Stretch]:
    """A row as wide as the others: a cell too few goes to the next column of its class, a cell too many drops out."""
    width = len(majority)
    if len(row) >= width:
        return list(row[:width])
    fitted = [(row[0][0], row[0][0])] * width
    column = 0
    for cell, name in zip(row, classes, strict=True):
        place = next((c for c in range(column, width) if majority[c] == name), min(column, width - 1))
        fitted[place] = cell
        fitted[place + 1 :] = [(cell[1], cell[1])] * (width - place - 1)
        column = place + 1
    return fitted


def _is_ruler(folded: str, row: Sequence[Stretch]) -> bool:
    return _is_drawn(folded, row[0][0], row[-1][1])


def _is_drawn(folded: str, start: int, end: int) -> bool:
    """Tell whether a line is drawn between rows (---, +---+, ├──┤), and says nothing."""
    return bool(_RULER.fullmatch(folded, start, end)) and _RULED.search(folded, start, end) is not None


def _has_number(folded: str, rows: Sequence[Sequence[Stretch]], units: Container[str]) -> bool:
    return any(cell_class(folded[start:end], units) == "number" for row in rows for start, end in row)


# --- a cell a line --------------------------------------------------------------------------------------------------


def _flat_grids(folded: str, units: Container[str]) -> Iterator[Grid]:
    """A cell runs to its ``|`` at a line's end, over a line break where its words were wrapped."""
    cells: list[Stretch] = []
    start: int | None = None
    pending = 0
    for line in lines(folded):
        content = folded[line.start : line.end].rstrip()
        if content.endswith("|") and content.count("|") == 1:
            begin = start if start is not None and cells else line.start
            cells.append(stripped(folded, begin, line.start + len(content) - 1))
            start, pending = None, 0
        elif cells and content and pending < _LONGEST_CELL_LINES - 1 and not ("|" in content or _TITLE.match(content)):
            start = line.start if start is None else start
            pending += 1
        elif cells and not content:
            continue
        else:
            yield from _folded_into_rows(folded, cells, units)
            cells, start, pending = [], None, 0
    yield from _folded_into_rows(folded, cells, units)


def _folded_into_rows(folded: str, cells: Sequence[Stretch], units: Container[str]) -> Iterator[Grid]:
    if len(cells) < _FEWEST_CELLS:
        return
    classes = [_alike(cell_class(folded[start:end], units)) for start, end in cells]
    width = _usual_gap(classes) or _row_width(classes)
    if not width:
        return
    if len(cells) % width == 0:
        yield _grid([cells[index : index + width] for index in range(0, len(cells), width)])
    else:
        yield _grid(_rows_with_gaps(cells, classes, width))


def _usual_gap(classes: Sequence[str]) -> int | None:
    """Return the distance from label to label, if nearly all are that far apart; it holds where cells were lost."""
    labels = [index for index, name in enumerate(classes) if name == "words"]
    gaps = Counter(right - left for left, right in pairwise(labels))
    gap, times = gaps.most_common(1)[0] if gaps else (0, 0)
    return gap if 1 < gap <= _MOST_COLUMNS and times >= _FEWEST_LABELS * gaps.total() and "number" in classes else None


def _rows_with_gaps(cells: Sequence[Stretch], classes: Sequence[str], width: int) -> list[list[Stretch]]:
    """Rows where cells were lost: a cell goes to the next column of its class, and words begin a row of their own."""
    whole = [i for i in range(len(cells) - width) if classes[i] == classes[i + width] == "words"]
    majority = [Counter(classes[i + column] for i in whole).most_common(1)[0][0] for column in range(width)]
    rows: list[list[Stretch]] = []
    column = width
    for cell, name in zip(cells, classes, strict=True):
        place = next((c for c in range(column, width) if majority[c] == name), None)
        if place is None:
            rows.append([(cell[0], cell[0])] * width)
            place = next((c for c in range(width) if majority[c] == name), 0)
        rows[-1][place] = cell
        rows[-1][place + 1 :] = [(cell[1], cell[1])] * (width - place - 1)
        column = place + 1
    return rows


def _row_width(classes: Sequence[str]) -> int | None:
    """Return the number of columns that makes columns most alike: words first, then units, then numbers.

    A multiple of the true width does as well as the width itself, so the smallest of the good ones is taken.
    """
    purities: dict[int, float] = {}
    for width in range(2, min(_MOST_COLUMNS, len(classes) // 2) + 1):
        columns = [classes[offset::width] for offset in range(width)]
        if columns[0].count("words") < _FEWEST_LABELS * len(columns[0]) or "number" not in classes:
            continue
        purities[width] = sum(max(map(column.count, set(column))) / len(column) for column in columns) / width
    good = max(purities.values(), default=0.0) - _PURITY_SLACK
    return next((width for width, purity in purities.items() if purity >= good), None)


def _alike(name: str) -> str:
    return "number" if name == "blank" else name


# --- both -----------------------------------------------------------------------------------------------------------


def _grid(rows: Iterable[Sequence[Stretch]], cells: tuple[tuple[GridCell, ...], ...] | None = None) -> Grid:
    kept = [list(row) for row in rows]
    width = max(len(row) for row in kept)
    for row in kept:
        row += [(row[-1][1], row[-1][1])] * (width - len(row))
    return Grid(
        kept[0][0][0],
        max(end for row in kept for _, end in row),
        cells
        or tuple(tuple(GridCell(r, c, start, end) for c, (start, end) in enumerate(row)) for r, row in enumerate(kept)),
    )
