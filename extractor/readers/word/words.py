"""The words of a paragraph in a Word file, as they are seen: runs, notes, formulas; and what in it is no words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from extractor.readers.raised import raised
from extractor.readers.word.contents import contents_of
from extractor.readers.word.styles import Styles, W, root_of

FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same again for old programs
BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"  # a picture as old programs write it
NOT_SEEN = frozenset(
    {f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr", "rt", "rubyPr")}
)
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOX, _DRAWING, _PICT, _OBJECT, _RUN = (f"{W}{name}" for name in ("txbxContent", "drawing", "pict", "object", "r"))
_MARKS = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": " "}
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_ICON = 1.5  # cm: what is no larger on either side is no picture of anything
_LARGE = 40  # square cm: a table or a page; seals and square codes are smaller
_EMU = 360_000  # in a cm
_POINTS = 28.35  # in a cm
_SIDE = re.compile(r"(?<![\w-])(width|height)\s*:\s*([\d.]{1,9})pt")


class Words:
    """Says what stands in paragraphs; counts notes, pictures and embedded objects as it meets them."""

    def __init__(self, document: Any, styles: Styles) -> None:
        """Take what a document says of its styles and its contents."""
        self.pictures = self.large_pictures = 0
        self.objects: list[tuple[str, str]] = []  # what made each, and by what the text refers to it
        self._document = document
        self._styles = styles
        self._contents = contents_of(document.element.body)
        self._notes: dict[tuple[str, str], int] = {}  # the number of each, by its part and its identifier

    def of(self, paragraph: Any) -> str:
        """Return the words of a paragraph; a line break within it stands as one."""
        style = self._styles.name_of(paragraph)
        whole: list[str] = []
        lifted = ""
        for words, is_raised in self._pieces(paragraph, style):
            if is_raised:
                lifted += words
            elif words:
                if lifted:
                    whole.append(raised(lifted, whole[-1] if whole else ""))
                    lifted = ""
                whole.append(words)
        if lifted:
            whole.append(raised(lifted, whole[-1] if whole else ""))
        return "".join(whole)

    def notes(self) -> Iterator[str]:
        """Yield the notes that were referred to, in that order, each with its number."""
        parts = {kind: _paragraphs_by_name(self._document, kind) for kind in _NOTES.values()}
        for (kind, name), number in tuple(self._notes.items()):
            for paragraph in parts[kind].get(name, ()):
                yield f"[{number}] {self.of(paragraph)}"

    def begins_contents(self, paragraph: Any) -> bool:
        """Tell whether the field of a table of contents begins in a paragraph or goes on in it."""
        return any(run in self._contents for run in paragraph.iter(_RUN)) if self._contents else False

    def _pieces(self, paragraph: Any, style: str) -> Iterator[tuple[str, bool]]:
        """The words in a paragraph, each with whether they stand raised."""
        usual = 0  # the width of a character of the last run that is not raised
        waiting = [(child, False) for child in reversed(paragraph)]
        while waiting:
            element, is_raised = waiting.pop()
            if element.tag == _RUN:
                look = self._styles.look(element, style)
                if element not in self._contents and not look.is_hidden:
                    lifted = look.is_superscript or (look.is_moved_up and look.character < usual)
                    usual = usual if lifted else look.character
                    waiting += [(child, lifted) for child in reversed(element)]
                continue
            words = self._leaf(element)
            if words is not None:
                yield words, is_raised
            elif element.tag not in {_BOX, FALLBACK} and element.tag not in NOT_SEEN:
                waiting += [(child, is_raised) for child in reversed(element)]

    def _leaf(self, element: Any) -> str | None:
        """What an element says as one; None where that is what the elements in it say."""
        tag = element.tag
        if tag == f"{W}t":
            return (element.text or "").replace("\n", " ")
        if tag in _MARKS:
            return _MARKS[tag]
        if tag in _NOTES:
            return f"[{self._notes.setdefault((_NOTES[tag], element.get(f'{W}id')), len(self._notes) + 1)}]"
        if tag == f"{_MATH}oMath":
            return _formula(element)
        if tag == _OBJECT:
            made = next(element.iter(_OLE), None)
            if made is not None:
                self.objects.append((made.get("ProgID", ""), made.get(RELATION, "")))
            return ""
        if tag in {_DRAWING, _PICT} and next(element.iter(_BOX), None) is None:
            self._picture(element)
            return ""
        return None

    def _picture(self, element: Any) -> None:
        sides = _sides(element)
        if sides is None and element.tag == _PICT and next(element.iter(IMAGE_DATA), None) is None:
            return  # a line or a frame
        if sides is None or max(sides) > _ICON:
            self.pictures += 1
            self.large_pictures += sides is not None and sides[0] * sides[1] >= _LARGE


def boxes(paragraph: Any) -> Iterator[Any]:
    """Yield the text boxes that hang on a paragraph, not those within them."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag == _BOX:
            yield element
        elif element.tag != FALLBACK and element.tag not in NOT_SEEN:
            waiting += reversed(element)


def tidy(text: str) -> str:
    """Return a line without the blanks around it and what takes no room."""
    return text.replace("\t", " ").replace("\u200b", "").replace("\ufeff", "").strip()


def _sides(element: Any) -> tuple[float, float] | None:
    """Width and height of a picture in cm, where it says them."""
    extent = next(element.iter(_EXTENT), None)
    if extent is not None:
        said = extent.get("cx", ""), extent.get("cy", "")
        return (int(said[0]) / _EMU, int(said[1]) / _EMU) if said[0].isdigit() and said[1].isdigit() else None
    for shown in element.iter(IMAGE_DATA):
        sides = dict(_SIDE.findall(shown.getparent().get("style", "")))
        if len(sides) > 1 and all(side.replace(".", "", 1).isdigit() for side in sides.values()):
            return float(sides["width"]) / _POINTS, float(sides["height"]) / _POINTS
    return None


def _formula(element: Any) -> str:
    """A formula on one line: fractions with a stroke, powers as ², ³ or behind ^."""
    tag = element.tag.removeprefix(_MATH) if isinstance(element.tag, str) else ""
    if tag == "t":
        return element.text or ""
    inner = {child.tag: _formula(child) for child in element} if tag in {"f", "sSup"} else {}
    if tag == "f":
        return f"{inner.get(f'{_MATH}num', '')}/{inner.get(f'{_MATH}den', '')}"
    if tag == "sSup":
        power = inner.get(f"{_MATH}sup", "")
        return inner.get(f"{_MATH}e", "") + ({"2": "²", "3": "³"}.get(power) or f"^{power}")
    whole = "".join(map(_formula, element))
    return f"({whole})" if tag == "d" else whole


def _paragraphs_by_name(document: Any, kind: str) -> dict[str, Sequence[Any]]:
    root = root_of(document, kind)
    return {note.get(f"{W}id"): list(note.iter(f"{W}p")) for note in root} if root is not None else {}
