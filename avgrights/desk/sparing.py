"""What keeps a value from being put right, although it is wrong.

A hold keeps what is there as evidence, so what it covers is not altered. An open request for a
copy keeps rows from vanishing; they may be put right, save by what it finds them by. A restriction
because accuracy is contested waits for just this; any other allows storage only (GDPR 18(2)).
"""

from __future__ import annotations

from collections.abc import Iterable

from avgrights.cases.rectifying import Guards
from avgrights.desk.desk import Desk
from avgrights.desk.guarding import guard_by
from avgrights.desk.protecting import PENDING, Protections, protections
from avgrights.retention.questions import Protection
from avgrights.terms.data_map import Dataset

#: As `protecting` names a restriction for contested accuracy.
_CONTESTED = "restriction 18(1)(a)"


def spared(now: Protections, *, finds: bool) -> Protections:
    """Of what is protected, that which a correction may not touch.

    Args:
        finds: whether the correction changes a column by which persons are found.
    """
    restricted, held = now
    return tuple(_kept(restricted, _CONTESTED, finds)), tuple(_kept(held, PENDING, finds))


def guards_of(desk: Desk, register: str, dataset: Dataset) -> Guards:
    """The same key by key, for a plan.

    Raises:
        StoreFault: rows of a held person could not be looked up.
    """
    with desk.database.read() as connection:
        now = protections(desk, connection, register, dataset)
    return Guards(
        plain=guard_by(desk, dataset, *spared(now, finds=False)),
        finding=guard_by(desk, dataset, *spared(now, finds=True)),
    )


def _kept(all_: Iterable[Protection], lenient: str, finds: bool) -> Iterable[Protection]:
    """A row that is found by another value would slip from under what finds it by this one."""
    return (one for one in all_ if one.reason != lenient or (finds and one.identifiers))
