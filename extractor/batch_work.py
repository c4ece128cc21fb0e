"""What a worker of a batch does with one file: extract it, unpack it if it is an archive, or say why neither can be."""

from __future__ import annotations

import hashlib
import tempfile
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from typing import Any

from msgspec import Struct

from extractor.errors import PatternError, ReadError, as_utf8, without_memory
from extractor.output import decode, encode
from extractor.readers.scan import Ocr

MEMORY_LIMIT = 4 * 1024**3
_BEFORE_THE_END = 0.8  # of the time a file may take, LibreOffice is stopped, else it would outlive its worker


class Task(Struct, frozen=True):
    """A file to extract; ``file`` is where it was unpacked to, ``depth`` in how many archives it stands."""

    path: str
    known: str | None  # the file's hash in an earlier result made by the same version and patterns
    file: str | None = None
    depth: int = 0


class Outcome(Struct, frozen=True):
    """``line`` is a record or a failure; None where the earlier result still holds."""

    line: str | None
    failed: bool


class Unpacked(Struct, frozen=True):
    """What was in an archive: files, and the failures of those that could not be had."""

    tasks: tuple[Task, ...]
    failures: tuple[tuple[str, str], ...]


class How(Struct, frozen=True):
    """What workers need to know: how to extract, what marks a record as made so, and where to unpack archives."""

    marks: str
    patterns: Path | None
    ocr: Ocr
    folder: str
    seconds: float


def prepare_worker(started: Semaphore, how: How) -> None:
    """Load what every file needs once, and bound the worker's memory where the system can.

    What it writes for a while goes to the run's folder, which is removed even if the worker is killed.
    """
    started.release()
    from extractor.patterns import load_patterns
    from extractor.readers import office

    tempfile.tempdir = how.folder
    office.most_seconds = min(office.most_seconds, _BEFORE_THE_END * how.seconds)
    load_patterns(how.patterns)
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_LIMIT if most == resource.RLIM_INFINITY else min(MEMORY_LIMIT, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def work(task: Task, how: How) -> Outcome | Unpacked:
    """Extract one file; one whose hash is known is left alone."""
    from extractor.output import to_json
    from extractor.patterns import load_patterns
    from extractor.pipeline import extract
    from extractor.readers import read_bytes, read_file
    from extractor.readers.kinds import is_archive

    digest: str | None = None
    try:
        data = read_file(task.file or task.path)
        digest = hashlib.sha256(data).hexdigest()
        if digest == task.known:
            return Outcome(None, failed=False)
        if is_archive(data):
            return _unpack(task, data, digest, how)
        document = read_bytes(data, as_utf8(task.path), ocr=how.ocr)
        return Outcome(to_json(extract(document, load_patterns(how.patterns))), failed=False)
    except ReadError as error:
        return Outcome(failure(error, digest, how.marks), failed=True)
    except PatternError as error:  # a pattern of one's own that takes too long on this report
        problem = ReadError(task.path, "pattern", str(error), "mend the pattern, or leave its folder out")
        return Outcome(failure(problem, digest, how.marks), failed=True)
    except MemoryError:
        return Outcome(failure(without_memory(task.path), digest, how.marks), failed=True)
    except Exception as error:  # the edge of one document: whatever is wrong with it stays with it
        problem = ReadError(task.path, "error", f"{type(error).__name__}: {error}", "report this file as a bug")
        return Outcome(failure(problem, digest, how.marks), failed=True)


def _unpack(task: Task, data: bytes, digest: str, how: How) -> Unpacked:
    """Write the files of an archive to a folder of its own; what is wrong with the archive is a failure of its own."""
    from extractor.readers.archive import members, too_deep
    from extractor.readers.kinds import DEEPEST

    tasks: list[Task] = []
    failures: list[tuple[str, str]] = []
    try:
        if task.depth == DEEPEST:
            raise too_deep(as_utf8(task.path))
        folder = Path(tempfile.mkdtemp(dir=how.folder))
        for found in members(data, as_utf8(task.path)):
            if isinstance(found, ReadError):
                failures.append((found.path, failure(found, None, how.marks)))  # it has no bytes to go by
            else:
                file = folder / str(len(tasks))
                file.write_bytes(found.data)
                tasks.append(Task(found.path, None, str(file), task.depth + 1))
    except ReadError as error:
        of_the_disk = error.code == "unreadable"  # another time there may be room
        failures.append((as_utf8(task.path), failure(error, None if of_the_disk else digest, how.marks)))
    except OSError as error:
        problem = ReadError(task.path, "unreadable", f"it can not be unpacked ({error})", "make room where TMPDIR is")
        failures.append((as_utf8(task.path), failure(problem, None, how.marks)))
    return Unpacked(tuple(tasks), tuple(failures))


def failure(error: ReadError, digest: str | None, marks: str) -> str:
    """Return the record of a file that could not be extracted, with the hash of what it holds."""
    record: dict[str, Any] = {"source": {"path": as_utf8(error.path), "sha256": digest}}
    record |= {"code": error.code, "problem": error.problem, "advice": error.advice}
    record["provenance"] = decode(marks) | ({"without": error.code} if error.code.startswith("needs_") else {})
    return encode(record)
