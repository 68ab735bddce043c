"""Who must be told of what was done (GDPR 19), or of what was public (17(2)): tasks of a case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from avgrights.law.policies import Policies
from avgrights.law.procedures import Term
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.register import Activity

if TYPE_CHECKING:
    from avgrights.cases.case import Case
    from avgrights.cases.events import RecipientExempt, RecipientsNamed, RecipientTold
    from avgrights.cases.plan import Result

#: A term of an administrative authority ends on a working day (Awt 1(1)).
_CALENDAR = "awt"


class Duty(StrEnum):
    """Why somebody is told."""

    RECIPIENT = "recipient"  # GDPR 19
    PUBLIC = "made public"  # GDPR 17(2): other controllers, by reasonable steps


class State(StrEnum):
    """How far a task has come."""

    OPEN = "open"
    TOLD = "told"
    EXEMPT = "exempt"


@frozen(kw_only=True)
class RecipientTask:
    """Somebody who must be told.

    Attributes:
        recipient: its name in the register; for `made public` the place where the data stood.
        activities: those for which it got the data, by id.
        done: the day on which it was done.
        tell_by: the last day, that day included; after it the task is chased.
        because: why it is not told: impossible, or out of proportion.
    """

    recipient: str
    duty: Duty
    activities: tuple[str, ...]
    done: date
    tell_by: date
    role: str | None = None
    told: date | None = None
    exempt: date | None = None
    because: str = field(default="", repr=False)

    @property
    def state(self) -> State:
        """Open, told or exempt."""
        if self.told is not None:
            return State.TOLD
        return State.OPEN if self.exempt is None else State.EXEMPT


def tasks_for(
    policies: Policies,
    case: Case,
    activities: Iterable[Activity],
    results: Sequence[Result],
    *,
    on: date,
) -> tuple[RecipientTask, ...]:
    """The tasks that follow from what was done, as far as the case has none for them yet.

    Args:
        activities: of the register, in their order.
        results: what was done, by the evidence; a row that stays makes no task.
        on: the day on which it was done.
    """
    telling = policies.notices.telling_on(on)
    if case.right.value not in telling.rights:
        return ()
    touched = {one.activity for one in results if one.done}
    using = [one for one in activities if one.id in touched]
    last = _end(policies, telling.within, on)
    found: dict[tuple[Duty, str], RecipientTask] = {}
    for activity in using:
        for task in _of(activity, case.right.value, on, last):
            known = found.get((task.duty, task.recipient), evolve(task, activities=()))
            found[task.duty, task.recipient] = evolve(
                known, activities=(*known.activities, activity.id)
            )
    return tuple(task for task in found.values() if not _known(case, task))


def answer_by(policies: Policies, day: date) -> date:
    """By when a recipient that is told on `day` is asked to say what it did."""
    return _end(policies, policies.notices.telling_on(day).answer, day)


def task_of(case: Case, recipient: str) -> RecipientTask:
    """The task for a recipient of that name, the open one where there are several.

    Raises:
        InputFault: the case has none; the message names those that it has.
    """
    mine = [one for one in case.recipients if one.recipient == recipient]
    if not mine:
        names = ", ".join(dict.fromkeys(one.recipient for one in case.recipients)) or "none"
        raise InputFault(f"case {case.id} has no such recipient to tell; it has: {names}")
    return next((one for one in mine if one.state is State.OPEN), mine[0])


def named(case: Case, event: RecipientsNamed) -> Case:
    """The case with these tasks too."""
    return evolve(case, recipients=(*case.recipients, *event.tasks))


def told(case: Case, event: RecipientTold) -> Case:
    """The case after a recipient was told; who was told once need not be told again."""
    task = task_of(case, event.recipient)
    if task.state is State.TOLD:
        raise Refused(f"case {case.id}: that recipient was told on {task.told}")
    if event.on < task.done:
        raise InputFault(f"{event.on} lies before {task.done}, the day on which it was done")
    return _changed(case, event.recipient, told=event.on)


def exempted(case: Case, event: RecipientExempt) -> Case:
    """The case after it was recorded why a recipient is not told (GDPR 19: impossible, or it
    takes a disproportionate effort)."""
    task = task_of(case, event.recipient)
    if task.state is State.TOLD:
        raise Refused(f"case {case.id}: that recipient was told on {task.told}")
    if not (event.because.strip() and event.by.strip()):
        raise InputFault("why a recipient is not told needs its reason, and who found so")
    return _changed(case, event.recipient, exempt=event.on, because=event.because)


def _changed(case: Case, recipient: str, **changes: Any) -> Case:
    """The tasks for one name are settled together: one letter tells it of all."""
    return evolve(
        case,
        recipients=tuple(
            evolve(one, **changes) if one.recipient == recipient and one.told is None else one
            for one in case.recipients
        ),
    )


def _of(activity: Activity, right: str, on: date, last: date) -> Iterable[RecipientTask]:
    for recipient in activity.recipients:
        yield RecipientTask(
            recipient=recipient.name, duty=Duty.RECIPIENT, activities=(), role=recipient.role,
            done=on, tell_by=last,
        )  # fmt: skip
    if right == "erasure":
        for place in activity.made_public:
            yield RecipientTask(
                recipient=place, duty=Duty.PUBLIC, activities=(), done=on, tell_by=last
            )


def _known(case: Case, task: RecipientTask) -> bool:
    return any(
        one.recipient == task.recipient
        and one.duty is task.duty
        and set(task.activities) <= set(one.activities)
        for one in case.recipients
    )


def _end(policies: Policies, term: Term, start: date) -> date:
    last = term.length.after(start)
    return policies.calendar.working_day_from(last, _CALENDAR) if term.rolls else last
