"""What people read on a terminal: findings, patterns, failed cases, progress."""

from __future__ import annotations

import contextlib
import io
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from extractor.errors import in_one_line
from extractor.text import fold, lines

if TYPE_CHECKING:
    from extractor.cases import Case
    from extractor.explain import Try
    from extractor.model import Evidence, Finding, Report
    from extractor.patterns import Pattern

_SIGNS = {"agree": "=", "differ": "≠", "missing": "?", "not_comparable": "~"}
_NO_FIGURES = "no figure of an official form in it, and other tables are not checked yet"
_ORDER = {"differ": 0, "missing": 1, "not_comparable": 2, "agree": 3}


def findings_text(report: Report, *, every: bool, width: int) -> str:
    """Return the findings as a table, what differs first.

    What agrees, and what differs for a reason that is honest as a rule (a note), is left out unless ``every`` is asked
    for.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    counts = Counter(finding.verdict for finding in report.findings)
    notes = sum(finding.verdict == "differ" and finding.severity == "note" for finding in report.findings)
    shown = [finding for finding in report.findings if every or _is_alarm(finding)]
    shown.sort(key=lambda finding: _ORDER[finding.verdict])
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    table.add_column("")
    table.add_column("severity")
    table.add_column("check", overflow="fold", max_width=30)
    table.add_column("what", overflow="fold", ratio=1)
    table.add_column("where", overflow="fold", max_width=12)
    where = _places(report)
    for finding in shown:
        row = (_SIGNS[finding.verdict], finding.severity, finding.check, finding.message, where(finding))
        table.add_row(*(Text(in_one_line(cell)) for cell in row))
    about = report.report
    told = [about.title or "no title", f"form {about.form}" if about.form else "no form recognised"]
    page = Console(file=io.StringIO(), width=width, no_color=True, highlight=False, legacy_windows=False)
    page.print(Text(in_one_line(f"{report.source.path}: {', '.join(told)}")))
    if shown:
        page.print(table)
    for warning in report.warnings:
        page.print(Text(in_one_line(f"warning: {warning.message}")))
    told_notes = f" ({notes} only a note)" if notes else ""
    verdicts = f"{counts['agree']} agree, {counts['differ']} differ{told_notes}, {counts['missing']} missing"
    cover = report.coverage
    compared = f"{cover.compared} of {cover.figures} figures were compared" if cover.figures else _NO_FIGURES
    page.print(Text(f"{verdicts}, {counts['not_comparable']} not comparable; {compared}"))
    written = page.file.getvalue()  # type: ignore[attr-defined]
    return "".join(line.rstrip() + "\n" for line in written.splitlines())


def _is_alarm(finding: Finding) -> bool:
    return finding.verdict != "agree" and not (finding.verdict == "differ" and finding.severity == "note")


def findings_json(report: Report) -> str:
    """Return path, findings and coverage as one line of JSON."""
    from extractor.output import encode

    record = {
        "path": report.source.path,
        "sha256": report.source.sha256,
        "findings": report.findings,
        "coverage": report.coverage,
        "warnings": report.warnings,
    }
    return encode(record)


def _places(report: Report) -> Callable[[Finding], str]:
    """Say where a finding's evidence stands: ``L12`` for line 12 of a text, ``p3`` for page 3 of a PDF."""
    document = report.document
    starts = [line.start for line in lines(document.text)] if document else []

    def place(evidence: Evidence) -> str:
        return f"p{evidence.page}" if evidence.page else f"L{bisect_right(starts, evidence.start)}"

    return lambda finding: " ".join(dict.fromkeys(place(evidence) for evidence in finding.evidence))


def pattern_text(pattern: Pattern) -> str:
    """Return a pattern as a person reads it."""
    data = pattern.data
    said = [pattern.id]
    said += [f"  {name:15} {source}" for name in ("regex", "needs", "begins") if (source := getattr(data, name))]
    said += [f"  word            {word}" for word in data.tokens]
    said += [f"  gives           {name} = {value}" for name, value in data.gives.items()]
    said += [f"  example         {example.text}  →  {example.match}" for example in data.example]
    said += [f"  counterexample  {case.text}  ({case.why})" for case in data.counterexample]
    said += [f"  todo            {case.text}  ({case.why})" for case in data.todo]
    return "\n".join((*said, f"  file            {pattern.path.name}", ""))


def case_text(case: Case) -> str:
    """Return a failed case with carets under the place."""
    indent = _columns(case.text[: case.start])
    carets = "^" * max(1, _columns(case.text[case.start : case.end]))
    return f"{case.subject}: {case.problem}\n  {case.text}\n  {' ' * indent}{carets}\n"


def tries_text(text: str, tries: Sequence[Try]) -> str:
    """Return what the patterns made of a place, one a line, and how many matched nothing."""
    here = (item for item in tries if item.start is not None)
    lines = [f"{item.pattern}: {text[item.start : item.end]}: {item.outcome}" for item in here]
    silent = sum(item.start is None for item in tries)
    return "\n".join([*(lines or ["no pattern matches here"]), f"{silent} other patterns matched nothing here", ""])


def _columns(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in fold(text))


@contextlib.contextmanager
def progress(task: str, stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    """Give ``on_progress(done, total)``, a bar on a terminal and nothing on a pipe."""
    if not stream.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns: tuple[Any, ...] = (TextColumn(task), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=stream)) as bar:
        number = bar.add_task(task, total=None)
        yield lambda done, total: bar.update(number, completed=done, total=total)
