"""A printed row label taken apart: number, words, note, and whether 其中 stands before it; labels to paths."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence

from msgspec import Struct

from extractor.text import NUMBERINGS, fold, numbering

_OF_WHICH = re.compile(r"(?:#|其中) ?:? ?")
_NOTE = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)$")
_BLANK = re.compile(r"(?:\s|<br ?/?>)+")  # in the tables of Markdown, a line ends so
_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z]) (?=[A-Za-z])")
_TOTAL = re.compile(r".{0,16}(?:合计|总计|共计|小计|总数)")

_ALIKE = 3  # last characters of heads that are named alike: 返还性支出分地区合计, 专项转移支付分地区合计
_FIRST_NUMBERS = {"一", "(一)", "1", "(1)"}

_OF_WHICH_RANK = len(NUMBERINGS)  # below every printed number


class Label(Struct, frozen=True):
    """``(一)主动公开数(同一信息计1条)`` is number (一), words 主动公开数, note 同一信息计1条.

    ``rank`` is that of the numbering (0 outermost), None where the label has no number.
    """

    number: str | None
    words: str
    note: str | None
    rank: int | None
    of_which: bool


def split_label(printed: str) -> Label:
    """Take a printed label apart. Blanks inside it are set, not written (统 计 指 标), and drop out."""
    text = squeeze(fold(printed))
    marker = _OF_WHICH.match(text)
    if marker:
        text = text[marker.end() :]
    found = numbering(text)
    rank, number = found or (None, None)
    words = text[len(number) :] if number else text
    note = _NOTE.search(words)
    if note and note.start() > 0:
        words = words[: note.start()]
    return Label(
        number.rstrip("、.") if number else None,
        words.strip(" :"),
        note[1] if note and note.start() > 0 else None,
        rank,
        bool(marker),
    )


def squeeze(folded: str) -> str:
    """Remove the blanks that only space out a word; between Latin words one stays."""
    kept = _BLANK.sub(" ", folded).strip()
    return _BETWEEN_WORDS.sub("\0", kept).replace(" ", "").replace("\0", " ")


@functools.lru_cache(maxsize=1 << 13)  # those of the forms are compared with every report's
def comparable(words: str) -> str:
    """Return only the letters, digits and characters of a label, for comparing two prints of it."""
    return "".join(char for char in fold(words) if char.isalnum())


def label_paths(
    labels: Iterable[tuple[Label, bool]], depths: Sequence[int | None] | None = None
) -> list[tuple[str, ...]]:
    """Return a path for each ``(label, has_values)`` row, outermost heading first, each unique.

    Where ``depths`` are known (from codes or indents) they give the level, and among rows of one depth the numbers do;
    a row without a depth stands as deep as the row before, a total outermost. Else numbers give the level. 其中 hangs
    under the row before it, and rows without a number that follow it stand beside it. Any other row without a number
    hangs under the last numbered row if that is a mere heading. A total that does not open the table heads nothing.
    """
    open_rows: list[_Open] = []
    paths: list[tuple[str, ...]] = []
    known = list(labels)
    for index, (label, has_values) in enumerate(known):
        depth = depths[index] if depths else None
        if depths and depth is None:
            depth = open_rows[-1].depth if open_rows and not is_total(label) else 0
        rank = _rank(label, open_rows) if depth is None else _rank_at_depth(label)
        while open_rows and (open_rows[-1].is_closed or _closes(open_rows[-1], depth, rank)):
            open_rows.pop()
        open_rows.append(
            _Open(
                depth,
                _OF_WHICH_RANK if rank < 0 else rank,
                label.words,
                has_values,
                index > 0 and is_total(label),
                label.of_which,
            )
        )
        paths.append(tuple(row.words for row in open_rows))
    return unique_paths(_under_heads(paths, [label for label, _ in known]))


def _under_heads(paths: Sequence[tuple[str, ...]], labels: Sequence[Label]) -> list[tuple[str, ...]]:
    """Put rows that stand several times in a table (the counties, each time under another total) under what heads them.

    A list of at least two rows that stand elsewhere beside each other, too, hangs under the row before it if that has
    no number and the list begins to count anew, or if the rows before its repetitions are named alike.
    """
    beside: dict[tuple[str, ...], list[int]] = {}
    for index, path in enumerate(paths):
        beside.setdefault(path[:-1], []).append(index)
    headed = list(paths)
    for parent, rows in beside.items():
        repeated = {name for name, count in Counter(paths[row][-1] for row in rows).items() if count > 1}
        lists = [run for run in _lists(rows, paths, repeated) if len(run) > 2]
        ends = Counter(paths[run[0]][-1][-_ALIKE:] for run in lists)
        for head, *members in lists:
            anew = labels[head].number is None and labels[members[0]].number in _FIRST_NUMBERS
            if not anew and ends[paths[head][-1][-_ALIKE:]] < 2:
                continue
            after = bisect_right(rows, members[-1])
            for row in range(members[0], rows[after] if after < len(rows) else len(paths)):
                if paths[row][: len(parent)] == parent:
                    headed[row] = (*parent, paths[head][-1], *paths[row][len(parent) :])
    return headed


def _lists(rows: Sequence[int], paths: Sequence[tuple[str, ...]], repeated: Container[str]) -> Iterator[list[int]]:
    """Yield every row that is not repeated with the repeated rows that follow it."""
    run: list[int] = []
    for row in rows:
        if paths[row][-1] not in repeated:
            if run:
                yield run
            run = [row]
        elif run:
            run.append(row)
    if run:
        yield run


def unique_paths(paths: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the paths with a number behind those that were there before: 其他支出, 其他支出 #2."""
    seen: Counter[tuple[str, ...]] = Counter()
    unique = []
    for path in paths:
        seen[path] += 1
        unique.append(path if seen[path] == 1 else (*path[:-1], f"{path[-1]} #{seen[path]}"))
    return unique


class _Open(Struct, frozen=True):
    """A row that later rows may hang under."""

    depth: int | None
    rank: int
    words: str
    has_values: bool
    is_closed: bool
    of_which: bool


def is_total(label: Label) -> bool:
    """Tell whether a label names a total (合计, 本年支出合计, 小计)."""
    return bool(_TOTAL.fullmatch(label.words))


def _closes(row: _Open, depth: int | None, rank: int) -> bool:
    if depth is not None and row.depth is not None and depth != row.depth:
        return row.depth > depth
    return row.rank >= rank


def _rank_at_depth(label: Label) -> int:
    """Among rows of one depth a total stands beside any other, and what has no number hangs under what has one."""
    if is_total(label):
        return -1
    return _OF_WHICH_RANK if label.rank is None else label.rank


def _rank(label: Label, open_rows: Sequence[_Open]) -> int:
    last = open_rows[-1] if open_rows else None
    if label.of_which:
        hangs = last is not None and (last.rank > _OF_WHICH_RANK or not (last.of_which or last.rank < _OF_WHICH_RANK))
        return _OF_WHICH_RANK + hangs
    if label.rank is not None:
        return label.rank
    if last is None:
        return _OF_WHICH_RANK
    if is_total(label) or (last.rank < _OF_WHICH_RANK and last.has_values):
        return min(last.rank, _OF_WHICH_RANK)
    return _OF_WHICH_RANK
