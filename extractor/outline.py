"""The outline of a text: its headings, by their numbers or as its format marks them, and the sections they head."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from extractor.model import Heading, Section
from extractor.text import HAN_NUMERAL, RANKS, Line, fold, lines, numbering

_TITLE_END = re.compile(rf"[。;:!?\n\r\f]|,(?={HAN_NUMERAL}是)")
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
_RUN_ON = re.compile(rf" |\({HAN_NUMERAL}\)")
_INLINE = re.compile(
    rf"[。;:,!?](?:(?<![!?])(?!(?<=,)一是)(?P<number>{HAN_NUMERAL}是)"
    rf"|(?<![;:,]) *(?P<number_2>{HAN_NUMERAL}、(?!{HAN_NUMERAL}、)|\({HAN_NUMERAL}\)))"
)


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
    if not without_number and not any(heading.rank <= RANKS["han"] for heading in headings):
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
