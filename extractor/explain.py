"""Which patterns tried at a place of a text, which of them got it, and why the others did not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from extractor.candidates import Candidate, candidates, matches_of, settled, span_of
from extractor.patterns import PATTERN_KINDS, Pattern, PatternSet
from extractor.text import fold


class Try(Struct, frozen=True):
    """What a pattern made of a place; ``start`` and ``end`` are None where it matched nothing there."""

    pattern: str
    start: int | None
    end: int | None
    outcome: str


def explain(text: str, patterns: PatternSet, start: int, end: int) -> Iterator[Try]:
    """Yield every try at ``text[start:end]``: first what got it, then what lost, then what matched nothing."""
    folded = fold(text)
    line = folded.rfind("\n", 0, start) + 1, folded.find("\n", end)
    stretch = line[0], line[1] if line[1] >= 0 else len(folded)
    everything = candidates(text, folded, stretch, patterns)
    silent: list[Pattern] = []
    refused: list[Try] = []
    for pattern in patterns.patterns:
        here = [c for c in everything if c.pattern == pattern.id and c.start < end and start < c.end]
        spans = [span_of(match) for match in matches_of(pattern, folded, *stretch)]
        without = [s for s in spans if s[0] < end and start < s[1] and s not in {(c.start, c.end) for c in here}]
        refused += (Try(pattern.id, *span, "matched, but what it reads is no value") for span in without)
        if not here and not without:
            silent.append(pattern)
    winners = settled(everything)
    here = [candidate for candidate in everything if candidate.start < end and start < candidate.end]
    yield from (Try(c.pattern, c.start, c.end, _won(c)) for c in here if c in winners)
    yield from (Try(c.pattern, c.start, c.end, _why_lost(c, winners)) for c in here if c not in winners)
    yield from refused
    yield from (Try(pattern.id, None, None, "matched nothing here") for pattern in silent)


def _won(candidate: Candidate) -> str:
    return "got it" if candidate.mention else "got it, as words that name and do not count"


def _why_lost(candidate: Candidate, winners: Sequence[Candidate]) -> str:
    over = next(winner for winner in winners if winner.start < candidate.end and candidate.start < winner.end)
    kind, other = PATTERN_KINDS[candidate.rank], PATTERN_KINDS[over.rank]
    if over.rank < candidate.rank:
        return f"lost to {over.pattern}: {other} comes before {kind}"
    if over.end - over.start > candidate.end - candidate.start:
        return f"lost to {over.pattern}: that is longer"
    return f"lost to {over.pattern}: that begins first, or stands before it in the files"
