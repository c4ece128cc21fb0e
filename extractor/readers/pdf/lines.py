"""Characters to lines of text, column by column, as a person reads the page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter, itemgetter, sub
from typing import NamedTuple

from extractor.readers.pdf.columns import part_columns
from extractor.readers.pdf.marks import Char, usual_size

_SMALL = 0.8  # of the usual size: what is smaller is set on a line of others (a note's mark) or stands for itself
_OFF_LINE = 0.5  # of the size: how far characters of one line may stand above or below each other
_OVER = 0.4  # of a small character's height that must stand within a line's for it to belong there
_BESIDE = 1.2  # of a line's size: how far from its next character a small one may stand
_WORD_GAP = 0.7  # of a character's size: what stands farther apart is not one word
_LATIN_GAP = 0.15  # the same between Latin letters
_APART = 1.2  # of the size: what stands farther apart may be of two columns
_DOUBLED = 0.25  # of the size: the same character this near to itself was drawn twice
_SPREAD = 1.8  # times the line's usual gap: where lines are spread to the margin every gap is wide

_FULL_WIDTH = 0.8  # of the size
_WIDE = {".": "。", ",": "，"}  # what a mark shows that some fonts draw as wide as a Chinese character

_PARTED = 0.2  # of the lines: so many have a gap where a page has columns


class TextLine(NamedTuple):
    """A line with its characters from left to right, and the text they spell.

    ``places[i]`` is the index in ``chars`` of the character that ``text[i]`` prints, -1 for a blank we put in.
    """

    chars: tuple[Char, ...]
    text: str
    places: tuple[int, ...]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool


def read_lines(chars: Sequence[Char]) -> list[list[TextLine]]:
    """Return the lines of a page, from top to bottom, one list for each column in reading order.

    A page without columns gives one list; what stands above or below the columns is a list of its own.
    """
    upright = [char for char in chars if char[6]]
    turned = [char for char in chars if not char[6]] if len(upright) < len(chars) else []
    lines = [list(_lines(upright))] if upright else []
    if lines and sum(" " in line.text for line in lines[0]) > _PARTED * len(lines[0]):
        lines = [list(_lines(part)) for part in part_columns(upright) if part]
    if turned:
        lines.append(list(_turned_lines(turned)))
    return lines


def line_of(chars: Iterable[Char]) -> TextLine:
    """Make a line of characters that stand beside each other."""
    ordered = tuple(sorted(chars, key=itemgetter(0)))
    return _line(ordered)


def pieces(line: TextLine) -> Iterator[TextLine]:
    """Yield the stretches of a line that stand apart from each other, as those of two columns do."""
    if " " not in line.text:
        yield line
        return
    start = 0
    chars = line.chars
    for index in range(1, len(chars)):
        if chars[index].x0 - chars[index - 1].x1 > _APART * line.size:
            yield line_of(chars[start:index])
            start = index
    yield line_of(chars[start:])


# --- lines ----------------------------------------------------------------------------------------------------------


def _lines(chars: Sequence[Char]) -> Iterator[TextLine]:
    size = usual_size([char[5] for char in chars])
    large = [char for char in chars if char.size >= _SMALL * size] or list(chars)
    groups = _rows(large)
    small = [char for char in chars if char.size < _SMALL * size] if len(large) < len(chars) else []
    alone = _attach(small, groups) if small else []
    found = [_line(tuple(sorted(group, key=itemgetter(0)))) for group in groups]
    if alone:
        found += _lines(alone)
    found.sort(key=lambda line: (line.top + line.bottom, line.x0))
    return iter(found)


def _rows(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters whose middles stand at one height, near enough for their size."""
    runs: list[list[Char]] = []  # as drawn: most lines are drawn in one go
    bottom = size = -1.0
    for char in chars:
        if char[3] != bottom or char[5] != size:
            runs.append([])
            bottom, size = char[3], char[5]
        runs[-1].append(char)
    rows: list[list[Char]] = []
    middle = size = 0.0
    for run in sorted(runs, key=lambda run: run[0][1] + run[0][3]):
        first = run[0]
        height = (first[1] + first[3]) / 2
        if not rows or height - middle > _OFF_LINE * min(size, first[5]):
            rows.append([])
            middle, size = height, first[5]
        rows[-1] += run
        if first[5] > size:
            middle, size = height, first[5]
    return rows


def _attach(small: Iterable[Char], groups: Sequence[list[Char]]) -> list[Char]:
    """Put small characters (a note's mark, PM₂.₅) on the line they stand on; return those that stand on none."""
    bands = [(min(map(attrgetter("top"), group)), max(map(attrgetter("bottom"), group)), group) for group in groups]
    alone = []
    for run in _runs(small):
        top, bottom = min(char.top for char in run), max(char.bottom for char in run)
        left, right = run[0].x0, run[-1].x1
        home = None
        for band_top, band_bottom, group in bands:
            inside = min(bottom, band_bottom) - max(top, band_top)
            if inside < _OVER * (bottom - top):
                continue
            reach = _BESIDE * group[0].size
            if any(char.x0 - reach <= right and char.x1 + reach >= left for char in group):
                home = group
                break
        if home is None:
            alone += run
        else:
            home += run
    return alone


def _runs(chars: Iterable[Char]) -> list[list[Char]]:
    """Small characters that follow each other closely on one height."""
    runs: list[list[Char]] = []
    for row in _rows(chars):
        row.sort(key=itemgetter(0))
        runs.append([row[0]])
        for char in row[1:]:
            if char.x0 - runs[-1][-1].x1 > char.size:
                runs.append([])
            runs[-1].append(char)
    return runs


def _line(chars: tuple[Char, ...]) -> TextLine:
    x0s, tops, x1s, bottoms, printed, sizes, _, bolds, _ = zip(*chars, strict=True)
    size = usual_size(sizes)
    text = "".join(printed)
    plain = len(text) == len(chars) and _is_plain(text, size, x0s, x1s)
    text, places = (text, tuple(range(len(text)))) if plain else _spell(chars)
    return TextLine(chars, text, places, x0s[0], max(x1s), min(tops), max(bottoms), size, 2 * sum(bolds) > len(chars))


def _is_plain(text: str, size: float, x0s: Sequence[float], x1s: Sequence[float]) -> bool:
    """Tell whether there is no gap in a line, no character drawn twice and none to be read as another."""
    behind = x0s[1:]
    return (
        (max(map(sub, x1s, x0s)) <= _FULL_WIDTH * size or not any(mark in text for mark in _WIDE))
        and max(map(sub, behind, x1s), default=0.0) <= _LATIN_GAP * size
        and min(map(sub, behind, x0s), default=size) >= _DOUBLED * size
    )


def _spell(chars: Sequence[Char]) -> tuple[str, tuple[int, ...]]:
    """Return the text of characters that stand beside each other, and for each code point its character's index.

    A full stop or comma that is as wide as a Chinese character is a Chinese one. A gap is a
    blank (index -1) where it is wide for the size, and wider than is usual in a line that is spread
    to the margin.
    """
    text: list[str] = []
    places: list[int] = []
    usual: float | None = None
    previous: Char | None = None
    for index, char in enumerate(chars):
        printed = char[4]
        if previous is not None:
            if printed == previous[4] and char[0] - previous[0] < _DOUBLED * min(char[5], 2 * (char[2] - char[0])):
                continue  # drawn twice, to look bold
            gap = char[0] - previous[2]
            if gap > _LATIN_GAP * char[5]:
                if usual is None:
                    usual = _usual_gap(chars)
                latin = _is_latin(previous.text, printed)
                if gap > max((_LATIN_GAP if latin else _WORD_GAP) * char.size, _SPREAD * usual):
                    text.append(" ")
                    places.append(-1)
        if printed in _WIDE and char.x1 - char.x0 > _FULL_WIDTH * char.size:
            printed = _WIDE[printed]
        previous = char
        text.append(printed)
        places.extend([index] * len(printed))
    return "".join(text), tuple(places)


def _usual_gap(chars: Sequence[Char]) -> float:
    """The middle one of the gaps of a line; 0 for a line of a few characters."""
    if len(chars) < 8:
        return 0.0
    gaps = sorted(right[0] - left[2] for left, right in itertools.pairwise(chars))
    return max(0.0, gaps[len(gaps) // 2])


def _is_latin(before: str, after: str) -> bool:
    """Tell whether two characters are of Latin words, one of which may be a number."""
    both = before + after
    return both.isascii() and both.isalnum() and not both.isdigit()


# --- turned text ----------------------------------------------------------------------------------------------------


def _turned_lines(chars: Sequence[Char]) -> Iterator[TextLine]:
    """Vertical and rotated text in the order it was drawn, a line for each stretch that hangs together."""
    group: list[Char] = []
    for char in sorted(chars, key=attrgetter("order")):
        if group and not _touches(group[-1], char):
            yield written_line(group)
            group = []
        group.append(char)
    if group:
        yield written_line(group)


def _touches(first: Char, second: Char) -> bool:
    reach = 1.5 * max(first.size, first.x1 - first.x0)
    return (
        second.x0 - reach <= first.x1
        and first.x0 - reach <= second.x1
        and second.top - reach <= first.bottom
        and first.top - reach <= second.bottom
    )


def written_line(chars: Sequence[Char]) -> TextLine:
    """Make a line of characters in the order given, without blanks: for vertical and rotated text."""
    solid = tuple(chars)
    return TextLine(
        solid,
        "".join(char.text for char in solid),
        tuple(index for index, char in enumerate(solid) for _ in char.text),
        min(char.x0 for char in solid),
        max(char.x1 for char in solid),
        min(char.top for char in solid),
        max(char.bottom for char in solid),
        usual_size([char.size for char in solid]),
        all(char.bold for char in solid),
    )
