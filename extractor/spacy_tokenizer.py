"""Our segmentation as a spaCy tokenizer: ``{"nlp": {"tokenizer": {"@tokenizers": "extractor.jieba.v1"}}}``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from extractor.patterns import load_patterns
from extractor.segment import segmenter


class JiebaTokenizer:
    """Cuts a text into jieba's words, our own among them; jieba's global dictionary and its cache are not touched."""

    def __init__(self, vocab: Vocab) -> None:
        """Take the pipeline's vocabulary."""
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the words of a text; a single blank belongs to the word before it, other blanks are words."""
        words: list[str] = []
        spaces: list[bool] = []
        for token in segmenter(load_patterns().words()).tokens(text):
            if token.text == " " and words and not spaces[-1]:
                spaces[-1] = True
            else:
                words.append(token.text)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write nothing: the dictionary is the package's."""

    def from_disk(self, path: str | Path, **_: Any) -> JiebaTokenizer:  # noqa: ARG002 spaCy gives it
        """Read nothing."""
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """Return nothing: the dictionary is the package's."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> JiebaTokenizer:  # noqa: ARG002 spaCy gives it
        """Take nothing."""
        return self


@registry.tokenizers("extractor.jieba.v1")  # type: ignore[untyped-decorator]
def make_tokenizer() -> Callable[[Language], JiebaTokenizer]:
    """Return what makes the tokenizer of a pipeline."""
    return lambda nlp: JiebaTokenizer(nlp.vocab)
