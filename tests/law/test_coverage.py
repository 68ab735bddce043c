"""Outside the dates covered: an error that names file, value and gap; never the nearest value."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from avgrights.law.capacity import capacity
from avgrights.law.clock import Event, EventKind, state
from avgrights.law.dated import NotCovered
from avgrights.law.deadlines import deadline
from avgrights.law.penalty import for_days, penalty
from avgrights.law.policies import Policies
from avgrights.law.rights import verdict
from avgrights.law.topics import answer

OLD = date(2012, 3, 5)


@pytest.mark.parametrize(
    ("ask", "file", "value"),
    [
        (lambda p: deadline(p, "avg-request", start=OLD), "procedures.yaml", "avg-request"),
        (lambda p: deadline(p, "awb-complaint", start=OLD), "calendar.yaml", "holidays of 2012"),
        (lambda p: capacity(p, regime="avg", born=OLD, requested=OLD), "capacity.yaml", "avg"),
        (lambda p: for_days(p, 3, day=OLD), "penalty.yaml", "penalty"),
        (lambda p: penalty(p, due=OLD, notice_received=None, as_of=OLD), "penalty.yaml", "penalty"),
        (lambda p: verdict(p, "access", bases=["6(1)(c)"], on=OLD), "rights.yaml", "access"),
        (lambda p: state(p, [Event(EventKind.RECEIVED, OLD)], OLD), "procedures.yaml", "avg-req"),
    ],
)  # fmt: skip
def test_a_day_before_the_first_version_is_refused(
    policies: Policies, ask: Callable[[Policies], Any], file: str, value: str
) -> None:
    """The message names the file, the value, and what is covered."""
    with pytest.raises(NotCovered) as refused:
        ask(policies)
    assert f"policies/{file}" in str(refused.value)
    assert value in str(refused.value)
    assert "hold" in str(refused.value)


def test_missing_equated_days_are_a_warning_only(policies: Policies) -> None:
    """For 2029 no decree is known yet; the answer stands, with a warning."""
    found = deadline(policies, "wjsg-access", start=date(2029, 3, 1))
    warnings = [step for step in found.derivation if step.warning]
    assert found.due == date(2029, 4, 12)
    assert len(warnings) == 1
    assert "2029" in warnings[0].what.en


def test_no_warning_where_the_decree_is_known(policies: Policies) -> None:
    """2026 to 2028 are decreed."""
    found = deadline(policies, "wjsg-access", start=date(2027, 3, 1))
    assert not [step for step in found.derivation if step.warning]


@pytest.mark.parametrize(
    ("day", "steps"),
    [
        ("2026-05-05", ["Liberation Day", "strict calendar (1182/71)", "calendar of the General "
                        "Time Limits Act"]),
        ("2026-05-06", ["strict calendar (1182/71)", "calendar of the General Time Limits Act"]),
        ("2029-05-11", ["strict calendar (1182/71)", "calendar of the General Time Limits Act",
                        "policies/calendar.yaml: the equated days of 2029 are not (all) known"]),
    ],
)  # fmt: skip
def test_a_day_is_told_with_its_name_and_with_what_is_not_known(
    policies: Policies, day: str, steps: list[str]
) -> None:
    """The holiday first, then each calendar, then the warning."""
    found = answer(policies, "calendar", {"date": day})
    assert [step.what.en for step in found.derivation] == steps
    assert [step.warning for step in found.derivation] == ["not" in told for told in steps]
