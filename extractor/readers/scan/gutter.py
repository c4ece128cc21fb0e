"""Two pages on one sheet that lies across: where the blank stretch between them runs, if they are two."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.readers.scan.sheet import Box, Sheet, runs

_ACROSS = 1.25  # times its height: how wide a sheet with two pages is at least
_WIDE = 0.06  # of the sheet's width: two margins; a gap between the columns of a table is narrower
_MIDDLE = 0.02  # of the sheet's width: how far from its middle the gap ends at least
_FEWEST = 3  # stretches of text on either page


def gutter_of(sheet: Sheet, found: Sequence[Box]) -> int | None:
    """Return the column of pixels at which a sheet is to be parted into two pages; None if it is one."""
    height, width = sheet.ink.shape
    if width < _ACROSS * height:
        return None
    blank = ~((sheet.ink > 0) | (sheet.ruled > 0)).any(axis=0)
    middle, near = width / 2, _MIDDLE * width
    for start, end in runs(blank):
        if end - start >= _WIDE * width and start < middle - near and end > middle + near:
            at = (start + end) // 2
            left = sum(box[2] <= at for box in found)
            return at if min(left, sum(box[0] >= at for box in found)) >= _FEWEST else None
    return None
