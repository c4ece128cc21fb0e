"""Processor time of whole commands, side by side in one run: what starting costs.

python benchmarks/start.py
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

REPORT = Path(__file__).parent.parent / "corpus" / "reports" / "yanchi-2017-retold.txt"
ROUNDS = 5
COMMANDS = {
    "python, nothing": ["-c", "pass"],
    "import typer": ["-c", "import typer"],
    "extractor --help": ["-m", "extractor", "--help"],
    "import pydantic": ["-c", "import pydantic"],
    "import spacy": ["-c", "import spacy"],
    "extractor extract, one report": ["-m", "extractor", "extract", str(REPORT)],
}


def processor_seconds(arguments: list[str]) -> float:
    """Return the processor time of one run of Python, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    times = {name: min(processor_seconds(arguments) for _ in range(ROUNDS)) for name, arguments in COMMANDS.items()}
    bare = times["python, nothing"]
    for name, seconds in times.items():
        print(f"{name:32} {seconds:6.3f} s of processor time  {seconds / bare:5.1f} times bare Python")


if __name__ == "__main__":
    main()
