"""Rows read and written without loss: what a database stores, not what a driver makes of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from attrs import frozen
from sqlalchemy import (
    Connection,
    Text,
    bindparam,
    cast,
    column,
    insert,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.sql import quoted_name
from sqlalchemy.sql.expression import ColumnElement
from sqlalchemy.types import NullType

from avgrights.stores.sql.catalogue import LiveTable, quoted
from avgrights.terms.errors import StoreFault

#: A stored value as JSON can hold it, without loss.
Cell = Any
#: Column -> its type as the database writes it.
Types = dict[str, str]


class Records(Protocol):
    """How one kind of database gives and takes whole rows."""

    def types(self, connection: Connection, live: LiveTable) -> Types:
        """The columns that hold something of their own (a generated one does not), with types."""

    def expressions(self, live: LiveTable, types: Types) -> list[ColumnElement[Any]]:
        """What to select for these columns; as many for each row, whatever is in it."""

    def cells(self, types: Types, row: Sequence[Any]) -> list[Cell]:
        """What was selected for one row, as cells in the order of the columns."""

    def place(self, connection: Connection, live: LiveTable) -> str | None:
        """A column beside the declared ones that names a row's place (SQLite's rowid)."""

    def put(
        self,
        connection: Connection,
        live: LiveTable,
        types: Mapping[str, str],
        rows: Sequence[Sequence[Cell]],
    ) -> None:
        """Inserts the rows, each cell in the order of `types`."""

    def reuses_keys(self, connection: Connection, live: LiveTable) -> bool:
        """Whether the database itself may give the key of a row that went to a new one."""

    def plain(self, cell: Cell) -> str | None:
        """A cell as text, the way the database casts it: to compare with an identifier."""


def named(live: LiveTable, column: str) -> str:
    """A column as SQL writes it, with its table."""
    return f"{quoted(live.clause.schema, live.clause.name)}.{quoted(None, column)}"


@frozen
class SqliteRecords:
    """SQLite keeps a class of storage with each value, whatever the type of the column."""

    def types(self, connection: Connection, live: LiveTable) -> Types:
        """See `Records`. Hidden 2 and 3 are generated columns."""
        asked = text("SELECT name, upper(type), hidden FROM pragma_table_xinfo(:table)")
        rows = connection.execute(asked, {"table": live.clause.name})
        return {name: declared for name, declared, hidden in rows if not hidden}

    def expressions(self, live: LiveTable, types: Types) -> list[ColumnElement[Any]]:
        """See `Records`: the class, and the value; text as bytes, since it may be no UTF-8."""
        found: list[ColumnElement[Any]] = []
        for name in types:
            one = named(live, name)
            found.append(literal_column(f"typeof({one})"))
            found.append(
                literal_column(f"CASE typeof({one}) WHEN 'text' THEN CAST({one} AS BLOB) "
                               f"ELSE {one} END")
            )  # fmt: skip
        return found

    def cells(self, types: Types, row: Sequence[Any]) -> list[Cell]:
        """See `Records`."""
        return [_of_sqlite(row[2 * n], row[2 * n + 1]) for n in range(len(types))]

    def place(self, connection: Connection, live: LiveTable) -> str | None:
        """See `Records`. None where a declared column is the rowid, or there is none."""
        taken = set(map(str.lower, live.types))
        free = next((n for n in ("rowid", "_rowid_", "oid") if n not in taken), None)
        asked = text("SELECT wr FROM pragma_table_list WHERE name = :name")
        bare = connection.execute(asked, {"name": live.clause.name}).scalar()
        types = self.types(connection, live)
        alias = len(live.key) == 1 and types.get(live.key[0]) == "INTEGER"
        return None if free is None or bare or alias else free

    def put(
        self,
        connection: Connection,
        live: LiveTable,
        types: Mapping[str, str],
        rows: Sequence[Sequence[Cell]],
    ) -> None:
        """See `Records`. References between the rows are looked at when the transaction ends."""
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        place = self.place(connection, live)
        groups: dict[tuple[tuple[str, bool], ...], list[dict[str, Any]]] = {}
        for row in rows:
            given = dict(zip(types, row, strict=True))
            if place is not None and self._taken(connection, live, place, given[place]):
                # No declared column: SQLite itself gives it anew at a VACUUM.
                del given[place]
            alike = tuple((name, cell[0] == "text") for name, cell in given.items())
            values = {f"v{n}": _to_sqlite(cell) for n, cell in enumerate(given.values())}
            groups.setdefault(alike, []).append(values)
        for alike, some in groups.items():
            connection.execute(_into(live, alike), some)

    def reuses_keys(self, connection: Connection, live: LiveTable) -> bool:
        """See `Records`: without AUTOINCREMENT the highest number that is free is given again."""
        if len(live.key) != 1 or self.types(connection, live).get(live.key[0]) != "INTEGER":
            return False
        asked = text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name")
        made = str(connection.execute(asked, {"name": live.clause.name}).scalar() or "")
        return "AUTOINCREMENT" not in made.upper()

    def plain(self, cell: Cell) -> str | None:
        """See `Records`."""
        kind, value = cell
        if kind == "text":
            return base64.b64decode(value).decode("utf-8", "replace")
        if kind == "blob":
            return None
        return None if kind == "null" else str(_to_sqlite(cell))

    def _taken(self, connection: Connection, live: LiveTable, place: str, cell: Cell) -> bool:
        mine = column(place) == bindparam(None, _to_sqlite(cell), NullType())
        asked: Any = select(literal_column("1")).select_from(live.clause).where(mine)
        return connection.execute(asked).first() is not None


def _into(live: LiveTable, alike: Sequence[tuple[str, bool]]) -> Any:
    """An insertion of rows that have text in the same columns: text travels as its bytes."""
    names: list[Any] = [column(quoted_name(name, quote=True)) for name, _ in alike]
    given = [bindparam(f"v{n}", type_=NullType()) for n in range(len(names))]
    values = {
        name: cast(value, Text) if is_text else value
        for (name, is_text), value in zip(alike, given, strict=True)
    }
    return insert(table(live.clause.name, *names)).values(values)


def _of_sqlite(kind: str, value: Any) -> Cell:
    if kind in ("text", "blob"):
        return [kind, base64.b64encode(bytes(value)).decode()]
    return [kind, value.hex() if kind == "real" else value]


def _to_sqlite(cell: Cell) -> Any:
    kind, value = cell
    if kind in ("text", "blob"):
        return base64.b64decode(value)
    return float.fromhex(value) if kind == "real" else value


#: Columns in order, with their types as a statement writes them; generated ones are left out.
_POSTGRES_TYPES = text(
    "SELECT attname, format_type(atttypid, atttypmod) AS type FROM pg_attribute "
    "WHERE attrelid = cast(:name AS regclass) AND attnum > 0 AND NOT attisdropped "
    "AND attgenerated = '' ORDER BY attnum"
)


@frozen
class PostgresRecords:
    """PostgreSQL writes every value as text and reads it back: what pg_dump rests on as well."""

    def types(self, connection: Connection, live: LiveTable) -> Types:
        """See `Records`."""
        name = quoted(live.clause.schema, live.clause.name)
        rows = connection.execute(_POSTGRES_TYPES, {"name": name})
        return {row.attname: row.type for row in rows}

    def expressions(self, live: LiveTable, types: Types) -> list[ColumnElement[Any]]:
        """See `Records`: by the output function of the type; a cast takes blanks off a char(n),
        and a composite of nothing but NULL is not itself NULL."""
        names = [named(live, name) for name in types]
        return [
            literal_column(f"CASE WHEN num_nulls({one}) = 0 THEN format('%s', {one}) END")
            for one in names
        ]

    def cells(self, types: Types, row: Sequence[Any]) -> list[Cell]:
        """See `Records`."""
        return list(row)

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
        """See `Records`: in one statement, at whose end references between the rows are looked
        at."""
        columns = ", ".join(quoted(None, name) for name in types)
        values = ", ".join(
            f"CAST(r.value ->> {n} AS {type_})" for n, type_ in enumerate(types.values())
        )
        into = (  # names come from the catalogue, quoted; what is in the rows is bound
            f"INSERT INTO {quoted(live.clause.schema, live.clause.name)} ({columns}) "  # noqa: S608
            f"OVERRIDING SYSTEM VALUE SELECT {values} "
            "FROM json_array_elements(CAST(:rows AS json)) WITH ORDINALITY AS r(value, at) "
            "ORDER BY r.at"
        )
        connection.execute(_escaped(into), {"rows": json.dumps([list(row) for row in rows])})

    def reuses_keys(self, connection: Connection, live: LiveTable) -> bool:
        """See `Records`: a sequence goes on."""
        return False

    def plain(self, cell: Cell) -> str | None:
        """See `Records`."""
        text_: str | None = cell
        return text_


def _escaped(statement: str) -> Any:
    """A statement in which a colon in a name is no parameter, save the one parameter it has."""
    return text(
        statement.replace(":", r"\:").replace(r"CAST(\:rows AS json)", "CAST(:rows AS json)")
    )


def need_same_types(live: LiveTable, saved: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Columns that went, or have another type than when the rows were taken."""
    changed = [f"{live.name} has no column {name!a} any more" for name in saved if name not in now]
    changed += [
        f"{live.name}.{name!a} was {type_} and is {now[name]}"
        for name, type_ in saved.items()
        if name in now and now[name] != type_
    ]
    return changed


def need_same(written: Sequence[str], read: Sequence[str], live: LiveTable) -> None:
    """What was written is what can be read back.

    Raises:
        StoreFault: a trigger or a rule of the database makes something else of it.
    """
    if sorted(written) != sorted(read):
        raise StoreFault(
            f"{live.name} takes the rows otherwise than they were; nothing was changed",
            remedy="Is there a trigger that alters rows as they come in? Switch it off meanwhile.",
        )
