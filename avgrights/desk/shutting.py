"""Shutting records off and letting them free, in the stores, under ticket and fence (GDPR 18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from avgrights.desk.engine import Engine, new_ticket
from avgrights.desk.harvesting import harvest
from avgrights.desk.identity import adopt
from avgrights.desk.overlapping import need_apart
from avgrights.desk.restriction_rows import (
    Restriction,
    asked_of,
    dataset_of,
    ever_moved,
    others,
    sealing_of,
    tables_of,
)
from avgrights.desk.runlock import alone
from avgrights.retention.questions import Key
from avgrights.stores.interface import Ticket
from avgrights.stores.shutting import Apart, Shutter, Shutting
from avgrights.terms.data_map import Dataset, Way
from avgrights.terms.errors import InputFault
from avgrights.terms.identifier import Identifier

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def way_of(desk: Desk, register: str, dataset: Dataset) -> Way:
    """How a restriction of the dataset is enforced: as the data map says, else as the store can.

    Raises:
        InputFault: it cannot be; the sentence says why, and nothing was done.
    """
    store = shutter(desk, dataset)
    way = dataset.restrict.way if dataset.restrict else store.best_way()
    obstacles = store.obstacles(dataset, way, tables_of(desk, register, dataset.store))
    if obstacles:
        raise InputFault(
            f"rows of dataset {dataset.name!r} cannot be restricted: {obstacles[0]}",
            remedy="Mend the data map: another way under 'restrict', or the table as a part.",
        )
    return way


def shutter(desk: Desk, dataset: Dataset) -> Shutter:
    """The store of a dataset, as one that restricts.

    Raises:
        InputFault: this kind of store cannot.
    """
    store = desk.store(dataset.store)
    if not isinstance(store, Shutter):
        raise InputFault(f"store {dataset.store!r} cannot restrict rows: no way to is known for it")
    return store


def shut(
    desk: Desk, this: Restriction, dataset: Dataset, whose: tuple[Identifier, ...]
) -> set[Key]:
    """Shuts the records of a restriction off, with evidence. Again: what is left of them.

    Returns:
        the records that are shut off now, as the store says.

    Raises:
        Refused: the store is not the one that was adopted, or a run is at work.
        StoreFault: the store failed; what was committed stands.
    """
    store = shutter(desk, dataset)
    need_apart(desk)
    with alone(desk):
        adopt(desk, dataset.store)
        ticket = _entered(desk, this, dataset)
        try:
            store.shut(asked_of(desk, this, dataset, ticket), this.keys, whose)
        finally:
            harvest(desk, [dataset.store], ticket.work)
    return store.shut_now(asked_of(desk, this, dataset, ticket), this.keys)


def free(desk: Desk, this: Restriction) -> set[Key]:
    """Lets the records of a restriction free, save those that another one shuts off too.

    Returns:
        the records of it that stay shut off.

    Raises:
        Refused: rows held apart do not fit their table any more, or another store stands there.
        StoreFault: the store failed, or their place is taken; nothing of it is lost.
    """
    dataset = dataset_of(desk, this)
    store = shutter(desk, dataset)
    with desk.database.read() as connection:
        shared = sorted(others(desk, connection, this) & set(this.keys))
    mine = sorted(set(this.keys) - set(shared))
    with alone(desk):
        adopt(desk, dataset.store)
        ticket = _entered(desk, this, dataset)
        try:
            store.free(asked_of(desk, this, dataset, ticket), mine, shared)
        finally:
            harvest(desk, [dataset.store], ticket.work)
    return set(shared)


def apart(
    desk: Desk, register: str, dataset: Dataset, identifiers: tuple[Identifier, ...]
) -> Iterator[Apart]:
    """The records of a person that lie apart, out of the reach of an ordinary search; in the order
    of their keys."""
    with desk.database.read() as connection:
        moved = ever_moved(connection, register, dataset.name)
    if moved is None:
        return
    asked = Shutting(
        restriction=moved, register=register, dataset=dataset, way=Way.MOVE, ticket=_none(desk),
        sealing=sealing_of(desk, moved, register, dataset.name), today=desk.clock.today,
        zone=desk.settings.time_zone,
    )  # fmt: skip
    every = shutter(desk, dataset).apart(asked)
    mine = [one for one in every if is_of(one, dataset, identifiers)]
    yield from sorted(mine, key=lambda one: _in_order(one.row.key))


def count_apart(desk: Desk, register: str, dataset: Dataset) -> int:
    """How many records of a dataset lie apart, whosever they are."""
    with desk.database.read() as connection:
        moved = ever_moved(connection, register, dataset.name)
    return 0 if moved is None else shutter(desk, dataset).count_apart(register, dataset)


def is_of(one: Apart, dataset: Dataset, identifiers: tuple[Identifier, ...]) -> bool:
    """Whether a record that lies apart is of the person: any identifier in any of its columns."""
    return any(
        Identifier(given.kind, one.whose.get(column) or "").comparable == given.comparable
        for given in identifiers
        for column in dataset.subject.get(given.kind, ())
    )


def _in_order(key: Key) -> list[tuple[int, str]]:
    """Whole numbers by their size, texts by their letters."""
    return [(len(part) if part.isdecimal() else 0, part) for part in key]


def _entered(desk: Desk, this: Restriction, dataset: Dataset) -> Ticket:
    """A ticket of the work of a restriction, with which the store was entered."""
    engine = Engine(desk, new_ticket(desk, this.case or this.id))
    engine.enter(dataset.store)
    return engine.ticket


def _none(desk: Desk) -> Ticket:
    """A ticket for looking only."""
    return Ticket(work="-", day=desk.clock.today, fence=0, digest_key=b"")
