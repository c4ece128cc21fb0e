"""Every noun of the project.

All values are frozen. Offsets are code points into ``Document.text``, half open. Numbers are ``Decimal`` in base units.
``None`` means "not stated". Field names are the field names of the JSON; the JSON Schema is generated from these types.
"""

from __future__ import annotations

from extractor.model.document import BBox, Boxes, Document, Grid, GridCell, Page, ReadingWarning, Source
from extractor.model.mentions import (
    AnyMention,
    Bound,
    Contact,
    Date,
    DocumentNumber,
    DocumentRole,
    Mention,
    Period,
    Quantity,
    QuantityRole,
    Section,
    Written,
    Zero,
)
from extractor.model.report import (
    Cell,
    Coverage,
    Days,
    Evidence,
    Figure,
    Finding,
    Metadata,
    Origin,
    Provenance,
    Region,
    Report,
    Row,
    Sentence,
    Severity,
    Table,
    Verdict,
    Word,
)

__all__ = [
    "AnyMention",
    "BBox",
    "Bound",
    "Boxes",
    "Cell",
    "Contact",
    "Coverage",
    "Date",
    "Days",
    "Document",
    "DocumentNumber",
    "DocumentRole",
    "Evidence",
    "Figure",
    "Finding",
    "Grid",
    "GridCell",
    "Mention",
    "Metadata",
    "Origin",
    "Page",
    "Period",
    "Provenance",
    "Quantity",
    "QuantityRole",
    "ReadingWarning",
    "Region",
    "Report",
    "Row",
    "Section",
    "Sentence",
    "Severity",
    "Source",
    "Table",
    "Verdict",
    "Word",
    "Written",
    "Zero",
]
