"""Many files in worker processes: one record a line, a line for every failure, and no work done twice.

The output is rewritten only at the end, in one step. Until then results are appended to ``….part`` files, so that a run
that was killed goes on where it stopped. The bytes do not depend on the number of workers.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.synchronize import Semaphore
from pathlib import Path
from typing import Any

from msgspec import Struct

from extractor.errors import PatternError, ReadError, as_utf8
from extractor.output import decode, encode
from extractor.records import Records, locked, merge

MEMORY_LIMIT = 4 * 1024**3
_STARTS_WITHIN = 10.0  # seconds
_IN_FLIGHT = 4  # tasks a worker has waiting


class Summary(Struct, frozen=True):
    """What a run did: files newly extracted, kept from before, failed now, failed before and left alone."""

    done: int = 0
    kept: int = 0
    failed: int = 0
    failed_before: int = 0


class _Task(Struct, frozen=True):
    path: str
    known: str | None  # the file's hash in an earlier result made by the same version and patterns


class _Outcome(Struct, frozen=True):
    """``line`` is a record or a failure; None where the earlier result still holds."""

    line: str | None
    failed: bool


def failures_path(output: Path) -> Path:
    """Return where the failures of a run go: ``out.jsonl`` has ``out.failures.jsonl``."""
    return output.with_name(f"{output.stem}.failures{output.suffix or '.jsonl'}")


def run_batch(
    paths: Sequence[Path],
    output: Path,
    *,
    jobs: int,
    seconds: float = 300.0,
    patterns: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Extract all files named or found in folders into ``output`` (JSON Lines, sorted by path).

    A file takes at most ``seconds`` and 4 GiB in its worker. ``patterns`` is a folder of pattern data to lay over ours.
    ``on_progress`` hears how many of how many files are through. Raises ``OutputError`` if the output can not be
    written or is not one of ours, ``PatternError``, and ``ReadError`` if a path is not there.
    """
    failures = failures_path(output)
    files = sorted(set(_files(paths, leave_out={output, failures})))
    marks = _provenance(patterns)
    with locked(output):
        records, failed = Records.open(output), Records.open(failures)
        earlier = {path: (digest, False) for path, digest in records.made_by(marks)}
        for made in (marks, _with_limit(marks, seconds)):
            earlier |= {path: (digest, True) for path, digest in failed.made_by(made)}
        done = kept = wrong = wrong_before = 0
        with records.appending() as add_record, failed.appending() as add_failure:
            tasks = (_Task(path, earlier.get(as_utf8(path), (None, False))[0]) for path in files)
            for number, (task, outcome) in enumerate(
                _run(tasks, min(jobs, len(files)), seconds, marks, patterns), start=1
            ):
                name = as_utf8(task.path)
                was_wrong = earlier.get(name, (None, False))[1]
                if outcome.line is None or (outcome.failed and failed.holds(name, outcome.line)):
                    was_wrong |= outcome.failed
                    kept, wrong_before = kept + (not was_wrong), wrong_before + was_wrong
                else:
                    (add_failure if outcome.failed else add_record)(name, outcome.line)
                    (records if outcome.failed else failed).entries.pop(name, None)
                    done, wrong = done + (not outcome.failed), wrong + outcome.failed
                if on_progress:
                    on_progress(number, len(files))
        merge(records, failed)
    return Summary(done, kept, wrong, wrong_before)


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


def _run(
    tasks: Iterator[_Task], jobs: int, seconds: float, marks: str, patterns: Path | None
) -> Iterator[tuple[_Task, _Outcome]]:
    from pebble import ProcessPool

    start = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(start)
    started = context.Semaphore(0)
    with ProcessPool(max(1, jobs), initializer=_prepare_worker, initargs=(started, patterns), context=context) as pool:
        waiting: dict[concurrent.futures.Future[_Outcome], _Task] = {}
        try:
            while True:
                while len(waiting) < jobs * _IN_FLIGHT and (task := next(tasks, None)):
                    waiting[pool.schedule(_work, args=(task, marks, patterns), timeout=seconds)] = task
                if not waiting:
                    break
                ready, _ = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
                for future in ready:
                    task = waiting.pop(future)
                    yield task, _outcome(future, task, seconds, marks)
            for _ in range(jobs):  # a worker that is still starting when its pool is gone dies with a traceback
                started.acquire(timeout=_STARTS_WITHIN)
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]
            raise


def _outcome(future: concurrent.futures.Future[_Outcome], task: _Task, seconds: float, marks: str) -> _Outcome:
    from pebble import ProcessExpired

    try:
        return future.result()
    except TimeoutError:
        problem = ReadError(task.path, "timeout", f"it took longer than {seconds:g} seconds", "give it more: --seconds")
        marks = _with_limit(marks, seconds)
    except ProcessExpired as error:
        problem = ReadError(task.path, "crash", f"the worker died ({error})", "look at it by itself")
    return _Outcome(_failure(problem, _digest(task.path), marks), failed=True)


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


def _prepare_worker(started: Semaphore, patterns: Path | None) -> None:
    """Load what every file needs once, and bound the worker's memory where the system can."""
    started.release()
    from extractor.patterns import load_patterns

    load_patterns(patterns)
    try:
        import resource
    except ImportError:  # Windows
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_LIMIT if most == resource.RLIM_INFINITY else min(MEMORY_LIMIT, most)
    resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _work(task: _Task, marks: str, patterns: Path | None) -> _Outcome:
    from extractor.output import to_json
    from extractor.patterns import load_patterns
    from extractor.pipeline import extract
    from extractor.readers import read_bytes, read_file

    digest: str | None = None
    try:
        data = read_file(task.path)
        digest = hashlib.sha256(data).hexdigest()
        if digest == task.known:
            return _Outcome(None, failed=False)
        return _Outcome(to_json(extract(read_bytes(data, as_utf8(task.path)), load_patterns(patterns))), failed=False)
    except ReadError as error:
        return _Outcome(_failure(error, digest, marks), failed=True)
    except PatternError as error:  # a pattern of one's own that takes too long on this report
        problem = ReadError(task.path, "pattern", str(error), "mend the pattern, or leave its folder out")
        return _Outcome(_failure(problem, digest, marks), failed=True)
    except Exception as error:  # the edge of one document: whatever is wrong with it stays with it
        problem = ReadError(task.path, "error", f"{type(error).__name__}: {error}", "report this file as a bug")
        return _Outcome(_failure(problem, digest, marks), failed=True)


def _failure(error: ReadError, digest: str | None, marks: str) -> str:
    record: dict[str, Any] = {"source": {"path": as_utf8(error.path), "sha256": digest}}
    record |= {"code": error.code, "problem": error.problem, "advice": error.advice}
    record["provenance"] = decode(marks)
    return encode(record)
