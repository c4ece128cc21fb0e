"""Score the tool against the gold, file by file: precision, recall, and what was missed or invented.

python benchmarks/gold.py            # the corpus, and real documents where ../shared is present
"""

from __future__ import annotations

from pathlib import Path

from extractor import extract, read
from extractor.evaluate import load_gold, score

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


def main() -> None:
    pairs = [(path, ROOT / "corpus" / "reports") for path in sorted((ROOT / "corpus" / "gold").glob("*.json"))]
    pairs += [(path, SHARED) for path in sorted((ROOT / "tests" / "gold").glob("[!p]*.json"))]
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


if __name__ == "__main__":
    main()
