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


# --- patterns of words ----------------------------------------------------------------------------------------------


def beds(mine: Path) -> Path:
    """Take the # away from the pattern of words that `patterns new` writes."""
    file = mine / "quantity.toml"
    head, block = file.read_text(encoding="utf-8").split("#\n# [[pattern]]\n")
    lines = [line.removeprefix("#").removeprefix(" ") for line in block.splitlines()]
    file.write_text("\n".join([head, "[[pattern]]", *lines, ""]), encoding="utf-8")
    return file


def test_a_pattern_of_words_holds_its_cases_and_is_used(run: Run, mine: Path) -> None:
    beds(mine)
    done = run("patterns", "test", mine)
    assert (done.returncode, done.stdout) == (0, b"")
    read = run("extract", "-", "--patterns", mine, stdin="新增 床位\u30003200，护士４１人。".encode())
    found = [(m["text"], m["value"], m["unit"], m["pattern"]) for m in json.loads(read.stdout)["mentions"]]
    assert found == [("3200", 3200, "张", "quantity/beds"), ("４１人", 41, "人", "quantity/counted")]


def mask(mine: Path, tokens: str) -> None:
    text = f"kind = 'mask'\nsource = 'lists of companies'\n[[pattern]]\nid = 'listed'\ntokens = {tokens}\n"
    text += "[[pattern.example]]\ntext = '入选中国500家'\nmatch = '500家'\n"
    text += "[[pattern.counterexample]]\ntext = '中国有500家'\nwhy = 'counts'\n"
    (mine / "mask.toml").write_text(text, encoding="utf-8")


def test_what_other_patterns_found_is_one_word(run: Run, mine: Path) -> None:
    mask(mine, "[{ TEXT = '中国' }, { ENT_TYPE = 'quantity', as = 'mention' }]")
    assert run("patterns", "test", mine).returncode == 0
    told = run("patterns", "explain", "-", "--at", "500家", "--patterns", mine, stdin="入选中国500家".encode())
    assert told.stdout.decode().splitlines()[:2] == [
        "mask/listed: 500家: got it, as words that name and do not count",
        "quantity/counted: 500家: lost to mask/listed: mask comes before quantity",
    ]
    shown = run("patterns", "show", "mask/listed", "--patterns", mine).stdout.decode()
    assert "word            {'TEXT': '中国'}" in shown


@pytest.mark.parametrize(
    ("tokens", "problem"),
    [
        ("[{ TEX = '中国' }]", "not a pattern of words"),
        ("[{ TEXT = '中国', OP = '??' }]", "not a pattern of words"),
        ("[{ TEXT = '中国', OP = '*' }]", "one has to stand there"),
        ("[{ TEXT = '中国', as = 5 }]", "names a group"),
        ("[]", "either a regex or tokens"),
        ("[{ TEXT = '中国' }]\nregex = '中国'", "either a regex or tokens"),
    ],
)
def test_what_is_no_pattern_of_words_is_named(run: Run, mine: Path, tokens: str, problem: str) -> None:
    mask(mine, tokens)
    done = run("patterns", "test", mine)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "mask/listed" in done.stderr.decode()
    assert problem in done.stderr.decode()
    assert done.stderr.decode().count("\n") == 1


def test_a_batch_names_the_pattern_that_fails_on_a_file(run: Run, mine: Path, tmp_path: Path) -> None:
    file = mine / "quantity.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("(?P<number>(?&arabic))", "(?&arabic)"), encoding="utf-8")
    assert run("batch", tmp_path / "report.txt", "-o", "out.jsonl", "--patterns", mine).returncode == 3
    failure = json.loads((tmp_path / "out.failures.jsonl").read_bytes())
    assert failure["code"] == "pattern"
    assert "quantity/pairs-of-shoes: it has no group 'number'" in failure["problem"]
