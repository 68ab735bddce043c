"""Conditions as MariaDB wants them.

Its collations take 'A' for 'a', 'é' for 'e', and 'a ' for 'a': whatever must be exact is compared
as utf8mb4_nopad_bin, sign by sign. Beside it stands the plain comparison, for an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from sqlalchemy import (
    Date,
    DateTime,
    Integer,
    Numeric,
    String,
    Text,
    and_,
    cast,
    func,
    tuple_,
    type_coerce,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.sql.expression import literal_column
from sqlalchemy.types import BINARY, VARBINARY, Enum, Float, LargeBinary, Time

from avgrights.retention.questions import Key
from avgrights.stores.sql.conditions import WHITE
from avgrights.stores.sql.mariadb_catalogue import Bits
from avgrights.stores.sql.mariadb_moments import (
    DateInMariadb,
    EpochInMariadb,
    TextInMariadb,
    TimestampInMariadb,
)
from avgrights.stores.sql.moments import Bool, Col, Moment, kind_of
from avgrights.terms.data_map import EventKind

#: Compares sign by sign; spaces at the end count.
EXACT = "utf8mb4_nopad_bin"
_BYTES = (
    LargeBinary,
    BINARY,
    VARBINARY,
    mysql.TINYBLOB,
    mysql.BLOB,
    mysql.MEDIUMBLOB,
    mysql.LONGBLOB,
)


@frozen
class MariadbDialect:
    """Conditions as MariaDB wants them."""

    #: The driver drops the rest of a result when another statement comes before its end.
    one_at_a_time: bool = True

    def moment(
        self, column: Col, type_: Any, kind: EventKind, zone: ZoneInfo | None, local: ZoneInfo
    ) -> Moment:
        """By the column's own type; a declared kind decides how text and numbers are read."""
        live = kind_of(type_)
        if live is EventKind.DATE:
            return DateInMariadb(column)
        if live is EventKind.TIMESTAMP:
            return TimestampInMariadb(column, isinstance(type_, mysql.TIMESTAMP), zone, local)
        if live is EventKind.EPOCH:
            return EpochInMariadb(column, local)
        return TextInMariadb(self.exact(column), zone, local)

    def among(self, columns: Sequence[Col], keys: Sequence[Key]) -> Bool:
        """As text, exactly; and as they are stored, so that an index finds them."""
        mine = [self.text(one) for one in columns]
        exactly = mine[0].in_([k[0] for k in keys]) if len(mine) == 1 else tuple_(*mine).in_(keys)
        near = [_near(one, [key[n] for key in keys]) for n, one in enumerate(columns)]
        return and_(*(one for one in near if one is not None), exactly)

    def trim(self, column: Col) -> Col:
        """The column without white space at its ends, compared exactly."""
        ends = f"^[{WHITE}]+|[{WHITE}]+$"
        return func.regexp_replace(self.exact(column), ends, "", type_=Text).collate(EXACT)

    def exact(self, column: Col) -> Col:
        """Text compared sign by sign, whatever its own character set and collation."""
        return cast(column, Text).collate(EXACT)

    def lower(self, column: Col, value: str) -> Col:
        """MariaDB's own lower() knows an older Unicode; the value's letters are told it."""
        known: Col = column
        for low in dict.fromkeys(value):
            up = low.upper()
            if not low.isascii() and len(up) == 1 and up != low:
                known = func.replace(known, up, low, type_=Text)
        return func.lower(known, type_=Text).collate(EXACT)

    def text(self, column: Col) -> Col:
        """A column as text: bytes in hexadecimal, bits as a number."""
        if isinstance(column.type, _BYTES):
            column = func.hex(column)
        elif isinstance(column.type, Bits):
            column = _number(column)
        return self.exact(column)

    def raw(self, column: Col, type_: Any) -> Col:
        """Days, times and sets as text: the driver cannot read '0000-00-00'. A TIMESTAMP comes
        with its offset, which is that of the session: UTC."""
        if isinstance(type_, mysql.TIMESTAMP):
            return func.concat(cast(column, Text), "+00:00")
        if kind_of(type_) in (EventKind.DATE, EventKind.TIMESTAMP):
            return cast(column, Text)
        if isinstance(type_, Time | mysql.SET):
            return cast(column, Text)
        return _number(column) if isinstance(type_, mysql.BIT) else column

    def same(self, one: Col, other: Col) -> Bool:
        """Whether two columns hold the same: text sign by sign, and plainly for an index."""
        if isinstance(one.type, String) or isinstance(other.type, String):
            return and_(one == other, self.exact(one) == self.exact(other))
        return one == other


def _number(bits: Col) -> Col:
    return type_coerce(bits, Integer).op("+")(literal_column("0"))


def _near(column: Col, values: Sequence[str]) -> Bool | None:
    """The plain comparison that holds for every row of the exact one; None where there is none."""
    type_ = column.type
    try:
        if isinstance(type_, Integer):
            return column.in_([int(value) for value in values])
        if isinstance(type_, Numeric) and not isinstance(type_, Float):
            return column.in_([Decimal(value) for value in values])
        if isinstance(type_, _BYTES):
            return column.in_([bytes.fromhex(value) for value in values])
    except (ValueError, InvalidOperation):
        return None
    plain = isinstance(type_, String) and not isinstance(type_, Enum | mysql.SET)
    return column.in_(values) if plain or isinstance(type_, Date | DateTime) else None
