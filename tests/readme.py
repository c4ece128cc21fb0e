"""The commands of the READMEs with their outputs: run to check them, or to write them anew.

python -m tests.readme            # writes the outputs into README.md and README.zh-CN.md
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")

_CONSOLE = re.compile(r"```console\n(?P<body>.*?)```", re.DOTALL)
_PYTHON = re.compile(r"```python\n(?P<code>.*?)```\n\n```text\n(?P<output>.*?)```", re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<command>.+)$", re.MULTILINE)


def rewritten(text: str) -> str:
    """Return a README with the output of every command as it is now, run in an empty copy of what it needs."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "corpus", Path(folder, "corpus"))
        text = _CONSOLE.sub(lambda block: f"```console\n{_console(block['body'], Path(folder))}```", text)
        return _PYTHON.sub(lambda block: _python(block["code"], Path(folder)), text)


def _python(code: str, folder: Path) -> str:
    return f"```python\n{code}```\n\n```text\n{_run([sys.executable, '-c', code], folder)}```"


def _console(body: str, folder: Path) -> str:
    shell: Callable[[str], str] = lambda command: _run(["sh", "-c", command], folder)  # noqa: E731
    return "".join(f"$ {command}\n{shell(command)}" for command in _COMMAND.findall(body))


def _run(command: list[str], folder: Path) -> str:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    return done.stdout.decode("utf-8")


if __name__ == "__main__":
    for readme in READMES:
        readme.write_text(rewritten(readme.read_text(encoding="utf-8")), encoding="utf-8")
