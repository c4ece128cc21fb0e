"""What of a page is the report: the element that holds most of its words, and what belongs to it around it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from msgspec import Struct

from extractor.readers.html.around import is_around
from extractor.readers.html.blocks import is_data
from extractor.readers.html.tree import Element

_MOST = 0.5  # of the words of an element: a child that holds as many is where the report is
_BESIDE = 0.25  # of the report's words that may stand beside it in what is around it, else that is another article
_PARTS = frozenset({"p", "li", "dd", "h1", "h2", "h3", "h4", "h5", "h6"})
_FEW = 400  # characters that always may
_LINKS = 0.5  # of an element's characters: what is mostly links leads elsewhere


class Content(Struct, frozen=True):
    """What of a page is the report: lines ``above`` it that name it, its ``core``, what of it stands ``below``.

    ``words`` is how many characters of the core are no part of the site.
    """

    above: list[Element]
    core: Element
    below: list[Element]
    words: int


def content_of(html: Element) -> Content:
    """Find the report of a page: the element that holds most words, what names it, and tables that stand beside it."""
    core = _core(html)
    own = _own_words(html)
    above: list[Element] = []
    below: list[Element] = []
    inner = core
    for outer in core.around():
        behind = list(_behind(outer, inner))
        beside = own[outer] - own[core] - sum(own[element] for element in (*below, *behind))
        if outer.tag == "html" or beside > max(_FEW, _BESIDE * own[core]):
            break
        above = [*_before(outer, inner), *above]
        below += behind
        inner = outer
    return Content(above, core, below, own[core])


def _behind(outer: Element, inner: Element) -> Iterator[Element]:
    """The children of an element that stand behind another, to the last table of numbers and paragraphs below it."""
    children = list(outer.elements)
    later = [child for child in children[children.index(inner) + 1 :] if not is_around(child)]
    last = max((index for index, child in enumerate(later) if _has_numbers(child)), default=-1)
    yield from later[: last + 1]
    yield from itertools.takewhile(lambda child: child.tag == "p", later[last + 1 :] if last >= 0 else ())


def _has_numbers(element: Element) -> bool:
    """Tell whether an element is or holds a table of data with digits in it."""
    return any(
        table.tag == "table" and is_data(table) and any(map(str.isdigit, "".join(table.texts())))
        for table in element.within()
    )


def _core(html: Element) -> Element:
    element = next((child for child in html.elements if child.tag == "body"), html)
    while True:
        inner = max((child for child in element.elements if not is_around(child)), key=_words, default=None)
        if inner is None or inner.words <= _MOST * element.words or _is_part(inner):
            return element
        element = inner


def _is_part(element: Element) -> bool:
    """Tell whether a paragraph, a heading or a table is a part of the report, not the frame around it."""
    if element.tag != "table":
        return element.tag in _PARTS
    return not any(
        other.tag in {"p", "div", "table"} and other.words > _MOST * element.words
        for other in element.within()
        if other is not element
    )


def _before(outer: Element, inner: Element) -> Iterator[Element]:
    """The children of an element that stand before another and are no part of the site around it."""
    for child in outer.elements:
        if child is inner:
            return
        if not is_around(child) and child.words > _LINKS * (child.words + child.linked):
            yield child


def _own_words(html: Element) -> dict[Element, int]:
    """How many characters of each element are no part of the site around the report."""
    elements = list(html.within())
    own = {element: element.words for element in elements}
    for element in reversed(elements):  # what is within an element comes behind it
        parent = element.parent
        if parent:
            own[parent] -= element.words - (0 if is_around(element) else own[element])
    return own


def _words(element: Element) -> int:
    return element.words
