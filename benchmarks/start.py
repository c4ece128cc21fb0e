"""What starting costs: whole commands side by side in one run, by processor time and by the clock.

``python benchmarks/start.py [PDF]`` prints the processor time of commands as multiples of bare Python's, then the
seconds ``extractor extract`` takes for a short PDF (by default the five-page report among the real documents), as a
share of what a bare pdfplumber script (``extract_text`` and ``extract_tables``) takes for it; the runs alternate.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve()
REPORT = HERE.parent.parent / "corpus" / "reports" / "yanchi-2017-retold.txt"
DISCLOSURE = HERE.parents[2] / "shared" / "real" / "disclosure"
ROUNDS = 5
COLD_ROUNDS = 15
COMMANDS = {
    "python, nothing": ["-c", "pass"],
    "import typer": ["-c", "import typer"],
    "extractor --help": ["-m", "extractor", "--help"],
    "import pydantic": ["-c", "import pydantic"],
    "import spacy": ["-c", "import spacy"],
    "extractor extract, one report": ["-m", "extractor", "extract", str(REPORT)],
}
PLUMBER = """
import sys, pdfplumber
with pdfplumber.open(sys.argv[1]) as pdf:
    for page in pdf.pages:
        page.extract_text(); page.extract_tables()
"""


def main() -> None:
    times = {name: min(processor_seconds(arguments) for _ in range(ROUNDS)) for name, arguments in COMMANDS.items()}
    bare = times["python, nothing"]
    for name, seconds in times.items():
        print(f"{name:32} {seconds:6.3f} s of processor time  {seconds / bare:5.1f} times bare Python")
    given = [Path(path) for path in sys.argv[1:]]
    for pdf in given or sorted(DISCLOSURE.glob("*2023*.pdf")):
        print_cold_start(pdf)


def processor_seconds(arguments: list[str]) -> float:
    """Return the processor time of one run of Python, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def print_cold_start(pdf: Path) -> None:
    ours, theirs = [], []
    for _ in range(COLD_ROUNDS):
        ours.append(clock(["-m", "extractor", "extract", str(pdf)]))
        theirs.append(clock(["-c", PLUMBER, str(pdf)]))
    for name, of in (("least", min), ("median", statistics.median)):
        seconds, plumber = of(ours), of(theirs)
        print(f"cold start, {name:6} {seconds:.3f} s, pdfplumber {plumber:.3f} s: {seconds / plumber:.2f}  {pdf.name}")


def clock(arguments: list[str]) -> float:
    """Return the seconds of one run of Python by the clock."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
