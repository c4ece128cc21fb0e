"""Web pages: the report's own content as text with grids, without the site around it.

``decode`` (bytes), ``tree`` (elements), ``content`` (what is the report) and ``around`` (what is the site's),
``blocks`` (lines and tables), ``refusals`` (pages without a report).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from extractor.collecting import without_collecting
from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.readers.html.around import lines_above
from extractor.readers.html.blocks import PageWriter, tidy
from extractor.readers.html.content import content_of
from extractor.readers.html.decode import decode_page
from extractor.readers.html.refusals import FEWEST_PICTURES, refuse_without_report
from extractor.readers.html.tree import Element, parse
from extractor.text import fold

__all__ = ["MOST_HTML_BYTES", "read_html"]

MOST_HTML_BYTES = 64 * 1024 * 1024
_FIRST_LINES = 20  # of a report, in which its title stands
_LONGEST_TITLE = 80
_LONGEST_META = 1000  # characters of what the page's head says
_NAMES = re.compile(
    r"(?:报告|公报|年报|[预决]算|总结|情况|意见|通知|公告|通告|办法|方案|规划|计划|说明|表)(?:\([^()]{1,20}\))?$"
)  # how titles of documents end
_SITE = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]*$")  # behind a page's title, the site's


@without_collecting()
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
    found = content_of(html)
    begin = PageWriter()
    begin.element(found.core, most=_FIRST_LINES)
    refuse_without_report(path, source, metas.get("title", ""), found, begin)
    head = [line for seen in _written([], found.above).text.splitlines() for line in lines_above(seen)]
    title = _title(metas, [*head, *begin.text.splitlines()[:_FIRST_LINES]])
    report = _written([title, *head] if title else head, [found.core, *found.below])
    warnings = []
    if broken:
        warnings.append(
            ReadingWarning("broken_characters", f"{broken} characters are lost: the page is not {encoding}")
        )
    if report.pictures >= FEWEST_PICTURES:
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


def _title(metas: Mapping[str, str], lines: Sequence[str]) -> str:
    """The report's title as the page's head names it, if none stands among its first lines."""
    said = "".join("".join(lines).split())
    article, page = (tidy(metas.get(name, "")[:_LONGEST_META]) for name in ("articletitle", "title"))
    alone = tidy(_SITE.sub("", page))
    if any(wording and "".join(wording.split()) in said for wording in (article, page, alone)):
        return ""
    if article:
        return article
    is_named = any(len(line) <= _LONGEST_TITLE and _NAMES.search(fold(line)) for line in lines)
    return alone if _NAMES.search(fold(alone)) and not is_named else ""
