"""A slow reckoning of what is due, row by row, that shares no line with the stores.

It adds the term to each start with a day-by-day calendar of its own and asks whether the day
has passed; it never computes a cutoff.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def end_of_term(start: date, keep) -> date:
    """The last day kept: months one by one over the original start, then days."""
    months = 12 * keep.years + keep.months
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = min(start.day, monthrange(year, month)[1])
    return date(year, month, day) + timedelta(7 * keep.weeks + keep.days)


def start_of_term(day: date, rule) -> date:
    """The day from which the term counts."""
    if rule.count_from == "trigger date":
        return day
    if rule.count_from == "end of calendar year":
        return date(day.year, 12, 31)
    end = rule.book_year_ends
    for year in (day.year, day.year + 1):
        candidate = date(year, end.month, min(end.day, monthrange(year, end.month)[1]))
        if candidate >= day:
            return candidate
    raise AssertionError


def day_of_text(value, zone=None) -> date | None:
    """The local day of a text, by strptime and hand; None for what is no day."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9TZ :.+-]{10,35}", value):
        return None
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value[:10]):
        return None
    try:
        day = datetime.strptime(value[:10], "%Y-%m-%d").date()
    except ValueError:
        return None
    rest = value[10:]
    if not rest:
        return day
    found = re.fullmatch(
        r"[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|([+-])(\d\d):(\d\d))?", rest
    )
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if (
        hour > 23
        or minute > 59
        or second > 59
        or int(found[6] or 0) > 14
        or int(found[7] or 0) > 59
    ):
        return None
    naive = datetime(day.year, day.month, day.day, hour, minute, second)
    if found[4] == "Z":
        return naive.replace(tzinfo=UTC).astimezone(AMSTERDAM).date()
    if found[4]:
        offset = timedelta(hours=int(found[6]), minutes=int(found[7]))
        aware = naive.replace(tzinfo=timezone(offset if found[5] == "+" else -offset))
        return aware.astimezone(AMSTERDAM).date()
    if zone is not None:
        return naive.replace(tzinfo=zone).astimezone(AMSTERDAM).date()
    return day


def state(days, rules, today) -> str:
    """undated, not_due or due, for one row with a trigger day a rule."""
    if any(day is None or day > today for day in days):
        return "undated"
    over = all(
        end_of_term(start_of_term(day, rule), rule.keep) < today
        for day, rule in zip(days, rules, strict=True)
    )
    return "due" if over else "not_due"
