"""The rows and cells of a table in a Word file, with the merged ones as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from extractor.readers.word.styles import W, value_of
from extractor.readers.word.words import FALLBACK, NOT_SEEN

_PARAGRAPH, _TABLE, _ROW, _CELL = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc"))
_MOST_SPAN = 300


class Cell(Struct):
    """A cell with the places it covers; ``element`` is the one it begins with, ``locator`` that one's XPath."""

    element: Any
    column: int
    locator: str
    width: int = 1
    height: int = 1


def rows_of(table: Any) -> list[list[Cell]]:
    """Return the cells of each row, in the row in which they begin."""
    rows: list[list[Cell]] = []
    above: dict[int, Cell] = {}  # the cell that stands in a column, by the column it begins in
    path = table.getroottree().getpath(table)
    for row, step in _steps(table, path, _ROW):
        if _is_gone(row):
            continue
        rows.append([])
        last: Cell | None = None
        column = _count(row, "trPr", "gridBefore", 0)
        for element, locator in _steps(row, step, _CELL):
            width = min(max(_count(element, "tcPr", "gridSpan", 1), 1), _MOST_SPAN)
            if last and _goes_on(element, "hMerge"):
                last.width += width
            elif column in above and _goes_on(element, "vMerge"):
                last = above[column]
                last.height += 1
            else:
                last = above[column] = Cell(element, column, locator, width)
                rows[-1].append(last)
            column += width
    return rows


def _is_gone(row: Any) -> bool:
    """Whether a row is deleted with changes tracked, or hidden."""
    properties = row.find(f"{W}trPr")
    return properties is not None and any(properties.find(f"{W}{name}") is not None for name in ("del", "hidden"))


def _goes_on(cell: Any, direction: str) -> bool:
    merge = cell.find(f"{W}tcPr/{W}{direction}")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _within(parent: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, in content controls and tracked changes too, not those within them."""
    waiting = list(reversed(parent))
    while waiting:
        element = waiting.pop()
        if element.tag == tag:
            yield element
        elif element.tag not in {_TABLE, _ROW, _CELL, _PARAGRAPH, FALLBACK} and element.tag not in NOT_SEEN:
            waiting += reversed(element)


def _steps(parent: Any, path: str, tag: str) -> Iterator[tuple[Any, str]]:
    """The rows of a table or the cells of a row, each with its XPath in the document's XML."""
    name = tag.removeprefix(W)
    count = 0
    for element in _within(parent, tag):
        is_child = element.getparent() is parent
        count += is_child
        yield element, f"{path}/w:{name}[{count}]" if is_child else element.getroottree().getpath(element)


def _count(element: Any, properties: str, name: str, default: int) -> int:
    said = value_of(element.find(f"{W}{properties}/{W}{name}"))
    return int(said) if said.isdigit() and len(said) < 9 else default
