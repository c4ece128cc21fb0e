"""What the commands share: exit codes, writing to stdout and to files, errors in one line."""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from pathlib import Path

import typer

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
