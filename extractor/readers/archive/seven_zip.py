"""7z archives, with py7zr (the extra ``7z``)."""

from __future__ import annotations

import contextlib
import io
import lzma
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import py7zr
from py7zr.exceptions import ArchiveError, DecompressionBombError, InternalError, PasswordRequired

from extractor.errors import ReadError, without_memory
from extractor.readers.archive.limits import (
    MOST_BYTES,
    DamagedError,
    TooMuchError,
    count_in,
    problem_of,
    too_large,
)
from extractor.readers.ooxml import BROKEN

_PPMD = b"\3\4\1"  # pyppmd 1.3 writes where it must not if what it unpacks is damaged, and ends the program
_CODECS = (  # what py7zr unpacks Brotli and Zstandard with, of which it takes those that are there
    ("brotli", "error"),
    ("brotlicffi", "error"),
    ("backports.zstd", "ZstdError"),
    ("compression.zstd", "ZstdError"),
)
_RAISED = (
    ArchiveError,
    InternalError,
    AssertionError,
    lzma.LZMAError,
    *BROKEN,
    *(getattr(sys.modules[module], name) for module, name in _CODECS if module in sys.modules),
)


def unpack_seven_zip(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    """Yield name and bytes of each file, or in place of the bytes what is wrong; of a damaged one, those before it.

    Raises ``ReadError`` if the archive is encrypted, ``DamagedError`` and ``TooMuchError``.
    """
    with tempfile.TemporaryDirectory(prefix="extractor-") as folder:
        files = _NumberedFiles(Path(folder))
        broken: DamagedError | None = None
        with _opened(data, path) as packed:
            infos = packed.list()
            count_in(len(infos), sum(info.uncompressed for info in infos))
            for number, listed in enumerate(packed.files.files_list):
                listed["filename"] = str(number)  # py7zr refuses an archive for a single name that leads out of it
            try:
                with contextlib.closing(files), _as_damaged():
                    packed.extractall(factory=files)
            except DamagedError as error:
                broken = error
        for number, info in enumerate(infos):
            if info.is_symlink:
                yield info.filename, problem_of(path, "unsafe", "it is a link, no file")
            elif not info.is_directory and (not broken or files.is_whole(number)):
                yield info.filename, too_large(path, info.uncompressed, None) or files.bytes_of(number, path)
        if broken:
            raise broken


@contextlib.contextmanager
def _opened(data: bytes, path: str) -> Iterator[py7zr.SevenZipFile]:
    """Open an archive, and tell in our words what py7zr raises."""
    try:
        with _as_damaged(), py7zr.SevenZipFile(io.BytesIO(data), max_extract_size=MOST_BYTES) as packed:
            if packed.needs_password():
                raise PasswordRequired([], "it is encrypted")
            if _PPMD in _methods(packed):
                raise ReadError(path, "unsupported", "it is packed with PPMd", "unpack it, or pack it as usual (LZMA)")
            yield packed
    except PasswordRequired as error:
        raise ReadError(path, "encrypted", "it opens only with a password", "remove the password first") from error
    except DecompressionBombError as error:
        raise TooMuchError(str(error)) from error


def _methods(packed: py7zr.SevenZipFile) -> set[bytes]:
    streams = getattr(packed.header, "main_streams", None)
    folders = streams.unpackinfo.folders if streams else ()
    return {coder["method"] for folder in folders for coder in folder.coders}


@contextlib.contextmanager
def _as_damaged() -> Iterator[None]:
    try:
        yield
    except (PasswordRequired, DecompressionBombError):
        raise
    except OSError as error:
        if error.errno:  # of the disk that is unpacked to
            raise
        raise DamagedError(str(error)) from error
    except _RAISED as error:
        raise DamagedError(str(error)) from error


class _File(py7zr.Py7zIO):
    """A file a member is unpacked to."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._handle = place.open("w+b")

    def write(self, s: bytes | bytearray) -> int:
        return self._handle.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self._handle.read(-1 if size is None else size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._handle.seek(offset, whence)

    def flush(self) -> None:
        self._handle.flush()

    def size(self) -> int:
        self._handle.flush()
        return self.place.stat().st_size

    def close(self) -> None:
        self._handle.close()


class _NumberedFiles(py7zr.WriterFactory):
    """Gives every member, whose name is a number here, a file of that name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, _File] = {}
        self._last = ""

    def create(self, filename: str) -> _File:
        self._last = Path(filename).name
        self._made[self._last] = _File(self._folder / self._last)
        return self._made[self._last]

    def is_whole(self, number: int) -> bool:
        """Tell whether a file was unpacked before that in which the archive broke."""
        return str(number) in self._made and str(number) != self._last

    def bytes_of(self, number: int, path: str) -> bytes | ReadError:
        """Return what was unpacked; nothing is made of an empty file."""
        made = self._made.get(str(number))
        try:
            return made.place.read_bytes() if made else b""
        except MemoryError:
            return without_memory(path)

    def close(self) -> None:
        """Close all files."""
        for file in self._made.values():
            file.close()
