"""The command line: parse arguments, call one function, print. Data on stdout, words on stderr.

Exit codes: 0 done, 1 figures differ (``check``) or cases fail (``patterns test``), 2 usage, 3 a file could not be read.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from extractor.cli_patterns import patterns_app
from extractor.console import Exit, print_text, read_report, read_reports, told, width, write, write_bytes

app = typer.Typer(
    name="extractor",
    help="Published Chinese government reports in, checked JSON out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(patterns_app, name="patterns")


_TERMINATED = 143
_MANY = 50_000  # new objects before Python looks for garbage: a report makes many and hardly any

Files = Annotated[list[str], typer.Argument(metavar="FILE…", help="Reports; - is standard input.")]

PatternsOption = Annotated[
    Path | None,
    typer.Option("--patterns", help="A folder of pattern data of your own, laid over ours."),
]
EngineOption = Annotated[
    Literal["pdfium", "pdfplumber"],
    typer.Option("--pdf-engine", help="What reads the marks on a PDF's pages; pdfplumber is slower."),
]
OcrOption = Annotated[
    Literal["auto", "never", "always"],
    typer.Option("--ocr", help="Which pages to read with OCR: those without usable text, none, or all."),
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
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))  # so that what was written for a while is removed


@app.command()
def extract(
    files: Files,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of to stdout.")] = None,
    tokens: Annotated[bool, typer.Option("--tokens", help="Add sentences and words with their offsets.")] = False,
    engine: EngineOption = "pdfium",
    ocr: OcrOption = "auto",
    patterns: PatternsOption = None,
) -> None:
    """Read reports and print everything found in them, with the findings, as JSON.

    One report gives indented JSON, several, or the files of an archive, one line each (JSON Lines).

    Example: extractor extract corpus/reports/yanchi-2017-retold.txt
    """
    from extractor.output import to_json
    from extractor.patterns import load_patterns
    from extractor.pipeline import with_tokens

    if output and any(output.resolve() == Path(file).resolve() for file in files):
        typer.echo(f"extractor: {output}: this is one of the reports; write to another file", err=True)
        raise typer.Exit(Exit.USAGE)
    failed = False
    texts = []
    for report in read_reports(files, engine=engine, ocr=ocr, patterns=patterns):
        if report and tokens:
            report = with_tokens(report, load_patterns(patterns))
        if report is None:
            failed = True
            continue
        indent = 2 if [report.source.path] == files else None
        if output:
            texts.append(to_json(report, indent=indent) + "\n")
        else:
            print_text(to_json(report, indent=indent) + "\n")
    if output and texts:
        write(output, "".join(texts))
    if failed:
        raise typer.Exit(Exit.UNREADABLE)


@app.command()
def check(
    files: Files,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, one line a file.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Show what agrees and mere notes, too.")] = False,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit with 0 even if figures differ.")] = False,
    engine: EngineOption = "pdfium",
    ocr: OcrOption = "auto",
    patterns: PatternsOption = None,
) -> None:
    """Check every figure of reports against every other, and print what was found.

    Exits with 1 if a figure differs or a name does not belong.

    Example: extractor check --all corpus/reports/yanchi-2017-retold.txt
    """
    from extractor.display import findings_json, findings_text

    failed = differs = False
    for report in read_reports(files, engine=engine, ocr=ocr, patterns=patterns):
        if report is None:
            failed = True
            continue
        differs |= any(finding.verdict == "differ" and finding.severity != "note" for finding in report.findings)
        print_text(findings_json(report) + "\n" if as_json else findings_text(report, every=every, width=width()))
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
    ocr: OcrOption = "auto",
    patterns: PatternsOption = None,
) -> None:
    """Extract many files into one JSON Lines file; the same command again does only what is missing or changed.

    A file that fails is one line in OUT.failures.jsonl and stops nothing. Exits with 3 if none could be read.

    Example: extractor batch reports/ -o reports.jsonl --jobs 4
    """
    from extractor.batch import failures_path, run_batch
    from extractor.display import progress

    with told(), progress("extracting", sys.stderr) as on_progress:
        try:
            summary = run_batch(
                paths, output, jobs=jobs, seconds=seconds, ocr=ocr, patterns=patterns, on_progress=on_progress
            )
        except KeyboardInterrupt:
            typer.echo("stopped; the same command again goes on from here", err=True)
            raise typer.Exit(130) from None
    failures = summary.failed + summary.failed_before
    typer.echo(
        f"{summary.done} done, {summary.kept} kept from before, {failures} failed"
        + (f", {summary.gone} dropped whose files are gone" if summary.gone else "")
        + (f" ({summary.failed_before} of them before and unchanged): {failures_path(output)}" if failures else ""),
        err=True,
    )
    if failures and not summary.done + summary.kept:
        raise typer.Exit(Exit.UNREADABLE)


@app.command()
def export(
    records: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="What `batch` wrote.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The CSV file to write.")],
) -> None:
    """Write one figure a row, each with its file's hash and its span, as CSV.

    Example: extractor export reports.jsonl -o figures.csv
    """
    from extractor.export import export_figures

    with told():
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
    ocr: OcrOption = "auto",
    patterns: PatternsOption = None,
) -> None:
    """Write the tables of a report as Markdown, CSV or Excel; without --output as Markdown to stdout.

    Example: extractor tables report.pdf -o tables.xlsx
    """
    from extractor.table_files import csv_text, markdown, write_csv, write_excel

    report = read_report(file, engine=engine, ocr=ocr, patterns=patterns)
    if report is None:
        raise typer.Exit(Exit.UNREADABLE)
    found = [table for table in report.tables if only in {None, table.id}]
    if not found:
        known = ", ".join(table.id for table in report.tables) or "none"
        typer.echo(f"extractor: {file}: {f'no table {only}' if only else 'no tables found'}; it has {known}", err=True)
        raise typer.Exit(Exit.USAGE if only else 0)
    with told():
        if output is None:
            print_text(markdown(found))
            return
        suffix = output.suffix.lower()
        if suffix == ".xlsx":
            write_excel(found, output)
        elif suffix == ".md":
            write(output, markdown(found))
        elif suffix == ".csv" and len(found) == 1:
            write(output, "\ufeff" + csv_text(found[0]))
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
    file: Annotated[str, typer.Argument(metavar="FILE", help="A PDF or a picture.")],
    number: Annotated[int, typer.Option("--page", "-p", min=1, help="The page, from 1.")],
    output: Annotated[Path, typer.Option("--out", "-o", help="The PNG file to write.")],
    engine: EngineOption = "pdfium",
    ocr: OcrOption = "auto",
    patterns: PatternsOption = None,
) -> None:
    """Draw a page with the cells, rows and mentions that were found on it, for a person to look at.

    Example: extractor page report.pdf --page 3 --out p3.png
    """
    from extractor.page_picture import page_picture
    from extractor.readers import read_file

    if output.suffix.lower() != ".png":
        typer.echo(f"extractor: {output}: pages are drawn as PNG; name it {output.with_suffix('.png').name}", err=True)
        raise typer.Exit(Exit.USAGE)
    if file == "-" or output.resolve() == Path(file).resolve():
        what = "a page is drawn of a file, not of -" if file == "-" else "this is the report; write to another file"
        typer.echo(f"extractor: {output if file != '-' else file}: {what}", err=True)
        raise typer.Exit(Exit.USAGE)
    report = read_report(file, engine=engine, ocr=ocr, patterns=patterns)
    if report is None:
        raise typer.Exit(Exit.UNREADABLE)
    with told():
        picture = page_picture(report, read_file(file), number)
        write_bytes(output, picture)
    typer.echo(f"page {number}: {output}", err=True)


@app.command()
def text(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A report; - is standard input.")],
    engine: EngineOption = "pdfium",
    ocr: OcrOption = "auto",
) -> None:
    """Print the text that spans refer to, character for character.

    Example: extractor text corpus/reports/yanchi-2017-retold.txt
    """
    from extractor.errors import ReadError
    from extractor.readers import read

    try:
        document = read(file, pdf_engine=engine, ocr=ocr)
    except ReadError as error:
        typer.echo(f"extractor: {error}", err=True)
        raise typer.Exit(Exit.UNREADABLE) from error
    for warning in document.warnings:
        typer.echo(f"extractor: {file}: {warning.message}", err=True)
    print_text(document.text)


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record.

    Example: extractor schema > report.schema.json
    """
    import json

    from extractor.output import json_schema

    print_text(json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
