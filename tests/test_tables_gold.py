"""Tables of a real web page and a real Word file against gold of two readers, of the page and of the source.

Neither saw the other's gold or our output; they differed on no cell.
"""

from __future__ import annotations

import json
from typing import Any

from extractor import Report, extract, read
from extractor.model import Row
from tests.conftest import ROOT, shared
from tests.pdf_gold import mark, squeezed


def gold(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "tests" / "gold" / f"tables-{name}.json").read_text(encoding="utf-8"))
    return loaded


def report(name: str) -> Report:
    return extract(read(shared(gold(name)["file"])))


def marks(words: tuple[str, ...]) -> list[str]:
    return [mark(squeezed(word)) for word in words]


def printed_path(row: Row) -> tuple[str, ...]:
    return (*row.path[:-1], f"{row.path[-1]}({row.note})") if row.note else row.path


def test_every_cell_of_the_form_of_2019_stands_at_its_row_and_column() -> None:
    found = report("shanghai-2019").tables
    expected = gold("shanghai-2019")["tables"]
    assert [[marks(path) for path in table.columns] for table in found] == [table["columns"] for table in expected]
    for table, one in zip(found, expected, strict=True):
        paths = [marks(printed_path(row)) if row.label else [] for row in table.rows]
        assert paths == [row["path"] for row in one["rows"]]
        assert [[cell.text for cell in row.cells] for row in table.rows] == [row["cells"] for row in one["rows"]]
        blanks = [cell for row in table.rows for cell in row.cells if not cell.text]
        assert all(cell.value is None and cell.locator for cell in blanks)


def test_every_cell_of_the_tables_stacked_in_a_word_file() -> None:
    found = report("chengde-2025").tables
    for table, one in zip(found, gold("chengde-2025")["tables"], strict=True):
        assert (table.number, table.unit) == (one["number"], one["unit"])
        assert [marks(path) for path in table.columns] == one["columns"]
        rows = [(mark(squeezed(row.path[-1])), len(row.path) - 1) for row in table.rows]
        assert rows == [(row["label"], row["level"]) for row in one["rows"]]
        assert [[cell.text for cell in row.cells] for row in table.rows] == [row["cells"] for row in one["rows"]]
