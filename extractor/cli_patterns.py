"""``extractor patterns``: list, show, test, begin and explain the pattern data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.console import Exit, print_text, told

patterns_app = typer.Typer(
    help="Show, test and explain the pattern data, and begin some of your own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Folder = Annotated[
    Path | None, typer.Option("--patterns", help="A folder of pattern data of your own, laid over ours.")
]


@patterns_app.command("list")
def list_patterns(folder: Folder = None) -> None:
    """List every pattern with its kind and number of cases.

    Example: extractor patterns list
    """
    from extractor.patterns import load_patterns

    with told():
        patterns = load_patterns(folder)
    for pattern in patterns.patterns:
        data = pattern.data
        print_text(
            f"{pattern.id}\t{len(data.example)} examples\t{len(data.counterexample)} counterexamples"
            f"\t{len(data.todo)} todo\n"
        )


@patterns_app.command("show")
def show_pattern(
    name: Annotated[str, typer.Argument(metavar="ID", help="As in `patterns list`.")], folder: Folder = None
) -> None:
    """Show a pattern: its regular expression, where it comes from, and its cases.

    Example: extractor patterns show document_number/bracketed-year
    """
    from extractor.display import pattern_text
    from extractor.patterns import load_patterns

    with told():
        patterns = load_patterns(folder)
    found = next((pattern for pattern in patterns.patterns if pattern.id == name), None)
    if found is None:
        typer.echo(f"{name}: there is no such pattern; `extractor patterns list` lists them", err=True)
        raise typer.Exit(Exit.USAGE)
    print_text(pattern_text(found))


@patterns_app.command("test")
def run_tests(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A folder of your own, laid over ours.")
    ] = None,
) -> None:
    """Run the cases of every pattern, unit and indicator, and show what fails.

    Example: extractor patterns test
    """
    from extractor.cases import run_cases
    from extractor.display import case_text
    from extractor.patterns import load_patterns

    with told():
        cases = list(run_cases(load_patterns(folder)))
    failures = [case for case in cases if case.problem]
    for case in failures:
        print_text(case_text(case))
    typer.echo(f"{len(cases) - len(failures)} cases hold, {len(failures)} fail", err=True)
    if failures:
        raise typer.Exit(Exit.DIFFER)


@patterns_app.command("new")
def new_patterns(folder: Annotated[Path, typer.Argument(metavar="NAME", help="The folder to make.")]) -> None:
    """Make a folder with a pattern and a unit to begin with, and what their keys mean.

    Example: extractor patterns new mine
    """
    from extractor.pattern_start import write_start

    with told():
        files = write_start(folder)
    for path in files:
        typer.echo(f"{path}: written", err=True)
    typer.echo(f"change them, then: extractor patterns test {folder}", err=True)


@patterns_app.command("explain")
def explain_place(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A report; - is standard input.")],
    at: Annotated[str, typer.Option("--at", help="The words to look at, as they stand in the text; the first such.")],
    folder: Folder = None,
) -> None:
    """Say which pattern got a place of a report, which others tried, and why they did not get it.

    Example: extractor patterns explain corpus/reports/yanchi-2017-retold.txt --at 1000余万元
    """
    from extractor.display import tries_text
    from extractor.explain import explain
    from extractor.patterns import load_patterns
    from extractor.readers import read

    with told():
        patterns = load_patterns(folder)
        text = read(file).text
        start = text.find(at) if at else -1
        if start < 0:
            typer.echo(f"extractor: {file}: {at!r} does not stand in its text", err=True)
            raise typer.Exit(Exit.USAGE)
        print_text(tries_text(text, list(explain(text, patterns, start, start + len(at)))))
