"""Recognised stretches of text: the outline and the mentions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from extractor.model.document import BBox

Bound = Literal["exact", "about", "above", "below"]


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
