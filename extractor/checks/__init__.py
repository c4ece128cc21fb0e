"""The checks: every family proposes relations, one judge decides; integrity looks at names.

A family binds by meaning, never because two values happen to be equal: what is proposed from equal values can not find
an error.
"""

from __future__ import annotations

from extractor.checks.form import propose_form
from extractor.checks.integrity import find_foreign_names
from extractor.checks.misread import doubt_misread
from extractor.checks.sums_in_text import propose_sums_in_text
from extractor.checks.text_vs_table import propose_text_vs_table
from extractor.errors import CheckError
from extractor.forms import Recognised
from extractor.forms.filled import filled_form
from extractor.model import Coverage, Finding, Report
from extractor.patterns import PatternSet, load_patterns
from extractor.relations import judge

__all__ = ["check", "coverage"]


def check(
    report: Report, patterns: PatternSet | None = None, *, recognised: Recognised | None = None
) -> tuple[Finding, ...]:
    """Return the verdict on every comparison the report allows, those that agree too, in the order of the report.

    ``recognised`` is the form as the report's tables were bound to it; without it they are bound once more. Raises
    ``CheckError`` for a report without its text (one read back from JSON): its findings are in ``findings``.
    """
    if report.document is None:
        raise CheckError(
            f"{report.source.path}: the report came without its text; extract it again, or use its findings"
        )
    patterns = patterns or load_patterns()
    filled = filled_form(report, patterns, recognised)
    relations = [
        *propose_form(filled),
        *propose_text_vs_table(report, patterns, filled),
        *propose_sums_in_text(report, patterns),
    ]
    judged = doubt_misread(relations, judge(relations), report.document)
    findings = [*judged, *find_foreign_names(report, patterns)]
    return tuple(sorted(findings, key=_order))


def coverage(report: Report, findings: tuple[Finding, ...]) -> Coverage:
    """Count the figures, those of them in a comparison that came to a verdict, and those comparisons."""
    decided = [
        finding for finding in findings if finding.verdict in {"agree", "differ"} and finding.expected is not None
    ]
    places = {(place.start, place.end) for finding in decided for place in finding.evidence}
    compared = sum(any((place.start, place.end) in places for place in figure.evidence) for figure in report.figures)
    return Coverage(len(report.figures), compared, len(decided))


def _order(finding: Finding) -> tuple[int, str, str]:
    return (finding.evidence[0].start if finding.evidence else 0, finding.check, finding.message)
