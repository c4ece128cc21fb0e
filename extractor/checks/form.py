"""What an official form implies of its own tables: totals and parts, 其中, balances, what must be there."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.forms.filled import WHOLE, Dimensions, FilledForm
from extractor.model import Evidence
from extractor.pattern_files import FormColumn, FormRelation, FormTable
from extractor.relations import Relation, missing_operand


def propose_form(filled: FilledForm | None) -> Iterator[Relation]:
    """Propose the form's relations between the figures of its tables, in every dimension, and what is missing of it.

    Missing is named once: a table, else a column, else a row none of whose cells has a value; a relation that lacks a
    row is not repeated for every column. A row that stands in the
    form only as the parts of one that the report fills in as a whole is not missed.
    """
    if filled is None:
        return
    form = filled.recognised.form
    for table in form.table:
        yield from _missing(filled, table)
    dimensions = dict.fromkeys([WHOLE, *(_dimensions(column) for table in form.table for column in table.column)])
    for relation in form.relation:
        proposed = [one for each in dimensions for one in _relation(filled, relation, each)]
        incomplete = [one for one in proposed if _lacks_a_place(one)]
        yield from (one for one in proposed if one not in incomplete)
        yield from incomplete[:1]
    for table in form.table:
        yield from _across(filled, table)


def _missing(filled: FilledForm, table: FormTable) -> Iterator[Relation]:
    if table.id not in filled.recognised.tables:
        yield _is_missing(f"form/{table.id}", table.title, "table")
        return
    for position, column in enumerate(table.column):
        if position not in filled.recognised.columns[table.id]:
            yield _is_missing(f"form/{table.id}/column", column.printed[-1], "column")
    have = {indicator for indicator, _ in filled.figures}
    as_a_whole = {part for name, relation in filled.implied.items() if name in have for part in relation.parts}
    for row in table.row:
        names = row.counts()
        if names and not have.union(as_a_whole, filled.implied).intersection(names):
            name = filled.names[names[0]] if len(names) == 1 else row.printed or table.title
            places = (place for one in names for place in filled.operand(one).evidence)
            yield _is_missing(f"form/{names[0]}", name, "row", tuple(places))


def _is_missing(check: str, name: str, what: str, places: tuple[Evidence, ...] = ()) -> Relation:
    return Relation(check, missing_operand(name, places), "=", (), "note", f"the form has this {what}")


def _relation(filled: FilledForm, relation: FormRelation, dimensions: Dimensions) -> Iterator[Relation]:
    names = (*relation.result, *relation.parts)
    if relation.implied and not _is_filled_in(filled, relation, dimensions):
        return
    if not any(operand.value is not None for name in names for operand in filled.operands(name, dimensions)):
        return
    if relation.when_zero:
        zero = filled.figures.get((relation.when_zero, dimensions))
        if zero is None or zero.value != 0:
            return
    result, *also = (operand for name in relation.result for operand in filled.operands(name, dimensions))
    yield Relation(
        f"identity/{relation.id}",
        result,
        relation.comparison,
        tuple(operand for part in relation.parts for operand in filled.operands(part, dimensions)),
        relation.severity,
        relation.basis,
        relation.honest,
        relation.mixed_units,
        tuple(also),
    )


def _is_filled_in(filled: FilledForm, relation: FormRelation, dimensions: Dimensions) -> bool:
    """Whether a report fills in both a heading of the form and the rows under it."""
    parts = (filled.operand(part, dimensions) for part in relation.parts)
    return (relation.result[0], dimensions) in filled.figures and any(part.evidence for part in parts)


def _lacks_a_place(relation: Relation) -> bool:
    left, right = relation.sides()
    return any(operand.value is None and not operand.evidence for operand in (*left, *right))


def _across(filled: FilledForm, table: FormTable) -> Iterator[Relation]:
    """The whole of a row is the sum of its dimensions, where the report has all the columns of the form."""
    found = filled.recognised.columns.get(table.id, frozenset())
    if table.across is None or len(found) < len(table.column):
        return
    parts = [_dimensions(column) for column in table.column if column.dimensions]
    for row in table.row:
        for indicator in row.counts():
            if any((indicator, each) in filled.figures for each in (WHOLE, *parts)):
                yield Relation(
                    f"identity/{indicator}/{table.across.id}",
                    filled.operand(indicator),
                    "=",
                    tuple(filled.operand(indicator, each) for each in parts),
                    table.across.severity,
                    table.across.basis,
                )


def _dimensions(column: FormColumn) -> Dimensions:
    return frozenset(column.dimensions.items())
