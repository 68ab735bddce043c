"""What stores deleted, taken into the journal afterwards: each piece of evidence once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from avgrights.desk.tables import evidence as taken
from avgrights.stores.interface import Evidence
from avgrights.stores.shutting import FREED, SHUT
from avgrights.terms.errors import StoreFault

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

#: What the evidence of some grounds is called in the journal; of every other, rows went.
_KINDS = {SHUT: "restriction.shut", FREED: "restriction.freed"}


def harvest(desk: Desk, stores: Iterable[str], work: str | None = None) -> None:
    """Takes the evidence of those stores into the journal; what is there already is passed over.

    Raises:
        StoreFault: a store cannot be read; what was taken in before stands.
    """
    for name in stores:
        store = desk.store(name)
        identity = store.identity()
        if identity is not None:
            _take(desk, name, identity, store.evidence(work))


def done_by_work(desk: Desk, stores: Iterable[str]) -> dict[tuple[str, str, str, str], int]:
    """(work, register, rule, dataset) -> rows deleted, as the stores' own evidence says.

    A store that cannot be read is passed over: its runs then show what the desk knows.
    """
    found: dict[tuple[str, str, str, str], int] = {}
    for name in stores:
        try:
            pieces = desk.store(name).evidence()
        except StoreFault:
            continue
        for one in pieces:
            about = (one.work, one.register, one.rule, one.dataset)
            found[about] = found.get(about, 0) + one.rows
    return found


def _take(desk: Desk, name: str, identity: str, pieces: list[Evidence]) -> None:
    with desk.database.read() as connection:
        known = _known(connection, identity)
    fresh = [one for one in pieces if (one.work, one.batch) not in known]
    if not fresh:
        return
    with desk.database.change() as connection:
        known = _known(connection, identity)
        for one in fresh:
            if (one.work, one.batch) not in known:
                _write(desk, connection, name, identity, one)


def _known(connection: Connection, identity: str) -> set[tuple[str, int]]:
    mine = select(taken.c.work, taken.c.batch).where(taken.c.store == identity)
    return {(row.work, row.batch) for row in connection.execute(mine)}


def _write(desk: Desk, connection: Connection, name: str, identity: str, one: Evidence) -> None:
    seq = desk.logbook.append(
        connection,
        _KINDS.get(one.rule, "purge.batch"),
        store=name,
        work=one.work,
        batch=one.batch,
        register=one.register,
        rule=one.rule,
        dataset=one.dataset,
        rows=one.rows,
        parts=dict(one.parts),
        digest=one.digest,
        previous=one.previous,
    )
    row = {"store": identity, "work": one.work, "batch": one.batch, "seq": seq}
    connection.execute(insert(taken), row)
