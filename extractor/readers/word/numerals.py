"""Numbers in the forms Word prints before paragraphs: 一, 〇, 壹, 甲, ①, aa, IV."""

from __future__ import annotations

_HAN = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CYCLE = 60
_CIRCLED = "".join(
    [*map(chr, range(0x2460, 0x2474)), *map(chr, range(0x3251, 0x3260)), *map(chr, range(0x32B1, 0x32C0))]
)
_PLACED = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
                     "taiwaneseCountingThousand"})  # fmt: skip
_DIGIT_BY_DIGIT = frozenset({"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"})
_LETTERS = {"lowerLetter": "a", "upperLetter": "A"}
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_MOST_LETTERS = 26 * 30
_MOST_PLACED = 99_999


def printed_number(number: int, form: str) -> str:
    """Return a number, from 0, as a ``w:numFmt`` prints it (ECMA-376, ST_NumberFormat); Arabic where it is unknown."""
    if form in _PLACED and 0 < number <= _MOST_PLACED:
        han = _in_places(number, _HAN.replace("〇", "零"), "十百千万")
        return han[1:] if 10 <= number < 20 else han
    if form in _DIGIT_BY_DIGIT:
        return "".join(_HAN[int(digit)] for digit in str(number))
    if form in {"chineseLegalSimplified", "ideographLegalTraditional"} and 0 < number <= _MOST_PLACED:
        digits = _LEGAL if form == "chineseLegalSimplified" else _LEGAL_TRADITIONAL
        return _in_places(number, digits, "拾佰仟万" if form == "chineseLegalSimplified" else "拾佰仟萬")
    if form in {"ideographTraditional", "ideographZodiac", "ideographZodiacTraditional"}:
        return _counted_by_names(number, form)
    if form.startswith("decimalEnclosed"):
        return _enclosed(number, form)
    if form in _LETTERS and 0 < number <= _MOST_LETTERS:
        return chr(ord(_LETTERS[form]) + (number - 1) % 26) * ((number - 1) // 26 + 1)
    if form in {"lowerRoman", "upperRoman"} and 0 < number < 4000:
        return _roman(number).lower() if form == "lowerRoman" else _roman(number)
    if form == "decimalZero":
        return f"{number:02}"
    if form.startswith("decimalFullWidth"):
        return str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    return str(number)


def _in_places(number: int, digits: str, places: str) -> str:
    """Write a number with the names of its places: 一百零三."""
    written = ""
    is_gap = False
    for place in range(len(places), -1, -1):
        digit = number // 10**place % 10
        if digit:
            written += ("零" if is_gap else "") + digits[digit] + (places[place - 1] if place else "")
        is_gap = not digit and bool(written)
    return written


def _counted_by_names(number: int, form: str) -> str:
    if form == "ideographTraditional" and 0 < number <= len(_STEMS):
        return _STEMS[number - 1]
    if form == "ideographZodiac" and 0 < number <= len(_BRANCHES):
        return _BRANCHES[number - 1]
    if form == "ideographZodiacTraditional" and 0 < number <= _CYCLE:
        return _STEMS[(number - 1) % len(_STEMS)] + _BRANCHES[(number - 1) % len(_BRANCHES)]
    return str(number)


def _enclosed(number: int, form: str) -> str:
    if form.startswith("decimalEnclosedCircle"):
        return _CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else str(number)
    return f"({number})" if form == "decimalEnclosedParen" else f"{number}."


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written
