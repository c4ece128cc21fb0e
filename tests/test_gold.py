from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor import Report, extract, read
from extractor.errors import OutputError
from extractor.evaluate import load_gold, score
from extractor.model import DocumentNumber, Quantity
from tests.conftest import CORPUS, RETOLD, ROOT, shared

GOLD = CORPUS / "gold" / "yanchi-2017-retold.json"


def scores_of(document: Path, gold: Path) -> dict[str, tuple[float, float]]:
    return {s.kind: (s.precision, s.recall) for s in score(extract(read(document)), load_gold(gold))}


def test_the_corpus_report_is_read_as_its_gold_says() -> None:
    assert scores_of(RETOLD, GOLD) == dict.fromkeys(
        ("quantity", "document_number", "date", "period", "zero", "heading", "row"), (1.0, 1.0)
    )


def test_the_real_report_is_read_as_its_gold_says() -> None:
    document = shared("seed/yanchi-2017.txt")
    assert scores_of(document, ROOT / "tests" / "gold" / "yanchi-2017.json") == dict.fromkeys(
        ("quantity", "document_number", "date", "period", "zero", "row"), (1.0, 1.0)
    )


def test_subjects_are_mostly_what_the_readers_named(retold: Report) -> None:
    named = {(m["start"], m["end"]): m["subject"] for m in load_gold(GOLD)["mentions"] if m["type"] == "quantity"}
    found = {(m.start, m.end): m.subject or "" for m in retold.mentions if isinstance(m, Quantity)}
    alike = sum(found[place][-2:] == subject[-2:] for place, subject in named.items())
    assert alike / len(named) > 0.75


def test_gold_of_another_file_is_refused() -> None:
    report = extract(read(ROOT / "LICENSE"))
    with pytest.raises(OutputError, match="the gold is of another file"):
        score(report, load_gold(GOLD))


def test_what_is_no_gold_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(OutputError, match="not a gold file"):
        load_gold(tmp_path / "x.json")


@pytest.mark.parametrize(
    "gold", sorted((ROOT / "tests" / "gold").glob("quantities-*.json")), ids=lambda path: path.stem
)
def test_quantities_of_real_reports_are_found_and_none_invented(gold: Path) -> None:
    ((precision, recall),) = scores_of(shared(load_gold(gold)["source"]), gold).values()
    assert min(precision, recall) >= 0.98


NUMBERED = json.loads((ROOT / "tests" / "gold" / "document-numbers.json").read_text(encoding="utf-8"))["files"]


@pytest.mark.parametrize("gold", NUMBERED, ids=lambda gold: Path(gold["source"]).stem[:12])
def test_every_document_number_of_a_real_file_is_found_and_none_invented(gold: dict[str, Any]) -> None:
    report = extract(read(shared(gold["source"])))
    assert report.source.sha256 == gold["sha256"]
    found = [(m.start, m.end, m.year, m.serial) for m in report.mentions if isinstance(m, DocumentNumber)]
    assert found == [(m["start"], m["end"], m["year"], m["serial"]) for m in gold["mentions"]]
