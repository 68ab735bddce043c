"""The package's policies, and an organisation's own values over them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from avgrights.files.policies import FILES, check_policies, load_policies, look
from avgrights.law.capacity import age_on
from avgrights.law.deadlines import deadline
from avgrights.law.penalty import for_days
from avgrights.terms.errors import InputFault
from avgrights.terms.finding import Finding, Severity

CALENDAR = """\
procedures:
  avg-request:
    versions:
      - valid_from: 2018-05-25
        calendar: awt
"""


def overlay(tmp_path: Path, name: str, text: str) -> Path:
    (tmp_path / name).write_text(text)
    return tmp_path


def errors(findings: list[Finding]) -> list[tuple[str, int, str]]:
    """Code, line and message of each error."""
    return [(f.code, f.line, f.message) for f in findings if f.severity is Severity.ERROR]


def test_the_package_has_no_finding_on_itself() -> None:
    """Every name known, every version in line, every reading with its record."""
    assert look(None).findings == ()


def test_one_value_replaces_one_value(tmp_path: Path) -> None:
    """Everything else stays the package's, and the note says which."""
    folder = overlay(tmp_path, "procedures.yaml", CALENDAR)
    policies = load_policies(folder)
    assert deadline(policies, "avg-request", start=date(2026, 4, 14)).due == date(2026, 5, 18)
    assert deadline(policies, "wjsg-access", start=date(2026, 10, 1)).due == date(2026, 11, 12)
    (note,) = check_policies(folder)
    assert (note.code, note.severity, note.line, note.column) == ("AVG707", Severity.NOTE, 5, 19)
    path = "procedures.avg-request.versions.2018-05-25.calendar"
    assert note.message == f"{path}: awt replaces strict"
    assert policies.overrides[0].path == path


def test_the_same_value_again_overrides_nothing(tmp_path: Path) -> None:
    """Only a difference is told."""
    folder = overlay(tmp_path, "procedures.yaml", CALENDAR.replace("awt", "strict"))
    assert check_policies(folder) == []


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    """What is kept in memory is kept for these bytes only."""
    folder = overlay(tmp_path, "procedures.yaml", CALENDAR)
    assert load_policies(folder).procedure("avg-request", None).calendar == "awt"
    overlay(tmp_path, "procedures.yaml", CALENDAR.replace("calendar: awt", "calendar: strict  #"))
    assert load_policies(folder).procedure("avg-request", None).calendar == "strict"


def test_a_folder_that_is_not_there_is_no_overlay(tmp_path: Path) -> None:
    """A workspace may name it before it makes it."""
    assert load_policies(tmp_path / "none").overrides == ()


def test_a_new_version_holds_from_its_day(tmp_path: Path) -> None:
    """The older one ends the day before."""
    own = load_policies(None).penalty[0]
    text = (
        "penalty:\n"
        "  - {valid_from: 2019-01-01, valid_until: 2027-12-31}\n"
        "  - valid_from: 2028-01-01\n    source: Awb 4:17\n"
        "    amounts: [{days: 42, euros_a_day: 50}]\n"
        '    amounts_source: Awb 4:17(2)\n    most_days: 42\n    most_days_source: "Awb 4:17(1)"\n'
        '    grace: {length: 2 weeks, rolls: true, source: "Awb 4:17(3)"}\n'
        "    notice: {source: Awb}\n    decision_day_counts: {value: false, source: Awb}\n"
        "    fixed_within: {length: 2 weeks, rolls: true, source: Awb}\n"
        "    reclaim_within: {length: 5 years, rolls: false, source: Awb}\n"
        "    none_where: {source: Awb, nl: [x], en: [x]}\n"
    )
    policies = load_policies(overlay(tmp_path, "penalty.yaml", text))
    assert own.most_days == 42
    assert for_days(policies, 42, day=date(2027, 12, 31)).euros == 1442
    assert for_days(policies, 42, day=date(2028, 1, 1)).euros == 2100


@pytest.mark.parametrize(
    ("name", "text", "code", "line", "says"),
    [
        ("procedures.yaml", CALENDAR.replace("awt", "lunar"), "AVG705", 5, "strict, awt"),
        ("procedures.yaml", CALENDAR.replace("calendar", "calender"), "AVG201", 5, "calendar"),
        ("procedures.yaml", CALENDAR.replace("calendar: awt", "term: {length: 0 days}"),
         "AVG208", 5, "a period of zero"),
        ("procedures.yaml", CALENDAR.replace("calendar: awt", "term: {rolls: 1}"), "AVG202", 5,
         "true or false"),
        ("procedures.yaml", CALENDAR.replace("calendar: awt", "valid_until: 2018-05-01"),
         "AVG703", 5, "before it starts"),
        ("procedures.yaml", CALENDAR.replace("calendar: awt", "remedy: {procedure: appeal}"),
         "AVG705", 5, "'appeal' is none of"),
        ("penalty.yaml", "penalty:\n  - {valid_from: 2019-01-01, reading: ours}\n", "AVG704", 2,
         "without its decision record"),
        ("calendar.yaml", "equated:\n  - decree: KB 2028\n    valid_from: 2028-06-01\n"
         "    source: Awt 3(3)\n    days: [2028-12-29]\n", "AVG701", 3, "two versions hold"),
        ("rights.yaml", "rights:\n  access:\n    versions:\n      - valid_from: 2018-05-25\n"
         "        rules:\n          - {id: access, when: {automated: true}}\n", "AVG706", 6,
         "has conditions"),
        ("rights.yaml", "rights:\n  access:\n    versions:\n      - valid_from: 2018-05-25\n"
         "        rules:\n          - id: mine\n            when: {automatic: true}\n"
         "            verdict: applies\n            source: GDPR 15\n"
         "            because: {nl: x, en: x}\n", "AVG705", 7, "'automatic' is none of"),
        ("rights.yaml", "facts:\n  regime: {default: uk}\n", "AVG705", 2, "none of avg, wjsg"),
        ("calendar.yaml", "holidays:\n  - id: christmas\n    valid_from: 2014-01-01\n"
         "    easter: 3\n", "AVG709", 2, "either day or easter"),
        ("calendar.yaml", "equated:\n  - decree: KB 2026-2028\n    valid_from: 2026-01-01\n"
         "    days: [2029-05-11]\n", "AVG709", 4, "2029-05-11 lies outside 2026-01-01"),
        ("penalty.yaml", "penalty:\n  - valid_from: 2019-01-01\n    most_days: -1\n", "AVG709", 3,
         "-1 is negative"),
        ("capacity.yaml", "regimes:\n  wpg:\n"
         "    - {valid_from: 2019-01-01, valid_until: 2026-12-31}\n"
         "    - valid_from: 2027-01-01\n      source: Wpg 26(2)\n"
         "      ages: [{from_age: 1, may_act: [subject], source: Wpg 26(2)}]\n", "AVG709", 6,
         "the youngest age"),
        ("acts.yaml", "- Awb\n", "AVG202", 1, "a mapping"),
    ],
)  # fmt: skip
def test_a_broken_overlay_is_told_at_its_place(
    tmp_path: Path, name: str, text: str, code: str, line: int, says: str
) -> None:
    """File, line, code; and nothing is computed with it."""
    folder = overlay(tmp_path, name, text)
    found = errors(check_policies(folder))
    assert [(c, at) for c, at, _ in found] == [(code, line)], found
    assert says in found[0][2]
    with pytest.raises(InputFault, match=code):
        load_policies(folder)


def test_a_file_that_is_no_policy_is_a_warning(tmp_path: Path) -> None:
    """Else a misspelled name would silently change nothing."""
    (found,) = check_policies(overlay(tmp_path, "penalties.yaml", "penalty: []\n"))
    assert (found.code, found.severity) == ("AVG708", Severity.WARNING)
    assert all(name in found.message for name in FILES)


@pytest.mark.parametrize(("day", "age"), [(date(2027, 2, 28), 15), (date(2028, 2, 28), 15)])
def test_another_birthday_can_be_chosen(tmp_path: Path, day: date, age: int) -> None:
    """Born on 29 February 2012: 15 on 28 February 2027, not yet 16 a day before the next 29th."""
    text = "reckoning: {birthday_without_leap_day: 28 February}\n"
    policies = load_policies(overlay(tmp_path, "capacity.yaml", text))
    assert age_on(policies, date(2012, 2, 29), day) == age
    assert age_on(policies, date(2012, 2, 29), date(2100, 2, 28)) == 88
    assert age_on(load_policies(None), date(2012, 2, 29), date(2027, 2, 28)) == 14
    assert age_on(policies, date(2012, 3, 29), date(2027, 3, 28)) == 14
