"""What a quantity counts: the noun phrase behind it (9项制度) or, if there is none, before it (制发公文总数410件)."""

from __future__ import annotations

import re

from extractor.segment import Segmenter, Token

_NOUN = re.compile(r"n|j|l|s$|f$|vn|an|b$|z$|eng|i$|g$|t$")
_MODIFIER = re.compile(r"a|b|d?n|m$|q$")
_CLAUSE_END = re.compile(r"[,。;:!?\n()《》“”]")
_LINKS = {"、", "和", "及", "与", "以及", "或", "-"}
_COPULAS = {
    "为",
    "共",
    "共计",
    "总计",
    "合计",
    "累计",
    "达",
    "达到",
    "是",
    "有",
    "约",
    "计",
    "数",
    "数量",
    "总数",
    "总量",
    "数为",
    " ",
    "的",
    "各",
    "均",
}
_REACH = 40


def subject_of(segmenter: Segmenter, folded: str, start: int, end: int, *, inherited: str | None = None) -> str | None:
    """Return the noun phrase that the quantity at ``folded[start:end]`` counts, or None if none stands in its clause.

    ``inherited`` is the subject of an earlier quantity of the sentence in the same unit: it holds where only a verb
    stands before the number (制发公文2016件,其中办公室制发141件).
    """
    stop = _CLAUSE_END.search(folded, end, end + _REACH)
    last = stop.start() if stop else min(len(folded), end + _REACH)
    if end < last and (phrase := _leading_phrase(segmenter.tokens(folded, end, last))):
        return _quote(folded, phrase)
    begin = max(0, start - _REACH)
    marks = [mark.end() for mark in _CLAUSE_END.finditer(folded, begin, start)]
    before = segmenter.tokens(folded, marks[-1] if marks else begin, start)
    while before and before[-1].text in _COPULAS:
        before = before[:-1]
    if phrase := _trailing_phrase(before):
        return _quote(folded, phrase)
    if inherited:
        return inherited
    while before and not _NOUN.match(before[-1].tag):
        before = before[:-1]
    phrase = _trailing_phrase(before)
    is_agent = not phrase or not any(token.tag.startswith("v") for token in before if token.end <= phrase[0].start)
    return None if is_agent else _quote(folded, phrase)


def _leading_phrase(tokens: list[Token]) -> list[Token]:
    phrase: list[Token] = []
    for token in tokens:
        if not (_NOUN.match(token.tag) or _MODIFIER.match(token.tag) or (phrase and token.text in _LINKS)):
            break
        phrase.append(token)
    return _trimmed(phrase)


def _trailing_phrase(tokens: list[Token]) -> list[Token]:
    phrase: list[Token] = []
    for token in reversed(tokens):
        if not (_NOUN.match(token.tag) or token.tag in {"a", "b"} or (phrase and token.text in _LINKS)):
            break
        phrase.insert(0, token)
    return _trimmed(phrase)


def _trimmed(phrase: list[Token]) -> list[Token]:
    while phrase and (phrase[0].text in _LINKS or not phrase[0].text.strip()):
        phrase = phrase[1:]
    while phrase and (phrase[-1].text in _LINKS or not _NOUN.match(phrase[-1].tag)):
        phrase = phrase[:-1]
    return phrase


def _quote(folded: str, phrase: list[Token]) -> str:
    return folded[phrase[0].start : phrase[-1].end].strip()
