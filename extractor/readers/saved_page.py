"""A web page saved as one file with its pictures (MHTML): so save browsers, and Word under the name ``.doc``."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from msgspec.structs import replace

from extractor.errors import ReadError
from extractor.model import Document
from extractor.readers.html import read_html

MEDIA_TYPE = "multipart/related"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_MOST_BYTES = 128 * 1024 * 1024
_MOST_PARTS = 10_000  # each begins with a line that begins with --


def read_saved_page(data: bytes, path: str, digest: str) -> Document:
    """Read the first page in an MHTML file, as ``read_html`` does. Raises ``ReadError`` if there is none."""
    page, declared = page_in(data, path)
    document = read_html(page, path, digest, declared=declared)
    return replace(document, source=replace(document.source, media_type=MEDIA_TYPE, bytes=len(data)))


def page_in(data: bytes, path: str) -> tuple[bytes, str]:
    """Return the first page in an MHTML file and its encoding as said there. Raises ``ReadError`` if there is none."""
    part = _page(data, path)
    page = part.get_payload(decode=True)
    if not isinstance(page, bytes):
        raise _without_page(path)
    return page, part.get_content_charset() or ""


def _page(data: bytes, path: str) -> Message:
    if len(data) > _MOST_BYTES or data.count(b"\n--") > _MOST_PARTS:
        raise ReadError(path, "too_large", f"{len(data):,} bytes are too many for a page", "save it again, as HTML")
    try:
        waiting: list[Message] = [message_from_bytes(data)]
    except (RecursionError, ValueError, LookupError) as error:
        problem = f"not a readable saved page ({type(error).__name__})"
        raise ReadError(path, "damaged", problem, "save the page again, as HTML") from error
    while waiting:
        part = waiting.pop()
        if part.get_content_type() in _PAGES:
            return part
        inner = part.get_payload()
        waiting += [each for each in reversed(inner) if isinstance(each, Message)] if isinstance(inner, list) else []
    raise _without_page(path)


def _without_page(path: str) -> ReadError:
    return ReadError(path, "no_text", "the saved page holds no page", "save it again, as HTML")
