from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.numbers import find_numbers
from extractor.numerals import last_place, parse_chinese, parse_number, plain
from extractor.patterns import load_patterns
from extractor.ranges import find_ranges


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
        ("0", "0", "1"),
        ("0.00万", "0", "100"),
        ("25万6千", "256000", "1000"),
        ("1亿2千3百万", "123000000", "1000000"),
        ("2千零30万", "20300000", "10000"),
        ("三亿五", "350000000", "1"),
        ("七百点二五", "700.25", "0.01"),
        ("两万万", "200000000", "1"),
        ("六分之五点四", "0.9", "0"),
        ("2又四分之三", "2.75", "0"),
        ("5 1/4", "5.25", "0"),
        ("-3.2", "-3.2", "0.1"),
        ("负七", "-7", "1"),
        (".75", "0.75", "0.01"),
        ("柒萬陸仟兩百", "76200", "1"),
        ("半", "0.5", "0.5"),
    ],
)
def test_a_numeral_is_read_exactly(text: str, value: str, step: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.value, number.step) == (Decimal(value), Decimal(step))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "万",
        "二三",
        "一二三年",
        "1.2.3",
        "9" * 60,
        "三五",
        "五十千",
        "3万40000",
        "点五",
        "二分之",
        "1/0",
        "--5",
        "几万",
        "一个",
    ],
)
def test_what_is_no_single_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("十几", 10), ("二十余万", 200000), ("三百多", 300), ("40几亿", 4 * 10**9)]
)
def test_an_open_numeral_is_a_lower_bound(text: str, value: int) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.value == value
    assert number.bound == "above"


@given(st.text(alphabet="零一二两十百千万亿点又分之几多0123.,- 负", max_size=45))
def test_anything_is_a_number_or_nothing(text: str) -> None:
    number = parse_number(text)
    assert number is None or number.value.is_finite()


@given(st.text(alphabet="零一二两十百千万亿点又分之几多0123.,- 负至到大于以上第和,。四川", max_size=60))
def test_numbers_of_any_text_stand_in_order_where_they_are_said_to(text: str) -> None:
    found = list(find_numbers(text, load_patterns()))
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert [parse_number(text[number.start : number.end]) for number in found] == [number.number for number in found]
    assert all(item.low is not None or item.high is not None for item in find_ranges(text, load_patterns()))


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


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("三家企业投资二十点五亿,增长-1.5", ["3", "2050000000", "-1.5"]),
        ("四川一切五台山十足", []),
        ("两两结对,我一看,百姓", []),
        ("一百零三 万 五千", ["1035000"]),
        ("比例为百分之三点五、1/4", ["3.5", "0.25"]),
        ("12, 34 和 5 6", ["12", "34", "5", "6"]),
        ("A4纸,v2.5,2.5", ["2.5"]),
    ],
)
def test_all_numbers_of_a_text_are_found(text: str, values: list[str]) -> None:
    assert [found.number.value for found in find_numbers(text, load_patterns())] == list(map(Decimal, values))


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("大于十而小于二十的数", [("10", "20")]),
        ("面积在300以上,500以下", [("300", "500")]),
        ("大于90小于12", [("90", None), (None, "12")]),
        ("约3 ~ 7公里,在五和九之间", [("3", "7"), ("5", "9")]),
        ("甲和乙,5和9,9到5", []),
        ("不少于四十几万,等于6", [("400000", None), ("6", "6")]),
    ],
)
def test_bounds_and_ranges_of_bare_numbers_are_found(text: str, ranges: list[tuple[str | None, str | None]]) -> None:
    found = [(item.low, item.high) for item in find_ranges(text, load_patterns())]
    assert found == [(low and Decimal(low), high and Decimal(high)) for low, high in ranges]
