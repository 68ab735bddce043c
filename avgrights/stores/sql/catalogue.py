"""What the database says it has: tables, columns, keys. Identifiers come from here alone."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import define, field, frozen
from sqlalchemy import Connection, DateTime, Text, column, inspect, table, text
from sqlalchemy.exc import NoSuchTableError, SAWarning
from sqlalchemy.sql import quoted_name
from sqlalchemy.sql.expression import TableClause

from avgrights.stores.sql.links import Link, links
from avgrights.stores.sql.links import quoted as quoted
from avgrights.stores.sql.mariadb_catalogue import compared_as, unquoted
from avgrights.stores.sql.mariadb_catalogue import hindrances as mariadb_hindrances
from avgrights.stores.sql.values import DayAsText
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault


@frozen
class LiveTable:
    """One table as the catalogue has it.

    Attributes:
        clause: the table with every column, quoted, for statements.
        types: column -> SQLAlchemy type.
        key: the columns of the primary key.
        unique: every set of columns that the database keeps unique.
        leading: columns that lead some index or key.
        partitioned: its rows lie in other tables.
        required: columns that are never empty (NOT NULL).
        hindrances: why rows of it cannot be deleted for good, or not with evidence.
    """

    name: str
    clause: TableClause
    types: dict[str, Any]
    key: tuple[str, ...]
    unique: tuple[frozenset[str], ...]
    leading: frozenset[str]
    links: tuple[Link, ...]
    partitioned: bool = False
    hindrances: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()

    def is_unique(self, columns: Iterable[str]) -> bool:
        """Whether no two rows have the same values in these columns."""
        given = set(columns)
        return any(key <= given for key in self.unique if key)


@define
class Catalogue:
    """The tables of one database, each looked up once a connection's life."""

    _tables: dict[str, LiveTable | None] = field(factory=dict)

    def table(self, connection: Connection, name: str) -> LiveTable:
        """The live table of that name.

        Raises:
            InputFault: there is none, or it is a view.
        """
        live = self.look(connection, name)
        if live is None:
            raise InputFault(
                f"the database has no table {_shown(name)}",
                remedy="Mend the name in data-map.yaml; 'avgrights store check' compares them all.",
            )
        return live

    def look(self, connection: Connection, name: str) -> LiveTable | None:
        """The live table of that name, or None."""
        if name not in self._tables:
            self._tables[name] = _reflect(connection, name)
        return self._tables[name]

    def need(self, connection: Connection, dataset: Dataset) -> LiveTable:
        """The dataset's table, with every column that the data map names.

        Raises:
            InputFault: the table, a column or a part is not there; all that is missing is named.
        """
        missing = self.missing(connection, dataset)
        if missing:
            raise InputFault(
                f"dataset {dataset.name!r}: " + "; ".join(missing),
                remedy="Mend data-map.yaml; 'avgrights store check' compares it with the store.",
            )
        return self.table(connection, str(dataset.table))

    def missing(self, connection: Connection, dataset: Dataset) -> list[str]:
        """What the data map names and the database has not."""
        live = self.look(connection, str(dataset.table))
        if live is None:
            return [f"there is no table {_shown(str(dataset.table))}"]
        out = [f"{live.name} has no column {_shown(c)}" for c in _named(dataset) - set(live.types)]
        for part in dataset.parts:
            there = self.look(connection, part.table)
            if there is None:
                out.append(f"there is no table {_shown(part.table)}")
                continue
            named = {*part.key, *part.join, *part.fields}
            out += [f"{there.name} has no column {_shown(c)}" for c in named - set(there.types)]
        return sorted(out)


def _named(dataset: Dataset) -> set[str]:
    """Every column of the dataset's own table that the data map names."""
    subject = {column for columns in dataset.subject.values() for column in columns}
    events = {event.column for event in dataset.events.values()}
    parents = {column for part in dataset.parts for column in part.join.values()}
    return {*dataset.key, *subject, *events, *dataset.fields, *dataset.only, *parents}


def _reflect(connection: Connection, name: str) -> LiveTable | None:
    catalogue = inspect(connection)
    schema, _, bare = name.rpartition(".")
    where = schema or None
    if not catalogue.has_table(bare, schema=where) or bare in catalogue.get_view_names(where):
        return None
    try:
        with warnings.catch_warnings():  # a type that SQLAlchemy does not know is read all the same
            warnings.simplefilter("ignore", SAWarning)
            columns = catalogue.get_columns(bare, schema=where)
    except NoSuchTableError:  # SQLite finds Tickets as tickets, and then has no columns of it
        return None
    on_mariadb = catalogue.dialect.name == "mariadb"
    spelled = unquoted if on_mariadb else str
    pk = catalogue.get_pk_constraint(bare, schema=where)["constrained_columns"]
    key = tuple(map(spelled, pk))
    with warnings.catch_warnings():  # an index on an expression leads no column
        warnings.simplefilter("ignore", SAWarning)
        found = catalogue.get_indexes(bare, schema=where)
        unique = catalogue.get_unique_constraints(bare, schema=where)
    indexes: list[list[Any]] = [list(i["column_names"]) for i in found]
    uniques = [u["column_names"] for u in unique]
    uniques += [list(map(str, i["column_names"])) for i in found if _whole(i)]
    leading = frozenset(spelled(str(group[0])) for group in [pk, *indexes, *uniques] if group)
    types = {spelled(str(c["name"])): c["type"] for c in columns}
    clause = _clause(bare, schema, types, typed=on_mariadb)
    if catalogue.dialect.name == "sqlite":
        types |= _sqlite_types(connection, bare)
    return LiveTable(
        name,
        clause,
        types,
        key,
        tuple(frozenset(map(spelled, map(str, group))) for group in [pk, *uniques]),
        leading,
        links(connection, catalogue, bare, where),
        catalogue.dialect.name == "postgresql" and _is_partitioned(connection, where, bare),
        mariadb_hindrances(connection, where, bare) if on_mariadb else (),
        frozenset(spelled(str(c["name"])) for c in columns if not c["nullable"]),
    )


def _clause(bare: str, schema: str, types: Mapping[str, Any], *, typed: bool) -> TableClause:
    """The table for statements, every name quoted.

    Args:
        typed: MariaDB compares by the column's type, and the dialect must know it; elsewhere SQL
            casts.
    """
    return table(
        quoted_name(bare, quote=True),
        *(
            column(quoted_name(name, quote=True), compared_as(type_) if typed else None)
            for name, type_ in types.items()
        ),
        schema=quoted_name(schema, quote=True) if schema else None,
    )


def _whole(index: Any) -> bool:
    """Whether a unique index covers every row, by columns alone."""
    options = index.get("dialect_options") or {}
    partial = any(value is not None for name, value in options.items() if name.endswith("_where"))
    return bool(index.get("unique")) and None not in index["column_names"] and not partial


def _is_partitioned(connection: Connection, schema: str | None, name: str) -> bool:
    asked = text("SELECT relkind = 'p' FROM pg_class WHERE oid = cast(:name AS regclass)")
    return bool(connection.execute(asked, {"name": quoted(schema, name)}).scalar())


def _sqlite_types(connection: Connection, name: str) -> dict[str, Any]:
    """Columns whose name of a type SQLAlchemy takes for a number, and that hold text: whatever
    speaks of a date or a time, such as `timestamp with time zone`; and those without a type."""
    asked = text("SELECT name, upper(type) FROM pragma_table_info(:table)")
    found: dict[str, Any] = {}
    for column_, declared in connection.execute(asked, {"table": name}):
        if not declared:
            found[column_] = Text()
        elif declared == "DATE":
            found[column_] = DayAsText()
        elif "DATE" in declared or "TIME" in declared:
            found[column_] = DateTime()
    return found


def _shown(name: str) -> str:
    """A name from the data map as it may stand in a message: short, printable."""
    return ascii(name[:60])
