"""Characters a second of the mentions alone and of the whole text pipeline, beside other readers of Chinese numbers.

``python benchmarks/text.py [FILE…]`` reads text files (by default the corpus reports and the seed) with each of the
libraries that is installed, in one run, the best of several; it prints characters a second, and how many times slower
than our mentions each is. ``pip install jionlp cn2an recognizers-text-suite`` gives all of them.

They do not do the same: JioNLP is asked for amounts of money and times, cn2an to write Chinese numerals in Arabic ones,
Recognizers-Text for numbers; ours finds quantities in all units, dates, periods, document numbers, contacts and zeros.
"""

from __future__ import annotations

import contextlib
import io
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from extractor import Document, extract, read
from extractor.match import find_mentions
from extractor.patterns import load_patterns

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT.parent / "shared" / "seed"
WARM = 3
ROUNDS = 40
Work = Callable[[str], object]


def main() -> None:
    given = [Path(name) for name in sys.argv[1:]]
    files = given or [*sorted((ROOT / "corpus" / "reports").glob("*.txt")), SEED / "yanchi-2017.txt"]
    files = [path for path in files if path.exists()]
    texts = [read(path).text for path in files]
    length = sum(map(len, texts))
    print(f"{len(texts)} texts, {length} characters")
    patterns = load_patterns()
    ours: dict[str, Work] = {
        "extractor, mentions": lambda text: find_mentions(text, patterns),
        "extractor, whole pipeline": lambda text: extract(Document.from_text(text), patterns),
    }
    fastest = 0.0
    for name, work in (ours | _peers()).items():
        _seconds(work, texts * WARM)  # loads what is loaded once
        seconds = min(_seconds(work, texts) for _ in range(ROUNDS))
        fastest = fastest or seconds
        per_report = seconds / len(texts)
        print(
            f"{name:28} {length / seconds:12,.0f} characters a second  {1 / per_report:8.1f} texts a second"
            f"  {seconds / fastest:7.1f} times the time of our mentions"
        )


def _seconds(work: Work, texts: list[str]) -> float:
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        for text in texts:
            work(text)
    return time.perf_counter() - start


def _peers() -> dict[str, Work]:
    """What is installed of the others, each asked for what it has nearest to ours."""
    peers: dict[str, Work] = {}
    warnings.simplefilter("ignore")
    with contextlib.suppress(ImportError), contextlib.redirect_stdout(io.StringIO()):
        import jionlp

        peers["JioNLP, money and time"] = lambda text: (
            jionlp.ner.extract_money(text, with_parsing=True),
            jionlp.ner.extract_time(text, with_parsing=False),
        )
    with contextlib.suppress(ImportError):
        import cn2an

        peers["cn2an, transform"] = lambda text: cn2an.transform(text, "cn2an")
    with contextlib.suppress(ImportError):
        from recognizers_number import recognize_number
        from recognizers_text import Culture

        peers["Recognizers-Text, numbers"] = lambda text: recognize_number(text, Culture.Chinese)
    for name in ("JioNLP, money and time", "cn2an, transform", "Recognizers-Text, numbers"):
        if name not in peers:
            print(f"{name}: not installed, left out")
    return peers


if __name__ == "__main__":
    main()
