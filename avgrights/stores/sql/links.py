"""Foreign keys that refer to a table, as each database's catalogue has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, text

#: A foreign key: its columns, the table it refers to, what happens on deletion.
_Key = tuple[tuple[str, ...], str, str]


@frozen
class Link:
    """A foreign key of another table to this one."""

    table: str
    columns: tuple[str, ...]
    rule: str
    indexed: bool

    @property
    def cascades(self) -> bool:
        """Whether rows of the other table are deleted along, by the database itself."""
        return self.rule == "CASCADE"


def quoted(schema: str | None, name: str) -> str:
    """A table's name as SQL writes it."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in (schema, name) if part)


def links(
    connection: Connection, catalogue: Any, name: str, schema: str | None
) -> tuple[Link, ...]:
    """Which tables refer to this one, whatever schema they are in."""
    if catalogue.dialect.name == "postgresql":
        return tuple(_postgres_links(connection, name, schema))
    if catalogue.dialect.name == "mariadb":
        return tuple(_mariadb_links(connection, name, schema))
    return tuple(
        Link(other, columns, rule, _leads(catalogue, other, schema, columns))
        for other in catalogue.get_table_names(schema=schema)
        for columns, referred, rule in _sqlite_keys(catalogue, other, schema)
        if referred.lower() == name.lower()
    )


_POSTGRES_LINKS = text(
    "SELECT n.nspname, r.relname, n.nspname = current_schema() AS here, c.confdeltype, "
    "array(SELECT a.attname FROM unnest(c.conkey) WITH ORDINALITY AS k(num, at) "
    "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.at) "
    "AS columns, "
    "EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.conrelid "
    "AND i.indkey[0] = c.conkey[1]) AS indexed "
    "FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid "
    "JOIN pg_namespace n ON n.oid = r.relnamespace "
    "WHERE c.contype = 'f' AND c.confrelid = cast(:name AS regclass) "
    "ORDER BY n.nspname, r.relname, c.conname"
)
_RULES = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def _postgres_links(connection: Connection, name: str, schema: str | None) -> Iterator[Link]:
    for row in connection.execute(_POSTGRES_LINKS, {"name": quoted(schema, name)}):
        table_ = row.relname if row.here else f"{row.nspname}.{row.relname}"
        code = row.confdeltype.decode() if isinstance(row.confdeltype, bytes) else row.confdeltype
        yield Link(table_, tuple(row.columns), _RULES[code], bool(row.indexed))


_MARIADB_LINKS = text(
    "SELECT k.constraint_schema, k.table_name, k.constraint_schema = database() AS here, "
    "r.delete_rule, group_concat(k.column_name ORDER BY k.ordinal_position SEPARATOR '\n') "
    "AS columns FROM information_schema.key_column_usage k "
    "JOIN information_schema.referential_constraints r "
    "ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name "
    "AND r.table_name = k.table_name "
    "WHERE k.referenced_table_schema = coalesce(:schema, database()) "
    "AND k.referenced_table_name = :name "
    "GROUP BY k.constraint_schema, k.table_name, k.constraint_name, r.delete_rule "
    "ORDER BY k.constraint_schema, k.table_name, k.constraint_name"
)


def _mariadb_links(connection: Connection, name: str, schema: str | None) -> Iterator[Link]:
    """InnoDB makes an index for every foreign key itself."""
    for row in connection.execute(_MARIADB_LINKS, {"name": name, "schema": schema}):
        table_ = row.table_name if row.here else f"{row.constraint_schema}.{row.table_name}"
        yield Link(table_, tuple(row.columns.split("\n")), row.delete_rule, indexed=True)


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
