"""The same report as text, as a web page, as a Word file and as a PDF says the same."""

from __future__ import annotations

import html
import io
from functools import cache
from typing import Any

import docx
import pytest

from extractor import Report, extract
from extractor.readers import read_bytes
from tests.sample_pdf import Table, blocks, sample


def as_text() -> bytes:
    lines: list[str] = []
    for block in blocks():
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += ["\t".join(cell.replace("\n", "") for cell in row) for row in block[0]]
    return "\n".join(lines).encode()


def as_page() -> bytes:
    parts = [f"<p>{html.escape(block)}</p>" if isinstance(block, str) else _html_table(block) for block in blocks()]
    around = "<div class='nav'><a href='/'>首页</a> <a href='/zwgk'>政务公开</a></div>"
    page = f"<html><head><meta charset='gb2312'></head><body>{around}<div>{''.join(parts)}</div></body></html>"
    return page.encode("gb18030")


def _html_table(table: Table) -> str:
    rows, spans = table
    covered = _covered(spans)
    written = []
    for r, row in enumerate(rows):
        cells = [
            f"<td rowspan='{spans.get((r, c), (1, 1))[0]}' colspan='{spans.get((r, c), (1, 1))[1]}'>"
            + (html.escape(text).replace("\n", "<br>") or "&nbsp;")
            + "</td>"
            for c, text in enumerate(row)
            if (r, c) not in covered
        ]
        written.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(written)}</table>"


def _covered(spans: dict[tuple[int, int], tuple[int, int]]) -> set[tuple[int, int]]:
    return {
        (r + i, c + j) for (r, c), (high, wide) in spans.items() for i in range(high) for j in range(wide) if i or j
    }


def as_word() -> bytes:
    document = docx.Document()
    for block in blocks():
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        rows, spans = block
        table = document.add_table(len(rows), len(rows[0]))
        for (r, c), (high, wide) in spans.items():
            table.cell(r, c).merge(table.cell(r + high - 1, c + wide - 1))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text:
                    table.cell(r, c).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


FORMATS = {"txt": as_text, "html": as_page, "docx": as_word, "pdf": sample}


@cache
def report(kind: str) -> Report:
    return extract(read_bytes(FORMATS[kind](), f"x.{kind}"))


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_every_format_gives_the_same_report(kind: str) -> None:
    assert said(report(kind)) == said(report("txt"))


def test_the_report_says_what_it_should() -> None:
    shown = report("txt")
    assert (shown.report.year, shown.report.form, len(shown.tables)) == (2023, "2021-", 6)
    assert [(f.check, f.severity) for f in shown.findings if f.verdict == "differ"] == [
        ("identity/reviews.total", "error")
    ]


def said(shown: Report) -> dict[str, Any]:
    """All that a report says, without where it says it."""
    metadata = shown.report
    return {
        "metadata": (metadata.title, metadata.kind, metadata.form, metadata.year, metadata.issuer, metadata.region),
        "sections": [(section.number, section.title, section.level) for section in shown.sections],
        "mentions": [(m.type, m.text, getattr(m, "value", None), m.section) for m in shown.mentions],
        "rows": [
            (
                table.title,
                table.columns,
                row.path,
                row.unit,
                row.indicator,
                [(c.text, c.value, c.unit) for c in row.cells],
            )
            for table in shown.tables
            for row in table.rows
        ],
        "figures": [(f.indicator, f.value, f.unit, f.year, f.dimensions, f.origin) for f in shown.figures],
        "findings": sorted((f.check, f.verdict, f.severity, f.message) for f in shown.findings),
    }
