from __future__ import annotations

from pathlib import Path

import pytest

from tests.readme import READMES, rewritten


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_output_shown_is_what_the_command_prints(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    assert text.count("$ ") >= 4
    assert rewritten(text) == text


def test_both_readmes_show_the_same_commands() -> None:
    commands = [
        [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(("$ ", "python3 -m"))]
        for path in READMES
    ]
    assert commands[0] == commands[1]
