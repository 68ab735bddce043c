"""Our own table of rows moved apart in a store: what lies in it, sealed, and under which name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from attrs import field, frozen
from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    MetaData,
    String,
    Table,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects import mysql

from avgrights.retention.questions import Key
from avgrights.stores.interface import FoundRow
from avgrights.stores.shutting import Apart, Shutting

_metadata = MetaData()

#: What is held apart, a row a record with its parts. `slot`: a keyed digest of register, dataset
#: and key. `restriction`: whose key sealed it.
holding = Table(
    "avgrights_holding",
    _metadata,
    Column("slot", String(64), primary_key=True),
    Column("restriction", String(40), nullable=False),
    Column("register", String(200), nullable=False),
    Column("dataset", String(200), nullable=False),
    Column(
        "sealed", LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb"), nullable=False
    ),
)


@frozen(kw_only=True)
class Held:
    """One record as it is sealed.

    Attributes:
        tables: of each table its columns with their types, and its rows; the record's own first.
        shown: its values as a copy has them, its parts and the days of its events.
    """

    key: Key
    tables: list[dict[str, Any]] = field(repr=False)
    shown: dict[str, Any] = field(repr=False)
    slot: str = ""

    def as_bytes(self) -> bytes:
        """What is sealed."""
        whole = {"key": self.key, "tables": self.tables, "shown": self.shown}
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def make(connection: Connection) -> None:
    """Makes our table, where it is not there; in a transaction of its own, since some databases
    commit at that."""
    _metadata.create_all(connection)


def there(connection: Connection) -> bool:
    """Whether anything was ever moved apart here."""
    return inspect(connection).has_table(holding.name)


def about(register: str, dataset: str, slot: str) -> str:
    """What a sealed record is bound to: it opens in no other place."""
    return f"held {register} {dataset} {slot}"


def slots(connection: Connection, register: str, dataset: str) -> set[str]:
    """The names under which records of a dataset are held."""
    if not there(connection):
        return set()
    mine = select(holding.c.slot).where(
        holding.c.register == register, holding.c.dataset == dataset
    )
    return set(connection.execute(mine).scalars())


def count(connection: Connection, register: str, dataset: str) -> int:
    """How many records of a dataset are held."""
    if not there(connection):
        return 0
    mine = (
        select(func.count())
        .select_from(holding)
        .where(holding.c.register == register, holding.c.dataset == dataset)
    )
    return int(connection.execute(mine).scalar_one())


def held(connection: Connection, asked: Shutting) -> Iterator[Held]:
    """Every record of the dataset that is held, opened."""
    if not there(connection):
        return
    register, dataset = asked.register, asked.dataset.name
    mine = select(holding).where(holding.c.register == register, holding.c.dataset == dataset)
    for row in connection.execute(mine.order_by(holding.c.slot)):
        plain = asked.sealing.open(
            row.restriction, bytes(row.sealed), about(register, dataset, row.slot)
        )
        whole = json.loads(plain)
        yield Held(
            key=tuple(whole["key"]), tables=whole["tables"], shown=whole["shown"], slot=row.slot
        )


def found(one: Held, today: date) -> Apart:
    """A held record as a search finds it."""
    days = {
        name: date.fromisoformat(day) if day else None for name, day in one.shown["events"].items()
    }
    row = FoundRow(
        key=one.key,
        values=one.shown["values"],
        events={name: day if day and day <= today else None for name, day in days.items()},
        parts={table: tuple(rows) for table, rows in one.shown["parts"].items()},
        apart=True,
    )
    return Apart(row=row, whose=one.shown["whose"])
