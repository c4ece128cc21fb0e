from __future__ import annotations

import pytest

from extractor import Document, extract
from extractor.model import DocumentNumber


def numbers(text: str, title: str = "盐池县2017年政府信息公开工作年度报告") -> list[DocumentNumber]:
    report = extract(Document.from_text(f"{title}\n{text}\n"))
    return [mention for mention in report.mentions if isinstance(mention, DocumentNumber)]


def test_numbers_share_an_agency_and_a_year() -> None:
    found = numbers("按照宁政发〔2017〕3号、5号和12号要求,鼓楼南路37号、38号楼不在内。")
    assert [number.text for number in found] == ["宁政发〔2017〕3号", "5号", "12号"]
    assert [number.normalized for number in found] == ["宁政发〔2017〕3号", "宁政发〔2017〕5号", "宁政发〔2017〕12号"]


@pytest.mark.parametrize(
    ("text", "departs"),
    [
        ("宁政发〔2017〕3号", ()),
        ("宁政发[2017]3号", ("brackets",)),
        ("宁政发 ﹝２０１７﹞ ００３号", ("blanks", "zeros")),
        ("宁政发（2017）第3号", ("brackets", "第")),
        ("宁政发2017〕3号", ("brackets",)),
        ("国务院令第711号", ()),
    ],
)
def test_what_departs_from_the_standard_is_named(text: str, departs: tuple[str, ...]) -> None:
    (number,) = numbers(f"根据{text}，")
    assert (number.text, number.departs) == (text, departs)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("盐政办发〔2018〕3号", "own"),
        ("发文字号：盐政办发〔2018〕3号", "own"),
        ("根据盐政办发〔2018〕3号,现公布如下。", "cited"),
        ("转发《甲办法》(宁政办发〔2018〕3号)。", "forwarded"),
        ("修改《甲办法》(盐政发〔2018〕3号)。", "amended"),
        ("《甲办法》(盐政发〔2018〕3号)同时废止。", "repealed"),
    ],
)
def test_the_role_is_told_by_the_words_around(text: str, role: str) -> None:
    (number,) = numbers(text)
    assert number.role == role


@pytest.mark.parametrize(
    ("short", "issuer", "level"),
    [
        ("国办发", "国务院办公厅", "nation"),
        ("宁政办发", "宁夏回族自治区人民政府办公厅", "province"),
        ("宁政发", "宁夏回族自治区人民政府", "province"),
        ("吴政发", "吴忠市人民政府", "prefecture"),
        ("盐政办发", "盐池县人民政府办公室", "county"),
        ("盐党发", "中共盐池县委员会", "county"),
        ("宁党办发", "中共宁夏回族自治区委员会办公厅", "province"),
        ("发改价监", "国家发展和改革委员会", "nation"),
        ("盐政公开办发", None, None),
        ("苏政发", None, None),
    ],
)
def test_the_issuer_and_its_level_are_told_by_the_reports_place(
    short: str, issuer: str | None, level: str | None
) -> None:
    (number,) = numbers(f"按照{short}〔2017〕3号要求。")
    assert (number.issuer, number.level) == (issuer, level)


def test_who_gives_an_order_or_a_notice_is_its_issuer() -> None:
    found = numbers("国家税务总局令第45号;财政部公告2017年第12号;青溪县人民政府令第3号;国务院令第711号。")
    assert [(number.issuer, number.level) for number in found] == [
        ("国家税务总局", "nation"),
        ("财政部", "nation"),
        ("青溪县人民政府", None),
        ("国务院", "nation"),
    ]
