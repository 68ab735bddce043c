"""The terms of the desk's own data: the library's entry in the register, or the organisation's.

docs/decisions/0152-the-desk-purges-its-own-files.md
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from attrs import frozen

from avgrights.retention.cutoff import last_day_of_trigger
from avgrights.retention.rules import expired_list
from avgrights.terms.own_entry import ACTIVITY
from avgrights.terms.period import Permanent
from avgrights.terms.register import Register, RetentionRule, Then

if TYPE_CHECKING:
    from datetime import date

    from avgrights.desk.desk import Desk


@frozen(kw_only=True)
class OwnTerm:
    """The term of what the desk itself keeps, for the requests of one register.

    Attributes:
        last_day: what began on or before that day is due; None: nothing is.
        never: why nothing is ever due; empty where it is.
        own: whether the organisation's own register says so, and not the library's entry.
    """

    register: str
    rule: RetentionRule
    last_day: date | None
    never: str
    own: bool

    def line(self, **counts: Any) -> dict[str, Any]:
        """As a plan shows it."""
        return {
            "register": self.register,
            "activity": ACTIVITY,
            "rule": self.rule.id,
            "keep": str(self.rule.keep) if self.rule.keep else None,
            "because": self.rule.because,
            "own": self.own,
            "last_day_of_trigger": self.last_day.isoformat() if self.last_day else None,
            "never": self.never or None,
            **counts,
        }


def own_term(desk: Desk, register: str, dataset: str) -> OwnTerm:
    """The term that holds today for that register's share of what the desk keeps."""
    theirs = next((one for one in desk.registers if one.register.name == register), None)
    rule = _rule_in(theirs.register, dataset) if theirs else None
    used = rule or _shipped(dataset)
    never = _why_never(used, desk.clock.today)
    return OwnTerm(
        register=register,
        rule=used,
        last_day=None if never else last_day_of_trigger(used, desk.clock.today),
        never=never,
        own=rule is not None,
    )


def _rule_in(register: Register, dataset: str) -> RetentionRule | None:
    activity = register.activity(ACTIVITY)
    rules = activity.retention if activity else ()
    return next((rule for rule in rules if dataset in rule.datasets), None)


@cache
def _shipped(dataset: str) -> RetentionRule:
    from avgrights.files.registers import load_register
    from avgrights.files.shipped import shipped

    found = _rule_in(load_register(shipped("registers") / "avgrights").register, dataset)
    assert found is not None
    return found


def _why_never(rule: RetentionRule, today: date) -> str:
    if not rule.complete:
        return "the term is open: an incomplete rule purges nothing"
    if isinstance(rule.keep, Permanent):
        return "permanent retention"
    if rule.then is not Then.ERASE:
        return f"'then: {rule.then}' is not carried out on the desk's own data"
    return expired_list(rule, today)
