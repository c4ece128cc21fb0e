"""Text as it stands: folding, lines, sentences and numberings.

Everything here takes a decoded text and returns offsets into that same text.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct


def _folding() -> dict[int, int]:
    table = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full width to ASCII
    table |= dict.fromkeys([0x00A0, 0x3000, 0x202F, 0x205F, *range(0x2000, 0x200B)], ord(" "))
    table |= {ord("﹝"): ord("〔"), ord("﹞"): ord("〕"), ord("﹪"): ord("%"), ord("﹒"): ord(".")}
    table |= {0x1001B0: ord("."), 0x100170: ord("·")}  # private characters of Founder's typesetting
    ideographs = [*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF)]
    for code in ideographs:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and ord(plain) != code:
            table[code] = ord(plain)
    return table


_FOLDING = _folding()
_LONG = 2000  # characters
_FOLDED = re.compile("[\xa0\u2000-\u205f\u2e80-\u3000\uf900-\uffff﹝﹞\U00100170-\U001001b0]")  # and more


def fold(text: str) -> str:
    """Return ``text`` with one plain character for each variant; no character moves: ``len(fold(t)) == len(t)``.

    Full-width ASCII becomes ASCII, blanks become a space, ﹝﹞ become 〔〕, Kangxi radicals and CJK compatibility
    ideographs become the ordinary character, and so do the decimal point and middle dot that Founder's typesetting
    keeps among the private characters.
    """
    if not _FOLDED.search(text):
        return text
    return _folded(text) if len(text) > _LONG else text.translate(_FOLDING)


@functools.lru_cache(maxsize=1)  # a document's text is folded by every step of its way
def _folded(text: str) -> str:
    return text.translate(_FOLDING)


class Line(Struct, frozen=True):
    """A line without its ending; ``number`` counts from 1."""

    number: int
    start: int
    end: int


def lines(text: str) -> Iterator[Line]:
    r"""Yield the lines of ``text``, whatever ends them (``\n``, ``\r\n``, ``\r``, form feed)."""
    start = 0
    number = 1
    for ending in re.finditer(r"\r\n|[\n\r\f\v\u0085\u2028\u2029]", text):
        yield Line(number, start, ending.start())
        start, number = ending.end(), number + 1
    yield Line(number, start, len(text))


LONGEST_SENTENCE = 600
_SENTENCE_ENDS = "。!?;\n\r\f\v\u0085\u2028\u2029"
_SENTENCE_END = re.compile(f"[{_SENTENCE_ENDS}]")


def sentence_start(folded: str, position: int) -> int:
    """Return where the sentence around ``position`` begins; 。！？； and line ends close a sentence.

    Looks back at most ``LONGEST_SENTENCE`` characters: what is longer is a list, not a sentence.
    """
    ends = _sentence_ends(folded)
    before = bisect_right(ends, position)
    return max(0, position - LONGEST_SENTENCE, ends[before - 1] if before else 0)


@functools.lru_cache(maxsize=1)  # every step asks for those of the document at hand
def _sentence_ends(folded: str) -> list[int]:
    return [mark.end() for mark in _SENTENCE_END.finditer(folded)]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every sentence, without the blanks around it."""
    start = 0
    for end in (*_sentence_ends(fold(text)), len(text)):
        piece = text[start:end]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
        start = end


def passage_start(folded: str, position: int) -> int:
    """Return where the sentence around ``position`` begins if 。！？ and line ends close it, but ；does not."""
    start = sentence_start(folded, position)
    while start > 0 and folded[start - 1] == ";" and position - start < LONGEST_SENTENCE:
        start = sentence_start(folded, start - 1)
    return start


def sentence_end(folded: str, position: int) -> int:
    """Return where the sentence around ``position`` ends, its closing mark not included; as far ahead as above."""
    found = _SENTENCE_END.search(folded, position, position + LONGEST_SENTENCE)
    return found.start() if found else min(len(folded), position + LONGEST_SENTENCE)


# --- numberings -----------------------------------------------------------------------------------------------------

HAN_NUMERAL = "[一二三四五六七八九十]{1,3}"
NUMBERINGS: tuple[tuple[str, str], ...] = (
    ("part", rf"第{HAN_NUMERAL}(?:部分|章)"),
    ("han", rf"{HAN_NUMERAL}、(?!{HAN_NUMERAL}(?:季度|产业|级|类|期|线|[、年月]))"),
    ("han_bracketed", rf"\({HAN_NUMERAL}\)、?"),
    ("arabic", r"\d{1,2}(?:\.(?!\d)|、(?!\d))"),
    ("arabic_bracketed", r"\(\d{1,2}\)"),
    ("circled", r"[①-⑳]"),
    ("spoken", rf"{HAN_NUMERAL}是"),
)
"""The printed numberings, outermost first: name and shape on folded text."""

_NUMBERING = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in NUMBERINGS))
RANKS = {name: rank for rank, (name, _) in enumerate(NUMBERINGS)}
"""How deep each of them stands, 0 outermost."""


FACT_KEY = (
    r"标 *题|名 *称|(?:(?:发布|发文|成文|公开|生成|印发) *)?(?:时间|日期)|"
    r"(?:发布|发文|制发|公开) *(?:机构|机关|单位|部门)|(?:信息)?来 *源|索 *引 *号|(?:发文)?[文字] *号|"
    r"主 *题 *(?:分类|词)|(?:信息|体裁|组配)?分 *类|公开(?:方式|范围|类别|目录)|有 *效 *性|栏目|关 *键 *词"
)
"""What a page or an archive says of a document above it (索引号, 发文字号, 成文日期), on folded text."""

SURE_FACT_KEY = (
    r"(?:发布|发文|成文|公开|印发) *(?:时间|日期)|(?:发布|发文|制发) *(?:机构|机关|单位)|索 *引 *号|"
    r"发文字号|文 *号|主题分类|有 *效 *性"
)
"""Those of the keys that are nothing else where they stand alone, without a colon."""


def numbering(folded: str, position: int = 0) -> tuple[int, str] | None:
    """Return rank (0 is outermost) and the printed number that stands at ``position``, or None."""
    found = _NUMBERING.match(folded, position)
    if not found or not found.lastgroup:
        return None
    return RANKS[found.lastgroup], found.group()
