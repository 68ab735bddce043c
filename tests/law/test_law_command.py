"""`avgrights law` as a user calls it: answers, derivations, and sentences for bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from avgrights.cli.law_words import NL
from avgrights.cli.main import main
from avgrights.files.law_cases import run_file
from avgrights.files.policies import load_policies
from avgrights.law.topics import TOPICS

CASES = sorted((Path(__file__).parent.parent / "cases").glob("*.yaml"))


@pytest.fixture
def law(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Calls `avgrights law …` outside any workspace: status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["law", *arguments])
        spoken = capsys.readouterr()
        return int(ended.value.code or 0), spoken.out, spoken.err

    return call


def answer(spoken: tuple[int, str, str]) -> dict[str, Any]:
    """The answer of a call with --format json that went well."""
    status, out, err = spoken
    assert status == 0, err
    told: dict[str, Any] = json.loads(out)
    assert all({"what", "value", "article"} <= set(step) for step in told["derivation"])
    found: dict[str, Any] = told["answer"]
    return found


JSON = ("--format", "json")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["due", "avg-request", "--received", "2027-01-31"], {"due": "2027-03-01"}),
        (["due", "avg-request", "--received", "2026-06-01", "--pause", "2026-06-03/2026-06-17"],
         {"due": "2026-07-14", "suspended_days": 13}),
        (["due", "avg-request", "--received", "2026-06-01", "--pause", "2026-06-29",
          "--as-of", "2026-07-10"], {"due": None, "status": "suspended", "remaining_days": 2}),
        (["due", "avg-request", "--received", "2026-03-28T23:30:00Z"], {"due": "2026-04-29"}),
        (["due", "awb-complaint", "--received", "2026-10-01", "--committee"],
         {"due": "2026-12-10"}),
        (["due", "wpg-access", "--received", "2026-10-01", "--several-units", "true",
          "--extension-announced", "2026-10-01"], {"due": "2026-12-24", "extension": "valid"}),
        (["due", "awb-objection-decision", "--window-ends", "2026-11-12"], {"due": "2026-12-24"}),
        (["due", "avg-request", "--received", "2026-04-14", "--calendar", "awt"],
         {"due": "2026-05-18"}),
        (["right", "portability", "--basis", "6(1)(a)", "--automated", "--provided-by-subject"],
         {"verdict": "applies"}),
        (["right", "portability", "--basis", "6(1)(a)", "--automated", "false"],
         {"verdict": "does not apply"}),
        (["right", "access", "--basis", "6(1)(e)", "--regime", "wjsg"], {"route_to": "wjsg"}),
        (["right", "withdraw consent", "--basis", "6(1)(f)", "--basis", "6(1)(a)"],
         {"verdict": "applies"}),
        (["keep", "2 jaar", "--when", "2024-02-29"], {"keep_until": "2026-02-28"}),
        (["keep", "4 weken", "--when", "2026-10-01", "--hold-reason", "incident", "--hold-start",
          "2026-10-20", "--as-of", "2026-11-21"], {"blocked_by": "incident"}),
        (["keep", "P7Y", "--when", "2020-02-10", "--count-from", "end of book year",
          "--book-year-ends", "06-30"], {"keep_until": "2027-06-30"}),
        (["keep", "wjsg-4-1-b", "--when", "2006-11-21"], {"keep_until": "2026-11-21"}),
        (["penalty", "--days-in-default", "15"], {"euros": 357}),
        (["penalty", "--due", "2026-07-01", "--notice-received", "2026-07-07", "--as-of",
          "2026-09-01"], {"days": 42, "euros": 1442, "first_day": "2026-07-22"}),
        (["penalty", "--due", "2026-07-01", "--today", "2026-09-01"], {"reason": "no notice"}),
        (["capacity", "--regime", "avg", "--born", "2013-05-01", "--requested", "2026-10-01"],
         {"may_act": ["subject", "representative"]}),
        (["complaint", "--conduct", "2025-10-01", "--submitted", "2026-10-01"],
         {"older_than_one_year": False}),
        (["in-time", "--due", "2026-11-12", "--received", "2026-11-13", "--channel", "e-mail"],
         {"in_time": False}),
        (["clock", "--event", "received=2026-06-01", "--event", "identity asked=2026-06-03",
          "--on", "2026-06-10"], {"status": "suspended", "days_left": 28}),
        (["clock", "awb-complaint", "--event", "received=2026-10-01", "--today", "2026-11-20"],
         {"status": "late", "late_by": 8, "euros": None}),
        (["calendar", "2026-05-15"], {"strict": False, "awt": True}),
    ],
)  # fmt: skip
def test_an_answer_as_json(law: Any, arguments: list[str], expected: dict[str, Any]) -> None:
    """Options are the keys of a case with hyphens; the answer has the keys of `expect`."""
    found = answer(law(*arguments, *JSON))
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["due", "avg-request", "--received", "2026-02-30"], "'2026-02-30' is no day"),
        (["due", "avg-request"], "counts from one of received, announced, window_ends"),
        (["due", "avg-verzoek", "--received", "2026-03-01"], "there are: avg-request"),
        (["due", "avg-request", "--received", "2012-03-01"], "policies/procedures.yaml"),
        (["due", "avg-request", "--received", "2026-06-01", "--pause", "2026-06-17/2026-06-03"],
         "asked later"),
        (["due", "avg-request", "--received", "2026-06-01", "--pause", "2026-06-17/"],
         "write ASKED, or ASKED/ANSWERED"),
        (["due", "avg-request", "--received", "2026-06-01", "--extension-announced", "2026-05-01"],
         "before the term starts"),
        (["keep", "2 yaers", "--when", "2026-01-01"], "'2 yaers' is no period: write '2 years'"),
        (["keep", "0 days", "--when", "2026-01-01"], "a period of zero is no period"),
        (["keep", "2 years", "--count-from", "now", "--when", "2026-01-01"],
         "there are: trigger date"),
        (["keep", "2 years", "--when", "2026-01-01", "--hold-reason", "x", "--hold-start",
          "2026-03-01", "--hold-end", "2026-02-01"], "before that"),
        (["right", "access", "--basis", "6(1)(z)"], "there are: 6(1)(a)"),
        (["right", "acces", "--basis", "6(1)(a)"], "there are: information, access"),
        (["right", "access", "--basis", "6(1)(a)", "--automated", "perhaps"], "perhaps"),
        (["right", "access"], "--basis"),
        (["penalty", "--days-in-default", "-1"], "give 0 or more"),
        (["penalty", "--notice-received", "2026-07-07"], "due is not given"),
        (["capacity", "--regime", "gdpr", "--born", "2013-05-01"], "there are: avg, wjsg, wpg"),
        (["capacity", "--born", "2030-05-01", "--requested", "2026-10-01"], "after the request"),
        (["clock", "--event", "received"], "write KIND=DATE"),
        (["clock", "--event", "recieved=2026-06-01"], "there are: received, identity asked"),
        (["clock", "--event", "decided=2026-06-01", "--on", "2026-06-02"], "before the case was"),
        (["test"], "FILE"),
    ],
)  # fmt: skip
def test_bad_input_is_a_sentence_with_what_is_accepted(
    law: Any, arguments: list[str], says: str
) -> None:
    """Status 2, nothing on standard output, no traceback."""
    status, out, err = law(*arguments)
    assert (status, out) == (2, "")
    assert says in err
    assert "Traceback" not in err


def test_the_text_shows_the_way_and_where_it_stands(law: Any) -> None:
    """Each step with its article; then the links."""
    _, out, _ = law("due", "avg-request", "--received", "2027-01-31", "--lang", "nl")
    assert "die maand heeft geen dag 31" in out
    assert "1182/71 3(2)(c)" in out
    assert "CELEX:32016R0679" in out


def test_what_depends_asks_its_question(law: Any) -> None:
    """In the language asked for, with who must answer."""
    found = answer(law("right", "erasure", "--basis", "6(1)(b)", "--lang", "nl", *JSON))
    assert found["question"] == "Zijn de gegevens nog nodig voor het doel?"
    assert found["answered_by"] == "controller"


def test_cases_are_run_one_line_each(law: Any) -> None:
    """With a closing line, and status 0 where all pass."""
    status, out, _ = law("test", *map(str, CASES))
    lines = out.splitlines()
    total = sum(len(list(run_file(load_policies(None), file))) for file in CASES)
    assert (status, lines[-1]) == (0, f"{total} passed, 0 failed")
    assert len(lines) == total + 1
    assert all(line.startswith("PASS ") for line in lines[:-1])


def test_one_failing_case_fails_the_run(law: Any, tmp_path: Path) -> None:
    """Status 1, with given, expected, got and the line."""
    good = "cases:\n  - id: H1\n    topic: calendar\n    given: {date: 2026-05-05}\n"
    file = tmp_path / "mine.yaml"
    file.write_text(good + "    expect: {strict: false}\n")
    status, out, _ = law("test", str(file))
    assert status == 1
    assert out.splitlines() == [
        f'FAIL H1 {file}:2: given {{"date": "2026-05-05"}}; expected {{"strict": false}}; '
        'got {"strict": true}',
        "0 passed, 1 failed",
    ]
    status, out, _ = law("test", str(file), *JSON)
    told = json.loads(out)
    assert (status, told["passed"], told["failed"]) == (1, 0, 1)
    assert told["cases"][0]["id"] == "H1"
    assert told["cases"][0]["passed"] is False
    assert told["cases"][0]["expected"] == {"strict": False}
    assert told["cases"][0]["got"] == {"strict": True}


def test_a_workspace_speaks_its_language_and_law(law: Any, tmp_path: Path) -> None:
    """Its policies folder lies over the package's own, value by value."""
    (tmp_path / "avgrights.yaml").write_text("language: nl\npolicies: policies/\n")
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "procedures.yaml").write_text(
        "procedures:\n  avg-request:\n    versions:\n"
        "      - {valid_from: 2018-05-25, calendar: awt}\n"
    )
    status, out, _ = law("due", "avg-request", "--received", "2026-04-14", *JSON)
    assert status == 0
    assert json.loads(out)["answer"]["due"] == "2026-05-18"
    assert json.loads(out)["derivation"][0]["what"] == "ontvangen"


def test_in_dutch_the_answer_is_dutch(law: Any) -> None:
    """Keys, words and steps; the option that answers the question keeps its name."""
    _, out, _ = law("right", "erasure", "--basis", "6(1)(e)", "--objection-upheld", "--lang", "nl")
    assert out.splitlines()[0].split("  ")[-1] == "hangt ervan af"
    assert "--necessary-for-task" in out
    assert "does not apply" not in out


def test_every_key_and_word_of_an_answer_has_its_dutch() -> None:
    """No key of a topic is left in English."""
    assert {key for topic in TOPICS.values() for key in topic.expect} <= set(NL)
