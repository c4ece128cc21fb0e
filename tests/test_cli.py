from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import RETOLD, ROOT, Run


def test_one_file_gives_indented_json_and_many_give_lines(run: Run) -> None:
    one = run("extract", RETOLD)
    assert (one.returncode, one.stderr) == (0, b"")
    assert one.stdout.startswith(b'{\n  "schema_version": 1')
    many = run("extract", RETOLD, RETOLD)
    lines = many.stdout.splitlines()
    assert [json.loads(line)["report"]["year"] for line in lines] == [2017, 2017]
    assert json.loads(lines[0]) == json.loads(one.stdout)


def test_standard_input_is_a_file_named_dash(run: Run) -> None:
    done = run("extract", "-", stdin=RETOLD.read_bytes())
    assert json.loads(done.stdout)["source"]["path"] == "-"


def test_a_file_that_fails_is_one_line_on_stderr_and_stops_nothing(run: Run, tmp_path: Path) -> None:
    done = run("extract", tmp_path / "none.txt", RETOLD, tmp_path)
    assert done.returncode == 3
    assert [json.loads(line)["report"]["year"] for line in done.stdout.splitlines()] == [2017]
    assert done.stderr.decode().splitlines() == [
        f"extractor: {tmp_path}/none.txt: there is no such file; check the path",
        f"extractor: {tmp_path}: this is a folder; name its files, or use `extractor batch` for folders",
    ]


@pytest.mark.parametrize("command", ["extract", "check"])
def test_a_single_bad_file_leaves_stdout_empty(command: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(bytes(range(32)) * 99)
    done = run(command, path)
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.count(b"\n") == 1


def test_odd_file_names_are_told_in_one_line(run: Run, tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/a\n\xff\x1b[31m.txt"
    done = run("check", os.fsdecode(odd))
    assert done.stderr.decode().splitlines() == [
        f"extractor: {tmp_path}/a\\n\\xff\\x1b[31m.txt: there is no such file; check the path"
    ]
    Path(os.fsdecode(odd)).write_text("公开12条", encoding="utf-8")
    assert json.loads(run("extract", os.fsdecode(odd)).stdout)["source"]["path"].endswith("a\n\\xff\x1b[31m.txt")
    assert run("batch", tmp_path, "-o", "out.jsonl").stderr == b"1 done, 0 kept from before, 0 failed\n"
    assert run("batch", tmp_path, "-o", "out.jsonl").stderr == b"0 done, 1 kept from before, 0 failed\n"


def test_check_says_by_its_exit_code_whether_figures_differ(run: Run, tmp_path: Path) -> None:
    assert run("check", RETOLD).returncode == 1
    assert run("check", "--exit-zero", RETOLD).returncode == 0
    fine = tmp_path / "fine.txt"
    fine.write_text("全年制发文件20件,分别是政府12件、部门8件。", encoding="utf-8")
    done = run("check", "--all", fine)
    assert done.returncode == 0
    assert "1 agree, 0 differ" in done.stdout.decode()


def test_check_prints_findings_as_json(run: Run) -> None:
    record = json.loads(run("check", "--json", RETOLD).stdout)
    assert list(record) == ["path", "sha256", "findings", "coverage", "warnings"]
    assert {finding["verdict"] for finding in record["findings"]} == {"agree", "differ"}


def test_check_names_the_lines(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("标题\n全年制发文件20件,分别是政府12件、部门9件。", encoding="utf-8")
    assert "text 文件 20 ≠ text 12 + text 9 = 21" in run("check", path).stdout.decode()
    assert "L2" in run("check", path).stdout.decode()


def test_output_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    done = run("extract", RETOLD, "-o", "out.json")
    assert (done.returncode, done.stdout) == (0, b"")
    assert json.loads((tmp_path / "out.json").read_bytes())["report"]["year"] == 2017
    done = run("extract", RETOLD, "-o", "no/such/out.json")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_a_report_is_not_overwritten_by_its_own_result(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("公开12条", encoding="utf-8")
    done = run("extract", "r.txt", "-o", "r.txt")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert (tmp_path / "r.txt").read_text(encoding="utf-8") == "公开12条"


def test_batch_and_export_work_together(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(RETOLD.read_bytes())
    (tmp_path / "in" / "b.txt").write_bytes(b"")
    done = run("batch", "in", "-o", "out.jsonl", "--jobs", "2")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"2 done, 0 kept from before, 0 failed\n")
    done = run("export", "out.jsonl", "-o", "figures.csv")
    assert (done.returncode, done.stderr) == (0, b"78 figures: figures.csv\n")
    done = run("batch", "none", "-o", "out.jsonl")
    assert (done.returncode, done.stderr) == (3, b"extractor: none: there is no such file or folder; check the path\n")


def test_patterns_are_listed_shown_and_tested(run: Run) -> None:
    assert b"document_number/bracketed-year\t" in run("patterns", "list").stdout
    assert "鼓楼南路37号" in run("patterns", "show", "document_number/bracketed-year").stdout.decode()
    assert run("patterns", "show", "nothing").returncode == 2
    done = run("patterns", "test")
    assert done.returncode == 0
    assert done.stderr.decode().endswith("cases hold, 0 fail\n")


def test_the_schema_is_printed(run: Run) -> None:
    assert json.loads(run("schema").stdout)["title"] == "Report"


def test_usage_errors_exit_with_two(run: Run) -> None:
    assert run("extract").returncode == 2
    assert run("nonsense").returncode == 2
    assert run("batch", RETOLD).returncode == 2


HEAVY = ("jieba", "spacy", "pdfplumber", "pydantic", "rich", "numpy", "simplejson", "pebble")


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    script = tmp_path / "help.py"
    script.write_text(
        "import sys\nfrom extractor.cli import app\n"
        "try:\n    app(['--help'], prog_name='extractor')\nexcept SystemExit:\n    pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, check=True, env={"PYTHONPATH": str(ROOT)})
    assert done.stdout.decode().splitlines()[-1] in ("[]", "['rich']")


def test_a_text_needs_no_pdf_reader_and_no_spacy() -> None:
    code = (
        "import sys; from extractor import read, extract, to_json; "
        f"to_json(extract(read({str(RETOLD)!r}))); "
        "print(sorted({'spacy', 'pdfplumber', 'numpy', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONPATH": str(ROOT)})
    assert done.stdout == b"[]\n"
