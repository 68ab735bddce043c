"""Objection (GDPR 21), withdrawal of consent (7(3)), a human look at a decision (22): no row is
changed. What is done is a mark or a review, and it covers every row of the activity.

The marks are set and settled in `avgrights.desk.moments`, in the transaction of the event itself.
"""

from __future__ import annotations

from avgrights.cases.plan import PlannedDataset, Result
from avgrights.cases.planning import User, plan_access
from avgrights.desk.handling.interface import Errand
from avgrights.desk.searching import Found


class Covering:
    """See `Handling`. All rows of an activity are covered where the right applies to it."""

    def plan(self, errand: Errand, found: Found, users: tuple[User, ...]) -> PlannedDataset:
        """See `Handling`."""
        return plan_access(found.dataset, found.searched.rows, users)

    def do(self, errand: Errand, planned: PlannedDataset) -> tuple[Result, ...]:
        """See `Handling`."""
        return planned.results
