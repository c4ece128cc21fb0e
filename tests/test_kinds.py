"""What a file is, by what it holds: pages are told from text, and what is neither is named."""

from __future__ import annotations

import bz2
import io
import zipfile

import pytest

from extractor import ReadError
from extractor.readers import read_bytes
from extractor.readers.kinds import kind_of

SAID = "2017年主动公开政府信息10707条。"
PAGE = f"<html><head><title>报告</title></head><body><p>{SAID}</p></body></html>"


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        kind_of(data, "x")
    assert caught.value.code == "unsupported"
    return caught.value.problem


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        f"<!-- {'x' * 10_000} -->{PAGE}",
        f"<!-- a -->\n<!-- b -->{PAGE}",
        "\n" * 10_000 + PAGE,
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">{PAGE}',
        f'<?xml version="1.0"?><?xml-stylesheet href="a"?><!-- a -->{PAGE}',
        f"<p>{SAID}</p>",
        f"<P class=a>{SAID}<P>{SAID}",
        f"<h1>年度报告</h1>{SAID}",
        f'<span style="color:red">{SAID}</span>',
        f"<font size=3>{SAID}</font>",
        f"<center><b>年度报告</b></center>{SAID}",
        f"<section><article>{SAID}</article></section>",
        f"<ul><li>{SAID}</ul>",
        f"<br>{SAID}<br>{SAID}",
        f"<strong>一、概述</strong><br/>{SAID}",
        f'<a href="/">首页</a>{SAID}',
        f'<img src="a.png"><p>{SAID}',
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_page_or_a_piece_of_one_is_a_page(page: str, codec: str) -> None:
    assert kind_of(page.encode(codec), "") == "page"


@pytest.mark.parametrize(
    "text",
    [
        f"《<长江保护法>解读》\n{SAID}",
        f"<关于印发2017年报告的通知>\n{SAID}",
        f"<p值>为0.05。{SAID}",
        f"<b>一、概述</b>\n{SAID}\n{SAID}\n{SAID}\n{SAID}\n{SAID}\n{SAID}\n{SAID}\n{SAID}",
        f"<br>\n{SAID}",
        f"a<b且b<c。{SAID}",
        f"网页中的<html>标记和<p>标记</p>。{SAID}",
        f"{{是{SAID}",
        f"[2017]1号\n{SAID}",
        f"{{{{标题}}}}\n{SAID}",
        f"%!PS是{SAID}",
        f"BZh是{SAID}",
        f"LZIP是{SAID}",
        f"KDH 是{SAID}",
        "<!-- 没有结尾" + SAID,
    ],
)
def test_a_text_that_only_mentions_a_tag_or_a_mark_is_text(text: str) -> None:
    for codec in ("utf-8", "gb18030"):
        assert kind_of(text.encode(codec), "") == "text"


@pytest.mark.parametrize("before", ["HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n", "说明文字\n"])
def test_what_stands_before_a_page_is_not_of_the_report(before: str) -> None:
    for page in (PAGE, f"<!DOCTYPE html>\n{PAGE}"):
        data = (before + page.replace(SAID, SAID * 9)).encode()
        document = read_bytes(data, "x.html")
        assert (document.text.splitlines()[-1], document.source.bytes) == (SAID * 9, len(data))
        assert before.strip() not in document.text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('{"code":500,"msg":"系统异常","data":null}', "JSON"),
        ('[\n {"title": "年度报告"}]', "JSON"),
        ('<?xml version="1.0" encoding="UTF-8"?><report><n>100条</n></report>', "XML"),
        ("<报告><数>100条</数></报告>\n", "XML"),
        ('<Error xmlns="x"><Code>NoSuchKey</Code></Error>', "XML"),
        ('<?xml version="1.0"?><rss><channel/></rss>', "RSS"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "RSS"),
        ("%!PS-Adobe-3.0\n/Times findfont\n", "PostScript"),
        (
            "From: a@x.gov.cn\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nAA",
            "mail",
        ),
    ],
)
def test_data_of_programs_are_no_reports(text: str, what: str) -> None:
    for codec in ("utf-8", "gb18030"):
        assert what in refusal(text.encode(codec))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x28\xb5\x2f\xfd\x24\x05abc", "Zstandard"),
        (b"\x5d\0\0\x80\0" + b"\xff" * 9, "LZMA"),
        (b"\x1f\x9d\x90abc", "compress"),
        (b"CAJ\0\1\2", "CAJ"),
        (b"HN\0\0\x90\1", "CAJ"),
        (b"KDH \0\1\2", "CAJ"),
    ],
)
def test_what_is_packed_or_printed_in_a_way_that_is_not_read_is_named(data: bytes, what: str) -> None:
    assert what in refusal(data)


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("META-INF/container.xml", "EPUB"),
        ("AndroidManifest.xml", "APK"),
        ("META-INF/MANIFEST.MF", "JAR"),
        ("Index/Document.iwa", "Pages"),
        ("OFD.xml", "OFD"),
    ],
)
def test_what_else_is_a_zip_inside_is_named(name: str, what: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/x")
        packed.writestr(name, "x")
    assert what in refusal(buffer.getvalue())


def test_bzip2_is_told_also_where_it_holds_nothing() -> None:
    assert (kind_of(bz2.compress(b"x"), ""), kind_of(bz2.compress(b""), "")) == ("archive", "archive")
