"""What a cell of a workbook shows of its number: the unit its format puts behind it, shares as per cent."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

from extractor.numerals import plain

_TOKEN = re.compile(
    r'"(?P<text>[^"]*)"|(?:\\!(?=\.)|[\\!])(?P<char>.)|[_*].|\[[^\]]*\]|(?P<digits>[0#?][0#?,.]*)|(?P<share>%)|(?P<other>.)'
)
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_WORDS = frozenset({"general", "@", "", "g/通用格式"})


def shown_number(value: float, number_format: str) -> str:
    """Return a number as its format shows it, with all its digits where it is no share.

    A format that shows thousands (``0,"千元"``) or tens of thousands (``0!.0,"万元"``) divides; a literal behind the
    digits is the unit. A value that is no number (infinite) is blank.
    """
    if not math.isfinite(value):
        return ""
    number = Decimal(format(value, ".15g"))
    section = number_format.split(";")[0] if '";' not in number_format else number_format
    tokens = [] if section.strip().lower() in _WORDS else list(_TOKEN.finditer(section))
    digits = [index for index, token in enumerate(tokens) if token["digits"]]
    if not digits:
        return f"{plain(number):f}"
    last = tokens[digits[-1]]["digits"]
    behind = "".join(token["text"] or token["char"] or "" for token in tokens[digits[-1] + 1 :]).strip()
    if any(token["share"] for token in tokens):
        places = sum(map(last.split(".")[-1].count, "0#?")) if "." in last else 0
        rounded = (number * 100).quantize(Decimal(1).scaleb(-places), context=_WIDE)
        return f"{rounded:f}%{behind}"
    moved = 3 * (len(last) - len(last.rstrip(",")))
    if len(digits) > 1 and tokens[digits[-1] - 1]["char"] == ".":  # a point that is only drawn
        moved += sum(map(last.count, "0#?"))
    return f"{plain(number.scaleb(-moved, context=_WIDE)):f}{behind}"
