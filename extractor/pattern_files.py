"""What a pattern file may hold: the door through which data comes in, validated.

Every class is one TOML table. Unknown keys are refused, so that a misspelt key is an error and not silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from extractor.model import QuantityRole, Severity

Kind = Literal["contact", "document_number", "mask", "period", "date", "zero", "quantity"]
Identifier = Annotated[str, Meta(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$")]


class _Data(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Example(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text and what must be found in it; ``value`` names the fields to compare."""

    text: str
    match: str
    value: dict[str, Any] = {}


class Counterexample(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in which the pattern must find nothing, and why."""

    text: str
    why: str


class PatternData(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A regular expression, or a pattern of words, with its cases; ``gives`` are fields every match gets.

    To be quick, it may say what every match holds (``needs``: only sentences that hold it are searched) or how every
    match begins (``begins``: only what begins so is tried). Both are regular expressions.
    """

    id: Identifier
    regex: str = ""
    tokens: tuple[dict[str, Any], ...] = ()
    needs: str = ""
    begins: str = ""
    gives: dict[str, str] = {}
    example: Annotated[tuple[Example, ...], Meta(min_length=1)]
    counterexample: Annotated[tuple[Counterexample, ...], Meta(min_length=1)]
    todo: tuple[Counterexample, ...] = ()


class PatternFile(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The patterns of one kind; ``part`` are fragments that a regex uses as ``(?&name)``."""

    kind: Kind
    source: str
    part: dict[str, str] = {}
    pattern: Annotated[tuple[PatternData, ...], Meta(min_length=1)]


class Unit(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A unit or measure word: ``forms`` are its spellings, ``unless`` what must not follow one.

    A quantity in this unit is ``factor`` times as many of ``base``. ``han``: may follow a Chinese numeral.
    """

    name: str
    kind: str
    forms: Annotated[tuple[str, ...], Meta(min_length=1)]
    unless: str | None = None
    base: str | None = None
    factor: Decimal = Decimal(1)
    han: bool = True
    example: str
    counterexample: str | None = None


class RoleData(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must stand right ``before`` a quantity of these ``units`` (``*`` for any) to give it the role ``id``."""

    id: QuantityRole
    units: tuple[str, ...]
    before: str
    example: Annotated[tuple[Example, ...], Meta(min_length=1)]
    counterexample: Annotated[tuple[Counterexample, ...], Meta(min_length=1)]


class RoleFile(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The roles, in the order in which they are tried."""

    source: str
    part: dict[str, str] = {}
    role: Annotated[tuple[RoleData, ...], Meta(min_length=1)]


class AgencyFile(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Short names of agencies in document numbers.

    ``whole`` ones stand for one issuer everywhere; ``ending`` is what stands behind the short name of a place,
    ``province`` the short names of the provinces.
    """

    source: str
    whole: dict[str, str]
    ending: dict[str, str]
    province: dict[str, str]


class UnitFile(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All units, and the characters that multiply a number."""

    source: str
    unit: Annotated[tuple[Unit, ...], Meta(min_length=1)]


class FormColumn(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value column as the form prints it, outermost heading first.

    ``dimensions`` say what the column's figures are of (one kind of applicant); without any it is the whole. ``unit``
    holds in this column whatever the row's is.
    """

    printed: Annotated[tuple[str, ...], Meta(min_length=1)]
    dimensions: dict[str, str] = {}
    unit: str | None = None


class FormRow(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row as the form prints it; without a unit it is a heading.

    ``indicator`` is what it counts in every column; ``indicators`` are one for each column, where they differ. The row
    of a table whose columns say everything is printed without a label.
    """

    printed: str
    unit: str | None = None
    indicator: Identifier | None = None
    indicators: tuple[Identifier, ...] = ()

    def counts(self) -> tuple[str, ...]:
        """Return the indicators of the row, in the order of the columns; none for a heading."""
        return (self.indicator,) if self.indicator else self.indicators


class FormAcross(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In every row the column of the whole is the sum of the columns with a dimension."""

    id: Identifier
    severity: Severity
    basis: str


class FormTable(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One table of a form. Without columns it has one, whose head may be anything that means the whole of this year."""

    id: Identifier
    title: str
    column: tuple[FormColumn, ...] = ()
    row: Annotated[tuple[FormRow, ...], Meta(min_length=1)]
    across: FormAcross | None = None


class FormRelation(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``result = sum of parts`` or ``result <= sum of parts``, between indicators of the form, in every dimension.

    Several results are added. ``when_zero`` names an indicator that must be zero for the relation to hold; ``honest``
    is the side on which the result may stray from the sum for a good reason; ``mixed_units`` says that the form itself
    adds unlike units. ``implied``: the form prints no value of the result, so that its parts stand for it wherever it
    is spoken of; where a report prints one all the same it stands for itself.
    """

    id: Identifier
    result: Annotated[tuple[Identifier, ...], Meta(min_length=1)]
    comparison: Literal["=", "<="]
    parts: tuple[Identifier, ...]
    severity: Severity
    honest: Literal["below", "above"] | None = None
    basis: str
    when_zero: Identifier | None = None
    mixed_units: bool = False
    implied: bool = False


class FormFile(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The official tables of a period; without a last year they are still in force."""

    id: str
    title: str
    kind: str
    order: str
    first_year: int
    last_year: int | None = None
    source: str
    table: Annotated[tuple[FormTable, ...], Meta(min_length=1)]
    relation: tuple[FormRelation, ...]

    def implied(self) -> Mapping[str, FormRelation]:
        """Return the relations whose result has no value of its own, by that result."""
        return {relation.result[0]: relation for relation in self.relation if relation.implied}


class SaidExample(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text, the section it stands in, and the values of those of its quantities that are the indicator's."""

    text: str
    values: Annotated[tuple[Decimal, ...], Meta(min_length=1)]
    section: str = ""


class SaidCounterexample(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text whose quantities are not the indicator's."""

    text: str
    why: str
    section: str = ""


class Said(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How running text says an indicator, by the words around the quantity.

    ``says`` is searched in what stands between the marks or quantities before and behind it, with ``#`` in the
    quantity's place; a group ``part`` names the portion that is spoken of. ``unless`` must not be found there.
    ``context`` must be found in the sentence before the quantity, ``follows`` must begin right behind it, ``section``
    must be found in the title of a section around it. ``since`` and ``until`` are as in an indicator: from 2019 on
    what was handled is no longer what was received, so that 收到的3件均已办结 does not say it.
    """

    says: str
    unless: str = ""
    context: str = ""
    follows: str = ""
    section: str = ""
    since: int | None = None
    until: int | None = None
    units: Annotated[tuple[str, ...], Meta(min_length=1)]
    example: Annotated[tuple[SaidExample, ...], Meta(min_length=1)]
    counterexample: Annotated[tuple[SaidCounterexample, ...], Meta(min_length=1)]


class Denied(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a zero said in words names the indicator; ``context`` must be found in the sentence before it."""

    regex: str
    context: str = ""
    example: Annotated[tuple[str, ...], Meta(min_length=1)]
    counterexample: Annotated[tuple[str, ...], Meta(min_length=1)]


class Indicator(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a statistic measures, under an id that never changes.

    ``since`` and ``until`` are the first and last year of the reports that measure it: words that are used on after a
    concept was drawn anew do not bind to the old one. ``kind`` is that of the reports that measure it; the file's where
    none is named.
    """

    id: Identifier
    name: str
    unit: str
    kind: Identifier | None = None
    since: int | None = None
    until: int | None = None
    said: tuple[Said, ...] = ()
    denied: Denied | None = None


class IndicatorFile(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Indicators of one ``kind`` of report; ``part`` are fragments that a regex uses as ``(?&name)``.

    ``aside`` is what around a quantity or a zero makes it one of another scope or time, whatever else is said;
    ``some`` is what before a zero makes it one of only some, ``elsewhen`` what earlier in the sentence makes a figure
    one of a part of the year or of the future.
    """

    source: str
    kind: Identifier
    aside: str
    some: str
    elsewhen: str
    part: dict[str, str] = {}
    indicator: Annotated[tuple[Indicator, ...], Meta(min_length=1)]


class Kindred(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of report, told by its title."""

    id: Identifier
    title: str
    example: Annotated[tuple[str, ...], Meta(min_length=1)]
    counterexample: Annotated[tuple[str, ...], Meta(min_length=1)]


class MetadataFile(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a report's kind, year, issuer and date are told."""

    source: str
    kind: Annotated[tuple[Kindred, ...], Meta(min_length=1)]


class IntegrityFile(_Data, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Names that have no place on a government site, and hosts that have."""

    source: str
    name: Annotated[tuple[str, ...], Meta(min_length=1)]
    own_hosts: Annotated[tuple[str, ...], Meta(min_length=1)]
    example: Annotated[tuple[str, ...], Meta(min_length=1)]
    counterexample: Annotated[tuple[str, ...], Meta(min_length=1)]
