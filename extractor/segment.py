"""Segmentation with a private jieba: tokens with their offsets and parts of speech.

jieba keeps one global tokenizer and a marshal file in the shared temp folder. This one has a dictionary of its own and
touches neither. With the extra ``fast`` the same dictionary is read and cut by rjieba, several times faster, with the
same tokens.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

Cut = Callable[[str], Iterable[str]]
TagOf = Callable[[str], str | None]
_FEW_WORDS = 200  # for which searching the dictionary's file is faster than reading it


@dataclass(frozen=True, slots=True)
class Token:
    """A word and where it stands."""

    text: str
    start: int
    end: int
    tag_of: TagOf = field(repr=False, compare=False)

    @property
    def tag(self) -> str:
        """Its part of speech in jieba's dictionary (ICTCLAS), ``eng`` for Latin words it does not hold, else ``x``."""
        return self.tag_of(self.text) or ("eng" if self.text.isascii() and self.text.isalpha() else "x")


class Segmenter:
    """Cuts text into words with jieba's dictionary and our own words.

    The hidden Markov model is off: every cut is accounted for by a dictionary entry.
    """

    def __init__(self, words: Iterable[str] = (), *, is_fast: bool | None = None) -> None:
        """Read the dictionary; ``words`` are lines ``word frequency tag`` of a jieba user dictionary.

        ``is_fast`` asks for rjieba (True) or jieba (False); by default rjieba where it is installed. Raises
        ``ImportError`` where rjieba is asked for and not installed.
        """
        core = None if is_fast is False else _rjieba_core()
        if core is None and is_fast:
            raise ImportError("rjieba is not installed; install it with: pip install rjieba")
        self._cut, self._tag_of = _with_rjieba(core, words) if core else _with_jieba(words)

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """Return the words of ``text[start:end]`` in order, blanks too, with offsets into ``text``."""
        tokens = []
        position = start
        for word in self._cut(text[start:end]):
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


def _with_rjieba(core: Any, words: Iterable[str]) -> tuple[Cut, TagOf]:
    """Let rjieba cut; the parts of speech are those of jieba's own dictionary, which differ here and there."""
    dictionary = core.Jieba()
    own: dict[str, str] = {}
    for entry in words:
        word, frequency, tag = entry.split(" ")
        dictionary.add_word(word, int(frequency), tag)
        own[word] = tag
    printed = _Printed()
    return functools.partial(_cut_with, dictionary), lambda word: own.get(word) or printed.tag_of(word)


class _Printed:
    """jieba's dictionary as its file prints it: searched for a few words, read as a whole for many."""

    def __init__(self) -> None:
        (folder,) = importlib.util.find_spec("jieba").submodule_search_locations  # type: ignore[union-attr, misc]
        self._text = b"\n" + (Path(folder) / "dict.txt").read_bytes().replace(b"\r\n", b"\n")
        self._known: dict[str, str | None] = {}
        self._every: dict[str, str] | None = None

    def tag_of(self, word: str) -> str | None:
        if self._every is not None:
            return self._every.get(word)
        if word not in self._known:
            if len(self._known) == _FEW_WORDS:
                entries = (entry.split(" ") for entry in self._text.decode("utf-8").splitlines() if entry)
                self._every = {entry[0]: entry[2] for entry in entries}
                return self._every.get(word)
            place = self._text.rfind(b"\n" + word.encode("utf-8") + b" ")  # of a word that stands twice the last counts
            entry = self._text[place + 1 : self._text.find(b"\n", place + 1)].decode("utf-8").split(" ")
            self._known[word] = entry[2] if place >= 0 else None
        return self._known[word]


def _cut_with(dictionary: Any, text: str) -> Iterable[str]:
    words: Iterable[str] = dictionary.cut(text, False)
    return words


def _rjieba_core() -> Any:
    """Return rjieba's compiled module, without the dictionary that importing the package reads for its own use.

    None where it is not installed.
    """
    package = sys.modules.get("rjieba")
    if package is None:
        spec = importlib.util.find_spec("rjieba")
        if spec is None:
            return None
        sys.modules["rjieba"] = importlib.util.module_from_spec(spec)
    try:
        return importlib.import_module("rjieba.rjieba")
    except ImportError:
        return None
    finally:
        if package is None:
            del sys.modules["rjieba"]
