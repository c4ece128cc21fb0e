"""Lines to paragraphs, over columns and pages: by indents, by lines that reach the margin, by what stands centred."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from msgspec import Struct

from extractor.readers.pdf.lines import TextLine
from extractor.text import fold, numbering

_INDENT = 1.2  # characters: a line that begins farther in begins a paragraph
_DEEPEST = 3.0  # characters: what begins farther in is no paragraph's indent
_FEWEST_INDENTED = 2
_SLACK = 1.2  # characters that may be missing from a line that reaches the margin
_FARTHER = 1.7  # times the size and a half: lines farther apart are of two paragraphs
_CENTRED = 1.0  # characters by which a centred line may stand off the middle
_FAR = 0.5  # of the column's width
_LARGE = 1.15  # times the usual size: titles
_FEWEST_ASIDE = 2.0  # characters: what a centred line leaves free on either side
_ALIKE = 0.6  # points by which the sizes of a title's lines may differ
_FEWEST_LINES = 6  # of a column whose margins can be told
_MARGIN = 0.12  # of the page's width
_NEAR = 2.0  # points
_FEWEST_SHARED = 4  # lines that show a margin by ending at one place
_SHARED = 0.2  # of the lines
_LONG = 0.6  # of the widest line
_SENTENCE_ENDS = "。!?;:"
_LEADERS = re.compile(r"[.…·⋯]{4,}|…{2,}| \d{1,3}$")  # of a table of contents
_CAPTION = re.compile(
    r"(?:附?[表图] ?[\d一二三四五六七八九十]{1,3}(?:[-—]\d{1,2})?[ :.]|(?:注释?|备注|附注|说明|(?:资料|数据)来源) ?:)"
)
_YEAR, _DAY = "[\\d〇○零一二三四五六七八九]{4}", "[\\d一二三四五六七八九十]{1,3}"
_DATE = re.compile(rf"{_YEAR} ?年 ?{_DAY} ?月(?: ?{_DAY} ?日)?")
_CLOSING = frozenset(",.。、;:!?)）】》〉”’」』%‰")
_WORD = re.compile(r"[\dA-Za-z.,%‰-]+|[(《“〔][^()《》“”〔〕]{0,6}.")


class Margins(Struct, frozen=True):
    """Where the lines of a column begin and end, in points, and their usual size.

    ``indents`` if its paragraphs begin farther in.
    """

    left: float
    right: float
    size: float = 0.0
    indents: bool = False


class PlacedLine(Struct, frozen=True):
    """A line with the page and the margins of the column it stands in."""

    line: TextLine
    page: int
    column: int
    margins: Margins

    @property
    def is_indented(self) -> bool:
        """Whether it begins farther in than the lines of its column do."""
        return self.line.x0 > self.margins.left + _INDENT * self.line.size

    @property
    def is_at_right(self) -> bool:
        """Whether it stands at the right margin by itself, as a date or a table's number does."""
        return self.line.x0 > self.margins.left + _FAR * (self.margins.right - self.margins.left)

    @property
    def is_centred(self) -> bool:
        """Whether it stands in the middle of its column, free on both sides unless it is set larger than the text."""
        left, right = self.line.x0 - self.margins.left, self.margins.right - self.line.x1
        size = self.line.size
        is_large = 0 < _LARGE * self.margins.size < size
        return (is_large or min(left, right) > _FEWEST_ASIDE * size) and abs(left - right) <= 2 * _CENTRED * size


def margins_of(lines: Sequence[TextLine], usual: Margins | None, width: float) -> Margins:
    """Return the left edge that lines share, and the right edge most long ones reach.

    A page of a few lines does not show its margins: it has the ``usual`` ones of the pages before, if it fits them, or
    those most pages of that ``width`` have.
    """
    if len(lines) < _FEWEST_LINES:
        common = usual or Margins(_MARGIN * width, (1 - _MARGIN) * width)
        if all(common.left - _NEAR <= line.x0 <= line.x1 <= common.right + 2 * line.size for line in lines):
            return common
    starts = sorted(line.x0 for line in lines)
    left = next((a for a, b in itertools.pairwise(starts) if b - a <= _NEAR), starts[0])
    right = _right_edge(lines, left)
    indented = sum(_INDENT * line.size < line.x0 - left < _DEEPEST * line.size for line in lines)
    size = sorted(line.size for line in lines)[len(lines) // 2]
    return Margins(left, right, size, indented >= _FEWEST_INDENTED)


def _right_edge(lines: Sequence[TextLine], left: float) -> float:
    """Where most lines end, if a good part of them ends at one place; else where the long ones do."""
    ends = sorted(line.x1 for line in lines)
    counts = [bisect_right(ends, end + _NEAR) - bisect_left(ends, end - _NEAR) for end in ends]
    count = max(counts)
    shared = ends[counts.index(count)]
    if count >= max(_FEWEST_SHARED, _SHARED * len(lines)):
        return shared
    long = [end for end in ends if end - left >= _LONG * (ends[-1] - left)]
    return long[len(long) // 2] if long else ends[-1]


def continues(line: PlacedLine, following: PlacedLine) -> bool:
    """Tell whether a paragraph goes on from one line to the next, which may stand on the next page.

    It does where the first reaches the margin, or would with the word that stands first on the next, and the next is
    not indented; over the end of a page or column in letters of one size only. The lines of a title are centred, of one
    size, and no sentence.
    """
    if following.is_centred and not following.line.text.startswith("("):
        return line.is_centred and _is_one_title(line, following)
    if following.is_indented or line.is_at_right or _LEADERS.search(line.line.text):
        return False
    here = following.page == line.page and following.column == line.column
    if here and following.line.top - line.line.bottom > _FARTHER * 1.5 * line.line.size:
        return False
    if not here and abs(line.line.size - following.line.size) > _ALIKE:
        return False
    if line.is_centred and line.is_indented and line.line.size != following.line.size:
        return False
    if not following.margins.indents and numbering(fold(following.line.text)):
        return False
    if fold(line.line.text)[-1] in _SENTENCE_ENDS and _begins_anew(line.line, following.line):
        return False
    return _is_full(line, following) or _is_one_mark(line, following)


def _begins_anew(line: TextLine, following: TextLine) -> bool:
    """Tell whether what stands below a sentence is set otherwise, or is a caption or a note."""
    is_set_otherwise = following.bold != line.bold or abs(following.size - line.size) > _ALIKE
    return is_set_otherwise or _CAPTION.match(fold(following.text)) is not None


def _is_full(line: PlacedLine, following: PlacedLine) -> bool:
    """Tell whether the first word of the next line had no room on this one."""
    room = line.margins.right - line.line.x1
    return room < max(_SLACK * line.line.size, _first_word(following.line) + line.line.size / 2)


def _first_word(line: TextLine) -> float:
    """How wide the first word is: a number, a bracket with what it holds, with the marks that may not begin a line."""
    text = fold(line.text)
    word = _WORD.match(text)
    end = word.end() if word else 1
    while end < len(text) and text[end] in _CLOSING:
        end += 1
    places = [place for place in line.places[:end] if place >= 0]
    return line.chars[places[-1]].x1 - line.chars[places[0]].x0 if places else 0.0


def _is_one_mark(line: PlacedLine, following: PlacedLine) -> bool:
    """Tell whether two lines are a mark in the corner of a page: of one width, and not of the text's size."""
    first, second = line.line, following.line
    size = first.size
    return (
        following.page == line.page
        and abs(size - line.margins.size) > 1
        and abs(size - second.size) <= _ALIKE
        and abs(first.x0 - second.x0) <= _NEAR
        and abs(first.x1 - second.x1) <= size
        and second.top - first.bottom < size
        and fold(first.text)[-1] not in _SENTENCE_ENDS
        and not numbering(fold(second.text))
    )


def _is_one_title(line: PlacedLine, following: PlacedLine) -> bool:
    first, second = line.line, following.line
    near = following.page == line.page and second.top - first.bottom <= 1.5 * max(first.size, second.size)
    alike = abs(first.size - second.size) <= _ALIKE and first.bold == second.bold
    closed = fold(first.text)[-1] in _SENTENCE_ENDS + ")" or fold(second.text)[0] == "("
    numbered = numbering(fold(first.text)) or numbering(fold(second.text))
    return near and alike and not closed and not numbered and not _DATE.fullmatch(fold(second.text))


def joint(before: str, after: str) -> str:
    """Return what stands between two lines that are joined: a blank between Latin words, else nothing."""
    latin = before[-1:].isascii() and before[-1:].isalpha() and after[:1].isascii() and after[:1].isalpha()
    return " " if latin else ""
