"""The names WordprocessingML has for things, and what the styles of a Word file say of its paragraphs and runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off"})
_CONTENTS = re.compile(r"(?:toc|目录|contents) ?[1-9]", re.IGNORECASE)  # as Word, WPS and LibreOffice name them
_CHARACTER = 210  # twips: 10.5 points, in which Word begins a Chinese document
_HALF_POINT = 10  # twips
_GONE = ("del", "moveFrom")
_PROPERTIES, _STYLE = f"{W}rPr", f"{W}rStyle"
_LOOKS = tuple(f"{W}{name}" for name in ("vanish", "vertAlign", "position", "sz"))
_LEVELS = frozenset("012345678")


def root_of(document: Any, kind: str) -> Any:
    """Return the top element of the part of a kind (``styles``, ``numbering``), None if a file has none."""
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            safely = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
            try:
                return etree.fromstring(relation.target_part.blob, safely)
            except etree.LxmlError:
                return None
    return None


def value_of(element: Any, default: str = "") -> str:
    """Return the ``w:val`` of an element; the default if there is no element or it has none."""
    return str(element.get(f"{W}val", default)) if element is not None else default


def is_on(element: Any) -> bool:
    """Tell whether a property that is on or off is there and on."""
    return element is not None and element.get(f"{W}val") not in _OFF


class Look(Struct, frozen=True):
    """How a run looks; ``character`` is how wide a Han character of it is, in twips (1/20 point)."""

    is_hidden: bool
    is_superscript: bool
    is_moved_up: bool
    character: int


class Styles:
    """What a paragraph or a run is by itself, by its style, and by the styles that one is based on."""

    def __init__(self, document: Any) -> None:
        """Take the styles of a document."""
        root = root_of(document, "styles")
        styles = root.findall(f"{W}style") if root is not None else []
        self._styles = {style.get(f"{W}styleId"): style for style in styles}
        usual = (style for style in styles if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default"))
        self._usual = next((style.get(f"{W}styleId") for style in usual), "")
        named = ((name, value_of(style.find(f"{W}name"))) for name, style in self._styles.items())
        self._contents = {name for name, printed in named if _CONTENTS.fullmatch(printed)}
        size = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz") if root is not None else None
        self._character = _twips(size) or _CHARACTER
        self._found: dict[tuple[str, str], Any] = {}
        self._looks: dict[tuple[str, str], dict[str, Any]] = {}
        self._named: tuple[Any, str] = None, ""  # the paragraph that was asked for last

    def name_of(self, paragraph: Any) -> str:
        """Return the identifier of a paragraph's style."""
        if paragraph is not self._named[0]:
            self._named = paragraph, value_of(paragraph.find(f"{W}pPr/{W}pStyle")) or self._usual
        return self._named[1]

    def chain(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield a style, the one it is based on, and so on, each with its identifier."""
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            yield name, style
            name = value_of(style.find(f"{W}basedOn"))

    def of_paragraph(self, paragraph: Any, name: str) -> Any:
        """Return a property (``ind``, ``outlineLvl``) of a paragraph, its own or by style, None if it has none."""
        own = paragraph.find(f"{W}pPr/{W}{name}")
        return own if own is not None else self._by_style(self.name_of(paragraph), f"{W}pPr/{W}{name}")

    def look(self, run: Any, paragraph_style: str) -> Look:
        """Return how a run looks, by itself, by its style, and by the paragraph's."""
        own: dict[str, Any] = {}
        style = ""
        properties = run.find(_PROPERTIES)
        if properties is not None:
            for one in properties:
                if one.tag in _LOOKS:
                    own[one.tag] = one
                elif one.tag == _STYLE:
                    style = value_of(one)
        key = style, paragraph_style
        if key not in self._looks:
            self._looks[key] = {tag: self._by_style(style, f"{_PROPERTIES}/{tag}", paragraph_style) for tag in _LOOKS}
        hidden, lifted, position, size = (own.get(tag, self._looks[key][tag]) for tag in _LOOKS)
        up = value_of(position)
        return Look(
            is_on(hidden),
            value_of(lifted) == "superscript",
            up.isdigit() and int(up) > 0,
            _twips(size) or self._character,
        )

    def level(self, paragraph: Any) -> int | None:
        """Return how deep a heading a paragraph is, from 0; None where it is none."""
        said = value_of(self.of_paragraph(paragraph, "outlineLvl"))
        return int(said) if said in _LEVELS else None

    def is_contents(self, paragraph: Any) -> bool:
        """Tell whether a paragraph is a line of a table of contents."""
        name = self.name_of(paragraph)
        return name in self._contents or (name not in self._styles and _CONTENTS.fullmatch(name) is not None)

    def is_end_gone(self, paragraph: Any) -> bool:
        """Tell whether the end of a paragraph is deleted (with changes tracked) or hidden."""
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is not None and any(mark.find(f"{W}{name}") is not None for name in _GONE):
            return True
        own = mark.find(f"{W}vanish") if mark is not None else None
        return is_on(own if own is not None else self._by_style(self.name_of(paragraph), f"{W}rPr/{W}vanish"))

    def _by_style(self, name: str, path: str, other: str = "") -> Any:
        """What a style says, or the other one where it says nothing."""
        if (name, path) not in self._found:
            found = (style.find(path) for _, style in self.chain(name))
            self._found[name, path] = next((one for one in found if one is not None), None)
        said = self._found[name, path]
        return said if said is not None or not other else self._by_style(other, path)


def _twips(size: Any) -> int:
    said = value_of(size)
    return int(said) * _HALF_POINT if said.isdigit() and len(said) < 5 else 0
