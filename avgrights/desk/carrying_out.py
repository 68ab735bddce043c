"""Doing what a request asks: plan, show, do, and say what the evidence shows.

The plan is fixed and written down, sealed, before anything is done; what runs is that plan. A run
that was killed, or that could not reach a store, is finished by the same command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from attrs import asdict, field, frozen

from avgrights.cases.assessment import Assessment, Verdict
from avgrights.cases.case import Case, Status, need_identity
from avgrights.cases.correcting import Change, changes_of
from avgrights.cases.events import Assessed, CarriedOut, Planned
from avgrights.cases.plan import PlannedDataset, Result, Searched, SearchStatus
from avgrights.cases.planning import User
from avgrights.cases.row_terms import uses
from avgrights.cases.steps import happen
from avgrights.desk import casebook
from avgrights.desk.assessing import record, still_to_plan, unreachable, verdicts
from avgrights.desk.desk import Desk
from avgrights.desk.handling.choosing import handling
from avgrights.desk.handling.interface import Errand, Order
from avgrights.desk.ordering import settled, write_order
from avgrights.desk.requests import standing
from avgrights.desk.searching import Found, search
from avgrights.files.registers import LoadedRegister
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import Refused

#: A command that says nothing beside the case.
PLAIN = Order()


class Overtaken(Refused):
    """Somebody else changed the case since it was read."""


@frozen(kw_only=True)
class Work:
    """What carrying out a case comes to: as planned, or as done.

    Attributes:
        open: stores that could not be reached; empty: complete.
        digest: of the plan; `--expect` compares it.
        planned: of a plan that is only shown: its rows, by dataset.
        changes: what a rectification puts right, from what to what; personal data.
        faults: what the stores that failed said, by store; no value of a row.
    """

    case: Case
    results: tuple[Result, ...]
    searched: tuple[Searched, ...]
    open: tuple[str, ...] = ()
    digest: str = ""
    faults: tuple[tuple[str, str], ...] = ()
    changes: tuple[Change, ...] = ()
    planned: tuple[PlannedDataset, ...] = field(default=(), repr=False)


@frozen(kw_only=True)
class Preparation:
    """A plan, before it is written down: what was found, the verdicts, what would be done."""

    loaded: LoadedRegister
    found: tuple[Found, ...]
    assessments: tuple[Assessment, ...]
    planned: tuple[PlannedDataset, ...]
    digest: str
    order: Order = PLAIN


def plan_case(desk: Desk, id: str, *, order: Order = PLAIN) -> Work:
    """What would be done, row by row decided, nothing changed.

    Raises:
        Refused: no identity yet, a question is open, or the case is over.
    """
    case = read_identified(desk, id)
    if finished(case):
        return recorded(case)
    return _as_planned(case, prepare(desk, case, order))


def prepare(
    desk: Desk, case: Case, order: Order = PLAIN, found: tuple[Found, ...] | None = None
) -> Preparation:
    """Searches, assesses and decides; for a case that is under way only what is still open.

    Args:
        found: what a search of this moment found; None: it is searched now.
    """
    need_identity(case)
    _need_not_over(desk, case)
    loaded = desk.register(case.register)
    order = settled(case, loaded, order)
    if found is None:
        found = search(desk, case, still_to_plan(case, loaded))
    assessments = verdicts(desk, loaded, case, found)
    _need_answers(case, assessments, desk.language)
    reached = [one for one in found if one.searched.status is SearchStatus.SEARCHED]
    errand = Errand(desk=desk, case=case, loaded=loaded, order=order)
    fresh = tuple(_planned(errand, one, assessments) for one in reached)
    planned = (*case.planned, *fresh)
    return Preparation(
        loaded=loaded, found=found, assessments=assessments, planned=planned,
        digest=_digest(desk, case, planned, found), order=order,
    )  # fmt: skip


def write_plan(desk: Desk, case: Case, prepared: Preparation) -> Case:
    """Fixes the plan in the sealed file, with the verdicts, in one transaction.

    Raises:
        Overtaken: the case is no longer what the plan was made for.
    """
    event = Planned(on=desk.clock.today, digest=prepared.digest, datasets=prepared.planned)
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, case.id)
        if file.case != case:
            raise Overtaken(
                f"case {case.id} was changed by somebody else meanwhile; nothing was done",
                remedy="Run the same command again.",
            )
        file = record(desk, connection, file, prepared.assessments)
        file = write_order(desk, connection, file, prepared.loaded, prepared.order)
        due = standing(desk, file.case).clock.due
        return casebook.append(desk, connection, file, event, due=due).case


def recorded(case: Case) -> Work:
    """What was done before, as it stands in the file."""
    return Work(
        case=case, results=case.results, searched=case.searched, open=case.open,
        digest=case.digest or "", changes=changes_of(case.planned),
    )  # fmt: skip


def need_expected(prepared: Preparation, expect: str | None) -> None:
    """What runs is the plan that was looked at.

    Raises:
        Refused: the plan of now is another one; nothing was done.
    """
    if expect is not None and expect != prepared.digest:
        raise Refused(
            "the plan is no longer the one that was shown; nothing was done",
            remedy="Look at 'carry-out CASE --plan' again.",
        )


def searched_of(case: Case, prepared: Preparation) -> tuple[Searched, ...]:
    """Every dataset of the request with its search: of earlier runs, and of this one."""
    known = {one.dataset: one for one in case.searched}
    known |= {one.dataset.name: one.searched for one in prepared.found}
    known |= {
        one.dataset: Searched(
            store=one.store, dataset=one.dataset, status=SearchStatus.SEARCHED, rows=_found(one)
        )
        for one in case.planned
        if one.dataset not in known
    }
    place = _places(dataset.name for dataset in prepared.loaded.data_map.datasets)
    return tuple(sorted(known.values(), key=lambda one: place(one.dataset)))


def _places(names: Iterable[str]) -> Callable[[str], int]:
    """Where a name stands in a list; one that was taken out meanwhile comes last."""
    order = {name: number for number, name in enumerate(names)}
    return lambda name: order.get(name, len(order))


def _found(planned: PlannedDataset) -> int:
    return max((result.found for result in planned.results), default=0)


def in_order(results: tuple[Result, ...], loaded: LoadedRegister) -> tuple[Result, ...]:
    """Results by activity, then by dataset, as the register and the data map have them."""
    activity = _places(one.id for one in loaded.register.activities)
    dataset = _places(one.name for one in loaded.data_map.datasets)
    return tuple(sorted(results, key=lambda one: (activity(one.activity), dataset(one.dataset))))


def read_identified(desk: Desk, id: str) -> Case:
    """The case, once identity is recorded."""
    with desk.database.read() as connection:
        case = casebook.read_file(desk, connection, id).case
    need_identity(case)
    return case


def finished(case: Case) -> bool:
    """Whether everything was done, so that doing it again does nothing."""
    return case.status in (Status.CARRIED_OUT, Status.DECIDED) or (
        case.status is Status.CLOSED and case.outcome is not None
    )


def _need_not_over(desk: Desk, case: Case) -> None:
    """Raises Refused for a case that was withdrawn or closed."""
    happen(case, Assessed(on=desk.clock.today, activities=()))


def _need_answers(case: Case, assessments: tuple[Assessment, ...], language: str) -> None:
    asked = [one for one in assessments if one.verdict is Verdict.DEPENDS]
    if asked:
        first = asked[0]
        question = first.question.of(language) if first.question else "does the right apply?"
        raise Refused(
            f"case {case.id}: {first.activity} depends on an answer: {question}",
            remedy=f"First: avgrights request assess {case.id} --activity {first.activity} "
            "--decide applies|'does not apply' --because … --by …",
        )


def _planned(errand: Errand, found: Found, assessments: tuple[Assessment, ...]) -> PlannedDataset:
    users = _users(errand.loaded, found.dataset, assessments)
    return handling(errand.case.right).plan(errand, found, users)


def _users(
    loaded: LoadedRegister, dataset: Dataset, assessments: tuple[Assessment, ...]
) -> tuple[User, ...]:
    """Every activity that uses the dataset, also those that the request leaves out."""
    verdict = {one.activity: one for one in assessments}
    return tuple(
        User(activity=activity, assessment=verdict.get(activity.id))
        for activity in loaded.register.activities
        if uses(activity, dataset)
    )


def _as_planned(case: Case, prepared: Preparation) -> Work:
    results = tuple(result for one in prepared.planned for result in one.results)
    return Work(
        case=case,
        results=in_order(results, prepared.loaded),
        searched=searched_of(case, prepared),
        open=unreachable(prepared.found),
        digest=prepared.digest,
        faults=faults_of(prepared),
        changes=changes_of(prepared.planned),
        planned=prepared.planned,
    )


def faults_of(prepared: Preparation) -> tuple[tuple[str, str], ...]:
    """What each store that failed said."""
    return tuple({one.searched.store: one.fault for one in prepared.found if one.fault}.items())


def _digest(
    desk: Desk, case: Case, planned: tuple[PlannedDataset, ...], found: tuple[Found, ...]
) -> str:
    """A keyed digest of exactly these rows, reasons and stores."""
    plan = {
        "case": case.id,
        "datasets": [
            {
                "dataset": one.dataset,
                "keys": one.keys,
                "results": [str(r) for r in one.results],
                "corrections": [asdict(each) for each in one.corrections],
            }
            for one in planned
        ],
        "searched": [str(one.searched) for one in found],
    }
    text = json.dumps(plan, sort_keys=True, ensure_ascii=False)
    return desk.vault.digest("plan of a case", text)


def event_of(work: Work, desk: Desk) -> CarriedOut:
    """What is written into the file."""
    return CarriedOut(
        on=desk.clock.today, results=work.results, searched=work.searched, open=work.open
    )
