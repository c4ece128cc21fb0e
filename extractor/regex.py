"""Regular expressions of the data, put together of parts and compiled when they are first used."""

from __future__ import annotations

import contextlib
import functools
import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from extractor.errors import PatternError

_PART = re.compile(r"\(\?&(\w+)\)")
_DEEPEST = 20
Finder = Callable[..., "re.Match[str] | None"]
LIMIT = 5.0  # seconds that a user's own regular expression may take for a stretch of text between tables


class Regex:
    """One regular expression, compiled at its first use: one report needs a third of the data's at most.

    Those of the package run on ``re`` and are known to take linear time. A user's own run on ``regex``, which can be
    stopped: after ``LIMIT`` seconds ``PatternError`` names it.
    """

    __slots__ = ("_compiled", "_is_own", "_parts", "_source", "_where")

    def __init__(self, where: str, source: str, parts: Mapping[str, str], *, is_own: bool = True) -> None:
        """Take the ``source`` with its ``parts`` by name; ``where`` it stands is told when something is wrong."""
        self._where, self._source, self._parts, self._is_own = where, source, parts, is_own
        self._compiled: Any = None

    def compiled(self) -> Any:
        """Return it ready to run. Raises ``PatternError`` for an unknown part or what is no regular expression."""
        if self._compiled is None:
            try:
                expanded = expand(self._source, self._parts)
                self._compiled = re.compile(expanded) if self._is_own else _stoppable(expanded)
            except KeyError as error:
                raise PatternError(f"{self._where}: there is no part {error}; add it to [part]") from error
            except re.error as error:
                raise PatternError(f"{self._where}: not a regular expression ({error}); mend it") from error
        return self._compiled

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in ``text[start:end]``."""
        compiled, stop = self.compiled(), len(text) if end is None else end
        found: re.Match[str] | None
        if self._is_own:
            found = compiled.search(text, start, stop)
        else:
            with self._limited() as seconds:
                found = compiled.search(text, start, stop, timeout=seconds)
        return found

    def searcher(self) -> Finder:
        """Return its ``search``, for texts by the thousand."""
        search: Finder = self.compiled().search if self._is_own else self.search
        return search

    def matcher(self, until: float) -> Finder:
        """Return its ``match``, for places by the thousand."""
        match: Finder = self.compiled().match if self._is_own else functools.partial(self.match, until=until)
        return match

    def match(
        self, text: str, start: int = 0, end: int | None = None, *, until: float | None = None
    ) -> re.Match[str] | None:
        """Return the match that begins at ``start``; ``until`` is when it has to be done, by ``time.monotonic``."""
        compiled, stop = self.compiled(), len(text) if end is None else end
        found: re.Match[str] | None
        if self._is_own:
            found = compiled.match(text, start, stop)
        else:
            with self._limited(until) as seconds:
                found = compiled.match(text, start, stop, timeout=seconds)
        return found

    def finditer(
        self, text: str, start: int = 0, end: int | None = None, *, until: float | None = None
    ) -> Iterator[re.Match[str]]:
        """Return the matches in ``text[start:end]`` that do not overlap; ``until`` as above."""
        compiled, stop = self.compiled(), len(text) if end is None else end
        if self._is_own:
            found: Iterator[re.Match[str]] = compiled.finditer(text, start, stop)
            return found
        with self._limited(until) as seconds:
            return iter(list(compiled.finditer(text, start, stop, timeout=seconds)))

    @contextlib.contextmanager
    def _limited(self, until: float | None = None) -> Iterator[float]:
        """Give the seconds that are left, and name the expression that takes longer."""
        left = LIMIT if until is None else until - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            yield left
        except TimeoutError as error:
            raise PatternError(
                f"{self._where}: it takes longer than {LIMIT:g} seconds on this report; make it simpler "
                "(no repetition inside a repetition)"
            ) from error


def expand(source: str, parts: Mapping[str, str]) -> str:
    """Replace every ``(?&name)`` by the fragment of that name, in a group of its own. Raises ``KeyError``."""
    for _ in range(_DEEPEST):
        expanded = _PART.sub(lambda found: f"(?:{parts[found[1]]})", source)
        if expanded == source:
            return source
        source = expanded
    raise KeyError("a part that holds itself")


def _stoppable(source: str) -> Any:
    import regex

    try:
        return regex.compile(source)
    except regex.error as error:
        raise re.error(str(error)) from error
