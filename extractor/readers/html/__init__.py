"""Web pages: the report's own content as text with grids, without the site around it.

``decode`` (bytes), ``tree`` (elements), ``content`` (what is the report), ``blocks`` (lines and tables).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.html.blocks import PageWriter, tidy
from extractor.readers.html.content import lines_of_report, own_words, report_of
from extractor.readers.html.decode import decode_page
from extractor.readers.html.tree import Element, parse

__all__ = ["MOST_HTML_BYTES", "read_html"]

MOST_HTML_BYTES = 64 * 1024 * 1024
_FEW = 120  # characters; a page that says less is no report
_FEWEST_PICTURES = 2
_FIRST_LINES = 12  # of a report, in which its title stands
_TITLES = ("articletitle", "title")  # of a page's own words, the best first
_ERROR = re.compile(
    r"\b40[34]\b|\b50[0234]\b|not\s+found|forbidden|bad\s+gateway|"
    r"页面(?:不存在|找不到|已删除|丢失|未找到)|找不到(?:该|此|您)?.{0,8}页|无法(?:访问|找到)|不存在或已|拒绝访问|系统维护|访问(?:出错|受限|被拦截)",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*$")  # behind a page's title, the site's


def read_html(data: bytes, path: str, digest: str, *, declared: str = "") -> Document:
    """Read the report that a web page carries; its tables are grids, every cell with its XPath.

    The text is what a reader of the page sees of the report: its title, what the page says of it (索引号, 发文字号),
    and the report itself, a line for each block. ``declared`` is the encoding that what the page came in names. Raises
    ``ReadError`` if there is no report: an error page, pictures only.
    """
    if len(data) > MOST_HTML_BYTES:
        advice = f"a page has well under {MOST_HTML_BYTES // 2**20} MB; save the report by itself"
        raise ReadError(path, "too_large", f"{len(data):,} bytes are too many for a page", advice)
    source, encoding, broken = decode_page(data, path, declared)
    html, metas = parse(source, path)
    above, core = report_of(html)
    report = _written([], [core])
    said = report.text.splitlines()
    if own_words(core) < _FEW:
        raise _without_text(path, report.text, metas.get("title", ""), _written([], [html]).pictures)
    head = [line for seen in _written([], above).text.splitlines() for line in lines_of_report(seen)]
    title = _title(metas, [*head, *said[:_FIRST_LINES]])
    report = _written([title, *head] if title else head, [core])
    warnings = []
    if broken:
        warnings.append(
            ReadingWarning("broken_characters", f"{broken} characters are lost: the page is not {encoding}")
        )
    if report.pictures >= _FEWEST_PICTURES:
        told = f"{report.pictures} pictures stand in the report; what they show is not read"
        warnings.append(ReadingWarning("pictures", told))
    facts = Source(path, digest, "text/html", len(data), encoding, None)
    site = tidy(metas.get("sitename", "")) or None
    return Document(facts, report.text, grids=tuple(report.grids), warnings=tuple(warnings), site=site)


def _written(lines: Iterable[str], elements: Iterable[Element]) -> PageWriter:
    writer = PageWriter()
    for line in lines:
        writer.line(line)
    for element in elements:
        writer.element(element)
    return writer


def _title(metas: Mapping[str, str], lines: Iterable[str]) -> str:
    """The report's title as the page names it, if no line says it."""
    said = "".join("".join(lines).split())
    for name in _TITLES:
        title = tidy(metas.get(name, ""))
        for wording in dict.fromkeys((title, _SITE.sub("", title))):
            if wording and "".join(wording.split()) in said:
                return ""
    named = next((metas[name] for name in _TITLES if metas.get(name, "").strip()), "")
    return tidy(_SITE.sub("", named) if named == metas.get("title") else named)


def _without_text(path: str, text: str, title: str, pictures: int) -> ReadError:
    said = _ERROR.search(tidy(title)) or _ERROR.search(text)
    if said:
        problem = f"this is an error page that was saved in place of the report ({said.group()})"
        return ReadError(path, "error_page", problem, "fetch the report again from its site")
    if pictures >= _FEWEST_PICTURES:
        problem = f"the page holds no text of a report, only {pictures} pictures"
        return ReadError(path, "no_text", problem, "save the pictures and turn them into text (OCR) first")
    return ReadError(path, "no_text", "the page holds no text of a report", "save the page with its text, or print it")
