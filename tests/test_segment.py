from __future__ import annotations

import importlib.util
import random
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.dictionary import Dictionary
from extractor.patterns import load_patterns
from extractor.segment import Segmenter

WORDS = load_patterns().words()
ENTRIES = (resources.files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def jieba() -> Segmenter:
    return Segmenter(WORDS, is_fast=False)


def pieces(segmenter: Segmenter, text: str) -> list[tuple[str, str]]:
    return [(token.text, token.tag) for token in segmenter.tokens(text)]


def test_every_word_of_the_dictionary_is_found_where_it_stands() -> None:
    dictionary = Dictionary.open()
    assert dictionary
    tags = {word: tag for word, _, tag in (entry.split(" ") for entry in ENTRIES)}
    assert {word: dictionary.tag(word) for word in tags} == tags
    assert [dictionary.tag(word) for word in ("", "政府信", "閪閪", "\U0010ffff", "一一一", "zzz", "\ud800")] == [
        None
    ] * 7


def test_words_are_cut_as_jieba_cuts_them(jieba: Segmenter) -> None:
    words = [entry.split(" ")[0] for entry in ENTRIES]
    chosen = random.Random(4).sample(words, 3000)  # noqa: S311
    text = "".join(chosen[:1500]) + "\n" + ",".join(chosen[1500:])
    assert pieces(Segmenter(WORDS), text) == pieces(jieba, text)


@given(st.text(alphabet="政府信息公开工作年度报告研究生命起源一不中大的AB股x1卡拉OK -%\r\n\t 。,\U00020000〇"))
def test_any_text_is_cut_as_jieba_cuts_it(jieba: Segmenter, text: str) -> None:
    assert pieces(Segmenter(WORDS), text) == pieces(jieba, text)
    assert "".join(word for word, _ in pieces(jieba, text)) == text


@pytest.mark.skipif(not importlib.util.find_spec("rjieba"), reason="rjieba is not installed")
def test_a_long_text_is_cut_by_rjieba_with_the_same_words(jieba: Segmenter, retold_text: str) -> None:
    assert pieces(Segmenter(WORDS, is_fast=True), retold_text) == pieces(jieba, retold_text)
    changing = Segmenter(WORDS)
    for _ in range(8):
        assert pieces(changing, retold_text) == pieces(jieba, retold_text)


def test_another_dictionary_is_read_as_a_whole(jieba: Segmenter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.dictionary._BYTES", 1)
    text = "全年公开政府信息12条"
    assert pieces(Segmenter(WORDS), text) == pieces(jieba, text)
