"""The folder of the package's pattern data, with a user's own over it that adds to it or replaces parts of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import tomli

from extractor.errors import PatternError

_Model = TypeVar("_Model", bound=msgspec.Struct)
_FOLDERS = ("forms", "indicators")


class PatternFolders:
    """Files are named from the folder (``units.toml``, ``forms/2021-.toml``)."""

    def __init__(self, own: Path, over: Path | None = None) -> None:
        """Take the package's folder, and one to lay over it. Raises ``PatternError`` if that holds nothing of ours."""
        self.own, self.over = own, over
        if over is None:
            return
        if not over.is_dir():
            raise PatternError(f"{over}: there is no such folder; `extractor patterns new NAME` makes one")
        known = {path.relative_to(own).as_posix() for path in own.glob("*.*")}
        given = [path.relative_to(over).as_posix() for path in sorted(over.rglob("*.toml"))]
        for name in given:
            if name not in known and not name.startswith(tuple(f"{folder}/" for folder in _FOLDERS)):
                files = ", ".join(sorted(name for name in known if name.endswith(".toml")))
                raise PatternError(f"{over / name}: no data has this name; the files are {files}")
        if not given:
            raise PatternError(f"{over}: there is no pattern file in it; `extractor patterns new NAME` writes one")

    def read(self, name: str, model: type[_Model]) -> _Model:
        """Return a file as one of the types of ``pattern_files``, the package's with the user's over it.

        Raises ``PatternError`` with the file, the place in it and what is wrong there.
        """
        merged: dict[str, Any] = {}
        for path in self._paths(name):
            data = read_toml(path)
            _convert(path, data, model)
            merged = _merged(merged, data)
        return _convert(self._paths(name)[-1], merged, model)

    def parts(self, name: str) -> dict[str, str]:
        """Return the ``[part]`` of a file that holds nothing else."""
        parts: dict[str, str] = {}
        for path in self._paths(name):
            parts |= read_toml(path).get("part", {})
        return parts

    def names(self, folder: str) -> list[str]:
        """Return the TOML files of a folder, those of both."""
        roots = [root for root in (self.own, self.over) if root]
        return sorted({f"{folder}/{path.name}" for root in roots for path in (root / folder).glob("*.toml")})

    def path(self, name: str) -> Path:
        """Return where a file is, the user's if there is one."""
        return self._paths(name)[-1]

    def given(self, name: str) -> Mapping[str, Any]:
        """Return what the user's own file of this name holds, nothing if there is none."""
        path = self.over / name if self.over else None
        return read_toml(path) if path and path.exists() else {}

    def lines(self, name: str) -> tuple[str, ...]:
        """Return the lines of a list, without its remarks."""
        read = (line for path in self._paths(name) for line in path.read_text(encoding="utf-8").splitlines())
        return tuple(line for line in read if line and not line.startswith("#"))

    def digest(self) -> str:
        """Return the SHA-256 of all files."""
        digest = hashlib.sha256()
        for root in (root for root in (self.own, self.over) if root):
            for path in sorted(path for path in root.rglob("*") if path.suffix in {".toml", ".txt", ".csv"}):
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()

    def _paths(self, name: str) -> list[Path]:
        paths = [root / name for root in (self.own, self.over) if root and (root / name).exists()]
        return paths or [self.own / name]


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file holds. Raises ``PatternError``."""
    try:
        return tomli.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PatternError(f"{path}: the file is missing; every data folder needs it") from error
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternError(f"{path}: not TOML ({error}); mend the file") from error
    except OSError as error:
        raise PatternError(f"{path}: it can not be read ({error.strerror}); check the file") from error


def _convert(path: Path, data: Mapping[str, Any], model: type[_Model]) -> _Model:
    try:
        return msgspec.convert(data, model)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at `$.")
        where = f"{path}: {place.rstrip('`')}" if place else str(path)
        raise PatternError(f"{where}: {problem}; every pattern needs examples and counterexamples") from error


def _merged(ours: Any, theirs: Any) -> Any:
    """Tables are joined key by key; lists have theirs before ours, without those of ours that have an id of theirs."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours | {key: _merged(ours[key], value) if key in ours else value for key, value in theirs.items()}
    if isinstance(ours, list) and isinstance(theirs, list):
        if not all(isinstance(item, dict) and "id" in item for item in (*ours, *theirs)):
            return [*theirs, *ours]
        given = {item["id"] for item in theirs}
        return [*theirs, *(item for item in ours if item["id"] not in given)]
    return theirs
