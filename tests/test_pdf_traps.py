"""Traps of PDF: odd characters, doubled glyphs, how a page lies; files that can not be read; both engines agree."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractor import extract
from extractor.model import GridCell
from extractor.readers.pdf import Engine
from tests.pdf_maker import (
    ENGINES,
    HEIGHT,
    LEFT,
    PROSE,
    SECOND,
    SIZE,
    WIDTH,
    Draw,
    Sheet,
    assemble,
    document_of,
    grids_of,
    mapped,
    pdf,
    prose,
    stream,
    text_of,
    wrapped,
)

ROWS = [["指标", "单位", "数量"], ["收到申请", "件次", "21"], ["办结", "件次", "20"]]
PLAIN = [PROSE, SECOND, "指标\t单位\t数量", "收到申请\t件次\t21", "办结\t件次\t20"]


def page_with_table(sheet: Sheet) -> None:
    prose(sheet)
    sheet.grid(LEFT, 400, [150, 80, 80], ROWS)


# --- characters -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", ["⼯作⾯", "\uf9be理數", "２０１７年收到１２件", "1〇三號"])
def test_the_text_keeps_odd_characters_that_matching_folds(text: str, engine: Engine) -> None:
    assert document_of(mapped(text), engine=engine).text == text + "\n"


def test_full_width_digits_and_radicals_are_matched() -> None:
    (quantity,) = extract(document_of(mapped("收到⼯作申请２３６件"))).quantities()
    assert (quantity.text, int(quantity.value)) == ("２３６件", 236)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_surrogate_pair_is_one_character_with_a_place(engine: Engine) -> None:
    document = document_of(mapped("镇𠮷村12户"), engine=engine)
    assert document.text == "镇𠮷村12户\n"
    places = [document.place(index, index + 1)[1] for index in range(6)]
    assert all(box and other and box[2] <= other[2] for box, other in pairwise(places))


@pytest.mark.parametrize("text", ["Report 2023", "Windows 10"])
def test_a_blank_between_a_latin_word_and_a_number_is_kept(text: str) -> None:
    assert text_of(lambda sheet: sheet.say(LEFT, 120, text, font="Helvetica")) == [text]


@pytest.mark.parametrize("off", [0.0, 0.3, 0.8])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_line_drawn_twice_to_look_bold_is_read_once(engine: Engine, off: float) -> None:
    def page(sheet: Sheet) -> None:
        for shift in (0.0, off):
            sheet.say(LEFT + shift, 90, "一、总体情况：受理申请11件")
        sheet.lines(112, *wrapped(PROSE))

    assert document_of(page, engine=engine).text.splitlines() == ["一、总体情况：受理申请11件", PROSE]


def test_a_doubled_line_beside_a_lone_character_is_read_once() -> None:
    def page(sheet: Sheet) -> None:
        for shift in (0.0, 0.3):
            sheet.say(LEFT + shift, 90, "受理申请11件次")
        sheet.say(LEFT, 160, "件")

    assert text_of(page) == ["受理申请11件次", "件"]


@pytest.mark.parametrize("off", [0.0, 0.3, 0.8])
def test_characters_each_drawn_twice_to_look_bold_are_read_once(off: float) -> None:
    def page(sheet: Sheet) -> None:
        for index, char in enumerate("受理政府信息11件"):
            for shift in (0.0, off):
                sheet.say(LEFT + index * SIZE + shift, 120, char)

    assert "".join(document_of(page).text.split()) == "受理政府信息11件"


def test_a_line_that_says_what_a_line_above_says_is_kept() -> None:
    line = PROSE[:34]
    assert text_of(lambda sheet: sheet.lines(90, line + "甲。", line, SECOND[:20] + "。", line))[-1].endswith(line)


@pytest.mark.parametrize("text", ["件", "条", "一"])
def test_a_lone_character_in_a_font_that_is_not_in_the_file_is_not_lost(text: str) -> None:
    rows = [["指标", "单位", "数"], ["收到申请", text, "21"], ["办结", text, "20"]]
    assert grids_of(lambda sheet: sheet.grid(60, 100, [150, 80, 80], rows)) == [rows]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("angle", [90, 270])
def test_a_label_drawn_sideways_in_its_cell_is_read_as_it_was_written(angle: int, engine: Engine) -> None:
    rows = [["类别", "指标", "数量"], ["", "同意公开", "5"], ["", "部分公开", "6"]]

    def page(sheet: Sheet) -> None:
        sheet.grid(60, 100, [40, 120, 80], rows, height=40, spans={(1, 0): (2, 1)})
        sheet.canvas.translate(82, HEIGHT - (200 if angle == 90 else 150))
        sheet.canvas.rotate(angle)
        Sheet(sheet.canvas, 0).say(0, 0, "办理结果", size=10)

    (grid,) = grids_of(page, engine=engine)
    assert [row[0] for row in grid] == ["类别", "办理结果", "办理结果"]


@pytest.mark.parametrize("engine", ENGINES)
def test_writing_that_runs_downwards_is_read_downwards(engine: Engine) -> None:
    shown = "三本年度办理结果".encode("utf-16-be").hex()
    data = assemble(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(f"BT /F1 12 Tf 100 700 Td <{shown}> Tj ET"),
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-V/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        "/Descent -120/CapHeight 880/StemV 93>>",
    )
    assert "".join(document_of(data, engine=engine).text.split()) == "三本年度办理结果"


# --- how a page lies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_seen(angle: int, engine: Engine) -> None:
    # what is drawn is turned back by as much as /Rotate will turn it
    turns = {90: (0, 1, -1, 0, HEIGHT, 0), 180: (-1, 0, 0, -1, WIDTH, HEIGHT), 270: (0, -1, 1, 0, 0, WIDTH)}
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT))
    canvas.setPageRotation(angle)
    canvas.transform(*turns[angle])
    page_with_table(Sheet(canvas, HEIGHT))
    canvas.save()
    document = document_of(buffer.getvalue(), engine=engine)
    assert document.text.splitlines() == PLAIN
    assert (document.pages[0].width, document.pages[0].height) == (WIDTH, HEIGHT)
    _, straight = document_of(page_with_table, engine=engine).place(0, 1)
    assert document.place(0, 1)[1] == pytest.approx(straight, abs=0.1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_crop_box_off_the_origin_moves_the_places(engine: Engine) -> None:
    _, box = document_of(page_with_table, engine=engine).place(0, 1)
    data = pdf(page_with_table, prepare=lambda canvas: canvas.setCropBox((50, 100, WIDTH, HEIGHT - 30)))
    document = document_of(data, engine=engine)
    assert document.text.splitlines() == PLAIN
    assert (document.pages[0].width, document.pages[0].height) == (WIDTH - 50, HEIGHT - 130)
    assert box
    assert document.place(0, 1)[1] == pytest.approx((box[0] - 50, box[1] - 30, box[2] - 50, box[3] - 30), abs=0.1)


def test_a_cropped_page_with_a_lone_character_keeps_its_size() -> None:
    data = pdf(lambda sheet: sheet.say(LEFT, 300, "件"), prepare=lambda canvas: canvas.setCropBox((50, 100, 500, 700)))
    assert (document_of(data).pages[0].width, document_of(data).pages[0].height) == (450, 600)


def test_what_the_crop_box_cuts_off_is_no_text() -> None:
    def page(sheet: Sheet) -> None:
        sheet.say(10, 20, "裁切标记")
        prose(sheet)

    assert text_of(pdf(page, prepare=lambda canvas: canvas.setCropBox((50, 50, WIDTH, HEIGHT - 50)))) == [PROSE, SECOND]


@pytest.mark.parametrize("engine", ENGINES)
def test_text_and_lines_within_a_form_are_read(engine: Engine) -> None:
    def page(sheet: Sheet) -> None:
        sheet.canvas.beginForm("stamp")
        page_with_table(sheet)
        sheet.canvas.endForm()
        sheet.canvas.translate(10, -20)
        sheet.canvas.doForm("stamp")

    document = document_of(page, engine=engine)
    assert document.text.splitlines() == PLAIN
    (_, box), (_, moved) = document_of(page_with_table, engine=engine).place(0, 1), document.place(0, 1)
    assert box
    assert moved == pytest.approx((box[0] + 10, box[1] + 20, box[2] + 10, box[3] + 20), abs=0.1)


def sideways(draw: Draw) -> Draw:
    def page(sheet: Sheet) -> None:
        sheet.canvas.transform(0, 1, -1, 0, WIDTH, 0)
        draw(Sheet(sheet.canvas, WIDTH))

    return page


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_of_text_drawn_sideways_is_read_in_order(engine: Engine) -> None:
    assert "".join(document_of(sideways(prose), engine=engine).text.split()) == PROSE + SECOND


def test_a_page_of_text_drawn_sideways_has_paragraphs() -> None:
    assert text_of(sideways(prose)) == [PROSE, SECOND]


def test_a_table_drawn_sideways_keeps_its_rows() -> None:
    assert grids_of(sideways(page_with_table)) == [ROWS]


# --- both engines ---------------------------------------------------------------------------------------------------


def places(row: Sequence[GridCell]) -> list[tuple[int, ...]]:
    return [(cell.row, cell.column, cell.height, cell.width, cell.start, cell.end) for cell in row]


@pytest.mark.parametrize(
    "pages", [(prose,), (page_with_table,), (prose, page_with_table), (sideways(page_with_table),)], ids=range(4)
)
def test_both_engines_give_the_same_document(pages: tuple[Draw, ...]) -> None:
    # They differ where tests above say so: glyphs drawn twice, crop boxes, and fonts that do not name their
    # characters, which pdfplumber reads from the font in the file. How wide a digit of a font is that is not in the
    # file they know only nearly alike.
    first, second = (document_of(*pages, engine=engine) for engine in ENGINES)
    assert first.text == second.text
    assert [list(map(places, grid.rows)) for grid in first.grids] == [list(map(places, g.rows)) for g in second.grids]
    for index in range(len(first.text)):
        (page, box), (other, edges) = first.place(index, index + 1), second.place(index, index + 1)
        assert page == other
        assert box == pytest.approx(edges, abs=2)
        assert box is None or (0 <= box[0] < box[2] <= WIDTH and 0 <= box[1] < box[3] <= HEIGHT)
