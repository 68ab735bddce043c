"""A desk of an earlier schema brought to ours: in one transaction, once, and told in the journal.

The tables change on SQLite and PostgreSQL alike inside the transaction, so a kill leaves the old
schema or the new one. The keys are not at hand there; so the change leaves a mark, and the first
command that has the keys turns it into an entry of the journal
(docs/decisions/0150-migrations-change-in-place.md).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from avgrights.desk.tables import meta
from avgrights.terms.errors import CheckFailed

if TYPE_CHECKING:
    from avgrights.desk.database import Database
    from avgrights.desk.logbook import Logbook

#: The fact that says from which schema the desk came, until the journal has it.
_MARK = "migrated"


def migrate(connection: Connection, found: int, schema: int) -> None:
    """Takes every step from the schema found to ours, in the transaction of the connection."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    op = Operations(MigrationContext.configure(connection))
    for number in range(found + 1, schema + 1):
        import_module(f"avgrights.desk.migrations.schema_{number}").upgrade(op)
    connection.execute(update(meta).where(meta.c.name == "schema").values(value=str(schema)))
    if _marked(connection) is None:
        connection.execute(insert(meta).values(name=_MARK, value=str(found)))


def journal_migration(database: Database, logbook: Logbook, schema: int) -> bool:
    """Writes the mark of a migration into the journal, once; whether there was one to write.

    A journal that was tampered with takes no entry; the mark then stays, and `journal verify`
    can still tell what is wrong.
    """
    with database.read() as connection:
        if _marked(connection) is None:
            return False
    try:
        with database.change() as connection:
            earlier = _marked(connection)
            if earlier is not None:
                logbook.append(connection, "desk.migrated", earlier=earlier, schema=schema)
                connection.execute(delete(meta).where(meta.c.name == _MARK))
    except CheckFailed:
        return False
    return True


def _marked(connection: Connection) -> int | None:
    found = connection.scalar(select(meta.c.value).where(meta.c.name == _MARK))
    return None if found is None else int(found)
