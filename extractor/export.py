"""Records to a table of figures: one figure a row, each with its file, hash and span."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from extractor.errors import OutputError
from extractor.output import decode

COLUMNS = (
    "path", "sha256", "region", "region_code", "issuer", "report_year", "form", "indicator", "name", "year", "scope",
    "value", "unit", "bound", "origin", "part", "pattern", "start", "end", "table", "row", "column", "page", "bbox",
    "places",
)  # fmt: skip
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBERS = frozenset({"value", "report_year", "year", "start", "end", "row", "column", "page"})


def export_figures(records: Path, output: Path) -> int:
    """Write every figure of a JSON Lines file as a CSV row, UTF-8 with a byte order mark; return how many.

    Text that a spreadsheet would run as a formula gets an apostrophe before it. Raises ``OutputError``.
    """
    from extractor.patterns import load_patterns

    names = {indicator.id: indicator.name for indicator in load_patterns().indicators.values()}
    if output.resolve() == records.resolve():
        raise OutputError(f"{output}: this is the file to read; write to another one")
    temporary = output.with_name(output.name + ".new")
    count = 0
    try:
        with temporary.open("w", encoding="utf-8-sig", newline="") as handle:
            writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
            writer.writeheader()
            for record in _records(records):
                for row in _rows(record, names):
                    writer.writerow({name: _safe(name, value) for name, value in row.items()})
                    count += 1
        temporary.replace(output)
    except OSError as error:
        raise OutputError(f"{output}: it can not be written ({error.strerror}); choose another place") from error
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _records(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        with path.open(encoding="utf-8") as handle:
            for number, line in enumerate(handle, start=1):
                try:
                    record = decode(line)
                    record["figures"], record["report"], record["source"]["path"]
                except (msgspec.DecodeError, KeyError, TypeError) as error:
                    raise OutputError(
                        f"{path}: line {number} is no report; give a file that `extractor batch` wrote"
                    ) from error
                yield record
    except FileNotFoundError as error:
        raise OutputError(f"{path}: there is no such file; give a file that `extractor batch` wrote") from error
    except (IsADirectoryError, PermissionError, UnicodeDecodeError) as error:
        raise OutputError(f"{path}: it can not be read as text; give a file that `extractor batch` wrote") from error


def _rows(record: Mapping[str, Any], names: Mapping[str, str]) -> Iterable[Mapping[str, Any]]:
    report, source = record["report"], record["source"]
    region = report["region"] or {"name": None, "code": None}
    for figure in record["figures"]:
        first, *_ = figure["evidence"]
        yield {
            "path": source["path"],
            "sha256": source["sha256"],
            "region": region["name"],
            "region_code": region["code"],
            "issuer": report["issuer"],
            "report_year": report["year"],
            "form": report["form"],
            "indicator": figure["indicator"],
            "name": names.get(figure["indicator"]),
            "page": first.get("page"),
            "bbox": " ".join(map(str, first.get("bbox") or ())) or None,
            "places": ";".join(f"{place['start']}-{place['end']}" for place in figure["evidence"]),
            **{name: figure[name] for name in ("year", "scope", "value", "unit", "bound", "origin", "part", "pattern")},
            **{name: first[name] for name in ("start", "end", "table", "row", "column")},
        }


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula: with an apostrophe before it where one would."""
    printable = _CONTROL.sub("\ufffd", text)
    return f"'{printable}" if printable.startswith(_STARTS_A_FORMULA) else printable


def _safe(name: str, value: Any) -> Any:
    return value if name in _NUMBERS or not isinstance(value, str) else safe_text(value)
