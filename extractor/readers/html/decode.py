"""The bytes of a page to text: by its byte order mark, by what they strictly are, by what the page says of itself."""

from __future__ import annotations

import codecs
import contextlib
import re

from extractor.errors import ReadError
from extractor.readers.plain import BOMS, utf16_without_bom

_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page says how it is written
_OF_THE_EAST = ("big5", "cp95", "euc", "shift", "iso-2022", "hz")  # what else a page in Chinese may be written in
_MOST_BROKEN = 0.05  # share of the characters that are not ASCII that may be lost


def decode_page(data: bytes, path: str, declared: str = "") -> tuple[str, str, int]:
    """Return a page's text, its encoding, and how many characters of it are broken.

    What a page says of itself is often wrong: what is strictly UTF-8 is UTF-8, and what says gb2312 is read as GB18030,
    which holds it. Raises ``ReadError`` if it is neither.
    """
    for bom, codec, name in BOMS:
        if data.startswith(bom):
            return _checked(data.decode(codec, "replace"), name, path)
    wide = utf16_without_bom(data) if b"\0" in data[:_HEAD] else None
    if wide:
        return _checked(data.decode(wide, "replace"), wide, path)
    try:
        return data.decode("utf-8"), "utf-8", 0
    except UnicodeDecodeError:
        said = _DECLARED.search(data[:_HEAD])
    declared = (declared or (said[1].decode("ascii") if said else "")).lower()
    tried: tuple[str, ...] = ("utf-8", "gb18030") if declared.startswith("utf") else ("gb18030", "utf-8")
    if declared.startswith(_OF_THE_EAST):
        with contextlib.suppress(LookupError):
            tried = (codecs.lookup(declared).name, *tried)
    results = [(data.decode(codec, "replace"), codec) for codec in tried]
    text, codec = min(results, key=lambda result: result[0].count("\ufffd"))
    return _checked(text, codec, path)


def _checked(text: str, name: str, path: str) -> tuple[str, str, int]:
    broken = text.count("\ufffd")
    foreign = len(text) - len(text.encode("ascii", "ignore")) if broken else 0
    if broken > _MOST_BROKEN * foreign:
        problem = f"{broken:,} of its {foreign:,} characters are no {name.upper()}"
        raise ReadError(path, "encoding", problem, "save it as UTF-8 (iconv -f OLD -t UTF-8)")
    return text, name, broken
