"""The end of a case file: past its term its key and its content are destroyed, and that is told.

Closed files only, and never one that a hold, a restriction or a task still needs. Each file goes in
a change of its own batch with its entry in the journal, so a kill leaves files whole or gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import Connection, Row, delete, func, or_, select, update

from avgrights.cases.case import Case
from avgrights.desk import casebook
from avgrights.desk.own_terms import OwnTerm, own_term
from avgrights.desk.protecting import open_hold
from avgrights.desk.restriction_rows import forget_restrictions
from avgrights.desk.tables import case as cases
from avgrights.desk.tables import hold, message, person, restriction, stopped
from avgrights.terms.identifier import Identifier
from avgrights.terms.own_entry import ACTIVITY, CASE_FILES

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

#: Files in one change.
_BATCH = 50


@frozen(kw_only=True)
class _Looked:
    """The files of one register, by where each falls today."""

    term: OwnTerm
    examined: int
    open: int
    due: tuple[str, ...]
    held: Counter[str]

    def line(self, **done: int) -> dict[str, Any]:
        held = sum(self.held.values())
        return self.term.line(
            examined=self.examined, open=self.open, held=held, due=len(self.due),
            not_due=self.examined - self.open - held - len(self.due),
            reasons=dict(sorted(self.held.items())), **done,
        )  # fmt: skip


def files_due(desk: Desk) -> list[dict[str, Any]]:
    """What is due of the case files today, a line a register; nothing changes."""
    return [one.line() for one in _every(desk)]


def destroy_due_files(desk: Desk) -> list[dict[str, Any]]:
    """Destroys the files whose term is over; the lines, with what was done. Again: nothing."""
    lines = []
    for one in _every(desk):
        done = 0
        for start in range(0, len(one.due), _BATCH):
            done += _destroy(desk, one.term, one.due[start : start + _BATCH])
        lines.append(one.line(done=done))
    return lines


def _every(desk: Desk) -> list[_Looked]:
    with desk.database.read() as connection:
        names = connection.scalars(select(cases.c.register).distinct().order_by(cases.c.register))
        return [_look(desk, connection, own_term(desk, name, CASE_FILES)) for name in names.all()]


def _look(desk: Desk, connection: Connection, term: OwnTerm) -> _Looked:
    mine = (cases.c.register == term.register) & cases.c.destroyed.is_(None)
    rows = connection.execute(
        select(cases.c.status, func.count()).where(mine).group_by(cases.c.status)
    )
    count = {row[0]: row[1] for row in rows}
    due, held = [], Counter[str]()
    for id in _over(desk, connection, term):
        why = _why_held(desk, connection, id)
        if why:
            held[why] += 1
        else:
            due.append(id)
    examined = sum(count.values())
    return _Looked(
        term=term, examined=examined, open=examined - count.get("closed", 0), due=tuple(due),
        held=held,
    )  # fmt: skip


def _over(desk: Desk, connection: Connection, term: OwnTerm) -> list[str]:
    """The closed files whose term is over, held or not."""
    if term.last_day is None:
        return []
    closed = (
        (cases.c.register == term.register)
        & (cases.c.status == "closed")
        & cases.c.destroyed.is_(None)
    )
    asked = select(cases.c.id, cases.c.closed).where(
        closed, or_(cases.c.closed <= term.last_day, cases.c.closed.is_(None))
    )
    found = []
    for id, day in connection.execute(asked.order_by(cases.c.id)).all():
        # A file of an earlier version of the desk tells its day only from within.
        day = day or casebook.read_file(desk, connection, id).case.closed
        if day is not None and day <= term.last_day:
            found.append(id)
    return found


def _why_held(desk: Desk, connection: Connection, id: str) -> str:
    """Why a file stays although its term is over; empty: nothing holds it."""
    waiting = (
        (cases, cases.c.id == id, cases.c.tell_by.is_not(None), "recipients to be told"),
        (restriction, restriction.c.case == id, _still_restricts(desk), "restriction"),
        (message, message.c.case == id, message.c.status == "open", "open message"),
    )  # fmt: skip
    for table, mine, still, why in waiting:
        if connection.execute(select(1).select_from(table).where(mine, still).limit(1)).first():
            return why
    return _hold_on(desk, connection, casebook.read_file(desk, connection, id).case)


def _still_restricts(desk: Desk) -> Any:
    """A restriction that is not lifted, or of whose lift nobody was told in time (GDPR 18(3))."""
    lifted, informed = restriction.c.lifted, restriction.c.informed
    return or_(lifted.is_(None), informed.is_(None), informed > lifted, lifted >= desk.clock.today)


def _hold_on(desk: Desk, connection: Connection, case: Case) -> str:
    """The reason of a legal hold on the case, on its person or on the activity."""
    active = or_(hold.c.released.is_(None), hold.c.released >= desk.clock.today)
    for row in connection.execute(select(hold).where(active).order_by(hold.c.id)):
        if row.register in (None, case.register) and _concerns(desk, row, case):
            return str(row.reason)
    return ""


def _concerns(desk: Desk, row: Row[Any], case: Case) -> bool:
    if row.scope == "activity":
        return bool(row.activity == ACTIVITY)
    if row.scope == "case":
        return [case.id] in open_hold(desk, row)["keys"]
    if row.scope != "subject":
        return False
    held = {_comparable(Identifier(*one)) for one in open_hold(desk, row)["identifiers"]}
    return any(_comparable(one) in held for one in case.identifiers)


def _comparable(one: Identifier) -> tuple[str, str]:
    return one.kind, one.comparable


def _destroy(desk: Desk, term: OwnTerm, ids: Sequence[str]) -> int:
    """Destroys these files in one change, each looked at again; how many went."""
    done = 0
    with desk.database.change() as connection:
        over = set(_over(desk, connection, term))
        for id in ids:
            if id in over and not _why_held(desk, connection, id):
                _destroy_one(desk, connection, term, id)
                done += 1
    return done


def _destroy_one(desk: Desk, connection: Connection, term: OwnTerm, id: str) -> None:
    row = connection.execute(select(cases).where(cases.c.id == id)).one()
    closed = row.closed or casebook.read_file(desk, connection, id).case.closed
    # Evidence of what went: who has a copy of the row can show that it was this one.
    digest = desk.vault.digest("destroyed case file", id, row.wrapped, row.sealed)
    connection.execute(
        update(cases).where(cases.c.id == id).values(
            wrapped=b"", key_id="", sealed=b"", once=None, closed=closed,
            destroyed=desk.clock.today, version=row.version + 1,
        )
    )  # fmt: skip
    _destroy_beside(connection, id)
    desk.logbook.append(
        connection, "case.destroyed", case=id, rule=term.rule.id, closed=closed, digest=digest
    )


def _destroy_beside(connection: Connection, id: str) -> None:
    """What other tables hold of the person because of the case."""
    connection.execute(delete(person).where(person.c.case == id))
    connection.execute(delete(message).where(message.c.case == id))
    forget_restrictions(connection, id)
    connection.execute(update(stopped).where(stopped.c.case == id).values(sealed_end=None))
