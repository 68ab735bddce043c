"""Until when one record is kept, and from which day nothing forbids to erase it.

A retention term is no procedural term: no weekend moves its last day. Holds and restrictions
(GDPR 17(3), 18) keep a record beyond it; the day on which they end still blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from attrs import field, frozen

from avgrights.law import retention_steps as steps
from avgrights.law.answers import Derivation
from avgrights.law.dated import on
from avgrights.law.keeping import counting_start
from avgrights.law.policies import Policies
from avgrights.law.values import StatutoryTerm
from avgrights.terms.errors import InputFault
from avgrights.terms.period import Keep, Permanent
from avgrights.terms.register import CountFrom, MonthDay

FILE = "policies/retention.yaml"
LATE_HOLD, LIFT_NOT_NOTIFIED, PERMANENTLY = (
    "late hold", "restriction lift not notified", "permanent retention")  # fmt: skip
NOT_STARTED, RUNNING, OVER, FOR_EVER = "not started", "running", "over", "permanent"


@frozen(kw_only=True)
class Hold:
    """A legal hold, both days included; without an end it still runs.

    Raises:
        InputFault: it ends before it starts.
    """

    reason: str
    start: date
    end: date | None = None

    def __attrs_post_init__(self) -> None:
        _in_order("the hold", self.start, "it ends", self.end)

    def blocks(self, day: date) -> str | None:
        """The reason, where the hold blocks on that day."""
        running = self.start <= day and (self.end is None or day <= self.end)
        return self.reason if running else None

    @property
    def until(self) -> date | None:
        """The last day on which it blocks; None: no such day yet."""
        return self.end


@frozen(kw_only=True)
class Restriction:
    """A restriction of processing (GDPR 18); a lift without prior notice lifts nothing.

    Attributes:
        ground: 18(1)(a) to (d).
        lifted: the last day that it blocks, if the subject was informed on that day or before.

    Raises:
        InputFault: it was lifted before it started.
    """

    ground: str
    start: date
    lifted: date | None = None
    subject_informed: date | None = None

    def __attrs_post_init__(self) -> None:
        _in_order("the restriction", self.start, "it was lifted", self.lifted)
        _in_order("the restriction", self.start, "the lift was told", self.subject_informed)

    @property
    def until(self) -> date | None:
        """The last day on which it blocks; None: no such day yet."""
        if self.lifted is None or self.subject_informed is None:
            return None
        return self.lifted if self.subject_informed <= self.lifted else None

    def blocks(self, day: date) -> str | None:
        """Why the restriction blocks on that day, or None."""
        if day < self.start or (self.until is not None and day > self.until):
            return None
        if self.lifted is not None and self.until is None and day >= self.lifted:
            return LIFT_NOT_NOTIFIED
        signs = self.ground.replace("(", " ").replace(")", " ").split()
        return " ".join(["restriction", *signs])


Blocking = Hold | Restriction


@frozen(kw_only=True)
class Kept:
    """Until when a record is kept. Days are included; words stand where there is no day.

    Attributes:
        keep_until: the last day kept; `unknown` while the event has not happened; `never`.
        purge_from: the first day after it on which nothing forbade erasure; `blocked` where there
            is no such day yet; `unknown`; `never`.
        purge_allowed: on the day asked about; None without such a day.
        blocked_by: what blocks on that day.
        finding: a late hold: the data should have been gone when it was set.
        transfer_due, transfer_latest: for permanent keeping, when the record goes to an archive.
    """

    status: str | None
    keep_until: date | str
    purge_from: date | str
    purge_allowed: bool | None
    blocked_by: str | None = None
    finding: str | None = None
    transfer_due: date | str | None = None
    transfer_latest: date | None = None
    derivation: Derivation = field(default=(), repr=False)


def kept(
    policies: Policies,
    keep: Keep,
    *,
    when: date | None,
    count_from: CountFrom = CountFrom.TRIGGER_DATE,
    book_year_ends: MonthDay | date | None = None,
    minimum: bool = False,
    term: StatutoryTerm | None = None,
    holds: Sequence[Hold] = (),
    restrictions: Sequence[Restriction] = (),
    as_of: date | None = None,
) -> Kept:
    """Until when a record is kept whose event happened on `when`.

    Args:
        when: the day of the event; None: it has not happened yet.
        minimum: whether the term is a legal duty to keep at least this long.
        term: the term of an act that `keep` comes from, for the derivation.
        as_of: the day asked about; without it nothing is said about what is allowed.

    Raises:
        InputFault: the end of a book year is asked for and not known, or lies before the event,
            or the end of the term lies beyond the calendar.
    """
    blocks: tuple[Blocking, ...] = (*restrictions, *holds)
    if isinstance(keep, Permanent):
        return _permanent(policies, when, as_of)
    if when is None:
        return _not_started(policies, blocks, as_of)
    try:
        start = counting_start(when, count_from, book_year_ends)
        until = keep.after(start)
    except ValueError as fault:
        raise InputFault(str(fault)) from None
    blocked = _blocked_by(blocks, as_of)
    late = any(hold.start > until + timedelta(1) for hold in holds)
    first = _first_free_day(blocks, until + timedelta(1))
    return Kept(
        status=_status(until, as_of),
        keep_until=until,
        purge_from=first or "blocked",
        purge_allowed=_allowed(until, first, blocked, as_of),
        blocked_by=blocked,
        finding=LATE_HOLD if late else None,
        derivation=(
            *steps.term(policies, keep, count_from, start, until, minimum, term),
            *steps.blocks(policies, holds, restrictions, until, late),
            steps.purge_from(policies, first),
        ),
    )


def _status(until: date, as_of: date | None) -> str | None:
    return None if as_of is None else RUNNING if as_of <= until else OVER


def _allowed(
    until: date, first: date | None, blocked: str | None, as_of: date | None
) -> bool | None:
    """Whether erasure is allowed on the day asked about; never while something blocks for good."""
    if as_of is None:
        return None if first else False
    return as_of > until and blocked is None


def _permanent(policies: Policies, when: date | None, as_of: date | None) -> Kept:
    version = on(policies.retention.permanent, None, file=FILE, value="permanent")
    due = version.transfer_after.length.after(when) if when else None
    latest = version.transfer_latest.length.after(due) if due else None
    return Kept(
        status=FOR_EVER,
        keep_until="never",
        purge_from="never",
        purge_allowed=False,
        blocked_by=PERMANENTLY,
        transfer_due=due or "unknown",
        transfer_latest=latest,
        derivation=steps.permanent(version, due, latest),
    )


def _not_started(policies: Policies, blocks: Sequence[Blocking], as_of: date | None) -> Kept:
    return Kept(
        status=NOT_STARTED,
        keep_until="unknown",
        purge_from="unknown",
        purge_allowed=False,
        blocked_by=_blocked_by(blocks, as_of),
        finding="trigger missing",
        derivation=steps.not_started(policies),
    )


def _blocked_by(blocks: Sequence[Blocking], day: date | None) -> str | None:
    """What blocks on that day; without a day: what blocks for good."""
    running = blocks if day else [block for block in blocks if block.until is None]
    reasons = (block.blocks(day or date.max) for block in running)
    return next((reason for reason in reasons if reason), None)


def _first_free_day(blocks: Sequence[Blocking], day: date) -> date | None:
    """The first day from `day` on which nothing blocks; None: there is none yet."""
    for block in sorted(blocks, key=lambda block: block.start):
        if block.blocks(day):
            if block.until is None:
                return None
            day = block.until + timedelta(1)
    return day


def _in_order(what: str, start: date, event: str, day: date | None) -> None:
    if day is not None and day < start:
        raise InputFault(f"{what} starts on {start}, and {event} on {day}, before that")
