"""What the database says it has: tables, columns, keys. Identifiers come from here alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import define, field, frozen
from sqlalchemy import Connection, DateTime, Text, column, inspect, table, text
from sqlalchemy.sql import quoted_name
from sqlalchemy.sql.expression import TableClause

from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault

#: A foreign key: its columns, the table it refers to, what happens on deletion.
_Key = tuple[tuple[str, ...], str, str]
#: Rules that leave a child as it is: the deletion fails instead.
_HARMLESS = ("", "NO ACTION", "RESTRICT")


@frozen
class Link:
    """A foreign key of another table to this one."""

    table: str
    columns: tuple[str, ...]
    cascades: bool
    indexed: bool


@frozen
class LiveTable:
    """One table as the catalogue has it.

    Attributes:
        clause: the table with every column, quoted, for statements.
        types: column -> SQLAlchemy type.
        key: the columns of the primary key.
        leading: columns that lead some index or key.
    """

    name: str
    clause: TableClause
    types: dict[str, Any]
    key: tuple[str, ...]
    leading: frozenset[str]
    links: tuple[Link, ...]


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
    columns = catalogue.get_columns(bare, schema=where)
    key = tuple(catalogue.get_pk_constraint(bare, schema=where)["constrained_columns"])
    indexes = [i["column_names"] for i in catalogue.get_indexes(bare, schema=where)]
    uniques = [u["column_names"] for u in catalogue.get_unique_constraints(bare, schema=where)]
    leading = frozenset(str(group[0]) for group in [key, *indexes, *uniques] if group)
    clause = table(
        quoted_name(bare, quote=True),
        *(column(quoted_name(str(c["name"]), quote=True)) for c in columns),
        schema=quoted_name(schema, quote=True) if schema else None,
    )
    types = {str(c["name"]): c["type"] for c in columns}
    if catalogue.dialect.name == "sqlite":
        types |= _sqlite_types(connection, bare)
    return LiveTable(name, clause, types, key, leading, _links(catalogue, bare, where))


def _sqlite_types(connection: Connection, name: str) -> dict[str, Any]:
    """Columns whose name of a type SQLAlchemy takes for a number, and that hold text: whatever
    speaks of a date or a time, such as `timestamp with time zone`; and those without a type."""
    asked = text("SELECT name, upper(type) FROM pragma_table_info(:table)")
    found: dict[str, Any] = {}
    for column_, declared in connection.execute(asked, {"table": name}):
        if not declared:
            found[column_] = Text()
        elif "DATE" in declared or "TIME" in declared:
            found[column_] = DateTime()
    return found


def _links(catalogue: Any, name: str, schema: str | None) -> tuple[Link, ...]:
    """Which tables of the same schema refer to this one."""
    read = _sqlite_keys if catalogue.dialect.name == "sqlite" else _foreign_keys
    return tuple(
        Link(other, columns, rule not in _HARMLESS, _leads(catalogue, other, schema, columns))
        for other in catalogue.get_table_names(schema=schema)
        for columns, referred, rule in read(catalogue, other, schema)
        if referred.lower() == name.lower()
    )


def _foreign_keys(catalogue: Any, table: str, schema: str | None) -> Iterator[_Key]:
    """(columns, table referred to, what happens on deletion) of each foreign key of a table."""
    for key in catalogue.get_foreign_keys(table, schema=schema):
        rule = str((key.get("options") or {}).get("ondelete", "")).upper()
        yield tuple(key["constrained_columns"]), str(key["referred_table"]), rule


def _sqlite_keys(catalogue: Any, table: str, _schema: str | None) -> Iterator[_Key]:
    """SQLite's own list: it knows the rule also where the statement names no column."""
    asked = text('SELECT id, "table", "from", on_delete FROM pragma_foreign_key_list(:table)')
    columns: dict[int, list[str]] = {}
    about: dict[int, tuple[str, str]] = {}
    for number, referred, column_, rule in catalogue.bind.execute(asked, {"table": table}):
        columns.setdefault(number, []).append(column_)
        about[number] = (referred, str(rule).upper())
    for number, (referred, rule) in about.items():
        yield tuple(columns[number]), referred, rule


def _leads(catalogue: Any, name: str, schema: str | None, columns: tuple[str, ...]) -> bool:
    groups = [tuple(i["column_names"]) for i in catalogue.get_indexes(name, schema=schema)]
    groups.append(tuple(catalogue.get_pk_constraint(name, schema=schema)["constrained_columns"]))
    groups += [
        tuple(u["column_names"]) for u in catalogue.get_unique_constraints(name, schema=schema)
    ]
    return any(group[: len(columns)] == columns for group in groups)


def _shown(name: str) -> str:
    """A name from the data map as it may stand in a message: short, printable."""
    return ascii(name[:60])
