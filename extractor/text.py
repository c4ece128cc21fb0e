"""Text as it stands: folding, lines, sentences and the outline.

Everything here takes a decoded text and returns offsets into that same text.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from extractor.model import Heading, Section


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


# --- the outline ----------------------------------------------------------------------------------------------------

_HAN_NUMERAL = "[一二三四五六七八九十]{1,3}"
NUMBERINGS: tuple[tuple[str, str], ...] = (
    ("part", rf"第{_HAN_NUMERAL}(?:部分|章)"),
    ("han", rf"{_HAN_NUMERAL}、(?!{_HAN_NUMERAL}(?:季度|产业|级|类|期|线|[、年月]))"),
    ("han_bracketed", rf"\({_HAN_NUMERAL}\)、?"),
    ("arabic", r"\d{1,2}(?:\.(?!\d)|、(?!\d))"),
    ("arabic_bracketed", r"\(\d{1,2}\)"),
    ("circled", r"[①-⑳]"),
    ("spoken", rf"{_HAN_NUMERAL}是"),
)
"""The printed numberings, outermost first: name and shape on folded text."""

_NUMBERING = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape in NUMBERINGS))
_RANK = {name: rank for rank, (name, _) in enumerate(NUMBERINGS)}
_TITLE_END = re.compile(rf"[。;:!?\n\r\f]|,(?={_HAN_NUMERAL}是)")
_PLAIN_HEADING = re.compile(
    r"\s*(?P<title>[\u4e00-\u9fff、]{2,24}(?:情况|概述|概况|问题|改进|措施|工作|事项|打算|安排|思路|总述))\s*"
)
_MARKED = re.compile(r"[^。;!?]{1,40}(?<![,:])")  # a line that is marked as a heading and is none is a sentence
_MOST_LEVELS = 10
_LEADERS = re.compile("[.…·⋯]{2}")
_CONTENTS = re.compile(  # a line of a table of contents; a run of dots is tried once, from its start
    r"(?:(?<![.…·⋯])[.…·⋯]{4,}+|(?<!…)…{2,}+(?![.·⋯]))[^.…·⋯]{0,4}\d{1,4} *$"
)
_TITLE_LIMIT = 200
_LONG_TITLE = 40  # characters; a longer one may have run on into the text where line ends were lost
_RUN_ON = re.compile(rf" |\({_HAN_NUMERAL}\)")
_INLINE = re.compile(
    rf"[。;:,!?](?:(?<![!?])(?!(?<=,)一是)(?P<number>{_HAN_NUMERAL}是)"
    rf"|(?<![;:,]) *(?P<number_2>{_HAN_NUMERAL}、(?!{_HAN_NUMERAL}、)|\({_HAN_NUMERAL}\)))"
)


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
    return _RANK[found.lastgroup], found.group()


class _Heading(Struct, frozen=True):
    rank: float
    start: int
    number: int  # characters of the printed number
    title: tuple[int, int]


def outline(text: str, outside: Sequence[tuple[int, int]] = (), marked: Sequence[Heading] = ()) -> tuple[Section, ...]:
    """Return the sections of a text in order, each reaching to the end of its last subsection.

    A heading begins a line with its number, or is ``marked`` as one by its format; where no section is either, a short
    line that reads like a title is a heading without number. 一是, 二是… also begin inside a paragraph, after a
    sentence. The title runs to the first full stop, so that 一是健全制度。全年… gives the title 健全制度. Number and
    title are quoted as printed. What stands ``outside`` (tables) holds no headings.
    """
    folded = fold(text)

    stretches = sorted(outside)
    begins = [start for start, _ in stretches]

    def is_running_text(line: Line) -> bool:
        last = bisect_right(begins, line.start) - 1
        return last < 0 or line.start >= stretches[last][1]

    running = list(filter(is_running_text, lines(folded)))
    headings = list(_headings(folded, running))
    without_number = list(_marked_headings(folded, marked, headings))
    if not without_number and not any(heading.rank <= _RANK["han"] for heading in headings):
        without_number = list(_plain_headings(folded, running))
    headings = sorted([*headings, *without_number], key=lambda heading: heading.start)
    sections = []
    open_ranks: list[float] = []
    for heading, end in zip(headings, _ends(headings, len(text)), strict=True):
        while open_ranks and open_ranks[-1] >= heading.rank:
            open_ranks.pop()
        open_ranks.append(heading.rank)
        title = text[slice(*heading.title)]
        number = text[heading.start : heading.start + heading.number].rstrip("、.．")
        sections.append(Section(number, title, len(open_ranks), heading.start, end))
    return tuple(sections)


def _ends(headings: Sequence[_Heading], length: int) -> list[int]:
    """Where the section of each heading ends: at the next of its rank or above it."""
    ends: list[int] = []
    following: list[_Heading] = []
    for heading in reversed(headings):
        while following and following[-1].rank > heading.rank:
            following.pop()
        ends.append(following[-1].start if following else length)
        following.append(heading)
    return ends[::-1]


def innermost(sections: Sequence[Section], positions: Iterable[int]) -> Iterator[int | None]:
    """Yield for each position, in ascending order, the index of the innermost section around it."""
    around: list[int] = []
    index = 0
    for position in positions:
        while index < len(sections) and sections[index].start <= position:
            around.append(index)
            index += 1
        while around and sections[around[-1]].end <= position:
            around.pop()
        yield around[-1] if around else None


def titles_around(sections: Sequence[Section], index: int | None) -> str:
    """Return the folded titles of a section and of the sections it stands in, innermost first, a line each."""
    titles = []
    level = None
    for place in range(index if index is not None else -1, -1, -1):
        section = sections[place]
        if level is None or section.level < level:
            titles.append(section.title)
            level = section.level
        if level == 1:
            break
    return fold("\n".join(titles))


def _headings(folded: str, running: Iterable[Line]) -> Iterator[_Heading]:
    has_leaders = _LEADERS.search(folded) is not None
    for line in running:
        position = line.start
        while position < line.end and folded[position] in " #*":  # so begin the headings of Markdown
            position += 1
        if position == line.end or (has_leaders and _CONTENTS.search(folded, position, line.end)):
            continue
        found = numbering(folded, position)
        if found:
            yield _heading(folded, position, line.end, *found)
        yield from _inline(folded, position + 1, line.end)


def _marked_headings(folded: str, marked: Sequence[Heading], numbered: Sequence[_Heading]) -> Iterator[_Heading]:
    """The headings without number that the format marks, but for the report's own title, which stands before all text.

    Their ranks are told by the numbered ones that are marked as well: those of a level are equal, the next is below.
    """
    rank_at = {heading.start: heading.rank for heading in numbered}
    ranks: dict[int, float] = {}
    plain = []
    for heading in marked:
        rank = rank_at.get(heading.start)
        if rank is not None:
            ranks[heading.level] = min(rank, ranks.get(heading.level, rank))
        elif _MARKED.fullmatch(folded, heading.start, heading.end):
            plain.append(heading)
    for heading in plain[_title_lines(folded, plain) :]:
        above = max((level for level in ranks if level <= heading.level), default=None)
        rank = heading.level - _MOST_LEVELS if above is None else ranks[above] + (heading.level - above) / _MOST_LEVELS
        yield _Heading(rank, heading.start, 0, (heading.start, heading.end))


def _title_lines(folded: str, headings: Sequence[Heading]) -> int:
    """How many headings are the report's title: those before all text, where none of their level comes later."""
    count = end = 0
    for heading in headings:
        if folded[end : heading.start].strip() or heading.level != headings[0].level:
            break
        count, end = count + 1, heading.end
    return 0 if any(heading.level == headings[0].level for heading in headings[count:]) else count


def _plain_headings(folded: str, running: Iterable[Line]) -> Iterator[_Heading]:
    """Short lines that read like a section's title, for reports that number none."""
    for line in running:
        found = _PLAIN_HEADING.fullmatch(folded, line.start, line.end)
        if found:
            yield _Heading(0, found.start("title"), 0, found.span("title"))


def _inline(folded: str, start: int, end: int) -> Iterator[_Heading]:
    """Find headings inside a line: 一是 after a clause; 一、 and (一) after a full stop, where lines were lost."""
    for found in _INLINE.finditer(folded, start, end):
        position = max(found.start("number"), found.start("number_2"))
        rank, number = numbering(folded, position) or (0, "")
        yield _heading(folded, position, end, rank, number)


def _heading(folded: str, position: int, line_end: int, rank: int, number: str) -> _Heading:
    start = position + len(number)
    limit = min(line_end, start + _TITLE_LIMIT)
    stop = _TITLE_END.search(folded, start, limit)
    end = stop.start() if stop else limit
    if end - start > _LONG_TITLE and (earlier := _RUN_ON.search(folded, start + 1, end)):
        end = earlier.start()
    while start < end and folded[start].isspace():
        start += 1
    while start < end and (folded[end - 1].isspace() or folded[end - 1] in "#*"):
        end -= 1
    return _Heading(rank, position, len(number), (start, end))
