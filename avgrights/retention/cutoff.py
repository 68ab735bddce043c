"""The exact cutoff: of a rule and a day, the last trigger whose term is over.

A purge compares one bound value in the store instead of adding a period row by row. That value
is not `today - period`: 31 January plus a month ends on 28 February, while 28 February less a
month is 28 January. `last_start` is the exact inverse of `Period.after`.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from avgrights.law.keeping import in_year
from avgrights.terms.period import Period, Permanent, add_months
from avgrights.terms.register import CountFrom, MonthDay, RetentionRule


def last_start(keep: Period, over: date) -> date | None:
    """The last day on which a period may start so that it has ended on or before `over`.

    Exactly: `start <= last_start(keep, over)` where and only where `keep.after(start) <= over`.
    None where no such day exists in the calendar (years 1 to 9999).

    The 29th, 30th and 31st of January all end on 28 February:

    >>> last_start(Period(months=1), date(2022, 2, 28))
    datetime.date(2022, 1, 31)
    """
    try:
        counted = over - timedelta(keep.counted_days)
        start = add_months(counted, -keep.calendar_months)
    except (OverflowError, ValueError):
        return None
    if counted.day == _length(counted):
        return start.replace(day=_length(start))
    return start


def last_day_of_trigger(rule: RetentionRule, today: date) -> date | None:
    """The last trigger day that is due on `today`: kept until yesterday or before.

    A row kept until T goes from T + 1 (GDPR 5(1)(e); Archiefbesluit 5(1)(c)). For a book year
    whose end stands in a column, the day is to be compared with that column. None where nothing
    can be due: permanent keeping, an incomplete rule, or a term longer than the calendar.

    >>> two_years = RetentionRule(id="tickets", datasets=("tickets",), keep=Period(years=2),
    ...     after="request completed", count_from=CountFrom.TRIGGER_DATE)
    >>> last_day_of_trigger(two_years, date(2026, 3, 1))
    datetime.date(2024, 2, 29)
    >>> last_day_of_trigger(two_years, date(2026, 2, 28))
    datetime.date(2024, 2, 27)
    """
    if not rule.complete or rule.keep is None or isinstance(rule.keep, Permanent):
        return None
    start = last_start(rule.keep, today - timedelta(1)) if today > date.min else None
    if start is None or rule.count_from is CountFrom.TRIGGER_DATE:
        return start
    if rule.count_from is CountFrom.END_OF_CALENDAR_YEAR:
        return _last_end(start, MonthDay(12, 31))
    if isinstance(rule.book_year_ends, MonthDay):
        return _last_end(start, rule.book_year_ends)
    return start


def _last_end(start: date, end: MonthDay) -> date | None:
    """The last end of a year on or before `start`: triggers up to it count from it or before."""
    this_year = in_year(end, start.year)
    if this_year <= start:
        return this_year
    return in_year(end, start.year - 1) if start.year > 1 else None


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]
