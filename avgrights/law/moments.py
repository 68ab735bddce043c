"""Days: the local day of an instant."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = "Europe/Amsterdam"


def local_day(moment: date | datetime, zone: str = ZONE) -> date:
    """The calendar day of a moment, in the controller's zone.

    Args:
        moment: a day (which stays as it is), or an aware instant.

    Raises:
        ValueError: an instant without a time zone; it could be two days.

    Half past eleven in the evening by UTC is the next day in Amsterdam:

    >>> from datetime import UTC
    >>> local_day(datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    datetime.date(2026, 3, 29)
    """
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone, such as 2026-03-28T23:30:00Z")
    return moment.astimezone(ZoneInfo(zone)).date()
