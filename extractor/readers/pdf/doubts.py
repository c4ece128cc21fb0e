"""Pages whose text layer does not say what the page shows, or may not: a warning says why, and what was done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec.structs import replace

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
_MOST_PAGES = 12
_SCAN = 0.5  # of the page's width and height: a picture that is the page
_CHART, _PAPER = 0.08, 0.8  # of the page's area: a picture that shows something, and one that everything is printed on
_MOST_HIDDEN = 0.5  # share of invisible texts over a scan
_HEARSAY = 0.5  # how sure a character of an invisible layer is, as one of OCR would be: it is in doubt
_PRIVATE_CHARACTER = re.compile("[\x00-\x1f\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]+")
_HAN_CHARACTER = re.compile("[\u2e80-\u9fff\uf900-\ufaff]+")

HIDDEN = "hidden_text"
_REASONS = {
    HIDDEN: "the page is a scan, and its text an invisible layer that somebody's OCR laid over it",
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
    if marks.hidden > _MOST_HIDDEN:
        return HIDDEN
    if _share(text, _HAN_CHARACTER) < _HAN and (_line_pictures(marks, chars) or marks.drawings > _OUTLINES):
        return "text_as_pictures"
    if _line_pictures(marks, chars) and _area_of_lines(marks) > _area(chars):
        return "text_as_pictures"
    return None


def unsure(marks: PageMarks) -> PageMarks:
    """Return a page with an invisible text layer as one on which every character is in doubt."""
    return replace(marks, confidence=(_HEARSAY,) * (max(char.order for char in marks.chars) + 1))


def warnings_of(doubts: Sequence[str | None], *, has_ocr: bool, every: bool = False) -> tuple[ReadingWarning, ...]:
    """Return one warning for each run of pages with the same doubt; ``doubts`` are those of all pages in order.

    ``every``: OCR was asked for, for the pages without a doubt, too.
    """
    warnings = []
    if every:
        done = "every page was read with OCR, as asked for" if has_ocr else f"no page was: {HOW_TO_INSTALL}"
        warnings.append(ReadingWarning("read_with_ocr", f"OCR for every page: {done}"))
    numbered = enumerate(doubts, start=1)
    for code, run in groupby(numbered, key=lambda item: item[1]):
        if code:
            pages = [number for number, _ in run]
            left = (
                f"used as it is, and not to be trusted; {HOW_TO_INSTALL}"
                if code == HIDDEN
                else f"left out; {HOW_TO_INSTALL}"
            )
            told = f"{_pages(pages)}: {_REASONS[code]}: {'read with OCR' if has_ocr else left}"
            warnings.append(ReadingWarning(code, told, pages[0]))
    return tuple(warnings)


def shows_picture(marks: PageMarks) -> bool:
    """Tell whether a picture that is no paper of it stands on a page."""
    whole = marks.width * marks.height
    return any(_CHART * whole < wide * high < _PAPER * whole for wide, high in marks.pictures)


def picture_warnings(pages: Sequence[int]) -> tuple[ReadingWarning, ...]:
    """Return a warning of the pages on which pictures stand beside the text, if there are any."""
    if not pages:
        return ()
    where = f"page{'s' * (len(pages) > 1)} {'、'.join(map(str, pages[:_MOST_PAGES]))}{'…' * (len(pages) > _MOST_PAGES)}"
    told = f"{where}: pictures stand beside the text; what they show is not read"
    return (ReadingWarning("pictures", told, pages[0]),)


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
