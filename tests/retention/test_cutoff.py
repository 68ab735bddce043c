"""The cutoff is the exact inverse of the term, and the brake stops where it says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avgrights.law.keeping import keep_until
from avgrights.retention.brake import brake
from avgrights.retention.cutoff import last_day_of_trigger, last_start
from avgrights.retention.questions import Counts
from avgrights.terms.period import PERMANENT, Period
from avgrights.terms.register import CountFrom, MonthDay, RetentionRule
from avgrights.terms.settings import Brake

periods = st.builds(
    Period,
    years=st.integers(0, 30),
    months=st.integers(0, 24),
    weeks=st.integers(0, 10),
    days=st.integers(1, 400),
) | st.builds(Period, years=st.integers(0, 30), months=st.integers(1, 24))
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
ends = st.sampled_from([MonthDay(12, 31), MonthDay(6, 30), MonthDay(2, 29), MonthDay(1, 1)])


@settings(max_examples=1500)
@given(keep=periods, over=days, off=st.integers(-4, 4))
def test_a_start_is_due_exactly_up_to_the_cutoff(keep, over, off):
    cutoff = last_start(keep, over)
    start = cutoff + timedelta(off)

    assert (start <= cutoff) == (keep.after(start) <= over)


@settings(max_examples=1500)
@given(keep=periods, today=days, count_from=st.sampled_from(CountFrom), end=ends,
       off=st.integers(-400, 400))  # fmt: skip
def test_a_trigger_is_due_exactly_up_to_the_last_day(keep, today, count_from, end, off):
    rule = RetentionRule(id="r", datasets=("d",), keep=keep, after="e", count_from=count_from,
                         book_year_ends=end)  # fmt: skip
    cutoff = last_day_of_trigger(rule, today)
    trigger = cutoff + timedelta(off)

    assert (trigger <= cutoff) == (keep_until(keep, trigger, count_from, end) < today)


@pytest.mark.parametrize(
    ("keep", "today", "last"),
    [
        ("1 month", "2022-03-01", "2022-01-31"),
        ("1 month", "2022-02-28", "2022-01-27"),
        ("2 years", "2022-03-01", "2020-02-29"),
        ("2 years", "2022-02-28", "2020-02-27"),
        ("4 weeks", "2026-10-30", "2026-10-01"),
        ("1 month 1 day", "2022-03-02", "2022-01-31"),
    ],
)
def test_month_ends_where_subtraction_goes_wrong(keep, today, last):
    rule = RetentionRule(id="r", datasets=("d",), keep=Period.parse(keep), after="e",
                         count_from=CountFrom.TRIGGER_DATE)  # fmt: skip

    assert last_day_of_trigger(rule, date.fromisoformat(today)) == date.fromisoformat(last)


def test_what_never_ends_has_no_cutoff():
    rule = RetentionRule(id="r", datasets=("d",), keep=PERMANENT, after="e",
                         count_from=CountFrom.TRIGGER_DATE)  # fmt: skip
    assert last_day_of_trigger(rule, date(2026, 11, 21)) is None
    assert last_start(Period(years=9999), date(2026, 11, 21)) is None


def counts(due: int, examined: int) -> Counts:
    return Counts(examined=examined, due=due, not_due=examined - due)


@pytest.mark.parametrize(
    ("due", "examined", "history", "stops"),
    [
        pytest.param(0, 100, None, True, id="first run, nothing due"),
        pytest.param(10, 11, [0], False, id="ten rows, whatever their share"),
        pytest.param(11, 220, [10], False, id="five per cent exactly"),
        pytest.param(11, 219, [10], True, id="over five per cent"),
        pytest.param(11, 11, [10], True, id="all rows"),
        pytest.param(30, 10_000, [10, 1], False, id="thrice the most exactly"),
        pytest.param(31, 10_000, [10, 1], True, id="over thrice the most"),
        pytest.param(31, 10_000, [1] * 13 + [11], False, id="the fourteenth run still counts"),
        pytest.param(31, 10_000, [1] * 14 + [11], True, id="the fifteenth does not"),
        pytest.param(11, 10_000, [0, 0], True, id="after runs of nothing"),
    ],
)
def test_the_brake_stops_where_it_says(due, examined, history, stops):
    assert (brake(counts(due, examined), Brake(), history) is not None) == stops
