"""What is made of a document: tables, figures, findings, and the report that holds them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from extractor.model.document import BBox, Document, ReadingWarning, Source
from extractor.model.mentions import AnyMention, Bound, Quantity, Section

Verdict = Literal["agree", "differ", "missing", "not_comparable"]
Severity = Literal["error", "warning", "note"]
Origin = Literal["table", "text"]


class Cell(Struct, frozen=True):
    """One value cell: the printed number in the ``unit`` that holds for it (5 under 万元 is 5 万元).

    A blank cell has neither a value nor a zero. ``locator`` is where it stands in the source
    (as in ``GridCell``), ``confidence`` how sure OCR is of its least sure character, from 0 to 1; None where no OCR was
    needed.
    """

    column: int
    text: str
    value: Decimal | None
    unit: str | None
    start: int
    end: int
    page: int | None = None
    bbox: BBox | None = None
    locator: str | None = None
    confidence: float | None = None


class Row(Struct, frozen=True):
    """A table row. ``path`` leads from the outermost heading to the row's own label and is unique in its table.

    ``number`` is the printed numbering, ``note`` what stands in brackets behind the label, ``code`` the classification
    code of its code columns (类 款 项); ``[start, end)`` is the label's cell. A row without a label is named by its
    number (``#1``).
    """

    index: int
    number: str | None
    label: str
    note: str | None
    path: tuple[str, ...]
    unit: str | None
    indicator: str | None
    cells: tuple[Cell, ...]
    start: int
    end: int
    code: str | None = None


class Table(Struct, frozen=True):
    """A table after reading; ``columns`` are the paths of the value columns only, ``number`` is its own (表1-2)."""

    id: str
    title: str | None
    unit: str | None
    pages: tuple[int, ...]
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    start: int
    end: int
    number: str | None = None


class Evidence(Struct, frozen=True):
    """Where a value stands; ``table``, ``row`` (its ``Row.index``) and ``column`` are set for a table cell.

    ``page``, ``bbox`` and ``confidence`` are as in a mention.
    """

    start: int
    end: int
    table: str | None = None
    row: int | None = None
    column: int | None = None
    page: int | None = None
    bbox: BBox | None = None
    confidence: float | None = None


class Figure(Struct, frozen=True):
    """The value of an indicator, in the base unit, for one year and scope.

    ``low`` and ``high`` bound what the printed form allows (23.5万 is 234,500 to 235,500); None is without bound.
    ``part`` names the portion the text speaks of where it gives an indicator in several pieces. ``pattern`` is what
    bound it: the form (``form/2014-2018``) or a way of saying the indicator (``said/disclosed.total/1``, ``denied/…``).
    """

    id: str
    indicator: str
    value: Decimal
    unit: str
    year: int | None
    scope: str | None
    dimensions: dict[str, str]
    origin: Origin
    bound: Bound
    low: Decimal | None
    high: Decimal | None
    part: str | None
    pattern: str
    evidence: tuple[Evidence, ...]


class Finding(Struct, frozen=True):
    """The verdict on one comparison; ``expected`` is what the other figures make, ``actual`` what is printed."""

    check: str
    verdict: Verdict
    severity: Severity
    message: str
    expected: Decimal | None
    actual: Decimal | None
    unit: str | None
    evidence: tuple[Evidence, ...]


class Coverage(Struct, frozen=True):
    """How many figures there are and how many of them took part in a comparison that reached a verdict."""

    figures: int
    compared: int
    comparisons: int


class Days(Struct, frozen=True):
    """The first and last day of the reported period, ISO 8601, inclusive."""

    start: str
    end: str


class Region(Struct, frozen=True):
    """An administrative division; ``code`` is its GB/T 2260 code, ``path`` leads to it from the province."""

    name: str
    code: str | None
    path: tuple[str, ...]


class Metadata(Struct, frozen=True):
    """What the report says of itself."""

    title: str | None
    kind: str | None
    form: str | None
    year: int | None
    period: Days | None
    issuer: str | None
    region: Region | None
    published: str | None


class Provenance(Struct, frozen=True):
    """What made the result: the package's version, the hash of the pattern set, and ``ocr`` as in ``Document``."""

    version: str
    patterns: str
    ocr: str | None = None


class Sentence(Struct, frozen=True):
    """A sentence, from its first character to the mark that ends it."""

    start: int
    end: int


class Word(Struct, frozen=True):
    """A word as jieba cuts it, with its part of speech (ICTCLAS); blanks between words are none."""

    text: str
    start: int
    end: int
    tag: str


class Report(Struct, frozen=True):
    """One report as read, the contract of the JSON; ``document`` stays in memory only.

    ``sentences`` and ``tokens`` are those of the whole text, there only where they were asked for.
    """

    schema_version: int
    source: Source
    report: Metadata
    sections: tuple[Section, ...]
    mentions: tuple[AnyMention, ...]
    tables: tuple[Table, ...]
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    warnings: tuple[ReadingWarning, ...]
    provenance: Provenance
    document: Document | None = None
    sentences: tuple[Sentence, ...] | UnsetType = UNSET
    tokens: tuple[Word, ...] | UnsetType = UNSET

    def quantities(self) -> Iterator[Quantity]:
        """Yield the quantities of the running text in order."""
        return (mention for mention in self.mentions if isinstance(mention, Quantity))
