"""Lifting a restriction: the person is told first, then every store lets the rows free (18(3))."""

from __future__ import annotations

from datetime import date

from avgrights.cases.case import Case
from avgrights.cases.events import Lifted
from avgrights.cases.plan import Reason, Result, Why
from avgrights.cases.restriction import need_liftable, need_notice
from avgrights.desk import casebook, restriction_rows
from avgrights.desk.carrying_out import Work
from avgrights.desk.desk import Desk
from avgrights.desk.handling.interface import Progress
from avgrights.desk.requests import standing
from avgrights.desk.restriction_rows import Restriction
from avgrights.desk.shutting import free
from avgrights.terms.errors import Refused, StoreFault


def lift_case(
    desk: Desk,
    id: str,
    *,
    informed: date | None,
    progress: Progress = lambda done: None,
) -> Work:
    """Lifts what a case restricted, store by store; again, to finish, or for nothing.

    The case may be carried out, decided, withdrawn or closed. Of the results `done` are rows that
    are free again, `kept` rows that another restriction still shuts off.

    Args:
        informed: the day on which the person was told, today at the latest.

    Raises:
        InputFault: it is no case of restriction.
        Refused: the person was not told before, the case restricts nothing, or rows held apart do
            not fit their table any more.
    """
    with desk.database.read() as connection:
        case = casebook.read_file(desk, connection, id).case
        need_liftable(case)
        mine = restriction_rows.of_case(desk, connection, id)
    if not mine:
        raise Refused(f"case {id} restricts nothing: there is nothing to lift")
    told = need_notice(informed, asked=case.received, today=desk.clock.today)
    failed = _lift_all(desk, [one for one in mine if one.lifted is None], told, progress)
    if not failed and case.lifted is None:
        case = _record(desk, id, told)
    faults = {one.store: why for one, why in failed}
    return Work(
        case=case, results=_results(desk, case, mine, {one.dataset for one, _ in failed}),
        searched=case.searched, open=tuple(faults), digest=case.digest or "",
        faults=tuple(faults.items()),
    )  # fmt: skip


def _lift_all(
    desk: Desk, left: list[Restriction], informed: date, progress: Progress
) -> list[tuple[Restriction, str]]:
    """Lifts one after the other, those that failed once more as long as any succeeds: a row may
    refer to one of another dataset. Which ones are left, and why."""
    while True:
        failed: list[tuple[Restriction, str]] = []
        for one in left:
            try:
                lift_one(desk, one, informed)
                progress(1)
            except StoreFault as fault:
                failed.append((one, str(fault)))
        if not failed or len(failed) == len(left):
            return failed
        left = [one for one, _ in failed]


def lift_one(desk: Desk, this: Restriction, informed: date) -> None:
    """Lifts one restriction: the rows first, then on record. A kill in between: again."""
    free(desk, this)
    restriction_rows.end(desk, this, informed)


def _record(desk: Desk, id: str, informed: date) -> Case:
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, id)
        event = Lifted(on=desk.clock.today, informed=informed)
        due = standing(desk, file.case).clock.due
        case = casebook.append(desk, connection, file, event, due=due).case
        desk.logbook.append(connection, "case.lifted", case=id, informed=informed)
    return case


def _results(
    desk: Desk, case: Case, mine: list[Restriction], open_: set[str]
) -> tuple[Result, ...]:
    """What became of the rows that the case restricted, an activity and a dataset at a time."""
    with desk.database.read() as connection:
        shared = {
            one.dataset: len(restriction_rows.others(desk, connection, one) & set(one.keys))
            for one in mine
        }
    return tuple(
        _result(before, shared[before.dataset], before.dataset in open_)
        for before in case.results
        if before.done and before.dataset in shared
    )


def _result(before: Result, shared: int, open_: bool) -> Result:
    kept = before.done if open_ else min(shared, before.done)
    why = Why.OPEN if open_ else Why.RESTRICTED
    reasons = (Reason(why=why, rows=kept),) if kept else ()
    return Result(
        activity=before.activity, dataset=before.dataset, found=before.done,
        done=before.done - kept, kept=kept, reasons=reasons,
    )  # fmt: skip
