"""The parts of an Excel workbook, without what would make openpyxl build more cells than a sheet shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from extractor.errors import ReadError
from extractor.readers.raised import raised

MOST_CELLS = 2_000_000
"""Of a workbook; also of the places of a table."""

_MOST_MERGED = 200_000  # places that merged cells cover in a sheet
_THING = re.compile(rb"<(?:\w+:)?(?:c|row|si)[\s/>]")
_BLANK_CELL = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*\br=")[^>]*/>')
_LINKS = re.compile(rb"<(?:\w+:)?hyperlinks\b.*?</(?:\w+:)?hyperlinks>", re.DOTALL)
_MERGES = re.compile(rb"<(?:\w+:)?mergeCells\b.*?</(?:\w+:)?mergeCells>", re.DOTALL)
_MERGE = re.compile(
    rb'<((?:\w+:)?mergeCell)\s[^>]*?\bref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"[^>]*/>'
)
_RUN = re.compile(
    rb"(?P<begin><(?:\w+:)?r>(?P<look>(?:(?!</?(?:\w+:)?[rt]\b).)*)<(?:\w+:)?t\b[^>]*>)(?P<text>[^<]*)(?P<end></(?:\w+:)?t>)",
    re.DOTALL,
)
_RAISED = re.compile(rb"""vertAlign\s+val=["']superscript""")
_USED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"')


def bounded(parts: Mapping[str, bytes], path: str) -> dict[str, bytes]:
    """Return the parts without cells that hold nothing and without links, merged cells clipped to the cells there are.

    openpyxl makes a cell for every place that a merged cell or a link covers. Raises ``ReadError`` if there are more
    cells than any report has.
    """
    made = {name: _bounded(part) if name.endswith(".xml") else part for name, part in parts.items()}
    things = (thing for name, part in made.items() if name.endswith(".xml") for thing in _THING.finditer(part))
    if next(islice(things, 2 * MOST_CELLS, None), None):
        problem = f"it has more than {MOST_CELLS:,} rows, cells and texts"
        raise ReadError(path, "too_large", problem, "save the report by itself")
    return made


def _bounded(part: bytes) -> bytes:
    if b"superscript" in part and b"<styleSheet" not in part:
        part = _with_marks(part)
    if b"sheetData" not in part:
        return part
    part = _LINKS.sub(b"", _BLANK_CELL.sub(b"", part))
    merged = sum(_area(*_corners(found)) for found in _MERGE.finditer(part))
    if merged <= _MOST_MERGED:
        return part
    bottom = right = 0
    for column, row in _USED.findall(part):
        bottom, right = max(bottom, int(row)), max(right, _number(column))
    clipped: list[bytes] = []
    total = 0
    for found in _MERGE.finditer(part):
        top, left, low, far = _corners(found)
        low, far = min(low, bottom), min(far, right)
        total += _area(top, left, low, far)
        if _area(top, left, low, far) > 1:
            clipped.append(b'<%b ref="%b%d:%b%d"/>' % (found[1], _letters(left), top, _letters(far), low))
    kept = clipped if total <= _MOST_MERGED else []
    tag = kept[0][1:].split(b" ")[0] + b"s" if kept else b""
    return _MERGES.sub(b"<%b>%b</%b>" % (tag, b"".join(kept), tag) if kept else b"", part)


def _with_marks(part: bytes) -> bytes:
    """The texts in which a word stands raised, with the mark of the note or the power that it is in its place."""
    said = ""

    def marked(run: re.Match[bytes]) -> bytes:
        nonlocal said
        before, said = said, run["text"].decode("utf-8", "replace")
        if not _RAISED.search(run["look"]):
            return run[0]
        said = raised(said, before)
        return run["begin"] + said.encode() + run["end"]

    return _RUN.sub(marked, part)


def _corners(found: re.Match[bytes]) -> tuple[int, int, int, int]:
    return int(found[3]), _number(found[2]), int(found[5]), _number(found[4])


def _area(top: int, left: int, bottom: int, right: int) -> int:
    return max(bottom - top + 1, 0) * max(right - left + 1, 0)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _letters(number: int) -> bytes:
    letters = b""
    while number:
        number, last = divmod(number - 1, 26)
        letters = bytes([ord("A") + last]) + letters
    return letters
