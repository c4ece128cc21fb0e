"""OCR against text layers: pages with ruled tables drawn at 200 dpi, read with OCR, beside what the PDF itself says.

``python benchmarks/ocr.py [FOLDER] [--pages N]`` draws up to N pages with tables of each PDF (3 unless told) and counts
the numbers that stand in the same row and column and say the same; those that do not are shown, with how
sure OCR was. Then what a page takes.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor import Document, ReadError
from extractor.readers import read_bytes

SHARED = Path(__file__).resolve().parents[2] / "shared" / "real"
DPI = 200


def main() -> None:
    most = int(sys.argv[sys.argv.index("--pages") + 1]) if "--pages" in sys.argv else 3
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 and not sys.argv[1].startswith("--") else SHARED
    numbers = right = pages = odd = flagged = doubted = 0
    seconds = 0.0
    for path in sorted(folder.rglob("*.pdf")):
        for number, printed, picture in _pages(path, most):
            start = time.perf_counter()
            scan = read_bytes(picture, f"{path.name} p{number}")
            seconds += time.perf_counter() - start
            pages += 1
            if [len(grid.rows[0]) * len(grid.rows) for grid in scan.grids] != [
                len(grid.rows[0]) * len(grid.rows) for grid in printed.grids
            ]:
                odd += 1
                print(f"{path.name} p{number}: other tables")
                continue
            for expected, text, confidence in _compared(printed, scan):
                numbers += 1
                right += expected == text
                flagged += expected != text and confidence < 0.9
                doubted += expected == text != "" and confidence < 0.9
                if expected != text:
                    print(f"{path.name} p{number}: {expected!r} read as {text!r}, {confidence:.2f}")
    print(
        f"{pages} pages, {odd} with other tables; {right} of {numbers} numbers and blanks right "
        f"({100 * right / max(numbers, 1):.2f} %), {flagged} of {numbers - right} wrong ones and "
        f"{doubted} right ones flagged; "
        f"{seconds / max(pages, 1):.1f} s a page"
    )


def _pages(path: Path, most: int) -> Iterator[tuple[int, Document, bytes]]:
    """Pages with tables: their number, the page as the PDF says it, and its picture."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        found = 0
        for index in range(len(pdf)):
            one = pypdfium2.PdfDocument.new()
            one.import_pages(pdf, [index])
            buffer = io.BytesIO()
            one.save(buffer)
            one.close()
            try:
                printed = read_bytes(buffer.getvalue(), path.name, ocr="never")
            except ReadError:
                continue
            if not printed.grids:
                continue
            drawn = io.BytesIO()
            pdf[index].render(scale=DPI / 72).to_pil().save(drawn, "PNG", dpi=(DPI, DPI))
            yield index + 1, printed, drawn.getvalue()
            found += 1
            if found == most:
                return


def _compared(printed: Document, scan: Document) -> Iterator[tuple[str, str, float]]:
    """The numbers and blanks of the one with what stands in their places in the other."""
    for first, second in zip(printed.grids, scan.grids, strict=True):
        for row, other in zip(first.rows, second.rows, strict=True):
            for cell, read in zip(row, other, strict=True):
                text, found = _text(printed, cell), _text(scan, read)
                if not any("一" <= char <= "\u9fff" for char in text):
                    yield text, found, scan.confidence(read.start, read.end) or 1.0


def _text(document: Document, cell: Any) -> str:
    return "".join(document.text[cell.start : cell.end].split())


if __name__ == "__main__":
    main()
