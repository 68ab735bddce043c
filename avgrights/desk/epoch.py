"""A number that rises with every change to what is protected."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from avgrights.desk.tables import epoch


def raise_epoch(connection: Connection) -> None:
    """Says that what is protected has changed; to be called in the change itself."""
    if not connection.execute(update(epoch).values(value=epoch.c.value + 1)).rowcount:
        connection.execute(insert(epoch).values(id=1, value=1))


def current_epoch(connection: Connection) -> int:
    """The number as it stands."""
    return connection.execute(select(epoch.c.value)).scalar() or 0
