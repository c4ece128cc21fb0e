"""Published Chinese government reports in, checked JSON out.

>>> from extractor import Document, extract
>>> report = extract(Document.from_text("全县主动公开政府信息10707条。"))
>>> [(mention.text, mention.value) for mention in report.quantities()]
[('10707条', Decimal('10707'))]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractor import model
from extractor.errors import CheckError, ExtractorError, OutputError, PatternError, ReadError
from extractor.model import *  # noqa: F403 the types, under the names they have there

if TYPE_CHECKING:
    from extractor.checks import check
    from extractor.numbers import find_numbers
    from extractor.output import from_json, to_json
    from extractor.patterns import load_patterns
    from extractor.pipeline import extract
    from extractor.ranges import find_ranges
    from extractor.readers import open_each, read, read_bytes

__version__ = "0.4.0"

__all__ = [
    "CheckError",
    "ExtractorError",
    "OutputError",
    "PatternError",
    "ReadError",
    "__version__",
    "check",
    "extract",
    "find_numbers",
    "find_ranges",
    "from_json",
    "load_patterns",
    "open_each",
    "read",
    "read_bytes",
    "to_json",
]
__all__ += model.__all__

_HOMES = {
    "check": "checks",
    "extract": "pipeline",
    "find_numbers": "numbers",
    "find_ranges": "ranges",
    "from_json": "output",
    "load_patterns": "patterns",
    "open_each": "readers",
    "read": "readers",
    "read_bytes": "readers",
    "to_json": "output",
}


def __getattr__(name: str) -> Any:
    """Import a function when it is first used, so that ``import extractor`` costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
