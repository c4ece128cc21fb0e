"""JSON Lines on disk: an index of what is there, appending that survives a crash, and the final rewrite."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct, field

from extractor.errors import OutputError

_SOURCE = b'"source":'
_PROVENANCE = b'"provenance":'
_HEAD = 65_536  # the source stands at the head of a record, the provenance at its end


class _Entry(Struct, frozen=True):
    """Where a record stands, and what file, content and version it is of."""

    file: Path
    offset: int
    length: int
    digest: str | None
    provenance: str


class Records(Struct):
    """The records of one JSON Lines file and of its ``.part``, by path; a later record replaces an earlier one."""

    path: Path
    entries: dict[str, _Entry] = field(default_factory=dict)

    @property
    def part(self) -> Path:
        """The file results are appended to until a run is through."""
        return self.path.with_name(self.path.name + ".part")

    @classmethod
    def open(cls, path: Path) -> Records:
        """Index an output file, if there is one. Raises ``OutputError`` if it is not one of ours."""
        records = cls(path)
        if path.is_dir():
            raise OutputError(
                f"{path}: this is a folder; name a file for the output, as in -o {path / 'reports.jsonl'}"
            )
        for file in (path, records.part):
            if file.exists():
                records._index(file, may_be_torn=file == records.part)
        return records

    def made_by(self, provenance: str) -> Iterator[tuple[str, str]]:
        """Yield path and content hash of the records that this version with these patterns made."""
        wanted = json.loads(provenance)
        for path, entry in self.entries.items():
            if entry.digest and json.loads(entry.provenance) == wanted:
                yield path, entry.digest

    def holds(self, path: str, line: str) -> bool:
        """Tell whether the record of ``path`` is ``line`` already."""
        entry = self.entries.get(path)
        if entry is None:
            return False
        with entry.file.open("rb") as handle:
            handle.seek(entry.offset)
            return handle.read(entry.length) == line.encode("utf-8") + b"\n"

    @contextlib.contextmanager
    def appending(self) -> Iterator[Callable[[str, str], None]]:
        """Give a function ``add(path, line)`` that appends to the ``.part`` file at once. Raises ``OutputError``."""
        try:
            handle = self.part.open("ab")
        except OSError as error:
            raise OutputError(f"{self.path}: it can not be written ({error.strerror}); choose another place") from error
        with handle:
            offset = handle.seek(0, os.SEEK_END)

            def add(path: str, line: str) -> None:
                nonlocal offset
                data = line.encode("utf-8") + b"\n"
                handle.write(data)
                handle.flush()
                self.entries[path] = _Entry(self.part, offset, len(data), *_marks(data))
                offset += len(data)

            yield add

    def lines(self) -> Iterator[bytes]:
        """Yield the records as bytes, in the order of their paths."""
        with contextlib.ExitStack() as stack:
            files = {
                file: stack.enter_context(file.open("rb")) for file in {entry.file for entry in self.entries.values()}
            }
            for path in sorted(self.entries):
                entry = self.entries[path]
                handle = files[entry.file]
                handle.seek(entry.offset)
                yield handle.read(entry.length)

    def _index(self, file: Path, *, may_be_torn: bool) -> None:
        offset = good = 0
        with file.open("rb") as handle:
            for line in handle:
                try:
                    digest, provenance = _marks(line)
                    path = _source(line)["path"]
                    if not line.endswith(b"\n"):
                        raise ValueError("a line without its end")
                except (ValueError, KeyError, TypeError) as error:
                    if may_be_torn:
                        break
                    raise OutputError(f"{file}: not a file of ours ({error}); name another output file") from error
                self.entries[str(path)] = _Entry(file, offset, len(line), digest, provenance)
                offset += len(line)
                good = offset
        if may_be_torn and good < file.stat().st_size:
            with file.open("r+b") as handle:
                handle.truncate(good)


@contextlib.contextmanager
def locked(output: Path) -> Iterator[None]:
    """Keep a second batch from writing the same output at the same time. Raises ``OutputError`` if one does."""
    lock = output.with_name(output.name + ".lock")
    try:
        handle = lock.open("ab")
    except OSError as error:
        raise OutputError(f"{output}: it can not be written ({error.strerror}); choose another place") from error
    with handle:
        try:
            import fcntl
        except ImportError:  # Windows
            yield
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise OutputError(
                f"{output}: another batch is writing it; wait for it, or choose another output"
            ) from error
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)


def merge(records: Records, failures: Records) -> None:
    """Rewrite both files in one step each, sorted by path; a file has a record or a failure, the newer of both."""
    for path in list(records.entries.keys() & failures.entries.keys()):
        newer_is_failure = failures.entries[path].file == failures.part
        del (records if newer_is_failure else failures).entries[path]
    for kept in (records, failures):
        temporary = kept.path.with_name(kept.path.name + ".new")
        try:
            with temporary.open("wb") as handle:
                handle.writelines(kept.lines())
            temporary.replace(kept.path)
        except OSError as error:
            problem = f"{kept.path}: it can not be written ({error.strerror}); is another batch writing it?"
            raise OutputError(problem) from error
    for kept in (records, failures):
        kept.part.unlink(missing_ok=True)


def _marks(line: bytes) -> tuple[str | None, str]:
    digest = _source(line).get("sha256")
    place = line.rindex(_PROVENANCE) + len(_PROVENANCE)
    provenance = line[place:].strip()
    return (str(digest) if digest else None), provenance[: provenance.index(b"}") + 1].decode("utf-8")


def _source(line: bytes) -> dict[str, object]:
    place = line.index(_SOURCE, 0, _HEAD) + len(_SOURCE)
    source, _ = json.JSONDecoder().raw_decode(line[place : place + _HEAD].decode("utf-8", "ignore"))
    return dict(source)
