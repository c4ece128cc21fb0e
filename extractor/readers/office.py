"""Old files of Office (DOC, WPS, XLS, RTF) and OpenDocument, turned into DOCX or XLSX by LibreOffice."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from extractor.errors import ReadError
from extractor.model import Document, ReadingWarning

most_seconds = 120.0
"""After which LibreOffice is stopped; a batch that gives a file less lowers it."""

_PROGRAMS = ("soffice", "libreoffice")
_WORKBOOK, _BOOK = "Workbook".encode("utf-16-le"), "B\0o\0o\0k\0\0\0".encode("latin-1")
_DOCUMENT, _ENCRYPTED = "WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le")
_SPREADSHEET = re.compile(rb"<(?:\w+:)?(?:Workbook\s|document\s[^>]*opendocument\.spreadsheet)")
_MIMETYPE = 200  # bytes in which a zipped OpenDocument file says its kind
_HEAD = 16 * 1024  # bytes in which a flat one does, behind all its names
_OLE = b"\xd0\xcf\x11\xe0"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item></oor:items>
"""


@cache
def office_program() -> str | None:
    """Return where LibreOffice is, None if it is not installed."""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), None)


def read_office(data: bytes, path: str, digest: str) -> Document:
    """Read an old Word or Excel file through LibreOffice, without macros and without links out of the file.

    Raises ``ReadError`` if LibreOffice is not installed, the file is encrypted, or can not be turned into a new one.
    """
    if _ENCRYPTED in data:
        raise ReadError(path, "encrypted", "it opens only with a password", "remove the password first")
    is_book = _is_book(data)
    kind = "xlsx" if is_book else "docx"
    program = office_program()
    if program is None:
        advice = f"install LibreOffice (apt install libreoffice-writer libreoffice-calc), or save it as {kind.upper()}"
        raise ReadError(path, "needs_office", "this is an old file of Office", advice)
    converted = _converted(program, data, path, kind)
    if is_book:
        from extractor.readers.workbook import read_workbook as read_new
    else:
        from extractor.readers.word import read_word as read_new
    document = read_new(converted, path, digest)
    media_type = {b"{\\rt": "application/rtf", b"PK\x03\x04": "application/vnd.oasis.opendocument"}.get(
        data[:4], "application/vnd.ms-excel" if is_book else "application/msword"
    )
    note = ReadingWarning("converted", "it was turned into a new file by LibreOffice before it was read")
    source = replace(document.source, media_type=media_type, bytes=len(data))
    return replace(document, source=source, warnings=(note, *document.warnings))


def _is_book(data: bytes) -> bool:
    if data.startswith(b"PK"):
        return b"opendocument.spreadsheet" in data[:_MIMETYPE] or b"xl/workbook.bin" in data[:_HEAD]
    if data.startswith((_OLE, b"{\\rt")):
        return (_WORKBOOK in data or _BOOK in data) and _DOCUMENT not in data
    return _SPREADSHEET.search(data[:_HEAD].replace(b"\0", b"")) is not None


def _converted(program: str, data: bytes, path: str, kind: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="extractor-") as name:
        folder = Path(name)
        profile = folder / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        (folder / "in.bin").write_bytes(data)
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        command += ["--convert-to", kind, "--outdir", str(folder / "out"), str(folder / "in.bin")]
        with subprocess.Popen(  # noqa: S603 a program found on the path, and names of our own
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        ) as running:
            try:
                said, _ = running.communicate(timeout=most_seconds)
            except subprocess.TimeoutExpired as error:
                problem = f"LibreOffice did not finish it in {most_seconds:g} seconds"
                raise ReadError(path, "damaged", problem, f"save it as {kind.upper()}") from error
            finally:
                with contextlib.suppress(ProcessLookupError, PermissionError, AttributeError):
                    os.killpg(running.pid, signal.SIGKILL)
        made = next(iter(sorted((folder / "out").glob(f"*.{kind}"))), None) if (folder / "out").is_dir() else None
        if made is None:
            told = " ".join(said.decode("utf-8", "replace").split())[-200:]
            raise ReadError(path, "damaged", f"LibreOffice can not read it ({told})", f"save it as {kind.upper()}")
        return made.read_bytes()
