"""How deep a row stands below another: by the codes before it, by its label's indent, by its bold type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractor.model import GridCell
from extractor.tables.labels import Label, is_total

_STEP = 0.6  # characters: indents that differ less are one
_FEWEST = 0.02  # share of the rows that makes an indent a level
_CENTRED = 1.0  # characters by which the sides of a centred label may differ
_OF_WHICH_WIDTH = 3.0  # characters of 其中: before the label it sets off
_CODE = re.compile(r"\d{1,9}")
_CODED = 0.6  # of the rows must have a code for codes to give the depth

Depths = list[int | None]


def code_depths(codes: Sequence[Sequence[str]]) -> Depths | None:
    """Return the depth each row's code gives, from the texts of its code columns; None if too few rows have one.

    With several columns (类 款 项) each filled one is a level; in a single column the length of the code is (201,
    20106, 2010601).
    """
    filled = [[code for code in row if _CODE.fullmatch(code)] for row in codes]
    if sum(map(bool, filled)) < _CODED * len(filled):
        return None
    if len(codes[0]) > 1:
        return [len(row) - 1 if row else None for row in filled]
    lengths = sorted({len(row[0]) for row in filled if row})
    return [lengths.index(len(row[0])) if row else None for row in filled] if len(lengths) > 1 else None


def indent_depths(cells: Sequence[GridCell], labels: Sequence[Label]) -> Depths | None:
    """Return the depth each label's indent gives; None if the format names no indents, or they say nothing.

    Labels that are all centred say nothing; a centred total stands outermost. Behind 其中: the label it sets off
    counts.
    """
    indents = [
        None if cell.indent is None else cell.indent + (_OF_WHICH_WIDTH if label.of_which else 0.0)
        for cell, label in zip(cells, labels, strict=True)
    ]
    known = [indent for indent in indents if indent is not None]
    if not known or _is_centred_column(cells):
        return None
    levels = _levels(known)
    bold = _bold_levels(cells, indents, levels)
    depths: Depths = []
    for cell, label, indent in zip(cells, labels, indents, strict=True):
        if indent is None:
            depths.append(None)
        elif _is_centred(cell) and is_total(label):
            depths.append(0)
        else:
            depths.append(_level(indent, levels, bold, is_bold=cell.bold))
    return depths if len(levels) > 1 else None


def _levels(indents: Sequence[float]) -> list[float]:
    """The indents that several rows share, each at least a step from the last."""
    counted = Counter(round(indent, 1) for indent in indents)
    fewest = max(1, _FEWEST * len(indents))
    levels: list[float] = []
    for indent in sorted(value for value, count in counted.items() if count >= fewest):
        if not levels or indent - levels[-1] > _STEP:
            levels.append(indent)
        elif counted[indent] > counted[levels[-1]]:
            levels[-1] = indent
    return levels


def _level(indent: float, levels: Sequence[float], bold: Sequence[bool], *, is_bold: bool) -> int:
    """The nearest level; between two, the one whose rows are as bold."""
    near = sorted(range(len(levels)), key=lambda index: abs(levels[index] - indent))
    first, second = near[0], near[1] if len(near) > 1 else near[0]
    is_between = abs(levels[second] - indent) - abs(levels[first] - indent) < _STEP / 3
    return second if is_between and bold[second] == is_bold != bold[first] else first


def _bold_levels(cells: Sequence[GridCell], indents: Sequence[float | None], levels: Sequence[float]) -> list[bool]:
    """Whether most rows of each level are bold."""
    votes = [0] * len(levels)
    for cell, indent in zip(cells, indents, strict=True):
        if indent is not None:
            nearest = min(range(len(levels)), key=lambda index: abs(levels[index] - indent))
            votes[nearest] += 1 if cell.bold else -1
    return [vote > 0 for vote in votes]


def _is_centred(cell: GridCell) -> bool:
    return (
        cell.indent is not None
        and cell.room is not None
        and cell.indent > _CENTRED
        and abs(cell.indent - cell.room) < _CENTRED
    )


def _is_centred_column(cells: Sequence[GridCell]) -> bool:
    known = [cell for cell in cells if cell.indent is not None]
    return sum(map(_is_centred, known)) > _CODED * len(known)
