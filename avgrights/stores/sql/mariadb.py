"""MariaDB: a batch is deleted and told back in one statement, along the key or the event's index.

Only InnoDB, which knows transactions. Tested on MariaDB; a MySQL server is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from attrs import define
from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Integer,
    Select,
    and_,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import SyntaxExtension
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.expression import TableClause
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import Float, UserDefinedType

from avgrights.retention.questions import Key, Question
from avgrights.stores.evidence import encoded, encoded_numbers
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import Conditions
from avgrights.stores.sql.mariadb_catalogue import triggers
from avgrights.stores.sql.mariadb_dialect import EXACT, MariadbDialect
from avgrights.stores.sql.mariadb_records import MariadbRecords
from avgrights.stores.sql.moments import Bool, Col
from avgrights.stores.sql.records import Records
from avgrights.stores.sql.restricting import RestrictingStore
from avgrights.stores.sql.store import Doomed
from avgrights.terms.data_map import Dataset, Part
from avgrights.terms.errors import StoreFault

#: Above this share of due rows a walk along the key is faster than one along the index, unless
#: so many of the due rows lie in the order of the index, so far apart at most.
_SMALL_SHARE = 0.02
_IN_ORDER = 0.9
_CLOSE = 16
#: How long to wait for another's lock, in seconds.
_WAIT = 10
#: How many numbers fit in one text, in any server's packet.
_AT_ONCE = 50_000
#: The highest whole number that evidence writes in eight bytes.
_LONG = 2**63 - 1

#: What each connection sets, whatever the server's defaults: times are in UTC; what does not fit
#: is an error; a zero date or zero key that is moved stays what it was; nothing is cut off.
_SESSION = (
    f"SET NAMES utf8mb4 COLLATE {EXACT}",
    "SET SESSION time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES', "
    f"innodb_lock_wait_timeout = {_WAIT}, lock_wait_timeout = {_WAIT}, foreign_key_checks = 1, "
    "sql_safe_updates = 0, sql_select_limit = 18446744073709551615, "
    "in_predicate_conversion_threshold = 0, group_concat_max_len = 4194304",
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
)


@define
class _Walk:
    """How far a run is in one dataset: along which column, from which value on."""

    column: str | None
    near: bool
    since: Any = None
    ended: bool = False


class _Numbers(UserDefinedType[list[int]]):
    """Whole numbers as they stand in a statement: bound one by one they take the driver longer
    than the server takes to delete the rows."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type."""
        return "bigint"

    def literal_processor(self, dialect: Any) -> Callable[[list[int]], str]:
        """A list between brackets; only whole numbers pass."""
        return lambda numbers: f"({', '.join(str(int(one)) for one in numbers) or 'NULL'})"


class _Batch(SyntaxExtension, ClauseElement):
    """ORDER BY … LIMIT of a deletion, which SQLAlchemy does not write."""

    inherit_cache = True
    _traverse_internals = [
        ("by", InternalTraversal.dp_clauseelement),
        ("most", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, by: Col, most: int) -> None:
        self.by: ColumnElement[Any] = by
        self.most: ColumnElement[Any] = literal(most)

    def apply_to_delete(self, delete_stmt: Delete) -> None:
        """Stands behind WHERE."""
        delete_stmt.apply_syntax_extension_point(self.append_replacing_same_type, "post_criteria")


@compiles(_Batch)
def _write_batch(batch: _Batch, compiler: Any, **how: Any) -> str:
    return f"ORDER BY {compiler.process(batch.by, **how)} LIMIT {compiler.process(batch.most)}"


@define(slots=False)
class MariadbStore(RestrictingStore):
    """A MariaDB database as a store."""

    @property
    def records(self) -> Records:
        """See `RestrictingStore`."""
        return MariadbRecords()

    def begin_reading(self, connection: Connection) -> None:
        """See `SqlStore`."""
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def begin_writing(self, connection: Connection) -> None:
        """See `SqlStore`: each statement sees what others have committed, and locks what it
        changes. Transactions begin by themselves, as autocommit is off."""

    def warnings(self, dataset: Dataset) -> list[str]:
        """See `SqlStore`; and triggers, which may keep what is deleted."""
        found = super().warnings(dataset)
        with self._reading() as connection:
            for name in (str(dataset.table), *(part.table for part in dataset.parts)):
                schema, _, bare = name.rpartition(".")
                found += [
                    f"trigger {trigger} fires where rows of {name} are deleted: see that it keeps "
                    "no copy of them"
                    for trigger in triggers(connection, schema or None, bare)
                ]
        return found

    def choose(
        self,
        connection: Connection,
        question: Question,
        live: LiveTable,
        asked: Conditions,
        walk: tuple[str, ...],
        most: int,
    ) -> Doomed:
        """See `SqlStore`. Where nothing hangs on the rows they are deleted as they are chosen."""
        dataset = question.dataset
        handle = _handle(live, dataset)
        way = self.walks.get(walk) or self._way(connection, live, asked, handle)
        self.walks[walk] = way
        if way.ended:
            return Doomed((handle, []), b"", 0)
        along = live.clause.c[way.column] if way.column else handle[0]
        wanted = [asked.near[1]] if way.near and asked.near else []
        wanted += [along >= way.since] if way.since is not None else []
        # The cheapest first: most rows of a walk along the key are not due by far.
        condition = and_(*wanted, asked.over, asked.due)
        if _is_numbered(live, dataset):
            return self._numbered(
                connection, live, handle[0], condition, way, most, at_once=question.at_once
            )
        columns = [along.label("walked"), *_as_written(_key(live, dataset))]
        if not question.at_once:
            chosen = (
                select(*columns, *_as_written(handle)).where(condition).order_by(along).limit(most)
            )
            rows = connection.execute(chosen.with_for_update()).all()
        else:
            gone = delete(live.clause).where(condition).ext(_Batch(along, most))
            rows = connection.execute(gone.returning(*columns)).all()
        way.ended = len(rows) < most
        # What is stored in FLOAT is not what is told back: such a walk begins anew each time.
        way.since = rows[-1][0] if rows and not isinstance(along.type, Float) else None
        return _doomed(rows, live, dataset, handle, 1, gone=question.at_once)

    def _numbered(
        self,
        connection: Connection,
        live: LiveTable,
        key: Col,
        condition: Bool,
        way: _Walk,
        most: int,
        *,
        at_once: bool,
    ) -> Doomed:
        """Chooses by a key of one whole number. The numbers come back as one text: reading a row
        takes the driver longer than the server takes to delete it.

        Where the rows may go at once they are looked for without a lock, which is dear for every
        row passed over, and looked at again as they go; had one changed meanwhile, all of them
        stay, and are chosen anew under a lock.
        """
        along = live.clause.c[way.column] if way.column else key
        some = select(key.label("number"), along.label("walked")).select_from(live.clause)
        limited = some.where(condition).order_by(along).limit(min(most, _AT_ONCE))
        ids, last = self._told(connection, limited if at_once else limited.with_for_update())
        handles = ([key], [(one,) for one in ids])
        gone = at_once and self._gone(connection, live, handles, condition)
        if at_once and not gone:
            ids, last = self._told(connection, limited.with_for_update())
            handles = ([key], [(one,) for one in ids])
        way.ended = len(ids) < min(most, _AT_ONCE)
        way.since = None if isinstance(along.type, Float) else last
        return Doomed(handles, _encoded(handles[1]), len(ids), gone=gone)

    def _told(self, connection: Connection, wanted: Select[Any]) -> tuple[list[int], Any]:
        """The numbers of some rows, in order, and how far the walk came."""
        rows = wanted.subquery()
        summed = select(func.count(), func.group_concat(rows.c.number), func.max(rows.c.walked))
        number, text, last = connection.execute(summed.select_from(rows)).one()
        ids = sorted(map(int, text.split(","))) if text else []
        if len(ids) != number:
            raise StoreFault(f"store {self.name!r} told of another number of rows than it chose")
        return ids, last

    def _gone(self, connection: Connection, live: LiveTable, handles: Any, condition: Bool) -> bool:
        """Deletes the rows that are still due; False, and nothing deleted, where one is not."""
        if not handles[1]:
            return True
        savepoint = connection.begin_nested()
        chosen = delete(live.clause).where(self.at(live, handles), condition)
        whole = connection.execute(chosen).rowcount == len(handles[1])
        if whole:
            savepoint.commit()
        else:
            savepoint.rollback()
        return whole

    def choose_keys(
        self, connection: Connection, dataset: Dataset, live: LiveTable, keys: Sequence[Key]
    ) -> Doomed:
        """See `SqlStore`."""
        handle, key = _handle(live, dataset), _key(live, dataset)
        wanted: Select[Any] = select(*_as_written(key), *_as_written(handle))
        wanted = wanted.where(self.dialect.among(key, keys)).with_for_update()
        return _doomed(connection.execute(wanted).all(), live, dataset, handle, 0, gone=False)

    def at(self, live: LiveTable, handles: Any) -> Bool:
        """See `SqlStore`."""
        columns, rows = handles
        values = [row[0] for row in rows]
        if values and _unbroken(values):
            between: Bool = columns[0].between(min(values), max(values))
            return between
        if len(columns) == 1 and isinstance(columns[0].type, Integer):
            numbers = bindparam(None, values, _Numbers(), unique=True, literal_execute=True)
            listed: Bool = columns[0].bool_op("IN")(numbers)
            return listed
        return self.dialect.among(columns, rows)

    def going_along(self, child: TableClause, part: Part, live: LiveTable, handles: Any) -> Bool:
        """See `SqlStore`: as a join, since MariaDB runs a subquery of a deletion row by row."""
        return and_(*self.joined(child, part, live), self.at(live, handles))

    def _way(
        self, connection: Connection, live: LiveTable, asked: Conditions, handle: list[Col]
    ) -> _Walk:
        """The index for a small share of the table or rows in its order; else the key."""
        if asked.near is not None:
            name, near = asked.near
            count = select(func.count())
            total = connection.execute(count.select_from(live.clause)).scalar_one()
            few: Select[Any] = (
                select(literal_column("1").label("one")).select_from(live.clause).where(near)
            )
            some = few.limit(int(_SMALL_SHARE * total) + 1).subquery()
            due = connection.execute(count.select_from(some)).scalar_one()
            if due <= _SMALL_SHARE * total or _in_order(connection, live, name, near, handle):
                return _Walk(name, near=True)
        return _Walk(None, near=False)


def open_mariadb(name: str, url: str) -> MariadbStore:
    """The MariaDB database as a store."""
    engine = create_engine(
        url, pool_size=1, max_overflow=1, pool_pre_ping=True, connect_args={"charset": "utf8mb4"}
    )
    event.listen(engine, "connect", _prepare, insert=True)
    return MariadbStore(name=name, engine=engine, dialect=MariadbDialect())


def _prepare(driver: Any, _record: object) -> None:
    with driver.cursor() as cursor:
        for statement in _SESSION:
            cursor.execute(statement)
    driver.commit()


def _handle(live: LiveTable, dataset: Dataset) -> list[Col]:
    """What names a row for the database: its primary key, else the key of the data map."""
    return [live.clause.c[name] for name in live.key or dataset.key]


def _key(live: LiveTable, dataset: Dataset) -> list[Col]:
    return [live.clause.c[name] for name in dataset.key]


def _is_numbered(live: LiveTable, dataset: Dataset) -> bool:
    """Whether one whole number is both the primary key and the key of the data map."""
    column = live.clause.c[dataset.key[0]]
    return (
        live.key == tuple(dataset.key) and len(live.key) == 1 and isinstance(column.type, Integer)
    )


def _as_written(columns: list[Col]) -> list[Col]:
    """A whole number, or texts: what the driver makes of other types may not find them again."""
    if len(columns) == 1 and isinstance(columns[0].type, Integer):
        return columns
    return [MariadbDialect().text(one) for one in columns]


def _doomed(
    rows: Sequence[Any],
    live: LiveTable,
    dataset: Dataset,
    handle: list[Col],
    skipped: int,
    *,
    gone: bool,
) -> Doomed:
    """Rows of (what is skipped, key, handle) as a batch."""
    width = skipped + len(dataset.key)
    keys = sorted(tuple(row[skipped:width]) for row in rows)
    handles = [] if gone else [tuple(row[width:]) for row in rows]
    return Doomed((handle, handles), _encoded(keys), len(rows), gone=gone)


def _encoded(keys: list[Any]) -> bytes:
    """Whole numbers in eight bytes each; those that need more, and whatever else, as text."""
    if keys and len(keys[0]) == 1 and all(type(k[0]) is int and k[0] <= _LONG for k in keys):
        return encoded_numbers(key[0] for key in keys)
    return encoded(tuple(map(str, key)) for key in keys)


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


def _unbroken(ids: list[Any]) -> bool:
    """Whether whole numbers follow each other without a gap: one range, then, not a list."""
    if type(ids[0]) is not int:
        return False
    return bool(max(ids) - min(ids) + 1 == len(ids) == len(set(ids)))
