"""From a document to a report: the calls in order, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from extractor import __version__
from extractor.checks import check, coverage
from extractor.collecting import without_collecting
from extractor.dates import with_years
from extractor.document_numbers import with_document_roles
from extractor.figures import text_figures
from extractor.forms import bind_forms, table_figures
from extractor.match import find_mentions, place_mentions
from extractor.metadata import describe
from extractor.model import Coverage, Document, Evidence, Provenance, ReadingWarning, Report, Sentence, Word
from extractor.outline import outline
from extractor.patterns import PatternSet, load_patterns
from extractor.regions import level_of
from extractor.roles import with_quantity_roles
from extractor.segment import segmenter
from extractor.tables import find_grids, read_tables
from extractor.text import sentences

SCHEMA_VERSION = 1
_SPEECH = "work_report"  # titled by the year in which it is delivered


@without_collecting()
def extract(document: Document, patterns: PatternSet | None = None) -> Report:
    """Read everything there is to read in a document, and check it. A pure function of document and patterns."""
    patterns = patterns or load_patterns()
    grids = document.grids or find_grids(document.text, patterns.units)
    tables = read_tables(document, grids, patterns.units)
    outside = tuple((grid.start, grid.end) for grid in grids)
    sections = outline(document.text, outside, document.headings)
    mentions = place_mentions(find_mentions(document.text, patterns, outside=outside), document, sections)
    described = describe(document.text, mentions, patterns, site=document.site)
    metadata = described.metadata
    one_year = metadata.year if described.is_of_one_year else None
    spoken = metadata.year if metadata.kind == _SPEECH else None
    dated = with_years(mentions, document.text, one_year, spoken)
    numbered = with_document_roles(dated, document.text, metadata.region, patterns.agencies)
    mentions = tuple(with_quantity_roles(numbered, document.text, patterns))
    scope = level_of(metadata.region)
    tables, recognised = bind_forms(tables, patterns, kind=metadata.kind, year=metadata.year)
    if recognised:
        metadata = replace(metadata, form=recognised.form.id)
    printed = table_figures(tables, recognised, patterns, scope=scope)
    said = text_figures(
        document.text,
        mentions,
        sections,
        patterns,
        kind=metadata.kind,
        year=metadata.year,
        place=metadata.region.name if metadata.region else None,
        scope=scope,
        first_id=len(printed) + 1,
    )
    report = Report(
        SCHEMA_VERSION,
        document.source,
        metadata,
        sections,
        mentions,
        tables,
        (*printed, *said),
        (),
        Coverage(0, 0, 0),
        (*document.warnings, *described.warnings, *_doubts(metadata.year, recognised is not None)),
        Provenance(__version__, patterns.digest, document.ocr),
        document,
    )
    findings = check(report, patterns, recognised=recognised)
    covered = coverage(report, findings)
    if not document.boxes:
        return replace(report, findings=findings, coverage=covered)
    return replace(
        report,
        figures=tuple(replace(figure, evidence=_placed(figure.evidence, document)) for figure in report.figures),
        findings=tuple(replace(finding, evidence=_placed(finding.evidence, document)) for finding in findings),
        coverage=covered,
    )


def with_tokens(report: Report, patterns: PatternSet | None = None) -> Report:
    """Return the report with the sentences and the words of its text."""
    text = report.document.text if report.document else ""
    cut = segmenter((patterns or load_patterns()).words()).tokens
    words = (Word(token.text, token.start, token.end, token.tag) for token in cut(text) if token.text.strip())
    return replace(report, sentences=tuple(Sentence(*span) for span in sentences(text)), tokens=tuple(words))


def _placed(evidence: Sequence[Evidence], document: Document) -> tuple[Evidence, ...]:
    """Evidence with its page and the box around it there."""
    placed = []
    for item in evidence:
        page, bbox = document.place(item.start, item.end)
        placed.append(replace(item, page=page, bbox=bbox, confidence=document.confidence(item.start, item.end)))
    return tuple(placed)


def _doubts(year: int | None, has_form: bool) -> tuple[ReadingWarning, ...]:
    if has_form and year is None:
        return (ReadingWarning("no_year", "the report states no year; its figures have none"),)
    return ()
