"""Memory of the PDF reader: the peak of a whole run, and what is held after more and more pages.

``python benchmarks/memory.py FILE.pdf`` (by default the largest of ../shared/real). Linux only.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

from extractor import extract
from extractor.readers.pdf import read_marks, read_pdf
from extractor.readers.pdf.compose import compose
from extractor.readers.pdf.layout import PageLayout, page_layout

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"
STEPS = 6


def held() -> float:
    """Return the memory the process holds now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


def main() -> None:
    pdfs = sorted(REAL.rglob("*.pdf"), key=lambda path: path.stat().st_size)
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else next(p for p in pdfs if "179" in p.name)
    data = path.read_bytes()
    count = sum(1 for _ in read_marks(data, path.name))
    print(f"{path.name}: {count} pages, {len(data) / 1e6:.1f} MB; held before reading {held():.0f} MB")

    def watched() -> Iterator[PageLayout]:
        for marks in read_marks(data, path.name):
            yield page_layout(marks)
            if marks.number % max(1, count // STEPS) == 0:
                print(f"  after page {marks.number:4}: {held():.0f} MB")

    compose(watched())
    extract(read_pdf(data, path.name, "", ocr="never"))
    print(f"peak of reading and the whole pipeline: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB")


if __name__ == "__main__":
    main()
