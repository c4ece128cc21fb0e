"""Run the patterns over a text, build a value from every match, settle overlaps: the mentions."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from extractor.document_numbers import sharing
from extractor.errors import PatternError
from extractor.mention_values import BUILDERS
from extractor.model import AnyMention, Document, DocumentNumber, Quantity, Section
from extractor.pattern_files import Unit
from extractor.patterns import PATTERN_KINDS, Pattern, PatternSet
from extractor.regex import LIMIT
from extractor.segment import Segmenter, segmenter
from extractor.subject import subject_of
from extractor.text import fold, innermost, sentence_start

Stretch = tuple[int, int]


class Candidate(Struct, frozen=True):
    """A match that wants its stretch; ``rank`` is the place of its kind among the kinds."""

    pattern: str
    start: int
    end: int
    rank: int
    mention: AnyMention | None  # None for a mask, which only takes its place


def find_mentions(text: str, patterns: PatternSet, *, outside: Sequence[Stretch] = ()) -> tuple[AnyMention, ...]:
    """Return the mentions of ``text`` in order, without overlaps; ``outside`` are the stretches to leave out (tables).

    Where patterns compete for a stretch, the kind that comes first in ``PATTERN_KINDS`` has it, then the longer match,
    then the one that begins first.
    """
    folded = _without(fold(text), outside)
    candidates = [
        candidate
        for pattern in patterns.patterns
        for candidate in candidates_of(pattern, text, folded, (0, len(text)), patterns.units)
    ]
    won = (candidate.mention for candidate in settled(candidates) if candidate.mention)
    mentions = sorted(won, key=lambda mention: mention.start)
    return tuple(_with_subjects(mentions, folded, patterns))


def place_mentions(
    mentions: Iterable[AnyMention], document: Document, sections: Sequence[Section]
) -> tuple[AnyMention, ...]:
    """Give every mention, in order, its page, its box and the innermost section it stands in."""
    ordered = list(mentions)
    placed = []
    for mention, section in zip(ordered, innermost(sections, (m.start for m in ordered)), strict=True):
        page, bbox = document.place(mention.start, mention.end)
        placed.append(replace(mention, page=page, bbox=bbox, section=section))
    return tuple(placed)


def _without(folded: str, outside: Sequence[Stretch]) -> str:
    """The text with nothing but line ends where the stretches to leave out stand, so that no character moves."""
    pieces = []
    start = 0
    for left, right in sorted(outside):
        pieces += [folded[start:left], "\n" * (right - max(start, left))]
        start = max(start, right)
    return "".join((*pieces, folded[start:]))


def candidates_of(
    pattern: Pattern, text: str, folded: str, stretch: Stretch, units: Mapping[str, Unit]
) -> Iterator[Candidate]:
    """Yield what a pattern wants of a stretch."""
    rank = PATTERN_KINDS.index(pattern.kind)
    for found in matches_of(pattern, folded, *stretch):
        start, end = span_of(found)
        if pattern.kind == "mask":
            yield Candidate(pattern.id, start, end, rank, None)
            continue
        common = {"text": text[start:end], "start": start, "end": end, "pattern": pattern.id}
        try:
            mention = BUILDERS[pattern.kind](found, common | dict(pattern.data.gives), units)
        except (KeyError, IndexError) as error:
            problem = (
                f"{pattern.path}: {pattern.id}: its regex has no group {error}, which makes its value; name one so"
            )
            raise PatternError(problem) from error
        if isinstance(mention, DocumentNumber) and mention.title:
            mention = replace(mention, title=text[slice(*found.span("title"))])
        if mention:
            yield Candidate(pattern.id, start, end, rank, mention)
        if isinstance(mention, DocumentNumber):
            for other in sharing(mention, text, folded):
                yield Candidate(pattern.id, other.start, other.end, rank, other)


def matches_of(pattern: Pattern, folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The matches in a stretch, looked for only in the lines that hold what the pattern needs, and where it begins."""
    until = time.monotonic() + LIMIT
    if pattern.needed is None:
        yield from _matches(pattern, folded, start, end, until)
        return
    while hit := pattern.needed.search(folded, start, end):
        line_end = folded.find("\n", hit.end(), end)
        line_end = line_end if line_end >= 0 else end
        line_start = max(start, folded.rfind("\n", start, hit.start()) + 1)
        yield from _matches(pattern, folded, line_start, line_end, until)
        start = line_end


def _matches(pattern: Pattern, folded: str, start: int, end: int, until: float) -> Iterator[re.Match[str]]:
    if pattern.begins is None:
        yield from pattern.regex.finditer(folded, start, end, until=until)
        return
    match = pattern.regex.matcher(until)
    for hit in pattern.begins.finditer(folded, start, end):
        found = match(folded, hit.start(), end) if hit.start() >= start else None
        if found:
            yield found
            start = found.end()


def span_of(found: re.Match[str]) -> Stretch:
    """The group ``mention`` (or ``mention_2``…) where the pattern has one and it took part, else the whole match."""
    for name in _mentioning(tuple(found.re.groupindex)):
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


def _with_subjects(mentions: Iterable[AnyMention], folded: str, patterns: PatternSet) -> Iterable[AnyMention]:
    said: dict[tuple[int, str], str | None] = {}
    cutter: Segmenter | None = None
    for mention in mentions:
        if not isinstance(mention, Quantity):
            yield mention
            continue
        place = (sentence_start(folded, mention.start), mention.unit)
        cutter = cutter or segmenter(patterns.words())
        subject = subject_of(cutter, folded, mention.start, mention.end, inherited=said.get(place))
        said[place] = subject
        yield replace(mention, subject=subject)
