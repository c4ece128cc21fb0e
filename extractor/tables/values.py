"""What a single cell holds: a number, a unit, words, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.numerals import parse_number, plain
from extractor.text import fold

_BLANK = re.compile(r"[\s\-—–―_/\\*…·|]*")
_NUMBER = re.compile(
    r"(?P<sign>[+\-−↑↓]|增加|减少)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,20}(?:\.\d{1,12})?|\.\d{1,12})"
    r"(?P<unit>[%‰]|[万亿]{0,2}(?:元|条|件|次|个|人次|人|篇|项|份)?)"
)
_UNIT = re.compile(r"[百千万亿]{0,2}(?:[条件次篇个人项份家户期所处元吨亩%‰]|人次|美元|公里|平方米|平方公里|公顷|项/件)")
_NEGATIVE = frozenset("-−↓") | {"减少"}

CellClass = Literal["number", "unit", "words", "blank"]


@dataclass(frozen=True, slots=True)
class CellNumber:
    """A number as printed, with the unit it carries itself."""

    value: Decimal
    unit: str | None


def cell_class(text: str) -> CellClass:
    """Tell what kind of thing a cell's text is; dashes and blanks are ``blank``, never zero."""
    squeezed = "".join(fold(text).split())
    if _BLANK.fullmatch(squeezed):
        return "blank"
    if _NUMBER.fullmatch(squeezed):
        return "number"
    return "unit" if _UNIT.fullmatch(squeezed) else "words"


def cell_number(text: str) -> CellNumber | None:
    """Read the number of a cell (1,234  -5  ↓3  12件  3.5%), or None if it holds none or more than one thing."""
    found = _NUMBER.fullmatch("".join(fold(text).split()))
    if not found:
        return None
    number = parse_number(found["number"] if found["number"][0] != "." else "0" + found["number"])
    if number is None:
        return None
    value = -number.value if found["sign"] in _NEGATIVE else number.value
    return CellNumber(plain(value), found["unit"] or None)
