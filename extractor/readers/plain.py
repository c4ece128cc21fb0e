"""Plain text in UTF-8, UTF-16 or GB18030. ``Document.text`` is the decoded file, line endings and all."""

from __future__ import annotations

import codecs
import re

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning, Source
from extractor.tables import MOST_CELLS, has_too_many_cells

MOST_TEXT_BYTES = 16 * 1024 * 1024
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_CONTROL_BYTE = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ORDINARY = re.compile(r"[\t\n\r -~\u2000-\u2bff\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_FEWEST_ORDINARY = 0.9  # share of ASCII, Han, symbols and full-width forms in a report
_MOST_CONTROLS = 0.01  # share of control characters above which a file is no text
_SAMPLE = 20_000
_FEWEST_HAN = 20
_FEWEST_COMMON = 0.6  # share of the 3,755 characters of GB 2312 level 1; ordinary text has over 0.95
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)


def read_plain(data: bytes, path: str, digest: str) -> Document:
    """Decode a text file: by its byte order mark, else UTF-8, UTF-16 or GB18030, whichever it strictly is.

    Raises ``ReadError`` if it is none of them, no text at all, or more than ``MOST_TEXT_BYTES``.
    """
    if len(data) > MOST_TEXT_BYTES:
        advice = f"a report has well under {MOST_TEXT_BYTES // 2**20} MB; split the file into its reports"
        raise ReadError(path, "too_large", f"{len(data):,} bytes of text are too many", advice)
    text, encoding = _decode(data, path)
    controls = len(_CONTROL.findall(text))
    warnings = []
    if controls:
        warnings.append(ReadingWarning("control_characters", f"{controls} control characters stand in the text"))
    if has_too_many_cells(text):
        told = f"it has more than {MOST_CELLS:,} cells, which no report has: its tables are not read"
        warnings.append(ReadingWarning("too_many_cells", told))
    if not text.strip():
        warnings.append(ReadingWarning("empty", "the file holds no text"))
    return Document(Source(path, digest, "text/plain", len(data), encoding, None), text, warnings=tuple(warnings))


def _decode(data: bytes, path: str) -> tuple[str, str]:
    for bom, codec, name in BOMS:
        if data.startswith(bom):
            return _strict(data, codec, path), name
    if b"\0" in data[:_SAMPLE]:
        codec_found = utf16_without_bom(data)
        if codec_found:
            return _strict(data, codec_found, path), codec_found
    if len(_CONTROL_BYTE.findall(data[:_SAMPLE])) > _MOST_CONTROLS * len(data[:_SAMPLE]):
        raise ReadError(path, "binary", "this is no text (control characters everywhere)", "give the report itself")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        problem = f"byte {error.start + 1} is not UTF-8"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _unknown(path, f"{problem} and byte {error.start + 1} is not GB18030") from error
    if not _is_ordinary(text):
        raise _unknown(path, f"{problem}, and as GB18030 it makes no sense")
    return text, "gb18030"


def _strict(data: bytes, codec: str, path: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise _unknown(path, f"byte {error.start + 1} is not {codec.removesuffix('-sig').upper()}") from error


def utf16_without_bom(data: bytes) -> str | None:
    """Return the byte order in which the bytes make sense as UTF-16, or None."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if _is_ordinary(text):
            return codec
    return None


def _is_ordinary(text: str) -> bool:
    """Tell whether a text is made of the characters of reports, and its Han characters are mostly common ones.

    Text decoded in the wrong encoding is neither.
    """
    sample = text[:_SAMPLE]
    han = _HAN.findall(sample)
    if len(_ORDINARY.findall(sample)) < _FEWEST_ORDINARY * len(sample):
        return False
    return len(han) < _FEWEST_HAN or sum(map(_is_level_one, han)) >= _FEWEST_COMMON * len(han)


def _is_level_one(char: str) -> bool:
    code = char.encode("gb2312", "ignore")
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


def _unknown(path: str, problem: str) -> ReadError:
    return ReadError(path, "encoding", problem, "save it as UTF-8 (iconv -f OLD -t UTF-8)")
