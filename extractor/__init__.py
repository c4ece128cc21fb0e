"""Published Chinese government reports in, checked JSON out.

>>> from extractor import Document, extract
>>> report = extract(Document.from_text("全县主动公开政府信息10707条。"))
>>> [(mention.text, mention.value) for mention in report.quantities()]
[('10707条', Decimal('10707'))]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from extractor.checks import check
    from extractor.errors import CheckError, ExtractorError, OutputError, PatternError, ReadError
    from extractor.model import (
        BBox,
        Cell,
        Contact,
        Coverage,
        Date,
        Days,
        Document,
        DocumentNumber,
        Evidence,
        Figure,
        Finding,
        Metadata,
        Period,
        Provenance,
        Quantity,
        ReadingWarning,
        Region,
        Report,
        Row,
        Section,
        Source,
        Table,
        Written,
        Zero,
    )
    from extractor.output import from_json, to_json
    from extractor.patterns import load_patterns
    from extractor.pipeline import extract
    from extractor.readers import read

_HOMES = {
    "checks": ("check",),
    "errors": (
        "CheckError",
        "ExtractorError",
        "OutputError",
        "PatternError",
        "ReadError",
    ),
    "model": (
        "BBox",
        "Cell",
        "Contact",
        "Coverage",
        "Date",
        "Days",
        "Document",
        "DocumentNumber",
        "Evidence",
        "Figure",
        "Finding",
        "Metadata",
        "Period",
        "Provenance",
        "Quantity",
        "ReadingWarning",
        "Region",
        "Report",
        "Row",
        "Section",
        "Source",
        "Table",
        "Written",
        "Zero",
    ),
    "output": (
        "from_json",
        "to_json",
    ),
    "patterns": ("load_patterns",),
    "pipeline": ("extract",),
    "readers": ("read",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BBox",
    "Cell",
    "CheckError",
    "Contact",
    "Coverage",
    "Date",
    "Days",
    "Document",
    "DocumentNumber",
    "Evidence",
    "ExtractorError",
    "Figure",
    "Finding",
    "Metadata",
    "OutputError",
    "PatternError",
    "Period",
    "Provenance",
    "Quantity",
    "ReadError",
    "ReadingWarning",
    "Region",
    "Report",
    "Row",
    "Section",
    "Source",
    "Table",
    "Written",
    "Zero",
    "__version__",
    "check",
    "extract",
    "from_json",
    "load_patterns",
    "read",
    "to_json",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that ``import extractor`` costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
