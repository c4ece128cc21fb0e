from __future__ import annotations

import spacy


def test_mentions_are_spans_of_a_spacy_document() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("report_mentions")
    doc = nlp("全县主动公开政府信息10707条,印发盐政办发〔2017〕69号。")
    spans = [(span.text, span.label_, span._.mention.pattern) for span in doc.spans["report"]]
    assert spans == [
        ("10707条", "quantity", "quantity/counted"),
        ("盐政办发〔2017〕69号", "document_number", "document_number/bracketed-year"),
    ]
