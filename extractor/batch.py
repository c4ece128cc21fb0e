"""Many files in worker processes: one record a line, a line for every failure, and no work done twice.

The output is rewritten only at the end, in one step. Until then results are appended to ``….part`` files, so that a run
that was killed goes on where it stopped. The bytes do not depend on the number of workers.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import importlib.util
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from extractor.batch_work import How, Outcome, Task, Unpacked, failure, prepare_worker, work
from extractor.errors import ReadError, as_utf8
from extractor.output import decode, encode
from extractor.readers.kinds import INSIDE
from extractor.readers.scan import Ocr
from extractor.records import Records, locked, merge
from extractor.run_folder import run_folder

_STARTS_WITHIN = 10.0  # seconds
_HEAD = 512  # bytes of a file
_IN_FLIGHT = 4  # tasks a worker has waiting


class Summary(Struct, frozen=True):
    """What a run did: files newly extracted, kept from before, failed now, failed before and left alone.

    ``gone`` counts the records of files that are no longer where the run looked: they are dropped.
    """

    done: int = 0
    kept: int = 0
    failed: int = 0
    failed_before: int = 0
    gone: int = 0


def failures_path(output: Path) -> Path:
    """Return where the failures of a run go: ``out.jsonl`` has ``out.failures.jsonl``."""
    return output.with_name(f"{output.stem}.failures{output.suffix or '.jsonl'}")


def run_batch(
    paths: Sequence[Path],
    output: Path,
    *,
    jobs: int,
    seconds: float = 300.0,
    ocr: Ocr = "auto",
    patterns: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Extract all files named or found in folders and archives into ``output`` (JSON Lines, sorted by path).

    Records of files elsewhere stay; those of files that are gone from where it looks are dropped.
    A file takes at most ``seconds`` and 4 GiB in its worker. ``patterns`` is a folder of pattern data to lay over ours.
    ``on_progress`` hears how many of how many files are through. Raises ``OutputError`` if the output can not be
    written or is not one of ours, ``PatternError``, and ``ReadError`` if a path is not there.
    """
    failures = failures_path(output)
    files = sorted(set(_files(paths, leave_out={output, failures})))
    marks = _provenance(patterns)
    with locked(output), run_folder() as folder:
        records, failed = Records.open(output), Records.open(failures)
        earlier: dict[str, tuple[str, bool]] = {}
        for made in _ways(marks, ocr):
            earlier |= {path: (digest, False) for path, digest in records.made_by(made)}
            for limited in (made, _with_limit(made, seconds)):
                earlier |= {path: (digest, True) for path, digest in failed.made_by(limited)}
        how = How(marks, patterns, ocr, folder, seconds)
        done = kept = wrong = wrong_before = number = 0
        tasks = _Tasks(files, {path: digest for path, (digest, _) in earlier.items()})
        seen: set[str] = set()
        left_alone: list[str] = []
        with records.appending() as add_record, failed.appending() as add_failure:
            for number, (path, outcome) in enumerate(_run(tasks, _workers(jobs, files), seconds, how), start=1):
                name = as_utf8(path)
                seen.add(name)
                was_wrong = earlier.get(name, (None, False))[1]
                if outcome.line is None or (outcome.failed and failed.holds(name, outcome.line)):
                    was_wrong |= outcome.failed
                    kept, wrong_before = kept + (not was_wrong), wrong_before + was_wrong
                    (records if was_wrong else failed).entries.pop(name, None)
                    left_alone.append(f"{name}{INSIDE}")  # a damaged archive: what could be read of it before
                else:
                    (add_failure if outcome.failed else add_record)(name, outcome.line)
                    (records if outcome.failed else failed).entries.pop(name, None)
                    done, wrong = done + (not outcome.failed), wrong + outcome.failed
                if outcome.failed:
                    left_alone.append(f"{name}/")  # a folder that may not be opened
                if on_progress:
                    on_progress(number, tasks.count)
        within = _within(paths)
        still, gone = _not_seen(records, seen, left_alone, within)
        _not_seen(failed, seen, left_alone, within)
        merge(records, failed)
    return Summary(done, kept + still, wrong, wrong_before, gone)


def _within(paths: Iterable[Path]) -> Callable[[str], bool]:
    """Return a function that tells whether a path is one of those a run looks through, or in one of them."""
    folders = tuple("" if path == Path() else f"{as_utf8(path.as_posix())}/" for path in paths if path.is_dir())
    files = {as_utf8(_named(path)) for path in paths if not path.is_dir()}

    def is_within(name: str) -> bool:
        if name.split(INSIDE, 1)[0] in files:
            return True
        return any(
            name.startswith(folder or "") and (folder or not name.startswith(("/", "../"))) for folder in folders
        )

    return is_within


def _not_seen(
    records: Records, seen: set[str], left_alone: Iterable[str], is_within: Callable[[str], bool]
) -> tuple[int, int]:
    """Drop the records of files that are gone; return how many others were not looked at, and how many were dropped."""
    untouched = tuple(left_alone)
    missing = [name for name in records.entries if name not in seen and is_within(name)]
    gone = [name for name in missing if not name.startswith(untouched)]
    for name in gone:
        del records.entries[name]
    return len(missing) - len(gone), len(gone)


def _workers(jobs: int, files: Sequence[str]) -> int:
    """How many workers there is work for: an archive may hold any number of files."""
    if len(files) < jobs and any(map(_may_be_archive, files)):
        return jobs
    return max(1, min(jobs, len(files)))


def _may_be_archive(file: str) -> bool:
    from extractor.readers.kinds import may_be_archive

    try:
        if not Path(file).is_file():  # to open a named pipe is to wait for who writes to it
            return False
        with Path(file).open("rb") as handle:
            return may_be_archive(handle.read(_HEAD))
    except OSError:
        return False


def _files(paths: Iterable[Path], leave_out: set[Path]) -> Iterator[str]:
    hidden = {path.resolve() for path in leave_out}
    closed: list[str] = []  # a folder that may not be opened fails like a file
    for path in paths:
        if path.is_dir():
            for folder, names, members in os.walk(path, onerror=lambda error: closed.append(error.filename)):
                names[:] = sorted(name for name in names if not name.startswith("."))
                for name in sorted(members):
                    member = Path(folder, name)
                    is_ours = member.resolve() in hidden or name.endswith((".part", ".lock"))
                    if not name.startswith(".") and not is_ours:
                        yield _named(member)
        elif os.path.lexists(path):
            yield _named(path)
        else:
            raise ReadError(str(path), "missing", "there is no such file or folder", "check the path")
    yield from closed


def _named(path: Path) -> str:
    """A file may be named ``-``, which elsewhere is standard input."""
    return "./-" if path.as_posix() == "-" else path.as_posix()


def _provenance(patterns: Path | None) -> str:
    from extractor import __version__
    from extractor.model import Provenance
    from extractor.patterns import load_patterns

    return encode(Provenance(__version__, load_patterns(patterns).digest))


# --- the workers ----------------------------------------------------------------------------------------------------


class _Tasks:
    """The files still to be done: those of a run, and before them those that archives turn out to hold."""

    def __init__(self, files: Sequence[str], known: Mapping[str, str]) -> None:
        """Take the files of a run, and the hash of each file that was done before."""
        self._known = known
        self._files = iter(files)
        self._members: deque[Task] = deque()
        self.count = len(files)

    def add(self, archive: Task, unpacked: Unpacked) -> None:
        """Put what an archive holds in its place."""
        self.count += len(unpacked.tasks) + len(unpacked.failures) - (archive.path not in dict(unpacked.failures))
        known = (replace(task, known=self._known.get(task.path)) for task in reversed(unpacked.tasks))
        self._members.extendleft(known)  # first, so that few archives are unpacked at a time

    def next(self) -> Task | None:
        """Return the next file to be done, None if there is none now."""
        if self._members:
            return self._members.popleft()
        path = next(self._files, None)
        return None if path is None else Task(path, self._known.get(as_utf8(path)))


def _run(tasks: _Tasks, jobs: int, seconds: float, how: How) -> Iterator[tuple[str, Outcome]]:
    from pebble import ProcessPool

    start = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(start)
    started = context.Semaphore(0)
    with ProcessPool(jobs, initializer=prepare_worker, initargs=(started, how), context=context) as pool:
        waiting: dict[concurrent.futures.Future[Outcome | Unpacked], Task] = {}
        try:
            while True:
                while len(waiting) < jobs * _IN_FLIGHT and (task := tasks.next()):
                    waiting[pool.schedule(work, args=(task, how), timeout=seconds)] = task
                if not waiting:
                    break
                ready, _ = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in ready:
                    task = waiting.pop(future)
                    outcome = _outcome(future, task, seconds, how.marks)
                    if task.file:
                        Path(task.file).unlink(missing_ok=True)
                    if isinstance(outcome, Outcome):
                        yield task.path, outcome
                        continue
                    tasks.add(task, outcome)
                    for path, line in outcome.failures:
                        yield path, Outcome(line, failed=True)
            for _ in range(jobs):  # a worker that is still starting when its pool is gone dies with a traceback
                started.acquire(timeout=_STARTS_WITHIN)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def _outcome(
    future: concurrent.futures.Future[Outcome | Unpacked], task: Task, seconds: float, marks: str
) -> Outcome | Unpacked:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        problem = ReadError(task.path, "timeout", f"it took longer than {seconds:g} seconds", "give it more: --seconds")
        marks = _with_limit(marks, seconds)
    except ProcessExpired as error:
        problem = ReadError(task.path, "crash", f"the worker died ({error})", "look at it by itself")
    return Outcome(failure(problem, _digest(task.file or task.path), marks), failed=True)


def _with_limit(marks: str, seconds: float) -> str:
    """What made a record that ran out of time: with another limit the file is tried again."""
    return encode(decode(marks) | {"seconds": seconds})


def _digest(path: str) -> str | None:
    """The hash of a file that could not be finished, so that it is not tried again as long as it is the same."""
    from extractor.readers import read_file

    try:
        return hashlib.sha256(read_file(path)).hexdigest()
    except ReadError:
        return None


def _ways(marks: str, ocr: Ocr) -> Iterator[str]:
    """The provenances of earlier results that still hold: those made with the same, without what is still missing."""
    from extractor.readers.office import office_program
    from extractor.readers.scan import ocr_mark

    made = decode(marks)
    yield marks
    yield encode(made | {"ocr": ocr_mark(ocr)})
    if ocr_mark(ocr) == "none":
        yield encode(made | {"without": "needs_ocr"})
    if office_program() is None:
        yield encode(made | {"without": "needs_office"})
    if importlib.util.find_spec("py7zr") is None:
        yield encode(made | {"without": "needs_7z"})
