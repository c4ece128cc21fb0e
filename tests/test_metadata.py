from __future__ import annotations

import pytest

from extractor import Document, extract
from extractor.model import Metadata


def described(text: str) -> Metadata:
    return extract(Document.from_text(text)).report


@pytest.mark.parametrize(
    ("top", "title"),
    [
        ("青溪县2016年\n政府信息公开工作年度报告\n一、概述", "青溪县2016年政府信息公开工作年度报告"),
        (
            "青溪市九届人大三次会议文件(七)\n关于青溪市2023年预算执行情况的报告\n各位代表:",
            "关于青溪市2023年预算执行情况的报告",
        ),
        (
            "青溪市九届人大\n三次会议文件(9)\n关于青溪市2023年市本级预算和\n市总预算执行情况与2024年市本级预算和\n市总预算草案的报告\n各位代表:",
            "关于青溪市2023年市本级预算和市总预算执行情况与2024年市本级预算和市总预算草案的报告",
        ),
        ("责任编辑:甲乙丙\n关于青溪市2023年预算执行情况的报告\n各位代表:", "关于青溪市2023年预算执行情况的报告"),
        ("+\n附 件\n关于青溪新区2023年财政预算的报告\n青溪新区管委会", "关于青溪新区2023年财政预算的报告"),
        ("青溪市2024年国民经济和社会发展统计公报[1]\n青溪市统计局", "青溪市2024年国民经济和社会发展统计公报"),
        ("表1-2:\n二○二三年全市支出决算表\n单位:万元", "二○二三年全市支出决算表"),
        ("表三 2023年全市支出决算表\n单位:万元", "2023年全市支出决算表"),
        ("政务公开\n某县2022年\n政府信息公开工作年度报告\n2022年,某县", "某县2022年政府信息公开工作年度报告"),
        ("有效性有效\n某县2022年政府信息公开工作年度报告\n", "某县2022年政府信息公开工作年度报告"),
        ("2023-03-06\n某县2022年政府信息公开工作年度报告\n", "某县2022年政府信息公开工作年度报告"),
        ("某县人民政府\n2022年政府信息公开工作年度报告\n", "某县人民政府2022年政府信息公开工作年度报告"),
        ("\t某县2021年收支决算表\t\n项目\t决算数\n", "某县2021年收支决算表"),
        ("表彰大会2023年经费预算\n单位:万元", "表彰大会2023年经费预算"),
        ("一、概述\n全年公开12条。", None),
    ],
)
def test_the_title_is_found_among_what_stands_around_it(top: str, title: str | None) -> None:
    assert described(top).title == title


def test_place_and_year_are_the_titles() -> None:
    report = described("盐池县2016年政府信息公开工作年度报告\n\n一、概述\n全年公开12条,比2015年多3条。\n")
    assert (report.year, report.region and report.region.code) == (2016, "640323")
    assert described("关于南京江北新区2025年预算执行情况的报告\n").region.name == "南京江北新区"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("top", "issuer"),
    [
        ("青溪市2024年预算报告\n——2024年1月6日在大会上\n青溪市财政局\n各位代表:\n", "青溪市财政局"),
        ("青溪市2024年统计公报\n青溪市统计局 国家统计局青溪调查队\n2024年,", "青溪市统计局 国家统计局青溪调查队"),
        ("青溪市2024年预算报告\n各位代表:\n青溪市财政局\n", None),
        ("青溪市2024年预算报告\n一、概述\n青溪市财政局\n", None),
    ],
)
def test_the_issuer_stands_below_the_title(top: str, issuer: str | None) -> None:
    assert described(top).issuer == issuer


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("2019年某市人民政府办公厅政府信息公开工作年度报告", "某市人民政府办公厅"),
        ("某县科委2024年政务公开工作年度报告", "某县科委"),
        ("某区财政局2024年度部门决算", "某区财政局"),
        ("某县人民政府办公室转发县财政局关于2024年预算的报告", "某县人民政府办公室"),
        ("2019年某县政府信息公开工作年度报告", None),
        ("某县2017年政府信息公开工作年度报告", None),
        ("关于某市2025年预算执行情况和2026年预算草案的报告", None),
    ],
)
def test_the_issuer_is_the_office_that_the_title_names(title: str, issuer: str | None) -> None:
    assert described(f"{title}\n").issuer == issuer


def test_a_label_before_the_report_is_no_part_of_its_title() -> None:
    assert described("正文\n2024年某县政府信息公开工作\n年度报告\n").title == "2024年某县政府信息公开工作年度报告"


def test_a_title_below_a_sites_navigation_is_found_where_it_says_all_on_one_line() -> None:
    navigation = "\n".join(f"栏目{number}" for number in range(30))
    assert described(f"{navigation}\n某县2024年国民经济和社会发展统计公报\n一、综合\n").year == 2024
    assert described(f"{navigation}\n会议听取了某县2024年预算的报告。\n").year is None
