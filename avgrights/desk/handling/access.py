"""Access (GDPR 15): nothing is changed; the copy is made at the decision."""

from __future__ import annotations

from avgrights.cases.plan import PlannedDataset, Result
from avgrights.cases.planning import User, plan_access
from avgrights.desk.handling.interface import Errand
from avgrights.desk.searching import Found


class Access:
    """See `Handling`."""

    def plan(self, errand: Errand, found: Found, users: tuple[User, ...]) -> PlannedDataset:
        """See `Handling`."""
        return plan_access(found.dataset, found.searched.rows, users)

    def do(self, errand: Errand, planned: PlannedDataset) -> tuple[Result, ...]:
        """See `Handling`."""
        return planned.results
