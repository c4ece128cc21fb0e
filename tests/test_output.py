from __future__ import annotations

import json
from decimal import Decimal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from extractor import Document, OutputError, Report, extract, from_json, to_json
from extractor.output import json_schema
from extractor.pipeline import with_tokens


def test_json_holds_the_contract(retold: Report) -> None:
    record = json.loads(to_json(retold))
    assert list(record) == [
        "schema_version", "source", "report", "sections", "mentions", "tables", "figures", "findings", "coverage",
        "warnings", "provenance",
    ]  # fmt: skip
    assert record["report"] == {
        "title": "盐池县2017年政府信息公开工作年度报告",
        "kind": "disclosure_annual_report",
        "form": "2014-2018",
        "year": 2017,
        "period": {"start": "2017-01-01", "end": "2017-12-31"},
        "issuer": "盐池县人民政府办公室",
        "region": {"name": "盐池县", "code": "640323", "path": ["宁夏回族自治区", "吴忠市", "盐池县"]},
        "published": "2018-01-20",
    }
    money = next(mention for mention in record["mentions"] if mention["text"] == "1000余万元")
    assert list(money)[:2] == ["type", "text"]
    assert (money["value"], money["unit"], money["bound"]) == (10000000, "元", "above")
    assert money["written"] == {"number": "1000", "scale": "万", "unit": "元", "bound": "余"}
    row = record["tables"][0]["rows"][1]
    assert (row["path"], row["indicator"]) == (["主动公开情况", "主动公开政府信息数"], "disclosed.total")


def test_json_fits_its_schema(retold: Report) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(to_json(retold)), schema)


def test_the_schema_knows_every_field(retold: Report) -> None:
    record = json.loads(to_json(retold))
    record["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, json_schema())


@given(st.text(alphabet="公开12条,0.5万元|\n〔2017〕号政发全年未发生行政复议"))
def test_json_goes_round(text: str) -> None:
    report = extract(Document.from_text(text))
    assert from_json(to_json(report)) == replace(report, document=None)


@given(st.text(alphabet="公开信息12条,万元。\n"))
def test_two_runs_are_equal(text: str) -> None:
    assert to_json(extract(Document.from_text(text))) == to_json(extract(Document.from_text(text)))


def test_numbers_are_plain_literals(retold: Report) -> None:
    first = retold.figures[0]
    for value, written in (("0.00000005", "0.00000005"), ("1E+20", "1" + "0" * 20), ("5949.088667", "5949.088667")):
        report = replace(retold, figures=(replace(first, value=Decimal(value)),))
        assert f'"value":{written},' in to_json(report)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 1}'])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(OutputError, match="give a line that extract or batch wrote"):
        from_json(text)


def test_sentences_and_tokens_are_there_where_they_are_asked_for(retold: Report) -> None:
    report = with_tokens(retold)
    assert isinstance(report.tokens, tuple)
    assert isinstance(report.sentences, tuple)
    text = report.document.text if report.document else ""
    assert [word.text for word in report.tokens] == [text[word.start : word.end] for word in report.tokens]
    assert "".join(word.text for word in report.tokens) == "".join(text.split())
    told = "".join(text[sentence.start : sentence.end] for sentence in report.sentences)
    assert "".join(told.split()) == "".join(text.split())
    assert all(text[sentence.start : sentence.end].count("。") <= 1 for sentence in report.sentences)
    jsonschema.validate(json.loads(to_json(report)), json_schema())
    assert from_json(to_json(report)) == replace(report, document=None)
    assert "tokens" not in json.loads(to_json(retold))
