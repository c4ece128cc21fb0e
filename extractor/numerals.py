"""Numerals to exact numbers: Arabic, Chinese and mixed, with scales, decimals, fractions and signs (GB/T 15835-2011).

All functions take folded text. A number is returned with its step, the worth of its last printed place, because the
printed form of a rounded number (23.5万) allows half a step either way.
"""

from __future__ import annotations

import functools
import re
from decimal import Decimal

from msgspec import Struct

from extractor.model import Bound

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")}
_DIGITS |= {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2, "兩": 2, "貳": 2, "參": 3, "陸": 6}
_ZEROS = "零〇○"
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
HAN_NUMERALS = "".join((*_DIGITS, *_PLACES)) + "廿卅"  # what a Chinese numeral may begin with
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_VAGUE = "几幾余餘多"
_OPEN_DIGITS = "几幾"
_SIGNS = "-−负負"

_LONGEST = 40  # no printed number is longer; what is longer is not a number
_TOKEN = re.compile(
    rf"(\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|[{''.join((*_DIGITS, *_PLACES, *_SCALES))}{_VAGUE}]"
)
_DECIMALS = re.compile(r"[零〇○一二三四五六七八九壹贰貳叁肆伍陆陸柒捌玖]+|\d+")
_MIXED_FRACTION = re.compile(r"(?:(\d{1,9}) +)?(\d{1,9})/(\d{1,9})")
_OF_PARTS = re.compile(r"(?:(?P<whole>[^又]+)又)?(?P<below>[^又分]+)分之(?P<above>.+)")


class Number(Struct, frozen=True):
    """An exact value and the worth of its last printed place.

    ``bound`` is ``above`` where digits are left open (十几).
    """

    value: Decimal
    step: Decimal
    bound: Bound = "exact"


@functools.lru_cache(maxsize=1 << 12)  # a table's numbers are read several times
def parse_number(text: str) -> Number | None:
    """Read a numeral, or return None.

    Arabic with any scales behind it (1,234.5, 23.5万, 1.2万亿), Chinese (一百零五, 两千四百五, 二〇一七), mixed
    (3万4000, 13万2), with a decimal point (十五点七), fractions (五分之一, 三又二分之一, 1 3/5), signs (-5, 负十), open
    (二十几万).
    """
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        return Number(Decimal(text), Decimal(1))
    if text.startswith("."):
        text = f"0{text}"
    if text == "半":
        return Number(Decimal("0.5"), Decimal("0.5"))
    mixed = _MIXED_FRACTION.fullmatch(text)
    text = text.replace(" ", "")
    if not 0 < len(text) <= _LONGEST:
        return None
    if text[0] in _SIGNS:
        number = parse_number(text[1:]) if text[1:2] not in _SIGNS else None
        return number and Number(plain(-number.value), number.step, number.bound)
    if mixed:
        whole, above, below = (int(part or 0) for part in mixed.groups())
        return Number(plain(whole + Decimal(above) / below), Decimal(0)) if below else None
    return _fraction(text) if "分之" in text else _decimal(text)


def parse_chinese(text: str) -> int | None:
    """Read a whole Chinese numeral, placed (两千三百零五, 廿三) or digit by digit (二〇一七); None if it is not one."""
    number = None if any(char.isdigit() and char.isascii() for char in text) else parse_number(text)
    return int(number.value) if number and number.bound == "exact" and number.value == int(number.value) >= 0 else None


def _fraction(text: str) -> Number | None:
    found = _OF_PARTS.fullmatch(text)
    if not found:
        return None
    whole = _decimal(found["whole"]) if found["whole"] else Number(Decimal(0), Decimal(0))
    below, above = _decimal(found["below"]), parse_number(found["above"])
    if whole is None or below is None or above is None or not below.value or "分之" in found["above"]:
        return None
    return Number(plain(whole.value + above.value / below.value), Decimal(0), above.bound)


def _decimal(text: str) -> Number | None:
    """A number without sign, with or without a decimal point in words."""
    whole, point, decimals = text.replace("點", "点").partition("点")
    number = _whole(whole)
    if not point or number is None:
        return number
    found = _DECIMALS.match(decimals)
    scale = decimals[found.end() :] if found else ""
    if not found or not all(char in _SCALES for char in scale):
        return None
    digits = "".join(str(_DIGITS.get(char, char)) for char in found.group())
    step = Decimal(1).scaleb(-len(digits))
    factor = scale_factor(scale)
    return Number(plain((number.value + int(digits) * step) * factor), plain(step * factor), number.bound)


def _whole(text: str) -> Number | None:
    """A number of digits, places and scales."""
    text = text.replace("廿", "二十").replace("卅", "三十")
    tokens = list(_TOKEN.finditer(text))
    if not tokens or sum(len(token.group()) for token in tokens) != len(text):
        return None
    if all(char in _DIGITS for char in text):
        is_vague = len(text) == 2 and not set(_ZEROS) & set(text)  # 三五个 is three to five
        is_paired = len(text) > 1 and bool(set("两兩") & set(text))
        return (
            None if is_vague or is_paired else Number(Decimal("".join(str(_DIGITS[char]) for char in text)), Decimal(1))
        )
    reading = _Reading()
    if not all(reading.take(token.group()) for token in tokens):
        return None
    return reading.number()


class _Reading:
    """A numeral read from left to right.

    ``total`` is what the scales so far make, ``group`` what stands since the last scale, ``digit`` what stands since
    the last place. ``unit`` is the last place or scale, which says what a lone digit behind it is worth (一千三 is
    1300, 13万2 is 132,000) unless a zero stands between.
    """

    def __init__(self) -> None:
        self._total = self._group = Decimal(0)
        self._digit: Decimal | None = None
        self._step = Decimal(1)
        self._last = " "
        self._unit = self._place = self._scale = 0
        self._is_arabic = self._is_gap = self._is_open = False

    def take(self, token: str) -> bool:
        """Take the next token; False if it can not stand here."""
        fits = self._take(token)
        self._last = token
        return fits

    def _take(self, token: str) -> bool:
        if token in _PLACES:
            return self._take_place(_PLACES[token])
        if token in _SCALES:
            return self._take_scale(_SCALES[token])
        if token in _VAGUE:
            fits = self._last not in _VAGUE and bool(self._unit or self._digit is not None)
            self._is_open = True
            return fits and not (token in _OPEN_DIGITS and self._digit is not None and self._digit % 10)
        if self._digit is not None:
            return False
        if token in _ZEROS:
            self._is_gap = True
            return True
        self._is_arabic = token[0].isascii()
        self._digit = Decimal(token.replace(",", "")) if self._is_arabic else Decimal(_DIGITS[token])
        self._step = Decimal(1).scaleb(-len(token.partition(".")[2]))
        return True

    def number(self) -> Number | None:
        """Return what was read."""
        digit, step = self._digit or Decimal(0), self._step
        is_short = self._unit >= 100 and not (self._is_gap or self._is_open) and 0 < digit < 10 and step == 1
        if self._digit is not None and is_short:
            digit *= Decimal(self._unit) / 10
            step = Decimal(self._unit) / 10 if self._is_arabic else step
        if self._unit and digit >= self._unit:
            return None
        return Number(plain(self._total + self._group + digit), plain(step), "above" if self._is_open else "exact")

    def _take_place(self, worth: int) -> bool:
        fits = not self._place or worth < self._place
        self._step *= worth if self._is_arabic and self._digit is not None else 1
        self._group += (1 if self._digit is None else self._digit) * worth
        self._unit = self._place = worth
        self._digit, self._is_gap = None, False
        return fits

    def _take_scale(self, worth: int) -> bool:
        pending = self._group + (self._digit or 0)
        stands_alone = self._digit is None and not pending  # 万亿: behind another scale
        if stands_alone and not self._total:
            return False
        if stands_alone:
            self._total *= worth
        elif worth > self._scale > 0:
            self._total = (self._total + pending) * worth
        elif worth == self._scale:
            return False
        else:
            self._total += pending * worth
        self._step *= worth if self._is_arabic else 1
        self._unit = self._scale = worth
        self._group, self._digit, self._place, self._is_gap = Decimal(0), None, 0, False
        return True


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
