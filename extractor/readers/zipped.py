"""What a zip archive is: several kinds of file are zip archives inside."""

from __future__ import annotations

import re
from typing import Literal

from extractor.errors import ReadError
from extractor.readers.archive.limits import DamagedError
from extractor.readers.archive.zip_files import contents_of

_SAVE_AS_PDF = "save it as PDF"
_MAIN = re.compile(  # content types of the parts that files of Office begin with
    rb"(?P<word>wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.(?:document|template)\.macroEnabled\w*\.main)"
    rb"|(?P<workbook>spreadsheetml\.(?:sheet|template)\.main\+xml|ms-excel\.(?:sheet|template)\.macroEnabled\.main)"
    rb"|(?P<office>ms-excel\.sheet\.binary\.macroEnabled\.main)"
)
_ZIPPED = (  # files by which one tells what else is a zip archive inside
    ("OFD.xml", "an OFD file", _SAVE_AS_PDF),
    ("META-INF/container.xml", "an EPUB", _SAVE_AS_PDF),
    ("AndroidManifest.xml", "a program (APK)", "give a report"),
    ("META-INF/MANIFEST.MF", "a program (JAR)", "give a report"),
    ("Index/Document.iwa", "a file of Pages, Numbers or Keynote", _SAVE_AS_PDF),
)
_TYPES = "[Content_Types].xml"


def kind_of_zip(data: bytes, path: str) -> Literal["word", "workbook", "office", "archive"]:
    """Tell which kind of file a zip archive is; what is damaged is taken for an archive.

    Raises ``ReadError`` if it is of a kind that is not read.
    """
    try:
        names, types = contents_of(data, _TYPES)
    except DamagedError:
        return "word" if b"word/" in data[:4096] else "archive"
    main = _MAIN.search(types)
    if "word/document.xml" in names or (main and main["word"]):
        return "word"
    if "xl/workbook.xml" in names or (main and main["workbook"]):
        return "workbook"
    if (main and main["office"]) or ("mimetype" in names and "content.xml" in names):
        return "office"
    if _TYPES in names:
        raise ReadError(path, "unsupported", "this is no Word or Excel file but another of Office", _SAVE_AS_PDF)
    for named, what, advice in _ZIPPED:
        if named in names:
            raise ReadError(path, "unsupported", f"this is {what}", advice)
    return "archive"
