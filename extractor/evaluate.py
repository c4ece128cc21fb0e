"""Score a report against gold: precision and recall by kind of thing, exact spans and exact values.

The format of gold is that of ``docs/gold.md``, JSON with ``mentions``, ``sections`` and ``rows``, each with its span
and value, made by reading the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from extractor.errors import OutputError
from extractor.model import AnyMention, Report
from extractor.output import decode

_COMPARED = {
    "quantity": ("value", "value_max", "unit", "bound"),
    "document_number": ("agency", "year", "serial", "title"),
    "date": ("value",),
    "period": ("first", "last"),
    "zero": (),
}
"""The fields beside the span that must be equal, by type of mention."""


class Score(Struct, frozen=True):
    """How many were expected, found, and found right; ``wrong`` lists what was missed and what was invented."""

    kind: str
    expected: int
    found: int
    right: int
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was expected that was found; 1 where nothing was expected."""
        return self.right / self.expected if self.expected else 1.0


def load_gold(path: Path) -> Mapping[str, Any]:
    """Read a gold file. Raises ``OutputError`` if it is not one."""
    try:
        gold = decode(path.read_bytes())
        gold["sha256"], gold["mentions"], gold["sections"], gold["rows"], gold["end"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OutputError(f"{path}: not a gold file ({error}); docs/gold.md says what one holds") from error
    return dict(gold)


def score(report: Report, gold: Mapping[str, Any]) -> tuple[Score, ...]:
    """Return a score for each type of mention, the headings and the rows.

    Raises ``OutputError`` if the gold is of another file.
    """
    if report.source.sha256 != gold["sha256"]:
        raise OutputError(f"{report.source.path}: the gold is of another file ({gold['source']}); give that file")
    text = report.document.text if report.document else ""
    scores = []
    kinds = gold.get("kinds", _COMPARED.keys())  # what was looked for, everything if it does not say
    for kind, names in _COMPARED.items():
        if kind not in kinds:
            continue
        expected = {_gold_key(item, names, text) for item in gold["mentions"] if item["type"] == kind}
        found = {_key(m, names) for m in report.mentions if m.type == kind and m.start < gold["end"]}
        scores.append(_score(kind, expected, found))
    if gold["sections"]:
        headings = {(s["start"], s["number"], s["title"], s["level"]) for s in gold["sections"]}
        scores.append(_score("heading", headings, {(s.start, s.number, s.title, s.level) for s in report.sections}))
    if not gold["rows"] and "kinds" in gold:
        return tuple(scores)
    rows = {
        (r["number"], r["label"], tuple(r["path"]), r["unit"], r["value"], r["start"], r["end"]) for r in gold["rows"]
    }
    scores.append(_score("row", rows, set(_rows(report))))
    return tuple(scores)


def _key(mention: AnyMention, names: Iterable[str]) -> tuple[Any, ...]:
    return (mention.start, mention.end, *(getattr(mention, name) for name in names))


def _gold_key(item: Mapping[str, Any], names: Iterable[str], text: str) -> tuple[Any, ...]:
    titled = {"title": text[item["title_start"] : item["title_end"]]} if "title_start" in item else {}
    return (item["start"], item["end"], *({"value_max": None, **item, **titled}[name] for name in names))


def _rows(report: Report) -> Iterable[tuple[Any, ...]]:
    for table in report.tables:
        for row in table.rows:
            for cell in row.cells:
                yield (row.number, row.label, row.path, row.unit, cell.value, cell.start, cell.end)


def _score(kind: str, expected: set[tuple[Any, ...]], found: set[tuple[Any, ...]]) -> Score:
    wrong = (
        *(f"missed {key}" for key in sorted(expected - found, key=str)),
        *(f"invented {key}" for key in sorted(found - expected, key=str)),
    )
    return Score(kind, len(expected), len(found), len(expected & found), wrong)
