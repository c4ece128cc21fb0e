"""The command line: parse arguments, call one function, print. Data on stdout, words on stderr.

Exit codes: 0 done, 1 figures differ (``check``) or cases fail (``patterns test``), 2 usage, 3 a file could not be read.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from extractor.model import Report

app = typer.Typer(
    name="extractor",
    help="Published Chinese government reports in, checked JSON out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
patterns_app = typer.Typer(help="Show and test the pattern data.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(patterns_app, name="patterns")


class Exit(IntEnum):
    """What the exit code says."""

    DIFFER = 1
    USAGE = 2
    UNREADABLE = 3


_PIPE_WIDTH = 110
_MANY = 50_000  # new objects before Python looks for garbage: a report makes many and hardly any

Files = Annotated[list[str], typer.Argument(metavar="FILE…", help="Reports (text or PDF); - is standard input.")]


EngineOption = Annotated[
    Literal["pdfium", "pdfplumber"],
    typer.Option("--pdf-engine", help="What reads the marks on a PDF's pages; pdfplumber is slower."),
]


def _version(*, asked: bool) -> None:
    if asked:
        from extractor import __version__

        typer.echo(f"extractor {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[  # noqa: ARG001 its callback answers
        bool,
        typer.Option("--version", callback=lambda value: _version(asked=value), is_eager=True, help="Say the version."),
    ] = False,
) -> None:
    """Published Chinese government reports in, checked JSON out."""
    gc.set_threshold(_MANY)


@app.command()
def extract(
    files: Files,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of to stdout.")] = None,
    engine: EngineOption = "pdfium",
) -> None:
    """Read reports and print everything found in them, with the findings, as JSON.

    One file gives indented JSON, several give one line each (JSON Lines).

    Example: extractor extract corpus/reports/yanchi-2017-retold.txt
    """
    from extractor.output import to_json

    if output and any(output.resolve() == Path(file).resolve() for file in files):
        typer.echo(f"extractor: {output}: this is one of the reports; write to another file", err=True)
        raise typer.Exit(Exit.USAGE)
    indent = 2 if len(files) == 1 else None
    failed = False
    texts = []
    for report in _reports(files, engine=engine):
        if report is None:
            failed = True
        elif output:
            texts.append(to_json(report, indent=indent) + "\n")
        else:
            _print(to_json(report, indent=indent) + "\n")
    if output and texts:
        _write(output, "".join(texts))
    if failed:
        raise typer.Exit(Exit.UNREADABLE)


@app.command()
def check(
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one line a file.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show what agrees and mere notes, too.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even if figures differ.")] = False,
    engine: EngineOption = "pdfium",
) -> None:
    """Check every figure of reports against every other, and print what was found.

    Exits with 1 if a figure differs or a name does not belong.

    Example: extractor check --all corpus/reports/yanchi-2017-retold.txt
    """
    from extractor.display import findings_json, findings_text

    failed = differs = False
    for report in _reports(files, engine=engine):
        if report is None:
            failed = True
            continue
        differs |= any(finding.verdict == "differ" and finding.severity != "note" for finding in report.findings)
        _print(findings_json(report) + "\n" if as_json else findings_text(report, every=every, width=_width()))
    if failed:
        raise typer.Exit(Exit.UNREADABLE)
    if differs and not exit_zero:
        raise typer.Exit(Exit.DIFFER)


@app.command()
def batch(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files and folders.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The JSON Lines file to write or bring up to date.")],
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")] = os.cpu_count() or 1,
    seconds: Annotated[float, typer.Option("--seconds", min=0.1, help="The most time a file may take.")] = 300.0,
) -> None:
    """Extract many files into one JSON Lines file; the same command again does only what is missing or changed.

    A file that fails is one line in OUT.failures.jsonl and stops nothing.

    Example: extractor batch reports/ -o reports.jsonl --jobs 4
    """
    from extractor.batch import failures_path, run_batch
    from extractor.display import progress

    with _told(), progress("extracting", sys.stderr) as on_progress:
        try:
            summary = run_batch(paths, output, jobs=jobs, seconds=seconds, on_progress=on_progress)
        except KeyboardInterrupt:
            typer.echo("stopped; the same command again goes on from here", err=True)
            raise typer.Exit(130) from None
    failures = summary.failed + summary.failed_before
    typer.echo(
        f"{summary.done} done, {summary.kept} kept from before, {failures} failed"
        + (f" ({summary.failed_before} of them before and unchanged): {failures_path(output)}" if failures else ""),
        err=True,
    )


@app.command()
def export(
    records: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="What `batch` wrote.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV file to write.")],
) -> None:
    """Write one figure a row, each with its file's hash and its span, as CSV.

    Example: extractor export reports.jsonl -o figures.csv
    """
    from extractor.export import export_figures

    with _told():
        count = export_figures(records, output)
    typer.echo(f"{count} figures: {output}", err=True)


@app.command()
def tables(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A report; - is standard input.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A .md or .xlsx file, a .csv file for one table, or a folder for CSV."),
    ] = None,
    only: Annotated[str | None, typer.Option("--table", help="Only the table of this id (t1).")] = None,
    engine: EngineOption = "pdfium",
) -> None:
    """Write the tables of a report as Markdown, CSV or Excel; without --output as Markdown to stdout.

    Example: extractor tables report.pdf -o tables.xlsx
    """
    from extractor.table_files import csv_text, markdown, write_csv, write_excel

    (report,) = _reports([file], engine=engine)
    if report is None:
        raise typer.Exit(Exit.UNREADABLE)
    found = [table for table in report.tables if only in {None, table.id}]
    if not found:
        known = ", ".join(table.id for table in report.tables) or "none"
        typer.echo(f"extractor: {file}: {f'no table {only}' if only else 'no tables found'}; it has {known}", err=True)
        raise typer.Exit(Exit.USAGE if only else 0)
    with _told():
        if output is None:
            _print(markdown(found))
            return
        suffix = output.suffix.lower()
        if suffix == ".xlsx":
            write_excel(found, output)
        elif suffix == ".md":
            _write(output, markdown(found))
        elif suffix == ".csv" and len(found) == 1:
            _write(output, "\ufeff" + csv_text(found[0]))
        elif suffix in {"", ".csv"}:
            output = output.with_suffix("")
            write_csv(found, output)
        else:
            typer.echo(f"extractor: {output}: give a .md, .xlsx or .csv file, or a folder", err=True)
            raise typer.Exit(Exit.USAGE)
    is_folder = output.is_dir()
    typer.echo(f"{len(found)} tables: {output}{os.sep if is_folder else ''}", err=True)


@app.command()
def page(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A PDF.")],
    number: Annotated[int, typer.Option("--page", "-p", min=1, help="The page, from 1.")],
    output: Annotated[Path, typer.Option("--out", "-o", help="The PNG file to write.")],
    engine: EngineOption = "pdfium",
) -> None:
    """Draw a page with the cells, rows and mentions that were found on it, for a person to look at.

    Example: extractor page report.pdf --page 3 --out p3.png
    """
    from extractor.page_picture import page_picture
    from extractor.readers import read_file

    if output.suffix.lower() != ".png":
        typer.echo(f"extractor: {output}: pages are drawn as PNG; name it {output.with_suffix('.png').name}", err=True)
        raise typer.Exit(Exit.USAGE)
    (report,) = _reports([file], engine=engine)
    if report is None:
        raise typer.Exit(Exit.UNREADABLE)
    with _told():
        picture = page_picture(report, read_file(file), number)
        _write_bytes(output, picture)
    typer.echo(f"page {number}: {output}", err=True)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record.

    Example: extractor schema > report.schema.json
    """
    import json

    from extractor.output import json_schema

    _print(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")


@patterns_app.command("list")
def list_patterns() -> None:
    """List every pattern with its kind and number of cases.

    Example: extractor patterns list
    """
    from extractor.patterns import load_patterns

    with _told():
        patterns = load_patterns()
    for pattern in patterns.patterns:
        data = pattern.data
        _print(
            f"{pattern.id}\t{len(data.example)} examples\t{len(data.counterexample)} counterexamples"
            f"\t{len(data.todo)} todo\n"
        )


@patterns_app.command("show")
def show_pattern(name: Annotated[str, typer.Argument(metavar="ID", help="As in `patterns list`.")]) -> None:
    """Show a pattern: its regular expression, where it comes from, and its cases.

    Example: extractor patterns show document_number/bracketed-year
    """
    from extractor.display import pattern_text
    from extractor.patterns import load_patterns

    with _told():
        patterns = load_patterns()
    found = next((pattern for pattern in patterns.patterns if pattern.id == name), None)
    if found is None:
        typer.echo(f"{name}: there is no such pattern; `extractor patterns list` lists them", err=True)
        raise typer.Exit(Exit.USAGE)
    _print(pattern_text(found))


@patterns_app.command("test")
def test_patterns() -> None:
    """Run the cases of every pattern, unit and indicator, and show what fails.

    Example: extractor patterns test
    """
    from extractor.cases import run_cases
    from extractor.display import case_text
    from extractor.patterns import load_patterns

    with _told():
        cases = list(run_cases(load_patterns()))
    failures = [case for case in cases if case.problem]
    for case in failures:
        _print(case_text(case))
    typer.echo(f"{len(cases) - len(failures)} cases hold, {len(failures)} fail", err=True)
    if failures:
        raise typer.Exit(Exit.DIFFER)


def _reports(files: list[str], *, engine: Literal["pdfium", "pdfplumber"] = "pdfium") -> Iterator[Report | None]:
    """Yield the report of each file, or None after saying why there is none."""
    from extractor.errors import ReadError
    from extractor.patterns import load_patterns
    from extractor.pipeline import extract as extract_report
    from extractor.readers import read

    with _told():
        patterns = load_patterns()
    for file in files:
        try:
            document = read(file, pdf_engine=engine)
        except ReadError as error:
            typer.echo(f"extractor: {error}", err=True)
            yield None
            continue
        yield extract_report(document, patterns)


class _told:  # noqa: N801 used like a function
    """Turn our own errors into one line on stderr and an exit code."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from extractor.errors import ExtractorError, ReadError

        if isinstance(error, ExtractorError):
            typer.echo(f"extractor: {error}", err=True)
            raise typer.Exit(Exit.UNREADABLE if isinstance(error, ReadError) else Exit.USAGE) from None


def _print(text: str) -> None:
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


def _write(path: Path, text: str) -> None:
    _write_bytes(path, text.encode("utf-8"))


def _write_bytes(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        typer.echo(f"extractor: {path}: it can not be written ({error.strerror}); choose another place", err=True)
        raise typer.Exit(Exit.USAGE) from None


def _width() -> int:
    """The terminal's width, or that of a wide page where there is no terminal."""
    return os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else _PIPE_WIDTH
