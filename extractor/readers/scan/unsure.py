"""Which digits OCR was not sure of: a warning for each page that has some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from extractor.model import LEAST_CONFIDENCE, Boxes, ReadingWarning

# a letter by itself may be a digit misread: I for 1
_NUMBER = re.compile(r"[0-9０-９](?:[.,．，]?[0-9A-Za-z０-９])*|(?<![0-9A-Za-z])[A-Za-z|](?![0-9A-Za-z])")
_MOST_SHOWN = 10


def unsure_warnings(text: str, boxes: Boxes) -> list[ReadingWarning]:
    """Return a warning for each page on which numbers were read with OCR that it is not sure of."""
    warnings = []
    for page, found in groupby(_unsure(text, boxes), key=lambda item: item[0]):
        numbers = [number for _, number in found]
        shown = "、".join(numbers[:_MOST_SHOWN]) + ("…" if len(numbers) > _MOST_SHOWN else "")
        message = f"page {page}: {len(numbers)} number{'s' * (len(numbers) > 1)} OCR is not sure of: {shown}"
        warnings.append(ReadingWarning("unsure_digits", message, page))
    return warnings


def _unsure(text: str, boxes: Boxes) -> Iterator[tuple[int, str]]:
    for number in _NUMBER.finditer(text):
        confidence = boxes.confidence(number.start(), number.end())
        if confidence is not None and confidence < LEAST_CONFIDENCE:
            page, _ = boxes.place(number.start(), number.end())
            yield page or 0, number.group()
