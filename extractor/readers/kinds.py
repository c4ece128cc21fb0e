"""What a file is, by what it holds, never by its name."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from extractor.errors import ReadError
from extractor.readers.markup import writing_of

INSIDE = "!/"
"""Stands between the path of an archive and that of a file in it."""

DEEPEST = 2
"""An archive may hold archives, these no more."""

Kind = Literal["pdf", "picture", "word", "workbook", "office", "archive", "page", "saved_page", "text"]

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")
_BITMAP = re.compile(rb"BM.{8}[\s\S]{4}[\x0c\x28\x6c\x7c]\0\0\0", re.DOTALL)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = (b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xfd7zXZ\0")
_BZIP = re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)")  # its blocks begin with pi, its end with the root of pi
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_TAR, _SUM = slice(257, 262), slice(148, 156)
_BLOCK = 512  # bytes of a head in a tar
_OCTAL = re.compile(rb"[0-7]{4,7}")
_PACK_AGAIN = "unpack it, or pack it as zip or 7z"
_SAVE_AS_PDF = "save it as PDF"
_NOT_READ: tuple[tuple[bytes, str, str], ...] = (  # a text may begin with them as well, but holds no NUL
    (b"Rar!", "a RAR archive", _PACK_AGAIN),
    (b"\x7fELF", "a program", "give a report"),
    (b"MZ", "a program", "give a report"),
    (b"SQLite format 3", "a database", "give a report"),
)
_NEVER_TEXT: tuple[tuple[bytes, str, str], ...] = (  # signatures that no text begins with
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _PACK_AGAIN),
    (b"\x5d\0\0", "an LZMA archive", _PACK_AGAIN),
    (b"\x1f\x9d", "an archive of compress (.Z)", _PACK_AGAIN),
    (b"\x04\x22\x4d\x18", "an LZ4 archive", _PACK_AGAIN),
    (b"LZIP\1", "an lzip archive", _PACK_AGAIN),
    (b"MSCF\0", "a CAB archive", _PACK_AGAIN),
    (b"CAJ\0", "a CAJ file", _SAVE_AS_PDF),
    (b"HN\0\0", "a CAJ file", _SAVE_AS_PDF),
    (b"KDH \0", "a CAJ file (KDH)", _SAVE_AS_PDF),
)
_HEAD = 4096  # bytes that tell what a file is
_PDF = re.compile(rb"(?:\A|[\r\n\0]|\xef\xbb\xbf)%PDF-\d")  # a mail's or a server's lines may stand before it
_OFFICE_XML = re.compile(  # Word and Excel 2003, flat OpenDocument, and a Word file that is one XML file
    rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:<\?xml[^>]*>\s*)?(?><!--(?>(?:(?!-->).)*)-->\s*)*(?:<\?mso-[^>]*>\s*)?"
    rb"<(?:\w+:)?(?:wordDocument\s|Workbook\s[^>]*[\"']urn:schemas-microsoft-com:office:spreadsheet[\"']|document\s[^>]*"
    rb"[\"']urn:oasis:names:tc:opendocument:|(?P<word>package\s[^>]*[\"']http://schemas\.microsoft\.com/office/2006/xmlPackage))",
    re.DOTALL,
)
_MAIL = re.compile(  # lines of a mail's head before that which says what it holds
    rb"\A(?:\xef\xbb\xbf)?\s*(?:[a-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?content-type:\s*(?:multipart/(?P<of>\w+)|"
    rb"text/(?:plain|html)\b(?s:.*?)^(?P<plain>content-transfer-encoding:))",
    re.IGNORECASE | re.MULTILINE,
)


class Member(Struct, frozen=True):
    """A file in an archive, with the path by which it is known."""

    path: str
    data: bytes


def kind_of(data: bytes, path: str) -> Kind:
    """Return what a file is; ``path`` is for the message. Raises ``ReadError`` if it is of a kind that is not read."""
    if is_picture(data):
        return "picture"
    if data.startswith(_ZIP):
        from extractor.readers.zipped import kind_of_zip

        return kind_of_zip(data, path)
    if _is_packed(data):
        return "archive"
    if data.startswith((_OLE, _RTF)):
        return "office"
    if data.startswith(b"%PDF-") or (_PDF.search(data[:_HEAD]) and b"obj" in data):
        return "pdf"
    _refuse_binary(data, path)
    mail = _MAIL.match(data[:_HEAD])
    if mail and (mail["plain"] or mail["of"].lower() == b"mixed"):
        raise ReadError(path, "unsupported", "this is a mail", "save what is attached to it")
    if mail:
        return "saved_page"
    return _written(data, path)


def _is_packed(head: bytes) -> bool:
    return head.startswith(_PACKED) or _BZIP.match(head) is not None or is_tar(head[:_BLOCK])


def _refuse_binary(data: bytes, path: str) -> None:
    known = (*_NEVER_TEXT, *(_NOT_READ if b"\0" in data[:_HEAD] else ()))
    for signature, what, advice in known:
        if data.startswith(signature):
            raise ReadError(path, "unsupported", f"this is {what}", advice)


def _written(data: bytes, path: str) -> Kind:
    office = _OFFICE_XML.match(data[:_HEAD].replace(b"\0", b""))
    if office:
        return "word" if office["word"] else "office"
    writing = writing_of(data)
    if writing.what:
        raise ReadError(path, "unsupported", f"this is {writing.what}", writing.advice)
    return "page" if writing.is_page else "text"


def is_picture(data: bytes) -> bool:
    """Tell whether a file is a picture of a kind that is read."""
    is_webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return data.startswith(_PICTURES) or is_webp or _BITMAP.match(data) is not None


def is_tar(head: bytes) -> bool:
    """Tell by the first 512 bytes of a file whether it is a tar: by its mark, or as old ones have none by its sum."""
    if head[_TAR] == b"ustar":
        return True
    stated = head[_SUM].strip(b"\0 ")
    if len(head) < _BLOCK or not _OCTAL.fullmatch(stated):
        return False
    return int(stated, 8) == sum(head[:_BLOCK]) - sum(head[_SUM]) + len(head[_SUM]) * ord(" ")


def may_be_archive(head: bytes) -> bool:
    """Tell by the first bytes of a file whether it may be an archive."""
    return head.startswith(_ZIP) or _is_packed(head)


def is_archive(data: bytes) -> bool:
    """Tell whether a file is an archive whose files are to be read."""
    try:
        return kind_of(data, "") == "archive"
    except ReadError:  # of a kind that is not read
        return False
