"""Segmentation with a private jieba: tokens with their offsets and parts of speech.

jieba keeps one global tokenizer and a marshal file in the shared temp folder. This one has a dictionary of its own,
reads it afresh (half a second) and touches neither.
"""

from __future__ import annotations

import functools
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its part of speech.

    ``tag`` is the one in jieba's dictionary (ICTCLAS tags), ``eng`` for Latin words it does not hold, else ``x``.
    """

    text: str
    start: int
    end: int
    tag: str


class Segmenter:
    """Cuts text into words with jieba's dictionary and our own words.

    The hidden Markov model is off: every cut is accounted for by a dictionary entry.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        """Read the dictionary; ``words`` are lines ``word frequency tag`` of a jieba user dictionary."""
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
        self._cut = tokenizer.cut
        self._tags = tags

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the words of ``text[start:end]`` in order, blanks too, with offsets into ``text``."""
        tokens = []
        position = start
        for word in self._cut(text[start:end], HMM=False):
            tag = self._tags.get(word) or ("eng" if word.isascii() and word.isalpha() else "x")
            tokens.append(Token(word, position, position + len(word), tag))
            position += len(word)
        return tokens


@functools.cache
def segmenter(words: tuple[str, ...]) -> Segmenter:
    """Return the segmenter for these words, made once a process."""
    return Segmenter(words)
