"""The clock of a case: by which day it must be answered, and what stops or moves that day.

A case may touch activities under several laws (GDPR, Wjsg, Wpg), each with its own term; the
case is due on the earliest of their last days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from avgrights.cases.case import Case
from avgrights.cases.rights import Right
from avgrights.law.deadlines import Deadline, deadline
from avgrights.law.pauses import Pause as LawPause
from avgrights.law.policies import Policies
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.register import Activity, Register


@frozen(kw_only=True)
class CaseClock:
    """Every procedure of a case with its deadline.

    Attributes:
        due: the earliest last day, that day included; None while the clock stands still.
        remaining_days: what is left of the shortest term while it stands still.
    """

    deadlines: tuple[Deadline, ...]

    @property
    def due(self) -> date | None:
        """The earliest last day; None while any of the terms stands still."""
        days = [one.due for one in self.deadlines]
        return None if None in days else min(day for day in days if day is not None)

    @property
    def first(self) -> Deadline | None:
        """The term that ends first; None while any of the terms stands still."""
        if self.due is None:
            return None
        return next(one for one in self.deadlines if one.due == self.due)

    @property
    def refuse_by(self) -> date | None:
        """The last day to tell that nothing will be done, and why (GDPR 12(4)): an extension does
        not move it. None while the clock stands still, or where no law of the case names one."""
        days = [one.refuse_by for one in self.deadlines if one.refuse_by is not None]
        return min(days, default=None)

    @property
    def remaining_days(self) -> int | None:
        """Days left of the shortest term that stands still."""
        left = [one.remaining_days for one in self.deadlines if one.due is None]
        return min((days for days in left if days is not None), default=None)


def in_scope(case: Case, register: Register) -> tuple[Activity, ...]:
    """The activities that the request is about: those it names, or all of the register."""
    if not case.activities:
        return register.activities
    return tuple(one for one in register.activities if one.id in case.activities)


def regime(activity: Activity, register: Register) -> str:
    """The law under which the activity falls: its own, else the register's."""
    return activity.regime or register.regime


def procedures(policies: Policies, right: Right, regimes: Iterable[str]) -> tuple[str, ...]:
    """The procedures of the policies that serve a right under these laws, each once.

    Raises:
        InputFault: no procedure serves the right under any of them.
    """
    wanted = set(regimes)
    found = tuple(
        name
        for name, procedure in policies.procedures.items()
        if procedure.regime in wanted and right.value in procedure.rights
    )
    if not found:
        laws = ", ".join(sorted(wanted))
        raise InputFault(f"policies/procedures.yaml has no procedure for {right} under {laws}")
    return found


def clock(
    policies: Policies, case: Case, register: Register, *, as_of: date | None = None
) -> CaseClock:
    """The deadlines of a case, one a procedure."""
    regimes = [regime(activity, register) for activity in in_scope(case, register)]
    pauses = [
        LawPause(asked=pause.asked, answered=pause.answered, kind=pause.reason.value)
        for pause in case.pauses
    ]
    return CaseClock(
        deadlines=tuple(
            deadline(
                policies, name, start=case.received, extension_announced=case.extended,
                pauses=pauses, as_of=as_of,
            )
            for name in procedures(policies, case.right, regimes or [register.regime])
        )
    )  # fmt: skip


def need_extension_in_time(reckoned: CaseClock, case: Case) -> None:
    """An extension counts only if it was told within the first term (GDPR 12(3)).

    Raises:
        Refused: it came too late, or no law of this case knows an extension.
    """
    outcomes = {one.extension for one in reckoned.deadlines}
    if "valid" in outcomes:
        return
    first = min((one.first_due for one in reckoned.deadlines if one.first_due), default=None)
    if "too late" in outcomes:
        raise Refused(
            f"case {case.id}: an extension told on {case.extended} comes too late; the first "
            f"term ended on {first} (GDPR 12(3))"
        )
    raise Refused(f"case {case.id}: the law for this request knows no extension")


def need_pause_in_time(reckoned: CaseClock, case: Case) -> None:
    """A question asked after the term was over no longer stops it (Awb 4:15).

    Raises:
        Refused: the pause that is open suspends nothing.
    """
    if case.paused is not None and all(one.due is not None for one in reckoned.deadlines):
        days = [one.due for one in reckoned.deadlines if one.due is not None]
        raise Refused(
            f"case {case.id}: the term ended on {min(days)}; a question asked on "
            f"{case.paused.asked} no longer stops it"
        )
