"""Load and validate the pattern data.

A ``PatternSet`` is everything the data folder says, ready to run. It is made once for a folder and shared.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import msgspec
from msgspec import Struct

from extractor.errors import PatternError
from extractor.model import QuantityRole
from extractor.numerals import scale_factor
from extractor.pattern_files import (
    AgencyFile,
    FormFile,
    Indicator,
    IndicatorFile,
    IntegrityFile,
    Kind,
    MetadataFile,
    PatternData,
    PatternFile,
    RoleData,
    RoleFile,
    Said,
    Unit,
    UnitFile,
)
from extractor.pattern_folders import PatternFolders
from extractor.regex import Regex
from extractor.text import fold
from extractor.token_pattern import TokenPattern

PATTERN_KINDS: tuple[Kind, ...] = ("contact", "document_number", "period", "date", "mask", "zero", "quantity")
"""The kinds in the order in which they claim a stretch of text."""

_SCALED_UNIT = re.compile(r"(?P<scale>[百千万亿]{0,2})(?P<unit>.+)")


class Pattern(Struct, frozen=True):
    """A pattern ready to run; ``id`` is ``kind/name`` and stands in every mention it makes.

    It is one of characters (``regex``) or one of words (``tokens``).
    ``needed`` finds what every match holds, ``begins`` where one may begin, if the data say so.
    """

    id: str
    kind: Kind
    regex: Regex | None
    tokens: TokenPattern | None
    needed: Regex | None
    begins: Regex | None
    data: PatternData
    path: Path


class RolePattern(Struct, frozen=True):
    """What stands before a quantity of these units to give it a role."""

    id: QuantityRole
    units: frozenset[str]
    before: Regex
    data: RoleData


class Saying(Struct, frozen=True):
    """A way in which running text says an indicator; ``unless`` holds the file's ``aside``, too."""

    id: str
    indicator: str
    says: Regex
    elsewhen: Regex
    unless: Regex
    context: Regex | None
    follows: Regex | None
    section: Regex | None
    units: frozenset[str]
    data: Said


class Denial(Struct, frozen=True):
    """A way in which a zero said in words names an indicator.

    ``unless`` must not stand in the clause before it.
    """

    regex: Regex
    unless: Regex
    context: Regex | None


class PatternSet(Struct, frozen=True, eq=False):
    """All the data; ``digest`` is the SHA-256 of its files."""

    folders: PatternFolders
    digest: str
    patterns: tuple[Pattern, ...]
    units: Mapping[str, Unit]
    forms: tuple[FormFile, ...]
    indicators: Mapping[str, Indicator]
    sayings: tuple[Saying, ...]
    denials: Mapping[str, Denial]
    metadata: MetadataFile
    integrity: IntegrityFile
    agencies: AgencyFile
    roles: tuple[RolePattern, ...]

    def unit(self, printed: str) -> tuple[str, Decimal] | None:
        """Return base unit and factor of a printed unit (万元 is 元, 10000), or None if it is no unit we know."""
        found = _SCALED_UNIT.fullmatch(fold(printed).strip())
        unit = self.units.get(found["unit"]) if found else None
        if not found or not unit:
            return None
        return unit.base or unit.name, unit.factor * scale_factor(found["scale"])

    def compilable(self) -> Iterator[Regex | TokenPattern]:
        """Yield every regular expression and every pattern of words of the data."""
        for holder in (*self.patterns, *self.roles, *self.sayings, *self.denials.values()):
            for value in msgspec.structs.astuple(holder):
                if isinstance(value, Regex | TokenPattern):
                    yield value

    def words(self) -> tuple[str, ...]:
        """Return the lines of ``words.txt``, the segmenter's own words with their part of speech."""
        return self.folders.lines("words.txt")

    def regions(self) -> tuple[str, ...]:
        """Return the lines of ``regions.csv``: ``code,name`` of GB/T 2260."""
        return self.folders.lines("regions.csv")


def default_folder() -> Path:
    """Return the folder of the data that comes with the package, in a wheel or in a checkout."""
    inside = Path(__file__).with_name("patterns")
    return inside if inside.is_dir() else Path(__file__).parent.parent / "patterns"


@functools.cache
def load_patterns(folder: Path | None = None) -> PatternSet:
    """Read the package's data, with a folder of one's own laid over it: what has an id of ours replaces it.

    Raises ``PatternError`` naming the file, the pattern and what is wrong with it. Where there is a folder of one's own
    all regular expressions are compiled at once, so that none is found wrong in the middle of a run; those of ours have
    tests. Its own are run with a limit of time.
    """
    patterns = _load(PatternFolders(default_folder(), folder))
    for pattern in patterns.compilable() if folder else ():
        pattern.compiled()
    return patterns


def _load(folders: PatternFolders) -> PatternSet:
    units = _units(folders.read("units.toml", UnitFile))
    shared = folders.parts("parts.toml") | {
        "unit": _unit_regex(units),
        "han_unit": _unit_regex(unit for unit in units if unit.han),
    }
    patterns: list[Pattern] = []
    for kind in PATTERN_KINDS:
        name = f"{kind}.toml"
        file = folders.read(name, PatternFile)
        path = folders.path(name)
        if file.kind != kind:
            raise PatternError(f"{path}: kind is {file.kind!r}, the file's name says {kind!r}; make them equal")
        parts = shared | file.part
        given = {pattern["id"] for pattern in folders.given(name).get("pattern", ())}
        patterns += (_pattern(path, kind, data, parts, is_own=data.id not in given) for data in file.pattern)
    forms = tuple(folders.read(name, FormFile) for name in folders.names("forms"))
    indicators, sayings, denials = _indicators(folders)
    _check_forms(forms, indicators)
    return PatternSet(
        folders,
        folders.digest(),
        tuple(patterns),
        {form: unit for unit in reversed(units) for form in unit.forms},
        forms,
        indicators,
        sayings,
        denials,
        folders.read("metadata.toml", MetadataFile),
        folders.read("integrity.toml", IntegrityFile),
        folders.read("agencies.toml", AgencyFile),
        _roles(folders),
    )


def _roles(folders: PatternFolders) -> tuple[RolePattern, ...]:
    file = folders.read("roles.toml", RoleFile)
    path, is_own = folders.path("roles.toml"), not folders.given("roles.toml")
    return tuple(
        RolePattern(
            role.id, frozenset(role.units), Regex(f"{path}: {role.id}", role.before, file.part, is_own=is_own), role
        )
        for role in file.role
    )


def _indicators(
    folders: PatternFolders,
) -> tuple[dict[str, Indicator], tuple[Saying, ...], dict[str, Denial]]:
    indicators: dict[str, Indicator] = {}
    sayings: list[Saying] = []
    denials: dict[str, Denial] = {}
    for name in folders.names("indicators"):
        path = folders.path(name)
        file = folders.read(name, IndicatorFile)
        regex = functools.partial(_shared, {}, is_own=not folders.given(name))
        for indicator in file.indicator:
            where = f"{path}: {indicator.id}"
            if indicator.id in indicators:
                raise PatternError(f"{where}: the id stands twice; every indicator has its own")
            indicators[indicator.id] = msgspec.structs.replace(indicator, kind=indicator.kind or file.kind)
            sayings += (
                _saying(where, indicator.id, number, said, file, regex)
                for number, said in enumerate(indicator.said, start=1)
            )
            if indicator.denied:
                denied = indicator.denied
                unless = regex(where, f"{file.aside}|{file.some}", file.part)
                context = regex(where, denied.context, file.part) if denied.context else None
                denials[indicator.id] = Denial(regex(where, denied.regex, file.part), unless, context)
    return indicators, tuple(sayings), denials


def _shared(made: dict[str, Regex], where: str, source: str, parts: Mapping[str, str], *, is_own: bool) -> Regex:
    """One regular expression for all sayings of a file that have the same."""
    return made.setdefault(source, Regex(where, source, parts, is_own=is_own))


def _saying(
    where: str, indicator: str, number: int, said: Said, file: IndicatorFile, regex: Callable[..., Regex]
) -> Saying:
    def optional(source: str) -> Regex | None:
        return regex(where, source, file.part) if source else None

    return Saying(
        f"said/{indicator}/{number}",
        indicator,
        regex(where, said.says, file.part),
        regex(where, file.elsewhen, file.part),
        regex(where, "|".join(filter(None, (file.aside, said.unless))), file.part),
        optional(said.context),
        optional(said.follows),
        optional(said.section),
        frozenset(said.units),
        said,
    )


def _pattern(path: Path, kind: Kind, data: PatternData, parts: Mapping[str, str], *, is_own: bool) -> Pattern:
    name = f"{kind}/{data.id}"

    def regex(source: str) -> Regex:
        return Regex(f"{path}: {name}", source, parts, is_own=is_own)

    if bool(data.regex) == bool(data.tokens):
        raise PatternError(f"{path}: {name}: give it either a regex or tokens")
    tokens = TokenPattern(f"{path}: {name}", data.tokens) if data.tokens else None
    by_character, needed, begins = (
        regex(source) if source else None for source in (data.regex, data.needs, data.begins)
    )
    return Pattern(name, kind, by_character, tokens, needed, begins, data, path)


def _unit_regex(units: Iterable[Unit]) -> str:
    first = {form: unit.unless for unit in reversed(list(units)) for form in unit.forms}
    forms = list(first.items())
    forms.sort(key=lambda item: (-len(item[0]), item[0]))
    return "|".join(re.escape(form) + (f"(?!{unless})" if unless else "") for form, unless in forms)


def _units(file: UnitFile) -> tuple[Unit, ...]:
    names = {unit.name for unit in file.unit}
    for unit in file.unit:
        if unit.base and unit.base not in names:
            raise PatternError(f"units.toml: {unit.name}: base {unit.base} is no unit; add it")
    return file.unit


def _check_forms(forms: Iterable[FormFile], indicators: Mapping[str, Indicator]) -> None:
    for form in forms:
        rows = {name for table in form.table for row in table.row for name in row.counts()}
        used = {name for relation in form.relation for name in (*relation.result, *relation.parts)}
        used |= {relation.when_zero for relation in form.relation if relation.when_zero}
        implied = form.implied().keys()
        if unknown := sorted(((rows | implied) - indicators.keys()) | (used - rows - implied)):
            raise PatternError(
                f"forms/{form.id}.toml: no such indicator: {', '.join(unknown)}; add it or mend the name"
            )
        for table in form.table:
            for row in table.row:
                if row.indicators and (row.indicator or len(row.indicators) != len(table.column)):
                    raise PatternError(
                        f"forms/{form.id}.toml: {table.id}: {row.printed or 'the row'}: {len(row.indicators)} "
                        f"indicators for {len(table.column)} columns; name one for each, or one for all as `indicator`"
                    )
