"""Moments in MariaDB's SQL: the same definition as terms/moments.py, as moments.py has the others.

The session's time zone is UTC, so a TIMESTAMP is read as an instant; a DATETIME is naive. A zero
date, a month or day of zero, and a day that its month lacks can all stand in a column.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from attrs import frozen
from sqlalchemy import (
    Date,
    Integer,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
)
from sqlalchemy.dialects.mysql import DATETIME

from avgrights.stores.sql.moments import Bool, Col
from avgrights.terms.moments import midnight_after

_YEAR_ONE = date(1, 1, 1)
#: 2 January: a day earlier could lie before the calendar in another zone.
_FIRST = datetime(1, 1, 2)  # noqa: DTZ001  a naive bound, for naive columns
_FIRST_SECOND = -62135596800
_MOMENT = DATETIME(fsp=6)
#: The shape of terms/moments.ISO; `\z`, as `$` lets a line's end follow.
_SHAPE = (
    r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
    r"(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])?)?\z"
)


@frozen
class DateInMariadb:
    """A column of type DATE: days, whatever the zone."""

    column: Col

    def readable(self) -> Bool:
        """See `Moment`."""
        return _never_null(
            and_(self.column >= literal(_YEAR_ONE, Date), _in_its_month(self.column))
        )

    def by(self, day: date) -> Bool:
        """See `Moment`. Hidden from the optimizer, which else sorts a range of the index anew
        for each batch of a walk along the key."""
        return _never_null(self._until(day))

    def near(self, day: date) -> Bool | None:
        """See `Moment`."""
        return and_(self.column >= literal(_YEAR_ONE, Date), self._until(day))

    def _until(self, day: date) -> Bool:
        return self.column <= literal(day, Date)


@frozen
class TimestampInMariadb:
    """A column of type DATETIME, which is naive, or TIMESTAMP, which is an instant."""

    column: Col
    aware: bool
    zone: ZoneInfo | None
    local: ZoneInfo

    def readable(self) -> Bool:
        """See `Moment`."""
        return _never_null(and_(self.column >= _moment(_FIRST), _in_its_month(self.column)))

    def by(self, day: date) -> Bool:
        """See `Moment`."""
        return _never_null(self._until(day))

    def near(self, day: date) -> Bool | None:
        """See `Moment`."""
        return and_(self.column >= _moment(_FIRST), self._until(day))

    def _until(self, day: date) -> Bool:
        zone = ZoneInfo("UTC") if self.aware else self.zone or self.local
        return self.column < _moment(_naive(midnight_after(day, self.local), zone))


@frozen
class EpochInMariadb:
    """Seconds since 1970 in a column of a numeric type."""

    column: Col
    local: ZoneInfo

    def readable(self) -> Bool:
        """See `Moment`."""
        return _never_null(self.column >= _FIRST_SECOND)

    def by(self, day: date) -> Bool:
        """See `Moment`."""
        return _never_null(self._until(day))

    def near(self, day: date) -> Bool | None:
        """See `Moment`."""
        return and_(self.column >= _FIRST_SECOND, self._until(day))

    def _until(self, day: date) -> Bool:
        return self.column < int(midnight_after(day, self.local).timestamp())


@frozen
class TextInMariadb:
    """A moment as text, given letter by letter. Casts stand behind the shape check, inside CASE:
    in strict mode a cast that fails would stop a deletion."""

    value: Col
    zone: ZoneInfo | None
    local: ZoneInfo

    def readable(self) -> Bool:
        """See `Moment`."""
        first = func.concat(func.substr(self.value, 1, 7), "-01")
        last = func.dayofmonth(func.last_day(first))
        day = cast(func.substr(self.value, 9, 2), Integer)
        return _never_null(case((self.value.regexp_match(_SHAPE), day <= last), else_=false()))

    def by(self, day: date) -> Bool:
        """See `Moment`."""
        end = midnight_after(day, self.local)
        written = func.substr(self.value, 1, 10) <= day.isoformat()
        naive = written if self.zone is None else self._moment() < _moment(_naive(end, self.zone))
        return _never_null(
            case(
                (not_(self.readable()), false()),
                (func.char_length(self.value) == 10, written),
                (func.substr(self.value, 12).regexp_match("[-+Z]"), self._before(end)),
                else_=naive,
            )
        )

    def near(self, day: date) -> Bool | None:
        """None: the order of text depends on the collation, so that no range is safe."""
        return None

    def _moment(self) -> Col:
        """What is written before the offset."""
        return cast(func.regexp_substr(self.value, "^.{10}[ T][0-9:.]+"), _MOMENT)

    def _before(self, end: datetime) -> Bool:
        """The bound goes to the value's own offset, so that no moment leaves the calendar."""
        tail = func.right(self.value, 6)
        hours = cast(func.substr(tail, 2, 2), Integer)
        minutes = hours * 60 + cast(func.substr(tail, 5, 2), Integer)
        offset = case(
            (func.right(self.value, 1) == "Z", literal(0)),
            (func.left(tail, 1) == "-", -minutes),
            else_=minutes,
        )
        there = func.timestampadd(literal_column("MINUTE"), offset, _moment(_naive(end, UTC)))
        return self._moment() < cast(there, _MOMENT)


def _never_null(condition: Bool) -> Bool:
    return func.coalesce(condition, false())


def _in_its_month(column: Col) -> Bool:
    """Whether month and day are in the calendar: LAST_DAY of a month of zero is NULL."""
    day = func.dayofmonth(column)
    return and_(day >= 1, day <= func.dayofmonth(func.last_day(column)))


def _moment(naive: datetime) -> Col:
    return literal(naive, _MOMENT)


def _naive(moment: datetime, zone: object) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)  # type: ignore[arg-type]
