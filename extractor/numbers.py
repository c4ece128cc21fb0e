"""All numbers of a text, with or without a unit: where they stand and what they are worth."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from msgspec import Struct

from extractor.numerals import HAN_NUMERALS, Number, parse_number
from extractor.patterns import PatternSet, load_patterns
from extractor.segment import Token, segmenter
from extractor.text import fold

_RUN = re.compile(
    rf"(?<![0-9A-Za-z_.])[-−]?\.?[0-9{HAN_NUMERALS}负負][0-9{HAN_NUMERALS}万萬亿億兆几幾余餘多点點又分之负負,./ \-−]*"
)
_RATE = re.compile(r"[百千万萬]分之")
_APART = re.compile(
    r"[0-9.] +[0-9](?!\d*/)|, |[-−] |[.,/分之又点點] *$"
)  # no number: two of them, or one that is cut short
_LONGEST = 60
_AROUND = 10  # characters around a numeral that show what words it is of


class FoundNumber(Struct, frozen=True):
    """A number and where it stands."""

    start: int
    end: int
    number: Number


def find_numbers(text: str, patterns: PatternSet | None = None) -> Iterator[FoundNumber]:
    """Yield the numbers of a text in order, each as long as it can be; those of percentages without 百分之.

    A Chinese numeral is one only where words part before and behind it, or where it is a word with its unit: 四川 and
    一切 hold none, 一只 does. A single numeral that is repeated (两两), a lone 百, and 一 before a verb (一看) count
    nothing.
    """
    patterns = patterns or load_patterns()
    folded = fold(text)
    for run in _RUN.finditer(folded):
        tokens: list[Token] | None = None
        start = run.start()
        before = -1
        while start < run.end():
            if rate := _RATE.match(folded, start):
                start = rate.end()
                if start >= run.end():
                    break
            found = _longest(folded, start, min(run.end(), start + _LONGEST)) if start != before else None
            if found and not folded[found.start : found.end].isascii():
                tokens = tokens or segmenter(patterns.words()).tokens(
                    folded, max(0, start - _AROUND), run.end() + _AROUND
                )
                found = found if _counts(found, folded, tokens, patterns.units) else None
            if found:
                yield found
            start = before = found.end if found else start + 1
            before = before if found else -1


def _longest(folded: str, start: int, end: int) -> FoundNumber | None:
    if folded[start].isdigit() and start and folded[start - 1] in "0123456789.":
        return None
    for last in range(end, start, -1):
        written = folded[start:last]
        if written[-1] == " " or written[0] == " " or _APART.search(written):
            continue
        number = parse_number(written)
        if number:
            return FoundNumber(start, last, number)
    return None


def _counts(found: FoundNumber, folded: str, tokens: Sequence[Token], units: Container[str]) -> bool:
    if found.end - found.start == 1:
        alone = folded[found.start]
        if alone in "百千拾佰仟":
            return False
        if alone in (folded[found.start - 1 : found.start], folded[found.end : found.end + 1]):
            return False
        following = next((token for token in tokens if token.start == found.end), None)
        if alone == "一" and following and following.tag.startswith("v") and following.text not in {"到", "至"}:
            return False
    for token in tokens:
        if token.start < found.start < token.end and not _is_numeral(token):
            return False
        if token.start < found.end < token.end and not _is_numeral(token):
            rest = folded[found.end : token.end]
            return rest in units or (rest == "到" and folded[token.end : token.end + 1] in HAN_NUMERALS)
    return True


def _is_numeral(token: Token) -> bool:
    return token.tag.startswith("m")
