"""Portability (GDPR 20): nothing is changed; the copy of provided data comes at the decision."""

from __future__ import annotations

from avgrights.cases.plan import PlannedDataset, Result
from avgrights.cases.planning import User
from avgrights.cases.portable import plan_portability
from avgrights.desk.handling.interface import Errand
from avgrights.desk.searching import Found


class Portability:
    """See `Handling`."""

    def plan(self, errand: Errand, found: Found, users: tuple[User, ...]) -> PlannedDataset:
        """See `Handling`."""
        return plan_portability(found.dataset, found.searched.rows, users)

    def do(self, errand: Errand, planned: PlannedDataset) -> tuple[Result, ...]:
        """See `Handling`."""
        return planned.results
