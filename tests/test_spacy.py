from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from extractor.patterns import load_patterns
from extractor.segment import segmenter


def test_mentions_are_spans_of_a_spacy_document() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("report_mentions")
    doc = nlp("全县主动公开政府信息10707条,印发盐政办发〔2017〕69号。")
    spans = [(span.text, span.label_, span._.mention.pattern) for span in doc.spans["report"]]
    assert spans == [
        ("10707条", "quantity", "quantity/counted"),
        ("盐政办发〔2017〕69号", "document_number", "document_number/bracketed-year"),
    ]


@pytest.fixture
def chinese() -> Language:
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "extractor.jieba.v1"}}})


@pytest.mark.parametrize("text", ["", " ", "全年公开 政府信息12条。", "甲\n\n 乙  丙\t1.5%\r\n", "依申请公开"])
def test_the_tokenizer_keeps_every_character(chinese: Language, text: str) -> None:
    assert chinese(text).text == text


def test_the_tokenizer_cuts_as_the_rest_of_the_tool_does(chinese: Language, retold_text: str) -> None:
    cut = segmenter(load_patterns().words()).tokens(retold_text)
    expected = [(token.text, token.start) for token in cut if token.text.strip()]
    assert [(word.text, word.idx) for word in chinese(retold_text) if not word.is_space] == expected


def test_a_pipeline_with_the_tokenizer_is_written_and_read_back(chinese: Language, tmp_path: Path) -> None:
    chinese.add_pipe("report_mentions")
    chinese.to_disk(tmp_path / "nlp")
    doc = spacy.load(tmp_path / "nlp")("主动公开政府信息10707条")
    assert [word.text for word in doc][:2] == ["主动公开", "政府信息"]
    assert [span.text for span in doc.spans["report"]] == ["10707条"]


def test_jieba_itself_is_left_alone(chinese: Language) -> None:
    chinese("依申请公开")
    import jieba

    assert not jieba.dt.initialized
