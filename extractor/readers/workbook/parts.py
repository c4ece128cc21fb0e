"""The parts of an Excel workbook, without what would make openpyxl build more than a sheet shows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from extractor.errors import ReadError
from extractor.readers.raised import raised

MOST_CELLS = 2_000_000
"""Of a workbook; also of the places of a table."""

_MOST_MERGED = 200_000  # places that merged cells cover in a sheet
_PREFIX = rb"(?:[^\s<>/:]+:)?"
_THING = re.compile(rb"<" + _PREFIX + rb"(?:c|row|si)[\s/>]")
_BLANK_CELL = re.compile(rb"<" + _PREFIX + rb'c\s(?=[^>]*\br=")[^>]*/>')
_CELLS_END = re.compile(rb"</" + _PREFIX + rb"sheetData\s*>")
_SHEET = re.compile(rb"<(" + _PREFIX + rb")worksheet[\s>]")
_PLACE = rb"\$?([A-Z]{1,3})\$?(\d{1,7})"
_MERGE = re.compile(
    rb"<" + _PREFIX + rb"""mergeCell\s[^>]*?\bref\s*=\s*["']""" + _PLACE + rb":" + _PLACE + rb"""["']"""
)
_USED = re.compile(rb"<" + _PREFIX + rb"""c\s(?:[^>]*?\s)?r=["']([A-Z]{1,3})(\d{1,7})["']""")
_RUN = re.compile(
    rb"(?P<begin><(?:\w+:)?r>(?P<look>(?:(?!</?(?:\w+:)?[rt]\b).)*)<(?:\w+:)?t\b[^>]*>)"
    rb"(?P<text>[^<]*)(?P<end></(?:\w+:)?t>)",
    re.DOTALL,
)
_RAISED = re.compile(rb"""vertAlign\s+val=["']superscript""")


def bounded(parts: Mapping[str, bytes], path: str) -> dict[str, bytes]:
    """Return the parts with nothing of a sheet but its cells, and merged cells clipped to the cells there are.

    openpyxl makes a cell for every place that a merged cell, a link or a comment covers. Raises ``ReadError`` if there
    are more cells than any report has.
    """
    made: dict[str, bytes] = {}
    of_sheets = set()  # what links, comments, drawings and pivot tables of sheets are, none of which is read
    for name, part in parts.items():
        is_sheet = b"worksheet" in part and _SHEET.search(part) is not None
        if (is_sheet or b"<sst" in part) and b"<!DOCTYPE" in part:
            raise ReadError(path, "damaged", f"{name} declares entities, which no Excel file does", "save it again")
        made[name] = _cells_of(_with_marks(part)) if is_sheet else _with_marks(part)
        if is_sheet:
            of_sheets.add(f"{posixpath.dirname(name)}/_rels/{posixpath.basename(name)}.rels".lstrip("/"))
    if next(islice(_things(made), 2 * MOST_CELLS, None), None):
        problem = f"it has more than {MOST_CELLS:,} rows, cells and texts"
        raise ReadError(path, "too_large", problem, "save the report by itself")
    return {name: part for name, part in made.items() if name not in of_sheets}


def _things(parts: Mapping[str, bytes]) -> Iterator[re.Match[bytes]]:
    return (thing for part in parts.values() for thing in _THING.finditer(part))


def _cells_of(sheet: bytes) -> bytes:
    """A sheet up to the end of its cells, without those that hold nothing, and its merged cells."""
    begin = _SHEET.search(sheet)
    end = next(reversed(list(_CELLS_END.finditer(sheet))), None)
    if not begin or not end:
        return sheet
    cells = _BLANK_CELL.sub(b"", sheet[: end.end()])
    prefix = begin[1]
    merged = b"".join(b'<%bmergeCell ref="%b"/>' % (prefix, place) for place in _merged(cells, sheet[end.end() :]))
    held = b"<%bmergeCells>%b</%bmergeCells>" % (prefix, merged, prefix) if merged else b""
    return b"%b%b</%bworksheet>" % (cells, held, prefix)


def _merged(cells: bytes, behind: bytes) -> list[bytes]:
    """The merged cells of a sheet; none where they cover more places than any sheet has, as they overlap then."""
    places = [(int(one[2]), _number(one[1]), int(one[4]), _number(one[3])) for one in _MERGE.finditer(behind)]
    if sum(_area(*place) for place in places) > _MOST_MERGED:
        used = _USED.findall(cells)
        low, far = max((int(row) for _, row in used), default=0), max((_number(name) for name, _ in used), default=0)
        places = [(top, left, min(bottom, low), min(right, far)) for top, left, bottom, right in places]
    sane = sum(_area(*place) for place in places) <= _MOST_MERGED
    return [
        b"%b%d:%b%d" % (_letters(left), top, _letters(right), bottom)
        for top, left, bottom, right in places
        if sane and _area(top, left, bottom, right) > 1
    ]


def _with_marks(part: bytes) -> bytes:
    """The texts in which a word stands raised, with the mark of the note or the power that it is in its place."""
    if b"superscript" not in part or b"<styleSheet" in part:
        return part
    said = ""

    def marked(run: re.Match[bytes]) -> bytes:
        nonlocal said
        before, said = said, run["text"].decode("utf-8", "replace")
        if not _RAISED.search(run["look"]):
            return run[0]
        said = raised(said, before)
        return run["begin"] + said.encode() + run["end"]

    return _RUN.sub(marked, part)


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
