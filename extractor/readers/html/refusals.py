"""Pages that hold no report: errors of a site saved in its place, lists of links, pictures, frames."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.errors import ReadError
from extractor.readers.html.blocks import PageWriter, tidy
from extractor.readers.html.content import Content
from extractor.readers.html.tree import Element

FEWEST_PICTURES = 2
_FEW = 120  # characters of the report's own; what says less is one only with a sentence or a table of numbers
_FEW_BESIDE_PICTURES = 400
_LEAST = 25
_SHORT = 1500  # characters; what says more is no error page
_FIRST_LINES, _LONGEST_LINE = 5, 80  # in which a page says that it is one, unless they name a report
_CODE = r"(?:40[0-9]|50[0-9])"
_ERROR = re.compile(
    rf"(?:HTTP|错误|error|状态码?)\W{{0,8}}{_CODE}\b|\b{_CODE}\W{{0,6}}(?:错误|error|not|forbidden|bad|service|internal|gateway)|"
    r"not\s+found|forbidden|bad\s+gateway|internal\s+server\s+error|服务器错误|应用程序中的|"
    r"页面(?:已经?)?(?:不存在|找不到|删除|丢失|未找到)|找不到(?:该|此|您)?.{0,8}页|无法(?:访问|找到)|不存在或已|拒绝访问|系统(?:维护|正?忙)|"
    r"访问(?:出错|受限|过于频繁|(?:已?被)(?:拦截|拒绝|阻断))|安全(?:验证|检测中?|防护|威胁)|(?:人机|滑动)验证|"
    r"请?(?:开启|启用) ?JavaScript|防火墙|请求.{0,10}(?:被阻断|拦截)",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(rf"^\W*{_CODE}\b|{_ERROR.pattern}|^error\b|出错", re.IGNORECASE)
_REPORT = re.compile(r"(?:19|20)\d{2}年.*(?:报告|公报|年报|[预决]算)")
_ATTACHED = re.compile(r"(?:见|下载).{0,6}附件|附件.{0,4}下载|全文(?:下载|请?见)|(?:报告|年报)下载")
_SEARCH = re.compile(r"(?:搜索|检索)(?:结果|页)?(?:$|[-_| —])|找到(?:相关)?结果约?\d")
_PASSWORD = re.compile(r"<input[^>]+type\s*=\s*[\"']?password", re.IGNORECASE)
_FRAME = re.compile(r"<(?:i?frame|embed|object)\b", re.IGNORECASE)
_REDIRECT = re.compile(r"http-equiv\s*=\s*[\"']?refresh|location\.(?:href|replace)|location\s*=", re.IGNORECASE)


Reason = tuple[str, str, str]
"""Code, problem and advice of the error."""


def refuse_without_report(path: str, source: str, title: str, found: Content, report: PageWriter) -> None:
    """Raise ``ReadError`` with the reason if a page holds no report; ``report`` holds the first lines of it."""
    first = [line[:_LONGEST_LINE] for line in report.text.splitlines()[:_FIRST_LINES]]
    reason = _error(source, tidy(title), [] if any(map(_REPORT.search, first)) else first, found.words)
    words = min(found.words, len("".join(report.text.split()))) if report.is_whole else found.words
    if not reason and not found.below and not _is_report(report, words):
        reason = "no_text", *_nothing(source, found.core, words)
    if reason:
        raise ReadError(path, *reason)


def _error(source: str, title: str, first: Sequence[str], words: int) -> Reason | None:
    """What a page is that a site gave in place of the report, if it is one."""
    is_short = words < _SHORT
    said = _ERROR_TITLE.search(title) or next(filter(None, map(_ERROR.search, first)), None)
    if said and is_short:
        problem = f"this is an error page that was saved in place of the report ({said.group().strip()})"
        return "error_page", problem, "fetch the report again from its site"
    if is_short and _PASSWORD.search(source):
        return "error_page", "this is the page to log in to a site", "fetch the report itself from it"
    if _SEARCH.search(title) or any(map(_SEARCH.search, first)):
        return "error_page", "this is a page of search results", "fetch the report itself from its site"
    return None


def _nothing(source: str, core: Element, words: int) -> tuple[str, str]:
    """What a page holds instead of text, and what to do."""
    html = next((outer for outer in core.around() if outer.tag == "html"), core)
    pictures = _pictures(html)
    if pictures >= FEWEST_PICTURES:
        what = f"the page holds no text of a report, only {pictures} pictures"
        return what, "save the pictures and turn them into text (OCR) first"
    if _ATTACHED.search("".join(html.texts())):
        return "the page holds no text of a report, which is attached to it", "fetch what is attached"
    if html.linked > html.words:
        return "the page holds no text of a report, only links", "fetch the pages or files that they lead to"
    if _FRAME.search(source):
        return "the page holds no text of a report, what it shows stands in a frame", "fetch what the frame shows"
    if _REDIRECT.search(source):
        return "the page holds no text of a report, it only leads to another page", "fetch that page"
    return f"the page holds no text of a report ({words} characters)", "save the page with its text, or print it"


def _is_report(report: PageWriter, words: int) -> bool:
    """Tell whether a page says enough: many words, or a sentence or a table of numbers where no pictures say it all."""
    has_pictures = report.pictures >= FEWEST_PICTURES
    if words >= (_FEW_BESIDE_PICTURES if has_pictures else _FEW):
        return True
    if words < (_FEW if has_pictures else _LEAST) or _ATTACHED.search(report.text):
        return False
    return "。" in report.text or any(
        any(char.isdigit() for char in report.text[grid.start : grid.end]) for grid in report.grids
    )


def _pictures(html: Element) -> int:
    writer = PageWriter()
    writer.element(html)
    return writer.pictures
