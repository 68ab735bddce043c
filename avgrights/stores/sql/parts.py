"""The rows of a part: which of them hang on rows that were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, exists, func, select, tuple_

from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import Conditions
from avgrights.stores.sql.moments import Bool
from avgrights.terms.data_map import Dataset, Part
from avgrights.terms.errors import StoreFault

if TYPE_CHECKING:
    from avgrights.stores.sql.store import Doomed, SqlStore


def part_of(
    store: SqlStore, connection: Connection, part: Part, live: LiveTable, doomed: Doomed
) -> tuple[LiveTable, Bool]:
    """The part's table, and the condition that picks the rows of the chosen parents.

    Raises:
        StoreFault: some of those rows belong to a parent that was not chosen too.
    """
    child = store.catalogue.table(connection, part.table)
    if not live.is_unique(part.join.values()):
        need_own_parts(store, connection, part, live, doomed)
    return child, store.going_along(child.clause, part, live, doomed.handles)


def delete_part(
    store: SqlStore, connection: Connection, part: Part, live: LiveTable, doomed: Doomed
) -> int:
    """Deletes the rows of a part that hang on the chosen rows; their number."""
    child, chosen = part_of(store, connection, part, live, doomed)
    return connection.execute(delete(child.clause).where(chosen)).rowcount


def parts_of(
    store: SqlStore, connection: Connection, dataset: Dataset, live: LiveTable, asked: Conditions
) -> dict[str, int]:
    """How many rows of each part go with the due rows."""
    counted = {}
    for part in dataset.parts:
        child = store.catalogue.table(connection, part.table).clause
        joined = store.joined(child, part, live)
        going = exists(select(1).select_from(live.clause).where(*joined, asked.due))
        both = select(func.count()).select_from(child).where(going)
        counted[part.table] = int(connection.execute(both).scalar_one())
    return counted


def need_own_parts(
    store: SqlStore, connection: Connection, part: Part, live: LiveTable, doomed: Doomed
) -> None:
    """Where parents share what a part joins on, its rows may be of a parent that stays.

    Raises:
        StoreFault: a row that stays has the same.
    """
    columns = [live.clause.c[name] for name in part.join.values()]
    mine = connection.execute(select(*columns).where(store.at(live, doomed.handles))).all()
    shared = tuple_(*columns).in_([tuple(row) for row in mine if None not in row])
    rows = connection.execute(select(func.count()).select_from(live.clause).where(shared))
    if rows.scalar_one() != sum(None not in row for row in mine):
        raise StoreFault(
            f"store {store.name!r}: rows of {part.table} belong to several rows of {live.name}, "
            "and not all of those go",
            remedy="Join the part on a key of its parent.",
        )
