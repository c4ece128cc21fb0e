"""A page as a tree of elements, as a browser makes it of the markup, without what is never seen."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from extractor.errors import ReadError
from extractor.readers.raised import raised

_DEEPEST = 4000  # elements within one another; pages that people made have a few dozen
_MOST_NODES = 2_000_000
_FEWEST_ROWS = 3
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NOT_OPEN = frozenset(  # elements that are empty, or that the next of their kind closes
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th tbody thead "  # noqa: SIM905
    "tfoot option".split()
)
_UNSEEN = frozenset(
    "head script style noscript noframes template iframe object embed select option button textarea input svg "  # noqa: SIM905
    "canvas video audio map del s strike rp rt".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_FILE = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|et|ofd|zip|rar|7z|jpe?g|png|txt)(?:\W|$)", re.IGNORECASE)
_BLANK = re.compile(r"\s+")


class Element:
    """An element with its children, elements and texts, in order.

    ``words`` counts the characters in it that are no blanks and stand in no link, ``linked`` those that do. A link
    leads to another page: one to a place in this one or to a file is none. A table's ``followers`` are those whose
    rows are its next ones. ``is_around`` says whether it is of the site around the report, once that is known.
    """

    __slots__ = (
        "attributes",
        "children",
        "elements",
        "followers",
        "is_around",
        "is_follower",
        "linked",
        "parent",
        "place",
        "tag",
        "words",
    )

    def __init__(self, tag: str, attributes: dict[str, str | None], parent: Element | None, place: int) -> None:
        """Make one; ``place`` counts from 1 among the elements of its kind within its parent."""
        self.tag, self.attributes, self.parent, self.place = tag, attributes, parent, place
        self.children: list[Element | str] = []
        self.elements: list[Element] = []  # those of its children that are elements
        self.words = self.linked = 0
        self.followers: tuple[Element, ...] = ()
        self.is_follower = False
        self.is_around: bool | None = None

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
            waiting += reversed(element.elements)

    def texts(self) -> Iterator[str]:
        """Yield the texts in it, in no order between elements."""
        return (child for element in self.within() for child in element.children if isinstance(child, str))

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
    rows_apart: list[Element] = []  # what holds several tables, which may be rows of one
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
                _note_meta(metas, tag, child)
                if tag == "head":
                    waiting.append((child, Element("head", {}, top, 1), False))
                elif tag == "sup" or ("style" in attributes and _RAISED.search(attributes["style"] or "")):
                    before = child.prev.text() if child.prev is not None else ""
                    _add_text(element, raised(child.text() or "", before or ""), is_link=is_link)
                elif tag not in _UNSEEN and not _is_hidden(attributes):
                    made = Element(tag, attributes, element, places[tag])
                    element.children.append(made)
                    element.elements.append(made)
                    inner.append((child, made, is_link or (tag == "a" and _leads_elsewhere(child))))
            child = child.next
        if places.get("table", 0) >= _FEWEST_ROWS:
            rows_apart.append(element)
        waiting += inner
    _add_up(top)
    _join_tables(rows_apart)
    return top, metas


def _join_tables(elements: Iterable[Element]) -> None:
    """Make one table of several of one row each, one below the other, as old programs wrote them."""
    for element in elements:
        tables = [child for child in element.elements if child.tag == "table"]
        for width, run in itertools.groupby(tables, key=_width_of_row):
            first, *others = run
            if width < 2 or len(others) + 1 < _FEWEST_ROWS:
                continue
            first.followers = tuple(others)
            for other in others:
                other.is_follower = True


def _width_of_row(table: Element) -> int:
    """How many cells the only row of a table has; none if it has several rows or holds tables."""
    rows = cells = 0
    for inner in table.within():
        rows += inner.tag == "tr"
        cells += inner.tag in {"td", "th"}
        if rows > 1 or (inner.tag == "table" and inner is not table):
            return 0
    return cells


def _note_meta(metas: dict[str, str], tag: str, node: Any) -> None:
    if tag == "title":
        metas.setdefault("title", node.text() or "")
    elif tag == "meta" and node.attributes.get("name"):
        metas.setdefault(node.attributes["name"].lower(), node.attributes.get("content") or "")


def _add_text(element: Element, text: str, *, is_link: bool) -> None:
    element.children.append(text)
    size = 0 if text.isspace() else len(_BLANK.sub("", text))
    if is_link:
        element.linked += size
    else:
        element.words += size


def _add_up(top: Element) -> None:
    """Count what is said within an element with what it says itself."""
    for element in reversed(list(top.within())):  # what is within an element comes behind it
        if element.parent:
            element.parent.words += element.words
            element.parent.linked += element.linked


def _leads_elsewhere(link: Any) -> bool:
    to = link.attributes.get("href") or ""
    return bool(to) and not (to.startswith("#") or _FILE.search(to) or _FILE.search(link.text() or ""))


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and _HIDDEN.search(style) is not None)


def _refuse_depths(text: str, path: str) -> None:
    depth = 0
    for closing, tag in _TAG.findall(text):
        if tag.lower() in _NOT_OPEN:
            continue
        depth = depth - 1 if closing else depth + 1
        if depth > _DEEPEST:
            problem = f"more than {_DEEPEST:,} elements stand within one another"
            raise ReadError(path, "damaged", problem, "save the page again from its site")
