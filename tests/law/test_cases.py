"""Every worked case of tests/cases, and that the runner can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from avgrights.files.law_cases import Result, run_file
from avgrights.files.policies import load_policies
from avgrights.terms.errors import InputFault

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.yaml"))
RESULTS = [result for file in CASES for result in run_file(load_policies(None), file)]

GOOD = """\
cases:
  - id: D01
    topic: deadline
    given: {procedure: avg-request, received: 2024-03-05}
    expect: {due: 2024-04-05}
"""


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: result.id)
def test_a_worked_case_holds(result: Result) -> None:
    """What a lawyer wrote down is what the law answers."""
    assert result.passed, (result.file, result.line, result.fault, result.expected, result.got)


def test_there_are_cases_of_every_topic() -> None:
    """No file fell out of the folder."""
    assert len(RESULTS) >= 370
    assert len({result.id for result in RESULTS}) == len(RESULTS)


def run(tmp_path: Path, text: str) -> list[Result]:
    file = tmp_path / "cases.yaml"
    file.write_text(text)
    return list(run_file(load_policies(None), file))


def test_a_good_case_passes(tmp_path: Path) -> None:
    """The case that the others below spoil."""
    (result,) = run(tmp_path, GOOD)
    assert result.passed
    assert result.line == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("due: 2024-04-05", "due: 2024-04-08", ""),
        ("due: 2024-04-05", "due: 20240405", ""),
        ("due: 2024-04-05", "deu: 2024-04-05", "unknown key 'deu' is expected"),
        ("topic: deadline", "topic: dedline", "'dedline' is no topic; there are: deadline"),
        ("received:", "recieved:", "unknown key 'recieved' is given"),
        ("avg-request", "avg-verzoek", "'avg-verzoek' is no procedure; there are: avg-request"),
        ("received: 2024-03-05", "announced: 2024-03-05", "counts from 'received'"),
        ("received: 2024-03-05", "received: soon", "'soon' is no day"),
        ("received: 2024-03-05", "received: true", "True is no day"),
        ("received: 2024-03-05", "received: 2024-03-05, committee: 1", "1 is neither true nor"),
        ("received: 2024-03-05", "received: 2024-03-05, committee: 'yes'", "neither true nor"),
        ("received: 2024-03-05", "received: '2024-03-05T12:00:00'", "is no day"),
        ("received: 2024-03-05", "received: 2024-03-05, as_of: 2024-03-04", "before the term"),
        ("received: 2024-03-05", "received: 2024-03-05, pauses: soon", "a mapping with asked"),
        ("received: 2024-03-05", "received: 2024-03-05, calendar: 5", "5 is no text"),
        ("received: 2024-03-05", "received: 2024-03-05, calendar: ''", "is no text"),
        ("    expect: {due: 2024-04-05}\n", "", "'expect' is missing"),
        ("    expect: {due: 2024-04-05}\n", "    expect: {}\n", "'expect' is missing or empty"),
        ("  - id: D01\n    topic", "  - topic", "'id' is missing"),
        ("    expect:", "    reading: theirs\n    expect:", "'theirs' is not accepted"),
        ("    expect:", "    answer: yes\n    expect:", "unknown key 'answer'"),
    ],
)
def test_a_spoiled_case_fails_with_a_clear_message(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    """An unknown topic, key or value fails; it is never skipped."""
    assert old in GOOD
    (result,) = run(tmp_path, GOOD.replace(old, new))
    assert not result.passed
    assert says in result.fault


def test_a_case_is_compared_exactly(tmp_path: Path) -> None:
    """true is not 1, and an empty value is not a missing one."""
    text = GOOD.replace("due: 2024-04-05", "suspended_days: false")
    (result,) = run(tmp_path, text)
    assert not result.passed
    (result,) = run(tmp_path, GOOD.replace("due: 2024-04-05", "extension: null"))
    assert result.passed


def test_an_id_stands_for_one_case(tmp_path: Path) -> None:
    """Two cases with one id both fail."""
    results = run(tmp_path, GOOD + GOOD.removeprefix("cases:\n"))
    assert [result.passed for result in results] == [False, False]
    assert "used 2 times" in results[0].fault


def test_a_value_that_cannot_be_read_fails_its_own_case_only(tmp_path: Path) -> None:
    """An impossible date in one case leaves the others as they are."""
    text = GOOD + GOOD.removeprefix("cases:\n").replace("D01", "D02").replace("-03-05", "-02-30")
    good, bad = run(tmp_path, text)
    assert (good.id, good.passed) == ("D01", True)
    assert (bad.id, bad.passed, bad.line) == ("D02", False, 6)
    assert "2024-02-30 is no day of the calendar" in bad.fault


def test_an_instant_without_quotes_is_read_as_one(tmp_path: Path) -> None:
    """In a block; within braces YAML itself wants the quotes."""
    text = GOOD.replace(
        "given: {procedure: avg-request, received: 2024-03-05}",
        "given:\n      procedure: avg-request\n      received: 2024-03-04T23:30:00Z",
    )
    (result,) = run(tmp_path, text)
    assert result.passed, result.fault


@pytest.mark.parametrize("text", ["cases: soon\n", "case: []\n", "- a\n", GOOD + "more: 1\n"])
def test_a_file_without_a_list_of_cases_is_refused(tmp_path: Path, text: str) -> None:
    """The file itself is at fault, not a case."""
    with pytest.raises(InputFault, match="one list under 'cases'"):
        run(tmp_path, text)


def test_a_list_of_bases_holds_only_texts(tmp_path: Path) -> None:
    """A number among them is no legal basis."""
    text = (
        "cases:\n  - id: T1\n    topic: right\n"
        "    given: {right: access, basis: [6(1)(a), 1]}\n    expect: {verdict: applies}\n"
    )
    (result,) = run(tmp_path, text)
    assert not result.passed
    assert "is no text" in result.fault
