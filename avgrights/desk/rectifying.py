"""Carrying out corrections (GDPR 16) in a store, batch by batch, under the desk's lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from avgrights.cases.case import Case
from avgrights.cases.plan import Before, Correction
from avgrights.desk.desk import Desk
from avgrights.desk.engine import Engine, Progress, new_ticket
from avgrights.desk.harvesting import harvest
from avgrights.desk.identity import adopt
from avgrights.desk.overlapping import need_apart
from avgrights.desk.protecting import Guard
from avgrights.desk.runlock import alone
from avgrights.desk.searching import usable
from avgrights.desk.sparing import spared
from avgrights.stores.interface import Alteration, HeldValues
from avgrights.terms.data_map import Dataset

#: What evidence and journal name as the ground of a correction on request.
GROUND = "GDPR 16"

#: Rows changed in one transaction.
_AT_ONCE = 500


def rectify(
    desk: Desk,
    case: Case,
    dataset: Dataset,
    corrections: Sequence[Correction],
    progress: Progress = lambda done: None,
) -> None:
    """Changes what is still as it was planned, save what may not be touched at that moment.

    Again with the same corrections: rows that are right already are passed over. The evidence
    stands in the store's own transaction, and is in the journal when this returns.

    Raises:
        Refused: the store is not the one that was adopted, or a run is at work.
        StoreFault: the store failed; what was committed stands, and a rerun goes on from there.
    """
    need_apart(desk)
    with alone(desk):
        adopt(desk, dataset.store)
        engine = Engine(desk, new_ticket(desk, case.id), progress)
        engine.enter(dataset.store)
        try:
            for one in corrections:
                _correct(engine, case, dataset, one)
        finally:
            harvest(desk, [dataset.store], case.id)


def _correct(engine: Engine, case: Case, dataset: Dataset, one: Correction) -> None:
    guard = Guard(engine.desk, case.register, dataset)
    store = engine.desk.store(dataset.store)
    whose = usable(case.identifiers, dataset)
    for rows in _in_pieces(one.rows):
        with guard.locked() as now:
            restricted, held = spared(now, finds=one.finds)
            store.change_rows(
                dataset, _as_asked(one, rows), engine.ticket, register=case.register,
                rule=GROUND, stay=(*restricted, *held), whose=whose,
            )  # fmt: skip
        engine.progress(len(rows))


def _as_asked(one: Correction, rows: Sequence[Before]) -> Alteration:
    return Alteration(
        part=one.part,
        new=dict(zip(one.columns, one.texts, strict=True)),
        rows=tuple(
            HeldValues(
                key=row.key, parent=row.parent, values=dict(zip(one.columns, row.old, strict=True))
            )
            for row in rows
        ),
    )


def _in_pieces(rows: Sequence[Before]) -> Iterator[Sequence[Before]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
