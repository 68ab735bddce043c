"""The files of the desk: each request sealed under a key of its own, event after event.

What happened is kept, in order, and the case is what those events lead to. Destroying the wrapped
key of a file erases it, backups included.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from attrs import frozen
from sqlalchemy import Connection, insert, select, update

from avgrights.cases import events as happened
from avgrights.cases.case import Case, Status, open_case
from avgrights.cases.events import Event, Received
from avgrights.cases.recipients import State
from avgrights.cases.rights import ANSWERED_FROM_ROWS, Right
from avgrights.cases.steps import happen, replay
from avgrights.desk import moments
from avgrights.desk.desk import Desk
from avgrights.desk.epoch import raise_epoch
from avgrights.desk.tables import case as table
from avgrights.terms.errors import InputFault, Refused

#: No letters or digits that look alike, so that an id survives a telephone call.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_EVENTS = {
    kind.__name__: kind
    for kind in (
        happened.HumanReviewed, happened.HandedOver, happened.Ordered, happened.Stated,
        happened.Received, happened.Identified, happened.Paused, happened.Resumed,
        happened.Extended, happened.Assessed, happened.Answered, happened.Planned,
        happened.CarriedOut, happened.Lifted, happened.Decided, happened.Withdrawn, happened.Closed,
        happened.Acknowledged, happened.Reminded, happened.Lapsed, happened.InDefault,
        happened.RecipientsNamed, happened.RecipientTold, happened.RecipientExempt,
        happened.OverlayInvoked, happened.OverlayWithdrawn, happened.FieldReviewed,
    )
}  # fmt: skip


@frozen(kw_only=True)
class File:
    """A case as it was read: with its events, its version and its key.

    Attributes:
        version: rises with every change; a change that was made on an older one is refused.
    """

    case: Case
    events: tuple[Event, ...]
    version: int
    key: bytes


class Destroyed(Refused):
    """The file of a case is gone: its term was over.

    Attributes:
        case: its id.
        day: the day on which it was destroyed.
    """

    def __init__(self, case: str, day: date) -> None:
        super().__init__(
            f"the file of case {case} was destroyed on {day}: its term was over",
            remedy="What was done with the request, without the person, is in 'journal show'.",
        )
        self.case, self.day = case, day


@frozen(kw_only=True)
class CaseLine:
    """What the list of cases shows: nothing of it is personal, and nothing has to be unsealed."""

    case: str
    register: str
    right: str
    status: str
    received: date
    due: date | None


def new_file(
    desk: Desk,
    connection: Connection,
    event: Received,
    due: date | None,
    *,
    once: str | None = None,
) -> Case:
    """Opens a file for a request that came in; in the transaction of the connection.

    Args:
        once: keyed digest of the key under which it was sent in.
    """
    id = "R-" + "".join(secrets.choice(_SIGNS) for _ in range(10))
    case = open_case(id, event)
    key, wrapped, key_id = desk.vault.new_key()
    row = {
        "id": id, "register": case.register, "right": case.right.value, "version": 1,
        "received": case.received, "wrapped": wrapped, "key_id": key_id, "once": once,
        **_state(desk, case, (event,), key, due),
    }  # fmt: skip
    connection.execute(insert(table), row)
    if case.right in ANSWERED_FROM_ROWS:
        raise_epoch(connection)
    return case


def read_file(desk: Desk, connection: Connection, id: str) -> File:
    """The file of that id.

    Raises:
        InputFault: there is no such case.
        Destroyed: its term was over.
    """
    row = connection.execute(select(table).where(table.c.id == id)).mappings().one_or_none()
    if row is None:
        raise InputFault(
            f"there is no case {id!r:.40}", remedy="'avgrights request list' shows which there are."
        )
    return _opened(desk, row)


def append(
    desk: Desk, connection: Connection, file: File, *events: Event, due: date | None
) -> File:
    """Writes what happened into the file; in the transaction of the connection.

    Raises:
        Refused: an event does not fit, or somebody else changed the file meanwhile.
    """
    case = file.case
    for event in events:
        case = happen(case, event)
    known = (*file.events, *events)
    changed = connection.execute(
        update(table)
        .where(table.c.id == case.id, table.c.version == file.version)
        .values(version=file.version + 1, **_state(desk, case, known, file.key, due))
    )
    if changed.rowcount != 1:
        raise Refused(
            f"case {case.id} was changed by somebody else meanwhile", remedy="Look at it again."
        )
    if case.status is Status.CLOSED and case.right in ANSWERED_FROM_ROWS:
        raise_epoch(connection)
    moments.happened(desk, connection, case, events)
    return File(case=case, events=known, version=file.version + 1, key=file.key)


def lines(connection: Connection) -> tuple[CaseLine, ...]:
    """Every case, the earliest due first; those without a day come last."""
    found = connection.execute(select(
        table.c.id, table.c.register, table.c.right, table.c.status, table.c.received, table.c.due,
        table.c.destroyed,
    ))  # fmt: skip
    every = [
        CaseLine(case=id, register=register, right=right, received=received, due=due,
                 status="destroyed" if destroyed else status)
        for id, register, right, status, received, due, destroyed in found
    ]  # fmt: skip
    return tuple(sorted(every, key=lambda one: (one.due or date.max, one.received, one.case)))


def destroyed_line(connection: Connection, id: str) -> tuple[CaseLine, date] | None:
    """What is left of a case whose file was destroyed, and the day; None: it was not."""
    row = connection.execute(
        select(table).where(table.c.id == id, table.c.destroyed.is_not(None))
    ).one_or_none()
    if row is None:
        return None
    line = CaseLine(
        case=row.id, register=row.register, right=row.right, status="destroyed",
        received=row.received, due=row.due,
    )  # fmt: skip
    return line, row.destroyed


def answered_from_rows(desk: Desk, connection: Connection, *, register: str) -> Iterator[Case]:
    """The open cases of one register whose rows must stay until they are answered."""
    rights = [right.value for right in ANSWERED_FROM_ROWS]
    rows = connection.execute(
        select(table).where(
            table.c.register == register, table.c.status != "closed", table.c.right.in_(rights)
        )
    )
    for row in rows.mappings():
        yield _opened(desk, row).case


def of_right(desk: Desk, connection: Connection, *, register: str, right: Right) -> Iterator[Case]:
    """The cases of one register about one right, whatever their status; not those destroyed."""
    rows = connection.execute(
        select(table).where(
            table.c.register == register, table.c.right == right.value,
            table.c.destroyed.is_(None),
        )
    )  # fmt: skip
    for row in rows.mappings():
        yield _opened(desk, row).case


def _opened(desk: Desk, row: Any) -> File:
    id = row["id"]
    if row["destroyed"] is not None:
        raise Destroyed(id, row["destroyed"])
    key = desk.vault.unwrap(row["wrapped"], row["key_id"])
    plain = json.loads(desk.vault.open_with(key, row["sealed"], _about(id)))
    convert = _converter()
    events = tuple(convert.structure(one["is"], _EVENTS[one["event"]]) for one in plain)
    return File(case=replay(id, events), events=events, version=row["version"], key=key)


def _state(
    desk: Desk, case: Case, events: tuple[Event, ...], key: bytes, due: date | None
) -> dict[str, Any]:
    """The columns that change with a case."""
    convert = _converter()
    plain = [{"event": type(one).__name__, "is": convert.unstructure(one)} for one in events]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    sealed = desk.vault.seal_with(key, text, _about(case.id))
    waiting = [one.tell_by for one in case.recipients if one.state is State.OPEN]
    tell_by = min(waiting, default=None)
    return {"status": case.status.value, "due": due, "sealed": sealed, "tell_by": tell_by,
            "closed": case.closed}  # fmt: skip


def _about(id: str) -> str:
    return f"case {id}"


@cache
def _converter() -> Any:
    """Between events and JSON; strict, since a file that reads otherwise is not ours."""
    from cattrs import Converter

    made = Converter(forbid_extra_keys=True)
    made.register_unstructure_hook(date, lambda day: day.isoformat())
    made.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
    return made
