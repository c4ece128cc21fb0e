"""The automatic numbers of Word's lists, as they are printed: 一、 （二） 3."""

from __future__ import annotations

import re
from typing import Any

from extractor.readers.word.numerals import printed_number
from extractor.readers.word.styles import Styles, W, is_on, root_of, value_of

_PLACE = re.compile(r"%([1-9])")
_LEVELS = tuple("012345678")
_NONE = "0"  # the list of a paragraph that takes its style's number away


class Numbering:
    """Counts the paragraphs of each list.

    Lists of one definition count on from each other, as in Word; one whose start is set anew (``startOverride``, how
    Word restarts a list) begins with that when it is first used.
    """

    def __init__(self, document: Any, styles: Styles) -> None:
        """Take what a document says of its lists."""
        self._styles = styles
        self._lists: dict[str, Any] = {}  # by name
        self._definitions: dict[str, Any] = {}
        self._counts: dict[str, list[int | None]] = {}  # by definition: the last number printed of each level
        self._begun: set[tuple[str, int]] = set()  # the levels of lists that were used
        self._found: dict[tuple[str, int], Any] = {}
        root = root_of(document, "numbering")
        if root is not None:
            self._lists = {one.get(f"{W}numId"): one for one in root.findall(f"{W}num")}
            made = root.findall(f"{W}abstractNum")
            by_style = {value_of(one.find(f"{W}styleLink")): one for one in made}
            for one in made:
                linked = by_style.get(value_of(one.find(f"{W}numStyleLink"), "-"))
                self._definitions[one.get(f"{W}abstractNumId")] = one if linked is None else linked

    def next_of(self, paragraph: Any) -> str:
        """Return the number printed before a paragraph, with what parts it from the words, and count it.

        Empty if the paragraph has none.
        """
        place = self._place(paragraph) if self._lists else None
        if place is None:
            return ""
        name, definition, depth = place
        level = self._level(name, definition, depth)
        if level is None:
            return ""
        counts = self._count(name, definition, depth)
        printed = value_of(level.find(f"{W}lvlText"))
        form = _form(level)
        if form == "bullet" or (form == "none" and _PLACE.search(printed)):
            return ""
        is_legal = is_on(level.find(f"{W}isLgl"))  # levels above are printed in Arabic numbers, too

        def number(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            other = self._level(name, definition, index)
            count = counts[index]
            kind = _form(other) if other is not None else "decimal"
            if kind in {"bullet", "none"}:
                return ""
            shown = self._start(name, definition, index) if count is None else count
            return printed_number(shown, "decimal" if is_legal else kind)

        whole = _PLACE.sub(number, printed)
        is_apart = value_of(level.find(f"{W}suff"), "tab") != "nothing"
        return f"{whole} " if is_apart and whole[-1:].isascii() and whole[-1:].isalnum() else whole

    def _count(self, name: str, definition: Any, depth: int) -> list[int | None]:
        counts = self._counts.setdefault(definition.get(f"{W}abstractNumId"), [None] * len(_LEVELS))
        anew = (name, depth) not in self._begun and self._override(name, depth, "startOverride") is not None
        self._begun.add((name, depth))
        last = counts[depth]
        counts[depth] = self._start(name, definition, depth) if last is None or anew else last + 1
        for below in range(depth + 1, len(_LEVELS)):
            other = self._level(name, definition, below)
            said = value_of(other.find(f"{W}lvlRestart") if other is not None else None, str(below))
            if said not in _LEVELS or depth < int(said):
                counts[below] = None
        return counts

    def _override(self, name: str, depth: int, what: str) -> Any:
        """What a list says of a level in place of its definition."""
        for override in self._lists[name].findall(f"{W}lvlOverride"):
            if override.get(f"{W}ilvl") == str(depth):
                return override.find(f"{W}{what}")
        return None

    def _level(self, name: str, definition: Any, depth: int) -> Any:
        if (name, depth) not in self._found:
            override = self._override(name, depth, "lvl")
            levels = definition.findall(f"{W}lvl") if override is None else [override]
            found = (one for one in levels if one.get(f"{W}ilvl", str(depth)) == str(depth))
            self._found[name, depth] = next(found, None)
        return self._found[name, depth]

    def _start(self, name: str, definition: Any, depth: int) -> int:
        start = self._override(name, depth, "startOverride")
        if start is None:
            level = self._level(name, definition, depth)
            start = level.find(f"{W}start") if level is not None else None
        said = value_of(start, "1")
        return int(said) if said.isdigit() and len(said) < 6 else 1

    def _place(self, paragraph: Any) -> tuple[str, Any, int] | None:
        """The list a paragraph is of, its definition, and how deep it is there, by itself or by its style."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        name = value_of(own.find(f"{W}numId")) if own is not None else ""
        depth = value_of(own.find(f"{W}ilvl")) if own is not None else ""
        if not name:
            name, by_style = self._of_style(self._styles.name_of(paragraph))
            depth = depth or by_style
        definition = self._definition(name)
        return (name, definition, int(depth or "0")) if definition is not None and (depth or "0") in _LEVELS else None

    def _of_style(self, style: str) -> tuple[str, str]:
        """The list and the level a style gives a paragraph; each may be said by another style it is based on."""
        depth = ""
        for name, one in self._styles.chain(style):
            numbered = one.find(f"{W}pPr/{W}numPr")
            if numbered is None:
                continue
            which = value_of(numbered.find(f"{W}numId"))
            definition = self._definition(which)
            linked = self._linked(definition, name) if definition is not None else ""
            depth = depth or linked or value_of(numbered.find(f"{W}ilvl"))
            if which:
                return which, depth
        return "", ""

    def _linked(self, definition: Any, style: str) -> str:
        """The level of a list that a style stands for."""
        for level in definition.findall(f"{W}lvl"):
            if value_of(level.find(f"{W}pStyle")) == style:
                return str(level.get(f"{W}ilvl", ""))
        return ""

    def _definition(self, name: str) -> Any:
        listed = self._lists.get(name) if name != _NONE else None
        return self._definitions.get(value_of(listed.find(f"{W}abstractNumId"))) if listed is not None else None


def _form(level: Any) -> str:
    return value_of(level.find(f"{W}numFmt"), "decimal")
