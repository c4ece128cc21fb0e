"""Every noun of the project.

All values are frozen. Offsets are code points into ``Document.text``, half open. Numbers are ``Decimal`` in base units.
``None`` means "not stated". Field names are the field names of the JSON; the JSON Schema is generated from these types.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

BBox = tuple[float, float, float, float]
"""``(x0, top, x1, bottom)`` in points from the top left of the page."""

Bound = Literal["exact", "about", "above", "below"]
Verdict = Literal["agree", "differ", "missing", "not_comparable"]
Severity = Literal["error", "warning", "note"]
Origin = Literal["table", "text"]


# --- a document as read ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """The file a document was read from; ``pages`` is None for formats without pages."""

    path: str
    sha256: str
    media_type: str
    bytes: int
    encoding: str | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document; ``boxes[i]`` is the box of character ``start + i`` (None for characters we put in)."""

    number: int
    width: float
    height: float
    start: int
    end: int
    boxes: tuple[BBox | None, ...]


@dataclass(frozen=True, slots=True)
class GridCell:
    """A table cell as found; its text is ``Document.text[start:end]``, empty cells have ``start == end``."""

    row: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells as found, before anything is understood; every row holds one cell a column."""

    start: int
    end: int
    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something a reader of the result should know; never used for the report's own mistakes."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """Decoded text with its pages and the grids its format marks (plain text marks none).

    For a plain-text file ``text`` is the decoded file itself. In other formats a grid stands in the text one row a
    line, cells separated by a tab, so that a cell has a span in every format.
    """

    source: Source
    text: str
    pages: tuple[Page, ...] = ()
    grids: tuple[Grid, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()

    @classmethod
    def from_text(cls, text: str, *, path: str = "-") -> Document:
        """Wrap a string that is already decoded; ``path`` is only a name for messages and records.

        Raises ``UnicodeEncodeError`` for lone surrogates, which no file can hold.
        """
        import hashlib

        data = text.encode("utf-8")
        return cls(Source(path, hashlib.sha256(data).hexdigest(), "text/plain", len(data), "utf-8", None), text)

    def place(self, start: int, end: int) -> tuple[int | None, BBox | None]:
        """Return page number and box of a span: those of its part on the page where it begins."""
        for page in self.pages:
            if page.start <= start < page.end:
                boxes = [box for box in page.boxes[start - page.start : end - page.start] if box]
                if not boxes:
                    return page.number, None
                xs0, tops, xs1, bottoms = zip(*boxes, strict=True)
                return page.number, (min(xs0), min(tops), max(xs1), max(bottoms))
        return None, None


# --- recognised stretches of text -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and all that stands under it; ``level`` is its depth in the outline, from 1.

    ``[start, end)`` runs from the heading's number to the end of its last subsection.
    """

    number: str
    title: str
    level: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A recognised stretch of text; ``text`` quotes the document, ``section`` is an index into ``Report.sections``."""

    text: str
    start: int
    end: int
    page: int | None = None
    bbox: BBox | None = None
    section: int | None = None
    pattern: str


@dataclass(frozen=True, slots=True)
class Written:
    """A quantity as it stands: the words of bound, number, scale and unit, folded."""

    number: str
    scale: str | None
    unit: str | None
    bound: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Mention):
    """A number with its unit. ``value`` is in the base unit; ``value_max`` closes a range."""

    type: Literal["quantity"] = "quantity"
    value: Decimal
    value_max: Decimal | None = None
    unit: str
    bound: Bound
    written: Written
    subject: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber(Mention):
    """发文字号: 机关代字, 年份 and 发文顺序号 (GB/T 9704-2012, 7.2.5); ``title`` is the 《…》 it stands behind."""

    type: Literal["document_number"] = "document_number"
    agency: str
    year: int
    serial: int
    normalized: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Mention):
    """A calendar date; ``value`` is ISO 8601, cut to what is stated (2017-10, 2017)."""

    type: Literal["date"] = "date"
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Mention):
    """A stretch of days, ``first`` and ``last`` inclusive, ISO 8601."""

    type: Literal["period"] = "period"
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Zero(Mention):
    """A zero said in words; ``denied_start:denied_end`` is the stretch whose subjects it denies."""

    type: Literal["zero"] = "zero"
    denied_start: int
    denied_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Mention):
    """A number or name that only identifies: it is never a quantity."""

    type: Literal["contact"] = "contact"
    channel: Literal["phone", "fax", "postcode", "email", "web_address", "street_number"]


AnyMention = Quantity | DocumentNumber | Date | Period | Zero | Contact


# --- tables ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One value cell: the printed number in the ``unit`` that holds for it (5 under 万元 is 5 万元).

    A blank cell has neither a value nor a zero.
    """

    column: int
    text: str
    value: Decimal | None
    unit: str | None
    start: int
    end: int
    page: int | None = None
    bbox: BBox | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A table row. ``path`` leads from the outermost heading to the row's own label and is unique in its table.

    ``number`` is the printed numbering, ``note`` what stands in brackets behind the label; ``[start, end)`` is the
    label's cell.
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


@dataclass(frozen=True, slots=True)
class Table:
    """A table after reading; ``columns`` are the paths of the value columns only."""

    id: str
    title: str | None
    unit: str | None
    pages: tuple[int, ...]
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[Row, ...]
    start: int
    end: int


# --- figures, relations, findings -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands; ``table``, ``row`` (its ``Row.index``) and ``column`` are set for a table cell."""

    start: int
    end: int
    table: str | None = None
    row: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """The value of an indicator, in the base unit, for one year and scope.

    ``low`` and ``high`` bound what the printed form allows (23.5万 is 234,500 to 235,500); None is without bound.
    ``part`` names the portion the text speaks of where it gives an indicator in several pieces.
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
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one comparison; ``expected`` is what the other figures make, ``actual`` what is printed."""

    check: str
    verdict: Verdict
    severity: Severity
    message: str
    expected: Decimal | None
    actual: Decimal | None
    unit: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many figures there are and how many of them took part in a comparison that reached a verdict."""

    figures: int
    compared: int
    comparisons: int


# --- the report -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Days:
    """The first and last day of the reported period, ISO 8601, inclusive."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Region:
    """An administrative division; ``code`` is its GB/T 2260 code, ``path`` leads to it from the province."""

    name: str
    code: str | None
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the report says of itself."""

    title: str | None
    kind: str | None
    form: str | None
    year: int | None
    period: Days | None
    issuer: str | None
    region: Region | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the result: the package's version and the hash of the pattern set."""

    version: str
    patterns: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report as read, the contract of the JSON; ``document`` stays in memory only."""

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
    document: Document | None = field(default=None, repr=False, compare=False)

    def quantities(self) -> Iterator[Quantity]:
        """Yield the quantities of the running text in order."""
        return (mention for mention in self.mentions if isinstance(mention, Quantity))
