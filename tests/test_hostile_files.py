"""Hostile files end in bounded time and memory: read, or refused in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hostile_files import HOSTILE

MEMORY = 3 << 30  # bytes of addresses
SECONDS = 120  # within which even a busy machine is through; without bounds it would be hours
LIMITED = (
    "import resource, sys;"
    f"resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}));"
    "from extractor.cli import app; app()"
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the system does not bound memory")


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
def test_a_hostile_file_is_read_or_refused_in_one_line(make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "extract", str(path), "--ocr", "never"],
        capture_output=True,
        timeout=SECONDS,
        check=False,
        cwd=ROOT,
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    told = done.stderr.decode()
    assert done.returncode in {0, 3}, told
    assert "Traceback" not in told
    if done.returncode:
        assert all(line.startswith("extractor: ") for line in told.splitlines()), told
    assert list(tmp_path.iterdir()) == [path]
