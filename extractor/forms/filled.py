"""A recognised form as a report fills it in: what stands for an indicator, blank cells and implied totals included."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from extractor.forms.recognise import Recognised, bind_form
from extractor.model import Evidence, Figure, Report
from extractor.pattern_files import FormRelation
from extractor.patterns import PatternSet
from extractor.relations import Operand, figure_operand, missing_operand

Dimensions = frozenset[tuple[str, str]]
WHOLE: Dimensions = frozenset()


class FilledForm(Struct, frozen=True):
    """The form's figures of the report's year and its blank cells, by indicator and dimensions."""

    recognised: Recognised
    figures: Mapping[tuple[str, Dimensions], Figure]
    blanks: Mapping[tuple[str, Dimensions], tuple[Evidence, ...]]
    implied: Mapping[str, FormRelation]
    names: Mapping[str, str]

    def operand(self, indicator: str, dimensions: Dimensions = WHOLE) -> Operand:
        """Return what stands at an indicator's own place: its figure, a blank cell, or nothing."""
        name = self.names[indicator] + (
            f"({'、'.join(value for _, value in sorted(dimensions))})" if dimensions else ""
        )
        figure = self.figures.get((indicator, dimensions))
        if figure is not None:
            return figure_operand(figure, name)
        return missing_operand(name, self.blanks.get((indicator, dimensions), ()))

    def operands(self, indicator: str, dimensions: Dimensions = WHOLE) -> tuple[Operand, ...]:
        """Return what is to be added for an indicator: its own value, or the parts of one the form only implies.

        A heading of the form that a report fills in stands for itself, as does one that is all the report has.
        """
        own = self.operand(indicator, dimensions)
        if own.value is not None or indicator not in self.implied:
            return (own,)
        parts = tuple(operand for part in self.implied[indicator].parts for operand in self.operands(part, dimensions))
        return parts if any(part.value is not None or part.evidence for part in parts) else (own,)


def filled_form(report: Report, patterns: PatternSet, recognised: Recognised | None = None) -> FilledForm | None:
    """Return the form of a report as it is filled in, or None if none was recognised.

    ``recognised`` is the form as its tables were bound; without it they are bound once more.
    """
    form = next((form for form in patterns.forms if form.id == report.report.form), None)
    if form is None:
        return None
    recognised = recognised or bind_form(report.tables, form, year=report.report.year)
    figures = {
        (figure.indicator, frozenset(figure.dimensions.items())): figure
        for figure in report.figures
        if figure.origin == "table" and figure.year == report.report.year
    }
    places = {
        (table.id, row.index, cell.column): Evidence(cell.start, cell.end, table.id, row.index, cell.column)
        for table in report.tables
        for row in table.rows
        for cell in row.cells
        if cell.value is None
    }
    blanks: dict[tuple[str, Dimensions], tuple[Evidence, ...]] = {}
    for cell in recognised.cells:
        place = places.get((cell.table, cell.row, cell.column))
        if place and cell.year == report.report.year:
            blanks.setdefault((cell.indicator, frozenset(cell.dimensions.items())), (place,))
    names = {name: indicator.name for name, indicator in patterns.indicators.items()}
    return FilledForm(recognised, figures, blanks, form.implied(), names)
