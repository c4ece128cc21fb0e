"""What a file of text is written in: a page in HTML or a piece of one, data for programs, or words.

Every step takes linear time, whatever stands in the file.
"""

from __future__ import annotations

import re

from msgspec import Struct

_BLANKS = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*")
_WIDE = 1 << 20  # bytes of a page in UTF-16 within which it begins
_SAMPLE = 1 << 16  # bytes that tell what follows
_TAIL = 200  # bytes in which an XML file closes its outermost element
_WHOLE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|script|link|style)\b",
    re.IGNORECASE,
)
_LATE = re.compile(  # a page behind other lines: what a server said before it, or words someone put there
    rb"(?:<!doctype\s+html[^<>]*>\s*|<html(?:\s[^<>]*)?>\s*)<(?:html|head|body|meta|title|script|!--)", re.IGNORECASE
)
_TAGS = (
    rb"p|h[1-6]|span|font|center|section|article|main|header|nav|ul|ol|li|dl|br|hr|b|strong|i|em|u|a|img|tr|td|th|tbody|"
    rb"pre|blockquote|form|label|small|sup|sub|o:p"
)
_PIECE = re.compile(rb"<(?:" + _TAGS + rb")(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(rb"</?(?:div|table|" + _TAGS + rb")(?:\s[^<>]*)?/?>", re.IGNORECASE)
_FEWEST_TAGS = 2  # of a piece of a page: it closes what it opens, or opens more
_LINES_A_TAG = 4  # lines with something on them; a text whose lines count has more of them
_LINE = re.compile(rb"[^\s][^\n]*")
_JSON = re.compile(rb"[\s\[]*\{\s*\"[^\"\n]{1,80}\"\s*:")
_ROOT = re.compile(rb"<(?P<name>[^\s<>/!?=]{1,100})(?:\s[^<>]*)?/?>")
_FEEDS = (b"rss", b"feed", b"rdf:rdf")
_POSTSCRIPT = re.compile(rb"%!(?:PS-Adobe|PS)?[\r\n\-]")


class Writing(Struct, frozen=True):
    """What a file is written in; ``start`` is where a page begins behind lines that are not of it.

    ``what`` says what a file is that holds no words of a report, and ``advice`` what to do.
    """

    is_page: bool = False
    start: int = 0
    what: str = ""
    advice: str = ""


def writing_of(data: bytes) -> Writing:
    """Tell what a file is written in that is of no other kind."""
    begin, declared = _beginning(data)
    if begin.startswith(b"<"):
        return _of_markup(data, begin, declared=declared)
    if _JSON.match(begin):
        return Writing(
            what="data of a program (JSON), as a server answers", advice="save the report itself, or as text"
        )
    if _POSTSCRIPT.match(begin):
        return Writing(what="a PostScript file", advice="save it as PDF")
    late = _LATE.search(data[:_SAMPLE])
    return Writing(is_page=True, start=late.start()) if late else Writing()


def _beginning(data: bytes) -> tuple[bytes, bool]:
    """What stands behind blanks, comments and instructions, and whether the file says that it is XML."""
    place = _behind_blanks(data, 0)
    if b"\0" in data[place : place + _TAIL]:  # as in UTF-16
        data = data[:_WIDE].replace(b"\0", b"")
        place = _behind_blanks(data, 0)
    declared = data[place : place + 5].lower() == b"<?xml"
    while data.startswith((b"<!--", b"<?"), place):
        is_comment = data.startswith(b"<!--", place)
        end = data.find(b"-->" if is_comment else b">", place + 2)
        if end < 0:
            break
        place = _behind_blanks(data, end + (3 if is_comment else 1))
    return data[place : place + _SAMPLE], declared


def _behind_blanks(data: bytes, place: int) -> int:
    found = _BLANKS.match(data, place)
    return found.end() if found else place


def _of_markup(data: bytes, begin: bytes, *, declared: bool) -> Writing:
    if _WHOLE.match(begin) or (_PIECE.match(begin) and _is_piece(begin)):
        return Writing(is_page=True)
    root = _ROOT.match(begin)
    if root and root["name"].lower() in _FEEDS:
        return Writing(what="a list of news (RSS)", advice="save the reports it leads to")
    if declared or (root and data[-_TAIL:].replace(b"\0", b"").rstrip().endswith(b"</" + root["name"] + b">")):
        return Writing(what="data of a program (XML)", advice="save the report itself, or as text")
    return Writing()


def _is_piece(begin: bytes) -> bool:
    """Tell whether a text is a piece of a page, and not lines of which some hold a tag."""
    tags = sum(1 for _ in _TAG.finditer(begin))
    lines = sum(1 for _ in _LINE.finditer(begin))
    return tags >= max(_FEWEST_TAGS, lines / _LINES_A_TAG)
