"""Which rows stay whatever their term: holds, open requests, restrictions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attrs import define
from sqlalchemy import Connection, Row, or_, select

from avgrights.desk.epoch import current_epoch
from avgrights.desk.tables import hold, restriction
from avgrights.retention.questions import Key, Protection
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

Protections = tuple[tuple[Protection, ...], tuple[Protection, ...]]

#: What a purge shows for rows that an open request asks for.
PENDING = "pending request"


def protections(desk: Desk, connection: Connection, register: str, dataset: Dataset) -> Protections:
    """What is restricted and what is held in a dataset today.

    The day on which a hold is released or a restriction lifted still protects. A lift of which
    the person was not told before does not count (GDPR 18(3)).
    """
    restricted = tuple(_restrictions(desk, connection, register, dataset))
    held = (*_holds(desk, connection, register, dataset), *_pending(desk, connection, register))
    return restricted, held


@define
class Guard:
    """The protections of one dataset, fresh under a lock for every batch.

    While `locked` lasts nobody can place a hold or a restriction or receive a request: what a
    batch spares is what was protected when it committed.
    """

    desk: Desk
    register: str
    dataset: Dataset
    seen: int | None = None
    _known: Protections = ((), ())

    @contextmanager
    def locked(self) -> Iterator[Protections]:
        """What is restricted and held, as long as the block runs."""
        with self.desk.database.change() as connection:
            now = current_epoch(connection)
            if now != self.seen:
                self._known = protections(self.desk, connection, self.register, self.dataset)
                self.seen = now
            yield self._known


def _holds(
    desk: Desk, connection: Connection, register: str, dataset: Dataset
) -> Iterator[Protection]:
    active = or_(hold.c.released.is_(None), hold.c.released >= desk.clock.today)
    for row in connection.execute(select(hold).where(active).order_by(hold.c.id)):
        if _concerns(row, register, dataset):
            yield _as_protection(row.reason, open_hold(desk, row), row.scope)


def _concerns(row: Row[Any], register: str, dataset: Dataset) -> bool:
    if row.scope == "subject":
        return row.register in (None, register)
    if row.register != register:
        return False
    if row.scope == "activity":
        return row.activity in dataset.activities
    return bool(row.dataset == dataset.name)


def _restrictions(
    desk: Desk, connection: Connection, register: str, dataset: Dataset
) -> Iterator[Protection]:
    mine = (restriction.c.register == register) & (restriction.c.dataset == dataset.name)
    for row in connection.execute(select(restriction).where(mine).order_by(restriction.c.id)):
        told = row.lifted is not None and row.informed is not None and row.informed <= row.lifted
        if told and row.lifted < desk.clock.today:
            continue
        words = json.loads(desk.vault.open(row.sealed, f"restriction:{row.id}"))
        yield _as_protection(f"restriction {row.ground}", words, "")


def _pending(desk: Desk, connection: Connection, register: str) -> Iterator[Protection]:
    """The rows that an open request asks for: answered first, purged then."""
    from avgrights.desk.pending import pending_identifiers

    for _case, identifiers in pending_identifiers(desk, connection, register):
        yield Protection(reason=PENDING, identifiers=identifiers)


def open_hold(desk: Desk, row: Row[Any]) -> dict[str, Any]:
    """What a hold holds that is sealed: keys, identifier, because, by."""
    words: dict[str, Any] = json.loads(desk.vault.open(row.sealed, f"hold:{row.id}"))
    return words


def _as_protection(reason: str, words: dict[str, Any], scope: str) -> Protection:
    keys: tuple[Key, ...] = tuple(tuple(key) for key in words.get("keys", ()))
    identifiers = tuple(Identifier(kind, value) for kind, value in words.get("identifiers", ()))
    everything = scope in ("dataset", "activity") or not (keys or identifiers)
    return Protection(reason=reason, everything=everything, keys=keys, identifiers=identifiers)
