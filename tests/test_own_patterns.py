from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import RETOLD, Run

TEXT = "某县2023年政府信息公开工作年度报告\n发放约120双鞋,另有3双。\n"


@pytest.fixture
def mine(run: Run, tmp_path: Path) -> Path:
    done = run("patterns", "new", "mine")
    assert (done.returncode, done.stdout) == (0, b"")
    (tmp_path / "report.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path / "mine"


def test_what_new_writes_holds_its_own_cases(run: Run, mine: Path) -> None:
    done = run("patterns", "test", mine)
    assert (done.returncode, done.stdout) == (0, b"")
    assert run("patterns", "new", mine).returncode == 2  # it is there already


def test_a_failing_case_has_carets_under_it(run: Run, mine: Path) -> None:
    file = mine / "quantity.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("value = 120", "value = 121"), encoding="utf-8")
    done = run("patterns", "test", mine)
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        "quantity/pairs-of-shoes: value is 120, expected 121",
        "  发放约120双鞋",
        "      ^^^^^^^^^",
    ]


@pytest.mark.parametrize("command", [("extract",), ("batch", "-o", "out.jsonl")])
def test_own_patterns_are_used(run: Run, mine: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    done = run(*command, tmp_path / "report.txt", "--patterns", mine)
    record = json.loads(done.stdout or (tmp_path / "out.jsonl").read_bytes())
    found = {m["text"]: m["pattern"] for m in record["mentions"] if m["type"] == "quantity"}
    assert found == {"约120双鞋": "quantity/pairs-of-shoes", "3双": "quantity/counted"}


def test_explain_says_who_got_a_place_and_why_the_others_did_not(run: Run, mine: Path, tmp_path: Path) -> None:
    done = run("patterns", "explain", tmp_path / "report.txt", "--at", "120双", "--patterns", mine)
    assert done.stdout.decode().splitlines()[:2] == [
        "quantity/pairs-of-shoes: 约120双鞋: got it",
        "quantity/counted: 约120双: lost to quantity/pairs-of-shoes: that is longer",
    ]
    masked = run("patterns", "explain", "-", "--at", "两个", stdin="坚持“两个率先”脱贫".encode())
    assert masked.stdout.decode().splitlines()[:2] == [
        "mask/quoted-slogan: “两个率先”: got it, as words that name and do not count",
        "quantity/counted-in-han: 两个: lost to mask/quoted-slogan: mask comes before quantity",
    ]
    assert run("patterns", "explain", RETOLD, "--at", "没有这些字").returncode == 2


def test_a_folder_that_is_none_is_told_in_one_line(run: Run) -> None:
    done = run("extract", RETOLD, "--patterns", "nowhere")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().count("\n") == 1
