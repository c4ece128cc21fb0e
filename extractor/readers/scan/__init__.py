"""Scans and pictures: what is printed on them, read with OCR, as the marks of pages that everything else is read from.

``straight`` sets a page straight, ``engine`` finds and reads text, ``rulings`` finds straight lines, ``characters``
says where each character stands, ``page`` makes marks of them all; ``picture`` opens picture files.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Literal

__all__ = ["HOW_TO_INSTALL", "Ocr", "ocr_mark", "wants_ocr"]

Ocr = Literal["auto", "never", "always"]
"""``auto`` reads a page with OCR where its text layer does not say what it shows, ``always`` reads every page so."""

HOW_TO_INSTALL = "install OCR: pip install rapidocr onnxruntime"
_NONE = "none"
_EVERY_PAGE = ", every page"


def wants_ocr(ocr: Ocr) -> bool:
    """Tell whether pages may be read with OCR: it is asked for, and it is installed."""
    return ocr != "never" and _is_installed()


def ocr_mark(ocr: Ocr) -> str:
    """Return what reads pages without text, for the provenance: the engine with its version, or ``none``."""
    if not wants_ocr(ocr):
        return _NONE
    from importlib.metadata import version

    return f"rapidocr {version('rapidocr')}{_EVERY_PAGE if ocr == 'always' else ''}"


@cache
def _is_installed() -> bool:
    return all(map(importlib.util.find_spec, ("rapidocr", "onnxruntime")))
