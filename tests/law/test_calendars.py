"""Holidays: against another source for 27 years, and the decrees by their titles."""

from __future__ import annotations

from datetime import date, timedelta

import holidays as oracle
import pytest

from avgrights.law.calendars import easter_sunday
from avgrights.law.policies import Policies


@pytest.mark.parametrize("year", range(2014, 2041))
def test_the_recognised_holidays_agree_with_the_holidays_package(
    policies: Policies, year: int
) -> None:
    """Its public and optional days, less Easter and Whit Sunday, which are Sundays anyway."""
    easter = easter_sunday(year)
    theirs = set(oracle.country_holidays("NL", years=year, categories=("public", "optional")))
    theirs -= {easter, easter + timedelta(49)}
    days = [date(year, 1, 1) + timedelta(n) for n in range(366)]
    ours = {day for day in days if day.year == year and policies.calendar.holiday(day)}
    assert ours == theirs


def test_5_may_counts_every_year(policies: Policies) -> None:
    """Awt 3(1) has no condition of five years."""
    assert all(policies.calendar.is_holiday(date(y, 5, 5), "strict") for y in range(2014, 2041))


def test_the_equated_days_are_those_of_the_decrees(policies: Policies) -> None:
    """Typed from the titles of the decrees, with the two typing errors of others avoided."""
    known = {day for decree in policies.calendar.equated for day in decree.days}
    since_2023 = {day for day in known if day.year >= 2023}
    assert since_2023 == {
        date(2023, 4, 28), date(2023, 5, 19), date(2024, 5, 10), date(2024, 12, 27),
        date(2025, 5, 30), date(2026, 1, 2), date(2026, 5, 15), date(2027, 5, 7),
        date(2028, 4, 28), date(2028, 5, 26),
    }  # fmt: skip
    assert date(2026, 2, 2) not in known
    assert date(2025, 5, 26) not in known


def test_an_equated_day_is_a_weekday_inside_its_decree(policies: Policies) -> None:
    """A Saturday would need no decree."""
    for decree in policies.calendar.equated:
        assert all(decree.holds_on(day) and day.weekday() < 5 for day in decree.days)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2014, 26), (2025, 26), (2026, 27), (2031, 26), (2036, 26), (2042, 26), (2027, 27)],
)
def test_kings_day_moves_to_saturday_and_never_to_monday(
    policies: Policies, year: int, day: int
) -> None:
    """27 April, or the 26th where that is a Sunday."""
    kings = [d for d in (26, 27, 28) if policies.calendar.holiday(date(year, 4, d))]
    assert kings == [day]


def knuth(year: int) -> date:
    """Easter by another way: Lilius and Clavius, as Knuth wrote it down (TAOCP 1.3.2)."""
    golden, century = year % 19 + 1, year // 100 + 1
    leaps, moon = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    sunday = 5 * year // 4 - leaps - 10
    epact = (11 * golden + 20 + moon - leaps) % 30
    epact += (epact == 25 and golden > 11) or epact == 24
    full = 44 - epact + (30 if epact > 23 else 0)
    return date(year, 3, 1) + timedelta(full + 7 - (sunday + full) % 7 - 1)


def test_easter_agrees_with_another_way_of_reckoning() -> None:
    """For every year of the calendar that a term may touch."""
    assert [y for y in range(1583, 3000) if easter_sunday(y) != knuth(y)] == []
