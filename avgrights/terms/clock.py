"""The one reading of the clock that a command makes."""

from __future__ import annotations

from datetime import date, datetime

from attrs import frozen


@frozen(kw_only=True)
class Clock:
    """Today and now, read once at the rim and handed inward.

    Attributes:
        today: the local day in the workspace's zone (in a rehearsal: the day of `--today`).
        now: the instant, aware and in UTC; on the same local day as `today`.
    """

    today: date
    now: datetime
