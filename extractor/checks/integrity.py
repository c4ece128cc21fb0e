"""Names and addresses that have no place in a report of a government: what a page that was taken over carries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from extractor.model import Contact, Evidence, Finding, Report
from extractor.patterns import PatternSet
from extractor.text import fold

_ARCHIVE_LINE = re.compile(r"(?:来源|原文链接|链接|网址|本地目录|URL|url) ?:")  # written by who archived the page


def find_foreign_names(report: Report, patterns: PatternSet) -> Iterator[Finding]:
    """Report every foreign name in the text, and every web address that is no government's."""
    if report.document is None:
        return
    folded = fold(report.document.text)
    lower = folded.lower()
    searched = lower if len(lower) == len(folded) else folded
    everywhere = (found for name in patterns.integrity.name for found in re.finditer(name, searched))
    for start, end in sorted(found.span() for found in everywhere):
        message = f"{folded[start:end]} is the name of a betting site; the page may have been tampered with"
        yield _finding("integrity/name", message, start, end)
    own = re.compile("|".join(f"(?:{host})" for host in patterns.integrity.own_hosts))
    for mention in report.mentions:
        if not isinstance(mention, Contact) or mention.channel != "web_address":
            continue
        line = folded[folded.rfind("\n", 0, mention.start) + 1 : mention.start]
        host = host_of(mention.text)
        if not own.search(host) and not _ARCHIVE_LINE.match(line):
            yield _finding("integrity/web_address", f"{host} is not a government's address", mention.start, mention.end)


def host_of(address: str) -> str:
    """Return the host of a printed web address, with or without its scheme, in lower case."""
    folded = fold(address).lower()
    return urlsplit(folded if "://" in folded else f"//{folded}").hostname or folded


def _finding(check: str, message: str, start: int, end: int) -> Finding:
    return Finding(check, "differ", "warning", message, None, None, None, (Evidence(start, end),))
