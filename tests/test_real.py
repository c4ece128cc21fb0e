"""Every real document: read and extracted, or refused with a reason, never an exception of another kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import ReadError, extract, read, to_json
from extractor.readers.office import office_program
from tests.conftest import SHARED

DOCUMENTS = sorted(
    path
    for folder in ("seed", "real")
    for path in (SHARED / folder).rglob("*")
    if path.is_file() and path.name != "README.md"
)
LARGEST = 400_000  # bytes of a PDF that is read here; the larger ones are for the benchmarks


@pytest.mark.skipif(not DOCUMENTS, reason="the real documents are not here")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_real_document_is_read_or_refused_with_a_reason(path: Path) -> None:
    if path.stat().st_size > LARGEST and path.suffix == ".pdf":
        pytest.skip("a large PDF, for the benchmarks")
    if path.suffix == ".doc" and office_program() is None:
        pytest.skip("LibreOffice is not on this machine")
    if "正文为图片" in path.name:
        with pytest.raises(ReadError, match="only 24 pictures"):
            read(path)
        return
    document = read(path)
    report = extract(document)
    for mention in report.mentions:
        assert document.text[mention.start : mention.end] == mention.text
    for table in report.tables:
        assert len({row.path for row in table.rows}) == len(table.rows)
        for row in table.rows:
            assert all(document.text[cell.start : cell.end] == cell.text for cell in row.cells)
    assert to_json(report)
