"""Score the tool against the gold, file by file: precision, recall, and what was missed or invented.

python benchmarks/gold.py            # the corpus, and real documents where ../shared is present
"""

from __future__ import annotations

from pathlib import Path

from extractor import extract, read
from extractor.evaluate import load_gold, score
from extractor.model import DocumentNumber
from extractor.output import decode

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def main() -> None:
    pairs = [(path, ROOT / "corpus" / "reports") for path in sorted((ROOT / "corpus" / "gold").glob("*.json"))]
    pairs += [(path, SHARED) for path in sorted((ROOT / "tests" / "gold").glob("[qy]*.json"))]
    for path, folder in pairs:
        gold = load_gold(path)
        document = folder / gold["source"]
        if not document.exists():
            print(f"{gold['source']}: not here, left out")
            continue
        print(f"{gold['source']} ({gold['readers']} readers)")
        for result in score(extract(read(document)), gold):
            print(
                f"  {result.kind:16} expected {result.expected:4}  found {result.found:4}  "
                f"precision {result.precision:.3f}  recall {result.recall:.3f}"
            )
            for line in result.wrong:
                print(f"    {line}")
    _print_document_numbers()


def _print_document_numbers() -> None:
    gold = decode((ROOT / "tests" / "gold" / "document-numbers.json").read_bytes())
    expected, found = set(), set()
    for file in gold["files"]:
        if (SHARED / file["source"]).exists():
            report = extract(read(SHARED / file["source"]))
            numbers = [m for m in report.mentions if isinstance(m, DocumentNumber)]
            found |= {(file["source"], m.start, m.end, m.year, m.serial) for m in numbers}
            expected |= {(file["source"], m["start"], m["end"], m["year"], m["serial"]) for m in file["mentions"]}
    print(f"document numbers of {len(gold['files'])} real files ({gold['readers']} readers)")
    print(f"  expected {len(expected)}  found {len(found)}  right {len(expected & found)}")


if __name__ == "__main__":
    main()
