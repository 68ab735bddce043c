"""Our own two tables in a store: who it is, and what was deleted from it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
    update,
)

from avgrights.stores.evidence import Last
from avgrights.stores.interface import Evidence, Ticket
from avgrights.terms.errors import Refused

_metadata = MetaData()
#: On MariaDB: an engine with transactions, whatever the server's default.
_ENGINE: dict[str, Any] = {"mariadb_engine": "InnoDB", "mariadb_charset": "utf8mb4"}

#: One row: the identity of the store, and the highest fencing number it has seen.
store = Table(
    "avgrights_store",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("identity", String(64), nullable=False),
    Column("fence", BigInteger, nullable=False),
    **_ENGINE,
)

#: One row a batch, written in the transaction that deletes.
evidence = Table(
    "avgrights_evidence",
    _metadata,
    Column("work", String(64), primary_key=True),
    Column("batch", Integer, primary_key=True, autoincrement=False),
    Column("register", String(200), nullable=False),
    Column("rule", String(400), nullable=False),
    Column("dataset", String(200), nullable=False),
    Column("day", String(10), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("parts", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    **_ENGINE,
)


def bears(connection: Connection) -> bool:
    """Whether our tables are there."""
    return inspect(connection).has_table(store.name)


def identity(connection: Connection) -> str | None:
    """The identity that the store bears, or None."""
    if not bears(connection):
        return None
    found: str | None = connection.execute(select(store.c.identity)).scalar()
    return found


def adopt(connection: Connection, name: str) -> None:
    """Makes our tables and writes the identity.

    Raises:
        Refused: the store bears another one.
    """
    there = identity(connection)
    if there is not None and there != name:
        raise Refused("this store bears the identity of another desk or another store")
    if there is None:
        _metadata.create_all(connection)
        connection.execute(insert(store).values(id=1, identity=name, fence=0))


def enter(connection: Connection, ticket: Ticket) -> None:
    """Raises the fence to the ticket's number; one below what the store has seen is refused."""
    hold_fence(connection, ticket, entering=True)
    connection.execute(update(store).values(fence=ticket.fence))


def hold_fence(connection: Connection, ticket: Ticket, *, entering: bool = False) -> None:
    """Locks the fence for this transaction and compares it: an overtaken worker is refused.

    Raises:
        Refused: another run has entered since, or the store was never adopted.
    """
    seen = connection.execute(select(store.c.fence).with_for_update()).scalar()
    if seen is None:
        raise Refused("this store bears no identity: approve a plan by hand to adopt it")
    if seen > ticket.fence or (seen < ticket.fence and not entering):
        raise Refused("a newer run has taken over; this one changes nothing any more")


def last_of(connection: Connection, work: str) -> Last:
    """The newest evidence of that work."""
    mine = select(evidence.c.batch, evidence.c.digest).where(evidence.c.work == work)
    row = connection.execute(mine.order_by(evidence.c.batch.desc()).limit(1)).first()
    return Last(row.batch, row.digest) if row else Last()


def write(connection: Connection, done: Evidence) -> None:
    """Writes one piece of evidence."""
    connection.execute(
        insert(evidence).values(
            work=done.work,
            batch=done.batch,
            register=done.register,
            rule=done.rule,
            dataset=done.dataset,
            day=done.day.isoformat(),
            rows=done.rows,
            parts=json.dumps(dict(done.parts)),
            digest=done.digest,
            previous=done.previous,
        )
    )


def read(connection: Connection, work: str | None) -> list[Evidence]:
    """The evidence of one work, or all of it, in order."""
    if not bears(connection):
        return []
    wanted = select(evidence).order_by(evidence.c.work, evidence.c.batch)
    if work is not None:
        wanted = wanted.where(evidence.c.work == work)
    return [
        Evidence(
            work=row.work,
            batch=row.batch,
            register=row.register,
            rule=row.rule,
            dataset=row.dataset,
            day=date.fromisoformat(row.day),
            rows=row.rows,
            parts=json.loads(row.parts),
            digest=row.digest,
            previous=row.previous,
        )
        for row in connection.execute(wanted)
    ]


def total(connection: Connection, work: str) -> int:
    """How many rows of the datasets' own tables that work deleted here."""
    count = select(func.coalesce(func.sum(evidence.c.rows), 0)).where(evidence.c.work == work)
    return int(connection.execute(count).scalar_one())
