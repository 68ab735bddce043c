"""What MariaDB's catalogue says beside columns and keys: what cannot be purged, and triggers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Integer, text
from sqlalchemy.dialects.mysql import BIT, YEAR
from sqlalchemy.types import UserDefinedType

_TABLE = text(
    "SELECT engine, table_type, coalesce(create_options, '') AS options "
    "FROM information_schema.tables "
    "WHERE table_schema = coalesce(:schema, database()) AND table_name = :name"
)
_TRIGGERS = text(
    "SELECT trigger_name FROM information_schema.triggers "
    "WHERE event_object_schema = coalesce(:schema, database()) AND event_object_table = :name "
    "AND event_manipulation = 'DELETE' ORDER BY trigger_name"
)


class Bits(UserDefinedType[int]):
    """A column of type BIT, which the driver gives as bytes."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type."""
        return "bit"


def compared_as(type_: Any) -> Any:
    """The type of a column in statements: SQLAlchemy's own BIT and YEAR cannot be compared."""
    if isinstance(type_, BIT):
        return Bits()
    return Integer() if isinstance(type_, YEAR) else type_


def unquoted(name: str) -> str:
    """The name of a column as it is: SQLAlchemy leaves the doubled backticks of a quoted one."""
    return name.replace("``", "`")


def hindrances(connection: Connection, schema: str | None, name: str) -> tuple[str, ...]:
    """Why rows of that table cannot be deleted together with the evidence of it, or for good."""
    row = connection.execute(_TABLE, {"schema": schema, "name": name}).one()
    return tuple(_hindrances(name, row.engine, row.table_type, row.options))


def _hindrances(name: str, engine: str | None, kind: str, options: str) -> Iterator[str]:
    if "partitioned" in options.lower():
        yield f"{name} is partitioned, which is not supported"
    if (engine or "").lower() != "innodb":
        yield (
            f"{name} is a table of engine {engine or 'unknown'}, which knows no transactions: "
            "rows and the evidence of them cannot go together. Make it an InnoDB table"
        )
    if kind == "SYSTEM VERSIONED":
        yield f"{name} keeps the history of its rows (system versioning): what is deleted stays"


def triggers(connection: Connection, schema: str | None, name: str) -> list[str]:
    """The triggers that fire where rows of that table are deleted."""
    found = connection.execute(_TRIGGERS, {"schema": schema, "name": name})
    return [str(one) for one in found.scalars()]
