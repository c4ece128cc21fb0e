"""What the text says of an indicator against the table's row: a repeat, several parts that add up, a zero in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from extractor.model import Figure, Report
from extractor.patterns import PatternSet
from extractor.relations import Operand, Relation, figure_operand
from extractor.text import innermost

_REPEAT = "the text repeats the table"
_PARTS = "the parts named in the text make the table's figure"
_SOME_PARTS = "one part named in the text is no more than the table's figure"


def propose_text_vs_table(report: Report, patterns: PatternSet) -> Iterator[Relation]:
    """Propose ``text = table`` for every text figure of an indicator, year and scope that the table has too.

    Parts that stand in one section are added; one part alone can only be no more than the table's figure. A figure of
    another year than the table's is not compared.
    """
    table = {(f.indicator, f.year, f.scope): f for f in report.figures if f.origin == "table" and not f.dimensions}
    said = sorted(
        (f for f in report.figures if f.origin == "text" and (f.indicator, f.year, f.scope) in table),
        key=lambda f: (f.indicator, f.year or 0, f.scope or "", f.evidence[0].start),
    )
    for (indicator, year, scope), group in groupby(said, key=lambda f: (f.indicator, f.year, f.scope)):
        figures = list(group)
        printed = table[indicator, year, scope]
        name = patterns.indicators[indicator].name
        row = figure_operand(printed, f"table {name}")
        for figure in figures:
            if figure.part is None:
                yield Relation(
                    f"text_vs_table/{indicator}", row, "=", (_said(figure, "text", printed),), "warning", _REPEAT
                )
        yield from _parts(report, [figure for figure in figures if figure.part], row, printed)


def _parts(report: Report, figures: Sequence[Figure], row: Operand, printed: Figure) -> Iterator[Relation]:
    """Parts of one section make the whole together; a part that is alone there is at most the whole.

    A part that is said twice, in the same words or with the same figure, is one part.
    """
    check = f"text_vs_table/{printed.indicator}"
    together: dict[int, list[Figure]] = {}
    for figure in figures:
        told = together.setdefault(_section(report, figure), [])
        if not any(_is_same(figure, other) for other in told):
            told.append(figure)
    for members in together.values():
        parts = tuple(_said(figure, str(figure.part), printed) for figure in members)
        if len(parts) > 1:
            yield Relation(check, row, "=", parts, "warning", _PARTS)
        else:
            yield Relation(check, parts[0], "<=", (row,), "warning", _SOME_PARTS)


def _is_same(figure: Figure, other: Figure) -> bool:
    return figure.part == other.part or figure.value == other.value


def _said(figure: Figure, name: str, printed: Figure) -> Operand:
    """The text may count in other words (120人 for 人次): the indicator lists the units that mean the same in it."""
    operand = figure_operand(figure, name)
    return Operand(operand.name, operand.value, printed.unit, operand.interval, operand.evidence)


def _section(report: Report, figure: Figure) -> int:
    index = next(innermost(report.sections, [figure.evidence[0].start]))
    return -1 if index is None else index
