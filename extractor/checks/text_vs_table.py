"""What the text says of an indicator against the table's row: a repeat, several parts that add up, a zero in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from extractor.forms.filled import FilledForm
from extractor.model import Figure, Report
from extractor.outline import innermost
from extractor.patterns import PatternSet
from extractor.relations import Operand, Relation, figure_operand

_REPEAT = "the text repeats the table"
_SUMMED = "the text names the sum of several cells"
_PARTS = "the parts named in the text make the table's figure"
_SOME_PARTS = "one part named in the text is no more than the table's figure"


def propose_text_vs_table(report: Report, patterns: PatternSet, filled: FilledForm | None) -> Iterator[Relation]:
    """Propose ``text = table`` for every text figure of an indicator, year and scope that the table has too.

    Parts that stand in one section are added; one part alone can only be no more than the table's figure. A figure of
    another year than the table's is not compared. An indicator that the form only implies is compared with the sum of
    its parts.
    """
    table = {(f.indicator, f.year, f.scope): f for f in report.figures if f.origin == "table" and not f.dimensions}
    text = sorted(
        (f for f in report.figures if f.origin == "text"),
        key=lambda f: (f.indicator, f.year or 0, f.scope or "", f.evidence[0].start),
    )
    said = [f for f in text if (f.indicator, f.year, f.scope) in table]
    for (indicator, year, scope), group in groupby(said, key=lambda f: (f.indicator, f.year, f.scope)):
        figures = list(group)
        printed = table[indicator, year, scope]
        name = patterns.indicators[indicator].name
        row = figure_operand(printed, f"table {name}")
        for figure in figures:
            if figure.part is None:
                said_once = _said(figure, "text", printed.unit)
                yield Relation(f"text_vs_table/{indicator}", row, "=", (said_once,), "warning", _REPEAT)
        yield from _parts(report, [figure for figure in figures if figure.part], row, printed)
    yield from _implied(report, patterns, filled, [f for f in text if (f.indicator, f.year, f.scope) not in table])


def _implied(
    report: Report, patterns: PatternSet, filled: FilledForm | None, said: Sequence[Figure]
) -> Iterator[Relation]:
    """What the form has no cell of its own for (all 不予公开, all 行政诉讼) is the sum of the cells that make it."""
    for figure in said:
        if filled is None or figure.indicator not in filled.implied or figure.part or figure.year != report.report.year:
            continue
        terms = filled.operands(figure.indicator)
        given = [term.unit for term in terms if term.value is not None]
        if given:
            name = f"text {patterns.indicators[figure.indicator].name}"
            check = f"text_vs_table/{figure.indicator}"
            yield Relation(check, _said(figure, name, given[0]), "=", terms, "warning", _SUMMED)


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
        parts = tuple(_said(figure, str(figure.part), printed.unit) for figure in members)
        if len(parts) > 1:
            yield Relation(check, row, "=", parts, "warning", _PARTS)
        else:
            yield Relation(check, parts[0], "<=", (row,), "warning", _SOME_PARTS)


def _is_same(figure: Figure, other: Figure) -> bool:
    return figure.part == other.part or figure.value == other.value


def _said(figure: Figure, name: str, unit: str | None) -> Operand:
    """The text may count in other words (120人 for 人次): the indicator lists the units that mean the same in it."""
    operand = figure_operand(figure, name)
    return Operand(operand.name, operand.value, unit, operand.interval, operand.evidence)


def _section(report: Report, figure: Figure) -> int:
    index = next(innermost(report.sections, [figure.evidence[0].start]))
    return -1 if index is None else index
