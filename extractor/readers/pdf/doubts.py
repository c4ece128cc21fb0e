"""Pages whose text layer does not say what the page shows: their text is left out, and a warning says why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from extractor.model import ReadingWarning
from extractor.readers.pdf.marks import Char, PageMarks, usual_size
from extractor.readers.scan import HOW_TO_INSTALL

_FEWEST = 12  # characters; fewer say nothing of a page
_UNMAPPED = 0.25  # share of characters for which the file names none
_PRIVATE = 0.3  # share of characters that only the file's own font knows
_HAN = 0.5  # share of Han characters below which pictures of lines have taken their place
_LINE_PICTURES = 5
_LINE_HEIGHT = 2.5  # of the usual size
_OUTLINES = 200  # drawn figures: characters turned into outlines
_MOST_TOLD = 3
_SCAN = 0.5  # of the page's width and height: a picture that is the page
_PRIVATE_CHARACTER = re.compile("[\x00-\x1f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]+")
_HAN_CHARACTER = re.compile("[\u2e80-\u9fff\uf900-\ufaff]+")

_REASONS = {
    "page_without_text": "no text, only pictures",
    "garbled_text": "the text layer is garbage (its fonts do not say which characters they show)",
    "text_as_pictures": "the text layer lost the Chinese characters, which are pictures",
}


def doubt_of(marks: PageMarks) -> str | None:
    """Return the code of what is wrong with the text layer of a page, or None."""
    chars = marks.chars
    if not chars:
        return "page_without_text" if marks.pictures or marks.drawings > _OUTLINES else None
    if len(chars) < _FEWEST:
        scanned = any(w > _SCAN * marks.width and h > _SCAN * marks.height for w, h in marks.pictures)
        return "page_without_text" if scanned else None
    text = "".join([char[4] for char in chars])
    if marks.unmapped > _UNMAPPED * len(marks.chars) or _share(text, _PRIVATE_CHARACTER) > _PRIVATE:
        return "garbled_text"
    if _share(text, _HAN_CHARACTER) < _HAN and (_line_pictures(marks, chars) or marks.drawings > _OUTLINES):
        return "text_as_pictures"
    if _line_pictures(marks, chars) and _area_of_lines(marks) > _area(chars):
        return "text_as_pictures"
    return None


def warnings_of(doubts: Sequence[str | None], *, has_ocr: bool) -> tuple[ReadingWarning, ...]:
    """Return one warning for each run of pages with the same doubt; ``doubts`` are those of all pages in order."""
    what_then = "read with OCR" if has_ocr else f"left out; {HOW_TO_INSTALL}"
    warnings = []
    numbered = enumerate(doubts, start=1)
    for code, run in groupby(numbered, key=lambda item: item[1]):
        if code:
            pages = [number for number, _ in run]
            warnings.append(ReadingWarning(code, f"{_pages(pages)}: {_REASONS[code]}: {what_then}", pages[0]))
    return tuple(warnings)


def turned_warnings(degrees: Sequence[float]) -> tuple[ReadingWarning, ...]:
    """Return one warning for each run of pages that were turned to be read; ``degrees`` are those of all pages."""
    warnings = []
    for is_turned, run in groupby(enumerate(degrees, start=1), key=lambda item: item[1] != 0):
        if is_turned:
            pages = list(run)
            how = "、".join(f"{degree:g}" for degree in sorted({degree for _, degree in pages})[:_MOST_TOLD])
            where = _pages([number for number, _ in pages])
            told = f"{where}: turned to be read ({how} degrees); boxes are as it then stands"
            warnings.append(ReadingWarning("page_turned", told, pages[0][0]))
    return tuple(warnings)


def _pages(numbers: Sequence[int]) -> str:
    return f"page {numbers[0]}" if len(numbers) == 1 else f"pages {numbers[0]} to {numbers[-1]}"


def problem_of(doubts: Iterable[str | None]) -> str:
    """Say in a few words why a document without a single readable page has none."""
    codes = {code for code in doubts if code}
    if codes == {"page_without_text"}:
        return "its pages are pictures without text"
    if not codes:
        return "its pages are empty"
    return "its text layer is garbage on every page that has one"


def _share(text: str, characters: re.Pattern[str]) -> float:
    return sum(map(len, characters.findall(text))) / len(text)


def _line_pictures(marks: PageMarks, chars: Sequence[Char]) -> bool:
    return bool(marks.pictures) and len(_lines(marks, usual_size([char.size for char in chars]))) >= _LINE_PICTURES


def _lines(marks: PageMarks, size: float) -> list[tuple[float, float]]:
    return [(w, h) for w, h in marks.pictures if size / 2 < h < _LINE_HEIGHT * size and w > 2 * h]


def _area_of_lines(marks: PageMarks) -> float:
    return sum(w * h for w, h in marks.pictures if w > 2 * h)


def _area(chars: Iterable[Char]) -> float:
    return sum((char.x1 - char.x0) * char.size for char in chars)
