"""The folder that `extractor patterns new` writes: a pattern and a unit to begin with, and what their keys mean."""

from __future__ import annotations

from pathlib import Path

from extractor.errors import OutputError

_STARTING = Path(__file__).with_name("starting")


def write_start(folder: Path) -> tuple[Path, ...]:
    """Write the files and return them. Raises ``OutputError`` if the folder is there or can not be made."""
    written = []
    try:
        folder.mkdir(parents=True)
        for path in sorted(_STARTING.glob("*.toml")):
            written.append(folder / path.name)
            written[-1].write_bytes(path.read_bytes())
    except FileExistsError as error:
        raise OutputError(f"{folder}: it is there already; give another name") from error
    except OSError as error:
        raise OutputError(f"{folder}: it can not be written ({error.strerror}); choose another place") from error
    return tuple(written)
