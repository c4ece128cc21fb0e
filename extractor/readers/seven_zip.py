"""7z archives, with py7zr (the extra ``7z``)."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import py7zr
from py7zr.exceptions import ArchiveError, DecompressionBombError, InternalError, PasswordRequired

from extractor.errors import ReadError
from extractor.readers.archive import MOST_BYTES, MOST_MEMBERS, TooMuchError
from extractor.readers.ooxml import BROKEN


def unpack_seven_zip(data: bytes, path: str) -> Iterator[tuple[str, int, Callable[[], bytes] | None]]:
    """Yield name and size of each file, and a function that returns its bytes; None in place of it for a link.

    Raises ``ReadError`` if the archive is damaged or encrypted, ``TooMuchError`` if it unpacks to too much.
    """
    try:
        with (
            tempfile.TemporaryDirectory(prefix="extractor-") as folder,
            py7zr.SevenZipFile(io.BytesIO(data), max_extract_size=MOST_BYTES) as packed,
        ):
            if packed.needs_password():
                raise ReadError(path, "encrypted", "it opens only with a password", "remove the password first")
            infos = packed.list()
            whole = sum(info.uncompressed for info in infos)
            if len(infos) > MOST_MEMBERS or whole > MOST_BYTES:
                raise TooMuchError(f"{len(infos):,} files of {whole:,} bytes")
            files = _NumberedFiles(Path(folder))
            with contextlib.closing(files):
                packed.extractall(factory=files)
            for info in infos:
                if info.is_symlink:
                    yield info.filename, 0, None
                elif not info.is_directory:
                    yield info.filename, info.uncompressed, files.next_of(info.filename, info.uncompressed)
    except PasswordRequired as error:
        raise ReadError(path, "encrypted", "it opens only with a password", "remove the password first") from error
    except DecompressionBombError as error:
        raise TooMuchError(str(error)) from error
    except (ArchiveError, InternalError, ArithmeticError, AssertionError, *BROKEN) as error:
        raise ReadError(path, "damaged", f"the archive is damaged ({error})", "fetch the file again") from error


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
    """Gives every member a file with a number for its name; members of one name follow each other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._files: dict[str, deque[_File]] = {}

    def create(self, filename: str) -> _File:
        made = _File(self._folder / str(self._count))
        self._count += 1
        self._files.setdefault(filename, deque()).append(made)
        return made

    def next_of(self, name: str, size: int) -> Callable[[], bytes]:
        waiting = self._files.get(name)
        if waiting:
            return waiting.popleft().place.read_bytes
        if size:
            raise ValueError(f"{name} was not unpacked")
        return bytes

    def close(self) -> None:
        """Close all files."""
        for files in self._files.values():
            for file in files:
                file.close()
