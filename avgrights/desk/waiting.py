"""What is told while a request is under way, and what happens when no answer comes."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from avgrights.cases.case import Case
from avgrights.cases.clock import CaseClock
from avgrights.cases.default import costs
from avgrights.cases.events import Acknowledged, InDefault, Lapsed, Reminded
from avgrights.cases.silence import answer_due, need_silence
from avgrights.desk import casebook
from avgrights.desk.desk import Desk
from avgrights.desk.requests import Standing, past, reckon, step
from avgrights.law.penalty import Penalty


@frozen(kw_only=True)
class Waiting:
    """Until which day the person may answer, and whether that was asked twice.

    Attributes:
        until: the last day, that day included.
    """

    asked: date
    reminded: date | None
    until: date


def acknowledge(desk: Desk, case: str, *, on: date | None = None) -> Standing:
    """Records that the person was told of the receipt and of the day of the answer.

    Raises:
        Refused: it was acknowledged before, or the case is decided.
    """
    day = past(desk, on)
    return step(desk, case, Acknowledged(on=day), "case.acknowledged", {"on": day})


def remind(desk: Desk, case: str, *, on: date | None = None) -> Standing:
    """Records that the person was reminded of an open question.

    Raises:
        Refused: nothing was asked, or a reminder was sent before.
    """
    day = past(desk, on)
    return step(desk, case, Reminded(on=day), "case.reminded", {"on": day})


def leave_aside(desk: Desk, case: str) -> Standing:
    """Records the decision not to deal with a request that stayed without an answer (Awb 4:5).

    Raises:
        Refused: nothing was asked, no reminder was sent, or the time to answer is not over.
    """
    day = desk.clock.today
    with desk.database.read() as connection:
        file = casebook.read_file(desk, connection, case)
    need_silence(desk.policies, file.case, day)
    return step(desk, case, Lapsed(on=day), "case.lapsed", {"on": day})


def in_default(desk: Desk, case: str, *, received: date) -> Standing:
    """Records a notice of default that came in, in time or too early.

    Raises:
        InputFault: it lies in the future or before the request.
        Refused: the case is decided.
    """
    day = past(desk, received)
    event = InDefault(on=desk.clock.today, received=day)
    return step(desk, case, event, "case.in default", {"received": day})


def lateness(desk: Desk, case: Case, clock: CaseClock | None = None) -> Penalty | None:
    """What lateness has cost so far, today included; None where no notice of default came in, or
    where who decides is no bestuursorgaan: the penalty is one of the Awb (UAVG 34, 35)."""
    if not desk.register(case.register).register.public_body:
        return None
    clock = clock or reckon(desk, case)
    first = clock.first
    if first is None:
        return None
    return costs(
        desk.policies, case, due=first.due, procedure=first.procedure, as_of=desk.clock.today
    )


def waiting_for(desk: Desk, case: Case) -> Waiting | None:
    """The question that waits for an answer; None where none does."""
    pause = case.paused
    if pause is None:
        return None
    return Waiting(
        asked=pause.asked, reminded=pause.reminded, until=answer_due(desk.policies, pause)
    )
