"""What of a page read with OCR is in doubt: digits, what a seal lies over, tables whose lines were not all found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from extractor.model import LEAST_CONFIDENCE, Boxes, Grid, ReadingWarning

SEAL = "seal_over_print"
BROKEN = "table_in_doubt"
ROWS = "lines_without_table"
FLATTENED = "page_set_flat"
FOLDED = "two_pages_on_a_sheet"
_TOLD = {
    FLATTENED: "photographed at a slant, and set flat to be read; boxes are as it then stands",
    FOLDED: "two pages on one sheet, read one after the other",
    SEAL: "a seal lies over it; the numbers under it are in doubt",
}

_NUMBER = re.compile(r"[0-9０-９](?:[.,．，]?[0-9A-Za-z０-９])*")
_FIGURE = r"[-+－]?[0-9][0-9.,]*[%‰]?"
_SEVERAL = re.compile(rf"{_FIGURE}(?:\s+{_FIGURE})+")
_THOUSANDS = re.compile(r"[-+－]?[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")
_MOST_SHOWN = 10


def doubts_of_scan(
    text: str, boxes: Boxes, grids: Iterable[Grid], noticed: Mapping[int, tuple[str, ...]]
) -> list[ReadingWarning]:
    """Return warnings of what is in doubt on pages read with OCR; ``noticed`` is what was seen on each, by number."""
    warnings = [
        ReadingWarning(code, f"page {page}: {told}", page)
        for page, codes in sorted(noticed.items())
        for code, told in _TOLD.items()
        if code in codes
    ]
    grids = tuple(grids)
    tabled = {page for grid in grids for page in grid.pages}
    told = "lines run across it as in a table, but its columns were not found: its rows are lines of text"
    warnings += [
        ReadingWarning(ROWS, f"page {page}: {told}", page)
        for page, codes in sorted(noticed.items())
        if ROWS in codes and page not in tabled
    ]
    crowded = list(_crowded(text, boxes, grids))
    broken = {page for page, codes in noticed.items() if BROKEN in codes and page in tabled}  # charts have frames, too
    for page in sorted(broken | {page for page, _ in crowded}):
        cells = [cell for number, cell in crowded if number == page]
        why = f"{_listed(cells)} stand in one cell" if cells else "lines stop within it"
        told = f"page {page}: not all lines of a table were found ({why}): look at its cells"
        warnings.append(ReadingWarning(BROKEN, told, page))
    return [*warnings, *unsure_warnings(text, boxes)]


def unsure_warnings(text: str, boxes: Boxes) -> list[ReadingWarning]:
    """Return a warning for each page on which numbers were read with OCR that it is not sure of."""
    warnings = []
    for page, found in groupby(_unsure(text, boxes), key=lambda item: item[0]):
        numbers = [number for _, number in found]
        count = f"{len(numbers)} number{'s' * (len(numbers) > 1)}"
        told = f"page {page}: {count} OCR is not sure of: {_listed(numbers)}"
        warnings.append(ReadingWarning("unsure_digits", told, page))
    return warnings


def _unsure(text: str, boxes: Boxes) -> Iterator[tuple[int, str]]:
    for number in _NUMBER.finditer(text):
        confidence = boxes.confidence(number.start(), number.end())
        if confidence is not None and confidence < LEAST_CONFIDENCE:
            page, _ = boxes.place(number.start(), number.end())
            yield page or 0, number.group()


def _crowded(text: str, boxes: Boxes, grids: Iterable[Grid]) -> Iterator[tuple[int, str]]:
    """The cells, read with OCR, that hold several numbers and nothing else, each with its page."""
    for grid in grids:
        for cell in {cell.start: cell for row in grid.rows for cell in row}.values():
            held = text[cell.start : cell.end].strip()
            if _SEVERAL.fullmatch(held) and not _THOUSANDS.fullmatch(held):
                page, _ = boxes.place(cell.start, cell.end)
                if page and boxes.confidence(cell.start, cell.end) is not None:
                    yield page, " ".join(held.split())


def _listed(items: list[str]) -> str:
    return "、".join(items[:_MOST_SHOWN]) + ("…" if len(items) > _MOST_SHOWN else "")
