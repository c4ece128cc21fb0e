"""Text as it stands: folding, lines, sentences and the outline.

Everything here takes a decoded text and returns offsets into that same text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.model import Section


def _folding() -> dict[int, int]:
    table = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full width to ASCII
    table |= dict.fromkeys([0x00A0, 0x3000, 0x202F, 0x205F, *range(0x2000, 0x200B)], ord(" "))
    table |= {ord("﹝"): ord("〔"), ord("﹞"): ord("〕"), ord("﹪"): ord("%"), ord("﹒"): ord(".")}
    ideographs = [*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF)]
    for code in ideographs:
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and ord(plain) != code:
            table[code] = ord(plain)
    return table


_FOLDING = _folding()


def fold(text: str) -> str:
    """Return ``text`` with one plain character for each variant; no character moves: ``len(fold(t)) == len(t)``.

    Full-width ASCII becomes ASCII, blanks become a space, ﹝﹞ become 〔〕, Kangxi radicals and CJK compatibility
    ideographs become the ordinary character.
    """
    return text.translate(_FOLDING)


@dataclass(frozen=True, slots=True)
class Line:
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


_SENTENCE_END = re.compile(r"[。!?;\n\r\f\v\u0085\u2028\u2029]")


def sentence_start(folded: str, position: int) -> int:
    """Return where the sentence around ``position`` begins; 。！？； and line ends close a sentence."""
    start = position
    while start > 0 and not _SENTENCE_END.match(folded[start - 1]):
        start -= 1
    return start


def sentence_end(folded: str, position: int) -> int:
    """Return where the sentence around ``position`` ends, its closing mark not included."""
    found = _SENTENCE_END.search(folded, position)
    return found.start() if found else len(folded)


# --- the outline ----------------------------------------------------------------------------------------------------

_HAN_NUMERAL = "[一二三四五六七八九十]{1,3}"
NUMBERINGS: tuple[tuple[str, str], ...] = (
    ("part", rf"第{_HAN_NUMERAL}(?:部分|章)"),
    ("han", rf"{_HAN_NUMERAL}、"),
    ("han_bracketed", rf"\({_HAN_NUMERAL}\)、?"),
    ("arabic", r"\d{1,2}(?:\.(?!\d)|、)"),
    ("arabic_bracketed", r"\(\d{1,2}\)"),
    ("circled", r"[①-⑳]"),
    ("spoken", rf"{_HAN_NUMERAL}是"),
)
"""The printed numberings, outermost first: name and shape on folded text."""

_NUMBERING = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in NUMBERINGS))
_RANK = {name: rank for rank, (name, _) in enumerate(NUMBERINGS)}
_TITLE_END = re.compile(r"[。;:!?\n\r\f]")
_TITLE_LIMIT = 80


def numbering(folded: str, position: int = 0) -> tuple[int, str] | None:
    """Return rank (0 is outermost) and the printed number that stands at ``position``, or None."""
    found = _NUMBERING.match(folded, position)
    if not found or not found.lastgroup:
        return None
    return _RANK[found.lastgroup], found.group()


@dataclass(frozen=True, slots=True)
class _Heading:
    rank: int
    number: str
    title: str
    start: int


def outline(folded: str, outside: Sequence[tuple[int, int]] = ()) -> tuple[Section, ...]:
    """Return the sections of a text in order, each reaching to the end of its last subsection.

    A heading begins a line; 一是, 二是… also begin inside a paragraph, after a sentence. The title runs to the first
    full stop, so that 一是健全制度。全年… gives the title 健全制度. What stands ``outside`` (tables) holds no headings.
    """
    headings = [
        heading
        for heading in _headings(folded)
        if not any(start <= heading.start < end for start, end in outside)
    ]
    sections = []
    open_ranks: list[int] = []
    for index, heading in enumerate(headings):
        while open_ranks and open_ranks[-1] >= heading.rank:
            open_ranks.pop()
        open_ranks.append(heading.rank)
        following = (later.start for later in headings[index + 1 :] if later.rank <= heading.rank)
        sections.append(
            Section(heading.number, heading.title, len(open_ranks), heading.start, next(following, len(folded))),
        )
    return tuple(sections)


def _headings(folded: str) -> Iterator[_Heading]:
    for line in lines(folded):
        position = line.start
        while position < line.end and folded[position] == " ":
            position += 1
        if position == line.end:
            continue
        found = numbering(folded, position)
        if found:
            yield _heading(folded, position, line.end, *found)
        yield from _spoken(folded, position + 1, line.end)


def _spoken(folded: str, start: int, end: int) -> Iterator[_Heading]:
    for found in re.finditer(rf"(?<=[。;:]){_HAN_NUMERAL}是", folded[start:end]):
        yield _heading(folded, start + found.start(), end, _RANK["spoken"], found.group())


def _heading(folded: str, position: int, line_end: int, rank: int, number: str) -> _Heading:
    start = position + len(number)
    stop = _TITLE_END.search(folded, start, min(line_end, start + _TITLE_LIMIT))
    title = folded[start : stop.start() if stop else min(line_end, start + _TITLE_LIMIT)]
    return _Heading(rank, number.rstrip("、.") if rank != _RANK["spoken"] else number, title.strip(), position)
