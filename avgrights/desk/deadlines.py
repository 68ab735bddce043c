"""What is due at the desk: late, this week, later, and what stands still."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen
from sqlalchemy import select

from avgrights.cases.case import OVER, Case
from avgrights.desk import casebook
from avgrights.desk.desk import Desk
from avgrights.desk.requests import reckon
from avgrights.desk.tables import case as table
from avgrights.desk.telling import Chase, to_chase
from avgrights.desk.waiting import Waiting, lateness, waiting_for
from avgrights.law.penalty import Penalty


@frozen(kw_only=True)
class DueCase:
    """One request that waits for its answer.

    Attributes:
        due: the last day in time; None while the clock stands still.
        late_by: days after `due`, today included; 0 where it is in time.
        remaining_days: of a term that stands still, what is left of it.
        penalty: what lateness has cost so far, once a notice of default came in.
        waiting: the question that waits for an answer.
    """

    case: str
    register: str
    right: str
    status: str
    received: date
    due: date | None
    late_by: int = 0
    remaining_days: int | None = None
    penalty: Penalty | None = None
    waiting: Waiting | None = None


@frozen(kw_only=True)
class Deadlines:
    """Every request that is not decided, by how near its day is.

    Attributes:
        week_ends: the last day of "this week", that day included.
        late: past their last day; the longest late first.
        this_week: due from today up to `week_ends`.
        suspended: their clock stands still.
        later: due after that.
        recipients: who is still to be told of what was done (GDPR 19), also for cases that are
            decided or closed.
    """

    today: date
    week_ends: date
    late: tuple[DueCase, ...] = ()
    this_week: tuple[DueCase, ...] = ()
    suspended: tuple[DueCase, ...] = ()
    later: tuple[DueCase, ...] = ()
    recipients: tuple[Chase, ...] = ()

    @property
    def overdue(self) -> bool:
        """Whether an answer, or a notice to a recipient, is past its day."""
        return bool(self.late) or any(one.late_by for one in self.recipients)

    @property
    def open(self) -> tuple[DueCase, ...]:
        """All of them."""
        return (*self.late, *self.this_week, *self.suspended, *self.later)


def deadlines(desk: Desk) -> Deadlines:
    """What is due, as it stands today."""
    today = desk.clock.today
    ends = today + timedelta(desk.policies.intake.days_ahead(today) - 1)
    every = sorted(_open(desk), key=lambda one: (one.due or date.max, one.received, one.case))
    running = [one for one in every if one.due is not None]
    return Deadlines(
        today=today,
        week_ends=ends,
        late=tuple(one for one in running if one.late_by),
        this_week=tuple(one for one in running if _within(one, today, ends)),
        suspended=tuple(one for one in every if one.due is None),
        later=tuple(one for one in running if _within(one, ends + timedelta(1), date.max)),
        recipients=to_chase(desk),
    )


def _within(one: DueCase, first: date, last: date) -> bool:
    return one.due is not None and first <= one.due <= last


def _open(desk: Desk) -> Iterable[DueCase]:
    over = [status.value for status in OVER]
    with desk.database.read() as connection:
        ids = connection.scalars(select(table.c.id).where(table.c.status.not_in(over))).all()
        files = [casebook.read_file(desk, connection, id) for id in ids]
    return [_due_case(desk, file.case) for file in files]


def _due_case(desk: Desk, case: Case) -> DueCase:
    clock = reckon(desk, case)
    due = clock.due
    late_by = max(0, (desk.clock.today - due).days) if due else 0
    return DueCase(
        case=case.id, register=case.register, right=case.right.value, status=case.status.value,
        received=case.received, due=due, late_by=late_by,
        remaining_days=clock.remaining_days, penalty=lateness(desk, case, clock),
        waiting=waiting_for(desk, case),
    )  # fmt: skip
