"""What each pattern wants of a text, with the value built of every match, and who gets what."""

from __future__ import annotations

import functools
import re
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from extractor.document_numbers import sharing
from extractor.errors import PatternError
from extractor.mention_values import BUILDERS, Found
from extractor.model import AnyMention, DocumentNumber
from extractor.pattern_files import Unit
from extractor.patterns import PATTERN_KINDS, Pattern, PatternSet
from extractor.regex import LIMIT, Regex
from extractor.segment import Token, segmenter
from extractor.text import lines
from extractor.token_pattern import LineWord, document_of

_ENDS = "\n。"  # what no match goes over

Stretch = tuple[int, int]


class Candidate(Struct, frozen=True):
    """A match that wants its stretch; ``rank`` is the place of its kind among the kinds."""

    pattern: str
    start: int
    end: int
    rank: int
    mention: AnyMention | None  # None for a mask, which only takes its place


def candidates(text: str, folded: str, stretch: Stretch, patterns: PatternSet) -> list[Candidate]:
    """Return what every pattern wants of a stretch.

    For patterns of words each mention or mask that those of characters settle on is one word.
    """
    found = [
        candidate
        for pattern in patterns.patterns
        for match in matches_of(pattern, folded, *stretch)
        for candidate in _wanted(pattern, match, text, folded, patterns.units)
    ]
    if any(pattern.tokens for pattern in patterns.patterns):
        found += _by_words(text, folded, stretch, patterns, settled(found))
    return found


def _by_words(
    text: str, folded: str, stretch: Stretch, patterns: PatternSet, frozen: Sequence[Candidate]
) -> Iterator[Candidate]:
    spent = dict.fromkeys((pattern.id for pattern in patterns.patterns if pattern.tokens), 0.0)
    ordered = sorted(frozen, key=lambda candidate: candidate.start)
    cut = segmenter(patterns.words()).tokens
    for line in lines(folded[stretch[0] : stretch[1]]):
        start, end = stretch[0] + line.start, stretch[0] + line.end
        inside = ordered[bisect_left(ordered, start, key=_begin) : bisect_left(ordered, end, key=_begin)]
        words = list(_words(folded, start, end, inside, cut))
        document = document_of(words) if words else None
        for pattern in patterns.patterns if document else ():
            if not pattern.tokens or not document:
                continue
            begun = time.monotonic()
            for match in pattern.tokens.find(folded, words, document):
                yield from _wanted(pattern, match, text, folded, patterns.units)
            spent[pattern.id] += time.monotonic() - begun
            if spent[pattern.id] > LIMIT:
                raise PatternError(
                    f"{pattern.path}: {pattern.id}: it takes longer than {LIMIT:g} seconds on this report; make it "
                    "simpler (fewer words that may repeat)"
                )


def _begin(candidate: Candidate) -> int:
    return candidate.start


def _words(
    folded: str, start: int, end: int, frozen: Iterable[Candidate], cut: Callable[[str, int, int], list[Token]]
) -> Iterator[LineWord]:
    """The words of a line without the blanks between them; what is frozen is one word."""
    position = start
    for candidate in (*frozen, None):
        stop = candidate.start if candidate else end
        for token in cut(folded, position, stop) if position < stop else ():
            if token.text.strip():
                yield LineWord(token.text, token.start, token.end, token.tag)
        if candidate:
            kind = PATTERN_KINDS[candidate.rank]
            yield LineWord(folded[candidate.start : candidate.end], candidate.start, candidate.end, "x", kind)
            position = candidate.end


def _wanted(pattern: Pattern, found: Found, text: str, folded: str, units: Mapping[str, Unit]) -> Iterator[Candidate]:
    rank = PATTERN_KINDS.index(pattern.kind)
    start, end = span_of(found)
    if pattern.kind == "mask":
        yield Candidate(pattern.id, start, end, rank, None)
        return
    common = {"text": text[start:end], "start": start, "end": end, "pattern": pattern.id, **pattern.data.gives}
    try:
        mention = BUILDERS[pattern.kind](found, common, units)
    except (KeyError, IndexError) as error:
        problem = f"{pattern.path}: {pattern.id}: it has no group {error}, which makes its value; name one so"
        raise PatternError(problem) from error
    if isinstance(mention, DocumentNumber) and mention.title:
        mention = replace(mention, title=text[slice(*found.span("title"))])
    if mention:
        yield Candidate(pattern.id, start, end, rank, mention)
    if isinstance(mention, DocumentNumber):
        for other in sharing(mention, text, folded):
            yield Candidate(pattern.id, other.start, other.end, rank, other)


def matches_of(pattern: Pattern, folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches of a pattern of characters, in the sentences that hold what it needs, where it begins."""
    if pattern.regex is None:
        return
    until = time.monotonic() + LIMIT
    if pattern.needed is None:
        yield from _matches(pattern, pattern.regex, folded, start, end, until)
        return
    while hit := pattern.needed.search(folded, start, end):
        first = max(start, *(folded.rfind(mark, start, hit.start()) + 1 for mark in _ENDS))
        last = min(place + 1 or end for place in (folded.find(mark, hit.end(), end) for mark in _ENDS))
        yield from _matches(pattern, pattern.regex, folded, first, last, until)
        start = last


def _matches(
    pattern: Pattern, regex: Regex, folded: str, start: int, end: int, until: float
) -> Iterator[re.Match[str]]:
    if pattern.begins is None:
        yield from regex.finditer(folded, start, end, until=until)
        return
    match = regex.matcher(until)
    for hit in pattern.begins.finditer(folded, start, end, until=until):
        found = match(folded, hit.start(), end) if hit.start() >= start else None
        if found:
            yield found
            start = found.end()


def span_of(found: Found) -> Stretch:
    """The group ``mention`` (or ``mention_2``…) where the pattern has one and it took part, else the whole match."""
    for name in _mentioning(tuple(found.groupdict())):
        if found[name] is not None:
            return found.span(name)
    return found.span()


@functools.cache
def _mentioning(groups: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in groups if name.startswith("mention"))


def settled(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return those that get their stretch: the earlier kind first, then the longer, then the one that begins first."""
    won: list[Candidate] = []
    taken: dict[int, Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: (c.rank, c.start - c.end, c.start)):
        if any(position in taken for position in range(candidate.start, candidate.end)):
            continue
        taken |= dict.fromkeys(range(candidate.start, candidate.end), candidate)
        won.append(candidate)
    return won
