"""Elements to lines of text and the rows of tables, as they are seen one below the other."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractor.readers.html.around import LONGEST_AROUND, is_around, is_button, is_small, lines_above
from extractor.readers.html.tree import Element
from extractor.readers.writing import FoundCell, Writer, on_one_line
from extractor.text import FACT_KEY, SURE_FACT_KEY, fold

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "  # noqa: SIM905
    "figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary table tbody "
    "td tfoot th thead tr ul".split()
)
_CELLS = frozenset({"td", "th"})
_ROW_GROUPS = frozenset({"tbody", "thead", "tfoot"})
_MOST_SPAN = 300  # columns; browsers take 1000
_MOST_ROWS = 100_000
_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_WRAPPED = re.compile(rf"(?<=[{_HAN}])[ \t]*[\r\n][ \t\r\n]*(?=[{_HAN}])")  # a line of the source ends there, no word
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_NO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_INDENT = re.compile(
    r"(?<![\w-])(?:text-indent|margin-left|padding-left)\s*:\s*(\d{1,4}(?:\.\d{1,4})?)(em|pt|px|cm|mm)", re.IGNORECASE
)
_UNITS = {"em": 1.0, "pt": 10.5, "px": 14.0, "cm": 0.37, "mm": 3.7}  # of which a character of usual size is wide
_MOST_INDENT = 12.0  # characters
_UNTIDY = re.compile("[\t\r\n\f\u00ad\u200b-\u200f\u2060\ufeff]|  ")
_OUTER = " \u00a0\u3000"
_KEY = re.compile(rf"(?:{FACT_KEY}) *:?")
_FEWEST_KEYS = 2
_LONE_KEY = re.compile(rf"(?:{FACT_KEY}) *:|{SURE_FACT_KEY}")
_BEGINS = re.compile(rf"(?:{FACT_KEY}) *:|\[?(?:19|20)\d\d[-/.年]\d")  # as the lines between title and text do
_NO_VALUE = re.compile(rf"(?:{FACT_KEY}) *:|[一二三四五六七八九十]{{1,3}}、|.*(?:报告|公报|年报|[预决]算|通知|意见)$")
_AFTER_KEY = " :：\u3000"
_FIRST_PIECES = 80  # of the text: a key that stands alone behind them is none
_SET_OUT = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)


class PageWriter(Writer):
    """Writes elements; ``pictures`` counts the images, ``is_whole`` says that all there is was written."""

    def __init__(self) -> None:
        """Begin without text."""
        super().__init__()
        self.pictures = 0
        self.is_whole = True
        self._inline: list[str] = []  # of the line that is written
        self._set_out = 0  # how many elements are open whose blanks and line ends are shown
        self._key = ""

    def element(self, top: Element, *, most: int = sys.maxsize) -> None:
        """Write an element: a line for each of its blocks, a grid for each table of data; about ``most`` of them."""
        for item in _events(top):
            if len(self._pieces) > 2 * most:
                self.is_whole = False
                break
            if isinstance(item, str):
                self._say(item)
            else:
                self._mark(*item)
        self._end_line()
        self._fact("")

    def _say(self, text: str) -> None:
        if not self._set_out:
            self._inline.append(text)
            return
        *whole, last = text.split("\n")
        for line in whole:
            self._inline.append(line)
            self._end_line()
        self._inline.append(last)

    def _mark(self, element: Element, is_open: bool) -> None:
        """The beginning or the end of an element."""
        if element.tag in _BLOCKS or element.tag == "br":
            self._end_line()
        if _is_set_out(element):
            self._set_out += 1 if is_open else -1
        if not is_open:
            return
        if element.tag == "img" and not is_small(element):
            self.pictures += 1
        if is_data(element):
            self._data(element)

    def _end_line(self) -> None:
        said = "".join(self._inline)
        self._inline.clear()
        line = said.rstrip() if self._set_out else tidy(said)
        if not line.strip() or is_button(line):
            return
        is_above = len(self._pieces) < _FIRST_PIECES and len(line) <= LONGEST_AROUND and _BEGINS.match(fold(line))
        for part in lines_above(line) if is_above else [line]:
            self._fact(part)

    def _fact(self, line: str) -> None:
        """Write a line; one that is a key alone (成文日期：) with the line behind it."""
        key, self._key = self._key, ""
        if len(self._pieces) < _FIRST_PIECES and line and _LONE_KEY.fullmatch(fold(line)):
            self.line(key)
            self._key = line
        elif key and line and not _NO_VALUE.match(fold(line)):
            self.line(f"{key.rstrip(_AFTER_KEY)}：{line}")
        else:
            self.line(key)
            self.line(line)

    def _data(self, table: Element) -> None:
        self._fact("")
        rows = [[_found(cell) for cell in row] for row in rows_of(table)]
        if _says_of_document(rows):
            self._pairs(rows)
            return
        for caption in table.elements:
            if caption.tag == "caption":
                self.line(_found(caption).text)
        self.table(rows)

    def _pairs(self, rows: Iterable[Sequence[FoundCell]]) -> None:
        """What a page says of its document (索引号, 发文字号, 成文日期): a line for each key."""
        for row in rows:
            key = ""
            for cell in row:
                if _KEY.fullmatch(fold(cell.text)):
                    self.line(key)
                    key = "".join(cell.text.split()).rstrip(":：") + "："
                elif key:
                    self.line(f"{key} {cell.text}".strip())
                    key = ""
                else:
                    self.line(cell.text)
            self.line(key)


def _says_of_document(rows: Iterable[Sequence[FoundCell]]) -> bool:
    """Tell whether a table names keys, each with what is said of it behind it; heads beside each other are none."""
    keys = [[_KEY.fullmatch(fold(cell.text)) is not None for cell in row] for row in rows]
    return sum(map(sum, keys)) >= _FEWEST_KEYS and not any(
        first and second for row in keys for first, second in pairwise(row)
    )


def _events(top: Element) -> Iterator[str | tuple[Element, bool]]:
    """The texts, and each element as it opens, a block as it closes, too; nothing within a table of data."""
    waiting: list[str | tuple[Element, bool]] = [(top, True)]
    while waiting:
        item = waiting.pop()
        yield item
        if isinstance(item, str) or not item[1]:
            continue
        element = item[0]
        if element.tag in _BLOCKS or _is_set_out(element):
            waiting.append((element, False))
        if element.tag != "table" or not is_data(element):
            waiting += (
                (child, True) if isinstance(child, Element) else child
                for child in reversed(element.children)
                if isinstance(child, str) or not (child.is_follower or is_around(child))
            )


def _is_set_out(element: Element) -> bool:
    """Tell whether the blanks and line ends in an element are shown."""
    style = element.attributes.get("style")
    return element.tag == "pre" or (style is not None and _SET_OUT.search(style) is not None)


def tidy(text: str) -> str:
    """Return a text with the blanks that a browser shows, and none around it."""
    if _UNTIDY.search(text):
        text = _BLANKS.sub(" ", _WRAPPED.sub("", _NO_WIDTH.sub("", text)))
    return text.strip()


# --- tables ---------------------------------------------------------------------------------------------------------


def is_data(element: Element) -> bool:
    """Tell whether an element is a table of data; one that only lays out the page holds another table or one column."""
    if element.tag != "table" or not element.words + element.linked:
        return False
    if any(inner.tag == "table" and inner is not element for inner in element.within()):
        return False
    rows = list(rows_of(element))
    return len(rows) > 1 and max(map(len, rows)) > 1


def rows_of(table: Element) -> Iterator[list[Element]]:
    """Yield the cells of each row of a table and of its followers, not those of tables within it."""
    for child in (child for each in (table, *table.followers) for child in each.elements):
        for row in child.elements if child.tag in _ROW_GROUPS else (child,):
            if row.tag == "tr":
                yield [cell for cell in row.elements if cell.tag in _CELLS]


def _found(cell: Element) -> FoundCell:
    parts: list[str] = []
    inline: list[str] = []
    waiting: list[Element | str | None] = [None, *reversed(cell.children)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            inline.append(item)
            continue
        if item is None or item.tag in _BLOCKS or item.tag == "br":  # a block begins or ends
            parts.append("".join(inline).replace("\t", " "))
            inline.clear()
        if item is not None:
            if item.tag in _BLOCKS:
                waiting.append(None)
            waiting += reversed(item.children)
    said = [(part, line) for part in parts if (line := tidy(part))]
    return FoundCell(
        on_one_line(line for _, line in said),
        _span(cell, "rowspan", _MOST_ROWS) or _MOST_ROWS,  # 0 covers all that are left
        _span(cell, "colspan", _MOST_SPAN) or 1,
        indent=_indent(said[0][0]) + _set_in(cell) if said else None,
        locator=cell.xpath,
    )


def _indent(text: str) -> float:
    seen = _BLANKS.sub(" ", _NO_WIDTH.sub("", text))
    blanks = seen[: len(seen) - len(seen.lstrip(_OUTER))]
    return blanks.count("\u3000") + blanks.count("\u00a0") / 2


def _set_in(cell: Element) -> float:
    """How far styles set the first line of a cell in, in characters."""
    first = next((child for child in cell.elements if child.tag in _BLOCKS), None)
    styles = [style for element in (cell, first) if element and (style := element.attributes.get("style"))]
    sides = [float(found[1]) / _UNITS[found[2].lower()] for style in styles for found in _INDENT.finditer(style)]
    return round(sum(side for side in sides if side < _MOST_INDENT), 1)


def _span(cell: Element, name: str, most: int) -> int:
    said = cell.attributes.get(name)
    if said is None:
        return 1
    said = said.strip()
    return min(int(said), most) if said.isascii() and said.isdigit() and len(said) < 9 else 1
