"""PDFs that are damaged, locked, empty or pictures: refused with a word of what is wrong, or read as far as they go."""

from __future__ import annotations

import io
import random
from contextlib import suppress

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor import ReadError
from extractor.readers.pdf import Engine
from tests.pdf_maker import (
    ENGINES,
    HEIGHT,
    PROSE,
    SECOND,
    THIRD,
    WIDTH,
    Sheet,
    document_of,
    mapped,
    pdf,
    prose,
    unmapped,
    wrapped,
)


def locked(password: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password, "owner", canModify=0, canCopy=0))
    canvas.drawString(100, 600, "open")
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("engine", ENGINES)
def test_an_encrypted_file_is_refused_and_one_that_opens_is_read(engine: Engine) -> None:
    with pytest.raises(ReadError) as caught:
        document_of(locked("secret"), engine=engine)
    assert caught.value.code == "encrypted"
    assert document_of(locked(""), engine=engine).text == "open\n"


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("engine", ENGINES)
def test_a_damaged_file_is_read_or_refused_but_never_crashes(engine: Engine, seed: int) -> None:
    data, dice = bytearray(pdf(prose, prose)), random.Random(100 + seed)  # noqa: S311
    for _ in range(8):
        data[dice.randrange(9, len(data))] = dice.randrange(256)
    with suppress(ReadError):  # any other exception fails the test
        document_of(bytes(data), engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_whose_size_is_no_number_is_read_or_refused(engine: Engine) -> None:
    with suppress(ReadError):
        document_of(mapped("申请").replace(b"[0 0 595 842]", b"[0 0 /A 5 84]"), engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("part", [b"%PDF-1.4\n" + bytes(range(256)) * 16, b"%PDF-1.7\n%%EOF", b"%PDF-", None])
def test_what_only_begins_as_a_pdf_is_damaged(part: bytes | None, engine: Engine) -> None:
    with pytest.raises(ReadError) as caught:
        document_of(part or pdf(prose)[:400], engine=engine)
    assert caught.value.code == "damaged"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_broken_cross_reference_table_is_mended(engine: Engine) -> None:
    data = pdf(prose).replace(b"\nxref", b"\nxrof").replace(b"startxref\n", b"startxref\n9")
    assert document_of(data, engine=engine).text.splitlines() == [PROSE, SECOND]


def test_empty_pages_are_refused() -> None:
    with pytest.raises(ReadError, match="its pages are empty") as caught:
        document_of(lambda sheet: sheet.rule(10, 10, 100, 10), lambda sheet: sheet.rule(10, 10, 100, 10))
    assert caught.value.code == "no_text"


def picture(sheet: Sheet) -> None:
    sheet.canvas.drawImage(ImageReader(Image.new("L", (60, 80), 128)), 0, 0, WIDTH, HEIGHT)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_that_is_a_picture_is_told_and_the_rest_is_read(engine: Engine) -> None:
    document = document_of(prose, picture, lambda sheet: sheet.lines(90, *wrapped(THIRD)), engine=engine)
    assert [(warning.code, warning.page) for warning in document.warnings] == [("page_without_text", 2)]
    assert document.text.splitlines() == [PROSE, SECOND, THIRD]
    assert [page.number for page in document.pages] == [1, 2, 3]
    assert document.pages[1].start == document.pages[1].end


def test_a_file_of_pictures_is_refused_as_a_scan() -> None:
    with pytest.raises(ReadError, match="pictures without text"):
        document_of(picture, picture)


def test_glyphs_that_no_one_can_name_are_refused_as_garbage() -> None:
    with pytest.raises(ReadError, match="garbage") as caught:
        document_of(unmapped(*range(40, 60), times=4))
    assert caught.value.code == "needs_ocr"
