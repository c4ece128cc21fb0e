"""Archives: zip, tar (also gz, bz2, xz) and 7z. Each file in them is a document with a path like ``a.zip!/2017/x.pdf``.

Nothing is ever written under the name a member gives itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.errors import ReadError, as_utf8, without_memory
from extractor.readers.archive.limits import DamagedError, TooMuchError
from extractor.readers.kinds import INSIDE, Member

_OF_SYSTEMS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_SEVEN, _ZIP = b"7z\xbc\xaf", b"PK"


def too_deep(path: str) -> ReadError:
    """Return the error for an archive that stands too deep in others."""
    return ReadError(path, "too_deep", "this is an archive in an archive in an archive", "unpack it by hand")


def members(data: bytes, path: str) -> Iterator[Member | ReadError]:
    """Yield the files of an archive in its order, in place of one that can not be had the error that says why.

    Raises ``ReadError`` if the archive itself is damaged, too large, or needs what is not installed.
    """
    counts: dict[str, int] = {}  # of the names so far
    try:
        for name, found in _unpacked(data, path):
            if isinstance(found, ReadError) or not _is_of_system(name):
                yield _named(path, _new_name(as_utf8(name), counts), found)
    except TooMuchError as error:
        raise ReadError(path, "too_large", f"the archive unpacks to too much ({error})", "unpack it by hand") from error
    except DamagedError as error:
        raise ReadError(path, "damaged", f"the archive is damaged ({error})", "fetch the file again") from error
    except MemoryError as error:
        raise without_memory(path) from error
    except OSError as error:  # what is damaged is told above: this is of the disk
        problem = f"it can not be unpacked ({error.strerror or error})"
        raise ReadError(path, "unreadable", problem, "make room where TMPDIR is") from error
    if not counts:
        raise ReadError(path, "no_text", "there are no files in the archive", "check it")


def _new_name(name: str, counts: dict[str, int]) -> str:
    """A name no other file of the archive has: the second ``x`` is ``x#2``."""
    new = name
    while new in counts:
        counts[name] += 1
        new = f"{name}#{counts[name]}"
    counts[new] = 1
    return new


def _named(path: str, name: str, found: bytes | ReadError) -> Member | ReadError:
    whole = f"{path}{INSIDE}{name}"
    if isinstance(found, ReadError):
        return ReadError(whole, found.code, found.problem, found.advice)
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or name[1:3] in {":\\", ":/"}:
        return ReadError(
            whole, "unsafe", "its name leads out of the archive", "unpack the archive by hand if you trust it"
        )
    return Member(whole, found)


def _unpacked(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    if data.startswith(_SEVEN):
        return _seven_zip(data, path)
    if data.startswith(_ZIP):
        from extractor.readers.archive.zip_files import unpack_zip

        return unpack_zip(data, path)
    from extractor.readers.archive.tar_files import unpack_tar

    return unpack_tar(data, path)


def _seven_zip(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    try:
        from extractor.readers.archive.seven_zip import unpack_seven_zip
    except ImportError as error:
        advice = "install what reads it: pip install py7zr"
        raise ReadError(path, "needs_7z", "this is a 7z archive", advice) from error
    return unpack_seven_zip(data, path)


def _is_of_system(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] in _OF_SYSTEMS or parts[-1] in _OF_SYSTEMS or parts[-1].startswith("._")
