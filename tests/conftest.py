"""What many tests need: the corpus report, the real documents where they are, and the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from extractor import Document, Report, extract
from extractor.patterns import PatternSet, load_patterns

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
RETOLD = CORPUS / "reports" / "yanchi-2017-retold.txt"

settings.register_profile("extractor", deadline=None, derandomize=True)  # laws, not timings; the same run everywhere
settings.load_profile("extractor")

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(scope="session")
def patterns() -> PatternSet:
    return load_patterns()


@pytest.fixture(scope="session")
def retold_text() -> str:
    return RETOLD.read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def retold(retold_text: str) -> Report:
    return extract(Document.from_text(retold_text))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command line in an empty folder, as a user does: ``run("check", path, stdin=b"…")``."""

    def run_command(*arguments: object, stdin: bytes = b"", cwd: Path = tmp_path) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "extractor", *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"}
        return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment, check=False)

    return run_command


def shared(name: str) -> Path:
    """Return a real document, or skip the test where the documents are not present."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the real documents are not here ({name})")
    return path
