"""Document numbers: what departs from the standard, numbers that share an agency, their role and their issuer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from extractor.model import AnyMention, DocumentNumber, DocumentRole, Level, Region
from extractor.pattern_files import AgencyFile
from extractor.text import fold, lines, sentence_end

_ANOTHER = re.compile(r"(?: ?[、,和及] ?)第?0{0,3}([1-9][0-9]{0,3}) ?号(?![楼院室线])")
_BRACKETS = re.compile(r"[\[\]【】()〖〗{}]")
_HEAD_LINES = 15
_KEY = re.compile(r"(?:发文字号|文号|字号) ?: ?")
_NAMED = re.compile(r"(.{3,}?)(?:令|公告|通告)")  # 财政部公告, 国家税务总局令
_CENTRAL = re.compile(r"国家|国务院|中国|.{1,10}(?:部|总局)$")
_REPEALED = re.compile(r"废止|失效|停止执行")
_BEHIND = 20  # characters behind it that may repeal it
_BEFORE = 14  # characters before a document's title that say what is done with it
_DONE: tuple[tuple[re.Pattern[str], DocumentRole], ...] = (
    (re.compile(r"转发"), "forwarded"),
    (re.compile(r"修改|修订|修正"), "amended"),
    (re.compile(r"废止"), "repealed"),
)


def departures(printed: str, normalized: str) -> tuple[str, ...]:
    """Name what is not written as GB/T 9704-2012, 7.2.5 prescribes: blanks, brackets, 第, zeros."""
    found = []
    if " " in printed:
        found.append("blanks")
    if "〔" in normalized and (_BRACKETS.search(printed) or printed.count("〔") != 1 or printed.count("〕") != 1):
        found.append("brackets")
    if "第" in printed and "第" not in normalized:
        found.append("第")
    if re.search(r"(?<![0-9])0[0-9]", printed):
        found.append("zeros")
    return tuple(found)


def sharing(number: DocumentNumber, text: str, folded: str) -> Iterator[DocumentNumber]:
    """Yield the numbers behind one that share its agency and year: 甲政发〔2017〕3号、5号."""
    found = _ANOTHER.match(folded, number.end) if number.year else None
    while found:
        start = found.end() - len(found[0].lstrip(" 、,和及"))
        serial = int(found[1])
        normalized = f"{number.agency}〔{number.year}〕{serial}号"
        yield replace(number, text=text[start : found.end()], start=start, end=found.end(), serial=serial,
                      normalized=normalized, title=None, departs=())  # fmt: skip
        found = _ANOTHER.match(folded, found.end())


def with_document_roles(
    mentions: Iterable[AnyMention], text: str, region: Region | None, agencies: AgencyFile
) -> Iterator[AnyMention]:
    """Yield the mentions in order, document numbers with role and issuer; ``region`` is the report's own."""
    folded = fold(text)
    head = {line.start: line.end for line in itertools.islice(lines(folded), _HEAD_LINES)}
    for mention in mentions:
        if isinstance(mention, DocumentNumber):
            issuer, level = _issuer(mention.agency, region, agencies)
            yield replace(mention, role=_role(mention, folded, head), issuer=issuer, level=level)
        else:
            yield mention


def _role(number: DocumentNumber, folded: str, head: Mapping[int, int]) -> DocumentRole:
    start = folded.rfind("\n", 0, number.start) + 1
    if start in head and _KEY.sub("", folded[start : head[start]]).strip(" ()") == folded[number.start : number.end]:
        return "own"
    begin = number.start - (len(number.title) + 1 if number.title else 0)
    before = folded[max(0, begin - _BEFORE) : begin]
    last = re.split(r"[,。;!?\n]", before)[-1]
    for words, role in _DONE:
        if words.search(last):
            return role
    behind = min(sentence_end(folded, number.end), number.end + _BEHIND)
    return "repealed" if _REPEALED.search(folded, number.end, behind) else "cited"


def _issuer(agency: str, region: Region | None, agencies: AgencyFile) -> tuple[str | None, Level | None]:
    """Who issued it: by the whole short name, else by the place of the report's own that it begins with."""
    if agency in agencies.whole:
        return agencies.whole[agency], "nation"
    if titled := _NAMED.fullmatch(agency):
        return titled[1], "nation" if _CENTRAL.match(titled[1]) else None
    for place in region.path if region else ():
        short = agencies.province.get(place, place[0])
        ending = agencies.ending.get(agency[len(short) :]) if agency.startswith(short) else None
        if ending:
            named = ending if "{place}" in ending else f"{{place}}{ending}"
            if place in agencies.province:
                named = named.replace("办公室", "办公厅")
            return named.replace("{place}", place), _level(place, region, agencies)
    return None, None


def _level(place: str, region: Region | None, agencies: AgencyFile) -> Level | None:
    if place in agencies.province:
        return "province"
    if region is None or region.code is None:
        return None
    is_county = place == region.name and not region.code.endswith("00")
    return "county" if is_county else "prefecture"
