"""Erasure on request (GDPR 17), through the engine that purges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from avgrights.desk.engine import Engine, Progress, new_ticket
from avgrights.desk.erased_list import Erasing
from avgrights.desk.harvesting import harvest
from avgrights.desk.identity import adopt
from avgrights.desk.overlapping import need_apart
from avgrights.desk.runlock import alone
from avgrights.retention.questions import Key
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Then

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def erase(
    desk: Desk,
    *,
    work: str,
    register: str,
    dataset: Dataset,
    keys: Sequence[Key],
    rule: str,
    whose: Sequence[Identifier],
    then: Then = Then.ERASE,
    progress: Progress = lambda done: None,
) -> int:
    """Deletes these records with their parts, or makes them anonymous, save what is held or
    restricted at that moment.

    Again with the same work: records that are gone are passed over. The evidence stands in the
    store's own transaction, and is in the journal when this returns. What went is on the list by
    which it is erased again where a backup brings it back.

    Args:
        work: the id of the case.
        rule: what the evidence names as the ground, such as `GDPR 17`.
        then: erase or anonymise.
        whose: the person; a record that is no longer theirs when it is deleted stays.

    Returns:
        the number of records deleted by this call.

    Raises:
        Refused: the store is not the one that was adopted, or a run is at work.
        StoreFault: the store failed; what was committed stands, and a rerun goes on from there.
    """
    need_apart(desk)
    with alone(desk):
        adopt(desk, dataset.store)
        engine = Engine(desk, new_ticket(desk, work), progress)
        engine.enter(dataset.store)
        listed = Erasing(desk, work, register, dataset, tuple(whose), then)
        listed.begin(keys)
        try:
            done = engine.erase(dataset, keys, register=register, rule=rule, whose=whose, then=then)
        finally:
            harvest(desk, [dataset.store], work)
        listed.settle(keys)
    return done
