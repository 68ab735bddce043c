"""The local day of a moment as a store writes it, or None where it cannot be read.

The one definition of *undated*: what this module cannot read never starts a term. The SQL of
stores/ says the same set by set; tests hold the two together.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from avgrights.terms.data_map import EventKind

#: ISO 8601 as it is accepted in text: a day; or a day, a space or T, hours and minutes, with or
#: without seconds, fraction and offset. What else ISO allows (week dates, basic form) is not read.
ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[ T]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?"
    r"(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?",
    re.ASCII,
)
#: The years that a day to reckon from may lie in, both included: beyond them it is a mistake.
YEARS = (1900, 2200)
_LAST = datetime(9999, 12, 30, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_day(
    value: object, kind: EventKind, *, zone: ZoneInfo | None, local: ZoneInfo
) -> date | None:
    """The local day of a moment; None where the value is empty or unreadable.

    Args:
        zone: the zone of naive times; None: they are local.
        local: the zone whose days count.

    An hour before midnight in UTC is already the next day in Amsterdam, in summer:

    >>> amsterdam = ZoneInfo("Europe/Amsterdam")
    >>> local_day("2026-06-30T23:00Z", EventKind.TEXT, zone=None, local=amsterdam)
    datetime.date(2026, 7, 1)
    >>> local_day("n/a", EventKind.TEXT, zone=None, local=amsterdam) is None
    True
    """
    try:
        if kind is EventKind.EPOCH:
            return _day_of_epoch(value, local)
        if isinstance(value, datetime):
            return _day_of(value, zone, local)
        if isinstance(value, date):
            return value
        return _day_of_text(value, zone, local) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None


def midnight_after(day: date, local: ZoneInfo) -> datetime:
    """The instant, UTC, at which a local day has ended: the first moment of the next.

    At the very end of the calendar, where there is none: one that every zone can still write.
    """
    try:
        return min(datetime.combine(day + timedelta(1), time(), local).astimezone(UTC), _LAST)
    except OverflowError:
        return _LAST


def reckonable(day: date) -> bool:
    """Whether a day may be reckoned from: a term before or after it stays in the calendar."""
    return YEARS[0] <= day.year <= YEARS[1]


def _day_of_epoch(value: object, local: ZoneInfo) -> date | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return (_EPOCH + timedelta(seconds=value)).astimezone(local).date()


def _day_of_text(text: str, zone: ZoneInfo | None, local: ZoneInfo) -> date | None:
    found = ISO.fullmatch(text)
    if not found:
        return None
    day = date.fromisoformat(found[1])
    if found[2] is None:
        return day
    return _day_of(datetime.fromisoformat(_without_nanoseconds(text)), zone, local)


def _without_nanoseconds(text: str) -> str:
    """Python reads at most six digits of a fraction; a day never hangs on the seventh."""
    return re.sub(r"(\.\d{6})\d+", r"\1", text)


def _day_of(moment: datetime, zone: ZoneInfo | None, local: ZoneInfo) -> date:
    if moment.tzinfo is not None:
        return moment.astimezone(local).date()
    return moment.date() if zone is None else moment.replace(tzinfo=zone).astimezone(local).date()
