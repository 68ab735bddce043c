"""Values put right (GDPR 16): known rows, from known old values to a new one.

Compare and set: a row whose value is no longer the one that was looked at stays as it is. The
rows are locked, compared, written and evidenced in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import Connection, and_, select, update
from sqlalchemy.exc import DataError, IntegrityError

from avgrights.retention.questions import Key, Protection
from avgrights.stores.evidence import evidence_of
from avgrights.stores.interface import Alteration, Evidence, HeldValues, Ticket
from avgrights.stores.sql import proof
from avgrights.stores.sql.catalogue import LiveTable
from avgrights.stores.sql.conditions import belongs
from avgrights.stores.sql.finding import as_json_value
from avgrights.stores.sql.values import value_of
from avgrights.terms.data_map import Dataset, Part
from avgrights.terms.errors import InputFault, StoreFault
from avgrights.terms.identifier import Identifier

if TYPE_CHECKING:
    from avgrights.stores.sql.store import SqlStore


@frozen
class _Place:
    """Where values are changed: the dataset's own table, or that of one of its parts.

    Attributes:
        as_dataset: the part as a dataset of its own, for what asks for one.
    """

    live: LiveTable
    as_dataset: Dataset
    part: Part | None = None


def held(
    store: SqlStore,
    connection: Connection,
    dataset: Dataset,
    keys: Sequence[Key],
    columns: Sequence[str],
    part: str | None,
) -> list[HeldValues]:
    """What these columns hold in those records, or in the rows of a part of them."""
    live = store.catalogue.need(connection, dataset)
    place = _place(store, connection, dataset, live, part)
    names = place.as_dataset.key
    text, here = store.dialect.text, place.live.clause.c
    shown = [store.dialect.raw(here[name], place.live.types[name]) for name in columns]
    parents = [live.clause.c[name] for name in dataset.key]
    wanted = select(*(text(here[name]) for name in names), *map(text, parents), *shown)
    if place.part is not None:
        both = place.live.clause.join(
            live.clause, and_(*store.joined(place.live.clause, place.part, live))
        )
        wanted = wanted.select_from(both)
    mine = store.dialect.among(parents, keys) & belongs(dataset, live, store.dialect)
    width, end = len(names), len(names) + len(parents)
    return [
        HeldValues(
            key=tuple(row[:width]), parent=tuple(row[width:end]),
            values=dict(zip(columns, map(as_json_value, row[end:]), strict=True)),
        )
        for row in connection.execute(wanted.where(mine).order_by(*(here[n] for n in names)))
    ]  # fmt: skip


def fitting(
    store: SqlStore,
    connection: Connection,
    dataset: Dataset,
    given: Mapping[str, str],
    part: str | None,
) -> dict[str, Any]:
    """The given texts as the columns would hold them, as JSON knows values.

    Raises:
        InputFault: a text does not fit its column.
    """
    live = store.catalogue.need(connection, dataset)
    place = _place(store, connection, dataset, live, part)
    shown = {}
    for name, text in given.items():
        type_ = place.live.types[name]
        bound = _bound(store, place.live, name, text)
        try:
            shown[name] = None if bound is None else _shown(store, connection, bound, type_)
        except DataError:
            raise InputFault(f"{place.live.name}.{name} cannot hold that value") from None
    return shown


def change(
    store: SqlStore,
    connection: Connection,
    dataset: Dataset,
    wanted: Alteration,
    ticket: Ticket,
    *,
    register: str,
    rule: str,
    stay: Sequence[Protection],
    whose: Sequence[Identifier],
) -> Evidence | None:
    """Changes the rows that are as they were, in the transaction of the connection."""
    live = store.catalogue.need(connection, dataset)
    if live.partitioned:
        raise InputFault(f"dataset {dataset.name!r}: {live.name} is partitioned: not supported")
    place = _place(store, connection, dataset, live, wanted.part)
    parents = sorted({row.parent for row in wanted.rows})
    free = store.unprotected(connection, dataset, live, parents, stay, whose)
    store.choose_keys(connection, dataset, live, free)
    same = _still_the_same(store, connection, dataset, place, wanted, set(free))
    changed = _update(store, connection, place, wanted, same)
    if not changed:
        return None
    _need_changed(store, connection, dataset, place, wanted, changed, free)
    return _evidence(
        store, connection, dataset, place, ticket, changed, register=register, rule=rule,
        day=ticket.day,
    )  # fmt: skip


def _still_the_same(
    store: SqlStore,
    connection: Connection,
    dataset: Dataset,
    place: _Place,
    wanted: Alteration,
    free: set[Key],
) -> list[Key]:
    """The rows that hold the old values still, locked."""
    mine = {row.key: row for row in wanted.rows if row.parent in free}
    if not mine:
        return []
    locked = store.choose_keys(connection, place.as_dataset, place.live, sorted(mine))
    if locked.rows > len(mine):
        raise StoreFault(
            f"store {store.name!r}: the key of {place.live.name} names more than one row",
            remedy="Name columns in 'key' that no two rows have in common.",
        )
    now = held(store, connection, dataset, sorted(free), list(wanted.new), wanted.part)
    return [
        one.key
        for one in now
        if one.key in mine
        and one.parent == mine[one.key].parent
        and one.values == dict(mine[one.key].values)
    ]


def _update(
    store: SqlStore,
    connection: Connection,
    place: _Place,
    wanted: Alteration,
    keys: list[Key],
) -> list[Key]:
    """Writes the new values; where the database takes them not for all, row by row. Returns the
    keys of the rows that were changed."""
    if not keys:
        return []
    if _written(store, connection, place, wanted, keys):
        return keys
    if len(keys) == 1:
        return []
    return [one for one in keys if _written(store, connection, place, wanted, [one])]


def _written(
    store: SqlStore, connection: Connection, place: _Place, wanted: Alteration, keys: list[Key]
) -> bool:
    """Writes the new values into those rows; False, and nothing written, where a constraint of
    the table forbids it."""
    chosen = store.choose_keys(connection, place.as_dataset, place.live, keys)
    values = {
        place.live.clause.c[name]: _bound(store, place.live, name, text)
        for name, text in wanted.new.items()
    }
    changed = update(place.live.clause).where(store.at(place.live, chosen.handles))
    savepoint = connection.begin_nested()
    try:
        done = connection.execute(changed.values(values))
    except (IntegrityError, DataError):
        savepoint.rollback()
        return False
    if done.rowcount != len(keys):
        raise StoreFault(f"store {store.name!r} changed another number of rows than was chosen")
    savepoint.commit()
    return True


def _need_changed(
    store: SqlStore,
    connection: Connection,
    dataset: Dataset,
    place: _Place,
    wanted: Alteration,
    changed: list[Key],
    parents: list[Key],
) -> None:
    """The rows hold what was written, and no trigger made something else of it.

    Raises:
        StoreFault: they do not; nothing is changed.
    """
    new = fitting(store, connection, dataset, wanted.new, wanted.part)
    now = held(store, connection, dataset, parents, list(wanted.new), wanted.part)
    there = {one.key for one in now if dict(one.values) == new}
    if not there.issuperset(changed):
        raise StoreFault(
            f"store {store.name!r}: {place.live.name} holds another value than was written: "
            "something in the database (a trigger) changes it"
        )


def _evidence(
    store: SqlStore,
    connection: Connection,
    dataset: Dataset,
    place: _Place,
    ticket: Ticket,
    changed: list[Key],
    *,
    register: str,
    rule: str,
    day: date,
) -> Evidence:
    """Rows of the dataset's own table count as rows, those of a part under its table."""
    chosen = store.choose_keys(connection, place.as_dataset, place.live, changed)
    own = place.part is None
    done = evidence_of(
        chosen.keys, chosen.rows if own else 0, {} if own else {place.live.name: chosen.rows},
        ticket, proof.last_of(connection, ticket.work), register=register, rule=rule,
        dataset=dataset.name, day=day,
    )  # fmt: skip
    proof.write(connection, done)
    return done


def _place(
    store: SqlStore,
    connection: Connection,
    dataset: Dataset,
    live: LiveTable,
    part: str | None,
) -> _Place:
    if part is None:
        return _Place(live, dataset)
    one = next(one for one in dataset.parts if one.table == part)
    child = store.catalogue.table(connection, part)
    return _Place(
        child,
        Dataset(
            name=dataset.name, activities=(), store=dataset.store, table=part, key=tuple(one.key)
        ),
        one,
    )


def _bound(store: SqlStore, live: LiveTable, name: str, text: str) -> Any:
    """The value as it is bound; an empty text empties the column.

    Raises:
        InputFault: it does not fit; the message holds no value.
    """
    if not text:
        if name in live.required:
            raise InputFault(f"{live.name}.{name} cannot be empty")
        return None
    try:
        return store.bound(value_of(text, live.types[name]), live.types[name])
    except ValueError as fault:
        raise InputFault(f"{live.name}.{name} {fault}") from None


def _shown(store: SqlStore, connection: Connection, bound: Any, type_: Any) -> Any:
    """A bound value as the database would give it back."""
    raw = store.dialect.raw(bound, type_)
    return as_json_value(connection.execute(select(raw)).scalar_one())
