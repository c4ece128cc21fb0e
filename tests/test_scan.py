"""Scans and pictures: numbers in their cells, doubts told, and OCR only where it is needed."""

from __future__ import annotations

import io
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractor import Document, ReadError, extract, read
from extractor.checks.misread import doubt_misread
from extractor.model import Boxes, Evidence, Source
from extractor.readers import read_bytes
from extractor.readers.scan.unsure import unsure_warnings
from extractor.relations import Interval, Operand, Relation, judge
from tests.conftest import ROOT, shared

pytest.importorskip("rapidocr", reason="OCR is an extra")

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
    text = "公开12条、34条、5条和l件"
    document = document_with(text, [0.5 if char in "4l公" else 0.99 for char in text])
    assert document.boxes is not None
    (warning,) = unsure_warnings(text, document.boxes)
    assert (warning.code, warning.page) == ("unsure_digits", 3)
    assert warning.message.endswith("2 numbers OCR is not sure of: 34、l")


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
