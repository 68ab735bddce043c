"""SQLite: one file, one writer. A batch is a walk along rowid, or along the event's index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from attrs import define, frozen
from sqlalchemy import (
    Connection,
    Numeric,
    Text,
    and_,
    cast,
    create_engine,
    event,
    func,
    literal,
    literal_column,
    select,
    text,
    tuple_,
    type_coerce,
)
from sqlalchemy.pool import NullPool
from sqlalchemy.types import NullType

from avgrights.retention.questions import Key, Question
from avgrights.stores.evidence import encoded, encoded_numbers
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import WHITE, Conditions, as_json
from avgrights.stores.sql.moments import Bool, Col, EpochInSqlite, Moment, TextInSqlite
from avgrights.stores.sql.records import Records, SqliteRecords
from avgrights.stores.sql.restricting import RestrictingStore
from avgrights.stores.sql.store import Doomed
from avgrights.terms.data_map import Dataset, EventKind, Way
from avgrights.terms.errors import InputFault

#: How long to wait for another writer, in seconds.
_WAIT = 10
#: Above this share of due rows a walk along rowid is faster than one along the index.
_SMALL_SHARE = 0.02
#: … unless so many of the due rows lie in the order of the index.
_IN_ORDER = 0.9
#: How far apart two rows may lie to count as in order.
_CLOSE = 16

#: White space as it stands in a statement, and in an index on the expression: written the same,
#: and with nothing that a terminal does not show.
_WHITE = literal_column(f"char({', '.join(str(ord(sign)) for sign in WHITE)})", Text)

#: Where a walk stands that has seen every due row.
_END = object()


@frozen
class SqliteDialect:
    """Conditions as SQLite wants them."""

    one_at_a_time: bool = False

    def moment(
        self, column: Col, type_: Any, kind: EventKind, zone: ZoneInfo | None, local: ZoneInfo
    ) -> Moment:
        """Text, whatever the type is called; or a number of seconds."""
        if kind is EventKind.EPOCH:
            return EpochInSqlite(column, local)
        return TextInSqlite(column, zone, local)

    def among(self, columns: Sequence[Col], keys: Sequence[Key]) -> Bool:
        """The keys travel as one JSON text."""
        source = func.json_each(as_json(keys)).table_valued("value", name="k")
        wanted = [func.json_extract(source.c.value, f"$[{n}]") for n in range(len(columns))]
        mine = [self.exact(self.text(one)) for one in columns]  # a cast keeps the collation
        if len(mine) == 1:
            return mine[0].in_(select(wanted[0]))
        return tuple_(*mine).in_(select(*wanted))

    def trim(self, column: Col) -> Col:
        """The column without white space at its ends."""
        return func.trim(column, _WHITE)

    def exact(self, column: Col) -> Col:
        """A column may be declared NOCASE."""
        return column.collate("BINARY")

    def lower(self, column: Col, value: str) -> Col:
        """SQLite's own lower() knows ASCII only; any other letter needs Python's."""
        return func.lower(column) if value.isascii() else func.avgrights_lower(column)

    def text(self, column: Col) -> Col:
        """A column as text."""
        return cast(column, Text)

    def raw(self, column: Col, type_: Any) -> Col:
        """A column as it stands: SQLite has no types that a driver could trip over."""
        return column

    def same(self, one: Col, other: Col) -> Bool:
        """By the database's own equality, plainly for an index; and text sign by sign, also where a
        column is declared NOCASE."""
        return and_(one == other, self.exact(one) == other)


@define(slots=False)
class SqliteStore(RestrictingStore):
    """A SQLite file as a store."""

    wrote: bool = False

    def _obstacles(
        self, connection: Connection, dataset: Dataset, way: Way, beside: frozenset[str]
    ) -> list[str]:
        """SQLite takes bytes that are bound for UTF-8, so text of another encoding would not come
        back as it was."""
        encoding = str(connection.exec_driver_sql("PRAGMA encoding").scalar_one())
        if way is Way.MOVE and encoding != "UTF-8":
            return [f"the database writes text in {encoding}: rows cannot be moved apart"]
        return super()._obstacles(connection, dataset, way, beside)

    def begin_reading(self, connection: Connection) -> None:
        """See `SqlStore`."""
        connection.exec_driver_sql("BEGIN")

    def begin_writing(self, connection: Connection) -> None:
        """See `SqlStore`: the write lock at once, so that nothing changes under a plan."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        self.wrote = True

    def choose(
        self,
        connection: Connection,
        question: Question,
        live: LiveTable,
        asked: Conditions,
        walk: tuple[str, ...],
        most: int,
    ) -> Doomed:
        """See `SqlStore`. Along the index where the due rows are few, else along the handle."""
        handle = _handle(connection, live)
        if walk not in self.walks:
            self.walks[walk] = self._way(connection, live, asked, handle)
        along, since = self.walks[walk]
        if since is _END:
            return Doomed((handle, "[]"), b"", 0)
        key = [live.clause.c[name] for name in question.dataset.key]
        # The plain range first: where it fails, nothing dearer is reckoned.
        cheap = [asked.near[1]] if asked.near is not None else []
        wanted = select(*handle, along.label("walked"), *key).where(*cheap, asked.due)
        if along is handle[0]:
            wanted = wanted.with_hint(live.clause, "NOT INDEXED", "sqlite")
        if since is not None:
            wanted = wanted.where(along >= since)
        rows = connection.execute(wanted.order_by(along).limit(most)).all()
        self.walks[walk] = (along, rows[-1].walked if len(rows) == most else _END)
        return _doomed(rows, handle, 1)

    def choose_keys(
        self, connection: Connection, dataset: Dataset, live: LiveTable, keys: Sequence[Key]
    ) -> Doomed:
        """See `SqlStore`."""
        handle = _handle(connection, live)
        columns = [live.clause.c[name] for name in dataset.key]
        wanted = select(*handle, *columns).order_by(*columns)
        rows = connection.execute(wanted.where(self.dialect.among(columns, keys))).all()
        return _doomed(rows, handle, 0)

    def at(self, live: LiveTable, handles: Any) -> Bool:
        """See `SqlStore`."""
        names: list[Col] = handles[0]
        values: str = handles[1]
        if len(handles) == 4:
            between: Bool = names[0].between(handles[2], handles[3])
            return between
        source = func.json_each(values).table_valued("value", name="h")
        if len(names) == 1:
            return names[0].in_(select(source.c.value))
        each = [func.json_extract(source.c.value, f"$[{n}]") for n in range(len(names))]
        return tuple_(*names).in_(select(*each))

    def bound(self, value: Any, type_: Any) -> Any:
        """See `SqlStore`: days and times as text, numbers as the column's affinity makes them."""
        if isinstance(value, date | time):
            return literal(value.isoformat(" ") if isinstance(value, datetime) else str(value))
        if isinstance(value, Decimal):
            return type_coerce(cast(literal(str(value)), Numeric), NullType())
        return literal(int(value) if isinstance(value, bool) else value)

    def close(self) -> None:
        """See `SqlStore`. What was deleted or written over leaves the write-ahead log too."""
        if self.wrote:
            self.tidy()
        super().close()

    @property
    def records(self) -> Records:
        """See `RestrictingStore`."""
        return SqliteRecords()

    def tidy(self) -> None:
        """See `RestrictingStore`: deleted bytes leave the write-ahead log too."""
        with self._spoken(), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _way(
        self, connection: Connection, live: LiveTable, asked: Conditions, handle: list[Col]
    ) -> tuple[Col, Any]:
        """Which column the batches follow: the event's index for a small share of the table."""
        if asked.near is not None:
            name, near = asked.near
            count = select(func.count())
            total = connection.execute(count.select_from(live.clause)).scalar_one()
            few = (
                select(1).select_from(live.clause).where(near).limit(int(_SMALL_SHARE * total) + 1)
            )
            due = connection.execute(count.select_from(few.subquery())).scalar_one()
            if due <= _SMALL_SHARE * total or _in_order(connection, live, name, near, handle):
                return live.clause.c[name], None
        return handle[0], None


def open_sqlite(name: str, path: Path) -> SqliteStore:
    """The SQLite file as a store; the file is never made here."""
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=NullPool)
    event.listen(engine, "connect", _prepare)
    return SqliteStore(name=name, engine=engine, dialect=SqliteDialect())


def _connect(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path))}?mode=rw"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=_WAIT)


def _prepare(driver: Any, _record: object) -> None:
    """Each connection: foreign keys hold, deleted bytes are overwritten, commits are durable."""
    for pragma in ("foreign_keys=ON", "secure_delete=ON", "synchronous=FULL"):
        driver.execute(f"PRAGMA {pragma}")
    driver.create_function("avgrights_lower", 1, _lower, deterministic=True)


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _in_order(
    connection: Connection, live: LiveTable, name: str, near: Bool, handle: list[Col]
) -> bool:
    """Whether rows lie close together in the order of the event, by the first thousand."""
    some = select(handle[0]).select_from(live.clause).where(near)
    ids = list(connection.execute(some.order_by(live.clause.c[name]).limit(1000)).scalars())
    if not ids or type(ids[0]) is not int:
        return False
    close = sum(0 < after - before <= _CLOSE for before, after in pairwise(ids))
    return bool(close >= _IN_ORDER * (len(ids) - 1))


def _handle(connection: Connection, live: LiveTable) -> list[Col]:
    """What names a row for the database: its rowid, or the primary key of a table without one."""
    free = next(
        (n for n in ("rowid", "_rowid_", "oid") if n not in map(str.lower, live.types)), None
    )
    name = live.clause.name
    bare = connection.execute(
        text("select 1 from pragma_table_list where name = :name and wr = 1"), {"name": name}
    ).first()
    if free is None or bare is not None:
        return [live.clause.c[column] for column in live.key]
    return [literal_column(f"{_quoted(name)}.{free}")]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _doomed(rows: Sequence[Any], handle: list[Col], skipped: int) -> Doomed:
    """Rows of (handle, what is skipped, key) as a batch; the handles travel as one JSON text."""
    width = len(handle)
    ids: list[Any] = [row[0] if width == 1 else list(row[:width]) for row in rows]
    keys = _encoded([row[width + skipped :] for row in rows])
    if any(isinstance(part, bytes) for row in rows for part in row[:width]):
        raise InputFault("a table WITHOUT ROWID whose key holds bytes cannot be purged")
    if _unbroken(ids):
        return Doomed((handle, "", min(ids), max(ids)), keys, len(rows))
    return Doomed((handle, json.dumps(ids)), keys, len(rows))


def _encoded(keys: list[Any]) -> bytes:
    """SQLite gives whole numbers where it stores them, whatever the column's type says."""
    if keys and len(keys[0]) == 1 and all(type(key[0]) is int for key in keys):
        return encoded_numbers(key[0] for key in keys)
    return encoded(tuple(map(str, key)) for key in keys)


def _unbroken(ids: list[Any]) -> bool:
    """Whether rowids follow each other without a gap: one range, then, instead of a list."""
    if not ids or type(ids[0]) is not int:
        return False
    return bool(max(ids) - min(ids) + 1 == len(ids) == len(set(ids)))
