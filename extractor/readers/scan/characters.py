"""Where each character of a piece of text stands, and how large it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from extractor.readers.pdf.marks import Char, usual_size
from extractor.readers.scan.engine import Reading

_HAN = re.compile("[\u3007\u3400-\u9fff]")
_HAN_HEIGHT = 0.92  # of the size: the ink of a line of Chinese characters
_DIGIT_HEIGHT = 0.72
_LEAST = 0.62  # of the height in which text was found: 一 and a dash have next to no ink
_FULL, _HALF = 1.0, 0.55  # of the size: how wide Chinese and other characters are
_OF_A_CHARACTER, _OF_A_MARK = 0.9, 0.3
_SIGNS = "‰％℃"  # as wide as a character
_TWICE = 1.9  # times as wide as it stands behind the one before: what is wider, nearer would be it drawn twice
_WORD = 0.72  # of the size: the narrowest gap between two words
_MARK = 1.2  # the same beside a mark: those of Chinese fill half of their square
_LEADING = 1.15  # of the size: how far the foot of a line stands below the middle of the line above, at least
_ALIKE = 0.15  # of the size: text that differs by less is of one size

Box = tuple[int, int, int, int]


class Piece(Struct, frozen=True):
    """A piece of text: the box around its ink, its reading, the box that was read; in pixels.

    ``parts`` are the boxes of its characters, if it is written downwards; ``gaps`` the stretches without ink along it.
    """

    ink: Box
    reading: Reading
    around: Box
    parts: tuple[Box, ...] = ()
    gaps: tuple[tuple[int, int], ...] = ()


def characters(pieces: Iterable[Piece], scale: float) -> tuple[tuple[Char, ...], tuple[float, ...]]:
    """Return the characters of a page in points, ``scale`` pixels each, and how sure each one is, by its ``order``."""
    ordered = sorted(pieces, key=lambda piece: (piece.ink[1] + piece.ink[3], piece.ink[0]))
    sizes = _apart(ordered, _alike([_size(piece) / scale for piece in ordered]), scale)
    chars: list[Char] = []
    confidence: list[float] = []
    for piece, size in zip(ordered, sizes, strict=True):
        if piece.parts:
            chars += (
                Char(x0 / scale, top / scale, x1 / scale, bottom / scale, char, size, False, False, len(chars) + index)
                for index, (char, (x0, top, x1, bottom)) in enumerate(zip(piece.reading.text, piece.parts, strict=True))
            )
        else:
            middle = (piece.ink[1] + piece.ink[3]) / 2 / scale
            top, bottom = middle - size / 2, middle + size / 2
            sides = _told_apart(piece.reading.text, _sides(piece, size * scale), size * scale)
            for char, (x0, x1) in zip(piece.reading.text, sides, strict=True):
                chars.append(Char(x0 / scale, top, x1 / scale, bottom, char, size, True, False, len(chars)))
        confidence += (round(min(part, 1.0), 2) for part in piece.reading.confidence)
    return tuple(chars), tuple(confidence)


def _size(piece: Piece) -> float:
    """How large the characters are, by their ink, in pixels."""
    if piece.parts:
        return float(piece.ink[2] - piece.ink[0])
    ink = piece.ink[3] - piece.ink[1]
    by_ink = ink / (_HAN_HEIGHT if _HAN.search(piece.reading.text) else _DIGIT_HEIGHT)
    wide = sum(_width(char) for char in piece.reading.text)
    return max(by_ink, _LEAST * (piece.ink[2] - piece.ink[0]) / wide)


def _alike(sizes: Sequence[float]) -> list[float]:
    """Sizes that differ little made one: each is the usual size of those near it."""
    left = sorted(sizes)
    steps: list[tuple[float, float, float]] = []
    while left:
        usual = usual_size(left)
        low, high = usual * (1 - _ALIKE), usual * (1 + _ALIKE)
        near = [size for size in left if low <= size <= high] or [left[0]]
        steps.append((near[0], near[-1], usual if len(near) > 1 else near[0]))
        left = [size for size in left if not near[0] <= size <= near[-1]]
    return [next(usual for low, high, usual in steps if low <= size <= high) for size in sizes]


def _apart(pieces: Sequence[Piece], sizes: Sequence[float], scale: float) -> list[float]:
    """Sizes no larger than lets lines that stand tight below each other be two: ink tells little of Latin letters."""
    middles = [(piece.ink[1] + piece.ink[3]) / 2 / scale for piece in pieces]
    fitting, largest = list(sizes), max(sizes, default=0.0)
    for index, piece in enumerate(pieces):
        for below in range(index + 1, len(pieces)):
            apart, other = middles[below] - middles[index], pieces[below]
            if apart >= largest * _LEADING:
                break
            overlaps = min(piece.ink[2], other.ink[2]) > max(piece.ink[0], other.ink[0])
            if overlaps and other.ink[1] >= middles[index] * scale and piece.ink[3] <= middles[below] * scale:
                most = (apart + min(sizes[index], sizes[below]) / 2) / _LEADING
                fitting[index], fitting[below] = min(fitting[index], most), min(fitting[below], most)
    return fitting


def _sides(piece: Piece, size: float) -> list[tuple[float, float]]:
    """Left and right side of each character in pixels: where the gap between it and the next begins and ends."""
    text = piece.reading.text
    left, right = piece.around[0], piece.around[2]
    halves = [_width(char) * size / 2 for char in text]
    middles = [left + at * (right - left) for at in piece.reading.at]
    first = piece.ink[0] + _ink(text[0]) * halves[0]
    last = piece.ink[2] - _ink(text[-1]) * halves[-1]
    if len(text) == 1 or last <= first or middles[-1] <= middles[0]:
        step = (piece.ink[2] - piece.ink[0]) / len(text)
        return [(piece.ink[0] + step * index, piece.ink[0] + step * (index + 1)) for index in range(len(text))]
    stretch = (last - first) / (middles[-1] - middles[0])
    placed = [first + (middle - middles[0]) * stretch for middle in middles]
    ends: list[float] = [piece.ink[0]]
    for index, (before, after) in enumerate(pairwise(placed), start=1):
        between = [gap for gap in piece.gaps if before < sum(gap) / 2 < after]
        start, end = max(between, key=lambda gap: gap[1] - gap[0], default=((before + after) / 2, (before + after) / 2))
        if index in piece.reading.words:
            missing = max(0.0, _WORD * size - (end - start)) / 2
            start, end = max(start - missing, before), min(end + missing, after)
        elif end - start < (_WORD if text[index - 1].isalnum() and text[index].isalnum() else _MARK) * size:
            start = end = (start + end) / 2
        ends += start, end
    ends.append(piece.ink[2])
    return list(zip(ends[::2], ends[1::2], strict=True))


def _told_apart(text: str, sides: Sequence[tuple[float, float]], size: float) -> list[tuple[float, float]]:
    """Sides at which no character is taken for the one before it drawn twice, and no point for a full stop.

    What OCR read twice stands there twice, and it tells a point from a full stop by itself.
    """
    narrow = [
        (x0, min(x1, x0 + _HALF * size)) if char in ".," else (x0, x1)
        for char, (x0, x1) in zip(text, sides, strict=True)
    ]
    told = narrow[:1]
    for (before, char), ((left, _), (x0, x1)) in zip(pairwise(text), pairwise(narrow), strict=True):
        told.append((x0, min(x1, x0 + _TWICE * (x0 - left))) if char == before else (x0, x1))
    return told


def _ink(char: str) -> float:
    """How much of half its width the ink of a character takes; marks stand in a corner of their square."""
    return _OF_A_MARK if not char.isascii() and not char.isalnum() and char not in _SIGNS else _OF_A_CHARACTER


def _width(char: str) -> float:
    return _HALF if char.isascii() else _FULL
