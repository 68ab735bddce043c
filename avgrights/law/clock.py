"""The clock of a case: from its dated events to how it stands on any day.

One function for requests and complaints alike. The state on a day depends on nothing that
happens after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from attrs import evolve, field, frozen

from avgrights.law.answers import Derivation
from avgrights.law.deadlines import Deadline, deadline
from avgrights.law.pauses import Pause
from avgrights.law.penalty import Penalty, penalty
from avgrights.law.policies import Policies
from avgrights.law.possibilities import Possibility, possibilities
from avgrights.terms.errors import InputFault


class EventKind(StrEnum):
    """What can happen to a case that moves its clock."""

    RECEIVED = "received"
    IDENTITY_ASKED = "identity asked"
    IDENTITY_CONFIRMED = "identity confirmed"
    CLARIFICATION_ASKED = "clarification asked"
    CLARIFICATION_GIVEN = "clarification given"
    EXTENSION_ANNOUNCED = "extension announced"
    NOTICE_OF_DEFAULT = "notice of default"
    DECIDED = "decided"
    OBJECTION = "objection"
    WITHDRAWN = "withdrawn"


#: Question -> its answer, and the kind of pause that the two make.
_QUESTIONS = {
    EventKind.IDENTITY_ASKED: (EventKind.IDENTITY_CONFIRMED, "identity"),
    EventKind.CLARIFICATION_ASKED: (EventKind.CLARIFICATION_GIVEN, "clarification"),
}
NOT_RECEIVED, RUNNING, SUSPENDED, LATE, DECIDED, WITHDRAWN = (
    "not received", "running", "suspended", "late", "decided", "withdrawn")  # fmt: skip


@frozen
class Event:
    """Something that happened on a day."""

    kind: EventKind
    day: date


@frozen(kw_only=True)
class State:
    """How a case stands on one day.

    Attributes:
        status: not received, running, suspended, late, decided or withdrawn.
        due: the last day in time; None while suspended, and before receipt.
        days_left: of a running term: to `due`; of a suspended one: what is left of it.
        late_by: days after `due`, of the decision or so far; 0 where it is in time.
        penalty: what a late decision has cost so far; None where none can be due.
        possible: what may still be done, by whom and by when.
        deadline: the term itself, with its derivation; None before receipt.
    """

    status: str
    due: date | None = None
    days_left: int | None = None
    late_by: int = 0
    penalty: Penalty | None = None
    possible: tuple[Possibility, ...] = ()
    deadline: Deadline | None = field(default=None, repr=False)

    @property
    def derivation(self) -> Derivation:
        """The way to the due day and to the penalty, then what may still be done."""
        steps = self.deadline.derivation if self.deadline else ()
        costs = self.penalty.derivation if self.penalty else ()
        return (*steps, *costs, *(one.step for one in self.possible))


def state(
    policies: Policies,
    events: Iterable[Event],
    on: date,
    *,
    procedure: str = "avg-request",
    committee: bool = False,
    several_units: bool = False,
    calendar: str | None = None,
) -> State:
    """How a case stands at the end of the day `on`.

    Args:
        events: in any order; those after `on` are left out.
        procedure, committee, several_units, calendar: as `deadline`.

    Raises:
        InputFault: no receipt or two, or an answer to a question that nobody asked.
        NotCovered: the policies say nothing about that time.
    """
    known = sorted((e for e in events if e.day <= on), key=lambda event: event.day)
    received = _days(known, EventKind.RECEIVED)
    if not received:
        return _before_receipt(known)
    if len(received) > 1:
        raise InputFault(f"a case is received once, not on {' and '.join(map(str, received))}")
    decided, withdrawn = (_first(known, k) for k in (EventKind.DECIDED, EventKind.WITHDRAWN))
    stopped = min((day for day in (decided, withdrawn) if day), default=None)
    found = deadline(
        policies,
        procedure,
        start=received[0],
        extension_announced=_first(known, EventKind.EXTENSION_ANNOUNCED),
        pauses=_pauses(known),
        committee=committee,
        several_units=several_units,
        as_of=stopped or on,
        calendar=calendar,
    )
    now = _state(policies, found, known, on, stopped)
    may = possibilities(policies, found, now.status, now.penalty, _happened(known), on)
    return evolve(now, possible=may)


def _before_receipt(known: Sequence[Event]) -> State:
    if known:
        raise InputFault(f"{known[0].kind.value} on {known[0].day}, before the case was received")
    return State(status=NOT_RECEIVED)


def _state(
    policies: Policies, found: Deadline, known: Sequence[Event], on: date, stopped: date | None
) -> State:
    """Where the clock stands, without what may still be done."""
    decided = _first(known, EventKind.DECIDED)
    late_by = _late(found, stopped or on)
    return State(
        status=_status(found, late_by, decided, stopped),
        due=found.due,
        days_left=None if stopped else found.remaining_days,
        late_by=late_by,
        penalty=_penalty(policies, found, known, on, stopped),
        deadline=found,
    )


def _status(found: Deadline, late_by: int, decided: date | None, stopped: date | None) -> str:
    if stopped is not None:
        return DECIDED if stopped == decided else WITHDRAWN
    if found.due is None:
        return SUSPENDED
    return LATE if late_by else RUNNING


def _late(found: Deadline, day: date) -> int:
    """Days after the last day in time."""
    return max((day - found.due).days, 0) if found.due else 0


def _penalty(
    policies: Policies, found: Deadline, known: Sequence[Event], on: date, stopped: date | None
) -> Penalty | None:
    """The penalty so far, in a procedure that knows one, once the term has ended."""
    rule = policies.procedure(found.procedure, found.start).penalty
    if rule is None or not rule.applies or found.due is None or not _late(found, stopped or on):
        return None
    notice = _notice(known, found.due)
    return penalty(policies, due=found.due, notice_received=notice, as_of=on, decided=stopped)


def _notice(known: Sequence[Event], due: date) -> date | None:
    """The first notice of default that has effect; else one that came too early."""
    notices = _days(known, EventKind.NOTICE_OF_DEFAULT)
    return next((day for day in notices if day > due), notices[0] if notices else None)


def _pauses(known: Sequence[Event]) -> list[Pause]:
    """The pauses that questions and answers make; asking again changes nothing."""
    pauses: list[Pause] = []
    for question, (reply, kind) in _QUESTIONS.items():
        pauses += _of_kind(known, question, reply, kind)
    return pauses


def _of_kind(
    known: Sequence[Event], question: EventKind, reply: EventKind, kind: str
) -> list[Pause]:
    found: list[Pause] = []
    asked: date | None = None
    for event in known:
        if event.kind is question:
            asked = asked or event.day
        elif event.kind is reply:
            if asked is None:
                raise InputFault(f"{reply.value} on {event.day}, but nothing was asked before")
            found.append(Pause(asked=asked, answered=event.day, kind=kind))
            asked = None
    return found if asked is None else [*found, Pause(asked=asked, kind=kind)]


def _happened(known: Sequence[Event]) -> dict[str, date]:
    """Kind of event -> its first day."""
    happened: dict[str, date] = {}
    for event in known:
        happened.setdefault(event.kind.value, event.day)
    return happened


def _days(known: Sequence[Event], kind: EventKind) -> list[date]:
    return [event.day for event in known if event.kind is kind]


def _first(known: Sequence[Event], kind: EventKind) -> date | None:
    return next(iter(_days(known, kind)), None)
