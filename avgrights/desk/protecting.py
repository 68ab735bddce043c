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
from avgrights.terms.errors import Refused
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

    Raises:
        Refused: a hold or a restriction is on what the registers do not know any more: it would
            lapse unseen.
    """
    restricted = tuple(_restrictions(desk, connection, register, dataset))
    asked = _pending(desk, connection, register, dataset)
    held = (*_holds(desk, connection, register, dataset), *asked)
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
        words = open_hold(desk, row)
        _need_there(desk, f"hold {row.id}", row.register, row.dataset, row.activity, words)
        if _concerns(row, register, dataset):
            yield _as_protection(row.reason, words, row.scope, dataset)


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
    for row in connection.execute(select(restriction).order_by(restriction.c.id)):
        told = row.lifted is not None and row.informed is not None and row.informed <= row.lifted
        if told and row.lifted < desk.clock.today:
            continue
        words = json.loads(desk.vault.open(row.sealed, f"restriction:{row.id}"))
        _need_there(desk, f"restriction {row.id}", row.register, row.dataset, None, words)
        if (row.register, row.dataset) == (register, dataset.name):
            yield _as_protection(f"restriction {row.ground}", words, "", dataset)


def _need_there(
    desk: Desk,
    what: str,
    register: str | None,
    dataset: str | None,
    activity: str | None,
    words: dict[str, Any],
) -> None:
    """What a hold or a restriction is on is still there under its name."""
    chosen = [one for one in desk.registers if register in (None, one.register.name)]
    datasets = [
        one for loaded in chosen for one in loaded.data_map.datasets if dataset in (None, one.name)
    ]
    kinds = {kind for one in datasets for kind in one.subject}
    lost = [f"identifier kind {kind!r}" for kind, _ in words["identifiers"] if kind not in kinds]
    if activity and not any(one.register.activity(activity) for one in chosen):
        lost = [f"activity {activity!r}"]
    if dataset and not datasets:
        lost = [f"dataset {dataset!r}"]
    if register and not chosen:
        lost = [f"register {register!r}"]
    if lost:
        raise Refused(
            f"{what} is on {lost[0]}, which is there no more; nothing is deleted meanwhile",
            remedy="Put the name back, or release it and place it anew under the new name.",
        )


def _pending(
    desk: Desk, connection: Connection, register: str, dataset: Dataset
) -> Iterator[Protection]:
    """The rows that an open request asks for: answered first, purged then."""
    from avgrights.desk.pending import pending_identifiers

    for _case, identifiers in pending_identifiers(desk, connection, register, dataset):
        yield Protection(reason=PENDING, identifiers=identifiers)


def open_hold(desk: Desk, row: Row[Any]) -> dict[str, Any]:
    """What a hold holds that is sealed: keys, identifier, because, by."""
    words: dict[str, Any] = json.loads(desk.vault.open(row.sealed, f"hold:{row.id}"))
    return words


def _as_protection(reason: str, words: dict[str, Any], scope: str, dataset: Dataset) -> Protection:
    """Keys of another width than the dataset's name no record any more: everything stays then."""
    keys: tuple[Key, ...] = tuple(tuple(key) for key in words.get("keys", ()))
    identifiers = tuple(Identifier(kind, value) for kind, value in words.get("identifiers", ()))
    width = len(dataset.key) or 1
    everything = (
        scope in ("dataset", "activity")
        or not (keys or identifiers)
        or any(len(key) != width for key in keys)
    )
    return Protection(reason=reason, everything=everything, keys=keys, identifiers=identifiers)
