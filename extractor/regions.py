"""Administrative divisions (GB/T 2260): which place a report is of."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extractor.model import Region
from extractor.patterns import PatternSet

_OWN_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,12}?(?:特别行政区|自治区|自治州|自治县|自治旗|实验区|开发区|高新区|新区|地区|林区|省|市|州|盟|县|旗|区|镇|乡|街道)"
)
_YEAR_OR_KIND = re.compile(r"[\d〇○二零]{4}年|关于|政府|人民政府|国民经济|一般公共预算|财政|年度")


@dataclass(frozen=True, slots=True)
class _Division:
    code: str
    name: str
    path: tuple[str, ...]


def find_region(title: str, issuer: str, text: str, patterns: PatternSet) -> tuple[Region | None, str | None]:
    """Return the place that the title (else the issuer) names, and what is doubtful about it.

    A name that several divisions share is settled by the names of their superiors in title, issuer or text; where that
    does not settle it the region keeps its name without a code.
    """
    names = _names(patterns)
    for source in (title, issuer):
        found = _longest(source, names)
        if found:
            return _settle(found, source, title + issuer, text, names)
        own = _OWN_NAME.match(_YEAR_OR_KIND.split(source.lstrip("0123456789年关于"), maxsplit=1)[0])
        if own:
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
    name: str, source: str, around: str, text: str, names: Mapping[str, tuple[_Division, ...]]
) -> tuple[Region | None, str | None]:
    bearers = names[name]
    own = _OWN_NAME.search(source[source.index(name) :])
    if own and own.group() != name and own.group().startswith(name):  # 平潭综合实验区 is not 平潭县
        return Region(own.group(), None, (own.group(),)), None
    for where in (around, text):
        rated = [(sum(superior in where for superior in bearer.path[:-1]), bearer) for bearer in bearers]
        best = max(count for count, _ in rated)
        chosen = [bearer for count, bearer in rated if count == best]
        if len(chosen) == 1:
            return Region(chosen[0].name, chosen[0].code, chosen[0].path), None
    told = ", ".join("".join(bearer.path) for bearer in bearers[:4])
    return Region(
        name, None, (name,)
    ), f"{name} is the name of {len(bearers)} places ({told}…); none is named in the text"


def _longest(source: str, names: Mapping[str, tuple[_Division, ...]]) -> str | None:
    """Return the innermost division named in ``source``: the one that ends last, the longest of those."""
    best: tuple[int, int, str] | None = None
    for start in range(len(source)):
        for length in range(15, 1, -1):
            name = source[start : start + length]
            if name in names and (best is None or (start + len(name), len(name)) > best[:2]):
                best = (start + len(name), len(name), name)
    return best[2] if best else None


@functools.cache
def _names(patterns: PatternSet) -> Mapping[str, tuple[_Division, ...]]:
    return _index(patterns.regions())


def _index(entries: Iterable[str]) -> Mapping[str, tuple[_Division, ...]]:
    by_code = dict(entry.split(",", 1) for entry in entries)
    names: dict[str, tuple[_Division, ...]] = {}
    for code, name in by_code.items():
        superiors = [by_code.get(code[:2] + "0000"), by_code.get(code[:4] + "00")]
        path = [superior for superior in superiors if superior and superior != name]
        if len(path) == 2 and path[0] == path[1]:
            del path[1]
        names[name] = (*names.get(name, ()), _Division(code, name, (*path, name)))
    return names
