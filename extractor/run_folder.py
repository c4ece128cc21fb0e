"""The folder a run writes to for a while, and those that runs which were killed have left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "extractor-run-"
_LOCK = "extractor.lock"


@contextlib.contextmanager
def run_folder() -> Iterator[str]:
    """Give a folder that is removed at the end; those of runs that are no more are removed first.

    Whether a run still is, is told by the lock it holds on a file in its folder: the system frees it however a run
    ends, and in a container a process can not be told by its number.
    """
    with contextlib.suppress(OSError):
        _remove_left(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder, Path(folder, "lock").open("wb") as handle:
        if _lock(handle.fileno()):
            Path(folder, "lock").rename(Path(folder, _LOCK))  # no other run sees it before it is held
        yield folder


def _remove_left(place: Path) -> None:
    for entry in list(os.scandir(place)):
        if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False) and _is_left(Path(entry)):
            shutil.rmtree(entry, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    """Tell whether a folder is of a run of this user's that is no more."""
    try:
        if folder.lstat().st_uid != os.getuid():
            return False
        held = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except (OSError, AttributeError):  # gone, not ours, or Windows
        return False
    try:
        return stat.S_ISREG(os.fstat(held).st_mode) and _lock(held)
    finally:
        os.close(held)


def _lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
