"""Pages of a PDF to text: lines, paragraphs, columns, notes, what runs on every page; traps; files that can not be read."""

from __future__ import annotations

import io
import random

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from extractor import ReadError, extract
from extractor.readers.pdf import Engine
from extractor.text import fold
from tests.pdf_maker import (
    HEIGHT,
    LEFT,
    SIZE,
    SONG,
    WIDTH,
    Sheet,
    assemble,
    document_of,
    grids_of,
    pdf,
    stream,
    text_of,
    wrapped,
)

PROSE = (
    "全县各镇和县直部门按照年初部署，把公开栏目逐个清理了一遍，该补的补上，该撤的撤下，过期的办事指南换成新的版本。"
    "群众提出的申请由专人登记，从收到之日起算时间，快到期的提前三天提醒，办完以后把答复连同送达凭据一起归档备查。"
)
SECOND = (
    "网站改版以后，首页只留群众用得最多的几个入口，其余的收进目录里，按部门和主题两种办法都能找到同一份文件。"
    "镇里的公示栏每月更换一次，换下来的纸张按月装订成册，放在便民大厅的窗口旁边，谁要看随时可以取阅。"
)
THIRD = (
    "培训安排在春秋两季，讲解新修订的条例和答复文书的写法，参加的有联络员和各窗口的值班人员，课后当场测验并公布成绩。"
    "下一步继续补齐短板，重点是把解读材料写得短些明白些，少用套话，多配图表，让没有专业背景的读者也能一看就懂。"
)
ENGINES: list[Engine] = ["pdfium", "pdfplumber"]


def prose(sheet: Sheet) -> None:
    sheet.lines(90, *wrapped(PROSE), *wrapped(SECOND))


# --- what runs on every page ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["- {} -", "— {} —", "第 {} 页 共 5 页", "第{}页", "{}/5", "{}", "·{}·", "－{}－"])
def test_page_numbers_are_no_text_but_furniture(shape: str) -> None:
    def page(number: int) -> bytes:
        return pdf(lambda sheet: (prose(sheet), sheet.centre(800, shape.format(number)))[0])

    document = document_of(page(3))
    assert document.text.splitlines() == [PROSE, SECOND]
    assert ["".join(line.split()) for line in document.pages[0].furniture] == ["".join(shape.format(3).split())]


def test_headers_and_footers_are_no_text_but_furniture() -> None:
    def page(sheet: Sheet, words: str, number: int) -> None:
        sheet.centre(40, "某县政务公开领导小组编印", size=9)
        sheet.lines(90, *wrapped(words))
        sheet.say(LEFT, 800, f"年度报告  第{number}页", size=9)

    document = document_of(lambda s: page(s, PROSE, 1), lambda s: page(s, SECOND, 2), lambda s: page(s, THIRD, 3))
    assert document.text.splitlines() == [PROSE, SECOND, THIRD]
    assert [page.furniture[0] for page in document.pages] == ["某县政务公开领导小组编印"] * 3
    assert [len(page.furniture) for page in document.pages] == [2, 2, 2]


def test_a_year_at_the_foot_of_a_page_is_text() -> None:
    assert text_of(lambda sheet: (prose(sheet), sheet.centre(800, "2017"))[0])[-1] == "2017"


# --- paragraphs -----------------------------------------------------------------------------------------------------


def test_a_paragraph_over_a_page_break_is_one_line() -> None:
    lines = [*wrapped(SECOND), *wrapped(PROSE)]

    def first(sheet: Sheet) -> None:
        sheet.lines(90, *lines[:-2])
        sheet.centre(800, "- 1 -")

    def second(sheet: Sheet) -> None:
        sheet.lines(90, *lines[-2:], *wrapped(SECOND))
        sheet.centre(800, "- 2 -")

    document = document_of(first, second)
    assert document.text.splitlines() == [SECOND, PROSE, SECOND]
    assert document.place(document.text.index("归档备查"), document.text.index("归档备查") + 4)[0] == 2


def test_a_number_broken_by_a_line_end_is_whole() -> None:
    text = PROSE[:32] + "20" + "17年受理申请236件，比上一年多了12件。"
    assert text_of(lambda sheet: sheet.lines(90, *wrapped(SECOND), "　　" + text[:34], text[34:])) == [SECOND, text]


def test_digits_set_apart_are_one_number() -> None:
    def page(sheet: Sheet) -> None:
        sheet.say(LEFT, 90, "全年共受理申请")
        for index, digit in enumerate("236"):
            sheet.say(LEFT + (7 + 0.9 * index) * SIZE, 90, digit)
        sheet.say(LEFT + 9.8 * SIZE, 90, "件。")

    (quantity,) = extract(document_of(page)).quantities()
    assert (fold(quantity.text).replace(" ", ""), quantity.value) == ("236件", 236)


def test_the_lines_of_a_centred_title_are_one() -> None:
    def page(sheet: Sheet) -> None:
        sheet.centre(80, "某县人民政府办公室2023年", "政府信息公开工作年度报告", size=22, step=32)
        sheet.lines(170, *wrapped(PROSE), *wrapped(SECOND))

    assert text_of(page) == ["某县人民政府办公室2023年政府信息公开工作年度报告", PROSE, SECOND]


def test_an_indented_line_begins_a_paragraph_after_a_full_line() -> None:
    first, second = PROSE[:70], SECOND[:70]
    assert text_of(lambda sheet: sheet.lines(90, *wrapped(first), *wrapped(second), *wrapped(PROSE))) == [
        first,
        second,
        PROSE,
    ]


def test_a_heading_stands_alone() -> None:
    page = ["　　一、总体情况", *wrapped(PROSE), "　　（二）主要做法", *wrapped(SECOND)]
    assert text_of(lambda sheet: sheet.lines(90, *page)) == ["一、总体情况", PROSE, "（二）主要做法", SECOND]


# --- characters -----------------------------------------------------------------------------------------------------


def latin(name: str = "F1", *, to_unicode: str | None, texts: str) -> bytes:
    """Make a page in a font whose codes say which characters they are only by ``to_unicode``."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding" + (
        "/ToUnicode 6 0 R>>" if to_unicode else ">>"
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        f"1 begincodespacerange <00> <FF> endcodespacerange\n{to_unicode or ''}\nendcmap end end"
    )
    return assemble(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</{name} 5 0 R>>>>>>",
        stream(texts),
        font,
        stream(cmap),
    )


def mapped(text: str) -> bytes:
    """Make a page that says one line whose characters are those of ``text``, whatever its glyphs are."""
    codes = [65 + index for index in range(len(text))]
    lines = "\n".join(
        f"<{code:02X}> <{char.encode('utf-16-be').hex()}>" for code, char in zip(codes, text, strict=True)
    )
    shown = bytes(codes).hex()
    return latin(
        to_unicode=f"{len(codes)} beginbfchar\n{lines}\nendbfchar", texts=f"BT /F1 12 Tf 72 700 Td <{shown}> Tj ET"
    )


@pytest.mark.parametrize("text", ["⼯作⾯", "料理数", "２０１７年收到１２件"])
def test_the_text_keeps_odd_characters_that_matching_folds(text: str) -> None:
    assert text_of(mapped(text)) == [text]


def test_full_width_digits_are_a_quantity() -> None:
    (quantity,) = extract(document_of(mapped("收到申请２３６件"))).quantities()
    assert (quantity.text, quantity.value) == ("２３６件", 236)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_surrogate_pair_is_one_character_with_a_place(engine: Engine) -> None:
    document = document_of(mapped("镇𠮷村12户"), engine=engine)
    assert document.text == "镇𠮷村12户\n"
    places = [document.place(index, index + 1)[1] for index in range(6)]
    assert all(box and other and box[2] <= other[2] for box, other in zip(places, places[1:], strict=False))


def test_note_marks_and_subscripts_stay_on_their_line() -> None:
    def page(sheet: Sheet) -> None:
        sheet.say(LEFT, 90, "空气中细颗粒物PM")
        x = LEFT + 8 * SIZE
        sheet.say(x, 93, "2.5", size=7)
        sheet.say(x + 12, 90, "平均浓度下降一成")
        sheet.say(x + 12 + 8 * SIZE, 85, "①", size=7)
        sheet.say(x + 20 + 8 * SIZE, 90, "，优良天数增加。")
        sheet.lines(112, *wrapped(PROSE), *wrapped(SECOND))

    assert text_of(page) == ["空气中细颗粒物PM2.5平均浓度下降一成①，优良天数增加。", PROSE, SECOND]


@pytest.mark.parametrize("off", [0.0, 0.2, 0.4])
@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_drawn_twice_to_look_bold_is_read_once(engine: Engine, off: float) -> None:
    def page(sheet: Sheet) -> None:
        for shift in (0.0, off):
            sheet.say(LEFT + shift, 90, "一、总体情况：受理申请11件")
        sheet.lines(112, *wrapped(PROSE))

    assert document_of(page, engine=engine).text.splitlines() == ["一、总体情况：受理申请11件", PROSE]


@pytest.mark.parametrize("text", ["件", "条", "一"])
def test_a_lone_character_in_a_font_that_is_not_in_the_file_is_not_lost(text: str) -> None:
    rows = [["指标", "单位", "数"], ["收到申请", text, "21"], ["办结", text, "20"]]
    assert grids_of(lambda sheet: sheet.grid(60, 100, [150, 80, 80], rows) and None) == [rows]


# --- columns and notes ----------------------------------------------------------------------------------------------

LEFT_COLUMN, RIGHT_COLUMN = PROSE + SECOND, SECOND + PROSE


def two_columns(sheet: Sheet) -> None:
    sheet.lines(150, *wrapped(LEFT_COLUMN, full=16))
    sheet.lines(150, *wrapped(RIGHT_COLUMN, full=16), x=LEFT + 19 * SIZE)


def test_two_columns_are_read_one_after_the_other() -> None:
    assert text_of(two_columns) == [LEFT_COLUMN, RIGHT_COLUMN]


def test_a_title_over_two_columns_comes_first() -> None:
    def page(sheet: Sheet) -> None:
        sheet.centre(90, "某县政务公开简报", size=22)
        two_columns(sheet)

    assert text_of(page) == ["某县政务公开简报", LEFT_COLUMN, RIGHT_COLUMN]


def test_footnotes_come_behind_the_paragraph_they_interrupt() -> None:
    lines = wrapped(PROSE)

    def first(sheet: Sheet) -> None:
        sheet.lines(640, *wrapped(SECOND), *lines[:2])
        sheet.rule(LEFT, 776, LEFT + 120, 776)
        sheet.say(LEFT, 788, "①公开栏目指网站上的固定栏目。", size=9)

    def second(sheet: Sheet) -> None:
        sheet.lines(90, *lines[2:], *wrapped(SECOND))

    assert text_of(first, second) == [SECOND, PROSE, "①公开栏目指网站上的固定栏目。", SECOND]


# --- how a page lies ------------------------------------------------------------------------------------------------

ROWS = [["指标", "单位", "数"], ["收到申请", "件", "21"], ["办结", "件", "20"]]


def page_with_table(sheet: Sheet) -> None:
    prose(sheet)
    sheet.grid(71, 400, [150, 80, 80], ROWS)


PLAIN = [PROSE, SECOND, "指标\t单位\t数", "收到申请\t件\t21", "办结\t件\t20"]


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
    assert document.place(0, 1) == document_of(page_with_table, engine=engine).place(0, 1)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_crop_box_off_the_origin_moves_the_places(engine: Engine) -> None:
    whole = document_of(page_with_table, engine=engine)
    data = pdf(page_with_table, prepare=lambda canvas: canvas.setCropBox((50, 100, WIDTH, HEIGHT - 30)))
    document = document_of(data, engine=engine)
    assert document.text == whole.text
    (_, box), (_, moved) = whole.place(0, 1), document.place(0, 1)
    assert box
    assert moved == pytest.approx((box[0] - 50, box[1] - 30, box[2] - 50, box[3] - 30), abs=0.1)


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


@pytest.mark.parametrize("engine", ENGINES)
def test_a_page_of_text_drawn_sideways_is_read_line_by_line(engine: Engine) -> None:
    def page(sheet: Sheet) -> None:
        sheet.canvas.transform(0, 1, -1, 0, WIDTH, 0)
        prose(Sheet(sheet.canvas, WIDTH))

    assert "".join(document_of(page, engine=engine).text.split()) == PROSE + SECOND


# --- what can not be read -------------------------------------------------------------------------------------------


def test_an_encrypted_file_is_refused() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret"))
    canvas.drawString(100, 100, "secret")
    canvas.save()
    for engine in ENGINES:
        with pytest.raises(ReadError) as caught:
            document_of(buffer.getvalue(), engine=engine)
        assert caught.value.code == "encrypted"


def test_a_file_that_only_may_not_be_changed_is_read() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("", "owner", canPrint=0, canCopy=0))
    canvas.drawString(100, 700, "Report 2023")
    canvas.save()
    assert document_of(buffer.getvalue()).text == "Report 2023\n"


@pytest.mark.parametrize("engine", ENGINES)
def test_damaged_files_are_refused_or_read_but_never_crash(engine: Engine) -> None:
    data, dice = pdf(prose, prose), random.Random(7)
    broken = [data[:400], data[: len(data) // 2], b"%PDF-1.4\n" + dice.randbytes(4000), b"%PDF-1.7\n%%EOF"]
    for _ in range(20):
        copy = bytearray(data)
        for _ in range(8):
            copy[dice.randrange(9, len(copy))] = dice.randrange(256)
        broken.append(bytes(copy))
    for number, copied in enumerate(broken):
        try:
            document_of(copied, engine=engine)
        except ReadError as error:
            assert error.code in {"damaged", "no_text", "encrypted"}, number
        else:
            assert number > 3


def test_a_broken_cross_reference_table_is_mended() -> None:
    data = pdf(prose)
    for engine in ENGINES:
        broken = data.replace(b"\nxref", b"\nxrof").replace(b"startxref\n", b"startxref\n9")
        assert document_of(broken, engine=engine).text.splitlines() == [PROSE, SECOND]


def test_empty_pages_are_refused() -> None:
    with pytest.raises(ReadError, match="its pages are empty") as caught:
        document_of(lambda sheet: sheet.rule(10, 10, 100, 10), lambda sheet: sheet.rule(10, 10, 100, 10))
    assert caught.value.code == "no_text"


def picture(sheet: Sheet) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    sheet.canvas.drawImage(ImageReader(Image.new("L", (60, 80), 128)), 0, 0, WIDTH, HEIGHT)


def test_a_page_that_is_a_picture_is_told_and_the_rest_is_read() -> None:
    for engine in ENGINES:
        document = document_of(prose, picture, lambda sheet: sheet.lines(90, *wrapped(THIRD)), engine=engine)
        assert [(warning.code, warning.page) for warning in document.warnings] == [("page_without_text", 2)]
        assert document.text.splitlines() == [PROSE, SECOND, THIRD]
        assert [page.number for page in document.pages] == [1, 2, 3]
        assert document.pages[1].start == document.pages[1].end


def test_a_file_of_pictures_is_refused_as_a_scan() -> None:
    with pytest.raises(ReadError, match="pictures without text"):
        document_of(picture, picture)
