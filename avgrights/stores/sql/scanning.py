"""Looks through the tables of a database for what no data map knows. Nothing is changed, and of the
values only counts are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from attrs import define, field
from sqlalchemy import Connection, inspect, select
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.sql.expression import func
from sqlalchemy.types import (
    BINARY,
    VARBINARY,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Text,
    Time,
)

from avgrights.law.looks import ColumnLook, same_name, shares
from avgrights.stores.scanned import Finding, Scanned, Search, SubjectColumn, Unknown
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.store import SqlStore
from avgrights.terms.data_map import Dataset

#: How much of one value is looked at, in characters.
_SO_FAR = 400
#: How many different values of a subject column are compared with.
_SUBJECTS = 10_000
_AT_ONCE = 100
#: Schemas that are the database's own.
_THEIRS = ("information_schema", "pg_", "performance_schema", "mysql", "sys")
#: Tables of our own, and of tools that keep no persons.
_OURS = ("avgrights_", "sqlite_", "alembic_version", "spatial_ref_sys")
_BYTES = (
    LargeBinary,
    BINARY,
    VARBINARY,
    postgresql.BYTEA,
    mysql.TINYBLOB,
    mysql.BLOB,
    mysql.MEDIUMBLOB,
    mysql.LONGBLOB,
)


def subject_columns(store: SqlStore, dataset: Dataset, search: Search) -> list[SubjectColumn]:
    """The columns by which the dataset finds a person, each with digests of some of its values."""
    with store._reading() as connection:
        live = store.catalogue.need(connection, dataset)
        return [
            SubjectColumn(
                kind=kind,
                dataset=dataset.name,
                column=column,
                values=_digests(connection, store, live, column, search),
            )
            for kind, columns in dataset.subject.items()
            for column in columns
        ]


def scan(store: SqlStore, search: Search) -> Scanned:
    """What the database holds that no data map knows."""
    found = Scanned()
    with store._reading() as connection:
        for name in _tables(connection, search.known):
            live = store.catalogue.look(connection, name)
            if live is None:
                continue
            found.looked_at += 1
            _Table(store, connection, search, live, found).look()
            found.tables += _tied(live, search)
    found.tables = _once(found.tables)
    return found


@define
class _Table:
    """One table, looked through."""

    store: SqlStore
    connection: Connection
    search: Search
    live: LiveTable
    found: Scanned
    looks: dict[str, ColumnLook] = field(factory=dict)
    digests: dict[str, set[bytes]] = field(factory=dict)

    def look(self) -> None:
        known = self.search.known.get(self.live.name, ())
        for name in self.live.types:
            if name not in known and not isinstance(self.live.types[name], _BYTES):
                self.looks[name] = ColumnLook(
                    name, self.search.looking, self.search.today, _is_text(self.live.types[name])
                )
                self.digests[name] = set()
        if self.looks:
            for row in self._sample():
                self._take(row)
            self._tell()

    def _take(self, row: Sequence[Any]) -> None:
        for name, value in zip(self.looks, row, strict=True):
            if value is not None:
                self.looks[name].take(str(value))
                digest = self.search.digest(str(value))
                if digest is not None:
                    self.digests[name].add(digest)

    def _tell(self) -> None:
        table = self.live.name
        for name, look in self.looks.items():
            same = self._same(name)
            seen = look.seen()
            if seen is not None:
                self.found.findings.append(
                    Finding(table=table, column=name, looks_like=seen.kind, share=seen.share,
                            because=f"by its {seen.because}")
                )  # fmt: skip
            if same is None:
                continue
            subject, share = same
            why = f"holds values of {subject.dataset}.{subject.column} ({subject.kind})"
            if self._is_unknown:
                one = Unknown(table=table, column=name, because=why, share=share)
                self.found.tables.append(one)
            elif seen is None:
                self.found.findings.append(
                    Finding(table=table, column=name, looks_like=subject.kind, share=share,
                            because=why)
                )  # fmt: skip

    @property
    def _is_unknown(self) -> bool:
        return self.live.name not in self.search.known

    def _same(self, name: str) -> tuple[SubjectColumn, float] | None:
        """The subject column whose values this one holds, where there are enough of them."""
        mine = self.digests[name]
        counts = {str(n): len(mine & one.values) for n, one in enumerate(self.search.subjects)}
        fits = shares(counts, len(mine), self.search.looking)
        best = max(fits, key=lambda number: fits[number], default=None)
        return None if best is None else (self.search.subjects[int(best)], fits[best])

    def _sample(self) -> Iterator[Sequence[Any]]:
        """Rows from both ends of the table, where it has a key of one column; else the first."""
        rows = self.search.looking.rows
        wanted = select(*(_shortened(self.store, self.live, name) for name in self.looks))
        wanted = wanted.select_from(self.live.clause)
        if len(self.live.key) != 1:
            yield from self._read(wanted.limit(rows))
            return
        key = self.live.clause.c[self.live.key[0]]
        half, seen = max(rows // 2, 1), set()
        for way in (key.asc(), key.desc()):
            both = wanted.add_columns(self.store.dialect.text(key).label("avgrights key"))
            read = 0
            for row in self._read(both.order_by(way).limit(half)):
                read += 1
                if row[-1] not in seen:
                    seen.add(row[-1])
                    yield row[:-1]
            if read < half:
                return

    def _read(self, wanted: Any) -> Iterator[Sequence[Any]]:
        streamed = wanted.execution_options(yield_per=_AT_ONCE)
        for some in self.connection.execute(streamed).partitions():
            yield from some


def _tables(connection: Connection, known: Iterable[str]) -> list[str]:
    """Every table, by the name that a data map would give it. On MariaDB a schema is another
    database, mostly of another system: only those that a data map names are looked through."""
    catalogue = inspect(connection)
    here = catalogue.default_schema_name
    schemas: list[str | None] = [None]
    if connection.dialect.name == "postgresql":
        others = [s for s in catalogue.get_schema_names() if not s.startswith(_THEIRS)]
    else:
        others = sorted({name.rpartition(".")[0] for name in known} - {""})
    schemas += [schema for schema in others if schema != here]
    return [
        f"{schema}.{name}" if schema else name
        for schema in schemas
        for name in sorted(catalogue.get_table_names(schema=schema))
        if not name.lower().startswith(_OURS)
    ]


def _tied(live: LiveTable, search: Search) -> Iterator[Unknown]:
    """By what a table that is not mapped is tied to one that is: a foreign key, a column's name."""
    if live.name in search.known:
        for link in live.links:
            if link.table not in search.known:
                why = f"a foreign key to {live.name}"
                yield Unknown(table=link.table, column=", ".join(link.columns), because=why)
        return
    for name in live.types:
        for subject in search.subjects:
            if same_name(name, subject.column):
                why = f"named as {subject.dataset}.{subject.column} ({subject.kind})"
                yield Unknown(table=live.name, column=name, because=why)


def _once(tables: Iterable[Unknown]) -> list[Unknown]:
    """Each column of each table once, by the strongest reason: its values."""
    best: dict[tuple[str, str], Unknown] = {}
    for one in sorted(tables, key=lambda one: one.share is None):
        best.setdefault((one.table, one.column), one)
    return sorted(best.values(), key=lambda one: (one.table, one.column))


def _digests(
    connection: Connection, store: SqlStore, live: LiveTable, column: str, search: Search
) -> frozenset[bytes]:
    mine = _shortened(store, live, column)
    some = select(mine).where(live.clause.c[column].is_not(None)).distinct().limit(_SUBJECTS)
    found: Collection[Any] = connection.execute(some).scalars().all()
    digests = (search.digest(str(value)) for value in found if value is not None)
    return frozenset(one for one in digests if one is not None)


def _shortened(store: SqlStore, live: LiveTable, name: str) -> Any:
    whole = store.dialect.text(live.clause.c[name])
    return func.substr(whole, 1, _SO_FAR, type_=Text).label(name)


def _is_text(type_: Any) -> bool:
    """Whether a column may hold a name: no flags, days or fractions."""
    if isinstance(type_, mysql.TINYINT):
        return False
    return isinstance(type_, Integer) or not isinstance(
        type_, Boolean | Date | DateTime | Time | Float
    )
