"""Scans and pictures: numbers in their cells, doubts told, and OCR only where it is needed."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import numpy
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor import Document, ReadError, extract, read
from extractor.checks.misread import doubt_misread
from extractor.model import Boxes, Evidence, Source
from extractor.readers import read_bytes
from extractor.readers.pdf.lines import line_of
from extractor.readers.scan.characters import Piece, characters
from extractor.readers.scan.cleaning import clean
from extractor.readers.scan.engine import Reading, per_mille
from extractor.readers.scan.flat import flattened
from extractor.readers.scan.reading import digits_in, fits, has_minus, with_marks
from extractor.readers.scan.rulings import find_rulings, stop_short
from extractor.readers.scan.sheet import sheet_of
from extractor.readers.scan.unsure import unsure_warnings
from extractor.relations import Interval, Operand, Relation, judge
from tests.conftest import ROOT, shared

pytest.importorskip("rapidocr", reason="OCR is an extra")
cv2 = pytest.importorskip("cv2")

ROWS, COLUMNS = 9, 6
DPI = 200
TOP, LEFT, HEIGHT, WIDTH = 300, 200, 60, 190  # pixels at 200 dpi


def numbers(seed: int) -> list[list[str]]:
    drawn = random.Random(seed)  # noqa: S311 no secret
    made = [[str(drawn.randrange(10 ** drawn.choice([1, 3, 7]))) for _ in range(COLUMNS)] for _ in range(ROWS)]
    made[2][3] = made[5][0] = ""
    made[4][1], made[6][2] = "-12.7", "98.5%"
    return made


def sheet(rows: list[list[str]]) -> Image.Image:
    """A page with a ruled table of numbers."""
    page = Image.new("RGB", (1654, 2339), "white")
    pen: Any = ImageDraw.Draw(page)
    font = ImageFont.load_default(32)
    for row in range(ROWS + 1):
        y = TOP + HEIGHT * row
        pen.line((LEFT, y, LEFT + WIDTH * COLUMNS, y), fill="black", width=2)
    for column in range(COLUMNS + 1):
        x = LEFT + WIDTH * column
        pen.line((x, TOP, x, TOP + HEIGHT * ROWS), fill="black", width=2)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            place = LEFT + WIDTH * column + WIDTH / 2, TOP + HEIGHT * row + HEIGHT / 2
            pen.text(place, text, fill="black", font=font, anchor="mm")
    pen.text((LEFT, 1200), "2023-2024: 17,305 of 21,442 (80.7%)", fill="black", font=font)
    pen.text((LEFT, 1300), "2024-2025: 18,993 of 22,310 (85.1%)", fill="black", font=font)
    pen.text((LEFT, 1400), "2025-2026: 20,004 of 23,501 (85.1%)", fill="black", font=font)
    return page


def scanned(page: Image.Image, kind: str = "PNG", **how: Any) -> Document:
    buffer = io.BytesIO()
    page.save(buffer, kind, dpi=(DPI, DPI), **how)
    return read_bytes(buffer.getvalue(), "x.png")


def cells(document: Document) -> list[list[str]]:
    (grid,) = document.grids
    return [[document.text[cell.start : cell.end] for cell in row] for row in grid.rows]


def test_numbers_stand_in_their_cells_and_blanks_stay_blank() -> None:
    rows = numbers(1)
    document = scanned(sheet(rows))
    assert cells(document) == rows
    assert document.source.media_type == "image/png"
    assert document.ocr is not None
    assert document.ocr.startswith("rapidocr ")


@pytest.mark.parametrize("angle", [90, 180, 270, 1.2, -2.0])
def test_a_page_scanned_turned_or_askew_is_set_straight(angle: float) -> None:
    rows = numbers(2)
    page = sheet(rows).rotate(angle, expand=abs(angle) > 45, fillcolor="white", resample=Image.Resampling.BICUBIC)
    document = scanned(page)
    assert cells(document) == rows
    assert "page_turned" in [warning.code for warning in document.warnings]
    assert document.pages[0].turned == pytest.approx(angle, abs=0.2)


@pytest.mark.parametrize(("dpi", "quality", "blur"), [(150, 60, 0), (100, 50, 0), (200, 30, 1.2)])
def test_poor_copies_are_read_as_well(dpi: int, quality: int, blur: float) -> None:
    rows = numbers(3)
    page = sheet(rows).filter(ImageFilter.GaussianBlur(blur))
    page = page.resize((page.width * dpi // DPI, page.height * dpi // DPI), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    page.save(buffer, "JPEG", dpi=(dpi, dpi), quality=quality)
    assert cells(read_bytes(buffer.getvalue(), "x.jpg")) == rows


def test_two_runs_are_equal_and_every_character_has_its_box() -> None:
    page = sheet(numbers(4))
    first, second = scanned(page), scanned(page)
    assert (first.text, first.grids) == (second.text, second.grids)
    cell = first.grids[0].rows[0][0]
    number, box = first.place(cell.start, cell.end)
    assert number == 1
    assert box is not None
    points = 72 / DPI
    assert box[0] > LEFT * points
    assert box[2] < (LEFT + WIDTH) * points
    assert box[1] > TOP * points
    assert box[3] < (TOP + HEIGHT) * points
    confidence = first.confidence(cell.start, cell.end)
    assert confidence is not None
    assert 0 < confidence <= 1


def test_every_picture_of_a_tiff_is_a_page() -> None:
    pages = [sheet(numbers(seed)) for seed in (5, 6)]
    document = scanned(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert (document.source.media_type, document.source.pages) == ("image/tiff", 2)
    assert [page.number for page in document.pages] == [1, 2]
    assert document.pages[1].end > document.pages[1].start


def test_pictures_of_sixteen_bits_are_read() -> None:
    rows = numbers(10)
    grey = sheet(rows).convert("I").point(lambda value: value * 257)
    buffer = io.BytesIO()
    grey.convert("I;16").save(buffer, "PNG", dpi=(DPI, DPI))
    assert cells(read_bytes(buffer.getvalue(), "x.png")) == rows


def test_a_long_picture_is_read_page_by_page() -> None:
    wanted = [numbers(seed) for seed in (11, 12, 13)]
    long = Image.new("RGB", (1654, 3 * 2339), "white")
    for number, rows in enumerate(wanted):
        long.paste(sheet(rows), (0, number * 2339))
    buffer = io.BytesIO()
    long.save(buffer, "PNG")
    document = read_bytes(buffer.getvalue(), "x.png")
    assert [[[document.text[c.start : c.end] for c in row] for row in grid.rows] for grid in document.grids] == wanted
    assert len(document.pages) > 1


# --- pages of a PDF -------------------------------------------------------------------------------------------------


def pdf_of(page: Image.Image) -> bytes:
    buffer = io.BytesIO()
    page.save(buffer, "PDF", resolution=DPI)
    return buffer.getvalue()


def test_a_scanned_page_of_a_pdf_is_read_where_ocr_is_wanted() -> None:
    rows = numbers(7)
    document = read_bytes(pdf_of(sheet(rows)), "x.pdf")
    assert cells(document) == rows
    assert document.warnings[0].code == "page_without_text"
    asked = read_bytes(pdf_of(sheet(rows)), "x.pdf", ocr="always")
    assert [warning.code for warning in asked.warnings][:2] == ["read_with_ocr", "page_without_text"]
    with pytest.raises(ReadError, match="pictures without text") as caught:
        read_bytes(pdf_of(sheet(rows)), "x.pdf", ocr="never")
    assert caught.value.code == "needs_ocr"


def searchable(page: Image.Image, text: str, *, mode: int) -> bytes:
    """A PDF as scanning programs make it: a picture of the page, and over it what their OCR read."""
    buffer = io.BytesIO()
    width, height = page.width * 72 / DPI, page.height * 72 / DPI
    canvas = Canvas(buffer, (width, height))
    canvas.drawImage(ImageReader(page), 0, 0, width, height)
    for line, words in enumerate(text.split("\n")):
        layer = canvas.beginText(72, height - 130 - 22 * line)
        layer.setFont("Helvetica", 11)
        layer.setTextRenderMode(mode)
        layer.textOut(words)
        canvas.drawText(layer)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize("engine", ["pdfium", "pdfplumber"])
def test_an_invisible_text_layer_over_a_scan_is_not_believed(engine: Any) -> None:
    rows = numbers(7)
    wrong = "\n".join(" ".join(row).replace("1", "7") for row in rows)
    data = searchable(sheet(rows), wrong, mode=3)
    used = read_bytes(data, "x.pdf", pdf_engine=engine, ocr="never")
    assert [(warning.code, warning.page) for warning in used.warnings] == [("hidden_text", 1)]
    assert "not to be trusted" in used.warnings[0].message
    assert "".join(used.text.split()) == "".join(wrong.split())
    assert used.confidence(0, len(used.text)) == 0.5
    seen = read_bytes(searchable(sheet(rows), wrong, mode=0), "x.pdf", pdf_engine=engine, ocr="never")
    assert seen.warnings == ()
    if engine == "pdfium":
        document = read_bytes(data, "x.pdf")
        assert cells(document) == rows
        assert document.warnings[0].code == "hidden_text"
        assert document.warnings[0].message.endswith("read with OCR")


def test_a_picture_beside_text_is_told_and_left_unread() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, (595, 842))
    canvas.drawImage(ImageReader(sheet(numbers(3))), 72, 300, 400, 300)
    for line in range(4):
        canvas.drawString(72, 780 - 20 * line, "The text of this page is printed, and the table a picture.")
    canvas.save()
    document = read_bytes(buffer.getvalue(), "x.pdf")
    assert [(warning.code, warning.page) for warning in document.warnings] == [("pictures", 1)]
    assert document.ocr is None


def test_a_word_file_of_scanned_pages_is_read_picture_by_picture() -> None:
    document = docx.Document()
    rows = [numbers(8), numbers(9)]
    for page in map(sheet, rows):
        buffer = io.BytesIO()
        page.save(buffer, "PNG", dpi=(DPI, DPI))
        document.add_picture(io.BytesIO(buffer.getvalue()))
    buffer = io.BytesIO()
    document.save(buffer)
    scan = read_bytes(buffer.getvalue(), "x.docx")
    assert [[[scan.text[c.start : c.end] for c in row] for row in grid.rows] for grid in scan.grids] == rows
    assert (len(scan.pages), scan.ocr is not None) == (2, True)
    with pytest.raises(ReadError) as caught:
        read_bytes(buffer.getvalue(), "x.docx", ocr="never")
    assert caught.value.code == "needs_ocr"


def test_a_page_with_a_good_text_layer_is_left_alone() -> None:
    path = ROOT / "corpus" / "pdf" / "qingxi-2023.pdf"
    document = read(path)
    assert document.ocr is None
    assert document.confidence(0, 5) is None
    report = extract(document)
    assert report.provenance.ocr is None
    assert all(mention.confidence is None for mention in report.mentions)


def test_a_real_page_turned_into_a_picture_gives_the_cells_of_its_text_layer() -> None:
    import pypdfium2

    path = shared("real/disclosure/淮安市洪泽区_2023年政府信息公开工作年度报告.pdf")
    with pypdfium2.PdfDocument(path) as pdf:
        for number in (3, 4):
            one = pypdfium2.PdfDocument.new()
            one.import_pages(pdf, [number - 1])
            buffer = io.BytesIO()
            one.save(buffer)
            one.close()
            printed = read_bytes(buffer.getvalue(), "x.pdf")
            document = scanned(pdf[number - 1].render(scale=DPI / 72).to_pil())
            found = [value for grid in document.grids for row in grid.rows for value in _values(document, row)]
            assert found == [value for grid in printed.grids for row in grid.rows for value in _values(printed, row)]
            assert len(found) > 70


def _values(document: Document, row: Any) -> list[str]:
    texts = [document.text[cell.start : cell.end] for cell in row]
    return [text for text in texts if not text or (text[0].isdigit() and not any(char >= "一" for char in text))]


def test_a_scanned_report_gives_the_figures_and_findings_of_the_printed_one() -> None:
    printed, scan = (
        extract(read(ROOT / "corpus" / path)) for path in ("pdf/qingxi-2023.pdf", "scans/qingxi-2023-scanned.pdf")
    )
    for report in (printed, scan):
        assert [finding.check for finding in report.findings if finding.verdict == "differ"] == [
            "identity/reviews.total"
        ]
    assert [(f.indicator, f.value, f.dimensions) for f in scan.figures] == [
        (f.indicator, f.value, f.dimensions) for f in printed.figures
    ]
    assert scan.provenance.ocr is not None
    cells = [cell for table in scan.tables for row in table.rows for cell in row.cells if cell.text]
    assert all(cell.confidence is not None and cell.bbox is not None for cell in cells)


# --- poor pictures --------------------------------------------------------------------------------------------------

PRINT = ImageFont.load_default(30)


def drawn(rows: list[list[str]], *, wide: int = 220, high: int = 70, **how: Any) -> Image.Image:
    """A small ruled table: texts stand ``left`` pixels off a line, numbers ``right``; ``lines`` of text below it."""
    page = Image.new("RGB", (wide * len(rows[0]) + 120, max(high * len(rows) + 120, 500)), "white")
    pen: Any = ImageDraw.Draw(page)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            x, y = 60 + wide * column, 60 + high * row
            pen.rectangle((x, y, x + wide, y + high), outline="black", width=2)
            is_number = text[-1:].isdigit()
            at = x + wide - how.get("right", 20) if is_number else x + how.get("left", 20)
            pen.text((at, y + high / 2), text, fill="black", font=PRINT, anchor="rm" if is_number else "lm")
    for line in range(how.get("lines", 0)):
        pen.text((60, page.height - 200 + 55 * line), "what the county grew in this year", fill="black", font=PRINT)
    return page


NAMES = [["grain", "1304627", "30.0", "more of it"], ["fruit", "3496806", "27.5", "less rain"]]


def test_what_stands_close_to_both_sides_of_a_line_is_read_cell_by_cell() -> None:
    page = drawn(NAMES, left=5, right=4, lines=3)
    for angle in (0.0, 0.7):
        turned = page.rotate(angle, fillcolor="white", resample=Image.Resampling.BICUBIC)
        assert cells(scanned(turned)) == NAMES


def test_tight_lines_of_a_cell_are_read_one_after_the_other() -> None:
    page = drawn([["", "8125", "17"], ["", "9250", "21"]], wide=300)
    pen: Any = ImageDraw.Draw(page)
    for row, y in ((0, 60), (1, 130)):
        pen.text((70, y + 5), ("share of the", "growth over")[row], fill="black", font=PRINT)
        pen.text((70, y + 34), ("whole county", "last spring")[row], fill="black", font=PRINT)
    read = cells(scanned(page))
    assert [" ".join(row[0].split()) for row in read] == ["share of the whole county", "growth over last spring"]
    assert [row[1:] for row in read] == [["8125", "17"], ["9250", "21"]]


def test_columns_without_lines_between_their_rows_are_read_line_by_line() -> None:
    names = ["grain", "fruit", "wool", "flax", "hemp"]
    page = Image.new("RGB", (900, 500), "white")
    pen: Any = ImageDraw.Draw(page)
    for x in (60, 360, 560, 760):
        pen.line((x, 60, x, 390), fill="black", width=2)
    for y in (60, 130, 390):
        pen.line((60, y, 760, y), fill="black", width=2)
    for column, text in enumerate(["crop", "tons", "share"]):
        pen.text((80 + (0, 300, 500)[column], 95), text, fill="black", font=PRINT, anchor="lm")
    for row, name in enumerate(names):
        y = 155 + 50 * row
        for x, text, anchor in ((80, name, "lm"), (555, str(8125 * (row + 1)), "rm"), (755, f"{row + 1}7.5", "rm")):
            pen.text((x, y), text, fill="black", font=PRINT, anchor=anchor)
    wanted = [[name, str(8125 * (row + 1)), f"{row + 1}7.5"] for row, name in enumerate(names)]
    assert cells(scanned(page)) == [["crop", "tons", "share"], *wanted]


def test_what_stands_in_a_table_within_a_cell_is_read_once() -> None:
    page = drawn(NAMES)
    wide = Image.new("RGB", (page.width + 400, page.height + 60), "white")
    wide.paste(page, (340, 30))
    pen: Any = ImageDraw.Draw(wide)
    pen.rectangle((40, 30, 340, 520), outline="black", width=2)
    pen.rectangle((340, 30, page.width + 360, 520), outline="black", width=2)
    pen.text((60, 100), "on the harvest", fill="black", font=PRINT)
    pen.text((420, 400), "as counted in the villages", fill="black", font=PRINT)
    text = "".join(scanned(wide).text.split())
    assert [text.count(part) for part in ("ontheharvest", "1304627", "moreofit", "ascountedinthevillages")] == [1] * 4


def test_numbers_below_each_other_in_a_cell_stay_apart_and_are_told() -> None:
    page = drawn([["grain", "", "35"], ["fruit", "8125", "36"]], high=100)
    pen: Any = ImageDraw.Draw(page)
    pen.text((400, 85), "59663", fill="black", font=PRINT)
    pen.text((400, 115), "21423", fill="black", font=PRINT)
    document = scanned(page)
    assert cells(document)[0] == ["grain", "59663 21423", "35"]
    (warning,) = [warning for warning in document.warnings if warning.code == "table_in_doubt"]
    assert (warning.page, "59663 21423" in warning.message) == (1, True)


def test_a_seal_over_a_table_is_lifted_off_and_what_it_covers_is_in_doubt() -> None:
    rows = [
        ["grain", "1304627", "30.0"],
        ["fruit", "3496806", "27.5"],
        ["wool", "58459", "1.6"],
        ["flax", "19594", "9.4"],
    ]
    page = drawn(rows)
    seal = Image.new("RGB", page.size, "white")
    pen: Any = ImageDraw.Draw(seal)
    pen.ellipse((320, 110, 500, 290), outline=(214, 32, 42), width=8)
    pen.regular_polygon((440, 165, 30), 5, fill=(214, 32, 42))
    document = scanned(ImageChops.multiply(page, seal))
    assert cells(document) == rows
    assert [warning.code for warning in document.warnings] == ["read_with_ocr", "seal_over_print", "unsure_digits"]
    sure = [[document.confidence(cell.start, cell.end) or 1.0 for cell in row] for row in document.grids[0].rows]
    doubted = {(row, column) for row, line in enumerate(sure) for column, each in enumerate(line) if each <= 0.5}
    assert (1, 1) in doubted
    assert all(column == 1 for _, column in doubted)
    assert (3, 1) not in doubted


def test_specks_are_taken_off_and_thin_strokes_are_not() -> None:
    grey = numpy.full((600, 900), 255, numpy.uint8)
    grey[100:102, 200:214] = 0  # a minus
    thrown = numpy.random.default_rng(1).random((600, 900)) < 0.004
    thrown[90:112, 190:224] = False
    dirty = cv2.cvtColor(numpy.where(thrown, numpy.uint8(0), grey), cv2.COLOR_GRAY2BGR)
    cleaned, _ = clean(dirty, DPI / 72)
    assert (cleaned[100:102, 200:214] == 0).all()
    assert (cleaned < 128).sum() < 0.05 * (dirty < 128).sum() + 28 * 3
    few = cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR)
    few[300, 300] = 0
    assert (clean(few, DPI / 72)[0] == few).all()


def test_red_print_is_no_seal() -> None:
    page = Image.new("RGB", (1654, 700), "white")
    pen: Any = ImageDraw.Draw(page)
    pen.text((300, 100), "COUNTY RECORD", fill=(220, 30, 30), font=ImageFont.load_default(110))
    pen.line((200, 400, 1450, 400), fill=(220, 30, 30), width=6)
    pixels = numpy.array(page)[..., ::-1].copy()
    cleaned, seals = clean(pixels, DPI / 72)
    assert seals is None
    assert (cleaned == pixels).all()


def test_light_print_on_a_dark_head_is_read_and_the_lines_that_touch_it_hold() -> None:
    page = drawn([["", "", "", ""], *NAMES])
    pen: Any = ImageDraw.Draw(page)
    for column, text in enumerate(["crop", "tons", "growth", "note"]):
        x = 60 + 220 * column
        pen.rectangle((x, 60, x + 220, 130), fill=(45, 110, 190), outline="white", width=2)
        pen.text((x + 20, 95), text, fill="white", font=PRINT, anchor="lm")
    assert cells(scanned(page)) == [["crop", "tons", "growth", "note"], *NAMES]


def ruled(colour: int, *, dash: int = 0, gap: int = 0) -> Any:
    """Lines of a table of 3 by 5 cells with print in them, whole or in dashes, as grey pixels."""
    page = Image.new("L", (1000, 700), 255)
    pen: Any = ImageDraw.Draw(page)
    for row in range(5):
        for column in range(3):
            pen.text((120 + 300 * column, 68 + 120 * row), "1108 1111 7411", fill=0, font=PRINT)
            pen.text((120 + 300 * column, 100 + 120 * row), "1171 1111 4117", fill=0, font=PRINT)
    for at, end, upright in [
        *((60 + 120 * n, 951, False) for n in range(6)),
        *((51 + 300 * n, 660, True) for n in range(4)),
    ]:
        for start in range(51 if not upright else 60, end, (dash + gap) or end):
            stop = min(start + dash if dash else end, end)
            pen.line((at, start, at, stop) if upright else (start, at, stop, at), fill=colour, width=2)
    return numpy.array(page)


@pytest.mark.parametrize(("colour", "dash", "gap"), [(0, 0, 0), (228, 0, 0), (90, 9, 7)])
def test_faint_and_dashed_lines_are_found_and_rows_of_digits_are_none(colour: int, dash: int, gap: int) -> None:
    down, across, _ = find_rulings(ruled(colour, dash=dash, gap=gap), DPI / 72)
    assert sorted(round(line.at, -1) for line in down) == [50, 350, 650, 950]
    assert sorted(round(line.at, -1) for line in across) == [60, 180, 300, 420, 540, 660]
    assert not stop_short(down, across, DPI / 72)


def test_a_line_that_stops_within_a_table_is_told() -> None:
    grey = ruled(0)
    assert not stop_short(*find_rulings(grey, DPI / 72)[:2], DPI / 72)
    grey[360:560, 340:360] = 255
    assert stop_short(*find_rulings(grey, DPI / 72)[:2], DPI / 72)
    page = drawn([*NAMES, ["wool", "58459", "1.6", "sheep sold"]])
    ImageDraw.Draw(page).rectangle((495, 135, 505, 195), fill="white")
    warned = [warning for warning in scanned(page).warnings if warning.code == "table_in_doubt"]
    assert [warning.page for warning in warned] == [1]


def test_lines_across_without_a_table_are_told() -> None:
    page = Image.new("RGB", (900, 500), "white")
    pen: Any = ImageDraw.Draw(page)
    for row in range(5):
        pen.line((60, 60 + 60 * row, 840, 60 + 60 * row), fill="black", width=2)
    pen.text((80, 75), "what the county grew in this year", fill="black", font=PRINT)
    assert "lines_without_table" in [warning.code for warning in scanned(page).warnings]


def test_a_photographed_page_is_set_flat() -> None:
    pixels = numpy.array(drawn(NAMES, lines=3))
    high, wide = pixels.shape[:2]
    corners = numpy.array([[0, 0], [wide, 0], [wide, high], [0, high]], numpy.float32)
    slanted = numpy.array([[50, 60], [wide - 70, 30], [wide - 20, high - 20], [20, high - 50]], numpy.float32)
    matrix = cv2.getPerspectiveTransform(corners, slanted)
    photo = cv2.warpPerspective(pixels, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(90, 96, 102))
    document = scanned(Image.fromarray(photo))
    assert cells(document) == NAMES
    assert "page_set_flat" in [warning.code for warning in document.warnings]
    assert flattened(pixels) is None


def test_two_pages_on_a_sheet_are_read_one_after_the_other() -> None:
    first, second = [["grain", "8125"], ["fruit", "17"]], [["wool", "930"], ["flax", "2204"]]
    page = Image.new("RGB", (1500, 1000), "white")
    page.paste(drawn(first), (60, 60))
    page.paste(drawn(second), (860, 20))
    pen: Any = ImageDraw.Draw(page)
    pen.text((120, 500), "left page, below", fill="black", font=PRINT)
    pen.text((920, 500), "right page, below", fill="black", font=PRINT)
    document = scanned(page)
    assert [[[document.text[c.start : c.end] for c in row] for row in grid.rows] for grid in document.grids] == [
        first,
        second,
    ]
    places = [document.text.index(part) for part in ("grain", "left page", "wool", "right page")]
    assert places == sorted(places)
    assert "two_pages_on_a_sheet" in [warning.code for warning in document.warnings]
    number, box = document.place(places[3], places[3] + 5)
    assert (number, box is not None and box[0] > 860 * 72 / DPI) == (1, True)


def test_the_digits_of_a_number_are_counted_in_its_ink() -> None:
    page = Image.new("L", (400, 80), 255)
    ImageDraw.Draw(page).text((20, 20), "25539766", fill=0, font=PRINT)
    grey = numpy.array(page)
    made = sheet_of(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), grey, numpy.zeros_like(grey), DPI / 72)
    box = made.inked((0, 0, 400, 80))
    assert box is not None
    seen = digits_in(box, made)
    assert fits(reading("25539766"), seen)
    assert not fits(reading("2553976"), seen)
    assert not fits(reading("255397666"), seen)


@pytest.mark.parametrize(("text", "signed"), [("-18.2", True), ("18.2", False), ("7.4", False), ("_1", False)])
def test_a_minus_is_seen_in_the_ink_of_a_number(text: str, signed: bool) -> None:
    page = Image.new("L", (400, 80), 255)
    ImageDraw.Draw(page).text((20, 20), text, fill=0, font=PRINT)
    grey = numpy.array(page)
    made = sheet_of(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), grey, numpy.zeros_like(grey), DPI / 72)
    box = made.inked((0, 0, 400, 80))
    assert box is not None
    assert has_minus(box, made) == signed


def reading(text: str) -> Reading:
    return Reading(text, (0.99,) * len(text), tuple((place + 0.5) / len(text) for place in range(len(text))))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("8.31%o", "8.31‰"), ("8.31%0，", "8.31‰，"), ("8.3%", "8.3%"), ("x%o", "x%o"), ("5%0.7", "5%0.7")],
)
def test_a_per_cent_sign_with_a_second_ring_is_per_mille(text: str, wanted: str) -> None:
    read_again = per_mille(reading(text))
    assert read_again.text == wanted
    assert len(read_again.confidence) == len(read_again.at) == len(wanted)


def test_a_digit_that_stands_too_near_to_its_like_is_not_left_out() -> None:
    said = Reading("1500.02", (0.99,) * 7, (0.1, 0.4, 0.41, 0.42, 0.43, 0.9, 0.95))
    made, _ = characters([Piece((0, 0, 200, 30), said, (0, 0, 200, 30))], 1.0)
    assert line_of(made).text == "1500.02"


def test_per_cent_at_the_end_of_a_sentence_stays_per_cent() -> None:
    assert per_mille(reading("增长4.2%。")).text == "增长4.2%。"


def test_a_block_is_the_dash_it_shows() -> None:
    flat, square = (0, 0, 20, 6), (0, 0, 20, 20)
    assert with_marks(reading("■"), flat).text == "-"
    assert with_marks(reading("■12.5"), square).text == "-12.5"
    assert with_marks(reading("■"), square).text == "■"
    assert with_marks(reading("70。4883"), square).text == "70.4883"


def test_ocr_leaves_nothing_behind_and_tells_nobody(tmp_path: Path) -> None:
    reads = (
        "import numpy, os; from extractor.readers.scan.engine import read_line;"
        "read_line(numpy.full((40, 90, 3), 255, numpy.uint8)); print(os.environ['ORT_DISABLE_TELEMETRY'])"
    )
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "SYSTEMROOT"}}
    places = {name: str(tmp_path) for name in ("TMPDIR", "TEMP", "TMP", "HOME", "XDG_CACHE_HOME")}
    done = subprocess.run([sys.executable, "-c", reads], env=kept | places, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1"]
    assert list(tmp_path.rglob("*")) == []


# --- what is refused ------------------------------------------------------------------------------------------------


def test_pictures_that_can_not_be_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    Image.new("L", (600, 600), 255).save(buffer, "PNG")
    for data, code in (
        (buffer.getvalue(), "no_text"),
        (buffer.getvalue()[:50], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "damaged"),
    ):
        with pytest.raises(ReadError) as caught:
            read_bytes(data, "x.png")
        assert caught.value.code == code
    with pytest.raises(ReadError) as caught:
        read_bytes(buffer.getvalue(), "x.png", ocr="never")
    assert caught.value.code == "needs_ocr"
    monkeypatch.setattr("extractor.readers.scan.picture._MOST_PIXELS", 1000)
    with pytest.raises(ReadError, match="pixels"):
        read_bytes(buffer.getvalue(), "x.png")


def test_a_picture_of_giant_size_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    Image.new("1", (30_000, 30_000)).save(path)
    assert path.stat().st_size < 200_000
    with pytest.raises(ReadError, match="pixels"):
        read(path)


# --- digits in doubt ------------------------------------------------------------------------------------------------


def document_with(text: str, confidence: list[float]) -> Document:
    boxes = Boxes()
    boxes.add(3, [(float(at), 0.0, at + 1.0, 1.0) for at in range(len(text))], range(len(text)), confidence)
    return Document(Source("x.png", "", "image/png", 0, None, 3), text, boxes=boxes, ocr="rapidocr")


def test_numbers_with_a_digit_in_doubt_are_told() -> None:
    text = "公开12条、34条、5条和X件"
    document = document_with(text, [0.5 if char in "4X公" else 0.99 for char in text])
    assert document.boxes is not None
    (warning,) = unsure_warnings(text, document.boxes)
    assert (warning.code, warning.page) == ("unsure_digits", 3)
    assert warning.message.endswith("1 number OCR is not sure of: 34")


def operand(text: str, number: str, at: int) -> Operand:
    value = Decimal(number)
    start = text.index(number, at)
    return Operand(f"row {at}", value, "件", Interval(value, value), (Evidence(start, start + len(number)),))


def sums(text: str) -> list[Relation]:
    """13 + 20 = 38 down, and 13 + 1 = 19 across: the 13 was an 18."""
    total, first, second = operand(text, "38", 0), operand(text, "13", 3), operand(text, "20", 6)
    third, across = operand(text, "1", 8), operand(text, "19", 11)
    return [
        Relation("down", total, "=", (first, second), "error", "sum"),
        Relation("across", across, "=", (first, third), "error", "sum"),
    ]


def operand_texts() -> str:
    return "38 13 20 1 19"


def test_a_sum_that_hangs_on_a_digit_in_doubt_is_no_verdict_and_tells_the_digit() -> None:
    text = operand_texts()
    relations = sums(text)
    findings = judge(relations)
    assert [finding.verdict for finding in findings] == ["differ", "differ"]
    unsure = document_with(text, [0.4 if index == 4 else 0.99 for index in range(len(text))])
    doubted = doubt_misread(relations, findings, unsure)
    assert [(finding.verdict, finding.severity) for finding in doubted] == [("not_comparable", "note")] * 2
    assert all(
        finding.message.endswith("with 18 for row 3, read with OCR as 13, this and 1 more relations would hold")
        for finding in doubted
    )


def test_a_sum_of_digits_without_doubt_stays_an_error_and_tells_what_to_look_at() -> None:
    text = operand_texts()
    relations = sums(text)
    told = doubt_misread(relations, judge(relations), document_with(text, [0.99] * len(text)))
    assert [(finding.verdict, finding.severity) for finding in told] == [("differ", "error")] * 2
    assert all("with 18 for row 3" in finding.message for finding in told)
    printed = Document.from_text(text)
    assert doubt_misread(relations, judge(relations), printed) == judge(relations)


def test_a_sum_that_no_single_digit_mends_is_told_as_it_is() -> None:
    text = "99 13 20"
    relations = [
        Relation("down", operand(text, "99", 0), "=", (operand(text, "13", 3), operand(text, "20", 6)), "error", "sum")
    ]
    assert doubt_misread(relations, judge(relations), document_with(text, [0.99] * len(text))) == judge(relations)
