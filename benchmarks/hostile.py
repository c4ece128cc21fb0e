"""Hostile text in linear time: the whole pipeline on 1 MB of a repeated mark, beside half as much of it.

``python benchmarks/hostile.py`` prints for each text the seconds for 0.5 and 1 MB, and their ratio: about 2 is linear.
"""

from __future__ import annotations

import time

from extractor import Document, extract

MEGABYTE = 1 << 20
TEXTS = (
    *("一二三四", "(", "1,", "〔", "《", "百分之", "第", "1.", "a.", "“", "十几", "5号、", "年1月", "上年"),
    *(
        "| ",
        "\t",
        "一、",
        "(一)\n",
        "一、甲\n(一)乙\n",
        "公开1条。\n",
        "2017年公开1条。\n",
        "甲|1\n",
        "甲\t1\n",
        "甲|\n1|\n",
        "甲  1\n",
    ),
    *(".", "…", "…·", " ", "-", "="),
)


def main() -> None:
    extract(Document.from_text("公开信息12条。"))
    for text in TEXTS:
        half, whole = (_seconds(text, size) for size in (MEGABYTE // 2, MEGABYTE))
        print(f"{text!r:16} 0.5 MB {half:6.2f} s   1 MB {whole:6.2f} s   ratio {whole / half:.1f}")


def _seconds(text: str, size: int) -> float:
    document = Document.from_text(text * (size // len(text.encode())) + "\n")
    start = time.perf_counter()
    extract(document)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
