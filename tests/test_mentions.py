from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import Document, Report, extract
from extractor.match import find_mentions
from extractor.model import AnyMention, Contact, DocumentNumber, Quantity
from extractor.patterns import PatternSet

REPORT_TEXT = st.text(
    alphabet="政府信息公开条件个人万亿元年月日号〔〕（）()《》“”，。、；0123456789.%一二十百是第约超余—-| \n\t第a@w"
)


def found(text: str, patterns: PatternSet) -> list[tuple[str, str]]:
    return [(mention.type, mention.text) for mention in find_mentions(text, patterns)]


@given(REPORT_TEXT)
def test_a_mention_quotes_the_text_and_none_overlap(text: str) -> None:
    report = extract(Document.from_text(text))
    position = 0
    for mention in report.mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= position
        position = mention.end


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("投入1000余万元", "10000000", "元", "above"),
        ("受理23.5万件", "235000", "件", "exact"),
        ("权重超过4%", "4", "%", "above"),
        ("信息334 条", "334", "条", "exact"),
        ("２名工作人员", "2", "人", "exact"),
        ("不足100人", "100", "人", "below"),
        ("约1,200人次", "1200", "人次", "about"),
        ("道路35.2公里", "35200", "米", "exact"),
        ("总额1.2万亿元", "1200000000000", "元", "exact"),
        ("100件以上", "100", "件", "above"),
        ("一百零五个村", "105", "个", "exact"),
        ("建成10个小区", "10", "个", "exact"),
        ("投入1亿5千万元", "150000000", "元", "exact"),
    ],
)
def test_a_quantity_has_value_unit_and_bound(
    text: str, value: str, unit: str, bound: str, patterns: PatternSet
) -> None:
    (mention,) = find_mentions(text, patterns)
    assert isinstance(mention, Quantity)
    assert (mention.value, mention.unit, mention.bound) == (Decimal(value), unit, bound)


def test_a_range_has_both_ends(patterns: PatternSet) -> None:
    (mention,) = find_mentions("每月公开3—5万元", patterns)
    assert isinstance(mention, Quantity)
    assert (mention.value, mention.value_max, mention.unit) == (Decimal(30000), Decimal(50000), "元")


@pytest.mark.parametrize(
    "text",
    [
        "“五公开”", "“三去一降一补”", "“两代表一委员”", "党的十九大精神", "第三方评估", "bet365手机端",
        "国家二级档案馆", "四套班子", "“两个率先”",
        "一是领导重视", "县乡村三级", "一体化", "第3次会议", "一批项目", "ycxxx2010",
        "PM2.5监测", "A4纸", "“一件事一次办”",
    ],
)  # fmt: skip
def test_what_names_and_does_not_count_is_no_mention(text: str, patterns: PatternSet) -> None:
    assert found(text, patterns) == []


def test_the_contact_line_holds_contacts_only(patterns: PatternSet) -> None:
    text = "(地址:某县鼓楼南路37号;邮编:751500;电话:0953-5550100,传真:0953-5550101;"
    text += "电子邮箱:a2010@example.com;网址www.example.gov.cn)"
    mentions = find_mentions(text, patterns)
    assert [m.channel for m in mentions if isinstance(m, Contact)] == [
        "street_number", "postcode", "phone", "fax", "email", "web_address",
    ]  # fmt: skip
    assert len(mentions) == 6


@pytest.mark.parametrize(
    ("text", "agency", "title"),
    [
        ("《关于甲的通知》(盐政办发〔2017〕69号)", "盐政办发", "《关于甲的通知》"),
        ("现根据宁政办发〔2017〕74号要求", "宁政办发", None),
        ("《关于〈条例〉的意见》（国办发﹝2016﹞80号）", "国办发", "《关于〈条例〉的意见》"),
        ("按照国发〔2015〕1号和《办法》", "国发", None),
    ],
)
def test_a_document_number_has_its_agency_and_title(
    text: str, agency: str, title: str | None, patterns: PatternSet
) -> None:
    (mention,) = find_mentions(text, patterns)
    assert isinstance(mention, DocumentNumber)
    assert (mention.agency, mention.title) == (agency, title)


def test_mentions_know_their_section(retold: Report) -> None:
    titles = {mention.text: _section(retold, mention) for mention in retold.mentions}
    assert titles["10707条"] == "主动公开政府信息情况"
    assert titles["120人"].startswith("业务培训加强")


def _section(report: Report, mention: AnyMention) -> str:
    return "" if mention.section is None else report.sections[mention.section].title


def test_mentions_are_not_looked_for_inside_tables(retold: Report) -> None:
    (table,) = retold.tables
    assert not [mention for mention in retold.mentions if table.start <= mention.start < table.end]


def test_a_subject_is_what_is_counted(patterns: PatternSet) -> None:
    text = "健全了9项制度,制发公文总数410件,标注公开的141件,2名工作人员参加。"
    subjects = [m.subject for m in find_mentions(text, patterns) if isinstance(m, Quantity)]
    assert subjects == ["制度", "公文", "公文", "工作人员"]
