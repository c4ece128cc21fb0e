"""Recognised stretches of text: the outline and the mentions."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from extractor.model.document import BBox

Bound = Literal["exact", "about", "above", "below"]
Level = Literal["nation", "province", "prefecture", "county"]
QuantityRole = Literal["change", "difference", "level", "share", "completion"]
DocumentRole = Literal["own", "cited", "amended", "repealed", "forwarded"]


class Section(Struct, frozen=True):
    """A heading and all that stands under it; ``level`` is its depth in the outline, from 1.

    ``[start, end)`` runs from the heading's number to the end of its last subsection.
    """

    number: str
    title: str
    level: int
    start: int
    end: int


class Mention(Struct, frozen=True, kw_only=True, tag_field="type"):
    """A recognised stretch of text; ``text`` quotes the document, ``section`` is an index into ``Report.sections``.

    ``confidence`` is how sure OCR is of its least sure character, from 0 to 1; None where no OCR was needed.
    """

    text: str
    start: int
    end: int
    page: int | None = None
    bbox: BBox | None = None
    confidence: float | None = None
    section: int | None = None
    pattern: str

    @property
    def type(self) -> str:
        """What it is, the first key of its JSON: quantity, document_number, date, period, zero or contact."""
        return str(self.__struct_config__.tag)


class Written(Struct, frozen=True):
    """A quantity as it stands: the words of bound, number, scale and unit, folded."""

    number: str
    scale: str | None
    unit: str | None
    bound: str | None = None


class Quantity(Mention, frozen=True, kw_only=True, tag="quantity"):
    """A number with its unit. ``value`` is in the base unit; ``value_max`` closes a range.

    One that speaks of another has a ``role``: a ``change`` is a rate (增长5.2%), a ``difference`` in units (增加12个,
    提高0.3个百分点), a ``level`` what another one became (由3.2%增至5.1%), a ``share`` (占62.2%) or a ``completion``
    (完成预算的103%); ``direction`` is the way it changed (its value has no sign for that), ``compared_with`` the words
    for the base (上年, 预算), ``of`` the start of the quantity it speaks of.
    """

    value: Decimal
    value_max: Decimal | None = None
    unit: str
    bound: Bound
    written: Written
    subject: str | None = None
    role: QuantityRole | None = None
    direction: Literal["up", "down"] | None = None
    compared_with: str | None = None
    of: int | None = None


class DocumentNumber(Mention, frozen=True, kw_only=True, tag="document_number"):
    """发文字号: 机关代字, 年份 and 发文顺序号 (GB/T 9704-2012, 7.2.5); ``title`` is the 《…》 it stands behind.

    An order (国务院令第711号) has no year. ``departs`` names what is not written as the standard says (brackets,
    blanks, 第, zeros); ``role`` is what the report does with the document; ``issuer`` is who the short name stands for,
    ``level`` of which administration.
    """

    agency: str
    year: int | None
    serial: int
    normalized: str
    title: str | None = None
    departs: tuple[str, ...] = ()
    role: DocumentRole | None = None
    issuer: str | None = None
    level: Level | None = None


class Date(Mention, frozen=True, kw_only=True, tag="date"):
    """A calendar date; ``value`` is ISO 8601, cut to what is stated (2017-10, 2017).

    Where no year is stated it is the one named before it in its sentence, else the report's; where the report's is not
    known it is ``--10-01``, and 去年5月 is ``Y-1-05``.
    """

    value: str


class Period(Mention, frozen=True, kw_only=True, tag="period"):
    """A stretch of days, ``first`` and ``last`` inclusive, ISO 8601; its year as in a ``Date``."""

    first: str
    last: str


class Zero(Mention, frozen=True, kw_only=True, tag="zero"):
    """A zero said in words; ``denied_start:denied_end`` is the stretch whose subjects it denies."""

    denied_start: int
    denied_end: int


class Contact(Mention, frozen=True, kw_only=True, tag="contact"):
    """A number or name that only identifies: it is never a quantity."""

    channel: Literal["phone", "fax", "postcode", "email", "web_address", "street_number"]


AnyMention = Quantity | DocumentNumber | Date | Period | Zero | Contact
