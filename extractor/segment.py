"""Segmentation with a private jieba: tokens with their offsets and parts of speech.

jieba keeps one global tokenizer and a marshal file in the shared temp folder. This one has a dictionary of its own and
touches neither. With the extra ``fast`` long texts are cut by rjieba, several times faster, with the same tokens.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import sys
import warnings
from collections.abc import Callable, Iterable
from importlib import resources
from typing import Any

from msgspec import Struct

from extractor.dictionary import Dictionary

Cut = Callable[[str], Iterable[str]]
TagOf = Callable[[str], str | None]
_FEW = 10_000  # characters that are cut sooner by looking words up than by letting rjieba read the dictionary


class Token(Struct, frozen=True):
    """A word and where it stands."""

    text: str
    start: int
    end: int
    tag_of: TagOf

    @property
    def tag(self) -> str:
        """Its part of speech in jieba's dictionary (ICTCLAS), ``eng`` for Latin words it does not hold, else ``x``."""
        return self.tag_of(self.text) or ("eng" if self.text.isascii() and self.text.isalpha() else "x")


class Segmenter:
    """Cuts text into words with jieba's dictionary and our own words.

    The hidden Markov model is off: every cut is accounted for by a dictionary entry. Words are looked up in the
    dictionary's file; once there is much to cut, rjieba, where it is installed, reads the dictionary as a whole.
    """

    def __init__(self, words: Iterable[str] = (), *, is_fast: bool | None = None) -> None:
        """Take lines ``word frequency tag`` of a jieba user dictionary as further ``words``.

        ``is_fast`` lets rjieba (True) or jieba (False) cut from the first character on. Raises ``ImportError`` where
        rjieba is asked for and not installed.
        """
        self._words = tuple(words)
        self._left = sys.maxsize  # characters to cut before rjieba takes over
        dictionary = Dictionary.open(self._words)
        self._cut, self._tag_of = (dictionary.cut, dictionary.tag) if dictionary else _with_jieba(self._words)
        if is_fast is False and dictionary:
            self._cut, _ = _with_jieba(self._words)
        elif is_fast:
            self._cut = _with_rjieba(_rjieba_core(), self._words)
        elif importlib.util.find_spec("rjieba"):
            self._left = _FEW

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the words of ``text[start:end]`` in order, blanks too, with offsets into ``text``."""
        piece = text[start:end]
        self._left -= len(piece)
        if self._left < 0:
            self._cut, self._left = _with_rjieba(_rjieba_core(), self._words), sys.maxsize
        tokens = []
        position = start
        for word in self._cut(piece):
            tokens.append(Token(word, position, position + len(word), self._tag_of))
            position += len(word)
        return tokens


@functools.cache
def segmenter(words: tuple[str, ...]) -> Segmenter:
    """Return the segmenter for these words, made once a process."""
    return Segmenter(words)


def _with_jieba(words: Iterable[str]) -> tuple[Cut, TagOf]:
    with warnings.catch_warnings():  # jieba imports pkg_resources where there is one, which warns
        warnings.simplefilter("ignore")
        import jieba

    frequencies: dict[str, int] = {}
    tags: dict[str, str] = {}
    total = 0
    entries = (resources.files(jieba) / "dict.txt").read_text(encoding="utf-8").splitlines()
    for entry in (*entries, *words):
        word, frequency, tag = entry.split(" ")
        frequencies[word] = int(frequency)
        tags[word] = tag
        total += int(frequency)
    for word in list(frequencies):
        for length in range(1, len(word)):
            frequencies.setdefault(word[:length], 0)
    tokenizer: Any = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = frequencies, total, True
    return functools.partial(tokenizer.cut, HMM=False), tags.get


def _with_rjieba(core: Any, words: Iterable[str]) -> Cut:
    dictionary = core.Jieba()
    for entry in words:
        word, frequency, tag = entry.split(" ")
        dictionary.add_word(word, int(frequency), tag)
    return lambda text: dictionary.cut(text, False)


def _rjieba_core() -> Any:
    """Return rjieba's compiled module, without the dictionary that importing the package reads for its own use.

    Raises ``ImportError`` where it is not installed.
    """
    package = sys.modules.get("rjieba")
    spec = importlib.util.find_spec("rjieba")
    if spec is None:
        raise ImportError("rjieba is not installed; install it with: pip install rjieba")
    if package is None:
        sys.modules["rjieba"] = importlib.util.module_from_spec(spec)
    try:
        return importlib.import_module("rjieba.rjieba")
    finally:
        if package is None:
            del sys.modules["rjieba"]
