"""What of a page is the report: the element that holds most of its words, and the lines above it that name it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.readers.html.tree import Element
from extractor.text import FACT_KEY

_MOST = 0.5  # of the words of an element: a child that holds as many is where the report is
_BESIDE = 0.25  # of the report's words that may stand beside it in what is around it, else that is another article
_FEW = 400  # characters that always may
_LINKS = 0.5  # of an element's characters: what is mostly links leads elsewhere
_PARTS = frozenset({"nav", "footer", "aside"})
_NAMED = re.compile(
    r"(?:^|[-_ ])(?:foot|footer|copyright|nav|navbar|menu|breadcrumbs?|sidebar|share|qrcode)(?:$|[-_ ])", re.IGNORECASE
)
_MOST_NAMED = 600  # words of an element that is named so
_UI = re.compile(
    r"(?<!发文)字[体号](?:大小)?|视力保护|打印|关闭|分享|收藏|扫一扫|浏览|点击(?:数|量|率)|访问(?:量|次数)|阅读(?:数|量|次数)|"
    r"(?:当前|您(?:的|所在|现在的?)?)位置|上一篇|下一篇|返回|无障碍|长者|繁体|简体|登录|注册|搜索|朗读|【?[大中小]】?$"
)

_FACT = re.compile(
    rf"(?P<key>{FACT_KEY}) *[:：] *(?P<value>.*?)(?= *(?:(?:{FACT_KEY}|作者|(?:责任)?编辑|撰稿|审核) *[:：]|"
    r"浏览|访问|阅读|点击|【|\[|字[体号]|分享|打印|收藏|$))"
)


def report_of(html: Element) -> tuple[list[Element], Element]:
    """Return what stands above the report and belongs to it, and the element that holds the report itself."""
    core = _core(html)
    above: list[Element] = []
    inner = core
    for outer in core.around():
        if outer.tag == "html" or outer.words - core.words > max(_FEW, _BESIDE * core.words):
            break
        above = [*_before(outer, inner), *above]
        inner = outer
    return above, core


def _core(html: Element) -> Element:
    element = next((child for child in html.elements if child.tag == "body"), html)
    while True:
        inner = max((child for child in element.elements if not is_around(child)), key=_words, default=None)
        if inner is None or inner.words <= _MOST * element.words or _is_part(inner):
            return element
        element = inner


def _is_part(element: Element) -> bool:
    """Tell whether a paragraph or a table is a part of the report, not the frame around it."""
    if element.tag not in {"p", "table"}:
        return False
    return element.tag == "p" or not any(
        other.tag in {"p", "div", "table"} and other.words > _MOST * element.words
        for other in element.within()
        if other is not element
    )


def _before(outer: Element, inner: Element) -> Iterator[Element]:
    """The children of an element that stand before another and are no part of the site around it."""
    for child in outer.elements:
        if child is inner:
            return
        if not is_around(child) and child.words > _LINKS * (child.words + child.linked):
            yield child


def is_around(element: Element) -> bool:
    """Tell whether an element is of the site around a report, by its kind or its name."""
    named = f"{element.attributes.get('class') or ''} {element.attributes.get('id') or ''}"
    return element.words < _MOST_NAMED and (element.tag in _PARTS or _NAMED.search(named) is not None)


def own_words(core: Element) -> int:
    """How many characters of an element are no part of the site around it."""
    waiting, words = [core], core.words
    while waiting:
        for child in waiting.pop().elements:
            if child is not core and is_around(child):
                words -= child.words
            else:
                waiting.append(child)
    return words


def _words(element: Element) -> int:
    return element.words


def lines_of_report(line: str) -> list[str]:
    """Return what a line above the report says of it: the line, or of a line with buttons and counters its facts."""
    if not _UI.search(line):
        return [line]
    facts = ((found["key"], found["value"].strip()) for found in _FACT.finditer(line))
    return [f"{key}：{value}" for key, value in facts if value]
