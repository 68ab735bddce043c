"""What the desk remembers of a rotation of its wrapping key while it is under way."""

from __future__ import annotations

import json
from collections.abc import Mapping

from attrs import asdict, evolve, field, frozen
from sqlalchemy import Connection, delete, insert, select, update

from avgrights.desk.database import Database
from avgrights.desk.tables import meta

_MARK = "rotation"


@frozen(kw_only=True)
class Rotation:
    """A rotation that has begun. It holds places and ids of keys, never a key.

    Attributes:
        earlier, key: the id of the wrapping key it comes from, and of the one it goes to.
        left: the place of the earlier one, as `keys` named it.
        place: where the new one is; the same where it takes the place of the earlier.
        items: table -> keys wrapped anew so far.
        rewrapped: nothing refers to the earlier key any more, and the journal says so.
    """

    earlier: str
    key: str
    left: str
    place: str
    items: Mapping[str, int] = field(factory=dict)
    rewrapped: bool = False

    def counted(self, table: str, more: int) -> Rotation:
        """The same with so many more."""
        return evolve(self, items={**self.items, table: self.items.get(table, 0) + more})


def read(connection: Connection) -> Rotation | None:
    """The rotation under way, or None."""
    found = connection.scalar(select(meta.c.value).where(meta.c.name == _MARK))
    return None if found is None else Rotation(**json.loads(found))


def write(connection: Connection, rotation: Rotation) -> None:
    """Remembers it, or how far it is."""
    text = json.dumps(asdict(rotation), sort_keys=True)
    mine = update(meta).where(meta.c.name == _MARK).values(value=text)
    if not connection.execute(mine).rowcount:
        connection.execute(insert(meta).values(name=_MARK, value=text))


def forget(connection: Connection) -> None:
    """It is over."""
    connection.execute(delete(meta).where(meta.c.name == _MARK))


def places(database: Database) -> tuple[str, ...]:
    """Where the keys of a rotation under way lie; empty: there is none."""
    with database.read() as connection:
        now = read(connection)
    return () if now is None else (now.place, now.left)
