"""Find and read text in pictures: RapidOCR, with the models that lie in its own wheel, so that nothing is fetched."""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

Pixels = Any
"""A picture as numpy array: rows, columns, and blue, green, red."""

_MOST_THREADS = 4
_SHORT_SIDE = 12  # pixels; what is smaller is no character
_BLANK = 255
_PER_MILLE = re.compile(r"(?<=[0-9])(%[oO0])(?![0-9.])")  # not %。, which ends most sentences of a report
_BETWEEN_WORDS = re.compile(r"(?<=[0-9A-Za-z]) +(?=[0-9A-Za-z])")


class Reading(Struct, frozen=True):
    """A line as read: its text, how sure each character is (0 to 1), and where it stands, 0 to 1 along the picture.

    ``words`` are the indexes in ``text`` of the letters and digits with a blank before them.
    """

    text: str
    confidence: tuple[float, ...]
    at: tuple[float, ...]
    words: frozenset[int] = frozenset()

    @property
    def score(self) -> float:
        """How sure the whole is."""
        return sum(self.confidence) / len(self.confidence) if self.confidence else 0.0


def find_text(picture: Pixels) -> list[tuple[tuple[float, float], ...]]:
    """Return the four corners, clockwise from the top left one, of each stretch of text in a picture, in pixels."""
    found = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    return [tuple((float(x), float(y)) for x, y in box) for box in found.boxes] if found.boxes is not None else []


def read_line(picture: Pixels) -> Reading:
    """Read one line of text that fills a picture."""
    if min(picture.shape[:2]) < _SHORT_SIDE:
        picture = _framed(picture)
    found = _engine()(picture, use_det=False, use_cls=False, use_rec=True, return_word_box=True)
    if not found.txts or not found.txts[0].strip():
        return Reading("", (), ())
    said = found.word_results[0]
    printed = [char for word in said.words for char in word]
    columns = [column for word in said.word_cols for column in word]
    text = found.txts[0]
    confidence = [said.confs[index] for index, char in enumerate(text) if not char.isspace()]
    at = [(column + 0.5) / said.line_txt_len for column in columns]
    if not len(printed) == len(confidence) == len(at):
        return Reading("", (), ())
    places = tuple(min(max(place, 0.0), 1.0) for place in at)
    words = frozenset(len(text[: blank.start()].replace(" ", "")) for blank in _BETWEEN_WORDS.finditer(text))
    return per_mille(Reading("".join(printed), tuple(confidence), places, words))


def per_mille(reading: Reading) -> Reading:
    """Return a reading in which %o and %0 behind a number are what they show: ‰, which else is ten times too much."""
    for found in reversed(list(_PER_MILLE.finditer(reading.text))):
        start, end = found.start(1), found.end(1)
        reading = Reading(
            f"{reading.text[:start]}‰{reading.text[end:]}",
            (*reading.confidence[:start], min(reading.confidence[start:end]), *reading.confidence[end:]),
            (*reading.at[:start], sum(reading.at[start:end]) / (end - start), *reading.at[end:]),
            frozenset(word if word <= start else word - (end - start - 1) for word in reading.words),
        )
    return reading


def _framed(picture: Pixels) -> Pixels:
    import cv2

    across, down = (max(0, (_SHORT_SIDE - side + 1) // 2) for side in (picture.shape[1], picture.shape[0]))
    white = (_BLANK, _BLANK, _BLANK)
    return cv2.copyMakeBorder(picture, down, down, across, across, cv2.BORDER_CONSTANT, value=white)


@cache
def _engine() -> Any:
    # onnxruntime from 1.29 on tells its makers that it runs, and leaves files behind, unless this is set before (the
    # value its pull request 27379 names)
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import rapidocr

    models = Path(rapidocr.__file__).parent / "models"
    given = {name: next(iter(sorted(models.glob(f"*{kind}*.onnx")))) for name, kind in (("Det", "det"), ("Rec", "rec"))}
    in_pool = multiprocessing.parent_process() is not None
    threads = 1 if in_pool else min(os.cpu_count() or 1, _MOST_THREADS)
    logging.getLogger("RapidOCR").disabled = True
    return rapidocr.RapidOCR(
        params={f"{name}.model_path": str(path) for name, path in given.items()}
        | {
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
