"""What a right asks at a moment in the life of its case, in the transaction that records it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from avgrights.cases.case import Case
from avgrights.cases.events import CarriedOut, Decided, Event, Identified, Lapsed, Withdrawn
from avgrights.cases.rights import Right
from avgrights.desk import stopping

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

_Do = Callable[["Desk", Connection, Case], None]

_MOMENTS: dict[tuple[Right, type], _Do] = {
    (Right.OBJECTION, Identified): stopping.begin,
    (Right.OBJECTION, CarriedOut): stopping.place,
    (Right.OBJECTION, Decided): stopping.settle,
    (Right.OBJECTION, Withdrawn): stopping.end,
    (Right.OBJECTION, Lapsed): stopping.end,
    (Right.WITHDRAW_CONSENT, CarriedOut): stopping.place,
    (Right.WITHDRAW_CONSENT, Withdrawn): stopping.end,
}


def happened(desk: Desk, connection: Connection, case: Case, events: Iterable[Event]) -> None:
    """Does what the right of the case asks when these events happen to it."""
    for event in events:
        do = _MOMENTS.get((case.right, type(event)))
        if do is not None:
            do(desk, connection, case)
