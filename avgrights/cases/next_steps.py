"""Which commands fit a request as it stands."""

from __future__ import annotations

from avgrights.cases.case import Case, Status
from avgrights.cases.following import afterwards, while_weighed
from avgrights.cases.human_review import awaiting_review


def next_steps(case: Case) -> tuple[str, ...]:
    """The commands that fit now, the most usual first."""
    if case.status is Status.CLOSED:
        return ()
    if case.status is Status.WITHDRAWN:
        return ("close",)
    if case.status is Status.DECIDED:
        return ("close", *afterwards(case))
    steps = _forward(case)
    clock = ("resume",) if case.paused else ("pause",)
    extend = () if case.extended else ("extend",)
    return (*steps, *clock, *extend, "withdraw", *while_weighed(case))


def _forward(case: Case) -> tuple[str, ...]:
    if case.identity is None:
        return ("identify",)
    if case.ready_to_decide:
        return ("decide",)
    if case.status is Status.IDENTIFIED:
        return ("assess",)
    if case.status is Status.ASSESSED and not all(one.settled for one in case.assessments):
        return ("assess", "carry-out")
    if awaiting_review(case):
        return ("human-review", "carry-out")
    return ("carry-out",)
