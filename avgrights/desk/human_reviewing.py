"""Recording that a human looked at an automated decision (GDPR 22(3); UAVG 40(3))."""

from __future__ import annotations

from datetime import date

from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope
from avgrights.cases.events import HumanReviewed
from avgrights.cases.human_review import awaiting_review
from avgrights.cases.manners import Reviewed
from avgrights.desk import casebook
from avgrights.desk.desk import Desk
from avgrights.desk.requests import Standing, standing
from avgrights.terms.errors import InputFault, Refused


def human_review(
    desk: Desk,
    id: str,
    *,
    outcome: Reviewed | str,
    because: str,
    by: str,
    activity: str | None = None,
    on: date | None = None,
) -> Standing:
    """Records who looked, what came of it and why; for one activity, or for all that wait.

    Also where article 22 lets the decision stand by contract or consent: there a human look is
    the safeguard (22(3)).

    Raises:
        Refused: the case is about another right, is not assessed yet, is carried out, or no
            decision waits for a look.
        InputFault: no automated decisions are taken in that activity, no reason, or no name.
    """
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, id)
        day = _day(desk, on)
        events = [
            HumanReviewed(on=day, activity=one, outcome=Reviewed(outcome), because=because, by=by)
            for one in _looked_at(desk, file.case, activity)
        ]
        due = standing(desk, file.case).clock.due
        case = casebook.append(desk, connection, file, *events, due=due).case
        for event in events:
            desk.logbook.append(
                connection, "case.human review", case=id, activity=event.activity,
                result=event.outcome.value,
            )  # fmt: skip
    return standing(desk, case)


def _looked_at(desk: Desk, case: Case, activity: str | None) -> tuple[str, ...]:
    if activity is None:
        waiting = awaiting_review(case)
        if not waiting:
            raise Refused(
                f"case {case.id}: no automated decision waits for a human review",
                remedy="Assess the case first, or name the activity with --activity.",
            )
        return waiting
    scope = in_scope(case, desk.register(case.register).register)
    there = [one.id for one in scope if one.automated_decisions]
    if activity not in there:
        raise InputFault(
            f"case {case.id}: no automated decisions are taken in {activity!r:.60}; "
            f"they are in: {', '.join(there) or 'none of its activities'}"
        )
    return (activity,)


def _day(desk: Desk, on: date | None) -> date:
    day = on or desk.clock.today
    if day > desk.clock.today:
        raise InputFault(f"{day} lies in the future; a review is recorded once it took place")
    return day
