"""Which rows of a dataset go and which stay, decided row by row before anything is done.

A row goes only when no purpose needs it any more: every activity of the request that uses it says
so, no duty to keep it runs, no activity outside the request still needs it, and nothing protects
it. Otherwise it stays, with the first reason that each activity has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from attrs import define, field, frozen

from avgrights.cases.assessment import Assessment, Because, Verdict
from avgrights.cases.plan import Key, PlannedDataset, Reason, Result, Why
from avgrights.cases.row_terms import State, Term, Terms
from avgrights.terms.data_map import Dataset
from avgrights.terms.register import Activity

#: Why a row stays: the reason, its detail, and until when.
_Stay = tuple[Why, str, date | None]


@frozen(kw_only=True)
class Row:
    """What a plan must know of one row: its key, and the days of its events.

    Attributes:
        apart: it was moved apart for a restriction (GDPR 18(2)).
    """

    key: Key
    events: Mapping[str, date | None]
    apart: bool = False


@frozen(kw_only=True)
class User:
    """An activity that uses the dataset; `assessment` is None where the request leaves it out."""

    activity: Activity
    assessment: Assessment | None

    @property
    def applies(self) -> bool:
        """Whether the right applies to this activity."""
        return self.assessment is not None and self.assessment.verdict is Verdict.APPLIES


@frozen(kw_only=True)
class Guard:
    """What protects rows whatever their purposes say: holds and restrictions.

    Attributes:
        everything: the reason that keeps the whole dataset, or None.
        keys: reasons of single records.
    """

    everything: tuple[Why, str] | None = None
    keys: Mapping[Key, tuple[Why, str]] = field(factory=dict, repr=False)

    def reason(self, key: Key) -> tuple[Why, str] | None:
        """Why this record is protected, or None."""
        return self.everything or self.keys.get(key)


@define
class _Count:
    found: int = 0
    done: int = 0
    stays: Counter[_Stay] = field(factory=Counter)

    def result(self, activity: str, dataset: str) -> Result:
        order = sorted(self.stays.items(), key=lambda item: (item[0][0], str(item[0][2])))
        reasons = tuple(
            Reason(why=why, detail=detail, until=until, rows=rows)
            for (why, detail, until), rows in order
        )
        return Result(
            activity=activity, dataset=dataset, found=self.found, done=self.done,
            kept=self.found - self.done, reasons=reasons,
        )  # fmt: skip


def plan_erasure(
    dataset: Dataset, rows: Iterable[Row], users: tuple[User, ...], guard: Guard, today: date
) -> PlannedDataset:
    """The plan of one dataset for an erasure (GDPR 17)."""
    counts = {user.activity.id: _Count() for user in users if user.assessment}
    keys: list[Key] = []
    terms = {
        user.activity.id: Terms(activity=user.activity, dataset=dataset, today=today)
        for user in users
    }
    for row in rows:
        stays = _stays(row, users, guard, terms)
        if not any(stays.values()):
            keys.append(row.key)
        for activity, count in counts.items():
            _add(count, stays[activity] or next(filter(None, stays.values()), None))
    return PlannedDataset(
        dataset=dataset.name, store=dataset.store, keys=tuple(keys),
        results=tuple(count.result(one, dataset.name) for one, count in counts.items()),
    )  # fmt: skip


def plan_access(dataset: Dataset, found: int, users: tuple[User, ...]) -> PlannedDataset:
    """The plan of one dataset for a copy (GDPR 15): all rows, for each activity that allows it."""
    results = []
    for user in users:
        if user.assessment is None:
            continue
        count = _Count(found=found, done=found if user.applies else 0)
        if found and not user.applies:
            count.stays[refusal(user.assessment, None)] = found
        results.append(count.result(user.activity.id, dataset.name))
    return PlannedDataset(dataset=dataset.name, store=dataset.store, results=tuple(results))


def copied(planned: PlannedDataset) -> bool:
    """Whether any activity puts the rows of this dataset in the copy."""
    return any(result.done for result in planned.results)


def _add(count: _Count, stay: _Stay | None) -> None:
    count.found += 1
    if stay is None:
        count.done += 1
    else:
        count.stays[stay] += 1


def _stays(
    row: Row, users: tuple[User, ...], guard: Guard, terms: Mapping[str, Terms]
) -> dict[str, _Stay | None]:
    """Per activity why it keeps the row, or None; the guard speaks where no activity does."""
    stays: dict[str, _Stay | None] = {
        user.activity.id: _own(user, terms[user.activity.id].of(row.events)) for user in users
    }
    protected = guard.reason(row.key) or ((Why.RESTRICTED, "") if row.apart else None)
    if protected is not None and not any(stays.values()):
        return dict.fromkeys(stays, (*protected, None))
    return _for_each_other(stays, users)


def _own(user: User, term: Term) -> _Stay | None:
    """Why this activity by itself keeps the row."""
    if term.blocks:
        begun = term.state is not State.NOT_BEGUN
        return (Why.DUTY_TO_KEEP if begun else Why.NOT_BEGUN, _named(term, user), term.until)
    if user.assessment is None:
        # Outside the request: it needs the row as long as its own term is not over.
        return None if term.over else (Why.OTHER_PURPOSE, user.activity.name, term.until)
    if not user.applies:
        # A term that is over says nothing of when a row that stays all the same will go.
        return refusal(user.assessment, None if term.over else term.until)
    return None


def _for_each_other(
    stays: dict[str, _Stay | None], users: tuple[User, ...]
) -> dict[str, _Stay | None]:
    """An activity that lets go of a row that another one needs: kept for that other purpose."""
    needing = next((user for user in users if stays[user.activity.id]), None)
    if needing is None:
        return stays
    until = (stays[needing.activity.id] or (None, "", None))[2]
    other: _Stay = (Why.OTHER_PURPOSE, needing.activity.name, until)
    return {activity: stay or other for activity, stay in stays.items()}


def refusal(assessment: Assessment, until: date | None) -> _Stay:
    """The verdict itself as the reason."""
    detail = (
        assessment.route_to
        or assessment.overlay
        or ("" if assessment.because is Because.LAW else assessment.because)
    )
    return (Why.RIGHT, str(detail), until)


def _named(term: Term, user: User) -> str:
    return f"{user.activity.id}, {term.rule}" if term.rule else user.activity.id
