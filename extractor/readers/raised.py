"""What stands raised behind a word: a power, or the mark of a note, which is no digit of a number."""

from __future__ import annotations

import re

_NOTE = re.compile(r"[\[(（【]?(\d{1,2})[\])）】]?")
_POWERS = {"2": "²", "3": "³"}
_METRES = ("m", "M", "ｍ", "米")
_BLANK = re.compile(r"\s+")


def raised(said: str, before: str) -> str:
    """Return raised text as a line of text says it: 2 or 3 behind a metre as a power, a number as ``[1]``."""
    squeezed = _BLANK.sub("", said)
    if squeezed in _POWERS and before.endswith(_METRES):
        return _POWERS[squeezed]
    note = _NOTE.fullmatch(squeezed)
    return f"[{note[1]}]" if note else said
