"""Whole rows of MariaDB, read and written without loss; see `avgrights.stores.sql.records`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, bindparam, column, insert, literal_column, table, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import quoted_name
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import String

from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.records import Cell, Types

_TYPES = text(
    "SELECT column_name AS name, column_type AS type FROM information_schema.columns "
    "WHERE table_schema = coalesce(:schema, database()) AND table_name = :name "
    "AND coalesce(generation_expression, '') = '' ORDER BY ordinal_position"
)

#: What a type begins with -> how it is read as text, and written from it. The first that fits.
_WAYS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    # By its number: a text would mean its name, or its bytes.
    (("enum", "set", "bit"), "CAST({0} + 0 AS CHAR)", "CAST({0} AS UNSIGNED)"),
    (("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"),
     "HEX({0})", "UNHEX({0})"),
    (("geometry", "point", "line", "polygon", "multi"), "HEX({0})", "UNHEX({0})"),
    (("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "json"),
     "HEX(CONVERT({0} USING utf8mb4))", "CONVERT(UNHEX({0}) USING utf8mb4)"),
    # Shown by itself, a FLOAT is cut off after six digits.
    (("float",), "CAST(CAST({0} AS DOUBLE) AS CHAR)", "{0}"),
    ((), "CAST({0} AS CHAR)", "{0}"),
)  # fmt: skip


@frozen
class MariadbRecords:
    """Every value as text, in hexadecimal where a character set or a byte could get in the way."""

    def types(self, connection: Connection, live: LiveTable) -> Types:
        """See `Records`."""
        about = {"schema": live.clause.schema, "name": live.clause.name}
        return {row.name: row.type for row in connection.execute(_TYPES, about)}

    def expressions(self, live: LiveTable, types: Types) -> list[ColumnElement[Any]]:
        """See `Records`."""
        return [
            literal_column(_way(type_)[0].format(_named(live, name)))
            for name, type_ in types.items()
        ]

    def cells(self, types: Types, row: Sequence[Any]) -> list[Cell]:
        """See `Records`: with the way in which each was read."""
        return [
            None if value is None else [_way(type_)[0].partition("(")[0], str(value)]
            for type_, value in zip(types.values(), row, strict=True)
        ]

    def place(self, connection: Connection, live: LiveTable) -> str | None:
        """See `Records`: none."""
        return None

    def put(
        self,
        connection: Connection,
        live: LiveTable,
        types: Mapping[str, str],
        rows: Sequence[Sequence[Cell]],
    ) -> None:
        """See `Records`. References are looked at row by row: a row that refers to another one of
        these waits until that one is there."""
        waiting = list(rows)
        while waiting:
            left = [row for row in waiting if not _put(connection, live, types, row)]
            if len(left) == len(waiting):
                raise IntegrityError(None, None, ValueError("no row can be put"))
            waiting = left

    def reuses_keys(self, connection: Connection, live: LiveTable) -> bool:
        """See `Records`: AUTO_INCREMENT goes on."""
        return False

    def plain(self, cell: Cell) -> str | None:
        """See `Records`."""
        if cell is None:
            return None
        way, value = cell
        if way != "HEX":
            return str(value)
        return bytes.fromhex(value).decode("utf-8", "replace")


def _put(
    connection: Connection, live: LiveTable, types: Mapping[str, str], row: Sequence[Cell]
) -> bool:
    names: list[Any] = [column(quoted_name(name, quote=True)) for name in types]
    into = insert(table(live.clause.name, *names, schema=live.clause.schema))
    values = {
        name: None
        if cell is None
        else text(_way(type_)[1].format(f":v{n}")).bindparams(bindparam(f"v{n}", cell[1], String()))
        for n, ((name, type_), cell) in enumerate(zip(types.items(), row, strict=True))
    }
    try:
        with connection.begin_nested():
            connection.execute(into.values(values))
    except IntegrityError:
        return False
    return True


def _way(type_: str) -> tuple[str, str]:
    low = type_.lower()
    return next((read, write) for names, read, write in _WAYS if not names or low.startswith(names))


def _named(live: LiveTable, name: str) -> str:
    parts = [part for part in (live.clause.schema, live.clause.name, name) if part]
    return ".".join("`" + str(part).replace("`", "``") + "`" for part in parts)
