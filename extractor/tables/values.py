"""What a single cell holds: a number, a unit, words, or nothing."""

from __future__ import annotations

import functools
import re
from collections.abc import Container, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from extractor.model import GridCell
from extractor.numerals import parse_number, plain
from extractor.tables.labels import squeeze
from extractor.text import fold

_BLANK = re.compile(r"[\s\-—–―_/\\*…·|]*")
_NUMBER = re.compile(
    r"(?P<sign>[+\-−–—‐﹣↑↓△▲▽▼]|增加|增长|上升|减少|下降|负)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,20}(?:\.\d{1,12})?|\.\d{1,12})"
    r"(?P<unit>[^\d\s.,]{0,6})"
)
_YEAR = re.compile(r"(?:19|20)\d{2}年?|[二〇○零一三四五六七八九]{4}年?")
_SCALES = frozenset("百千万亿")
_NOTE_MARK = re.compile(r"(?<=[\d%])(?:\[\d{1,2}\]|[①-⑳]|\*{1,3}|\[?注\d{0,2}\]?)$")  # 356[1], 410①, 8*
_GAP = re.compile(r"\d\s+\d")
_NEGATIVE = frozenset("-−–—‐﹣↓△▲▽▼") | {"减少", "下降", "负"}  # △ and ▲ are how accountants print a loss
_IN_BRACKETS = re.compile(r"\((\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{2,})(%?)\)")  # so is (12), but not (1)

CellClass = Literal["number", "unit", "words", "blank"]


class CellNumber(Struct, frozen=True):
    """A number as printed, with the unit it carries itself."""

    value: Decimal
    unit: str | None


def cell_class(text: str, units: Container[str]) -> CellClass:
    """Tell what kind of thing a cell's text is; dashes and blanks are ``blank``, never zero."""
    squeezed = _squeezed(text)
    if squeezed is None:
        return "blank"
    if cell_number(text, units):
        return "number"
    return "unit" if is_unit(squeezed, units) else "words"


@functools.lru_cache(maxsize=1 << 12)  # every step of reading a table asks for it
def _squeezed(text: str) -> str | None:
    """What a cell says without blanks; None if nothing."""
    squeezed = "".join(fold(text).split())
    return None if _BLANK.fullmatch(squeezed) else squeezed


def is_unit(text: str, units: Container[str]) -> bool:
    """Tell whether a text is a unit, with or without a scale before it (万元), or several (项/件)."""
    return text in units or all(any(unit in units for unit in spellings) for spellings in _unscaled(text))


@functools.lru_cache(maxsize=1 << 12)
def _unscaled(text: str) -> tuple[tuple[str, ...], ...]:
    """Each of several units, as it is and without the scales before it."""
    parts = text.split("/")
    scales = [next((count for count, char in enumerate(unit) if char not in _SCALES), len(unit)) for unit in parts]
    return tuple(
        tuple(unit[count:] for count in range(min(most, 2) + 1)) for unit, most in zip(parts, scales, strict=True)
    )


def cell_number(text: str, units: Container[str]) -> CellNumber | None:
    """Read the number of a cell (1,234  -5  ↓3  12件  3.5%), or None if it holds none or more than one thing."""
    number = _printed_number(text)
    return number if number and (number.unit is None or is_unit(number.unit, units)) else None


@functools.lru_cache(maxsize=1 << 12)  # a cell is asked for its number several times
def _printed_number(text: str) -> CellNumber | None:
    """A number with whatever words stand behind it."""
    folded = fold(text)
    squeezed = _NOTE_MARK.sub("", "".join(folded.split()))
    found = _NUMBER.fullmatch(_IN_BRACKETS.sub(r"-\1\2", squeezed) if squeezed.startswith("(") else squeezed)
    if not found or _GAP.search(folded):
        return None
    number = parse_number(found["number"])
    if number is None:
        return None
    value = -number.value if found["sign"] in _NEGATIVE else number.value
    return CellNumber(plain(value), found["unit"] or None)


def words_of(folded: str, cell: GridCell) -> str:
    """Return a cell's text, folded, without the blanks that only space it out."""
    return squeeze(folded[cell.start : cell.end])


def has_values(folded: str, row: Sequence[GridCell], units: Container[str], *, are_heads: bool) -> bool:
    """Tell whether a row holds numbers; ``are_heads``: years are none there."""
    numbers = [words_of(folded, cell) for cell in row if cell_class(folded[cell.start : cell.end], units) == "number"]
    return bool(numbers) and not (are_heads and all(_YEAR.fullmatch(number) for number in numbers))
