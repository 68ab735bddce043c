"""Who must be told of what was done (GDPR 19, 17(2)): the tasks of a case, and of all cases."""

from __future__ import annotations

from datetime import date

from attrs import frozen
from sqlalchemy import Connection, select

from avgrights.cases.case import Case, need_identity
from avgrights.cases.clock import in_scope
from avgrights.cases.events import Event, RecipientExempt, RecipientsNamed, RecipientTold
from avgrights.cases.recipients import RecipientTask, State, tasks_for
from avgrights.desk import casebook
from avgrights.desk.casebook import File
from avgrights.desk.desk import Desk
from avgrights.desk.requests import standing
from avgrights.desk.tables import case as table
from avgrights.terms.errors import InputFault


@frozen(kw_only=True)
class Chase:
    """A recipient that was not told yet, of whichever case.

    Attributes:
        late_by: days after the day by which it was to be told; 0 where it is in time.
    """

    case: str
    register: str
    task: RecipientTask
    late_by: int


def name_recipients(desk: Desk, connection: Connection, file: File, *, due: date | None) -> File:
    """Writes down who must be told of what was done so far, in the transaction given."""
    case = file.case
    scope = in_scope(case, desk.register(case.register).register)
    today = desk.clock.today
    tasks = tasks_for(desk.policies, case, scope, case.results, on=today)
    if not tasks:
        return file
    desk.logbook.append(connection, "case.recipients named", case=case.id, recipients=len(tasks))
    event = RecipientsNamed(on=today, tasks=tasks)
    return casebook.append(desk, connection, file, event, due=due)


def recipients(desk: Desk, id: str) -> Case:
    """The case, whose `recipients` are its tasks.

    Raises:
        Refused: no identity was recorded.
    """
    with desk.database.read() as connection:
        case = casebook.read_file(desk, connection, id).case
    need_identity(case)
    return case


def told(desk: Desk, id: str, *, recipient: str, on: date | None = None) -> Case:
    """Records that a recipient was told.

    Raises:
        InputFault: the case has no such recipient, or the day lies in the future or too early.
        Refused: it was told before.
    """
    day = on or desk.clock.today
    if day > desk.clock.today:
        raise InputFault(f"{day} lies in the future; a step is recorded once it was taken")
    event = RecipientTold(on=day, recipient=recipient)
    return _record(desk, id, event, "case.recipient told", on=day)


def exempt(desk: Desk, id: str, *, recipient: str, because: str, by: str) -> Case:
    """Records why a recipient is not told: impossible, or a disproportionate effort (GDPR 19).

    Raises:
        InputFault: the case has no such recipient, or the reason or the name is missing.
        Refused: it was told before.
    """
    event = RecipientExempt(on=desk.clock.today, recipient=recipient, because=because, by=by)
    return _record(desk, id, event, "case.recipient exempt")


def to_chase(desk: Desk) -> tuple[Chase, ...]:
    """Every recipient that was not told yet, over all cases, also closed ones; the first day
    first."""
    with desk.database.read() as connection:
        waiting = select(table.c.id).where(
            table.c.tell_by.is_not(None), table.c.destroyed.is_(None)
        )
        ids = connection.scalars(waiting).all()
        cases = [casebook.read_file(desk, connection, id).case for id in ids]
    today = desk.clock.today
    found = [
        Chase(case=case.id, register=case.register, task=task,
              late_by=max(0, (today - task.tell_by).days))
        for case in cases
        for task in case.recipients
        if task.state is State.OPEN
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.task.tell_by, one.case, one.task.recipient)))


def _record(desk: Desk, id: str, event: Event, kind: str, **facts: date) -> Case:
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, id)
        due = standing(desk, file.case).clock.due
        case = casebook.append(desk, connection, file, event, due=due).case
        left = sum(1 for one in case.recipients if one.state is State.OPEN)
        desk.logbook.append(connection, kind, case=id, open=left, **facts)
    return case
