"""Whether an index serves the search for a person, and which one would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, literal, select

from avgrights.stores.interface import Unserved
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import Dialect, compared
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier

#: A value whose letters are usual; what it is does not matter to the plan.
_USUAL = "a@example.nl"
#: Rows that are read in a few milliseconds, whatever there is for an index.
_SMALL = 10_000


def unserved(
    connection: Connection, dataset: Dataset, live: LiveTable, dialect: Dialect
) -> Iterator[Unserved]:
    """Each subject column by which a search reads the whole table.

    The search compares a trimmed value, an e-mail address in lower case: a plain index on the
    column does not find what was written otherwise, so it is not used. An index on just that
    expression is.
    """
    for kind, columns in dataset.subject.items():
        for column in columns:
            whose = compared(live, column, Identifier(kind, _USUAL), dialect)
            if _reads_all(connection, live, whose):
                yield Unserved(
                    identifier=kind, table=live.name, column=column,
                    index=_statement(connection, live, column, whose),
                    large=_large(connection, live),
                )  # fmt: skip


def _statement(connection: Connection, live: LiveTable, column: str, whose: Any) -> str | None:
    """What makes the index; None where the database has no index on an expression."""
    if connection.dialect.name not in ("sqlite", "postgresql"):
        return None
    prepare = connection.dialect.identifier_preparer
    table = prepare.format_table(live.clause)
    text = str(whose.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    name = prepare.quote(f"{live.clause.name}_{column}_search")
    return f"CREATE INDEX {name} ON {table} ({text.replace(f'{table}.', '')})"


def _large(connection: Connection, live: LiveTable) -> bool:
    """Whether there are more rows than are read in no time; no more than those are counted."""
    beyond = select(literal(1)).select_from(live.clause).limit(1).offset(_SMALL)
    return connection.execute(beyond).first() is not None


def _reads_all(connection: Connection, live: LiveTable, whose: Any) -> bool:
    wanted = select(func.count()).select_from(live.clause).where(whose == _USUAL)
    text = str(wanted.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}))
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all()
        return any(str(row[-1]).startswith("SCAN") for row in plan)
    if connection.dialect.name == "postgresql":
        # Small tables are read whole whatever there is: asked is whether an index could serve.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql(f"EXPLAIN {text}").all()
        connection.exec_driver_sql("SET LOCAL enable_seqscan = on")
        return not any("Index Cond" in str(row[0]) for row in plan)
    plan = connection.exec_driver_sql(f"EXPLAIN {text}").all()
    return any("ALL" in (str(value) for value in row) for row in plan)
