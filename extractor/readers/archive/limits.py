"""What the files of an archive may unpack to, the errors of those that can not be had, and the encoding of names."""

from __future__ import annotations

from extractor.errors import ReadError

MOST_MEMBER_BYTES = 512 * 1024 * 1024
MOST_BYTES = 4 * 1024**3  # unpacked, of all members together
MOST_MEMBERS = 50_000
_MOST_RATIO = 1000  # times what it takes, of a member of some size: text does not pack so well
_SOME_SIZE = 20 * 1024 * 1024
_WRITTEN_IN = ("utf-8", "gb18030")  # what programs write names in, whatever the archive says of them


class TooMuchError(Exception):
    """An archive holds more than is unpacked."""


class DamagedError(Exception):
    """An archive, or what is packed in it, is not whole."""


def count_in(number: int, size: int) -> None:
    """Raise ``TooMuchError`` if so many files of so many bytes together are more than may be unpacked."""
    if number > MOST_MEMBERS or size > MOST_BYTES:
        raise TooMuchError(f"{number:,} files of {size:,} bytes")


def problem_of(path: str, code: str, problem: str, advice: str = "unpack the archive by hand") -> ReadError:
    """Return the error of a member that can not be had; ``path`` is that of the archive."""
    return ReadError(path, code, problem, advice)


def too_large(path: str, size: int, packed: int | None) -> ReadError | None:
    """Return the error of a member that is too large, if it is; ``packed`` is what it takes in the archive."""
    if size > MOST_MEMBER_BYTES:
        return problem_of(path, "too_large", f"{size:,} bytes are too many")
    if packed is not None and size > _SOME_SIZE and size > _MOST_RATIO * max(packed, 1):
        return problem_of(path, "too_large", f"{packed:,} bytes would unpack to {size:,}, as in a zip bomb")
    return None


def decoded(raw: bytes) -> str | None:
    """Return a name as it was meant: in UTF-8 or as old Chinese programs write it, in GBK; None if it is neither."""
    for encoding in _WRITTEN_IN:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
