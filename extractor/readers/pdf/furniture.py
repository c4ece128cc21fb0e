"""What is printed on page after page and is no part of the text: headers, footers, page numbers, repeated heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.readers.pdf.cells import PageTable
from extractor.readers.pdf.layout import Block, PageLayout, PageLine
from extractor.readers.pdf.lines import TextLine
from extractor.text import fold, numbering

_PAGE_NUMBER = re.compile(
    r"[-—–―·.~\s]{0,6}(?:第\s*)?\d{1,4}\s*(?:页|/\s*\d{1,4})?(?:\s*,?\s*[(/]?共\s*\d{1,4}\s*页\)?)?[-—–―·.~\s]{0,6}"
)
_BARE = re.compile(r"\d{4,}")  # a number of four digits alone is a year, not a page
_EDGE = 0.14  # of the page's height: where page numbers stand
_ZONE = 0.15  # of the page's height: where headers and footers stand
_MARGIN = 0.09  # of the page's height: the outermost margin, where nothing else does
_REMARK = re.compile(r"注|说明|备注")
_MOST_LINES = 4  # of a header or footer
_SAME_HEIGHT = 8.0  # points
_NUMBER = re.compile(r"\d+")
_CONTINUED = re.compile(r"\(?(?:续表|接上表|表[^()]{0,8}\(续表?\))[\d一二三四五六七八九十-]{0,4}\)?.{0,4}")
_NUMBERED_HEAD = re.compile(r"附|表|图")


def is_page_number(line: PageLine, page: PageLayout) -> bool:
    """Tell whether a line in the margin of the page is its number (- 3 -, — 3 —, 第 3 页 共 5 页, 3).

    A number by itself may be the end of a sentence: it must stand clear of the text.
    """
    at_edge = line.line.bottom < _EDGE * page.height or line.line.top > (1 - _EDGE) * page.height
    text = fold(line.line.text)
    if not at_edge or not _PAGE_NUMBER.fullmatch(text) or _BARE.fullmatch(text):
        return False
    return not text.isdigit() or _stands_clear(line, page)


def _stands_clear(line: PageLine, page: PageLayout) -> bool:
    own = line.line
    others = (block for block in page.blocks if isinstance(block, PageLine) and block is not line)
    return all(max(other.line.top - own.bottom, own.top - other.line.bottom) > own.size for other in others)


def running_lines(page: PageLayout, others: Sequence[PageLayout]) -> tuple[set[int], set[int]]:
    """Return which blocks are headers and footers, and which lines above a table repeat the head it has elsewhere.

    ``others`` are the pages around. The second set is the title and unit printed again, or 续表: they are furniture
    where the table goes on, and its head where it begins.
    """
    blocks = list(enumerate(page.blocks))
    bottom = _running(page, blocks[::-1], others)
    first_table = next((index for index, block in blocks if isinstance(block, PageTable)), None)
    head = blocks[:first_table] if first_table is not None else []
    before = [other for other in others if other.number < page.number]
    numbers = {index for index, block in head if isinstance(block, PageLine) and is_page_number(block, page)}
    again = {
        index
        for index, block in head
        if index not in numbers and (_is_repeated(page, block, before, exactly=True) or _says_continued(block))
    }
    if head and len(head) <= _MOST_LINES + len(numbers) and len(again | numbers) == len(head):
        return numbers | (bottom - {index for index, _ in head}), again
    if head and all(_is_repeated(page, block, others, exactly=True) or index in numbers for index, block in head):
        return numbers | (bottom - {index for index, _ in head}), set()
    return _running(page, blocks, others) | bottom, set()


def _says_continued(block: Block) -> bool:
    return isinstance(block, PageLine) and bool(_CONTINUED.fullmatch(fold(block.line.text)))


def _running(page: PageLayout, blocks: list[tuple[int, Block]], others: Sequence[PageLayout]) -> set[int]:
    """The lines from one edge of the page inwards that are page numbers or are printed at this height elsewhere."""
    found: set[int] = set()
    for index, block in blocks[:_MOST_LINES]:
        if not isinstance(block, PageLine):
            break
        if not (is_page_number(block, page) or _is_repeated(page, block, others)):
            break
        found.add(index)
    return found


def _is_repeated(page: PageLayout, block: Block, others: Sequence[PageLayout], *, exactly: bool = False) -> bool:
    """Tell whether a line is printed on pages around this one.

    Not ``exactly``: as headers and footers are, at one height, with no end of a sentence, on two other pages, or on
    one and in the outermost margin; what counts the pages may grow.
    """
    if not isinstance(block, PageLine):
        return False
    line = block.line
    if exactly:
        return any(other.line.text == line.text for page_around in others for other in _edge_lines(page_around))
    text = fold(line.text)
    if numbering(text) or text.endswith(("。", ";", "!")) or _REMARK.match(text):
        return False
    edge = min(line.bottom, page.height - line.top) / page.height
    if edge > _ZONE:
        return False
    times = sum(any(_is_same(line, other.line, o.number - page.number) for other in _edge_lines(o)) for o in others)
    return times > 1 or (times == 1 and edge < _MARGIN)


def _is_same(line: TextLine, other: TextLine, pages: int) -> bool:
    if abs(other.top - line.top) > _SAME_HEIGHT:
        return False
    return other.text == line.text or _counts_pages(line.text, other.text, pages)


def _edge_lines(page: PageLayout) -> Iterator[PageLine]:
    blocks = page.blocks
    edges = blocks if len(blocks) <= 2 * _MOST_LINES else (*blocks[:_MOST_LINES], *blocks[-_MOST_LINES:])
    return (block for block in edges if isinstance(block, PageLine))


def _counts_pages(text: str, other: str, pages: int) -> bool:
    """Tell whether two lines differ only in one number, growing by one a page, at an end or before 页."""
    if _NUMBER.sub("#", text) != _NUMBER.sub("#", other):
        return False
    pairs = list(zip(_NUMBER.finditer(text), _NUMBER.findall(other), strict=True))
    changed = [(found, int(number)) for found, number in pairs if int(found.group()) != int(number)]
    if len(changed) != 1 or _NUMBERED_HEAD.match(text):
        return False
    found, number = changed[0]
    at_end = found.end() == len(text.rstrip(" -—–页")) or found.start() == len(text) - len(text.lstrip(" -—–第"))
    return (
        at_end
        and number - int(found.group()) == pages
        and text[found.end() : found.end() + 1] not in {"年", "月", "日"}
    )
