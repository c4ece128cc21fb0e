"""Archives: zip, tar (also gz, bz2, xz) and 7z. Each file in them is a document with a path like ``a.zip!/2017/x.pdf``.

Nothing is ever written under the name a member gives itself.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from extractor.errors import ReadError, as_utf8
from extractor.readers.kinds import INSIDE, Member

MOST_MEMBER_BYTES = 512 * 1024 * 1024
MOST_BYTES = 4 * 1024**3  # unpacked, of all members together
MOST_MEMBERS = 50_000
_MOST_RATIO = 1000  # times what it takes, of a member of some size: text does not pack so well
_SOME_SIZE = 20 * 1024 * 1024
_PIECE = 1 << 20
_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags of a zip's member
_OF_SYSTEMS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
_GZIP, _BZIP, _XZ, _SEVEN = b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf"
_RAISED = (OSError, EOFError, ValueError, LookupError, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError)


def too_deep(path: str) -> ReadError:
    """Return the error for an archive that stands too deep in others."""
    return ReadError(path, "too_deep", "this is an archive in an archive in an archive", "unpack it by hand")


class TooMuchError(Exception):
    """An archive holds more than is unpacked."""


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
    except (*_RAISED, tarfile.TarError, zipfile.BadZipFile) as error:
        problem = f"the archive is damaged ({type(error).__name__}: {error})"
        raise ReadError(path, "damaged", problem, "fetch the file again") from error
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
        return _seven(data, path)
    if data.startswith(b"PK"):
        return _zip(data, path)
    return _tar(data, path)


def _is_of_system(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] in _OF_SYSTEMS or parts[-1] in _OF_SYSTEMS or parts[-1].startswith("._")


def _problem(path: str, code: str, problem: str, advice: str = "unpack the archive by hand") -> ReadError:
    return ReadError(path, code, problem, advice)


def _room(path: str, size: int, packed: int | None) -> ReadError | None:
    """Say why a member is too large, if it is."""
    if size > MOST_MEMBER_BYTES:
        return _problem(path, "too_large", f"{size:,} bytes are too many")
    if packed is not None and size > _SOME_SIZE and size > _MOST_RATIO * max(packed, 1):
        return _problem(path, "too_large", f"{packed:,} bytes would unpack to {size:,}, as in a zip bomb")
    return None


# --- zip ------------------------------------------------------------------------------------------------------------


def _zip(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        infos = [info for info in packed.infolist() if not info.is_dir()]
        if len(infos) > MOST_MEMBERS:
            raise TooMuchError(f"{len(infos):,} files")
        whole = 0
        for info in infos:
            problem = _zip_problem(info, path) or _room(path, info.file_size, info.compress_size)
            if problem:
                yield _zip_name(info), problem
                continue
            whole += info.file_size
            if whole > MOST_BYTES:
                raise TooMuchError(f"{whole:,} bytes")
            yield _zip_name(info), _member_bytes(packed, info, path)


def _member_bytes(packed: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> bytes | ReadError:
    try:
        return packed.read(info)
    except NotImplementedError as error:
        return _problem(path, "unsupported", f"it is packed in a way that is not known ({error})")
    except (*_RAISED, zipfile.BadZipFile) as error:
        return _problem(path, "damaged", f"it can not be unpacked ({error})", "fetch the archive again")


def _zip_problem(info: zipfile.ZipInfo, path: str) -> ReadError | None:
    if info.flag_bits & _ENCRYPTED:
        return _problem(path, "encrypted", "it opens only with a password", "remove the password first")
    if stat.S_ISLNK(info.external_attr >> 16):
        return _problem(path, "unsafe", "it is a link, no file")
    return None


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name of a member: in UTF-8 where the zip says so, else as most Chinese programs write it, in GBK."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return next((t for encoding in ("utf-8", "gb18030") if (t := _as_text(raw, encoding)) is not None), info.filename)


# --- tar, and single files packed with gzip, bzip2 or xz ------------------------------------------------------------


def _tar(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    with tempfile.TemporaryFile() as unpacked:
        _unpack_stream(_opened(data), unpacked)
        if not _is_tar(unpacked):
            unpacked.seek(0)
            yield Path(path).stem or "file", unpacked.read(MOST_MEMBER_BYTES)
            return
        unpacked.seek(0)
        with tarfile.open(fileobj=unpacked, mode="r:") as packed:
            whole = 0
            for number, info in enumerate(packed, start=1):
                whole += info.size
                if number > MOST_MEMBERS or whole > MOST_BYTES:
                    raise TooMuchError(f"{number:,} files of {whole:,} bytes")
                if not info.isdir():
                    yield _decoded(info.name.removeprefix("./")), _tar_member(packed, info, path)
            unpacked.seek(packed.offset)
            if unpacked.read(tarfile.BLOCKSIZE).strip(b"\0"):
                raise tarfile.ReadError("what stands behind its last file is no file")


def _unpack_stream(stream: IO[bytes], target: IO[bytes]) -> None:
    """Write what a stream holds to a file; raises ``TooMuchError`` where that is more than may be unpacked."""
    whole = 0
    while piece := stream.read(_PIECE):
        whole += len(piece)
        if whole > MOST_BYTES:
            raise TooMuchError(f"more than {MOST_BYTES:,} bytes")
        target.write(piece)
    target.seek(0)


def _tar_member(packed: tarfile.TarFile, info: tarfile.TarInfo, path: str) -> bytes | ReadError:
    if info.issym() or info.islnk():
        return _problem(path, "unsafe", "it is a link, no file")
    if not info.isfile() or info.issparse():
        return _problem(path, "unsupported", "it is no regular file")
    held = packed.extractfile(info)
    return _room(path, info.size, None) or (held.read() if held else b"")


def _decoded(name: str) -> str:
    """A name as it was meant: tar files hold bytes, of old Chinese programs in GBK."""
    raw = name.encode("utf-8", "surrogateescape")
    return next((text for encoding in ("utf-8", "gb18030") if (text := _as_text(raw, encoding)) is not None), name)


def _as_text(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _opened(data: bytes) -> IO[bytes]:
    openers: dict[bytes, Callable[[Any], IO[bytes]]] = {_GZIP: gzip.GzipFile, _BZIP: bz2.BZ2File, _XZ: lzma.LZMAFile}  # type: ignore[dict-item]
    stream = io.BytesIO(data)
    for signature, opener in openers.items():
        if data.startswith(signature):
            return opener(fileobj=stream) if signature == _GZIP else opener(stream)  # type: ignore[call-arg]
    return stream


def _is_tar(stream: IO[bytes]) -> bool:
    try:
        tarfile.TarInfo.frombuf(stream.read(tarfile.BLOCKSIZE), "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


# --- 7z -------------------------------------------------------------------------------------------------------------


def _seven(data: bytes, path: str) -> Iterator[tuple[str, bytes | ReadError]]:
    try:
        from extractor.readers.seven_zip import unpack_seven_zip
    except ImportError as error:
        advice = "install what reads it: pip install py7zr"
        raise ReadError(path, "needs_7z", "this is a 7z archive", advice) from error
    for name, size, found in unpack_seven_zip(data, path):
        if found is None:
            yield name, _problem(path, "unsafe", "it is a link, no file")
        else:
            yield name, _room(path, size, None) or found()
