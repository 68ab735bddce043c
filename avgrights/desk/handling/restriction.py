"""Restriction (GDPR 18): the rows are only stored from now on, and the store sees to it.

Where the right applies to any activity of the request that uses a dataset, its rows of the person
are shut off for all: a row cannot be open to one activity and shut to another (decision 0111).
"""

from __future__ import annotations

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.case import Case
from avgrights.cases.plan import PlannedDataset, Reason, Result, Why
from avgrights.cases.planning import User, refusal
from avgrights.desk.handling.interface import Errand
from avgrights.desk.handling.mapped import mapped
from avgrights.desk.handling.outcomes import kept_anyway
from avgrights.desk.restriction_rows import open_restriction
from avgrights.desk.searching import Found, usable
from avgrights.desk.shutting import shut, way_of
from avgrights.terms.data_map import Dataset

#: The ground on record where the answer that settled it names none of the four.
UNNAMED = "18(1)"


class Restriction:
    """See `Handling`."""

    def plan(self, errand: Errand, found: Found, users: tuple[User, ...]) -> PlannedDataset:
        """See `Handling`.

        Raises:
            InputFault: the rows cannot be restricted the way that the data map says.
        """
        dataset = found.dataset
        applies = bool(found.rows) and any(user.applies for user in users)
        if applies:
            way_of(errand.desk, errand.case.register, dataset)
        return PlannedDataset(
            dataset=dataset.name, store=dataset.store,
            keys=tuple(row.key for row in found.rows) if applies else (),
            results=tuple(
                _result(user.assessment, dataset, len(found.rows))
                for user in users
                if user.assessment is not None
            ),
        )  # fmt: skip

    def do(self, errand: Errand, planned: PlannedDataset) -> tuple[Result, ...]:
        """See `Handling`."""
        if not planned.keys:
            return planned.results
        desk, case = errand.desk, errand.case
        dataset = mapped(errand, planned)
        restriction = open_restriction(
            desk, case=case.id, by=case.identity.by if case.identity else "", dataset=dataset,
            register=case.register, ground=ground_of(case, planned),
            way=way_of(desk, case.register, dataset), keys=planned.keys,
        )  # fmt: skip
        closed = shut(desk, restriction, dataset, usable(case.identifiers, dataset))
        errand.progress(len(planned.keys))
        missing = len(planned.keys) - len(closed)
        stays = (Reason(why=Why.CHANGED, rows=missing),) if missing else ()
        return tuple(
            kept_anyway(result, len(closed), stays) if result.done else result
            for result in planned.results
        )


def ground_of(case: Case, planned: PlannedDataset) -> str:
    """The point of GDPR 18(1) on which a dataset is restricted, such as `18(1)(a)`."""
    using = {result.activity for result in planned.results if result.done}
    points = [
        point
        for one in case.assessments
        if one.activity in using
        for point in one.points
        if point.startswith(UNNAMED)
    ]
    return points[0] if points else UNNAMED


def _result(assessment: Assessment, dataset: Dataset, found: int) -> Result:
    """One activity: all rows where the right applies, none where it does not."""
    applies = assessment.verdict is Verdict.APPLIES
    reasons: tuple[Reason, ...] = ()
    if found and not applies:
        why, detail, until = refusal(assessment, None)
        reasons = (Reason(why=why, detail=detail, rows=found, until=until),)
    done = found if applies else 0
    return Result(
        activity=assessment.activity, dataset=dataset.name, found=found, done=done,
        kept=found - done, reasons=reasons,
    )  # fmt: skip
