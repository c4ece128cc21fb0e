from __future__ import annotations

import os
from pathlib import Path

import pytest

from extractor import ReadError, extract, read
from extractor.readers import read_bytes
from extractor.readers.plain import MOST_TEXT_BYTES
from extractor.tables import MOST_CELLS, find_grids

TEXT = "某县2017年政府信息公开工作年度报告\n全县主动公开政府信息10707条,受理申请3件。\n一、概述\n按照要求推进工作。\n"


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_every_encoding_gives_the_same_report(codec: str, encoding: str) -> None:
    document = read_bytes(TEXT.encode(codec), "x.txt")
    assert (document.text, document.source.encoding) == (TEXT, encoding)
    assert [m.text for m in extract(document).quantities()] == ["10707条", "3件"]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_spans_refer_to_the_decoded_file_whatever_ends_its_lines(ending: str) -> None:
    text = TEXT.replace("\n", ending)
    document = read_bytes(text.encode("utf-8"), "x.txt")
    assert document.text == text
    report = extract(document)
    assert [text[m.start : m.end] for m in report.quantities()] == ["10707条", "3件"]
    assert [section.title for section in report.sections] == ["概述"]


def error_of(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "some/file.txt")
    assert str(caught.value).startswith("some/file.txt: ")
    assert "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Rar!\x1a\x07\0" + b"\0" * 99, "unsupported"),
        (b"\x7fELF" + b"\0" * 99, "unsupported"),
        (b"PK\x03\x04" + b"\0" * 99, "archive"),
        (b"<!DOCTYPE html><html>", "no_text"),
        (bytes(range(32)) * 40, "binary"),
        (b"\x00\x01\x02\xff\xfe" * 999, "binary"),
        ("政府信息公开工作年度报告".encode("big5", "ignore") * 30 + b"\xff", "encoding"),
        ("政府信息公开".encode() * 9 + b"\xe6", "encoding"),
        ("報告書を公開しました。情報の一覧です。".encode("euc_jp") * 9, "encoding"),
        (b"\xff\xfe\x00\xd8", "encoding"),
        (b"%PDF-1.4\ngarbage", "damaged"),
    ],
)
def test_what_can_not_be_read_is_refused_in_one_line(data: bytes, code: str) -> None:
    assert error_of(data).code == code


def test_too_much_text_is_refused() -> None:
    assert error_of(b"a" * (MOST_TEXT_BYTES + 1)).code == "too_large"


@pytest.mark.parametrize("row", ["公开 | 5", "公开\t5", "公开    5"])
def test_of_more_cells_than_any_report_has_no_tables_are_made_and_that_is_told(row: str) -> None:
    few = read_bytes(f"{row}\n".encode() * 100, "x.txt")
    assert (len(extract(few).tables), few.warnings) == (1, ())
    many = read_bytes(f"{row}\n".encode() * (MOST_CELLS + 1), "x.txt")
    assert find_grids(many.text, ()) == ()
    assert [warning.code for warning in many.warnings] == ["too_many_cells"]


def test_an_empty_file_is_an_empty_report() -> None:
    report = extract(read_bytes(b"", "x.txt"))
    assert (report.mentions, report.tables, report.figures, report.findings) == ((), (), (), ())
    assert [warning.code for warning in report.warnings] == ["empty"]


def test_stray_control_characters_are_told_and_keep_their_place() -> None:
    document = read_bytes((TEXT * 9).replace("推进", "推\0进", 1).encode(), "x.txt")
    assert [warning.code for warning in document.warnings] == ["control_characters"]
    assert [m.text for m in extract(document).quantities()] == ["10707条", "3件"] * 9


def test_missing_files_and_folders_are_told_apart(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "none.txt", "missing"), (tmp_path, "directory")):
        with pytest.raises(ReadError) as caught:
            read(path)
        assert caught.value.code == code


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_is_refused_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadError, match="no regular file"):
        read(tmp_path / "pipe.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(ReadError, match="it may not be read"):
        read(path)
