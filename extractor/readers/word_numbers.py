"""The automatic numbers of Word's lists, as they are printed: 一、 （二） 3."""

from __future__ import annotations

import re
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PLACED = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"})
_DIGIT_BY_DIGIT = frozenset({"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"})
_PLACE = re.compile(r"%([1-9])")
_LEVELS = 9
_LEVEL_NAMES = frozenset("012345678")


class Numbering:
    """Counts the paragraphs of each list."""

    def __init__(self, document: Any) -> None:
        """Take what a document says of its lists and its styles."""
        self._lists: dict[str, Any] = {}  # the definition of each list
        self._of: dict[str, str] = {}  # which definition a list has
        self._styles: dict[str, Any] = {}
        self._counts: dict[str, list[int]] = {}
        for relation in document.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                root = relation.target_part.element
                self._lists = {made.get(f"{W}abstractNumId"): made for made in root.findall(f"{W}abstractNum")}
                for one in root.findall(f"{W}num"):
                    definition = one.find(f"{W}abstractNumId")
                    if definition is not None:
                        self._of[one.get(f"{W}numId")] = definition.get(f"{W}val")
        if self._of:
            self._styles = {style.get(f"{W}styleId"): style for style in document.styles.element.findall(f"{W}style")}

    def next_of(self, paragraph: Any) -> str:
        """Return the number printed before a paragraph, empty if it has none, and count it."""
        place = self._place(paragraph.find(f"{W}pPr")) if self._of else None
        if place is None:
            return ""
        definition, level = place
        levels = self._lists.get(definition)
        own = _level(levels, level) if levels is not None else None
        if own is None:
            return ""
        counts = self._counts.setdefault(definition, [0] * _LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else _start(own)
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        text = own.find(f"{W}lvlText")
        printed = text.get(f"{W}val", "") if text is not None else ""
        if _format(own) in {"bullet", "none"}:
            return ""

        def number(found: re.Match[str]) -> str:
            index = int(found[1]) - 1
            other = _level(levels, index)
            return _printed(counts[index] or 1, _format(other) if other is not None else "decimal")

        return _PLACE.sub(number, printed)

    def _place(self, properties: Any) -> tuple[str, int] | None:
        """Which list a paragraph is of, and how deep, by itself or by its style."""
        seen = set()
        while properties is not None:
            numbered = properties.find(f"{W}numPr")
            if numbered is not None:
                which, depth = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
                name = self._of.get(which.get(f"{W}val")) if which is not None else None
                level = depth.get(f"{W}val", "0") if depth is not None else "0"
                return (name, int(level)) if name is not None and level in _LEVEL_NAMES else None
            style = properties.find(f"{W}pStyle")
            name = style.get(f"{W}val") if style is not None else None
            if name is None or name in seen or name not in self._styles:
                return None
            seen.add(name)
            properties = self._styles[name].find(f"{W}pPr")
        return None


def _level(levels: Any, level: int) -> Any:
    return next((one for one in levels.findall(f"{W}lvl") if one.get(f"{W}ilvl") == str(level)), None)


def _start(level: Any) -> int:
    start = level.find(f"{W}start")
    said = start.get(f"{W}val", "1") if start is not None else "1"
    return int(said) if said.isdigit() and len(said) < 6 else 1


def _format(level: Any) -> str:
    form = level.find(f"{W}numFmt")
    return str(form.get(f"{W}val", "decimal")) if form is not None else "decimal"


def _printed(number: int, form: str) -> str:
    if form in _PLACED and number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else _HAN[tens] + "十") + (_HAN[ones] if ones else "")
    if form in _DIGIT_BY_DIGIT:
        return "".join(_HAN[int(digit)] for digit in str(number))
    if form.startswith("decimalEnclosedCircle") and number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    if form in {"lowerLetter", "upperLetter"} and number <= 26:
        return chr((ord("a") if form == "lowerLetter" else ord("A")) + number - 1)
    if form in {"lowerRoman", "upperRoman"} and number < 40:
        roman = "X" * (number // 10) + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][number % 10]
        return roman.lower() if form == "lowerRoman" else roman
    return str(number)
