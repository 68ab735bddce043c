"""Whether PostgreSQL writes the values of a column as text in one way only.

A policy of row-level security knows restricted rows by the text of their keys. The text of a date,
of a moment, of bytes and of a binary fraction depends on settings that every role changes for
itself (`datestyle`, `timezone`, `bytea_output`, `extra_float_digits`): under another setting the
rows would stand open.
"""

from __future__ import annotations

from attrs import frozen
from sqlalchemy import Connection, text

from avgrights.stores.sql.catalogue import LiveTable, quoted
from avgrights.terms.data_map import Dataset

#: Type -> how its text reads. Text of one kind is equal where the database takes the values so.
_READS = {
    "int2": "whole", "int4": "whole", "int8": "whole", "text": "text", "varchar": "text",
    "name": "text", "bpchar": "padded", "uuid": "uuid", "bool": "bool", "citext": "citext",
    "numeric": "numeric",
}  # fmt: skip
#: In these equal values may read differently: 1.0 and 1.00, a and A.
_LOOSE = ("citext", "numeric", "loose")

_COLUMNS = text(
    "WITH RECURSIVE base AS ("
    " SELECT a.attname, a.attcollation, format_type(a.atttypid, a.atttypmod) AS said,"
    "  t.oid, t.typname, t.typtype, t.typbasetype"
    " FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
    " WHERE a.attrelid = cast(:name AS regclass) AND a.attnum > 0 AND NOT a.attisdropped"
    " UNION ALL"
    " SELECT base.attname, base.attcollation, base.said, t.oid, t.typname, t.typtype, t.typbasetype"
    " FROM base JOIN pg_type t ON t.oid = base.typbasetype WHERE base.typtype = 'd') "
    "SELECT base.attname, base.said, base.oid, base.typname, base.typtype,"
    " coalesce(c.collisdeterministic, true) AS exact "
    "FROM base LEFT JOIN pg_collation c ON c.oid = base.attcollation WHERE base.typtype <> 'd'"
)


@frozen
class _Spelt:
    """How a column reads: its type as declared, and the kind of text; None: it depends."""

    said: str
    reads: str | None

    def as_in(self, other: _Spelt) -> bool:
        """Whether values that are equal to the database read alike in both columns."""
        if self.reads == "numeric" and "(" in self.said:
            return self.said == other.said
        return self.reads == other.reads and self.reads not in _LOOSE


def unsteady(
    connection: Connection, dataset: Dataset, live: LiveTable, parts: list[LiveTable]
) -> list[str]:
    """Why a policy cannot know rows by the columns that the data map names; empty: it can."""
    own = _spelt(connection, live)
    found = [
        f"{live.name}.{name} is {own[name].said}, of which the text depends on settings that "
        "every role changes: a policy cannot know rows by it"
        for name in dataset.key
        if own[name].reads is None
    ]
    for part, child in zip(dataset.parts, parts, strict=True):
        theirs = _spelt(connection, child)
        found += [
            f"{child.name}.{mine} is {theirs[mine].said} and {live.name}.{parent} is "
            f"{own[parent].said}: equal values may read differently, and a policy cannot know "
            "rows by them"
            for mine, parent in part.join.items()
            if own[parent].reads is None or not own[parent].as_in(theirs[mine])
        ]
    return found


def _spelt(connection: Connection, live: LiveTable) -> dict[str, _Spelt]:
    name = quoted(live.clause.schema, live.clause.name)
    found = {}
    for row in connection.execute(_COLUMNS, {"name": name}):
        reads = f"enum {row.oid}" if row.typtype == "e" else _READS.get(row.typname)
        found[row.attname] = _Spelt(row.said, reads if row.exact or reads is None else "loose")
    return found
