"""What each column of a table is: codes, labels, units or values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence

from msgspec import Struct

from extractor.model import GridCell
from extractor.tables.parts import Part, head_paths
from extractor.tables.values import CellClass, cell_class, words_of

_UNIT_HEAD = re.compile(r"(?:计量|计算)?单位")
_ORDER_HEAD = re.compile(r"序号|行次|编号|次序|No\.?")
_CODE_HEAD = re.compile(r"[类款项目]|.*(?:代码|编码)")
_DIGITS = re.compile(r"\d{1,9}")
_MOSTLY = 0.5
_REPEATED = 0.5  # of the rows: a first column that says the same so often needs the next one to name a row


class Roles(Struct, frozen=True):
    """The columns by what they hold; a table without ``labels`` has unnamed rows."""

    codes: tuple[int, ...]
    labels: tuple[int, ...]
    unit: int | None
    values: tuple[int, ...]


def roles_of(folded: str, part: Part, units: Container[str]) -> Roles:
    """Tell the columns of a part apart by their heads and by what they hold."""
    width = len(part.rows[0])
    body = part.rows[part.head :]
    heads = [path[-1] if path else "" for path in head_paths(folded, part.rows[: part.head], width)]
    kinds = [_kinds(folded, body, column, units) for column in range(width)]
    named = [c for c in range(width) if _UNIT_HEAD.fullmatch(heads[c]) and 2 * kinds[c]["unit"] >= _filled(kinds[c])]
    unit = named[0] if named else None
    if unit is None:
        unit = next((c for c in range(width) if kinds[c]["unit"] > _MOSTLY * len(body)), None)
    ordinals = {c for c in range(width) if _ORDER_HEAD.fullmatch(heads[c])}
    codes = tuple(c for c in range(width) if _CODE_HEAD.fullmatch(heads[c]) and _are_codes(folded, body, c))
    first = next((c for c in range(width) if c not in ordinals | set(codes) and c != unit and kinds[c]["words"]), None)
    labels: tuple[int, ...] = ()
    if first is not None:
        labels = _labels(folded, part, first, kinds, barred={*ordinals, *codes, unit})
    elif not _is_under_group(part):
        labels = (0,)
    values = tuple(c for c in range(width) if c not in {*codes, *labels, *ordinals, unit})
    return Roles(codes, labels, unit, values)


def _labels(
    folded: str, part: Part, first: int, kinds: Sequence[Counter[CellClass]], barred: set[int | None]
) -> tuple[int, ...]:
    """The first column of words, and those behind it that name rows together with it.

    They do where a cell of head or body covers both, or one of the first covers several rows, or where the first says
    the same in row after row.
    """
    body = part.rows[part.head :]
    labels = [first]
    for column in range(first + 1, len(part.rows[0]) - 1):
        words = kinds[column]["words"]
        if column in barred or not words or words < kinds[column]["number"]:
            break
        covered = any(
            row[column] is row[column - 1] and row[column].start < row[column].end and row[column].width < len(row)
            for row in part.rows
        )
        covered = covered or any(row[column - 1].height > 1 for row in body)
        names = [words_of(folded, row[column - 1]) for row in body]
        if not covered and len(set(names)) > (1 - _REPEATED) * len(names):
            break
        labels.append(column)
        if not covered:
            break
    return tuple(labels)


def _is_under_group(part: Part) -> bool:
    """Tell whether the first column stands under a head that covers others, too: then it holds values."""
    return part.head > 1 and any(row[0].width > 1 for row in part.rows[: part.head])


def _kinds(folded: str, body: Sequence[Sequence[GridCell]], column: int, units: Container[str]) -> Counter[CellClass]:
    """What the cells of a column hold; one that covers several columns counts where it begins."""
    cells = (row[column] for row in body if column == 0 or row[column] is not row[column - 1])
    return Counter(cell_class(folded[cell.start : cell.end], units) for cell in cells)


def _filled(kinds: Counter[CellClass]) -> int:
    return kinds.total() - kinds["blank"]


def _are_codes(folded: str, body: Sequence[Sequence[GridCell]], column: int) -> bool:
    texts = [words_of(folded, row[column]) for row in body if row[column].width == 1]
    filled = [text for text in texts if text and not _CODE_HEAD.fullmatch(text)]
    return all(_DIGITS.fullmatch(text) for text in filled)
