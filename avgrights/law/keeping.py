"""Until when data is kept (bewaartermijn): the counting start and the last day.

No weekend or holiday moves this day: a retention term is no procedural term (Awt 1(1)).
"""

from __future__ import annotations

from datetime import date

from avgrights.terms.period import Period
from avgrights.terms.register import CountFrom, MonthDay


def counting_start(
    when: date, count_from: CountFrom, book_year_ends: MonthDay | date | None = None
) -> date:
    """The day from which a retention term counts, for an event on `when`.

    Args:
        book_year_ends: for the end of a book year: the day of every year on which book years
            end (the first one on or after `when` counts), or the end of this very book year.

    Raises:
        ValueError: the end of a book year is asked for without saying when that is, or the
            book year given ends before the event.

    >>> counting_start(date(2020, 2, 10), CountFrom.END_OF_BOOK_YEAR, MonthDay(6, 30))
    datetime.date(2020, 6, 30)
    """
    if count_from is CountFrom.TRIGGER_DATE:
        return when
    if count_from is CountFrom.END_OF_CALENDAR_YEAR:
        return date(when.year, 12, 31)
    if book_year_ends is None:
        raise ValueError("the end of the book year is not known: say when book years end")
    if isinstance(book_year_ends, date):
        if book_year_ends < when:
            raise ValueError(f"the book year ends on {book_year_ends}, before the event on {when}")
        return book_year_ends
    this_year = in_year(book_year_ends, when.year)
    return this_year if when <= this_year else in_year(book_year_ends, when.year + 1)


def in_year(day: MonthDay, year: int) -> date:
    """That day in that year; 29 February becomes the 28th where the year has none."""
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return date(year, day.month, 28)


def keep_until(
    keep: Period,
    when: date,
    count_from: CountFrom,
    book_year_ends: MonthDay | date | None = None,
) -> date:
    """The last day on which the data is kept, that day included; gone from the day after.

    >>> seven = Period.parse("7 years")
    >>> keep_until(seven, date(2019, 3, 15), CountFrom.END_OF_BOOK_YEAR, MonthDay(12, 31))
    datetime.date(2026, 12, 31)
    """
    return keep.after(counting_start(when, count_from, book_year_ends))
