"""Run the patterns over a text and settle overlaps: the mentions, each with what it counts and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from extractor.candidates import Stretch, candidates, settled
from extractor.model import AnyMention, Document, Quantity, Section
from extractor.patterns import PatternSet
from extractor.segment import Segmenter, segmenter
from extractor.subject import subject_of
from extractor.text import fold, innermost, sentence_start


def find_mentions(text: str, patterns: PatternSet, *, outside: Sequence[Stretch] = ()) -> tuple[AnyMention, ...]:
    """Return the mentions of ``text`` in order, without overlaps; ``outside`` are the stretches to leave out (tables).

    Where patterns compete for a stretch, the kind that comes first in ``PATTERN_KINDS`` has it, then the longer match,
    then the one that begins first.
    """
    folded = _without(fold(text), outside)
    wanted = candidates(text, folded, (0, len(text)), patterns)
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
