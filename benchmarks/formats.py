"""Every document of a folder: how it is read, or why not.

``python benchmarks/formats.py [FOLDER] > benchmarks/formats.md`` prints a table with a row for each file: pages,
characters, tables, findings that differ, the seconds of reading and of the whole pipeline (the best of three, of long
ones one), and the warnings or the refusal; then pages a second for the web pages among them.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from extractor import ReadError, Report, extract, read

SHARED = Path(__file__).resolve().parents[2] / "shared"
ROUNDS = 3
LONG = 2.0  # seconds: what takes longer (scans) is read once


def main() -> None:
    folders = [Path(sys.argv[1])] if len(sys.argv) > 1 else [SHARED / "seed", SHARED / "real"]
    files = [f for folder in folders for f in sorted(folder.rglob("*")) if f.is_file() and f.name != "README.md"]
    if not files:
        sys.exit(f"{folders[0]}: no files")
    print("| file | pages | characters | tables | differ | read, s | all, s | warnings |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    web = []
    for path in files:
        try:
            report, reading, whole = _best(path)
        except ReadError as error:
            print(f"| {path.name} | | | | | | | refused, {error.code}: {error.problem} |")
            continue
        length = len(report.document.text) if report.document else 0
        differ = sum(finding.verdict == "differ" and finding.severity != "note" for finding in report.findings)
        counts = f"{report.source.pages or ''} | {length:,} | {len(report.tables)} | {differ}"
        warnings = "; ".join(warning.message for warning in report.warnings)
        print(f"| {path.name} | {counts} | {reading:.3f} | {whole:.3f} | {warnings} |", flush=True)
        if report.source.media_type == "text/html":
            web.append(whole)
    if web:
        print(f"\n{len(web) / sum(web):.1f} web pages a second, read, extracted and checked, on one core")


def _best(path: Path) -> tuple[Report, float, float]:
    reading = whole = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        document = read(path)
        middle = time.perf_counter()
        report = extract(document)
        reading, whole = min(reading, middle - start), min(whole, time.perf_counter() - start)
        if whole > LONG:
            break
    return report, reading, whole


if __name__ == "__main__":
    main()
