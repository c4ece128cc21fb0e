"""What the commands share: exit codes, reading reports, writing to stdout and to files, errors in one line."""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer

if TYPE_CHECKING:
    from extractor.errors import ReadError
    from extractor.model import Report
    from extractor.readers.kinds import Member

_PIPE_WIDTH = 110


class Exit(IntEnum):
    """What the exit code says."""

    DIFFER = 1
    USAGE = 2
    UNREADABLE = 3


class told:  # noqa: N801 used like a function
    """Turn our own errors into one line on stderr and an exit code."""

    def __enter__(self) -> None:
        """Begin."""
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Tell an error of ours and leave."""
        from extractor.errors import ExtractorError, ReadError

        if isinstance(error, ExtractorError):
            typer.echo(f"extractor: {error}", err=True)
            raise typer.Exit(Exit.UNREADABLE if isinstance(error, ReadError) else Exit.USAGE) from None


def print_text(text: str) -> None:
    """Write UTF-8 whatever the locale says, so that the bytes are the same everywhere."""
    try:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader has seen enough (head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.UNREADABLE) from None
    except OSError as error:
        typer.echo(
            f"extractor: the output can not be written ({error.strerror}); make room or choose another place", err=True
        )
        raise typer.Exit(Exit.USAGE) from None


def write(path: Path, text: str) -> None:
    """Write a file in UTF-8, or say why it can not be."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, or say why it can not be."""
    try:
        path.write_bytes(data)
    except OSError as error:
        typer.echo(f"extractor: {path}: it can not be written ({error.strerror}); choose another place", err=True)
        raise typer.Exit(Exit.USAGE) from None


def width() -> int:
    """The terminal's width, or that of a wide page where there is no terminal."""
    return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else _PIPE_WIDTH


def read_report(file: str, **how: Any) -> Report | None:
    """Return the report of one file, or None after saying why there is none."""
    reports = list(itertools.islice(read_reports([file], **how), 2))
    if len(reports) == 1:
        return reports[0]
    typer.echo(f"extractor: {file}: name one file in the archive: {file}!/…", err=True)
    return None


def read_reports(
    files: list[str],
    *,
    engine: Literal["pdfium", "pdfplumber"],
    ocr: Literal["auto", "never", "always"],
    patterns: Path | None,
) -> Iterator[Report | None]:
    """Yield the report of each file, or None after saying why there is none."""
    from extractor.errors import PatternError, ReadError, without_memory
    from extractor.patterns import load_patterns
    from extractor.pipeline import extract as extract_report
    from extractor.readers import read_bytes

    with told():
        loaded = load_patterns(patterns)
    for found in _each(files):
        report = None
        try:
            if isinstance(found, ReadError):
                raise found
            report = extract_report(read_bytes(found.data, found.path, pdf_engine=engine, ocr=ocr), loaded)
        except ReadError as error:
            typer.echo(f"extractor: {error}", err=True)
        except MemoryError:
            typer.echo(f"extractor: {without_memory(found.path)}", err=True)
        except PatternError as error:  # a pattern of one's own that takes too long on this report
            typer.echo(f"extractor: {found.path}: {error}", err=True)
        yield report


def _each(files: list[str]) -> Iterator[Member | ReadError]:
    """Yield each file, those in archives by themselves; in place of one that can not be had, why."""
    from extractor.errors import ReadError
    from extractor.readers import open_each

    for file in files:
        try:
            yield from open_each(file)
        except ReadError as error:
            yield error
