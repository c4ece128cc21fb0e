"""A page as a tree of elements, as a browser makes it of the markup, without what is never seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractor.errors import ReadError

_DEEPEST = 4000  # elements within one another; pages that people made have a few dozen
_MOST_NODES = 2_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NOT_OPEN = frozenset(  # elements that are empty, or that the next of their kind closes
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead "  # noqa: SIM905
    "tfoot option".split()
)
_UNSEEN = frozenset(
    "head script style noscript template iframe object embed select option button textarea input svg canvas "  # noqa: SIM905
    "video audio map".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLANK = re.compile(r"\s+")


class Element:
    """An element with its children, elements and texts, in order.

    ``words`` counts the characters in it that are no blanks and stand in no link, ``linked`` those that do.
    """

    __slots__ = ("attributes", "children", "linked", "parent", "place", "tag", "words")

    def __init__(self, tag: str, attributes: dict[str, str | None], parent: Element | None, place: int) -> None:
        """Make one; ``place`` counts from 1 among the elements of its kind within its parent."""
        self.tag, self.attributes, self.parent, self.place = tag, attributes, parent, place
        self.children: list[Element | str] = []
        self.words = self.linked = 0

    @property
    def elements(self) -> Iterator[Element]:
        """Its children that are elements."""
        return (child for child in self.children if isinstance(child, Element))

    @property
    def xpath(self) -> str:
        """Where it stands in the page as a browser sees it: ``/html/body/div[2]/table/tbody/tr[3]/td``."""
        steps = []
        element: Element | None = self
        while element:
            steps.append(f"{element.tag}[{element.place}]" if element.parent else element.tag)
            element = element.parent
        return "/" + "/".join(reversed(steps))

    @property
    def is_linked(self) -> bool:
        """Whether it stands in a link."""
        return any(outer.tag == "a" for outer in self.around())

    def within(self) -> Iterator[Element]:
        """Yield it and every element in it, in the order of the page."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(list(element.elements))

    def around(self) -> Iterator[Element]:
        """Yield the elements around it, innermost first."""
        element = self.parent
        while element:
            yield element
            element = element.parent


def parse(text: str, path: str) -> tuple[Element, dict[str, str]]:
    """Return the ``html`` element of a page and what its ``meta`` elements say by name (in lower case).

    Raises ``ReadError`` if elements stand within one another deeper than any page needs.
    """
    from selectolax.lexbor import LexborHTMLParser

    _refuse_depths(text, path)
    page: Any = LexborHTMLParser(text)
    metas: dict[str, str] = {}
    top = Element("html", {}, None, 1)
    waiting: list[tuple[Any, Element, bool]] = [(page.root, top, False)] if page.root else []
    count = 0
    while waiting:
        node, element, is_link = waiting.pop()
        places: dict[str, int] = {}
        inner = []
        child = node.child
        while child is not None:
            count += 1
            if count > _MOST_NODES:
                raise ReadError(path, "too_large", f"more than {_MOST_NODES:,} elements and texts", "split it")
            tag = child.tag
            if tag == "-text":
                _add_text(element, child.text_content or "", is_link=is_link)
            elif child.is_element_node:
                places[tag] = places.get(tag, 0) + 1
                attributes = child.attributes
                if tag == "title" and "title" not in metas:
                    metas["title"] = child.text() or ""
                if tag == "meta" and attributes.get("name"):
                    metas.setdefault(attributes["name"].lower(), attributes.get("content") or "")
                if tag == "head":
                    waiting.append((child, Element("head", {}, top, 1), False))
                elif tag not in _UNSEEN and not _is_hidden(attributes):
                    made = Element(tag, attributes, element, places[tag])
                    element.children.append(made)
                    inner.append((child, made, is_link or tag == "a"))
            child = child.next
        waiting += inner
    return top, metas


def _add_text(element: Element, text: str, *, is_link: bool) -> None:
    element.children.append(text)
    size = len(_BLANK.sub("", text))
    around: Element | None = element if size else None
    while around:
        if is_link:
            around.linked += size
        else:
            around.words += size
        around = around.parent


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _refuse_depths(text: str, path: str) -> None:
    depth = 0
    for closing, tag in _TAG.findall(text):
        if tag.lower() in _NOT_OPEN:
            continue
        depth = depth - 1 if closing else depth + 1
        if depth > _DEEPEST:
            problem = f"more than {_DEEPEST:,} elements stand within one another"
            raise ReadError(path, "damaged", problem, "save the page again from its site")
