"""Gold of real PDFs: where blocks begin and end, as marks of their characters and never as text."""

from __future__ import annotations

import hashlib

from extractor.text import fold

_ALIKE = str.maketrans({"“": None, "”": None, '"': None, "‘": None, "’": None, "。": ".", "—": "-", "、": ","})


def squeezed(text: str) -> str:
    """Return a text without blanks and without what print does not tell apart: widths of marks, kinds of quotes."""
    return "".join(fold(text).split()).translate(_ALIKE).replace("---", "--")


def mark(text: str) -> str:
    """Return what stands for a few characters in a gold file."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]
