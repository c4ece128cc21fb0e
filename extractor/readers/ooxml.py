"""Files of Office that are zip archives inside (DOCX, XLSX): their parts, unpacked within limits and made alike."""

from __future__ import annotations

import base64
import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from functools import partial

from extractor.errors import ReadError

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    ArithmeticError,
)
"""What zip files and their parts raise where they are damaged."""

_MOST_UNPACKED = 400 * 1024 * 1024  # bytes
_MOST_RATIO = 300  # times what the file takes, of a part of some size
_SOME_SIZE = 20 * 1024 * 1024
_PIECE = 1024 * 1024
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # ISO/IEC 29500-2 knows no others
_WIDE = {b"\xff\xfe<\0": "utf-16-le", b"<\0?\0": "utf-16-le", b"\xfe\xff\0<": "utf-16-be", b"\0<\0?": "utf-16-be"}
_ENCODING = re.compile(r"""(?<=\s)encoding\s*=\s*["'][^"']*["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*/>")
_TARGET = re.compile(rb"""\sTarget\s*=\s*["']([^"']*)["']""")
_OUTSIDE = re.compile(rb"""\sTargetMode\s*=\s*["']External["']""")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_FLAT = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"


def unpacked(data: bytes, path: str, what: str) -> dict[str, bytes]:
    """Return the parts of a file of Office by name, those in the strict form of the format in its usual one.

    The file is a zip archive, or all parts in one XML file (``pkg:package``).
    Raises ``ReadError`` if it is damaged, or unpacks to more than any report of its kind (``what``) holds.
    """
    try:
        if not data.startswith(b"PK"):
            return _without_lost_relations(_flat_parts(data))
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            infos = {info.filename: info for info in packed.infolist()}
            _refuse_bombs(list(infos.values()), path)
            parts = {name.replace("\\", "/"): _part(packed, info) for name, info in infos.items()}
            return _without_lost_relations(parts)
    except BROKEN as error:
        raise ReadError(path, "damaged", f"not a readable {what} ({error})", "fetch the file again") from error


def packed_again(parts: Mapping[str, bytes]) -> io.BytesIO:
    """Return parts as a file of Office."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name, part in parts.items():
            packed.writestr(zipfile.ZipInfo(name), part)
    made.seek(0)
    return made


def _flat_parts(data: bytes) -> dict[str, bytes]:
    from lxml import etree

    try:
        package = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(error) from error
    types = etree.Element(f"{{{_TYPES}}}Types")
    parts: dict[str, bytes] = {}
    for part in package.iter(f"{_FLAT}part"):
        name = part.get(f"{_FLAT}name", "")
        etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=name, ContentType=part.get(f"{_FLAT}contentType", ""))
        inner = next((element for held in part.iter(f"{_FLAT}xmlData") for element in held), None)
        binary = part.find(f"{_FLAT}binaryData")
        said = etree.tostring(inner) if inner is not None else b""
        parts[name.lstrip("/")] = base64.b64decode(binary.text or "") if binary is not None else said
    return {"[Content_Types].xml": etree.tostring(types), **parts}


def _part(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """A part, unpacked in pieces: no more of it than the file says it holds, however much there is."""
    if info.compress_type not in _PACKINGS:
        raise zipfile.BadZipFile(f"{info.filename} is packed in a way that is none of Office's")
    pieces = []
    with packed.open(info) as opened:
        while piece := opened.read(_PIECE):
            pieces.append(piece)
    part = _as_utf8(b"".join(pieces))
    return _STRICT.sub(_TRANSITIONAL, part) if info.filename.endswith((".xml", ".rels")) else part


def _as_utf8(part: bytes) -> bytes:
    """A part that is XML in UTF-16 in the encoding all others have; any other part as it is."""
    codec = next((codec for begin, codec in _WIDE.items() if part.startswith(begin)), None)
    if codec is None:
        return part
    return _ENCODING.sub("", part.decode(codec).lstrip("\ufeff"), count=1).encode()


def _without_lost_relations(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts without what refers to parts that are not there, which WPS writes (``Target="NULL"``)."""

    def kept(relation: bytes, folder: str) -> bytes:
        target = _TARGET.search(relation)
        if not target or _OUTSIDE.search(relation):
            return relation
        name = posixpath.normpath(posixpath.join("/", folder, target[1].decode("utf-8", "replace")))
        return relation if name.lstrip("/") in parts else b""

    made = dict(parts)
    for name, part in parts.items():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            made[name] = _RELATION.sub(partial(lambda where, found: kept(found[0], where), folder), part)
    return made


def _refuse_bombs(infos: list[zipfile.ZipInfo], path: str) -> None:
    total = sum(info.file_size for info in infos)
    swollen = any(info.file_size > max(_SOME_SIZE, _MOST_RATIO * info.compress_size) for info in infos)
    if swollen or total > _MOST_UNPACKED:
        problem = f"it unpacks to {total:,} bytes"
        raise ReadError(path, "too_large", problem, "no report is as large; look at where it comes from")
