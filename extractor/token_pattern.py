"""Patterns of words: spaCy's Matcher over the words of a line, where what was found by its characters is one word.

The syntax of a word is the Matcher's (https://spacy.io/api/matcher#patterns): ``TEXT``, ``LENGTH``, ``OP`` and so on;
``TAG`` is jieba's part of speech, ``ENT_TYPE`` the type of a mention. ``as`` names the group, or groups, that a word
is put into, as ``(?P<name>…)`` does in a regular expression.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from extractor.errors import PatternError

if TYPE_CHECKING:
    from spacy.matcher import Matcher
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

_GROUP = "as"
_TAKES_PART = frozenset({"?", "*"})  # a word that may be missing can not be all there is


class LineWord(Struct, frozen=True):
    """A word of a line, with its part of speech, or a mention with its ``type``."""

    text: str
    start: int
    end: int
    tag: str
    type: str = ""


class TokenMatch(Struct, frozen=True):
    """What a pattern of words found, to be asked as a match of a regular expression is."""

    text: str
    spans: Mapping[str | int, tuple[int, int]]

    def __getitem__(self, group: str | int) -> str | None:
        """Return the text of a group, None if no word was put into it."""
        place = self.spans.get(group)
        return self.text[slice(*place)] if place else None

    def groupdict(self) -> dict[str, str | None]:
        """Return the text of every group."""
        return {name: self[name] for name in self.spans if isinstance(name, str)}

    def span(self, group: str | int = 0) -> tuple[int, int]:
        """Return where a group stands."""
        return self.spans[group]

    def start(self, group: str | int = 0) -> int:
        """Return where a group begins."""
        return self.spans[group][0]


class TokenPattern:
    """One pattern of words; spaCy is imported when it is first used."""

    def __init__(self, where: str, words: Sequence[Mapping[str, Any]]) -> None:
        """Take the ``words`` it is made of; ``where`` it stands is told when something is wrong."""
        self._where = where
        self._words = [{key: value for key, value in word.items() if key != _GROUP} for word in words]
        self._groups = [_listed(word.get(_GROUP, ())) for word in words]
        self._matcher: Matcher | None = None

    def compiled(self) -> Matcher:
        """Return it ready to run. Raises ``PatternError`` for what is no pattern of words."""
        if self._matcher is None:
            if all(word.get("OP") in _TAKES_PART for word in self._words):
                raise PatternError(f"{self._where}: every one of its words may be missing; one has to stand there")
            if not all(isinstance(group, str) for groups in self._groups for group in groups):
                raise PatternError(f"{self._where}: `as` names a group of the value, such as number or unit")
            self._matcher = self._made()
        return self._matcher

    def find(self, text: str, words: Sequence[LineWord], doc: Doc) -> Iterator[TokenMatch]:
        """Yield the longest matches in a line's ``words``, of which ``doc`` was made; offsets are into ``text``."""
        found: Any = self.compiled()(doc, with_alignments=True)
        for _, first, end, aligned in found:
            spans: dict[str | int, tuple[int, int]] = {0: (words[first].start, words[end - 1].end)}
            for word, part in zip(words[first:end], aligned, strict=True):
                for group in self._groups[part]:
                    spans[group] = spans.get(group, (word.start, word.end))[0], word.end
            yield TokenMatch(text, spans)

    def _made(self) -> Matcher:
        from spacy.errors import MatchPatternError
        from spacy.matcher import Matcher

        matcher = Matcher(_vocab(), validate=True)
        try:
            matcher.add("words", [self._words], greedy="LONGEST")
        except (MatchPatternError, ValueError, KeyError, TypeError) as error:
            problem = " ".join(str(error).split())
            raise PatternError(f"{self._where}: not a pattern of words ({problem}); mend it") from error
        return matcher


def _listed(groups: Any) -> Sequence[Any]:
    return groups if isinstance(groups, list | tuple) else [groups]


def document_of(words: Iterable[LineWord]) -> Doc:
    """Make spaCy's document of the words of a line."""
    from spacy.tokens import Doc

    every = list(words)
    return Doc(
        _vocab(),
        words=[word.text for word in every],
        tags=[word.tag for word in every],
        ents=[f"B-{word.type}" if word.type else "O" for word in every],
    )


@functools.cache
def _vocab() -> Vocab:
    import spacy

    return spacy.blank("zh").vocab
