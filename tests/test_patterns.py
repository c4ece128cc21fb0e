from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from extractor import read
from extractor.candidates import matches_of
from extractor.cases import Case, run_cases
from extractor.errors import PatternError
from extractor.match import find_mentions
from extractor.patterns import Pattern, default_folder, load_patterns
from extractor.regex import Regex
from extractor.text import fold

CASES = list(run_cases(load_patterns()))


@pytest.mark.parametrize("case", CASES, ids=[f"{case.subject}-{number}" for number, case in enumerate(CASES)])
def test_every_case_of_the_data_holds(case: Case) -> None:
    assert case.problem is None, case.text


def texts() -> list[str]:
    """Reports, and the cases of every pattern under those of every other."""
    reports = sorted((default_folder().parent / "corpus" / "reports").glob("*.txt"))
    cases = [case.text for pattern in load_patterns().patterns for case in pattern.data.example]
    return [
        *(fold(read(report).text) for report in reports),
        fold("\n".join(cases)),
        fold("".join(cases)),
    ]


@pytest.mark.parametrize(
    "pattern", [p for p in load_patterns().patterns if p.data.needs or p.data.begins], ids=lambda p: p.id
)
def test_what_makes_a_pattern_quick_loses_no_match(pattern: Pattern) -> None:
    plain = replace(pattern, needed=None, begins=None)
    for text in texts():
        found = [match.span() for match in matches_of(pattern, text, 0, len(text))]
        assert found == [match.span() for match in matches_of(plain, text, 0, len(text))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_folder(), tmp_path / "patterns"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_pattern_without_a_counterexample_is_refused(folder: Path) -> None:
    with (folder / "date.toml").open("a", encoding="utf-8") as file:
        file.write("\n[[pattern]]\nid = 'x'\nregex = 'x'\n[[pattern.example]]\ntext = 'x'\nmatch = 'x'\n")
    with pytest.raises(PatternError, match=r"date\.toml: pattern\[\d+\]: .*counterexample"):
        load_patterns(folder)


def test_a_misspelt_key_is_refused(folder: Path) -> None:
    change(folder / "date.toml", "regex = ", "regexp = ")
    with pytest.raises(PatternError, match="regex"):
        load_patterns(folder)


def test_an_unknown_part_is_named(folder: Path) -> None:
    change(folder / "date.toml", "(?&any_year)", "(?&no_such_part)")
    with pytest.raises(PatternError, match=r"date/year-month-day: there is no part 'no_such_part'"):
        load_patterns(folder)


def test_a_broken_regex_is_named(folder: Path) -> None:
    change(folder / "date.toml", "(?P<year>(?&any_year)) ?年 ?(?P<month>", "(?P<year>((?&any_year)) ?年 ?(?P<month>")
    with pytest.raises(PatternError, match="date/year-month-day: not a regular expression"):
        load_patterns(folder)


def test_a_form_with_an_unknown_indicator_is_refused(folder: Path) -> None:
    change(folder / "forms" / "2014-2018.toml", '"disclosed.total"', '"disclosed.totl"')
    with pytest.raises(PatternError, match=r"no such indicator: disclosed\.tot"):
        load_patterns(folder)


def test_a_row_with_an_indicator_too_few_is_refused(folder: Path) -> None:
    change(folder / "forms" / "2021-.toml", '["decisions.licences"]', '["decisions.licences", "decisions.penalties"]')
    with pytest.raises(PatternError, match="行政许可: 2 indicators for 1 columns"):
        load_patterns(folder)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match="there is no such folder"):
        load_patterns(tmp_path / "nothing")
    with pytest.raises(PatternError, match="there is no pattern file in it"):
        load_patterns(tmp_path)
    (tmp_path / "quantities.toml").touch()
    with pytest.raises(PatternError, match=r"quantities\.toml: no data has this name; the files are .*quantity\.toml"):
        load_patterns(tmp_path)


def test_a_file_that_is_no_toml_is_named(folder: Path) -> None:
    (folder / "units.toml").write_text("unit = [", encoding="utf-8")
    with pytest.raises(PatternError, match=r"units\.toml: not TOML"):
        load_patterns(folder)


def test_a_failing_case_is_found(folder: Path) -> None:
    change(folder / "date.toml", 'value = { value = "2018-01-20" }', 'value = { value = "2018-01-21" }')
    failed = [case for case in run_cases(load_patterns(folder)) if case.problem]
    assert [(case.subject, case.problem) for case in failed] == [
        ("date/year-month-day", "value is 2018-01-20, expected 2018-01-21")
    ]


def test_a_todo_that_works_must_become_an_example(folder: Path) -> None:
    change(folder / "document_number.toml", 'text = "依据甲政办发2017年第3号"', 'text = "依据甲政办发〔2017〕3号"')
    failed = [case for case in run_cases(load_patterns(folder)) if case.problem]
    assert [case.subject for case in failed] == ["document_number/bracketed-year"]


def test_the_digest_changes_with_the_data(folder: Path) -> None:
    before = load_patterns().digest
    change(folder / "date.toml", "a duration", "a length of time")
    assert load_patterns(folder).digest != before


def test_a_part_that_holds_itself_is_refused() -> None:
    with pytest.raises(PatternError, match="here: there is no part 'a part that holds itself'"):
        Regex("here", "(?&a)", {"a": "x(?&a)"}).compiled()


def test_every_regular_expression_of_ours_compiles() -> None:
    regexes = [regex.compiled() for regex in load_patterns().compilable()]
    assert len(regexes) > 200


OWN = """
kind   = "quantity"
source = "a village"
[[pattern]]
id    = "baskets"
regex = '''(?P<number>(?&arabic)) ?(?P<unit>筐)'''
  [[pattern.example]]
  text  = "收苹果12筐"
  match = "12筐"
  value = { value = 12, unit = "筐" }
  [[pattern.counterexample]]
  text = "筐12"
  why  = "no number before it"
"""
BASKET = """
source = "a village"
unit = [{ name = "筐", kind = "count", forms = ["筐"], example = "12筐" }]
"""


def test_a_folder_of_ones_own_adds_to_ours(tmp_path: Path) -> None:
    (tmp_path / "quantity.toml").write_text(OWN, encoding="utf-8")
    (tmp_path / "units.toml").write_text(BASKET, encoding="utf-8")
    patterns = load_patterns(tmp_path)
    assert [case.problem for case in run_cases(patterns) if case.problem] == []
    assert [(m.text, m.pattern) for m in find_mentions("收12筐,公开3条", patterns)] == [
        ("12筐", "quantity/baskets"),
        ("3条", "quantity/counted"),
    ]
    assert patterns.digest != load_patterns().digest


def test_a_pattern_of_ones_own_replaces_ours_of_its_id(tmp_path: Path) -> None:
    own = OWN.replace("baskets", "counted").replace("筐", "条")
    (tmp_path / "quantity.toml").write_text(own, encoding="utf-8")
    found = find_mentions("收3件,公开3条", load_patterns(tmp_path))
    assert [mention.text for mention in found] == ["3条"]


def test_a_regex_without_the_groups_of_its_kind_is_named(tmp_path: Path) -> None:
    own = OWN.replace("(?P<number>(?&arabic))", "(?&arabic)")
    (tmp_path / "quantity.toml").write_text(own, encoding="utf-8")
    (tmp_path / "units.toml").write_text(BASKET, encoding="utf-8")
    with pytest.raises(PatternError, match="quantity/baskets: it has no group 'number'"):
        find_mentions("收12筐", load_patterns(tmp_path))


def test_a_regex_of_ones_own_can_not_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = OWN.replace("(?P<number>(?&arabic)) ?(?P<unit>筐)", "(?P<number>(?:a|aa)+)(?P<unit>筐)|(?&arabic)筐")
    (tmp_path / "quantity.toml").write_text(own, encoding="utf-8")
    monkeypatch.setattr("extractor.regex.LIMIT", 0.2)
    with pytest.raises(PatternError, match="quantity/baskets: it takes longer than"):
        find_mentions("a" * 200, load_patterns(tmp_path))
