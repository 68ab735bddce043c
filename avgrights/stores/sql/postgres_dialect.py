"""Conditions as PostgreSQL wants them, and how it names and writes rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen
from sqlalchemy import ARRAY, Integer, Text, bindparam, cast, func, literal_column, select, tuple_
from sqlalchemy.types import UserDefinedType

from avgrights.retention.questions import Key
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import WHITE
from avgrights.stores.sql.links import quoted
from avgrights.stores.sql.moments import (
    Bool,
    Col,
    DateInPostgres,
    EpochInPostgres,
    Moment,
    TextInPostgres,
    TimestampInPostgres,
    kind_of,
)
from avgrights.terms.data_map import Dataset, EventKind

#: White space as it stands in a statement, and in an index on the expression: written the same,
#: and with nothing that a terminal does not show.
_WHITE = literal_column("E'" + "".join(f"\\u{ord(sign):04X}" for sign in WHITE) + "'", Text)


class Tid(UserDefinedType[str]):
    """Where a row stands: (page, number)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type."""
        return "tid"


@frozen
class PostgresDialect:
    """Conditions as PostgreSQL wants them."""

    one_at_a_time: bool = False

    def moment(
        self, column: Col, type_: Any, kind: EventKind, zone: ZoneInfo | None, local: ZoneInfo
    ) -> Moment:
        """By the column's own type; a declared kind decides how text and numbers are read."""
        live = kind_of(type_)
        if live is EventKind.DATE:
            return DateInPostgres(column)
        if live is EventKind.TIMESTAMP:
            return TimestampInPostgres(column, bool(type_.timezone), zone, local)
        if live is EventKind.EPOCH:
            return EpochInPostgres(column, local)
        return TextInPostgres(column, zone, local)

    def among(self, columns: Sequence[Col], keys: Sequence[Key]) -> Bool:
        """The keys travel as one array a column."""
        each = [texts([key[n] for key in keys]) for n in range(len(columns))]
        mine = [self.text(one) for one in columns]
        if len(mine) == 1:
            return mine[0] == func.any(each[0])
        return tuple_(*mine).in_(select(*side_by_side(each).c))

    def trim(self, column: Col) -> Col:
        """The column without white space at its ends."""
        return func.btrim(column, _WHITE)

    def exact(self, column: Col) -> Col:
        """Equality of text is exact in PostgreSQL, but under a nondeterministic collation."""
        return column.collate("C")

    def lower(self, column: Col, value: str) -> Col:
        """In the C locale lower() knows ASCII only; the other letters of the value are told it."""
        letters = {one: one.upper() for one in value if not one.isascii()}
        pairs = [(up, low) for low, up in letters.items() if len(up) == 1 and up != low]
        if not pairs:
            return func.lower(column)
        ups, lows = ("".join(each) for each in zip(*pairs, strict=True))
        return func.translate(func.lower(column), ups, lows)

    def text(self, column: Col) -> Col:
        """A column as text."""
        return cast(column, Text)

    def raw(self, column: Col, type_: Any) -> Col:
        """Days and times as text: the driver cannot read 'infinity' or the years past 9999."""
        if kind_of(type_) in (EventKind.DATE, EventKind.TIMESTAMP):
            return cast(column, Text)
        return column

    def same(self, one: Col, other: Col) -> Bool:
        """By the database's own equality."""
        return one == other


def side_by_side(arrays: Sequence[Any]) -> Any:
    """Arrays of one length as the columns of a table, k0, k1 and on."""
    names = [f"k{n}" for n in range(len(arrays))]
    return func.unnest(*arrays).table_valued(*names, name="k").render_derived()


def ctid_of(live: LiveTable) -> Col:
    """Where a row of the table stands."""
    return literal_column(f"{quoted_name_of(live)}.ctid", Tid())


def quoted_name_of(live: LiveTable) -> str:
    """The table's name as SQL writes it."""
    return quoted(live.clause.schema, live.clause.name)


def page_start(page: int) -> Col:
    """The place before the first row of a page."""
    return cast(bindparam(None, f"({page},0)", Text), Tid())


def texts(values: Sequence[str]) -> Col:
    """Texts as one bound array."""
    return bindparam(None, list(values), ARRAY(Text))


def encoded_key(key: Sequence[Col], live: LiveTable, dataset: Dataset) -> Col:
    """The key as stores/evidence.py writes it: a whole number in eight bytes, else each column
    after its length in four."""
    if len(key) == 1 and isinstance(live.types[dataset.key[0]], Integer):
        return func.int8send(key[0])
    parts = []
    for one in key:
        raw = func.convert_to(cast(one, Text), "UTF8")
        parts.append(func.int4send(func.octet_length(raw)).op("||")(raw))
    whole: Col = parts[0]
    for part in parts[1:]:
        whole = whole.op("||")(part)
    return whole
