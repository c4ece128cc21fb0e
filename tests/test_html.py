"""Web pages: what of a page is the report, its lines, its tables, its encoding, and what is refused."""

from __future__ import annotations

import base64
import quopri
from decimal import Decimal
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from extractor import Document, ReadError, extract, read
from extractor.model import DocumentNumber
from extractor.readers import read_bytes
from tests.conftest import Run, shared

BODY = "全年主动公开政府信息一百余次，公开栏目按要求更新，各部门依法依规办理申请，做到件件有答复。" * 4


def page(report: str, *, head: str = "", title: str = "某县2023年政府信息公开工作年度报告") -> Document:
    """A page as government sites make them: navigation, breadcrumbs, buttons, counters, what is read next."""
    return read_bytes(
        f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}_某县人民政府</title>{head}
        <style>p {{ color: red }}</style><script>var a = "<p>12条</p>";</script></head><body>
        <div class="nav"><a href="/">首页</a><a href="/a">政务公开</a><a href="/b">政民互动</a></div>
        <div class="main"><div class="path">当前位置：<a href="/">首页</a> &gt; <a>年报</a></div>
        <h1>{title}</h1>
        <div class="info">来源：某县政府办 发布时间：2024-01-20 10:00 浏览次数：<span>128</span>次 【字体：大 小】</div>
        <div class="content">{report}</div>
        <div class="page-share">分享到：<a>微信</a></div></div>
        <div class="list"><a href="/1">某县2022年政府信息公开工作年度报告</a><a href="/2">某县财政预算公开</a></div>
        <div class="footer">主办：某县人民政府 联系电话：0953-1234567 <div>访问量：123456</div></div>
        </body></html>""".encode(),
        "x.html",
    )


def lines(report: str) -> list[str]:
    """The lines of a page's report, behind its title and its date."""
    return page(f"<p>{BODY}</p>{report}").text.splitlines()[4:]


# --- a page saved as one file -----------------------------------------------------------------------------------------


def saved(kind: str, *parts: tuple[str, bytes, str]) -> bytes:
    """A mail's form with parts: their type, bytes and how they are packed."""
    head = f'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/{kind};\r\n\tboundary="==x"\r\n\r\n'
    packed = b"".join(
        f"--==x\r\nContent-Type: {of}\r\nContent-Transfer-Encoding: {how}\r\n\r\n".encode()
        + (quopri.encodestring(data) if how == "quoted-printable" else base64.encodebytes(data))
        + b"\r\n"
        for of, data, how in parts
    )
    return head.encode() + packed + b"--==x--\r\n"


@pytest.mark.parametrize("how", ["quoted-printable", "base64"])
def test_a_page_saved_as_one_file_is_read(how: str) -> None:
    markup = f"<p>{BODY}</p><table><tr><td>栏目</td><td>件</td></tr><tr><td>规章</td><td>12</td></tr></table>"
    picture = ("image/png", b"\x89PNG", "base64")
    data = saved("related", picture, ('text/html; charset="gb2312"', markup.encode("gb18030"), how))
    document = read_bytes(data, "x.doc")
    assert document.text.splitlines() == [BODY, "栏目\t件", "规章\t12"]
    assert document.grids[0].rows[1][1].locator == "/html/body[1]/table[1]/tbody[1]/tr[2]/td[2]"
    assert (document.source.media_type, document.source.bytes) == ("multipart/related", len(data))


def test_a_saved_page_without_a_page_and_a_mail_are_refused() -> None:
    with pytest.raises(ReadError, match="holds no page"):
        read_bytes(saved("related", ("image/png", b"\x89PNG", "base64")), "x.mht")
    with pytest.raises(ReadError, match="this is a mail"):
        read_bytes(saved("mixed", ("text/plain", b"x", "base64")), "x.eml")


# --- what of a page is the report -----------------------------------------------------------------------------------


def test_the_site_around_a_report_is_left_out() -> None:
    document = page(f"<p>{BODY}</p><p>一、概述</p>")
    assert document.text.splitlines() == [
        "某县2023年政府信息公开工作年度报告",
        "来源：某县政府办",
        "发布时间：2024-01-20 10:00",
        BODY,
        "一、概述",
    ]
    assert (document.source.media_type, document.source.encoding) == ("text/html", "utf-8")
    report = extract(document).report
    assert (report.year, report.published) == (2023, "2024-01-20")


def test_a_title_that_only_the_head_of_the_page_names_is_the_first_line() -> None:
    told = "<meta name='ArticleTitle' content='某县2021年政府工作报告'>"
    data = f"<html><head>{told}<title>x</title></head><body><div><p>{BODY}</p></div></body></html>"
    assert read_bytes(data.encode(), "x").text.splitlines() == ["某县2021年政府工作报告", BODY]


def test_what_a_page_says_of_its_document_is_a_line_for_each_key() -> None:
    table = """<table><tr><td><b>索 引 号：</b></td><td>0001/2018-2</td><td>主题分类：</td><td>综合政务</td></tr>
    <tr><td>发文字号：</td><td>某政办发〔2018〕12号</td><td>成文日期：</td><td>2018年12月7日</td></tr></table>"""
    document = page(f"{table}<p>{BODY}</p>")
    assert "发文字号： 某政办发〔2018〕12号\n成文日期： 2018年12月7日\n" in document.text
    (number,) = [m for m in extract(document).mentions if isinstance(m, DocumentNumber)]
    assert number.text == "某政办发〔2018〕12号"


@pytest.mark.parametrize(
    "markup",
    [
        "<dl><dt>成文日期：</dt><dd>2024年1月14日</dd><dt>文号：</dt><dd>某政办函〔2024〕5号</dd></dl>",
        "<p><span>成文日期</span></p><p>2024年1月14日</p><div>文 号</div><div>某政办函〔2024〕5号</div>",
    ],
)
def test_a_key_that_stands_alone_is_of_the_line_behind_it(markup: str) -> None:
    document = page(f"{markup}<p>{BODY}</p>")
    said = document.text.splitlines()
    assert "成文日期：2024年1月14日" in said
    assert said[said.index("成文日期：2024年1月14日") + 1].endswith("：某政办函〔2024〕5号")
    assert extract(document).report.year == 2023


@pytest.mark.parametrize(
    "markup",
    [
        "<p>上一篇：没有了</p><p>下一篇：<a href='/2.html'>某县2022年报告</a></p><p>责任编辑：某某</p>",
        "<p>浏览次数：3821次</p><p>【字体：大 中 小】</p><p>分享到：微信微博</p><p>【打印】【关闭窗口】</p>",
        "<p>扫一扫在手机打开当前页</p><p>版权所有：某县人民政府</p><p>宁ICP备12345号</p>",
        "<div><h3>相关阅读</h3><ul>"
        + "<li><a href='/a.html'>某县2016年公开年报摘要</a>2017-01-02</li>" * 5
        + "</ul></div>",
    ],
)
def test_what_stands_below_a_report_is_no_part_of_it(markup: str) -> None:
    assert lines(f"<p>二、不足</p>{markup}") == ["二、不足"]


def test_words_of_buttons_in_a_sentence_are_the_reports() -> None:
    said = ["全年浏览量3821次，点击率上升。", "关闭“僵尸”网站2个", "打印点3处"]
    assert lines("".join(f"<p>{line}</p>" for line in said)) == said


def test_links_to_files_and_places_in_the_page_are_the_reports() -> None:
    contents = "<p><a href='#a'>一、概述</a></p><p><a href='#b'>二、不足</a></p>"
    files = "<p><a href='/1.xlsx'>附件1：统计表</a></p><p><a href='/down?id=2'>附件2.docx</a></p>"
    assert lines(contents + files) == ["一、概述", "二、不足", "附件1：统计表", "附件2.docx"]


def test_links_in_the_cells_of_a_table_are_what_the_cells_say() -> None:
    links = "<p><a href='/1.html'>办法</a><a href='/2.html'>细则</a></p>"
    rows = f"<tr><td>制度</td><td>件</td></tr><tr><td>{links}按规定公布，并在窗口备查</td><td>2</td></tr>"
    assert lines(f"<table>{rows}</table>") == ["制度\t件", "办法细则按规定公布，并在窗口备查\t2"]


def test_what_a_site_says_around_a_report_does_not_add_up_level_by_level() -> None:
    inner = f"<div><p>{BODY}</p></div>"
    for level in range(6):
        inner = f"<div><div>{level}别的栏目里的一段话，与报告无关。{'某县要闻摘编。' * 40}</div>{inner}</div>"
    assert read_bytes(f"<html><body>{inner}</body></html>".encode(), "x").text.count("要闻") <= 80


def test_a_table_beside_the_words_belongs_to_the_report() -> None:
    table = "<table><tr><td>指标</td><td>数</td></tr><tr><td>公开数</td><td>5</td></tr></table>"
    data = f"<html><body><div><p>{BODY}</p></div>{table}<p>完。</p><div class=foot>主办</div></body></html>"
    assert read_bytes(data.encode(), "x").text.splitlines() == [BODY, "指标\t数", "公开数\t5", "完。"]


@pytest.mark.parametrize(
    ("head", "first"),
    [
        ("<title>某县政府信息公开网</title>", "某县2023年政府信息公开工作年度报告"),
        ("<title>某县2023年年报-某县人民政府</title>", "某县2023年政府信息公开工作年度报告"),
    ],
)
def test_the_pages_own_heading_is_the_title_not_the_sites_name(head: str, first: str) -> None:
    data = f"<html><head>{head}</head><body><h1>某县2023年政府信息公开工作年度报告</h1><div>{BODY}</div></body></html>"
    assert read_bytes(data.encode(), "x").text.splitlines()[0] == first


def test_hidden_text_and_scripts_are_not_read() -> None:
    hidden = "<p style='display:none'>隐藏12条</p><script>document.write('13条')</script><p hidden>14条</p><p>15条</p>"
    assert lines(hidden) == ["15条"]


# --- lines ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "read_as"),
    [
        ("<p>公开<span>1</span><span>0</span><b>707</b>条</p>", ["公开10707条"]),
        ("<p>公开\n      政府信息\r\n 12 条</p>", ["公开政府信息 12 条"]),
        ("<p>&nbsp;&nbsp;&emsp;公开&nbsp;12条&#12288;</p>", ["公开\u00a012条"]),
        ("<p>一、概述<br>全年公开<br/></p><p> </p><div>完</div>", ["一、概述", "全年公开", "完"]),
        ("<ul><li>甲<li>乙</ul><h2>二、</h2>丙", ["甲", "乙", "二、", "丙"]),
        ("<p class=MsoNormal><o:p></o:p><span lang=EN-US>2018<o:p></o:p></span>年</p>", ["2018年"]),
        ("<p>a&lt;b &amp; c<!-- 12条 --></p>", ["a<b & c"]),
        ("<p>零\u200b宽</p>", ["零宽"]),
        ("<p>收入356<sup>1</sup>亿元，<b>12km</b><sup>2</sup>，8<sup>①</sup></p>", ["收入356[1]亿元，12km²，8①"]),
        ("<p>收入35<span style='vertical-align: super'>[2]</span>元</p>", ["收入35[2]元"]),
        ("<p><s>12</s><del>14</del>13件，<span style='text-decoration:line-through'>9</span>完</p>", ["13件，完"]),
        ("<p><ruby>垟<rp>(</rp><rt>yáng</rt><rp>)</rp></ruby>头乡</p>", ["垟头乡"]),
        ("<pre>一、概述\n  甲  12\n\n二、不足</pre>", ["一、概述", "  甲  12", "二、不足"]),
        ("<div style='white-space:pre-wrap'>甲\n乙</div>", ["甲", "乙"]),
    ],
)
def test_lines_are_as_they_are_seen(markup: str, read_as: list[str]) -> None:
    assert lines(markup) == read_as


# --- tables ---------------------------------------------------------------------------------------------------------


def grid(table: str) -> list[list[str]]:
    document = page(f"<p>{BODY}</p>{table}<p>完</p>")
    (found,) = document.grids
    for row in found.rows:
        for cell in row:
            assert "\n" not in document.text[cell.start : cell.end]
    assert document.text.endswith("\n完\n")
    return [[document.text[cell.start : cell.end] for cell in row] for row in found.rows]


def test_merged_cells_stand_in_every_place_they_cover() -> None:
    table = """<table><tr><td rowspan=2>申请</td><th colspan="2">数量</th></tr><tr><td>当面</td><td>网络</td></tr>
    <tr><td>收到</td><td>1</td><td>&nbsp;</td></tr></table>"""
    assert grid(table) == [["申请", "数量", "数量"], ["申请", "当面", "网络"], ["收到", "1", ""]]


def test_rows_may_be_short_and_spans_wrong() -> None:
    table = """<table><tr><td colspan=0>甲</td><td rowspan=99>乙</td></tr><tr><td>1</td></tr><tr></tr>
    <tr><td rowspan=x colspan=-3>2</td><td>3</td><td>4</td></tr></table>"""
    rows = grid(table)
    assert rows == [["甲", "乙", "", ""], ["1", "乙", "", ""], ["", "乙", "", ""], ["2", "乙", "3", "4"]]


def test_a_cell_of_paragraphs_and_spans_is_one_line() -> None:
    table = "<table><tr><td><p>主动<br>公开</p><p>总数</p></td><td><p><span>1</span><span>2</span></p></td></tr>"
    table += "<tr><td>2017 <p>2018</p></td><td>3</td></tr></table>"
    assert grid(table) == [["主动公开总数", "12"], ["2017 2018", "3"]]


def test_labels_that_styles_set_in_hang_under_the_one_before() -> None:
    rows = [
        ("发电量", "", "9"),
        ("火电", "text-indent: 2em", "4"),
        ("风电", "padding-left:21pt", "5"),
        ("钢材", "", "8"),
    ]
    cells = "".join(f"<tr><td><p style='{style}'>{name}</p></td><td>{n}</td></tr>" for name, style, n in rows)
    (table,) = extract(page(f"<p>{BODY}</p><table><tr><td>产品</td><td>产量</td></tr>{cells}</table>")).tables
    assert [row.path for row in table.rows] == [("发电量",), ("发电量", "火电"), ("发电量", "风电"), ("钢材",)]


def test_tables_of_one_row_each_are_one_table() -> None:
    rows = [("指标", "单位", "数量"), ("公开数", "条", "2134"), ("来电次数", "次", ""), ("开放日", "场", "3")]
    markup = "".join(f"<table><tr>{''.join(f'<td>{c}</td>' for c in row)}</tr></table>\n" for row in rows)
    (table,) = extract(page(f"<p>{BODY}</p>{markup}")).tables
    assert [(row.label, row.unit, row.cells[0].value) for row in table.rows] == [
        ("公开数", "条", 2134),
        ("来电次数", "次", None),
        ("开放日", "场", 3),
    ]
    assert str(table.rows[2].cells[0].locator).endswith("/table[4]/tbody[1]/tr[1]/td[3]")


def test_a_column_in_which_no_cell_begins_is_none() -> None:
    wide = "<table><tr><td colspan=99>项目</td><td>数</td></tr><tr><td colspan=99>甲</td><td>5</td></tr></table>"
    assert lines(wide) == ["项目\t数", "甲\t5"]


def test_heads_that_are_also_keys_are_heads() -> None:
    table = (
        "<table><tr><td>名称</td><td>时间</td><td>数量</td></tr><tr><td>甲</td><td>2017年</td><td>3</td></tr></table>"
    )
    assert grid(table) == [["名称", "时间", "数量"], ["甲", "2017年", "3"]]


def test_industries_side_by_side_are_one_list() -> None:
    head, first, second = "<td>行&nbsp;业</td><td>增长(%)</td>" * 2, ("采矿业", 8.3), ("房地产业", -2.3)
    body = "".join(f"<td>{name}</td><td>{value}</td>" for name, value in (first, second))
    table = f"<table><tr>{head}</tr><tr>{body}</tr><tr>{body.replace('业', '厂')}</tr></table>"
    (found,) = extract(page(f"<p>{BODY}</p>{table}")).tables
    assert [row.label for row in found.rows] == ["采矿业", "采矿厂", "房地产业", "房地产厂"]


def test_a_table_that_lays_out_the_page_is_none() -> None:
    inner = "<table><tr><td>指标</td><td>数</td></tr><tr><td>公开数</td><td>3</td></tr></table>"
    document = read_bytes(
        f"<table><tr><td><table><tr><td><p>{BODY}</p>{inner}</td></tr></table></td></tr></table>".encode(), "x"
    )
    assert len(document.grids) == 1
    assert document.text.splitlines() == [BODY, "指标\t数", "公开数\t3"]


def test_a_cell_has_its_xpath_as_a_browser_counts_it() -> None:
    table = (
        "<table><tr><th>指标</th><th>单位</th><th>数</th></tr><tr><td>公开数</td><td>条</td><td>12</td></tr></table>"
    )
    (read_table,) = extract(page(f"<p>{BODY}</p>{table}")).tables
    ((cell,),) = [row.cells for row in read_table.rows]
    assert (cell.value, cell.unit) == (Decimal(12), "条")
    assert cell.locator == "/html/body[1]/div[2]/div[3]/table[1]/tbody[1]/tr[2]/td[3]"


# --- bytes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "declared", "told"),
    [
        ("utf-8", "gb2312", "utf-8"),
        ("gb18030", "gb2312", "gb18030"),
        ("gb18030", "utf-8", "gb18030"),
        ("gbk", "", "gb18030"),
        ("utf-8-sig", "", "utf-8"),
        ("utf-16", "", "utf-16-le"),
        ("big5", "big5", "big5"),
    ],
)
def test_a_page_is_decoded_by_what_its_bytes_are(encoding: str, declared: str, told: str) -> None:
    words = "政府信息公開工作年度報告" if encoding == "big5" else "政府信息公开工作年度报告，镕基"
    meta = f"<meta charset={declared}>" if declared else ""
    data = f"<!DOCTYPE html><html><head>{meta}</head><body><p>{words * 20}</p></body></html>".encode(encoding)
    document = read_bytes(data, "x.htm")
    assert (document.text, document.source.encoding) == (words * 20 + "\n", told)


def test_an_encoding_that_a_page_can_not_have_is_not_believed() -> None:
    declared = "<html><head><meta charset=iso-8859-1></head><body><p>"
    assert read_bytes(f"{declared}{BODY}</p></body></html>".encode("gb18030"), "x").text == f"{BODY}\n"
    assert read_bytes(f"<html><body><p>{BODY}</p></body></html>".encode("utf-16-le"), "x").text == f"{BODY}\n"


def test_a_broken_character_is_told() -> None:
    data = f"<html><body><p>{BODY * 3}".encode("gb18030") + b"\xff</p></body></html>"
    assert [w.code for w in read_bytes(data, "x").warnings] == ["broken_characters"]


# --- refused --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "code", "said"),
    [
        ("<title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found.</p>", "error_page", "404"),
        ("<p>抱歉，您访问的页面不存在或已被删除！</p>", "error_page", "页面不存在"),
        ("<title>某县年报</title>" + "<p><img src=1.png width=800></p>" * 3, "no_text", "only 3 pictures"),
        (
            "<p>某县年报</p>" + "<img src=1.png>" * 9 + "<p>主办单位：某局</p><p>咨询电话</p>" * 9,
            "no_text",
            "only 9 pictures",
        ),
        ("<div class=footer>主办：某县人民政府</div>", "no_text", "no text"),
        ("", "no_text", "no text"),
        ("<title>服务器错误</title><p>" + "无法处理请求，请稍后再试。" * 20, "error_page", "error page"),
        ("<p>您的访问被拦截，请完成安全验证。</p>" + "<p>说明</p>" * 50, "error_page", "error page"),
        ("<form><input name=a><input type=password></form><p>用户登录，请输入账号。</p>", "error_page", "log in"),
        (
            "<title>搜索结果</title>" + "<p>某县2010年公开报告全文摘要，公开12条。</p>" * 30,
            "error_page",
            "search results",
        ),
        (
            "<ul>" + "<li><a href='/1.html'>某县2012年政府信息公开年报</a>2013-01-02</li>" * 20 + "</ul>",
            "no_text",
            "links",
        ),
        ("<h1>某县2012年年报</h1><p>全文请见附件。</p><a href='/1.pdf'>1.pdf</a>", "no_text", "attached"),
        ("<iframe src='/view?f=1.pdf'></iframe>", "no_text", "in a frame"),
        ("<script>location.href='/new'</script>", "no_text", "leads to another page"),
        ("<div>" * 100_000 + "深", "damaged", "within one another"),
        ("<b><table><tr><td>" * 50_000 + "深", "damaged", "within one another"),
    ],
)
def test_a_page_without_a_report_is_refused_with_the_reason(markup: str, code: str, said: str) -> None:
    with pytest.raises(ReadError, match=said) as caught:
        read_bytes(f"<!DOCTYPE html><html><body>{markup}</body></html>".encode(), "x.html")
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "markup",
    [
        "<h1>某局2022年政府信息公开工作年度报告</h1><p>全年公开21条，没有收到申请。</p>",
        "<table><tr><td>项目<td>决算数<tr><td>地方税收收入<td>28,500<tr><td>地方非税收入<td>40,404</table>",
        "<h1>某局2021年政府信息公开工作年度报告</h1><p>所需信息不存在的3件，有的页面不存在，已整改。</p>",
    ],
)
def test_a_short_report_is_one(markup: str) -> None:
    assert read_bytes(f"<!DOCTYPE html><html><body>{markup}</body></html>".encode(), "x.html").text


def test_a_table_with_spans_beyond_all_bounds_is_read_in_bounded_time() -> None:
    cells = "<td colspan=1000 rowspan=65000>甲</td><td>1</td>"
    assert page(f"<p>{BODY}</p><table>{f'<tr>{cells}</tr>' * 300}</table>").grids


# --- real pages -----------------------------------------------------------------------------------------------------


def test_all_tables_of_the_form_of_2019_are_read_with_blanks_as_blanks() -> None:
    document = read(shared("real/disclosure/上海市政府办公厅_2019年政府信息公开工作年度报告.html"))
    assert [(len(grid.rows), len(grid.rows[0])) for grid in document.grids] == [(18, 5), (26, 10), (4, 15)]
    report = extract(document)
    assert report.report.form == "2019-2020"
    cells = [cell for table in report.tables for row in table.rows for cell in row.cells]
    assert all(cell.value is None for cell in cells if not cell.text)
    applications = next(table for table in report.tables if len(table.rows) > 20)
    by_path = {row.path: [cell.value for cell in row.cells] for row in applications.rows}
    refused = next(values for path, values in by_path.items() if path[-1] == "本机关不掌握相关政府信息")
    assert refused == [252, 12, None, None, 1, None, None]


def test_a_document_says_its_number_in_the_table_above_it() -> None:
    page = "real/gongwen/国办发〔2018〕123号_国务院办公厅关于推进政务新媒体健康有序发展的意见.html"
    numbers = [m for m in extract(read(shared(page))).mentions if isinstance(m, DocumentNumber)]
    assert [(number.text, number.role) for number in numbers] == [("国办发〔2018〕123号", "own")] * 2


def test_the_xpath_of_every_cell_leads_back_to_it() -> None:
    path = shared("real/communique/哈密市_2025年统计公报_rowspan.html")
    source = LexborHTMLParser(path.read_text(encoding="utf-8"))
    document = read(path)
    for cell in {id(c): c for grid in document.grids for row in grid.rows for c in row if c.locator}.values():
        node: Any = source.root
        for step in (cell.locator or "").split("/")[2:]:
            tag, _, place = step.rstrip("]").partition("[")
            children = [child for child in node.iter() if child.tag == tag]
            node = children[int(place) - 1]
        assert "".join(node.text().split()) == "".join(document.text[cell.start : cell.end].split())


# --- the command ----------------------------------------------------------------------------------------------------


def test_text_prints_what_spans_refer_to(run: Run) -> None:
    data = f"<html><body><p>{BODY}</p><p>公开12条</p></body></html>".encode()
    assert run("text", "-", stdin=data).stdout.decode() == f"{BODY}\n公开12条\n"
    refused = run("text", "-", stdin=b"<html></html>")
    assert (refused.returncode, refused.stdout) == (3, b"")


def test_a_title_without_a_place_is_of_the_site_it_stands_on() -> None:
    def region_of(title: str, site: str) -> tuple[str | None, list[str]]:
        head = f"<html><head><meta name='SiteName' content='{site}'><title>{title}</title></head>"
        page = f"{head}<body><h1>{title}</h1><p>{'一般公共预算收入12.5亿元。' * 20}</p></body></html>"
        report = extract(read_bytes(page.encode(), "x.html"))
        region = report.report.region
        return region.name if region else None, [warning.code for warning in report.warnings]

    assert region_of("全市和市级2019年预算执行情况", "周口市人民政府") == ("周口市", ["region_of_site"])
    assert region_of("全县2019年预算执行情况", "周口市人民政府") == (None, [])
    assert region_of("2019年预算执行情况", "周口市人民政府") == (None, [])
    assert region_of("盐池县2019年预算执行情况", "周口市人民政府") == ("盐池县", [])


def test_a_table_made_of_paragraphs_is_read_by_its_gaps() -> None:
    gap = "&nbsp;&nbsp;&nbsp; "
    rows = (
        ("项目", "单位", "数量"),
        ("主动公开信息", "条", "<span>12</span>"),
        ("依申请公开", "件", "3"),
        ("解读", "件", "45"),
    )
    lines = "".join(f"<p>&nbsp; {gap.join(row)}</p>" for row in rows)
    page = f"<html><body><p>{'全年按要求公开。' * 20}</p>{lines}<p>{'以上为全部情况。' * 20}</p></body></html>"
    (table,) = extract(read_bytes(page.encode(), "x.html")).tables
    assert [(row.label, row.unit, row.cells[0].text) for row in table.rows] == [
        ("主动公开信息", "条", "12"),
        ("依申请公开", "件", "3"),
        ("解读", "件", "45"),
    ]
