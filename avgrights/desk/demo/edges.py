"""The days on which a purge goes wrong if it goes wrong: made on purpose, a few of each."""

from __future__ import annotations

from datetime import date, timedelta

from avgrights.terms.period import Period, add_months

#: What systems write where they know no day. Each of them is undated, and stays.
UNREADABLE = (None, "", "n/a", "0000-00-00", "9999-12-31", "infinity")


def trigger_for(last_day: date, keep: Period) -> date:
    """A trigger whose term ends on `last_day`, or just before it where a month is too short."""
    return add_months(last_day - timedelta(keep.counted_days), -keep.calendar_months)


def edge_days(night: date, keep: Period) -> list[date]:
    """Triggers around the night: terms that end two days before it, the day before, that day and
    the day after; the last leap day whose term is over, and the month ends around its term."""
    around = [trigger_for(night + timedelta(shift), keep) for shift in (-2, -1, 0, 1)]
    leap = _leap_day_before(trigger_for(night, keep))
    return [*around, leap, leap - timedelta(1), leap + timedelta(1)]


def _leap_day_before(day: date) -> date:
    """The last 29 February before that day."""
    year = day.year - day.year % 4
    while not (_is_leap(year) and date(year, 2, 29) < day):
        year -= 4
    return date(year, 2, 29)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def tomorrow_and_later(night: date) -> tuple[date, ...]:
    """Days in the future, as a mistyped year gives them: undated too."""
    return (night + timedelta(1), night.replace(day=1, year=night.year + 10))
