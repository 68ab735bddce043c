"""What a late decision costs: the notice of default and the penalty that runs (Awb 4:17)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from attrs import evolve

from avgrights.cases.events import InDefault
from avgrights.law.penalty import Penalty, penalty
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault, Refused

if TYPE_CHECKING:
    from avgrights.cases.case import Case


def in_default(case: Case, event: InDefault) -> Case:
    """The case after a notice of default came in; one before the term ended has no effect."""
    if case.decided is not None:
        raise Refused(f"case {case.id} was decided on {case.decided}: there is no default")
    if event.received < case.received:
        raise InputFault(f"{event.received} lies before {case.received}, the day of the request")
    return evolve(case, notices=(*case.notices, event.received))


def costs(
    policies: Policies, case: Case, *, due: date | None, procedure: str, as_of: date
) -> Penalty | None:
    """What lateness costs on `as_of`; None where no penalty can run or none was asked for.

    Of several notices the first that has effect counts: one after the last day of the term. While
    the clock stands still (`due` is None) no term has ended.

    Args:
        procedure: the procedure of the case whose term ends first.
    """
    version = policies.procedure(procedure, case.received)
    if not case.notices or due is None or version.penalty is None or not version.penalty.applies:
        return None
    after = [day for day in sorted(case.notices) if day > due]
    notice = after[0] if after else min(case.notices)
    return penalty(policies, due=due, notice_received=notice, as_of=as_of, decided=case.decided)
