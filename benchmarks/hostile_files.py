"""Hostile files: how long each keeps the command line busy, and how much memory it takes.

``python benchmarks/hostile_files.py`` prints for each its size, seconds, megabytes at the peak, and what is said of it.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.hostile_files import HOSTILE

MEASURED = (
    "import resource, sys, subprocess;"
    "done = subprocess.run([sys.executable, '-m', 'extractor', 'extract', sys.argv[1]], capture_output=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, done.returncode);"
    "print((done.stderr or done.stdout)[:160].decode(errors='replace').split(chr(10))[0])"
)


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    print(f"{'KB':>8}{'seconds':>9}{'MB':>6}{'exit':>5}  file: what is said")
    with tempfile.TemporaryDirectory() as folder:
        for make in HOSTILE:
            path = Path(folder) / "x"
            path.write_bytes(make())
            start = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", MEASURED, str(path)], capture_output=True, check=True, text=True
            )
            seconds = time.perf_counter() - start
            numbers, said = done.stdout.split("\n")[:2]
            most, code = numbers.split()
            said = said.replace(f"extractor: {path}", "")
            print(f"{path.stat().st_size // 1024:>8}{seconds:>9.2f}{most:>6}{code:>5}  {make.__name__}{said}")


if __name__ == "__main__":
    main()
