"""The table of contents in a Word file, which lists the headings and is none of the text."""

from __future__ import annotations

from typing import Any

from extractor.readers.word.styles import W, value_of

_RUN, _FIELD, _INSTRUCTION = (f"{W}{name}" for name in ("r", "fldChar", "instrText"))


def is_contents_control(element: Any) -> bool:
    """Tell whether an element is the content control that Word puts a table of contents in."""
    gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery") if element.tag == f"{W}sdt" else None
    return value_of(gallery) == "Table of Contents"


def contents_of(body: Any) -> frozenset[Any]:
    """Return the runs that the field of a table of contents made, where the field has an end."""
    made: set[Any] = set()
    fields: list[tuple[list[str], list[Any]]] = []  # that are open: what each is told to make, and the runs in it
    for element in body.iter(_RUN, _FIELD, _INSTRUCTION):
        if element.tag == _RUN:
            if fields:
                fields[0][1].append(element)
        elif element.tag == _INSTRUCTION:
            if fields:
                fields[-1][0].append(element.text or "")
        elif element.get(f"{W}fldCharType") == "begin":
            fields.append(([], []))
        elif element.get(f"{W}fldCharType") == "end" and fields:
            told, runs = fields.pop()
            if "".join(told).split()[:1] != ["TOC"]:
                continue
            made.update(runs)
    return frozenset(made)
