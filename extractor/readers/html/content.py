"""What of a page is the report: the element that holds most of its words, and the lines above it that name it."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.readers.html.around import is_around
from extractor.readers.html.tree import Element

_MOST = 0.5  # of the words of an element: a child that holds as many is where the report is
_BESIDE = 0.25  # of the report's words that may stand beside it in what is around it, else that is another article
_FEW = 400  # characters that always may
_LINKS = 0.5  # of an element's characters: what is mostly links leads elsewhere


def report_of(html: Element) -> tuple[list[Element], Element, int]:
    """Return what stands above the report and belongs to it, the element that holds the report, and its own words."""
    core = _core(html)
    own = _own_words(html)
    above: list[Element] = []
    inner = core
    for outer in core.around():
        if outer.tag == "html" or own[outer] - own[core] > max(_FEW, _BESIDE * own[core]):
            break
        above = [*_before(outer, inner), *above]
        inner = outer
    return above, core, own[core]


def _core(html: Element) -> Element:
    element = next((child for child in html.elements if child.tag == "body"), html)
    while True:
        inner = max((child for child in element.elements if not is_around(child)), key=_words, default=None)
        if inner is None or inner.words <= _MOST * element.words or _is_part(inner):
            return element
        element = inner


def _is_part(element: Element) -> bool:
    """Tell whether a paragraph or a table is a part of the report, not the frame around it."""
    if element.tag not in {"p", "table"}:
        return False
    return element.tag == "p" or not any(
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
