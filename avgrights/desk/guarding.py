"""What protects the rows of a person, key by key, so that a plan can name the reason of each."""

from __future__ import annotations

from collections.abc import Sequence

from avgrights.cases.plan import Key, Why
from avgrights.cases.planning import Guard
from avgrights.desk.desk import Desk
from avgrights.desk.protecting import protections
from avgrights.desk.searching import usable
from avgrights.retention.questions import Protection
from avgrights.terms.data_map import Dataset


def guard_of(desk: Desk, register: str, dataset: Dataset) -> Guard:
    """The holds and restrictions of a dataset; restrictions speak first.

    Raises:
        StoreFault: rows of a held person could not be looked up.
    """
    with desk.database.read() as connection:
        restricted, held = protections(desk, connection, register, dataset)
    return guard_by(desk, dataset, restricted, held)


def guard_by(
    desk: Desk,
    dataset: Dataset,
    restricted: Sequence[Protection],
    held: Sequence[Protection],
) -> Guard:
    """These protections of a dataset, key by key; restrictions speak first."""
    keys: dict[Key, tuple[Why, str]] = {}
    for why, protected in ((Why.RESTRICTED, restricted), (Why.HELD, held)):
        for one in protected:
            if one.everything:
                return Guard(everything=(why, one.reason), keys=keys)
            for key in _keys(desk, dataset, one):
                keys.setdefault(key, (why, one.reason))
    return Guard(keys=keys)


def _keys(desk: Desk, dataset: Dataset, protection: Protection) -> tuple[Key, ...]:
    identifiers = usable(protection.identifiers, dataset)
    if not identifiers:
        return protection.keys
    rows = desk.store(dataset.store).find(
        dataset, identifiers, zone=desk.settings.time_zone, today=desk.clock.today
    )
    return (*protection.keys, *(row.key for row in rows))
