"""What the retention rules say of one row of a person, on one day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from attrs import define, field, frozen

from avgrights.law.keeping import keep_until
from avgrights.terms.data_map import Dataset
from avgrights.terms.period import Permanent
from avgrights.terms.register import Activity, MonthDay, RetentionRule, Then


class State(StrEnum):
    """Where a term stands."""

    NONE = "no term"  # no rule, or one that leaves its term open
    NOT_BEGUN = "not begun"
    RUNNING = "running"
    FOR_EVER = "permanent"  # or to be transferred to an archive
    OVER = "over"


#: The state that protects most comes first.
_ORDER = (State.FOR_EVER, State.NONE, State.NOT_BEGUN, State.RUNNING, State.OVER)


@frozen(kw_only=True)
class Term:
    """One activity's term for one row.

    Attributes:
        minimum: a legal duty to keep at least this long.
        until: the last day kept, that day included; None where it is not known or never.
    """

    state: State
    rule: str = ""
    minimum: bool = False
    until: date | None = None

    @property
    def blocks(self) -> bool:
        """Whether the law forbids erasure now: a duty to keep runs, or has yet to begin.

        GDPR 17(3)(b); for permanent keeping 17(3)(b) and (d), Archiefwet 3.
        """
        if self.state is State.FOR_EVER:
            return True
        return self.minimum and self.state in (State.RUNNING, State.NOT_BEGUN)

    @property
    def over(self) -> bool:
        """Whether the row is no longer necessary by the register itself (GDPR 17(1)(a))."""
        return self.state is State.OVER


@define
class Terms:
    """The terms of one activity for the rows of one dataset; days that come back cost nothing."""

    activity: Activity
    dataset: Dataset
    today: date
    _known: dict[tuple[tuple[str, date | None], ...], Term] = field(factory=dict)

    def of(self, events: Mapping[str, date | None]) -> Term:
        """The term of one row, by the days of its events."""
        days = tuple(events.items())
        known = self._known.get(days)
        if known is None:
            known = self._known[days] = term(self.activity, self.dataset, events, self.today)
        return known


def uses(activity: Activity, dataset: Dataset) -> bool:
    """Whether the activity uses the dataset: the data map says so, or one of its rules."""
    named = any(dataset.name in rule.datasets for rule in activity.retention)
    return named or activity.id in dataset.activities


def term(
    activity: Activity, dataset: Dataset, events: Mapping[str, date | None], today: date
) -> Term:
    """The term of one row for one activity; of several rules the one that protects most.

    Args:
        events: name of the event -> its local day, None where undated.
    """
    rules = [rule for rule in activity.retention if dataset.name in rule.datasets]
    terms = [_of_rule(rule, events, today) for rule in rules] or [Term(state=State.NONE)]
    return min(terms, key=_protection)


def _protection(term: Term) -> tuple[bool, int, int]:
    """Sorts what protects most to the front; among running terms the last one."""
    latest = -(term.until or date.min).toordinal()
    return (not term.blocks, _ORDER.index(term.state), latest)


def _of_rule(rule: RetentionRule, events: Mapping[str, date | None], today: date) -> Term:
    if isinstance(rule.keep, Permanent) or rule.then is Then.TRANSFER:
        # What goes to an archive when its term is over is kept for good (Archiefwet 5(1), 12(1)).
        return Term(state=State.FOR_EVER, rule=rule.id, minimum=rule.minimum)
    until = _until(rule, events)
    if not rule.complete:
        # A duty whose length the source leaves open is a duty that has yet to begin.
        state = State.NOT_BEGUN if rule.minimum else State.NONE
        return Term(state=state, rule=rule.id, minimum=rule.minimum)
    if until is None:
        return Term(state=State.NOT_BEGUN, rule=rule.id, minimum=rule.minimum)
    state = State.RUNNING if today <= until else State.OVER
    return Term(state=state, rule=rule.id, minimum=rule.minimum, until=until)


def _until(rule: RetentionRule, events: Mapping[str, date | None]) -> date | None:
    """The last day kept; None where the event has not happened or its day is not known."""
    when = events.get(rule.after or "")
    if when is None or not rule.complete or rule.keep is None or isinstance(rule.keep, Permanent):
        return None
    ends: MonthDay | date | None
    if isinstance(rule.book_year_ends, str):
        ends = events.get(rule.book_year_ends)
    else:
        ends = rule.book_year_ends
    if rule.count_from is None:
        return None
    try:
        return keep_until(rule.keep, when, rule.count_from, ends)
    except ValueError:
        return None  # the book year is not known, or ends before its own event: undated
