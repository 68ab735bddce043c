"""A new wrapping key for the desk, while it is at work (docs/decisions/0151-rotation.md).

Announced first: from then on every process wraps new keys under the new one. Then each wrapped key
is wrapped anew, batch by batch, and other changes go in between. The earlier key is destroyed at
the very end, when nothing refers to it. Killed anywhere, the same command goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen
from sqlalchemy import Connection, Table, bindparam, func, select, update

from avgrights.desk import rotation as remembered
from avgrights.desk.rotation import Rotation
from avgrights.desk.runlock import alone
from avgrights.desk.tables import metadata, secret
from avgrights.desk.wrapping import WrappingKey, id_of
from avgrights.terms.errors import InputFault, Refused

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

#: Keys wrapped anew in one change: a few milliseconds, so that others wait no longer.
_BATCH = 500

#: Every table with keys of its own. A key that was destroyed has no key id any more.
_TABLES = tuple(
    table for table in metadata.sorted_tables if {"wrapped", "key_id"} <= set(table.c.keys())
)


@frozen(kw_only=True)
class Rotated:
    """What a rotation did.

    Attributes:
        items: table -> keys wrapped anew.
        destroyed: whether the earlier key was destroyed here; False where it is in the
            environment, from which somebody has to take it out.
        place: what `keys` in avgrights.yaml has to name from now on.
        resumed: an earlier call had begun it.
    """

    earlier: str
    key: str
    items: Mapping[str, int]
    destroyed: bool
    place: str
    resumed: bool


def rotate(desk: Desk, to: str | None = None) -> Rotated:
    """Wraps every key of the desk anew under a new wrapping key, and destroys the earlier one.

    Args:
        to: where the new key is: a folder, where it is made if there is none, or `env:NAME`, where
            it has to be. None: in the folder that `keys` names, in the place of the earlier one.

    Raises:
        InputFault: no new key, the key in use, or a wrapped key whose wrapping key is not at hand.
        Refused: another rotation is under way, or another process rotates or deletes.
    """
    with alone(desk):
        with desk.database.read() as connection:
            before = remembered.read(connection)
        now = before or _begun(desk, to)
        if before is not None and to is not None and to != before.place:
            raise Refused(
                f"a rotation to key {before.key} is under way",
                remedy="Finish it first: avgrights keys rotate",
            )
        under = desk.vault.wrapping_key(now.key)
        for table in _TABLES:
            while _batch(desk, table, now.key, under):
                pass
        now = _all_rewrapped(desk)
        destroyed = _destroy(now)
        with desk.database.change() as connection:
            remembered.forget(connection)
    return Rotated(
        earlier=now.earlier, key=now.key, items=now.items, destroyed=destroyed, place=now.place,
        resumed=before is not None,
    )  # fmt: skip


def key_list(desk: Desk) -> list[dict[str, Any]]:
    """Every wrapping key that something is wrapped under, the one in use first."""
    in_use = desk.vault.in_use()
    with desk.database.read() as connection:
        under_way = remembered.read(connection)
        counts = {table.name: _by_key(connection, table) for table in _TABLES}
    ids = {in_use, *(id for found in counts.values() for id in found)}
    if under_way is not None:
        ids |= {under_way.earlier, under_way.key}
    return [
        {
            "key": id,
            "in_use": id == in_use,
            "at_hand": desk.vault.readable(id),
            "items": {name: found[id] for name, found in counts.items() if id in found},
        }
        for id in sorted(ids, key=lambda id: (id != in_use, id))
    ]


def _by_key(connection: Connection, table: Table) -> dict[str, int]:
    """Key id -> how many keys are wrapped under it."""
    asked = select(table.c.key_id, func.count()).where(table.c.key_id != "")
    rows = connection.execute(asked.group_by(table.c.key_id)).all()
    return {row[0]: row[1] for row in rows}


def _begun(desk: Desk, to: str | None) -> Rotation:
    """Makes the new key, wraps the desk's own keys under it and so announces it: one change."""
    left, earlier = desk.settings.keys, desk.vault.in_use()
    place = to or left
    new = _new_key(desk, place)
    now = Rotation(earlier=earlier, key=id_of(new), left=left, place=place)
    if now.key == earlier:
        raise InputFault("that is the wrapping key in use already", remedy=_MAKE_ONE)
    with desk.database.change() as connection:
        _need_every_key(desk, connection)
        rows = connection.execute(select(secret)).all()
        for row in rows:
            again = {"wrapped": desk.vault.rewrapped(row.wrapped, row.key_id, new),
                     "key_id": now.key}  # fmt: skip
            connection.execute(update(secret).where(secret.c.name == row.name).values(again))
        now = now.counted(secret.name, len(rows))
        remembered.write(connection, now)
    return now


def _new_key(desk: Desk, place: str) -> bytes:
    target = WrappingKey(place)
    if place == desk.settings.keys:
        if not target.in_folder:
            raise InputFault(
                "the wrapping key is in the environment, where no new one can be put",
                remedy=_MAKE_ONE,
            )
        return target.make_next()
    target.make()
    return target.read()


_MAKE_ONE = (
    "Put a new one (openssl rand -base64 32) into a variable of its own: "
    "avgrights keys rotate --to env:NAME"
)


def _need_every_key(desk: Desk, connection: Connection) -> None:
    """What cannot be opened cannot be wrapped anew: say so before anything is done."""
    for table in _TABLES:
        for id, count in _by_key(connection, table).items():
            if not desk.vault.readable(id):
                raise InputFault(
                    f"{count} keys in {table.name!r} are wrapped under {id}, which is not at hand",
                    remedy="Put that wrapping key back; nothing was changed.",
                )


def _batch(desk: Desk, table: Table, key: str, under: bytes) -> int:
    """Wraps the next few keys anew; how many."""
    ids = list(table.primary_key.columns)
    asked = select(*ids, table.c.wrapped, table.c.key_id)
    asked = asked.where(table.c.key_id.not_in((key, ""))).order_by(*ids).limit(_BATCH)
    mine = [column == bindparam(f"id_{column.name}") for column in ids]
    put = update(table).where(*mine).values(wrapped=bindparam("again"), key_id=key)
    with desk.database.change() as connection:
        rows = connection.execute(asked).all()
        if not rows:
            return 0
        connection.execute(put, [
            {**{f"id_{column.name}": value for column, value in zip(ids, row, strict=False)},
             "again": desk.vault.rewrapped(row.wrapped, row.key_id, under)}
            for row in rows
        ])  # fmt: skip
        now = remembered.read(connection)
        assert now is not None
        remembered.write(connection, now.counted(table.name, len(rows)))
    return len(rows)


def _all_rewrapped(desk: Desk) -> Rotation:
    """Makes sure, in a change of its own, that nothing refers to another key; then it is told."""
    with desk.database.change() as connection:
        now = remembered.read(connection)
        assert now is not None
        for table in _TABLES:
            if set(_by_key(connection, table)) - {now.key}:
                raise Refused(
                    f"{table.name!r} got keys under another wrapping key meanwhile; the earlier "
                    "one is kept",
                    remedy="Run 'avgrights keys rotate' again.",
                )
        if not now.rewrapped:
            desk.logbook.append(
                connection, "keys.rotated", earlier=now.earlier, key=now.key, items=now.items
            )
            now = evolve(now, rewrapped=True)
            remembered.write(connection, now)
    return now


def _destroy(now: Rotation) -> bool:
    """Destroys the earlier key where it is a file."""
    left = WrappingKey(now.left)
    if not left.in_folder:
        return False
    if now.place == now.left:
        left.promote(now.key)
    else:
        left.retire()
    left.destroy_former()
    return True
