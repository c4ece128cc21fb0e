from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractor.batch import Summary, failures_path, run_batch
from extractor.cli import app
from extractor.errors import OutputError, ReadError
from extractor.export import export_figures
from extractor.records import locked
from extractor.run_folder import run_folder

COPIES = 198
KILLED_RUN = """
import os, signal
from extractor.run_folder import run_folder
with run_folder():
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def archive(tmp_path: Path, retold_text: str) -> Path:
    """200 copies with small changes: one is broken, one can not be opened."""
    folder = tmp_path / "reports"
    for number in range(COPIES):
        path = folder / f"{number % 5}" / f"report-{number:03}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(retold_text.replace("10707", str(10707 + number), 1), encoding="utf-8")
    (folder / "broken.txt").write_bytes(bytes(range(32)) * 99)
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere")
    return folder


def test_a_batch_is_done_once_whatever_the_number_of_jobs(archive: Path, tmp_path: Path) -> None:
    one, four = tmp_path / "one.jsonl", tmp_path / "four.jsonl"
    assert run_batch([archive], four, jobs=4) == Summary(done=COPIES, failed=2)
    assert run_batch([archive], one, jobs=1) == Summary(done=COPIES, failed=2)
    assert one.read_bytes() == four.read_bytes()
    assert failures_path(one).read_bytes() == failures_path(four).read_bytes()
    before = four.read_bytes()
    assert run_batch([archive], four, jobs=4) == Summary(kept=COPIES, failed_before=2)
    assert four.read_bytes() == before
    records = [json.loads(line) for line in before.splitlines()]
    assert [record["source"]["path"] for record in records] == sorted(record["source"]["path"] for record in records)
    failures = [json.loads(line) for line in failures_path(four).read_text(encoding="utf-8").splitlines()]
    assert [(Path(f["source"]["path"]).name, f["code"]) for f in failures] == [
        ("broken.txt", "binary"),
        ("gone.txt", "missing"),
    ]


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(f"{name}县公开信息12条。", encoding="utf-8")
    return folder


def paths_in(output: Path) -> list[str]:
    return [Path(json.loads(line)["source"]["path"]).name for line in output.read_text(encoding="utf-8").splitlines()]


def test_only_what_changed_is_done_again(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run_batch([small], output, jobs=1)
    (small / "b.txt").write_text("乙县公开信息13条。", encoding="utf-8")
    (small / "d.txt").write_text("丁县公开信息14条。", encoding="utf-8")
    assert run_batch([small], output, jobs=2) == Summary(done=2, kept=2)
    assert paths_in(output) == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_a_killed_run_goes_on_where_it_stopped(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run_batch([small], output, jobs=1)
    first, *rest = output.read_bytes().splitlines(keepends=True)
    output.unlink()
    output.with_name("out.jsonl.part").write_bytes(first + rest[0][:100])  # as a kill in the middle of a line leaves it
    assert run_batch([small], output, jobs=1) == Summary(done=2, kept=1)
    assert output.read_bytes() == b"".join([first, *rest])
    assert not output.with_name("out.jsonl.part").exists()


def test_a_file_that_fails_later_is_a_failure_and_no_record(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run_batch([small], output, jobs=1)
    (small / "b.txt").write_bytes(bytes(range(32)) * 99)
    assert run_batch([small], output, jobs=1) == Summary(kept=2, failed=1)
    assert (paths_in(output), paths_in(failures_path(output))) == (["a.txt", "c.txt"], ["b.txt"])
    (small / "b.txt").write_text("乙县", encoding="utf-8")
    assert run_batch([small], output, jobs=1) == Summary(done=1, kept=2)
    assert (paths_in(output), paths_in(failures_path(output))) == (["a.txt", "b.txt", "c.txt"], [])


def test_records_of_files_not_named_stay(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run_batch([small / "a.txt"], output, jobs=1)
    run_batch([small / "b.txt"], output, jobs=1)
    assert paths_in(output) == ["a.txt", "b.txt"]


def test_a_file_that_takes_too_long_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("公开信息12条," * 40_000, encoding="utf-8")
    output = tmp_path / "out.jsonl"
    assert run_batch([path], output, jobs=1, seconds=0.2) == Summary(failed=1)
    assert json.loads(failures_path(output).read_bytes())["code"] == "timeout"
    assert run_batch([path], output, jobs=1, seconds=0.2) == Summary(failed_before=1)
    assert run_batch([path], output, jobs=1, seconds=0.3) == Summary(failed=1)  # another limit, another try


def test_a_file_named_like_standard_input_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_text("公开信息12条。", encoding="utf-8")
    assert run_batch([Path()], tmp_path / "out.jsonl", jobs=1) == Summary(done=1)
    assert json.loads((tmp_path / "out.jsonl").read_bytes())["source"]["bytes"] > 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_in_a_folder_is_a_failure_and_does_not_hang(small: Path, tmp_path: Path) -> None:
    os.mkfifo(small / "pipe.txt")
    output = tmp_path / "out.jsonl"
    assert run_batch([small], output, jobs=9) == Summary(done=3, failed=1)
    assert json.loads(failures_path(output).read_bytes())["code"] == "unsupported"


def test_the_exit_code_says_if_no_file_could_be_read(small: Path, tmp_path: Path) -> None:
    def exit_code() -> int:
        return CliRunner().invoke(app, ["batch", str(small), "-o", str(tmp_path / "out.jsonl"), "-j", "1"]).exit_code

    for path in small.iterdir():
        path.write_bytes(bytes(range(32)) * 99)
    assert [exit_code(), exit_code()] == [3, 3]
    (small / "a.txt").write_text("甲县公开信息12条。", encoding="utf-8")
    assert [exit_code(), exit_code()] == [0, 0]
    for path in small.iterdir():
        path.unlink()
    assert exit_code() == 0


def test_what_a_killed_run_left_in_the_temporary_folder_is_removed(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fcntl", reason="the system has no file locks of this kind")
    place = tmp_path / "temporary"
    foreign = place / "extractor-run-notes"  # of no run of ours: it has no lock
    foreign.mkdir(parents=True)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "extractor.lock").touch()
    (place / "extractor-run-link").symlink_to(outside)
    killed = [sys.executable, "-c", KILLED_RUN]
    assert subprocess.run(killed, check=False, env=os.environ | {"TMPDIR": str(place)}).returncode == -signal.SIGKILL
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    (left,) = {path.name for path in place.iterdir()} - {"extractor-run-notes", "extractor-run-link"}
    with run_folder() as ours:
        assert not (place / left).exists()
        run_batch([small], tmp_path / "out.jsonl", jobs=1)
        assert Path(ours, "extractor.lock").exists()
    assert {path.name for path in place.iterdir()} == {"extractor-run-notes", "extractor-run-link"}
    assert (outside / "extractor.lock").exists()


def test_a_failure_of_a_killed_run_does_not_outlive_the_mended_file(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    (small / "b.txt").write_bytes(bytes(range(32)) * 99)
    run_batch([small], output, jobs=1)
    failures_path(output).rename(failures_path(output).with_name("out.failures.jsonl.part"))
    (small / "b.txt").write_text("乙县公开信息12条。", encoding="utf-8")
    run_batch([small], output, jobs=1)
    assert (paths_in(output), paths_in(failures_path(output))) == (["a.txt", "b.txt", "c.txt"], [])


def test_an_output_that_is_not_ours_is_left_alone(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "notes.txt"
    output.write_text("my notes\n", encoding="utf-8")
    with pytest.raises(OutputError, match="not a file of ours"):
        run_batch([small], output, jobs=1)
    assert output.read_text(encoding="utf-8") == "my notes\n"


def test_outputs_that_can_not_be_written_are_told(small: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="this is a folder"):
        run_batch([small], tmp_path, jobs=1)
    with pytest.raises(OutputError, match="can not be written"):
        run_batch([small], tmp_path / "no" / "such" / "out.jsonl", jobs=1)
    with pytest.raises(ReadError, match="no such file or folder"):
        run_batch([tmp_path / "none"], tmp_path / "out.jsonl", jobs=1)


def test_two_batches_do_not_write_one_output(small: Path, tmp_path: Path) -> None:
    pytest.importorskip("fcntl", reason="the system has no file locks of this kind")
    output = tmp_path / "out.jsonl"
    with locked(output), pytest.raises(OutputError, match="another batch is writing it"):
        run_batch([small], output, jobs=1)
    assert run_batch([small], output, jobs=1) == Summary(done=3)


def test_an_export_does_not_overwrite_what_it_reads(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    run_batch([small], output, jobs=1)
    with pytest.raises(OutputError, match="write to another one"):
        export_figures(output, output)


def test_the_output_inside_the_folder_is_not_read_as_a_report(small: Path) -> None:
    output = small / "out.jsonl"
    assert run_batch([small], output, jobs=1) == Summary(done=3)
    assert run_batch([small], output, jobs=1) == Summary(kept=3)


def test_exported_figures_lead_back_to_file_and_span(tmp_path: Path, retold_text: str) -> None:
    path, output, table = tmp_path / "=r.txt", tmp_path / "out.jsonl", tmp_path / "figures.csv"
    path.write_text(retold_text, encoding="utf-8")
    run_batch([path], output, jobs=1)
    count = export_figures(output, table)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count == 78
    total = rows[0]
    assert (total["indicator"], total["value"], total["unit"], total["year"], total["region_code"]) == (
        "disclosed.total", "10707", "条", "2017", "640323",
    )  # fmt: skip
    assert retold_text[int(total["start"]) : int(total["end"])] == "10707"
    money = next(row for row in rows if row["indicator"] == "resources.budget")
    assert (money["value"], money["unit"]) == ("50000", "元")
    zero = next(row for row in rows if row["indicator"] == "complaints.total" and row["origin"] == "text")
    assert [retold_text[slice(*map(int, place.split("-")))] for place in zero["places"].split(";")] == [
        "没有发生",
        "投诉举报",
    ]


def test_cells_that_a_spreadsheet_would_run_are_defused(tmp_path: Path) -> None:
    output, table = tmp_path / "out.jsonl", tmp_path / "figures.csv"
    figure = {
        "indicator": "x", "value": -5, "unit": "=1+1", "year": 2017, "scope": None, "bound": "exact",
        "origin": "text", "part": "@x", "pattern": "p",
        "evidence": [{"start": 0, "end": 1, "table": None, "row": None, "column": None}],
    }  # fmt: skip
    report = {"region": None, "issuer": "+x", "year": 2017, "form": None}
    record = {
        "source": {"path": "-x", "sha256": "0"},
        "report": report,
        "tables": [],
        "mentions": [],
        "figures": [figure],
    }
    output.write_text(json.dumps(record) + "\n", encoding="utf-8")
    export_figures(output, table)
    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["path"], row["issuer"], row["unit"], row["part"], row["value"]) == ("'-x", "'+x", "'=1+1", "'@x", "-5")


@pytest.mark.parametrize("content", ["{", "[1]", '{"figures": []}', "\ud800"])
def test_what_is_no_record_is_not_exported(content: str, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    output.write_text(content, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(OutputError, match="give a file that `extractor batch` wrote"):
        export_figures(output, tmp_path / "figures.csv")
    assert not (tmp_path / "figures.csv").exists()
