"""A printed row label taken apart: number, words, note, and whether 其中 stands before it; labels to paths."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.text import NUMBERINGS, fold, numbering

_OF_WHICH = re.compile(r"(?:#|其中) ?:? ?")
_NOTE = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)$")
_BLANK = re.compile(r"\s+")
_BETWEEN_WORDS = re.compile(r"(?<=[A-Za-z]) (?=[A-Za-z])")
_TOTALS = frozenset({"合计", "总计", "共计", "小计", "总数"})

_OF_WHICH_RANK = len(NUMBERINGS)  # below every printed number


@dataclass(frozen=True, slots=True)
class Label:
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


def comparable(words: str) -> str:
    """Return only the letters, digits and characters of a label, for comparing two prints of it."""
    return "".join(char for char in fold(words) if char.isalnum())


def label_paths(labels: Iterable[tuple[Label, bool]]) -> list[tuple[str, ...]]:
    """Return a path for each ``(label, has_values)`` row, outermost heading first, each unique.

    Numbers give the level. 其中 hangs under the row before it, and rows without a number that follow it stand beside
    it. Any other row without a number hangs under the last numbered row if that is a mere heading.
    """
    open_rows: list[tuple[int, str, bool]] = []  # rank, words, has values
    paths: list[tuple[str, ...]] = []
    seen: dict[tuple[str, ...], int] = {}
    for label, has_values in labels:
        rank = _rank(label, open_rows)
        while open_rows and open_rows[-1][0] >= rank:
            open_rows.pop()
        open_rows.append((rank, label.words, has_values))
        path = tuple(words for _, words, _ in open_rows)
        seen[path] = seen.get(path, 0) + 1
        if seen[path] > 1:
            path = (*path[:-1], f"{path[-1]} #{seen[path]}")
        paths.append(path)
    return paths


def _rank(label: Label, open_rows: list[tuple[int, str, bool]]) -> int:
    if label.of_which:
        return _OF_WHICH_RANK
    if label.rank is not None:
        return label.rank
    if not open_rows:
        return _OF_WHICH_RANK
    rank, _, has_values = open_rows[-1]
    if label.words in _TOTALS or (rank < _OF_WHICH_RANK and has_values):
        return min(rank, _OF_WHICH_RANK)
    return _OF_WHICH_RANK
