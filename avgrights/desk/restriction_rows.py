"""Restrictions as the desk keeps them: what is shut off, under which key, on which ground."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from sqlalchemy import Connection, Row, exists, insert, select, update

from avgrights.desk.epoch import raise_epoch
from avgrights.desk.tables import restriction as table
from avgrights.retention.questions import Key
from avgrights.stores.shutting import Sealing, Shutting
from avgrights.terms.data_map import Dataset, Way
from avgrights.terms.errors import InputFault, StoreFault

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk
    from avgrights.stores.interface import Ticket


@frozen(kw_only=True)
class Restriction:
    """One dataset of one restriction that a store enforces.

    Attributes:
        ground: of GDPR 18(1), such as `18(1)(a)`.
        keys: the records that it shuts off.
    """

    id: str
    case: str | None
    register: str
    dataset: str
    store: str
    ground: str
    way: Way
    started: date
    lifted: date | None
    keys: tuple[Key, ...] = field(repr=False)


def open_restriction(
    desk: Desk,
    *,
    case: str,
    by: str,
    register: str,
    dataset: Dataset,
    ground: str,
    way: Way,
    keys: tuple[Key, ...],
) -> Restriction:
    """Puts a restriction on record, with a key of its own, before anything is shut off: from now
    on purge and erasure leave the records alone. Again, for the same case: what is there."""
    with desk.database.change() as connection:
        before = [one for one in of_case(desk, connection, case) if one.dataset == dataset.name]
        if before:
            return before[0]
        id = f"restriction-{secrets.token_hex(6)}"
        _, wrapped, key_id = desk.vault.new_key()
        sealed = {"keys": [list(key) for key in keys], "identifiers": [], "by": by}
        row = {
            "id": id, "case": case, "register": register, "dataset": dataset.name,
            "ground": ground, "started": desk.clock.today, "store": dataset.store,
            "way": way.value, "wrapped": wrapped, "key_id": key_id,
            "sealed": desk.vault.seal(json.dumps(sealed).encode(), f"restriction:{id}"),
        }  # fmt: skip
        connection.execute(insert(table), row)
        raise_epoch(connection)
        desk.logbook.append(
            connection, "restriction.set", restriction=id, ground=ground, dataset=dataset.name,
            register=register, case=case, way=way.value,
        )  # fmt: skip
        return next(one for one in of_case(desk, connection, case) if one.id == id)


def of_case(desk: Desk, connection: Connection, case: str) -> list[Restriction]:
    """The restrictions of a case that a store enforces, in the order in which they were set."""
    mine = select(table).where(table.c.case == case, table.c.way.is_not(None))
    return [_read(desk, row) for row in connection.execute(mine.order_by(table.c.dataset))]


def of_id(desk: Desk, connection: Connection, id: str) -> Restriction | None:
    """The restriction of that id, where a store enforces it."""
    mine = select(table).where(table.c.id == id, table.c.way.is_not(None))
    row = connection.execute(mine).first()
    return _read(desk, row) if row else None


def others(desk: Desk, connection: Connection, this: Restriction) -> set[Key]:
    """The records that other restrictions of the same dataset still shut off."""
    mine = select(table).where(
        table.c.register == this.register, table.c.dataset == this.dataset,
        table.c.way.is_not(None), table.c.lifted.is_(None), table.c.id != this.id,
    )  # fmt: skip
    return {key for row in connection.execute(mine) for key in _read(desk, row).keys}


def ever_moved(connection: Connection, register: str, dataset: str) -> str | None:
    """A restriction that moved rows of the dataset apart, now or once; None: there was none."""
    mine = select(table.c.id).where(
        table.c.register == register, table.c.dataset == dataset, table.c.way == Way.MOVE.value
    )
    found: str | None = connection.execute(mine.limit(1)).scalar()
    return found


def ever_moved_of(connection: Connection, register: str) -> set[str]:
    """The datasets of a register of which rows were moved apart, now or once."""
    mine = select(table.c.dataset).where(
        table.c.register == register, table.c.way == Way.MOVE.value
    )
    return set(connection.scalars(mine.distinct()))


def end(desk: Desk, this: Restriction, informed: date) -> None:
    """Puts on record that a restriction is lifted; once."""
    with desk.database.change() as connection:
        values = {"lifted": desk.clock.today, "informed": informed}
        mine = update(table).where(table.c.id == this.id, table.c.lifted.is_(None))
        if connection.execute(mine.values(**values)).rowcount:
            raise_epoch(connection)
            desk.logbook.append(connection, "restriction.lifted", restriction=this.id)


def sealing_of(desk: Desk, id: str, register: str, dataset: str) -> Sealing:
    """What a store is lent to seal and to open what it holds apart."""
    keys: dict[str, bytes] = {}

    def key_of(restriction: str) -> bytes:
        if restriction not in keys:
            keys[restriction] = _key(desk, restriction)
        return keys[restriction]

    return Sealing(
        seal=lambda value, about: desk.vault.seal_with(key_of(id), value, about),
        open=lambda by, value, about: desk.vault.open_with(key_of(by), value, about),
        slot=lambda key: desk.vault.digest("record held apart", register, dataset, *key),
    )


def asked_of(desk: Desk, this: Restriction, dataset: Dataset, ticket: Ticket) -> Shutting:
    """What is asked of the store for a restriction."""
    return Shutting(
        restriction=this.id, register=this.register, dataset=dataset, way=this.way, ticket=ticket,
        sealing=sealing_of(desk, this.id, this.register, this.dataset), today=desk.clock.today,
        zone=desk.settings.time_zone, beside=tables_of(desk, this.register, dataset.store),
    )  # fmt: skip


def tables_of(desk: Desk, register: str, store: str) -> frozenset[str]:
    """Every table of a store that the data map of a register knows."""
    mine = [one for one in desk.register(register).data_map.datasets if one.store == store]
    parts = [part.table for one in mine for part in one.parts]
    return frozenset([*(one.table for one in mine if one.table), *parts])


def _key(desk: Desk, id: str) -> bytes:
    mine = select(table.c.wrapped, table.c.key_id).where(table.c.id == id)
    with desk.database.read() as connection:
        row = connection.execute(mine).first()
    if row is None or row.wrapped is None:
        raise StoreFault(
            "rows lie apart under the key of a restriction that this desk does not know",
            remedy="Was the desk put back from an older backup? Put back the newest one.",
        )
    return desk.vault.unwrap(bytes(row.wrapped), row.key_id)


def _read(desk: Desk, row: Row[Any]) -> Restriction:
    words = json.loads(desk.vault.open(row.sealed, f"restriction:{row.id}"))
    return Restriction(
        id=row.id, case=row.case, register=row.register, dataset=row.dataset, store=row.store,
        ground=row.ground, way=Way(row.way), started=row.started, lifted=row.lifted,
        keys=tuple(tuple(key) for key in words["keys"]),
    )  # fmt: skip


def dataset_of(desk: Desk, this: Restriction) -> Dataset:
    """The dataset of a restriction, as the data map has it now.

    Raises:
        InputFault: it is there no more.
    """
    dataset = desk.register(this.register).data_map.dataset(this.dataset)
    if dataset is None:
        raise InputFault(
            f"dataset {this.dataset!r} is restricted and no longer in data-map.yaml",
            remedy="Put it back until the restriction is lifted.",
        )
    return dataset


def every(desk: Desk, connection: Connection) -> Iterator[Restriction]:
    """Every restriction that a store enforces and that is not lifted."""
    mine = select(table).where(table.c.way.is_not(None), table.c.lifted.is_(None))
    for row in connection.execute(mine.order_by(table.c.id)):
        yield _read(desk, row)


def forget_restrictions(connection: Connection, case: str) -> None:
    """Destroys what the restrictions of a case hold of the person, and their keys; a key stays
    while another restriction keeps rows of the dataset apart, which may lie under this one."""
    other = table.alias()
    needed = exists().where(
        other.c.register == table.c.register, other.c.dataset == table.c.dataset,
        other.c.case != case, other.c.lifted.is_(None), other.c.way.is_not(None),
    )  # fmt: skip
    mine = update(table).where(table.c.case == case)
    connection.execute(mine.where(~needed).values(wrapped=b"", key_id=""))
    connection.execute(mine.values(sealed=b""))
