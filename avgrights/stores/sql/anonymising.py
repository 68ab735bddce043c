"""Rows made anonymous instead of deleted: what the data map says they hold from then on.

A row is anonymised when every column that the data map names holds what it says, and so do the
rows of its parts. Such a row is about nobody any more (GDPR recital 26): no term runs for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, and_, exists, func, not_, select, update
from sqlalchemy.types import Enum, String

from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.moments import FALSE, TRUE, Bool, Col
from avgrights.stores.sql.parts import part_of
from avgrights.stores.sql.values import value_of
from avgrights.terms.data_map import Dataset, Part, Scalar
from avgrights.terms.errors import InputFault, StoreFault

if TYPE_CHECKING:
    from avgrights.stores.sql.store import Doomed, SqlStore

Replacing = Mapping[str, Scalar | None]


def unfit(store: SqlStore, connection: Connection, dataset: Dataset) -> list[str]:
    """What the data map says of anonymous rows and the database cannot hold."""
    own = store.catalogue.table(connection, str(dataset.table))
    found = _unfit(own, dataset.anonymise)
    for part in dataset.parts:
        found += _unfit(store.catalogue.table(connection, part.table), part.anonymise)
    return found


def _unfit(live: LiveTable, replacing: Replacing) -> list[str]:
    found = []
    for name, value in replacing.items():
        if name not in live.types:
            found.append(f"{live.name} has no column {name[:60]!a} to anonymise")
        elif value is None and name in live.required:
            found.append(f"{live.name}.{name} is NOT NULL: anonymise it by a fixed value")
        elif value is not None and live.is_unique([name]):
            found.append(f"{live.name}.{name} is unique: two rows cannot hold the same value")
        elif value is not None:
            found += _unreadable(live, name, value)
    return found


def _unreadable(live: LiveTable, name: str, value: Scalar) -> list[str]:
    try:
        value_of(_written(value), live.types[name])
    except ValueError as fault:
        return [f"{live.name}.{name} cannot hold what 'anonymise' says: it {fault}"]
    return []


def done_already(
    store: SqlStore, connection: Connection, dataset: Dataset, live: LiveTable
) -> Bool:
    """Whether a row, with all of its parts, is anonymised already; never NULL.

    Raises:
        InputFault: the data map says nothing, or what the columns cannot hold.
    """
    if not dataset.can_be_anonymised:
        raise InputFault(
            f"dataset {dataset.name!r}: the data map does not say what an anonymised row holds",
            remedy="Add 'anonymise: {COLUMN: null}' with every column that tells who it is about.",
        )
    problems = unfit(store, connection, dataset)
    if problems:
        raise InputFault(
            f"dataset {dataset.name!r}: {problems[0]}",
            remedy="Mend 'anonymise' in data-map.yaml; 'avgrights store check' shows them all.",
        )
    left = [
        not_(_left_over(store, connection, part, live)) for part in dataset.parts if part.anonymise
    ]
    return and_(_holds(store, live, dataset.anonymise), *left)


def _left_over(store: SqlStore, connection: Connection, part: Part, live: LiveTable) -> Bool:
    """Whether some row of the part still tells who it is about."""
    child = store.catalogue.table(connection, part.table)
    mine = and_(*store.joined(child.clause, part, live))
    return exists(
        select(1)
        .select_from(child.clause)
        .where(mine, not_(_holds(store, child, part.anonymise)))
        .correlate(live.clause)
    )


def _holds(store: SqlStore, live: LiveTable, replacing: Replacing) -> Bool:
    """Whether every column holds what it is to hold."""
    each = [_same(store, live, name, value) for name, value in replacing.items()]
    return func.coalesce(and_(*each), FALSE) if each else TRUE


def _same(store: SqlStore, live: LiveTable, name: str, value: Scalar | None) -> Bool:
    type_ = live.types[name]
    column: Col = live.clause.c[name]
    if value is None:
        return column.is_(None)
    if isinstance(type_, String) and not isinstance(type_, Enum):
        column = store.dialect.exact(column)
    same: Bool = column == _bound(store, type_, value)
    return same


def anonymise(
    store: SqlStore, connection: Connection, dataset: Dataset, live: LiveTable, doomed: Doomed
) -> dict[str, int]:
    """Writes over the chosen rows and their parts.

    Returns:
        table of each part -> rows that were written over.

    Raises:
        StoreFault: another number of rows was changed, or one of them holds something else still.
    """
    parts = {
        part.table: _anonymise_part(store, connection, part, live, doomed)
        for part in dataset.parts
        if part.anonymise
    }
    if dataset.anonymise:
        changed = update(live.clause).where(store.at(live, doomed.handles))
        done = connection.execute(changed.values(_values(store, live, dataset.anonymise)))
        if done.rowcount != doomed.rows:
            raise StoreFault(
                f"store {store.name!r} anonymised another number of rows than was chosen"
            )
    return parts


def _anonymise_part(
    store: SqlStore, connection: Connection, part: Part, live: LiveTable, doomed: Doomed
) -> int:
    child, chosen = part_of(store, connection, part, live, doomed)
    rest = not_(_holds(store, child, part.anonymise))
    changed = update(child.clause).where(chosen, rest)
    return connection.execute(changed.values(_values(store, child, part.anonymise))).rowcount


def _values(store: SqlStore, live: LiveTable, replacing: Replacing) -> dict[Any, Any]:
    return {
        live.clause.c[name]: None if value is None else _bound(store, live.types[name], value)
        for name, value in replacing.items()
    }


def _bound(store: SqlStore, type_: Any, value: Scalar) -> Any:
    return store.bound(value_of(_written(value), type_), type_)


def _written(value: Scalar) -> str:
    """A value of the data map as text.

    >>> _written(True), _written(0), _written("onbekend")
    ('true', '0', 'onbekend')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)
