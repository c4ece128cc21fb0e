"""Administrative divisions (GB/T 2260): which place a report is of."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from extractor.model import Region
from extractor.patterns import PatternSet

_OWN_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|实验区|开发区|高新区|新区|地区|林区|省|市|州|盟|县|旗|区|镇|乡|街道)"
)
_NO_NAME = "全本各我市县"  # 全市和市级…: no name of a place
_YEAR_OR_KIND = re.compile(r"[\d〇○二零]{4}年|关于|政府|人民政府|国民经济|一般公共预算|财政|年度")


class _Divisions(Struct, frozen=True, eq=False):
    """The name of every code, and the codes of every name."""

    names: Mapping[str, str]
    codes: Mapping[str, Sequence[str]]

    def named(self, name: str) -> list[Region]:
        """Return the divisions of this name, in the order of their codes."""
        return [Region(name, code, self._path(code)) for code in self.codes[name]]

    def _path(self, code: str) -> tuple[str, ...]:
        above = (self.names.get(code[:2] + "0000"), self.names.get(code[:4] + "00"), self.names[code])
        return tuple(dict.fromkeys(name for name in above if name))


def find_region(title: str, issuer: str, text: str, patterns: PatternSet) -> tuple[Region | None, str | None]:
    """Return the place that the title (else the issuer) names, and what is doubtful about it.

    A name that several divisions share is settled by the names of their superiors in title, issuer or text; where that
    does not settle it the region keeps its name without a code.
    """
    divisions = _divisions(patterns)
    for source in (title, issuer):
        found = _longest(source, divisions.codes)
        if found:
            return _settle(found, source, title + issuer, text, divisions.named(found))
        own = _OWN_NAME.match(_YEAR_OR_KIND.split(source.lstrip("0123456789年关于"), maxsplit=1)[0])
        if own and own.group()[0] not in _NO_NAME:
            return Region(own.group(), None, (own.group(),)), None
    return None, None


def level_of(region: Region | None) -> str | None:
    """Return ``province``, ``prefecture`` or ``county`` by the region's code."""
    if region is None or region.code is None:
        return None
    if region.code.endswith("0000"):
        return "province"
    return "prefecture" if region.code.endswith("00") else "county"


def _settle(
    name: str, source: str, around: str, text: str, bearers: Sequence[Region]
) -> tuple[Region | None, str | None]:
    own = _OWN_NAME.search(source[source.index(name) :])
    if own and own.group() != name and own.group().startswith(name):  # 平潭综合实验区 is not 平潭县
        return Region(own.group(), None, (own.group(),)), None
    for where in (around, text):
        rated = [(sum(superior in where for superior in bearer.path[:-1]), bearer) for bearer in bearers]
        best = max(count for count, _ in rated)
        chosen = [bearer for count, bearer in rated if count == best]
        if len(chosen) == 1:
            return chosen[0], None
    told = ", ".join("".join(bearer.path) for bearer in bearers[:4])
    return Region(
        name, None, (name,)
    ), f"{name} is the name of {len(bearers)} places ({told}…); none is named in the text"


def _longest(source: str, names: Mapping[str, object]) -> str | None:
    """Return the innermost division named in ``source``: the one that ends last, the longest of those."""
    best: tuple[int, int, str] | None = None
    for start in range(len(source)):
        for length in range(15, 1, -1):
            name = source[start : start + length]
            if name in names and (best is None or (start + len(name), len(name)) > best[:2]):
                best = (start + len(name), len(name), name)
    return best[2] if best else None


@functools.cache
def _divisions(patterns: PatternSet) -> _Divisions:
    names = dict(entry.split(",", 1) for entry in patterns.regions())
    codes: dict[str, list[str]] = {}
    for code, name in names.items():
        codes.setdefault(name, []).append(code)
    return _Divisions(names, codes)
