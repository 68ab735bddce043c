"""What a letter says of single rights: since when processing is stopped, who looked again."""

from __future__ import annotations

from typing import Any

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.case import Case
from avgrights.cases.manners import Reviewed
from avgrights.desk import stopping
from avgrights.desk.desk import Desk
from avgrights.terms.register import Activity


def own_facts(
    desk: Desk, case: Case, activity: Activity, assessment: Assessment | None
) -> dict[str, Any]:
    """Facts of one activity, by their names in a line of the letter; only those that there are."""
    told: dict[str, Any] = {}
    if assessment is not None and assessment.verdict is Verdict.APPLIES:
        told["ground"] = next(iter(assessment.points), "")
        told["stopped"] = stopping.since(desk, case, activity.id)
    look = next((one for one in case.human_reviews if one.activity == activity.id), None)
    if look is not None:
        told |= {
            "review": look.because, "reviewed_by_human": True,
            "stands": look.outcome is Reviewed.UPHELD,
        }  # fmt: skip
    return told
