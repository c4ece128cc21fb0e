"""Tables of plain text whose cells are told by the gaps between them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from extractor.tables.merged import Stretch
from extractor.tables.values import cell_class

GAP = re.compile(r"(?<! ) {2,}+(?![\r\n])")
"""A gap between two cells, on folded text."""

_MOST_COLUMNS = 16
_FEWEST_ROWS = 3
_FEWEST_LABELS = 0.8  # share of a first column that must be words
_FEWEST_NUMBERS = 0.6  # share of a column that must be numbers
_HAN = "\u4e00"


def spaced_tables(folded: str, units: Container[str]) -> Iterator[list[list[Stretch]]]:
    """Yield the rows of each table whose cells have wide gaps between them, as where it was made of paragraphs."""
    together: list[list[Stretch]] = []
    for row in [*_spaced_rows(folded), []]:
        if together and (len(row) != len(together[0]) or folded[together[-1][-1][1] : row[0][0]].strip()):
            if len(together) >= _FEWEST_ROWS and _are_rows(folded, together, units):
                yield together
            together = []
        if 1 < len(row) <= _MOST_COLUMNS:
            together.append(row)


def _spaced_rows(folded: str) -> Iterator[list[Stretch]]:
    """The cells of each line that has wide gaps in it."""
    start = stop = -1
    row: list[Stretch] = []
    for gap in GAP.finditer(folded):
        if gap.start() >= stop:
            if len(row) > 1:
                yield _with_spaced_label(folded, row)
            start = folded.rfind("\n", max(stop, 0), gap.start()) + 1 or max(start, 0)
            stop = folded.find("\n", start)
            stop = len(folded) if stop < 0 else stop
            row = [stripped(folded, start, stop)]
        left, right = row[-1]
        if left < gap.start() and gap.end() < right:
            row[-1:] = [(left, gap.start()), (gap.end(), right)]
    if len(row) > 1:
        yield _with_spaced_label(folded, row)


def _with_spaced_label(folded: str, row: list[Stretch]) -> list[Stretch]:
    """A row whose label is two characters set apart (收　　入): the gap between them is less than the next."""
    if len(row) < 3:
        return row
    (a, b), (c, d), (e, _) = row[:3]
    is_label = b - a == d - c == 1 and c - b < e - d and folded[a] >= _HAN <= folded[c]
    return [(a, d), *row[2:]] if is_label else row


def _are_rows(folded: str, rows: Sequence[Sequence[Stretch]], units: Container[str]) -> bool:
    """Tell whether rows begin with words, and a column behind them holds numbers."""
    classes = [[cell_class(folded[start:end], units) for start, end in row] for row in rows]
    labels = sum(row[0] == "words" for row in classes)
    numbers = max(sum(row[column] == "number" for row in classes) for column in range(1, len(classes[0])))
    return labels >= _FEWEST_LABELS * len(rows) and numbers >= _FEWEST_NUMBERS * len(rows)


def stripped(folded: str, start: int, end: int) -> Stretch:
    """Return a stretch without the blanks at its ends."""
    held = folded[start:end]
    content = held.lstrip()
    begin = end - len(content)
    return begin, begin + len(content.rstrip())
