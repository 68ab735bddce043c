"""What the desk knows for a verdict beside register and rows: its marks, and the data map."""

from __future__ import annotations

from avgrights.cases.case import Case
from avgrights.cases.facts import Fact
from avgrights.cases.portable import only_with_others
from avgrights.cases.rights import Right
from avgrights.cases.row_terms import uses
from avgrights.desk import stopping
from avgrights.desk.desk import Desk
from avgrights.files.registers import LoadedRegister
from avgrights.terms.register import Activity


def known_of(desk: Desk, loaded: LoadedRegister, case: Case, activity: Activity) -> dict[str, Fact]:
    """Facts by the names of policies/rights.yaml."""
    if case.right is Right.PORTABILITY:
        mine = [one for one in loaded.data_map.datasets if uses(activity, one)]
        return {"affects_others": only_with_others(activity, mine)}
    if case.right is Right.RESTRICTION:
        ground = case.ground or _pending(desk, case, activity)
        return {"ground": ground} if ground else {}
    return stopping.known_of(desk, case, activity)


def _pending(desk: Desk, case: Case, activity: Activity) -> str | None:
    """A request that names no ground, while an objection is weighed, rests on that: 18(1)(d)."""
    return "objection pending" if stopping.pending(desk, case, activity.id) else None
