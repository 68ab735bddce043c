"""Retention, as the commands `avgrights purge` have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from avgrights.desk.desk import Desk

if TYPE_CHECKING:
    from avgrights.desk.purging import Outcome
    from avgrights.retention.plan import Plan


@frozen
class Purge:
    """Plan, approve, run (commands `avgrights purge …`)."""

    _desk: Desk

    def plan(self) -> Plan:
        """What is due today and what stays, per rule and dataset. Changes nothing."""
        from avgrights.desk.planning import make_plan

        return make_plan(self._desk)

    def approve(self, plan: Plan, *, by: str, over_brake: str | None = None) -> None:
        """Approves exactly this plan; one that brakes needs a reason, which is journalled."""
        from avgrights.desk.approving import approve

        approve(self._desk, plan, by=by, over_brake=over_brake)

    def approve_standing(self, *, by: str) -> str:
        """Approves every night to come under these registers and limits; returns their digest."""
        from avgrights.desk.approving import approve_standing

        return approve_standing(self._desk, by=by)

    def run(self, plan: Plan) -> Outcome:
        """Executes an approved plan; on a finished one there is nothing to do."""
        from avgrights.desk.purging import run_plan

        return run_plan(self._desk, plan)

    def nightly(self) -> Outcome:
        """One night under the standing approval; a rule that brakes is left undone."""
        from avgrights.desk.nightly import nightly

        return nightly(self._desk)

    def runs(self, last: int = 20) -> list[dict[str, Any]]:
        """The last runs, newest last, with what the stores' evidence says of them."""
        from avgrights.desk.nightly import status

        return status(self._desk, last)
