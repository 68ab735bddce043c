"""What a letter calls who acts for the person."""

from __future__ import annotations

from avgrights.cases.case import Case
from avgrights.desk.desk import Desk


def acting_as(desk: Desk, case: Case) -> str:
    """Such as `ouder` or `advocaat`; empty where no kind of representative was recorded."""
    kinds = desk.policies.identity.representatives
    kind = kinds.get(case.representation or "")
    return kind.name.of(desk.language) if kind is not None else ""
