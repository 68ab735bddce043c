"""The penalty, day by day against the text of Awb 4:17(2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avgrights.files.policies import load_policies
from avgrights.law.penalty import for_days, penalty
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault

POLICIES = load_policies(None)


def a_day(number: int) -> int:
    """The amount of the day with that number: 23 the first fourteen, 35 the next, 45 the last."""
    return 23 if number <= 14 else 35 if number <= 28 else 45 if number <= 42 else 0


@given(st.integers(0, 400))
def test_the_sum_is_that_of_its_days(days: int) -> None:
    """And never more than 1442 euros."""
    assert for_days(POLICIES, days).euros == sum(map(a_day, range(1, days + 1))) <= 1442


@given(st.integers(1, 60), st.integers(0, 120))
def test_from_the_first_day_on_every_calendar_day_counts(notice: int, days: int) -> None:
    """Weekends and holidays too, up to 42."""
    due = date(2026, 7, 1)
    received = due + timedelta(notice)
    first = penalty(POLICIES, due=due, notice_received=received, as_of=due).first_day
    assert first is None
    known = penalty(POLICIES, due=due, notice_received=received, as_of=received)
    assert known.first_day is not None
    assert known.first_day >= received + timedelta(15)
    later = penalty(
        POLICIES, due=due, notice_received=received, as_of=known.first_day + timedelta(days)
    )
    assert later.days == min(days + 1, 42)


def test_negative_days_are_refused(policies: Policies) -> None:
    """A sentence with what is accepted."""
    with pytest.raises(InputFault, match="give 0 or more"):
        for_days(policies, -1)


def test_the_amount_is_fixed_within_two_weeks_of_the_last_day(policies: Policies) -> None:
    """Awb 4:18: after the 42 days, two weeks."""
    found = penalty(policies, due=date(2026, 7, 1), notice_received=date(2026, 7, 7),
                    as_of=date(2026, 12, 31))  # fmt: skip
    assert (found.last_day, found.fixed_by) == (date(2026, 9, 1), date(2026, 9, 15))
