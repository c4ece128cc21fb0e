"""Load and validate the pattern data.

A ``PatternSet`` is everything the data folder says, ready to run. It is made once for a folder and shared.
"""

from __future__ import annotations

import functools
import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct

from extractor.errors import PatternError
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
    Said,
    Unit,
    UnitFile,
)
from extractor.regex import Regex
from extractor.text import fold

PATTERN_KINDS: tuple[Kind, ...] = ("contact", "document_number", "period", "date", "mask", "zero", "quantity")
"""The kinds in the order in which they claim a stretch of text."""

_SCALED_UNIT = re.compile(r"(?P<scale>[百千万亿]{0,2})(?P<unit>.+)")
_Model = TypeVar("_Model", bound=msgspec.Struct)


class Pattern(Struct, frozen=True):
    """A pattern ready to run; ``id`` is ``kind/name`` and stands in every mention it makes.

    ``needed`` finds one of the words of which every match holds one, if the data name some.
    """

    id: str
    kind: Kind
    regex: Regex
    needed: Regex | None
    data: PatternData
    path: Path


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
    """All the data of a folder; ``digest`` is the SHA-256 of its files."""

    folder: Path
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

    def unit(self, printed: str) -> tuple[str, Decimal] | None:
        """Return base unit and factor of a printed unit (万元 is 元, 10000), or None if it is no unit we know."""
        found = _SCALED_UNIT.fullmatch(fold(printed).strip())
        unit = self.units.get(found["unit"]) if found else None
        if not found or not unit:
            return None
        return unit.base or unit.name, unit.factor * scale_factor(found["scale"])

    def regexes(self) -> Iterator[Regex]:
        """Yield every regular expression of the data."""
        for holder in (*self.patterns, *self.sayings, *self.denials.values()):
            yield from (value for value in msgspec.structs.astuple(holder) if isinstance(value, Regex))

    def words(self) -> tuple[str, ...]:
        """Return the lines of ``words.txt``, the segmenter's own words with their part of speech."""
        return _read_lines(self.folder / "words.txt")

    def regions(self) -> tuple[str, ...]:
        """Return the lines of ``regions.csv``: ``code,name`` of GB/T 2260."""
        return _read_lines(self.folder / "regions.csv")


def default_folder() -> Path:
    """Return the folder of the data that comes with the package, in a wheel or in a checkout."""
    inside = Path(__file__).with_name("patterns")
    return inside if inside.is_dir() else Path(__file__).parent.parent / "patterns"


@functools.cache
def load_patterns(folder: Path | None = None) -> PatternSet:
    """Read a data folder, by default the one of the package.

    Raises ``PatternError`` naming the file, the pattern and what is wrong with it. The regular expressions of another
    folder are all compiled at once, so that none is found wrong in the middle of a run; those of ours have tests.
    """
    patterns = _load(folder or default_folder())
    for regex in patterns.regexes() if folder else ():
        regex.compiled()
    return patterns


def _load(folder: Path) -> PatternSet:
    units = _units(_read(folder / "units.toml", UnitFile))
    shared = _read_toml(folder / "parts.toml")["part"] | {
        "unit": _unit_regex(units),
        "han_unit": _unit_regex(unit for unit in units if unit.han),
    }
    patterns: list[Pattern] = []
    for kind in PATTERN_KINDS:
        path = folder / f"{kind}.toml"
        file = _read(path, PatternFile)
        if file.kind != kind:
            raise PatternError(f"{path}: kind is {file.kind!r}, the file's name says {kind!r}; make them equal")
        parts = shared | file.part
        patterns += (_pattern(path, kind, data, parts) for data in file.pattern)
    forms = tuple(_read(path, FormFile) for path in sorted((folder / "forms").glob("*.toml")))
    indicators, sayings, denials = _indicators(folder / "indicators")
    _check_forms(forms, indicators)
    return PatternSet(
        folder,
        _digest(folder),
        tuple(patterns),
        {form: unit for unit in units for form in unit.forms},
        forms,
        indicators,
        sayings,
        denials,
        _read(folder / "metadata.toml", MetadataFile),
        _read(folder / "integrity.toml", IntegrityFile),
        _read(folder / "agencies.toml", AgencyFile),
    )


def _indicators(
    folder: Path,
) -> tuple[dict[str, Indicator], tuple[Saying, ...], dict[str, Denial]]:
    indicators: dict[str, Indicator] = {}
    sayings: list[Saying] = []
    denials: dict[str, Denial] = {}
    for path in sorted(folder.glob("*.toml")):
        file = _read(path, IndicatorFile)
        for indicator in file.indicator:
            where = f"{path}: {indicator.id}"
            if indicator.id in indicators:
                raise PatternError(f"{where}: the id stands twice; every indicator has its own")
            indicators[indicator.id] = msgspec.structs.replace(indicator, kind=indicator.kind or file.kind)
            sayings += (
                _saying(where, indicator.id, number, said, file) for number, said in enumerate(indicator.said, start=1)
            )
            if indicator.denied:
                denied = indicator.denied
                unless = Regex(where, f"{file.aside}|{file.some}", file.part)
                context = Regex(where, denied.context, file.part) if denied.context else None
                denials[indicator.id] = Denial(Regex(where, denied.regex, file.part), unless, context)
    return indicators, tuple(sayings), denials


def _saying(where: str, indicator: str, number: int, said: Said, file: IndicatorFile) -> Saying:
    def optional(source: str) -> Regex | None:
        return Regex(where, source, file.part) if source else None

    return Saying(
        f"said/{indicator}/{number}",
        indicator,
        Regex(where, said.says, file.part),
        Regex(where, file.elsewhen, file.part),
        Regex(where, "|".join(filter(None, (file.aside, said.unless))), file.part),
        optional(said.context),
        optional(said.follows),
        optional(said.section),
        frozenset(said.units),
        said,
    )


def _pattern(path: Path, kind: Kind, data: PatternData, parts: Mapping[str, str]) -> Pattern:
    name = f"{kind}/{data.id}"
    regex = Regex(f"{path}: {name}", data.regex, parts)
    needed = Regex(name, "|".join(map(re.escape, data.needs)), {}) if data.needs else None
    return Pattern(name, kind, regex, needed, data, path)


def _unit_regex(units: Iterable[Unit]) -> str:
    forms = [(form, unit.unless) for unit in units for form in unit.forms]
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


def _read_toml(path: Path) -> dict[str, dict[str, str]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PatternError(f"{path}: the file is missing; every data folder needs it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PatternError(f"{path}: not TOML ({error}); mend the file") from error


def _read(path: Path, model: type[_Model]) -> _Model:
    try:
        return msgspec.convert(_read_toml(path), model)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at `$.")
        where = f"{path}: {place.rstrip('`')}" if place else str(path)
        raise PatternError(f"{where}: {problem}; every pattern needs examples and counterexamples") from error


def _read_lines(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".toml", ".txt", ".csv"}):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
