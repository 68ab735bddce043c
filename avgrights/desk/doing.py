"""The doing of a plan: through the one engine that erases, dataset by dataset, resumable."""

from __future__ import annotations

from collections import Counter

from attrs import evolve

from avgrights.cases.case import Case
from avgrights.cases.plan import PlannedDataset, Reason, Result, Why
from avgrights.cases.rights import Right
from avgrights.desk import casebook
from avgrights.desk.assessing import unreachable
from avgrights.desk.carrying_out import (
    GROUND,
    Preparation,
    Progress,
    Work,
    event_of,
    faults_of,
    finished,
    in_order,
    kept_anyway,
    need_expected,
    not_reached,
    prepare,
    read_identified,
    recorded,
    searched_of,
    write_plan,
)
from avgrights.desk.desk import Desk
from avgrights.desk.erasing import erase
from avgrights.desk.guarding import guard_of
from avgrights.desk.requests import standing
from avgrights.desk.searching import rows_of, usable
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault, StoreFault


def carry_out(
    desk: Desk, id: str, *, expect: str | None = None, progress: Progress = lambda done: None
) -> Work:
    """Does what the case asks, as far as the stores can be reached. On a finished case: nothing.

    Args:
        expect: the digest of the plan that was looked at; None: whatever the plan is now.

    Raises:
        Refused: no identity yet, a question is open, another plan than expected, the case is over,
            or a store is another one than it was.
    """
    case = read_identified(desk, id)
    if finished(case):
        return recorded(case)
    prepared = prepare(desk, case)
    need_expected(prepared, expect)
    searched = searched_of(case, prepared)
    case = write_plan(desk, case, prepared)
    results: list[Result] = []
    faults = dict(faults_of(prepared))
    for planned in prepared.planned:
        try:
            results += _do(desk, case, prepared, planned, progress)
        except StoreFault as fault:
            faults[planned.store] = str(fault)
            results += not_reached(planned, 0)
    failed = dict.fromkeys((*unreachable(prepared.found), *faults))
    work = Work(
        case=case, results=in_order(tuple(results), prepared.loaded), searched=searched,
        open=tuple(failed), digest=prepared.digest, faults=tuple(faults.items()),
    )  # fmt: skip
    return _write(desk, work)


def _do(
    desk: Desk, case: Case, prepared: Preparation, planned: PlannedDataset, progress: Progress
) -> tuple[Result, ...]:
    before = _complete(case, planned)
    if before:
        return before
    if case.right is not Right.ERASURE or not planned.keys:
        return planned.results
    dataset = prepared.loaded.data_map.dataset(planned.dataset)
    if dataset is None:
        raise InputFault(
            f"dataset {planned.dataset!r} is in the plan of case {case.id} and no longer in "
            "data-map.yaml",
            remedy="Put it back until the case is carried out.",
        )
    erase(
        desk, work=case.id, register=case.register, dataset=dataset, keys=planned.keys,
        rule=GROUND, whose=usable(case.identifiers, dataset), progress=progress,
    )  # fmt: skip
    return _as_evidenced(desk, case, dataset, planned)


def _complete(case: Case, planned: PlannedDataset) -> tuple[Result, ...]:
    """What an earlier run recorded of this dataset, if it was done with it."""
    before = tuple(one for one in case.results if one.dataset == planned.dataset)
    whys = {reason.why for one in before for reason in one.reasons}
    return () if planned.store in case.open or Why.OPEN in whys else before


def _as_evidenced(
    desk: Desk, case: Case, dataset: Dataset, planned: PlannedDataset
) -> tuple[Result, ...]:
    """The results as the store's evidence has them, whatever run or process it was that did it."""
    done = sum(
        one.rows
        for one in desk.store(planned.store).evidence(case.id)
        if one.dataset == planned.dataset and one.register == case.register
    )
    stays = _left(desk, case, dataset, planned) if done < len(planned.keys) else ()
    return tuple(
        kept_anyway(result, done, stays) if result.done else result for result in planned.results
    )


def _left(desk: Desk, case: Case, dataset: Dataset, planned: PlannedDataset) -> tuple[Reason, ...]:
    """Why rows that were to go are still there: protected since the plan, or changed."""
    wanted = set(planned.keys)
    there = [row.key for row in rows_of(desk, case, dataset) if row.key in wanted]
    guard = guard_of(desk, case.register, dataset)
    reasons = Counter(guard.reason(key) or (Why.CHANGED, "") for key in there)
    return tuple(
        Reason(why=why, detail=detail, rows=rows) for (why, detail), rows in reasons.items()
    )


def _write(desk: Desk, work: Work) -> Work:
    """What came of it, into file and journal in one transaction."""
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, work.case.id)
        before = set(file.case.results)
        due = standing(desk, file.case).clock.due
        case = casebook.append(desk, connection, file, event_of(work, desk), due=due).case
        for one in work.results:
            if one not in before:
                desk.logbook.append(
                    connection, "case.carried out", case=case.id, dataset=one.dataset,
                    activity=one.activity, found=one.found, done=one.done, kept=one.kept,
                )  # fmt: skip
    return evolve(work, case=case)
