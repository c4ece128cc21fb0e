"""Numerals to exact numbers: Arabic, Chinese and mixed, with the scales 十 百 千 万 亿.

All functions take folded text. A number is returned with its step, the worth of its last printed place, because the
printed form of a rounded number (23.5万) allows half a step either way.
"""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2}
_DIGITS |= {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}

_LONGEST = 40  # no printed number is longer; what is longer is not a number
_ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


class Number(Struct, frozen=True):
    """An exact value and the worth of its last printed place."""

    value: Decimal
    step: Decimal


def parse_number(text: str) -> Number | None:
    """Read a numeral with any scales behind it (1,234.5, 23.5万, 一百零五, 3万4000, 二〇一七), or return None."""
    text = text.replace(" ", "")
    if len(text) > _LONGEST:
        return None
    found = _ARABIC.match(text)
    if not found:
        whole = parse_chinese(text)
        return None if whole is None else Number(Decimal(whole), Decimal(1))
    digits = found.group().replace(",", "")
    value, step = Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2]))
    rest = text[found.end() :]
    smaller_part = rest.lstrip("十百千万亿")
    factor = scale_factor(rest.removesuffix(smaller_part))
    number = Number(plain(value * factor), plain(step * factor))
    rest = smaller_part
    if not rest:
        return number
    smaller = parse_number(rest)
    if factor == 1 or smaller is None or smaller.value >= factor:
        return None
    if len(rest) == 1:  # 13万2 is 132,000
        return Number(plain(number.value + smaller.value * factor / 10), Decimal(factor) / 10)
    return Number(plain(number.value + smaller.value), smaller.step)


def parse_chinese(text: str) -> int | None:
    """Read a Chinese numeral, placed (两千三百零五, 廿三) or digit by digit (二〇一七); None if it is not one."""
    if not text or all(char in _SCALES for char in text):
        return None
    text = text.replace("廿", "二十").replace("卅", "三十")
    if all(char in _DIGITS for char in text):
        is_vague = len(text) == 2 and not {"零", "〇"} & set(text)  # 三五个 is three to five
        return None if is_vague else int("".join(str(_DIGITS[char]) for char in text))
    total, group, digit = 0, 0, None
    last_place = 1
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            last_place = 1 if digit == 0 else last_place
        elif char in _PLACES:
            last_place = _PLACES[char]
            group += (1 if digit is None else digit) * last_place
            digit = None
        elif char in _SCALES:
            last_place = _SCALES[char]
            whole = group + (digit or 0)
            total = (total + whole) * last_place if last_place > 10**4 else total + whole * last_place
            group, digit = 0, None
        else:
            return None
    if digit and last_place >= 100 and len(text) > 1:
        digit *= last_place // 10  # 一千三 is 1300
    return total + group + (digit or 0)


def scale_factor(scale: str) -> int:
    """Return the product of scale characters: 万 is 10,000 and 万亿 is 10¹²; the empty string is 1."""
    factor = 1
    for char in scale:
        factor *= _SCALES.get(char) or _PLACES[char]
    return factor


def plain(value: Decimal) -> Decimal:
    """Return an equal ``Decimal`` that prints without trailing zeros, and without exponent above a millionth."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Decimal(text if text not in {"-0", ""} else "0")


def last_place(value: Decimal) -> Decimal:
    """Return the worth of the last digit of ``value`` that is not zero: 3800 has 100, 23.5 has 0.1, 0 has 1."""
    if value == 0:
        return Decimal(1)
    exponent = plain(value).normalize().as_tuple().exponent
    return plain(Decimal(1).scaleb(int(exponent)))
