from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numerals import last_place, parse_chinese, parse_number, plain


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("10707", "10707", "1"),
        ("1,234.5", "1234.5", "0.1"),
        ("23.5万", "235000", "1000"),
        ("1.2万亿", "1200000000000", "100000000000"),
        ("3万4000", "34000", "1"),
        ("13万2", "132000", "1000"),
        ("一百零五", "105", "1"),
        ("两千三百", "2300", "1"),
        ("一千三", "1300", "1"),
        ("二十万亿", "20000000000000", "1"),
        ("二〇一七", "2017", "1"),
        ("廿三", "23", "1"),
        ("叁拾万", "300000", "1"),
        ("十九", "19", "1"),
    ],
)
def test_a_numeral_is_read_exactly(text: str, value: str, step: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.value, number.step) == (Decimal(value), Decimal(step))


@pytest.mark.parametrize("text", ["", "万", "二三", "一二三年", "1.2.3", "9" * 60, "三五"])
def test_what_is_no_single_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(min_value=0, max_value=10**9))
def test_arabic_numbers_are_read_as_they_are(value: int) -> None:
    number = parse_number(f"{value:,}")
    assert number is not None
    assert number.value == value


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_numbers_are_read_back(value: int) -> None:
    assert parse_chinese(in_chinese(value)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_plain_numbers_are_equal_and_end_in_no_zero(value: Decimal) -> None:
    text = format(plain(value), "f")
    assert plain(value) == value
    assert "." not in text or not text.endswith("0")


def test_the_last_place_is_that_of_the_last_digit_not_zero() -> None:
    assert [last_place(Decimal(text)) for text in ("3800", "1000", "23.5", "0")] == [100, 1000, Decimal("0.1"), 1]


def in_chinese(value: int) -> str:
    """Write a number below 10⁸ the textbook way, for reading it back."""
    high, low = divmod(value, 10_000)
    if high:
        joint = "零" if 0 < low < 1000 else ""
        return in_chinese(high) + "万" + joint + (in_chinese(low) if low else "")
    text = ""
    gap = False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, place)
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + name
        gap = not digit
    return text
