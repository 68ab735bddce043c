"""The doing of a plan: through the one engine that erases, dataset by dataset, resumable."""

from __future__ import annotations

from attrs import evolve

from avgrights.cases.case import Case
from avgrights.cases.correcting import changes_of
from avgrights.cases.human_review import need_review
from avgrights.cases.plan import PlannedDataset, Result, Why
from avgrights.desk import casebook
from avgrights.desk.assessing import unreachable
from avgrights.desk.carrying_out import (
    PLAIN,
    Overtaken,
    Work,
    event_of,
    faults_of,
    finished,
    in_order,
    need_expected,
    prepare,
    read_identified,
    recorded,
    searched_of,
    write_plan,
)
from avgrights.desk.desk import Desk
from avgrights.desk.handling.choosing import handling
from avgrights.desk.handling.interface import Errand, Order, Progress
from avgrights.desk.handling.outcomes import not_reached
from avgrights.desk.ordering import add_statement
from avgrights.desk.requests import standing
from avgrights.desk.searching import Found
from avgrights.desk.telling import name_recipients
from avgrights.terms.errors import StoreFault

#: How often a case that others change is read again before we give up.
_TRIES = 5


def carry_out(
    desk: Desk,
    id: str,
    *,
    order: Order = PLAIN,
    expect: str | None = None,
    found: tuple[Found, ...] | None = None,
    progress: Progress = lambda done: None,
) -> Work:
    """Does what the case asks, as far as the stores can be reached. On a finished case: nothing.

    Of several at once on one case one makes the plan, and all end with what was done.

    Args:
        expect: the digest of the plan that was looked at; None: whatever the plan is now.
        found: what a search of this moment found; None: it is searched now.

    Raises:
        Refused: no identity yet, a question is open, another plan than expected, the case is over,
            or a store is another one than it was.
    """
    for _ in range(_TRIES - 1):
        try:
            return _carried_out(desk, id, order, expect, found, progress)
        except Overtaken:
            found = None  # it was searched for a case that is another one now
    return _carried_out(desk, id, order, expect, found, progress)


def _carried_out(
    desk: Desk,
    id: str,
    order: Order,
    expect: str | None,
    found: tuple[Found, ...] | None,
    progress: Progress,
) -> Work:
    case = read_identified(desk, id)
    if finished(case):
        return recorded(add_statement(desk, case, order))
    prepared = prepare(desk, case, order, found)
    need_expected(prepared, expect)
    searched = searched_of(case, prepared)
    need_review(evolve(case, assessments=prepared.assessments))
    case = write_plan(desk, case, prepared)
    errand = Errand(
        desk=desk, case=case, loaded=prepared.loaded, order=prepared.order, progress=progress
    )  # fmt: skip
    results: list[Result] = []
    faults = dict(faults_of(prepared))
    for planned in prepared.planned:
        try:
            results += _do(errand, planned)
        except StoreFault as fault:
            faults[planned.store] = str(fault)
            results += not_reached(planned, 0)
    failed = dict.fromkeys((*unreachable(prepared.found), *faults))
    work = Work(
        case=case, results=in_order(tuple(results), prepared.loaded), searched=searched,
        open=tuple(failed), digest=prepared.digest, faults=tuple(faults.items()),
        changes=changes_of(prepared.planned),
    )  # fmt: skip
    return _write(desk, work)


def _do(errand: Errand, planned: PlannedDataset) -> tuple[Result, ...]:
    before = _complete(errand.case, planned)
    return before or handling(errand.case.right).do(errand, planned)


def _complete(case: Case, planned: PlannedDataset) -> tuple[Result, ...]:
    """What an earlier run recorded of this dataset, if it was done with it."""
    before = tuple(one for one in case.results if one.dataset == planned.dataset)
    whys = {reason.why for one in before for reason in one.reasons}
    return () if planned.store in case.open or Why.OPEN in whys else before


def _write(desk: Desk, work: Work) -> Work:
    """What came of it, into file and journal in one transaction."""
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, work.case.id)
        if finished(file.case):
            return recorded(file.case)  # somebody else did the same, and was first
        before = set(file.case.results)
        due = standing(desk, file.case).clock.due
        file = casebook.append(desk, connection, file, event_of(work, desk), due=due)
        case = name_recipients(desk, connection, file, due=due).case
        for one in work.results:
            if one not in before:
                desk.logbook.append(
                    connection, "case.carried out", case=case.id, dataset=one.dataset,
                    activity=one.activity, found=one.found, done=one.done, kept=one.kept,
                )  # fmt: skip
    return evolve(work, case=case)
