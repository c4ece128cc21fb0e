"""jieba's dictionary searched where it lies: a few words of a short report are cut without reading all 349,046 entries.

The file begins with entries in no order; from ``一`` on they stand in the order of their first character. This is true
of the file of jieba 0.42.1, the last there is; a file of another size is not searched.
"""

from __future__ import annotations

import importlib.util
import mmap
import re
from collections.abc import Iterable, Iterator
from math import log
from pathlib import Path

_BYTES = 5_071_852
_TOTAL = 60_101_967  # the sum of all its frequencies
_MOST = 1_000_000  # beginnings of words to remember
_BEHIND = b"\xff"  # no character begins or goes on with it
_ORDERED = "\n一 ".encode()

# jieba's own division of a text into what is cut into words and what is not (jieba/__init__.py)
_HAN = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")
_SKIP = re.compile(r"(\r\n|\s)")
_LETTER = re.compile(r"[a-zA-Z0-9]")


class Dictionary:
    """Frequencies and parts of speech of words, and the likeliest way to cut a text into them.

    Made by ``open``. Cutting is jieba's algorithm without its hidden Markov model: of all ways to cut, the one whose
    product of word frequencies is greatest.
    """

    def __init__(self, text: mmap.mmap, words: Iterable[str] = ()) -> None:
        """Add to the entries of the file ``text`` the lines ``word frequency tag`` of a user dictionary."""
        self._text = text
        self._ordered = text.find(_ORDERED)
        self._blocks: dict[str, tuple[int, int]] = {}
        self._known: dict[str, tuple[int, str] | None] = {}
        self._begins: dict[str, bool] = {}
        self._own: dict[str, tuple[int, str]] = {}
        total = _TOTAL
        for line in words:
            word, frequency, tag = line.split(" ")
            total += int(frequency)
            self._own[word] = int(frequency), tag
        self._log_total = log(total)
        self._forget()

    @classmethod
    def open(cls, words: Iterable[str] = ()) -> Dictionary | None:
        """Return the dictionary of the jieba that is installed, or None if its file is not the one known here."""
        spec = importlib.util.find_spec("jieba")
        path = Path(spec.origin).with_name("dict.txt") if spec and spec.origin else None
        if path is None or not path.is_file() or path.stat().st_size != _BYTES:
            return None
        with path.open("rb") as handle:
            return cls(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ), words)

    def tag(self, word: str) -> str | None:
        """Return the part of speech of a word, None if it is not in the dictionary."""
        entry = self._entry(word)
        return entry[1] if entry else None

    def cut(self, text: str) -> Iterator[str]:
        """Yield the words of a text in order, everything between them character by character."""
        if len(self._begins) > _MOST:
            self._forget()
        for number, piece in enumerate(_HAN.split(text)):
            if number % 2:
                yield from self._words(piece)
                continue
            for blank, between in enumerate(_SKIP.split(piece)):
                yield from (between,) if blank % 2 else between

    def _forget(self) -> None:
        self._known = dict(self._own)
        self._begins = {word[:end]: True for word in self._own for end in range(1, len(word) + 1)}

    def _words(self, text: str) -> Iterator[str]:
        letters = ""
        start = 0
        ends = self._best_ends(text)
        while start < len(text):
            word = text[start : ends[start]]
            start = ends[start]
            if len(word) == 1 and _LETTER.match(word):
                letters += word
                continue
            if letters:
                yield letters
                letters = ""
            yield word
        if letters:
            yield letters

    def _best_ends(self, text: str) -> list[int]:
        """For every place the end of the word that begins the likeliest way to cut the rest; of equals the longest."""
        weights = [0.0] * (len(text) + 1)
        ends = [0] * len(text)
        for start in range(len(text) - 1, -1, -1):
            ways = [
                (log(frequency) - self._log_total + weights[end], end) for end, frequency in self._starting(text, start)
            ]
            weights[start], ends[start] = max(ways, default=(weights[start + 1] - self._log_total, start + 1))
        return ends

    def _starting(self, text: str, start: int) -> Iterator[tuple[int, int]]:
        """Yield the end and the frequency of every word of the dictionary that begins here."""
        for end in range(start + 1, len(text) + 1):
            word = text[start:end]
            begins = self._begins.get(word)
            if begins is None:
                begins = self._begins[word] = self._find(word) is not None
            if not begins:
                return
            entry = self._entry(word)
            if entry and entry[0]:  # 0 only forbids the word
                yield end, entry[0]

    def _entry(self, word: str) -> tuple[int, str] | None:
        if word not in self._known:
            place = self._find(f"{word} ")
            if place is None:
                self._known[word] = None
            else:
                line = self._text[place : self._text.find(b"\n", place)].decode("utf-8")
                _, frequency, tag = line.split()
                self._known[word] = int(frequency), tag
        return self._known[word]

    def _find(self, begins: str) -> int | None:
        """Return where the last line of the file stands that begins so."""
        wanted = b"\n" + begins.encode("utf-8", "surrogatepass")
        place = self._text.rfind(wanted, *self._block(begins[0]))
        if place < 0:
            place = self._text.rfind(wanted, 0, self._ordered + 1)
        if place < 0 and self._text[: len(wanted) - 1] != wanted[1:]:
            return None
        return place + 1

    def _block(self, first: str) -> tuple[int, int]:
        """Return from where to where the lines stand that begin with a character, the line end before them, too."""
        if first not in self._blocks:
            wanted = first.encode("utf-8", "surrogatepass")
            self._blocks[first] = self._bisect(wanted), self._bisect(wanted + _BEHIND) + 1
        return self._blocks[first]

    def _bisect(self, wanted: bytes) -> int:
        """Return the line end before the first of the ordered lines that begins with these bytes or later ones."""
        low, high = self._ordered, len(self._text) - 1
        while low < high:
            middle = (low + high) // 2
            line_end = self._text.rfind(b"\n", low, middle + 1)
            if line_end < 0:
                line_end = low
            if self._text[line_end + 1 : line_end + 1 + len(wanted)] < wanted:
                low = self._text.find(b"\n", line_end + 1)
                if low < 0:
                    return len(self._text) - 1
            else:
                high = line_end
        return low
