"""Moments in SQL: is a column's value a day that can be read, and is it on or before a day?

The same definition as terms/moments.py, set by set. One bound value is compared a column; where
the column has an index, `near` lets the database use it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from attrs import frozen
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    or_,
    true,
    type_coerce,
)

from avgrights.terms.data_map import EventKind
from avgrights.terms.moments import midnight_after

Bool = ColumnElement[bool]
Col = ColumnElement[Any]

_YEAR_ONE = date(1, 1, 1)
_FIRST_SECOND = -62135596800  # 0001-01-01T00:00Z: a moment before it is no day we can name


class Moment(Protocol):
    """One event column of one dataset in one database."""

    def readable(self) -> Bool:
        """Whether the value can be read as a day at all; never NULL."""

    def by(self, day: date) -> Bool:
        """Whether its local day is on or before `day`; counts only where readable."""

    def near(self, day: date) -> Bool | None:
        """A plain range that holds every row of `by(day)`, for an index; None without one."""


@frozen
class TextInSqlite:
    """A moment as text in SQLite: columns of type DATE, DATETIME, TIMESTAMP and TEXT alike."""

    column: Col
    zone: ZoneInfo | None
    local: ZoneInfo

    def readable(self) -> Bool:
        value, day, clock = self.column, func.substr(self.column, 1, 10), self._clock()
        a_time = and_(
            func.substr(value, 11, 1).in_([" ", "T"]),
            clock.op("GLOB")("[0-2][0-9]:[0-5][0-9]*"),
            func.substr(clock, 1, 2) < "24",
            not_(clock.op("GLOB")("*[ tz]*")),
            _seconds(value).is_not(None),
        )
        shape = and_(
            func.typeof(value) == "text",
            value.op("GLOB")("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*"),
            value >= "0001-01-01",
            func.date(day, "+0 days") == day,  # without a modifier, 30 February passes
            or_(func.length(value) == 10, a_time),
        )
        return func.coalesce(type_coerce(shape, Boolean), false())

    def by(self, day: date) -> Bool:
        written = func.substr(self.column, 1, 10) <= day.isoformat()
        instant = _seconds(self.column) < _epoch(midnight_after(day, self.local))
        naive = written if self.zone is None else self._by_in_zone(day)
        return case((self._bare_day(), written), (self._offset(), instant), else_=naive)

    def near(self, day: date) -> Bool | None:
        """Text sorts as its first ten characters do; an offset moves a day by one at most."""
        return and_(self.column >= "0001-01-01", self.column < (day + timedelta(2)).isoformat())

    def _clock(self) -> Col:
        return func.substr(self.column, 12)

    def _bare_day(self) -> Bool:
        return func.length(self.column) == 10

    def _offset(self) -> Bool:
        return self._clock().op("GLOB")("*[-+Z]*")

    def _by_in_zone(self, day: date) -> Bool:
        """Naive times of another zone: both sides are reckoned as if that zone were UTC."""
        assert self.zone is not None
        there = midnight_after(day, self.local).astimezone(self.zone).replace(tzinfo=UTC)
        return _seconds(self.column) < _epoch(there)


@frozen
class EpochInSqlite:
    """Seconds since 1970 in SQLite; text and blobs are unreadable, whatever the column says."""

    column: Col
    local: ZoneInfo

    def readable(self) -> Bool:
        number = func.typeof(self.column).in_(["integer", "real"])
        return func.coalesce(and_(number, self.column >= _FIRST_SECOND), false())

    def by(self, day: date) -> Bool:
        return self.column < _epoch(midnight_after(day, self.local))

    def near(self, day: date) -> Bool | None:
        return and_(self.column >= _FIRST_SECOND, self.by(day))


@frozen
class DateInPostgres:
    """A column of type date: days, whatever the zone."""

    column: Col

    def readable(self) -> Bool:
        fine = and_(func.isfinite(self.column), self.column >= literal(_YEAR_ONE, Date))
        return func.coalesce(fine, false())

    def by(self, day: date) -> Bool:
        return self.column <= literal(day, Date)

    def near(self, day: date) -> Bool | None:
        return and_(self.column >= literal(_YEAR_ONE, Date), self.by(day))


@frozen
class TimestampInPostgres:
    """A column of type timestamp, with or without time zone."""

    column: Col
    aware: bool
    zone: ZoneInfo | None
    local: ZoneInfo

    def readable(self) -> Bool:
        fine = and_(func.isfinite(self.column), self.column >= self._first())
        return func.coalesce(fine, false())

    def by(self, day: date) -> Bool:
        end = midnight_after(day, self.local)
        if self.aware:
            return self.column < literal(end, DateTime(timezone=True))
        here = end.astimezone(self.zone or self.local).replace(tzinfo=None)
        return self.column < literal(here, DateTime(timezone=False))

    def near(self, day: date) -> Bool | None:
        return and_(self.column >= self._first(), self.by(day))

    def _first(self) -> Col:
        """2 January of the year 1: a day earlier could lie before the calendar in another zone."""
        start = datetime(1, 1, 2, tzinfo=UTC if self.aware else None)
        return literal(start, DateTime(timezone=self.aware))


@frozen
class EpochInPostgres:
    """Seconds since 1970 in a column of a numeric type; NaN sorts above all, so it is future."""

    column: Col
    local: ZoneInfo

    def readable(self) -> Bool:
        return func.coalesce(self.column >= _FIRST_SECOND, false())

    def by(self, day: date) -> Bool:
        return self.column < _epoch(midnight_after(day, self.local))

    def near(self, day: date) -> Bool | None:
        return and_(self.column >= _FIRST_SECOND, self.by(day))


#: The shape of terms/moments.ISO for PostgreSQL, with the months that have a day less apart.
_SHAPE = (
    r"^(?!0000)\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?)?$"
)


@frozen
class TextInPostgres:
    """A moment as text in PostgreSQL. Casts stand behind the shape check, inside CASE."""

    column: Col
    zone: ZoneInfo | None
    local: ZoneInfo

    def readable(self) -> Bool:
        value = self._value()
        fine = case(
            (value.regexp_match(_SHAPE), func.substr(value, 9, 2) <= self._month_length()),
            else_=false(),
        )
        return func.coalesce(type_coerce(fine, Boolean), false())

    def by(self, day: date) -> Bool:
        value, end = self._value(), midnight_after(day, self.local)
        written = func.substr(value, 1, 10) <= day.isoformat()
        aware = cast(value, DateTime(timezone=True)) < literal(end, DateTime(timezone=True))
        offset = func.substr(value, 12).regexp_match("[-+Z]")
        rungs: list[tuple[Bool, Bool]] = [
            (not_(self.readable()), false()),
            (func.length(value) == 10, written),
            (offset, aware),
        ]
        return case(*rungs, else_=written if self.zone is None else self._by_in_zone(end))

    def near(self, day: date) -> Bool | None:
        """None: the order of text depends on the collation, so that no range is safe."""
        return None

    def _value(self) -> Col:
        return cast(self.column, Text)

    def _by_in_zone(self, end: datetime) -> Bool:
        assert self.zone is not None
        there = end.astimezone(self.zone).replace(tzinfo=None)
        return cast(self._value(), DateTime()) < literal(there, DateTime())

    def _month_length(self) -> Col:
        value = self._value()
        year, month = cast(func.substr(value, 1, 4), Integer), func.substr(value, 6, 2)
        leap = and_(year % 4 == 0, or_(year % 100 != 0, year % 400 == 0))
        return case(
            (and_(month == "02", leap), literal("29")),
            (month == "02", literal("28")),
            (month.in_(["04", "06", "09", "11"]), literal("30")),
            else_=literal("31"),
        )


def kind_of(type_: object) -> EventKind | None:
    """What a column's type says of the moments in it; None: nothing that can be read."""
    from sqlalchemy.types import Date as DateType
    from sqlalchemy.types import DateTime as DateTimeType
    from sqlalchemy.types import Float, Numeric, String
    from sqlalchemy.types import Integer as IntegerType

    for kinds, meaning in (
        ((DateTimeType,), EventKind.TIMESTAMP),
        ((DateType,), EventKind.DATE),
        ((IntegerType, Numeric, Float), EventKind.EPOCH),
        ((String,), EventKind.TEXT),
    ):
        if isinstance(type_, kinds):
            return meaning
    return None


def _seconds(value: Col) -> Col:
    return cast(func.strftime("%s", value), Integer)


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


TRUE, FALSE = true(), false()
