"""What stands above a table or at the top of its frame: its title, its number (表1-2), the unit of its values."""

from __future__ import annotations

import re
from collections.abc import Container

from msgspec import Struct

from extractor.tables.labels import squeeze
from extractor.tables.values import is_unit

TABLE_NUMBER = re.compile(
    r"(?:(?:附?表|附件)[一二三四五六七八九十\d]{1,3}(?:[-—–.][\d一二三四五六七八九十]{1,3})*|(?:公开|财决|预算|部[决预]){1,2}\d{1,3}表):?"
)
"""The number of a table: 表1-2, 附表十, 公开01表."""

_UNIT = re.compile(
    r"(?<![制报算任管])(?:货币|金额|计量)?单位 ?: ?([^\s,;、|)(/:](?: ?[^\s,;、|)(/:]){0,9})"
    r"(?:[、/,][^ |]{1,6})?(?:\(下同\))?"
)
_NUMBERED_TITLE = re.compile(rf"({TABLE_NUMBER.pattern})[ :]+(\S.*)")
_CLOSE = re.compile(r"((?:附?表|附件)\d{1,2})((?:(?:19|20)\d{2}年|[\u4e00-\u9fff]{4}).*)")  # 表1人员情况
_WHOSE = re.compile(
    r"(?:(?:编制|填报|编报|预算|责任|主管)?(?:单位|部门)(?:名称)? ?:|(?:编制|填报) ?:).*|"
    r"(?:编制|填报|编报|预算|责任|货币)"
)  # whose table it is
_DRAWN = re.compile(r"^[\s|:+=_\u2500-\u257f-]+(?![\d])|[\s|\u2500-\u257f]+$")  # the frame of a table in plain text
_REACH = 4  # lines
_FARTHEST = 400  # characters
_LONGEST_TITLE = 80


class Caption(Struct, frozen=True):
    """Title, number and unit of a table, as far as they are said."""

    title: str | None
    number: str | None
    unit: str | None


def caption_above(folded: str, floor: int, start: int, units: Container[str]) -> Caption:
    """Return title, number and unit from the few lines above a table; the title is the nearest line that is neither.

    A unit alone may stand above the title, too.
    """
    title = unit = number = None
    above = folded[max(floor, start - _FARTHEST) : start].splitlines()[-_REACH:]
    for line in reversed(above):
        words = _DRAWN.sub("", line)
        stated = stated_unit(words, units)
        if stated and (not title or not stated[1]):
            unit = unit or stated[0]
            words = stated[1]
        if words and TABLE_NUMBER.fullmatch(words):
            number = words.strip(":")
            if title:
                break
            continue
        if title:
            break
        if is_whose(words):
            continue
        if words and (len(words) > _LONGEST_TITLE or words.endswith(("。", ";"))):
            break
        title = words or None
    return _parted(title, number, unit)


def caption_of(said: list[str], units: Container[str]) -> Caption:
    """Return title, number and unit as the cells above a table's head say them, in order."""
    title = ""
    unit = number = None
    for words in said:
        stated = stated_unit(words, units)
        rest = stated[1] if stated else words
        unit = unit or (stated[0] if stated else None)
        if TABLE_NUMBER.fullmatch(rest):
            number = number or rest.strip(":")
        elif not is_whose(rest):
            title += rest
    return _parted(title or None, number, unit)


def _parted(title: str | None, number: str | None, unit: str | None) -> Caption:
    numbered = _NUMBERED_TITLE.fullmatch(title or "") or _CLOSE.fullmatch(title or "")
    return Caption(numbered[2], number or numbered[1].strip(":"), unit) if numbered else Caption(title, number, unit)


def stated_unit(words: str, units: Container[str]) -> tuple[str, str] | None:
    """Return the unit a line above a table states, and the line without it; 单位:某局 states none."""
    for found in _UNIT.finditer(words):
        for text in (found[1].split(" ")[0], found[1]):
            if is_unit(squeeze(text).removeprefix("人民币"), units):
                rest = words.replace(found[0].replace(found[1], text, 1), "")
                return squeeze(text).removeprefix("人民币"), rest.strip(" ()、/,")
    return None


def is_whose(words: str) -> bool:
    """Tell whether a line above a table says only whose it is (编制单位:某局)."""
    return _WHOSE.fullmatch(words) is not None
