"""Speed and cells of the PDF reader beside pdfplumber and bare pdfium, on the same files in one run.

``python benchmarks/pdf.py [FOLDER]`` prints for every PDF the times of pdfplumber (``extract_text`` and
``extract_tables``), of our reading, of the whole pipeline and of bare pdfium text, as ratios to pdfplumber's, then how
many cells of pdfplumber's tables we have with the same text, and every cell that differs. Each engine reads each file
in turn, the best of three (pdfplumber: of two) counts.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from extractor import extract
from extractor.errors import ReadError
from extractor.readers.pdf import read_marks, read_pdf
from extractor.readers.pdf.doubts import doubt_of
from extractor.readers.pdf.frames import find_frames
from extractor.readers.pdf.ruled import cell_lines, fill_frame
from extractor.text import fold

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
NEAR = 2.0  # points by which the edges of one cell may differ

# A "table" that pdfplumber makes of the white rectangles behind lines of text, or a chart, is no true table: pages of
# running text, seen as pictures.
NOT_TABLES = {
    "保定市_2025年预算执行2026年预算草案报告.pdf": {16, 17},
    "南京市_2025年预算执行2026年预算草案报告_前30页文字层缺汉字.pdf": {48, 49, 53, 54},
    "合肥市_2025年统计公报_含注释.pdf": {4, 6, 7, 14, 15},
    "淮安市洪泽区_2023年政府信息公开工作年度报告.pdf": {1, 2, 3, 4, 5},
}


# Every cell that differs, by file and page, and why: pages looked at as pictures.
EXPLAINED = {
    ("朝阳市_2024年预算执行2025年预算草案报告附表179页.pdf", 154): "an empty box above the head of the table, where "
    "nothing is to be seen",
    (
        "武汉市_2025年一般公共预算支出表.pdf",
        1,
    ): "a frame round the title that is not to be seen; the title stands above the table",
}


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else REAL
    files = sorted(folder.rglob("*.pdf"))
    if not files:
        sys.exit(f"{folder}: no PDF files")
    times = {path: _times(path.read_bytes(), path.name) for path in files}
    _print_times(times)
    _print_cells(files)


# --- speed ----------------------------------------------------------------------------------------------------------


def _times(data: bytes, name: str) -> tuple[float, ...]:
    return (
        _best(lambda: _plumber(data), 2),
        _best(lambda: _ours(data, name), 3),
        _best(lambda: _pipeline(data, name), 3),
        _best(lambda: _pdfium(data), 3),
    )


def _best(work: Callable[[], None], times: int) -> float:
    def once() -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    return min(once() for _ in range(times))


def _plumber(data: bytes) -> None:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def _ours(data: bytes, name: str) -> None:
    try:
        read_pdf(data, name, "", ocr="never")
    except ReadError:
        return


def _pipeline(data: bytes, name: str) -> None:
    try:
        extract(read_pdf(data, name, "", ocr="never"))
    except ReadError:
        return


def _pdfium(data: bytes) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
        page.close()
    document.close()


def _print_times(times: dict[Path, tuple[float, ...]]) -> None:
    print("pdfplumber's seconds, and how many times faster are: reading, the whole pipeline, bare pdfium text")
    for path, (plumber, ours, pipeline, pdfium) in times.items():
        print(f"{plumber:8.2f} {plumber / ours:7.1f} {plumber / pipeline:7.1f} {plumber / pdfium:7.1f}  {path.name}")
    plumber, ours, pipeline, pdfium = map(sum, zip(*times.values(), strict=True))
    print(f"{plumber:8.2f} {plumber / ours:7.1f} {plumber / pipeline:7.1f} {plumber / pdfium:7.1f}  all")


# --- cells ----------------------------------------------------------------------------------------------------------

Box = tuple[float, float, float, float]


def _print_cells(files: list[Path]) -> None:
    equal = total = 0
    for path in files:
        for number, theirs, ours in _cells(path):
            if number in NOT_TABLES.get(path.name, ()):
                theirs = {box: text for box, text in theirs.items() if _nearest(box, ours) is not None}
            for box, text in theirs.items():
                total += 1
                own = _nearest(box, ours)
                if own is not None and _squeezed(ours[own]) == _squeezed(text):
                    equal += 1
                else:
                    why = EXPLAINED.get((path.name, number), "NOT EXPLAINED")
                    print(
                        f"  {path.name} page {number} {tuple(map(round, box))}: "
                        f"pdfplumber {text!r}, ours {None if own is None else ours[own]!r}: {why}"
                    )
    print(f"{equal} of {total} cells equal ({equal / total:.4%})")


def _cells(path: Path) -> Iterator[tuple[int, dict[Box, str], dict[Box, str]]]:
    """Each page's number, the cells of pdfplumber's tables, and those of our ruled frames, by their boxes."""
    import pdfplumber

    data = path.read_bytes()
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        for page, marks in zip(pdf.pages, read_marks(data, path.name), strict=True):
            theirs = {} if doubt_of(marks) else dict(_plumber_cells(page))
            ours: dict[Box, str] = {}
            left, top = float(page.bbox[0]), float(page.bbox[1])
            for frame in find_frames(marks.verticals, marks.horizontals) if theirs else ():
                inside = [c for c in marks.chars if frame.box.top <= c.middle < frame.box.bottom]
                inside = [c for c in inside if frame.box.x0 <= (c.x0 + c.x1) / 2 < frame.box.x1]
                for cell, held in zip(frame.cells, fill_frame(frame, inside), strict=True):
                    x0, y0, x1, y1 = cell.box
                    text = "".join(line.text for line in cell_lines(held)) if held else ""
                    ours[x0 + left, y0 + top, x1 + left, y1 + top] = text
            page.close()
            yield marks.number, theirs, ours


def _plumber_cells(page: Any) -> Iterator[tuple[Box, str]]:
    for table in page.find_tables():
        for row, texts in zip(table.rows, table.extract(), strict=True):
            for box, text in zip(row.cells, texts, strict=True):
                if box:
                    yield box, text or ""


def _nearest(box: Box, others: dict[Box, str]) -> Box | None:
    return next((o for o in others if all(abs(a - b) <= NEAR for a, b in zip(o, box, strict=True))), None)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


if __name__ == "__main__":
    main()
