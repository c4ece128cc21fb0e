"""Run the patterns over a text and settle overlaps: the mentions, each with what it counts and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from extractor.candidates import Stretch, candidates, settled
from extractor.model import AnyMention, Document, Quantity, Section
from extractor.outline import innermost
from extractor.patterns import PatternSet
from extractor.segment import Segmenter, segmenter
from extractor.subject import subject_of
from extractor.text import fold, sentence_start


def find_mentions(text: str, patterns: PatternSet, *, outside: Sequence[Stretch] = ()) -> tuple[AnyMention, ...]:
    """Return the mentions of ``text`` in order, without overlaps; ``outside`` are the stretches to leave out (tables).

    Where patterns compete for a stretch, the kind that comes first in ``PATTERN_KINDS`` has it, then the longer match,
    then the one that begins first.
    """
    folded = fold(text)
    stretches = _inside(len(text), outside)
    wanted = [candidate for stretch in stretches for candidate in candidates(text, folded, stretch, patterns)]
    won = (candidate.mention for candidate in settled(wanted) if candidate.mention)
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
        confidence = document.confidence(mention.start, mention.end)
        placed.append(replace(mention, page=page, bbox=bbox, confidence=confidence, section=section))
    return tuple(placed)


def _inside(length: int, outside: Sequence[Stretch]) -> Iterator[Stretch]:
    """The stretches between those to leave out."""
    start = 0
    for left, right in sorted(outside):
        if start < left:
            yield start, left
        start = max(start, right)
    if start < length:
        yield start, length


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
