"""Regular expressions of the data, put together of parts and compiled when they are first used."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from extractor.errors import PatternError

_PART = re.compile(r"\(\?&(\w+)\)")
_DEEPEST = 20


class Regex:
    """One regular expression, compiled at its first use: one report needs a third of the data's at most."""

    __slots__ = ("_compiled", "_parts", "_source", "_where")

    def __init__(self, where: str, source: str, parts: Mapping[str, str]) -> None:
        """Take the ``source`` with its ``parts`` by name; ``where`` it stands is told when something is wrong."""
        self._where, self._source, self._parts = where, source, parts
        self._compiled: re.Pattern[str] | None = None

    def compiled(self) -> re.Pattern[str]:
        """Return it ready to run. Raises ``PatternError`` for an unknown part or what is no regular expression."""
        if self._compiled is None:
            try:
                self._compiled = re.compile(expand(self._source, self._parts))
            except KeyError as error:
                raise PatternError(f"{self._where}: there is no part {error}; add it to [part]") from error
            except re.error as error:
                raise PatternError(f"{self._where}: not a regular expression ({error}); mend it") from error
        return self._compiled

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in ``text[start:end]``."""
        return self.compiled().search(text, start, len(text) if end is None else end)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the beginning of ``text``."""
        return self.compiled().match(text)

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Return the matches in ``text[start:end]`` that do not overlap."""
        return self.compiled().finditer(text, start, len(text) if end is None else end)


def expand(source: str, parts: Mapping[str, str]) -> str:
    """Replace every ``(?&name)`` by the fragment of that name, in a group of its own. Raises ``KeyError``."""
    for _ in range(_DEEPEST):
        expanded = _PART.sub(lambda found: f"(?:{parts[found[1]]})", source)
        if expanded == source:
            return source
        source = expanded
    raise KeyError("a part that holds itself")
