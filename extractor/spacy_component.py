"""The mentions as spans of a spaCy document: ``nlp.add_pipe("report_mentions")`` on any Chinese pipeline."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.match import find_mentions
from extractor.patterns import load_patterns

SPANS_KEY = "report"
EXTENSION = "mention"


@Language.factory("report_mentions")
def make_report_mentions(nlp: Language, name: str) -> Callable[[Doc], Doc]:  # noqa: ARG001 spaCy gives both
    """Make the component.

    It puts a span for every mention into ``doc.spans["report"]``, labelled with the mention's type; the mention itself
    is ``span._.mention``. Where the pipeline's tokens cut across a mention the span holds all tokens it touches.
    """
    if not Span.has_extension(EXTENSION):
        Span.set_extension(EXTENSION, default=None)

    def report_mentions(doc: Doc) -> Doc:
        spans = []
        for mention in find_mentions(doc.text, load_patterns()):
            span = doc.char_span(mention.start, mention.end, label=mention.type, alignment_mode="expand")
            if span is not None:
                span._.set(EXTENSION, mention)
                spans.append(span)
        doc.spans[SPANS_KEY] = spans
        return doc

    return report_mentions
