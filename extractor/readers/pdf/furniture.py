"""What is printed on page after page and is no part of the text: headers, footers, page numbers, repeated heads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.readers.pdf.cells import PageTable
from extractor.readers.pdf.layout import Block, PageLayout, PageLine
from extractor.text import fold, numbering

_PAGE_NUMBER = re.compile(
    r"[-—–―·.~\s]{0,6}(?:第\s*)?\d{1,4}\s*(?:页|/\s*\d{1,4})?(?:\s*,?\s*[(/]?共\s*\d{1,4}\s*页\)?)?[-—–―·.~\s]{0,6}"
)
_BARE = re.compile(r"\d{4,}")  # a number of four digits alone is a year, not a page
_EDGE = 0.14  # of the page's height: where page numbers stand
_ZONE = 0.2  # of the page's height: where headers and footers stand
_MOST_LINES = 4  # of a header or footer
_SAME_HEIGHT = 8.0  # points
_NUMBER = re.compile(r"\d+")
_CONTINUED = re.compile(r"\(?(?:续表|接上表|表[^()]{0,8}\(续表?\))[\d一二三四五六七八九十-]{0,4}\)?.{0,4}")
_NUMBERED_HEAD = re.compile(r"附|表|图")


def is_page_number(line: PageLine, page: PageLayout) -> bool:
    """Tell whether a line at the edge of the page is its number (- 3 -, — 3 —, 第 3 页 共 5 页)."""
    at_edge = line.line.bottom < _EDGE * page.height or line.line.top > (1 - _EDGE) * page.height
    text = fold(line.line.text)
    return at_edge and bool(_PAGE_NUMBER.fullmatch(text)) and not _BARE.fullmatch(text)


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
    if not isinstance(block, PageLine):
        return False
    in_zone = block.line.bottom < _ZONE * page.height or block.line.top > (1 - _ZONE) * page.height
    if not exactly and (not in_zone or numbering(fold(block.line.text))):
        return False
    for other in others:
        for line in _edge_lines(other):
            if not exactly and abs(line.line.top - block.line.top) > _SAME_HEIGHT:
                continue
            if line.line.text == block.line.text:
                return True
            if not exactly and _counts_pages(block.line.text, line.line.text, other.number - page.number):
                return True
    return False


def _edge_lines(page: PageLayout) -> Iterator[PageLine]:
    blocks = page.blocks
    edges = blocks if len(blocks) <= 2 * _MOST_LINES else (*blocks[:_MOST_LINES], *blocks[-_MOST_LINES:])
    return (block for block in edges if isinstance(block, PageLine))


def _counts_pages(text: str, other: str, pages: int) -> bool:
    """Tell whether two lines differ only in numbers that grow by one a page; 附件1 and 附件2 are no such lines."""
    if _NUMBERED_HEAD.match(text) or _NUMBER.sub("#", text) != _NUMBER.sub("#", other):
        return False
    pairs = list(zip(_NUMBER.findall(text), _NUMBER.findall(other), strict=True))
    return bool(pairs) and all(int(b) - int(a) in {0, pages} for a, b in pairs if a.isdecimal() and b.isdecimal())
