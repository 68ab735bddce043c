"""PostgreSQL: a batch follows the event's index, or walks the pages of the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import define
from sqlalchemy import (
    ARRAY,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    create_engine,
    delete,
    event,
    func,
    literal_column,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from avgrights.retention.questions import Key, Question
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import Conditions
from avgrights.stores.sql.moments import Bool, Col
from avgrights.stores.sql.postgres_dialect import (
    PostgresDialect,
    Tid,
    ctid_of,
    encoded_key,
    page_start,
    quoted_name_of,
    side_by_side,
    texts,
)
from avgrights.stores.sql.securing import SecuringStore
from avgrights.stores.sql.store import Doomed
from avgrights.terms.data_map import Dataset

#: Above this share of due rows a walk over the pages is faster than the index, unless the rows
#: lie in the order of the index (a correlation near 1).
_SMALL_SHARE = 0.02
_IN_ORDER = 0.9
#: How long to wait for another's lock, in milliseconds.
_WAIT = 10_000


@define
class _Walk:
    """How far a run is in one dataset: along an index, or over the pages fixed at its start."""

    column: str | None
    since: Any = None
    page: int = 0
    pages: int = 0
    ended: bool = False
    step: int = 1


#: No row is due any more.
_NOTHING = Doomed("{}", b"", 0)


@define(slots=False)
class PostgresStore(SecuringStore):
    """A PostgreSQL database as a store."""

    def begin_reading(self, connection: Connection) -> None:
        """See `SqlStore`."""
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        self.show_pass(connection)

    def begin_writing(self, connection: Connection) -> None:
        """See `SqlStore`."""
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_WAIT}")
        self.show_pass(connection)

    def choose(
        self,
        connection: Connection,
        question: Question,
        live: LiveTable,
        asked: Conditions,
        walk: tuple[str, ...],
        most: int,
    ) -> Doomed:
        """See `SqlStore`."""
        way = self.walks.get(walk) or self._way(connection, live, asked)
        self.walks[walk] = way
        if way.ended:
            return _NOTHING
        if way.column is not None:
            return self._along_index(connection, question, live, asked, way, most)
        return self._over_pages(connection, question, live, asked, way, most)

    def choose_keys(
        self, connection: Connection, dataset: Dataset, live: LiveTable, keys: Sequence[Key]
    ) -> Doomed:
        """See `SqlStore`."""
        columns = [live.clause.c[name] for name in dataset.key]
        typed = [
            cast(texts([key[n] for key in keys]), ARRAY(live.types[name]))
            for n, name in enumerate(dataset.key)
        ]
        if len(columns) == 1:
            mine: Bool = columns[0] == func.any(typed[0])
        else:
            mine = tuple_(*columns).in_(select(*side_by_side(typed).c))
        return self._lock(connection, dataset, live, _some(live, mine), None)[0]

    def at(self, live: LiveTable, handles: Any) -> Bool:
        """See `SqlStore`."""
        return ctid_of(live) == func.any(cast(bindparam("tids", handles, Text), ARRAY(Tid)))

    def _along_index(
        self,
        connection: Connection,
        question: Question,
        live: LiveTable,
        asked: Conditions,
        way: _Walk,
        most: int,
    ) -> Doomed:
        """In the order of the event, from the last one seen: what is held is passed once."""
        assert asked.near is not None
        dataset = question.dataset
        column = live.clause.c[asked.near[0]]
        wanted = _some(live, asked.due & asked.near[1]).order_by(column).limit(most)
        if way.since is not None:
            wanted = wanted.where(column >= way.since)
        if not question.at_once:
            doomed, since = self._lock(connection, dataset, live, wanted, column)
        else:
            doomed, since = self._take(connection, dataset, live, wanted, asked, column)
        if doomed.rows:
            way.since = since
        way.ended = doomed.chosen < most
        return doomed

    def _over_pages(
        self,
        connection: Connection,
        question: Question,
        live: LiveTable,
        asked: Conditions,
        way: _Walk,
        most: int,
    ) -> Doomed:
        """Page by page; a stretch with fewer due rows than asked for is done with."""
        dataset = question.dataset
        while way.page <= way.pages:
            ctid, end = ctid_of(live), way.page + way.step
            pages = and_(ctid >= page_start(way.page), ctid < page_start(end))
            wanted = _some(live, pages & asked.due).limit(most)
            if not question.at_once:
                doomed, _ = self._lock(connection, dataset, live, wanted, None)
            else:
                stretch = pages & asked.due
                doomed = (
                    self._clear(connection, dataset, live, stretch, most)
                    or self._take(connection, dataset, live, wanted, asked, None)[0]
                )
            if doomed.chosen < most:
                way.page = end
                way.step = _stride(way.step, doomed.rows, most)
            if doomed.rows:
                return doomed
        return _NOTHING

    def _clear(
        self, connection: Connection, dataset: Dataset, live: LiveTable, stretch: Bool, most: int
    ) -> Doomed | None:
        """Deletes all that is due on some pages at one go; None, and nothing deleted, where that
        would be more than asked for."""
        key = [live.clause.c[name] for name in dataset.key]
        code = encoded_key(key, live, dataset).label("code")
        gone = delete(live.clause).where(stretch).returning(code).cte("gone")
        savepoint = connection.begin_nested()
        found = connection.execute(_summed(gone, text("null"), False)).one()
        if found[0] > most:
            savepoint.rollback()
            return None
        savepoint.commit()
        return Doomed("{}", bytes(found[2] or b""), int(found[0]), gone=True)

    def _take(
        self,
        connection: Connection,
        dataset: Dataset,
        live: LiveTable,
        wanted: Select[Any],
        asked: Conditions,
        follows: Col | None,
    ) -> tuple[Doomed, Any]:
        """Chooses and deletes in one statement: for rows that no other table hangs on. A row that
        another session changed in between is looked at again, and left if it is due no more."""
        picked = (
            wanted.add_columns(ctid_of(live).label("tid")).cte("picked").prefix_with("MATERIALIZED")
        )
        tids = func.array(select(picked.c.tid).scalar_subquery())
        gone = delete(live.clause).where(ctid_of(live) == func.any(tids), asked.due)
        key = [live.clause.c[name] for name in dataset.key]
        back = [encoded_key(key, live, dataset).label("code")]
        back += [follows.label("follows")] if follows is not None else []
        rows = gone.returning(*back).cte("gone")
        chosen = select(func.count()).select_from(picked).scalar_subquery()
        found = connection.execute(_summed(rows, chosen, follows is not None)).one()
        doomed = Doomed("{}", bytes(found[2] or b""), int(found[0]), gone=True)
        # What another session changed meanwhile was chosen and is left: the walk is not at its end.
        doomed.chosen = int(found[1])
        return doomed, found[3]

    def _lock(
        self,
        connection: Connection,
        dataset: Dataset,
        live: LiveTable,
        wanted: Select[Any],
        follows: Col | None,
    ) -> tuple[Doomed, Any]:
        """Locks the chosen rows; they come back as one array and one string of bytes."""
        key = [live.clause.c[name] for name in dataset.key]
        code = encoded_key(key, live, dataset)
        each = wanted.add_columns(ctid_of(live).label("tid"), code.label("code"))
        if follows is not None:
            each = each.add_columns(follows.label("follows"))
        rows = each.with_for_update().subquery("doomed")
        tids = cast(func.array_agg(rows.c.tid), Text)
        found = connection.execute(_summed(rows, tids, follows is not None)).one()
        return Doomed(found[1] or "{}", bytes(found[2] or b""), int(found[0])), found[3]

    def _way(self, connection: Connection, live: LiveTable, asked: Conditions) -> _Walk:
        """The index for a small share of the table or rows in its order; else the pages."""
        if asked.near is not None:
            name, near = asked.near
            total = self._size(connection, live)
            few = (
                select(1).select_from(live.clause).where(near).limit(int(_SMALL_SHARE * total) + 1)
            )
            due = connection.execute(select(func.count()).select_from(few.subquery())).scalar_one()
            if due <= _SMALL_SHARE * total or self._in_order(connection, live, name):
                return _Walk(name)
        size = text("select pg_relation_size(cast(:name as regclass)) / 8192")
        pages = connection.execute(size, {"name": quoted_name_of(live)}).scalar_one()
        return _Walk(None, pages=int(pages), step=16)

    def _size(self, connection: Connection, live: LiveTable) -> int:
        """About how many rows there are; counted where the server has never looked."""
        estimate = text("select reltuples from pg_class where oid = cast(:name as regclass)")
        rows = connection.execute(estimate, {"name": quoted_name_of(live)}).scalar_one()
        if rows > 0:
            return int(rows)
        return int(connection.execute(select(func.count()).select_from(live.clause)).scalar_one())

    def _in_order(self, connection: Connection, live: LiveTable, column: str) -> bool:
        known = text(
            "select abs(correlation) from pg_stats where tablename = :table and attname = :column "
            "and schemaname = coalesce(:schema, current_schema())"
        )
        about = {"table": live.clause.name, "column": column, "schema": live.clause.schema}
        return float(connection.execute(known, about).scalar() or 0) >= _IN_ORDER


def open_postgres(name: str, url: str) -> PostgresStore:
    """The PostgreSQL database as a store."""
    engine = create_engine(url, pool_size=1, max_overflow=1, pool_pre_ping=True)
    event.listen(engine, "connect", _prepare)
    return PostgresStore(name=name, engine=engine, dialect=PostgresDialect())


#: Settings on which the text of a value depends; rows that were moved apart come back from text,
#: perhaps under other defaults of the server. Times are written in UTC and ISO 8601, binary
#: fractions with every digit.
_SPELLING = {
    "timezone": "UTC", "datestyle": "ISO, YMD", "intervalstyle": "postgres",
    "extra_float_digits": "3", "bytea_output": "hex", "array_nulls": "on", "lc_monetary": "C",
    "xmloption": "content", "xmlbinary": "base64",
}  # fmt: skip


def _prepare(driver: Any, _record: object) -> None:
    """Each connection: a value has one text, without loss, whatever the server's defaults."""
    with driver.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = '{value}'" for name, value in _SPELLING.items()))
    driver.commit()


def _some(live: LiveTable, mine: Bool) -> Select[Any]:
    return select().select_from(live.clause).where(mine)


def _stride(step: int, found: int, most: int) -> int:
    """More pages at a time where few were due on the last ones; a batch stays about half full."""
    if found * 4 < most:
        return min(step * 2, 4096)
    return max(1, step * most // (2 * found))


def _summed(rows: Any, tids: Any, follows: bool) -> Select[Any]:
    """Number, places, keys in order, and how far along the index: one row for a whole batch."""
    nothing: Col = literal_column("''::bytea")
    return select(
        func.count(),
        tids,
        func.string_agg(rows.c.code, aggregate_order_by(nothing, rows.c.code)),
        func.max(rows.c.follows) if follows else text("null"),
    ).select_from(rows)
