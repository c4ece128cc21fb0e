"""PDFs made in memory, for tests: pages drawn from the top left in points, and files written object by object."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import reportlab
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor import extract
from extractor.model import Document, Table
from extractor.readers.pdf import Engine, read_pdf

SONG = "STSong-Light"  # not in the file; ASCII is half as wide as it is high
WIDTH, HEIGHT = int(A4[0]), int(A4[1])
LEFT = 71  # where full lines begin; with 36 characters of 12.5 points they end 71 points before the right side
FULL = 36
SIZE = 12.5

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

Spans = Mapping[tuple[int, int], tuple[int, int]]
Texts = Sequence[Sequence[str]]


def width_of(text: str, size: float = SIZE) -> float:
    return size * sum(0.5 if char.isascii() else 1.0 for char in text)


class Sheet:
    """A page to draw on; ``y`` is counted from its top, that of a line of text is its baseline's."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self.canvas = canvas
        self.height = height

    def say(self, x: float, y: float, text: str, *, size: float = SIZE, font: str = SONG, tight: bool = False) -> None:
        """Write a line; ``tight`` moves its end to where a full line of ``FULL`` characters ends."""
        self.canvas.setFont(font, size)
        self.canvas.setFillGray(0)
        spread = (LEFT + FULL * SIZE - x - width_of(text, size)) / (len(text) - 1) if tight else 0.0
        self.canvas.drawString(x, self.height - y, text, charSpace=spread)

    def lines(self, y: float, *texts: str, x: float = LEFT, step: float = 22, size: float = SIZE) -> None:
        """Write lines below each other; each blank at the front of one is as wide as a character."""
        for number, text in enumerate(texts):
            words = text.lstrip("　")
            self.say(x + (len(text) - len(words)) * size, y + number * step, words, size=size)

    def centre(self, y: float, *texts: str, size: float = SIZE, step: float = 28) -> None:
        for number, text in enumerate(texts):
            self.say((WIDTH - width_of(text, size)) / 2, y + number * step, text, size=size)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setStrokeGray(0)
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def bar(self, x0: float, y0: float, x1: float, y1: float, *, grey: float) -> None:
        self.canvas.setFillGray(grey)
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)

    def grid(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        rows: Texts,
        *,
        height: float = 22,
        spans: Spans | None = None,
        indents: Mapping[int, float] | None = None,
        size: float = 10,
    ) -> float:
        """Draw a ruled table; ``spans`` are height and width of merged cells. Return where it ends."""
        covered = {
            (r + i, c + j)
            for (r, c), (h, w) in (spans or {}).items()
            for i in range(h)
            for j in range(w)
            if (i, j) != (0, 0)
        }
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if (r, c) in covered:
                    continue
                tall, wide = (spans or {}).get((r, c), (1, 1))
                left, top = x + sum(widths[:c]), y + r * height
                right, bottom = left + sum(widths[c : c + wide]), top + tall * height
                for line in ((left, top, right, top), (left, bottom, right, bottom)):
                    self.rule(*line)
                for line in ((left, top, left, bottom), (right, top, right, bottom)):
                    self.rule(*line)
                start = left + 4 + (indents or {}).get(r, 0) * size * (c == 0)
                for number, part in enumerate(text.split("\n")):
                    self.say(start, top + 14 + 12 * number, part, size=size)
        return y + len(rows) * height


Draw = Callable[[Sheet], object]


def wrapped(text: str, *, full: int = FULL) -> list[str]:
    """Cut a paragraph into lines of ``full`` characters, the first of them indented by two."""
    line = "　　" + text
    return [line[start : start + full] for start in range(0, len(line), full)]


def pdf(
    *pages: Draw, size: tuple[float, float] = (WIDTH, HEIGHT), prepare: Callable[[Canvas], None] | None = None
) -> bytes:
    """Make a PDF of a page for each function; ``prepare`` sets up the canvas for every page."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    for draw in pages:
        if prepare:
            prepare(canvas)
        draw(Sheet(canvas, size[1]))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def prose(sheet: Sheet) -> None:
    """Write two paragraphs."""
    sheet.lines(90, *wrapped(PROSE), *wrapped(SECOND))


def document_of(*pages: Draw | bytes, engine: Engine = "pdfium") -> Document:
    """Read the PDF of some pages, or one that is already made."""
    data = b"".join(page for page in pages if isinstance(page, bytes))
    made = data or pdf(*(page for page in pages if not isinstance(page, bytes)))
    return read_pdf(made, "x.pdf", "", engine=engine, ocr="never")


def text_of(*pages: Draw | bytes) -> list[str]:
    """Return the lines of the text of some pages."""
    return document_of(*pages).text.splitlines()


def grids_of(*pages: Draw | bytes, engine: Engine = "pdfium") -> list[list[list[str]]]:
    """Return the texts of the grids of some pages."""
    document = document_of(*pages, engine=engine)
    return [[[document.text[cell.start : cell.end] for cell in row] for row in grid.rows] for grid in document.grids]


def ruled(rows: Texts, widths: Sequence[float], top: int = 120, **more: Any) -> Draw:
    """A page with one ruled table; ``more`` is for ``Sheet.grid``."""
    return lambda sheet: sheet.grid(60, top, widths, rows, **more)


def tables_of(*pages: Draw) -> tuple[Table, ...]:
    return extract(document_of(*pages)).tables


def values(table: Table) -> list[tuple[tuple[str, ...], list[Decimal | None]]]:
    return [(row.path, [cell.value for cell in row.cells]) for row in table.rows]


def assemble(*objects: str | bytes) -> bytes:
    """Write a file of the given objects, numbered from 1, the first of which is the catalogue."""
    parts, places, length = [b"%PDF-1.7\n"], [], 9
    for number, body in enumerate(objects, start=1):
        places.append(length)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body.encode() if isinstance(body, str) else body))
        length += len(parts[-1])
    data = b"".join(parts)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return data + head + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))


def stream(content: str | bytes, head: str = "") -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head.encode(), len(data), data)


_FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 4 0 R>>"
_PAGES = "<</Type/Pages/Kids[5 0 R]/Count 1>>"
_PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
_CMAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def
1 begincodespacerange <00> <FF> endcodespacerange
%d beginbfchar
%s
endbfchar endcmap end end"""


def mapped(text: str) -> bytes:
    """Make a page that says one line whose characters are those of ``text``, whatever its glyphs are."""
    codes = range(65, 65 + len(text))
    lines = (f"<{code:02X}> <{char.encode('utf-16-be').hex()}>" for code, char in zip(codes, text, strict=True))
    shown = f"BT /F1 12 Tf 72 700 Td <{bytes(codes).hex()}> Tj ET"
    cmap = _CMAP % (len(codes), "\n".join(lines))
    return assemble("<</Type/Catalog/Pages 2 0 R>>", _PAGES, _FONT, stream(cmap), _PAGE, stream(shown))


def unmapped(*codes: int, times: int) -> bytes:
    """Make a page whose one font is in the file and does not say which characters its glyphs are."""
    vera = (Path(reportlab.__file__).parent / "fonts" / "Vera.ttf").read_bytes()
    line = "".join(f"{code:04x}" for code in codes)
    shown = "BT /F1 12 Tf 16 TL 72 700 Td " + f"<{line}> Tj T* " * times
    name = "/BaseFont/ABCDEF+Vera"
    return assemble(
        "<</Type/Catalog/Pages 2 0 R>>",
        _PAGES,
        f"<</Type/Font/Subtype/Type0{name}/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
        stream(""),
        _PAGE,
        stream(shown + " ET"),
        f"<</Type/Font/Subtype/CIDFontType2{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        "/FontDescriptor 8 0 R/DW 1000/CIDToGIDMap/Identity>>",
        "<</Type/FontDescriptor/FontName/ABCDEF+Vera/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800"
        "/Descent -200/CapHeight 700/StemV 80/FontFile2 9 0 R>>",
        stream(vera, f"/Length1 {len(vera)}"),
    )
