"""A human who looks at an automated decision (GDPR 22(3); UAVG 40(3)), as events of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from avgrights.cases.assessment import Verdict
from avgrights.cases.events import HandedOver, HumanReviewed
from avgrights.cases.rights import Right
from avgrights.terms.errors import InputFault, Refused

if TYPE_CHECKING:
    from avgrights.cases.case import Case


def awaiting_review(case: Case) -> tuple[str, ...]:
    """The activities to which GDPR 22 applies and at whose decision nobody looked yet."""
    if case.right is not Right.AUTOMATED_DECISION:
        return ()
    done = {one.activity for one in case.human_reviews}
    return tuple(
        one.activity
        for one in case.assessments
        if one.verdict is Verdict.APPLIES and one.activity not in done
    )


def need_review(case: Case) -> None:
    """The right is a human look at the decision: without one nothing is carried out.

    Raises:
        Refused: nobody looked at the decision of an activity yet.
    """
    waiting = awaiting_review(case)
    if waiting:
        raise Refused(
            f"case {case.id}: no human review of the automated decision in {waiting[0]} is "
            "recorded (GDPR 22(3))",
            remedy=f"First: avgrights request human-review {case.id} --activity {waiting[0]} "
            "--outcome upheld|changed --because … --by …",
        )


def human_reviewed(case: Case, event: HumanReviewed) -> Case:
    """The case after somebody looked; a second look at the same decision replaces the first."""
    if case.right is not Right.AUTOMATED_DECISION:
        raise Refused(f"case {case.id} is about {case.right}: there is no decision to look at")
    if not case.assessments:
        raise Refused(
            f"case {case.id} was not assessed yet",
            remedy=f"First: avgrights request assess {case.id}",
        )
    if not (event.because.strip() and event.by.strip()):
        raise InputFault("a human review needs its reason and the name of who looked")
    others = tuple(one for one in case.human_reviews if one.activity != event.activity)
    return evolve(case, human_reviews=(*others, event))


def handed_over(case: Case, event: HandedOver) -> Case:
    """The case after its data went to another controller (GDPR 20(2))."""
    if case.right is not Right.PORTABILITY:
        raise Refused(f"case {case.id} is about {case.right}: only a portability is handed over")
    if case.decided is None:
        raise Refused(
            f"case {case.id} is {case.status}: decide on it before anything is handed over",
            remedy=f"First: avgrights request decide {case.id} --out DIR",
        )
    if not event.to.strip():
        raise InputFault("say to whom the data is handed over")
    return evolve(case, handed_over=(*case.handed_over, event))
