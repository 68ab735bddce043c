"""When no answer comes: a reminder, and then the decision not to deal with the request.

A person is given time to prove who they are or to say what is meant (Awb 4:5(1)), is reminded,
and is given time once more. Only when that has passed too may the request be left aside, with a
decision that says so (Awb 4:5(4); GDPR 11(2), 12(2)).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve

from avgrights.cases.events import Lapsed, Reminded
from avgrights.cases.manners import Outcome
from avgrights.law.policies import Policies
from avgrights.law.procedures import Term
from avgrights.terms.errors import InputFault, Refused

if TYPE_CHECKING:
    from avgrights.cases.case import Case, Pause

#: A term of an administrative authority ends on a working day (Awt 1(1)).
_CALENDAR = "awt"


def answer_due(policies: Policies, pause: Pause) -> date:
    """The last day, that day included, on which an answer is in time."""
    term = policies.intake.answering_on(pause.asked)
    if pause.reminded is None:
        return _end(policies, term.first, pause.asked)
    return _end(policies, term.after_reminder, pause.reminded)


def tell_by(policies: Policies, pause: Pause) -> date:
    """The last day on which the decision not to deal with the request can be told (Awb 4:5(4))."""
    term = policies.intake.answering_on(pause.asked).decision_within
    return _end(policies, term, answer_due(policies, pause))


def need_silence(policies: Policies, case: Case, on: date) -> None:
    """A request may be left aside only after a question, a reminder and time for both.

    Raises:
        Refused: nothing was asked, no reminder was sent, or the time to answer is not over.
    """
    pause = case.paused
    if pause is None:
        raise Refused(f"case {case.id} waits for no answer: decide it as it stands")
    last = answer_due(policies, pause)
    if pause.reminded is None:
        raise Refused(
            f"case {case.id}: no reminder was sent yet; the first answer is awaited until {last}",
            remedy=f"First: avgrights request remind {case.id}",
        )
    if on <= last:
        raise Refused(f"case {case.id}: after the reminder an answer is in time until {last}")


def reminded(case: Case, event: Reminded) -> Case:
    """The case after a reminder."""
    pause = case.paused
    if pause is None:
        raise Refused(f"case {case.id} waits for no answer: there is nothing to remind of")
    if pause.reminded is not None:
        raise Refused(f"case {case.id}: a reminder was sent on {pause.reminded}")
    if event.on < pause.asked:
        raise InputFault(f"{event.on} lies before {pause.asked}, the day of the question")
    return evolve(case, pauses=(*case.pauses[:-1], evolve(pause, reminded=event.on)))


def lapsed(case: Case, event: Lapsed) -> Case:
    """The case after the decision to leave it aside for want of an answer."""
    from avgrights.cases.case import OVER, Status

    if case.status in OVER:
        raise Refused(f"case {case.id} is {case.status} already")
    pause = case.paused
    if pause is None or pause.reminded is None or event.on <= pause.reminded:
        raise Refused(f"case {case.id} was not asked and reminded in vain")
    return evolve(
        case, outcome=Outcome.REFUSED, decided=event.on, lapsed=True, status=Status.DECIDED
    )


def _end(policies: Policies, term: Term, start: date) -> date:
    last = term.length.after(start)
    return policies.calendar.working_day_from(last, _CALENDAR) if term.rolls else last
