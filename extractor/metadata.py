"""What a report says of itself: title, kind, year, period, issuer, place, date of publication."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from extractor.model import AnyMention, Date, Days, Metadata, Period, ReadingWarning, Region
from extractor.patterns import PatternSet
from extractor.regions import find_region
from extractor.text import FACT_KEY, Line, fold, lines, numbering

_TITLE_LINES = 12
_MOST_LINES = 60  # in which a title is one if it says all on one line: below a site's navigation
_ENDS = re.compile(r"(?:报告|公报|年报|[预决]算|草案)(?:\([^()]{1,12}\))?$")
_LONGEST_TITLE = 60
_GOES_ON = ("。", ";", ":", "和", "与", "及", "、", "的")  # no title ends so
_KEY = re.compile(rf"\s*(?P<key>{FACT_KEY}) ?: ?(?P<value>.*)")
_ISSUER_KEYS = ("发文机关", "发文机构", "发文单位", "发布机构", "发布机关", "发布单位")
_DATE_KEYS = ("发布时间", "发布日期", "公开日期", "公开时间", "时间", "日期", "发文日期", "成文日期", "印发日期")
_PRINTED_DATE = re.compile(r"((?:19|20)\d{2})[-/.年] ?([01]?\d)[-/.月] ?([0-3]?\d)")
_ATTACHMENT = re.compile(
    r"^(?:附[件表][\d一二三四五六七八九十]{0,2}|表[\d一二三四五六七八九十]{1,2})(?:[-—][\d一二三四五六七八九十]{1,2})?[:.]?(?:(?=(?:19|20)\d{2}年|[^\d:.])|$)"
)
_NOTE_MARK = re.compile(r"\[\d{1,2}\]$")
_BODY = "正文"  # a label before the report
_UNIT_LINE = re.compile(r"(?:金额|编制|填报|编报|预算)?(?:单位|部门):")
_OFFICE = "(?:人民政府|办公室|办公厅|委员会|管委会|局|厅|委|中心|政府|院|处|部|调查队)"
_ISSUER = re.compile(rf"[\u4e00-\u9fff]{{2,30}}{_OFFICE}")
_YEAR = re.compile(r"(?:19|20)\d{2}|[二][〇○零O][〇○零O一二三][〇○零O一二三四五六七八九]")
_IN_TITLE = re.compile(
    rf"(?:关于)?(?:(?:{_YEAR.pattern})年度?)?(?P<issuer>(?:(?![转印]发)[\u4e00-\u9fff]){{2,30}}?{_OFFICE})"
    rf"(?:(?:{_YEAR.pattern})年|关于|[转印]发|政府信息公开|政务公开|部门[预决]算)"
)
_HAN_YEAR = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")


class Described(Struct, frozen=True):
    """Metadata, what made it doubtful, and whether the title names one year only.

    It names two where a budget's 执行 is of one and its 草案 of the next.
    """

    metadata: Metadata
    warnings: tuple[ReadingWarning, ...]
    is_of_one_year: bool = True


def describe(text: str, mentions: Sequence[AnyMention], patterns: PatternSet, *, site: str | None = None) -> Described:
    """Read title, kind, year, period, issuer, region and date of publication.

    The year is the title's; where the stated period is of another year a warning says so and the title's stands. Where
    the title speaks of 全市 or 市级 and nothing says of which, it is that on whose ``site`` it stands. Of what is not
    stated nothing is guessed.
    """
    folded = fold(text)
    top = [line for line in lines(folded[:20_000]) if folded[line.start : line.end].strip()]
    title = _title(folded, top, patterns)
    kind = _kind(title, patterns)
    title_year = _year(title) if title else None
    periods = [m for m in mentions if isinstance(m, Period) and _is_whole_year(m)]
    period = next((m for m in periods if int(m.first[:4]) == title_year), periods[0] if periods else None)
    year = title_year if title_year is not None else (int(period.first[:4]) if period else None)
    warnings = []
    if title_year is not None and period and int(period.first[:4]) != title_year:
        message = (
            f"the title says {title_year}, the stated period {period.first} to {period.last}; the title's year is used"
        )
        warnings.append(ReadingWarning("year_conflict", message))
    signature = _signature(folded, mentions)
    issuer = (signature[0] if signature else None) or _header(folded, top, _ISSUER_KEYS) or _below_title(folded, top)
    published = signature[1] if signature else None
    region, doubt = find_region(title or "", issuer or "", folded, patterns)
    warnings += [ReadingWarning("region_ambiguous", doubt)] if doubt else []
    if region is None and title and site:
        region = _region_of_site(title, site, patterns)
        told = f"the report names no place; its page is of the site of {site}"
        warnings += [ReadingWarning("region_of_site", told)] if region else []
    return Described(
        Metadata(
            title,
            kind,
            None,
            year,
            Days(period.first, period.last) if period else None,
            issuer or _issuer_in(title),
            region,
            published or _header_date(folded, top),
        ),
        tuple(warnings),
        len(set(_YEAR.findall(title or ""))) <= 1,
    )


def _region_of_site(title: str, site: str, patterns: PatternSet) -> Region | None:
    """The place whose site a report stands on, if its title speaks of a place of that level (全市, 市级)."""
    region, doubt = find_region(site, "", "", patterns)
    if region is None or doubt or region.code is None:
        return None
    level = region.name[-1]
    return region if re.search(rf"[全本我]{level}|{level}(?:本级|级|直)", title) else None


def _title(folded: str, top: Sequence[Line], patterns: PatternSet) -> str | None:
    """The first short line that is the title of a known kind; else the first line, if it is no sentence."""
    candidates = []
    for line in top[:_TITLE_LINES]:
        found = _KEY.match(folded, line.start, line.end)
        is_title = found is not None and _squeezed(found["key"]) == "标题"
        words = _squeezed(found["value"] if found and is_title else folded[line.start : line.end])
        words = _NOTE_MARK.sub("", _ATTACHMENT.sub("", words.strip("#*")))
        if "\t" in folded[line.start : line.end].strip() or _UNIT_LINE.match(words):
            continue  # a row of a table, or what stands above one
        if words and words != _BODY and (not found or is_title):
            candidates.append(words)
    for first, second, third in zip(candidates, [*candidates[1:], ""], [*candidates[2:], "", ""], strict=False):
        # what says all by itself needs no words of the line before, unless that breaks off or names the office
        goes_on = first.endswith(_GOES_ON) or (_ISSUER.fullmatch(first) and _YEAR.match(second))
        later = second if _kind(second, patterns) else second + third
        is_whole = not goes_on and _kind(later, patterns) and _year(later)
        for words in (first,) if is_whole else (first, first + second, first + second + third):
            if len(words) <= _LONGEST_TITLE and _kind(words, patterns) and not words.endswith(_GOES_ON):
                return words
    whole = (_squeezed(folded[line.start : line.end]) for line in top[_TITLE_LINES:_MOST_LINES])
    below = next((line for line in whole if len(line) <= _LONGEST_TITLE and _is_whole(line, patterns)), None)
    if below:
        return below
    if (
        candidates
        and len(candidates[0]) <= _LONGEST_TITLE
        and not candidates[0].endswith("。")
        and not numbering(candidates[0])
    ):
        return candidates[0]
    return None


def _is_whole(words: str, patterns: PatternSet) -> bool:
    """Tell whether a line is a title with its year and nothing else."""
    return bool(_kind(words, patterns) and _year(words) and _ENDS.search(words) and not _KEY.match(words))


def _kind(title: str | None, patterns: PatternSet) -> str | None:
    return next((kind.id for kind in patterns.metadata.kind if title and re.search(kind.title, title)), None)


def _year(title: str) -> int | None:
    found = _YEAR.search(title)
    return int(found.group().translate(_HAN_YEAR)) if found else None


def _is_whole_year(period: Period) -> bool:
    return (
        period.first[4:] == "-01-01"
        and period.last[4:] == "-12-31"
        and period.first[:4] == period.last[:4]
        and "日" in period.text
        and period.first[0] != "-"
    )


def _signature(folded: str, mentions: Iterable[AnyMention]) -> tuple[str | None, str] | None:
    """Issuer and day of the last date alone on a line of the running text; the issuer stands on the line before."""
    for mention in reversed(
        [m for m in mentions if isinstance(m, Date) and len(m.value) == 10 and m.value[0].isdigit()]
    ):
        start = folded.rfind("\n", 0, mention.start) + 1
        stop = folded.find("\n", mention.end)
        line = folded[start : stop if stop >= 0 else len(folded)]
        if line.strip(" \r()[]") != folded[mention.start : mention.end]:
            continue
        return _issuers(folded[:start].rstrip().rpartition("\n")[2]), mention.value
    return None


def _issuers(line: str) -> str | None:
    """The issuers a line holds and nothing else, one or several; a single one may be spaced out."""
    words = line.split()
    if words and all(map(_ISSUER.fullmatch, words)):
        return " ".join(words)
    return "".join(words) if _ISSUER.fullmatch("".join(words)) else None


def _issuer_in(title: str | None) -> str | None:
    """Whose report it is, if the title names an office: 某县财政局2024年度部门决算, 2019年某市人民政府政务公开报告."""
    found = _IN_TITLE.match(title or "")
    return found["issuer"] if found else None


def _below_title(folded: str, top: Iterable[Line]) -> str | None:
    """The issuers on a line of their own below the title, before the text begins."""
    for line in itertools.islice(top, 1, _TITLE_LINES):
        words = folded[line.start : line.end].strip()
        if issuers := _issuers(words):
            return issuers
        if numbering(words) or words.endswith(("。", ":")):
            return None
    return None


def _header(folded: str, top: Iterable[Line], keys: Sequence[str]) -> str | None:
    """What stands behind the first of the keys that the lines at the head have with a value."""
    stated: dict[str, str] = {}
    for line in top:
        found = _KEY.match(folded, line.start, line.end)
        if found and found["value"].strip():
            stated.setdefault(_squeezed(found["key"]), found["value"].strip())
    return next((stated[key] for key in keys if key in stated), None)


def _header_date(folded: str, top: Sequence[Line]) -> str | None:
    found = _PRINTED_DATE.match(_header(folded, top, _DATE_KEYS) or "")
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None


def _squeezed(words: str) -> str:
    return "".join(words.split())
