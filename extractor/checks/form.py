"""What an official form implies of its own table: totals and parts, 其中, rows that must be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from extractor.model import Evidence, Figure, Report
from extractor.patterns import PatternSet
from extractor.relations import Operand, Relation, figure_operand, missing_operand


def propose_form(report: Report, patterns: PatternSet) -> Iterator[Relation]:
    """Propose the form's relations between the table's figures, and a ``missing`` for each row without a value."""
    form = next((form for form in patterns.forms if form.id == report.report.form), None)
    if form is None:
        return
    figures = {
        figure.indicator: figure
        for figure in report.figures
        if figure.origin == "table" and figure.year == report.report.year and not figure.dimensions
    }

    def operand(indicator: str) -> Operand:
        name = patterns.indicators[indicator].name
        if indicator in figures:
            return figure_operand(figures[indicator], name)
        return missing_operand(name, _blank_places(report).get(indicator, ()))

    for row in form.row:
        if row.indicator and row.indicator not in figures:
            yield Relation(f"form/{row.indicator}", operand(row.indicator), "=", (), "note", "the form has this row")
    for relation in form.relation:
        names = (relation.result, *relation.parts)
        if not any(name in figures for name in names):
            continue
        if relation.when_zero and not _is_zero(figures.get(relation.when_zero)):
            continue
        yield Relation(
            f"identity/{relation.id}",
            operand(relation.result),
            relation.comparison,
            tuple(operand(part) for part in relation.parts),
            relation.severity,
            relation.basis,
            relation.honest,
            relation.mixed_units,
        )


def _is_zero(figure: Figure | None) -> bool:
    return figure is not None and figure.value == 0


def _blank_places(report: Report) -> Mapping[str, tuple[Evidence, ...]]:
    """Where the blank cells of bound rows stand."""
    return {
        row.indicator: tuple(Evidence(cell.start, cell.end, table.id, row.index, cell.column) for cell in row.cells[:1])
        for table in report.tables
        for row in table.rows
        if row.indicator
    }
