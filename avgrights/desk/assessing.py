"""The verdict per activity, on what the stores hold of the person today."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen
from sqlalchemy import Connection

from avgrights.cases.assess import Tally, assess, need_question
from avgrights.cases.assessment import Assessment, Because, Verdict
from avgrights.cases.case import Case, Status, need_identity
from avgrights.cases.clock import in_scope
from avgrights.cases.events import Answered, Assessed
from avgrights.cases.plan import SearchStatus
from avgrights.cases.row_terms import Terms, uses
from avgrights.cases.steps import happen
from avgrights.desk import casebook
from avgrights.desk.desk import Desk
from avgrights.desk.knowing import known_of
from avgrights.desk.requests import standing
from avgrights.desk.searching import Found, datasets_of, search
from avgrights.files.registers import LoadedRegister
from avgrights.terms.data_map import Dataset
from avgrights.terms.errors import InputFault
from avgrights.terms.register import Activity


@frozen(kw_only=True)
class Verdicts:
    """The assessment of a case.

    Attributes:
        open: stores that could not be reached; their activities have no verdict yet.
    """

    case: Case
    assessments: tuple[Assessment, ...]
    open: tuple[str, ...] = ()


def assess_case(desk: Desk, id: str) -> Verdicts:
    """Looks the person's rows up and records a verdict per activity.

    Where the case is carried out the recorded verdicts are shown.

    Raises:
        Refused: no identity yet, or the case is over.
    """
    case, loaded = ready(desk, id)
    if case.status is Status.CARRIED_OUT:
        return Verdicts(case=case, assessments=case.assessments)
    found = search(desk, case, still_to_plan(case, loaded))
    assessments = verdicts(desk, loaded, case, found)
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, id)
        record(desk, connection, file, assessments)
    return Verdicts(case=case, assessments=assessments, open=unreachable(found))


def answer(desk: Desk, id: str, *, activity: str, applies: bool, because: str, by: str) -> Verdicts:
    """Records the case handler's answer for an activity that depends, then assesses again.

    Raises:
        InputFault: the request is not about that activity, or no reason or name is given.
        Refused: the verdict on it does not depend on anything.
    """
    case, loaded = ready(desk, id)
    scope = [one.id for one in in_scope(case, loaded.register)]
    if activity not in scope:
        raise InputFault(f"case {id} is not about {activity!r:.60}; it is about {', '.join(scope)}")
    if not (because.strip() and by.strip()):
        raise InputFault("an answer needs a reason and the name of who gives it")
    found = search(desk, case, still_to_plan(case, loaded))
    asked = {one.activity: one for one in verdicts(desk, loaded, evolve(case, answers=()), found)}
    need_question(asked, activity, case)
    event = Answered(
        on=desk.clock.today, activity=activity, applies=applies, because=because, by=by,
        question=_question(case, asked[activity]),
    )  # fmt: skip
    answered = happen(case, event)
    assessments = verdicts(desk, loaded, answered, found)
    with desk.database.change() as connection:
        file = casebook.read_file(desk, connection, id)
        file = casebook.append(
            desk, connection, file, event, due=standing(desk, file.case).clock.due
        )
        verdict = Verdict.APPLIES if applies else Verdict.DOES_NOT_APPLY
        desk.logbook.append(
            connection, "case.answered", case=id, activity=activity, verdict=verdict.value
        )
        record(desk, connection, file, assessments)
    return Verdicts(case=answered, assessments=assessments, open=unreachable(found))


def _question(case: Case, asked: Assessment) -> str:
    """What is answered: the question as it stands, or the one of the answer that is mended."""
    if asked.question is not None:
        return asked.question.nl
    before = case.answer(asked.activity)
    return before.question if before else ""


def still_to_plan(case: Case, loaded: LoadedRegister) -> tuple[Dataset, ...]:
    """The datasets of a request for which no plan is fixed yet: at first all of them."""
    fixed = {one.dataset for one in case.planned}
    return tuple(one for one in datasets_of(case, loaded) if one.name not in fixed)


def verdicts(
    desk: Desk, loaded: LoadedRegister, case: Case, found: Iterable[Found]
) -> tuple[Assessment, ...]:
    """The verdict on each activity of the request, from what was found."""
    by_dataset = {one.dataset.name: one for one in found}
    return tuple(
        _verdict(desk, loaded, case, activity, by_dataset)
        for activity in in_scope(case, loaded.register)
    )


def record(
    desk: Desk, connection: Connection, file: casebook.File, assessments: tuple[Assessment, ...]
) -> casebook.File:
    """Writes the verdicts into file and journal, unless they stand there already."""
    if file.case.assessments == assessments:
        return file
    before = {one.activity: one.verdict for one in file.case.assessments}
    event = Assessed(on=desk.clock.today, activities=assessments)
    file = casebook.append(desk, connection, file, event, due=standing(desk, file.case).clock.due)
    for one in assessments:
        if one.verdict is not Verdict.UNKNOWN and before.get(one.activity) != one.verdict:
            desk.logbook.append(
                connection, "case.assessed", case=file.case.id, activity=one.activity,
                verdict=one.verdict.value,
            )  # fmt: skip
    return file


def unreachable(found: Iterable[Found]) -> tuple[str, ...]:
    """The stores that failed, each once."""
    failed = [
        one.searched.store for one in found if one.searched.status is SearchStatus.UNREACHABLE
    ]
    return tuple(dict.fromkeys(failed))


def ready(desk: Desk, id: str) -> tuple[Case, LoadedRegister]:
    """The case, once it may be looked into."""
    with desk.database.read() as connection:
        case = casebook.read_file(desk, connection, id).case
    need_identity(case)
    if case.status is not Status.CARRIED_OUT:
        happen(case, Assessed(on=desk.clock.today, activities=()))
    return case, desk.register(case.register)


def _verdict(
    desk: Desk,
    loaded: LoadedRegister,
    case: Case,
    activity: Activity,
    found: dict[str, Found],
) -> Assessment:
    tally = Tally(known=known_of(desk, loaded, case, activity))
    for one in found.values():
        if uses(activity, one.dataset):
            _count(tally, activity, one, desk)
    fresh = assess(desk.policies, case, loaded.register, activity, tally, on=desk.clock.today)
    return _settled_before(case, activity, fresh)


def _count(tally: Tally, activity: Activity, found: Found, desk: Desk) -> None:
    status = found.searched.status
    tally.searchable |= status is not SearchStatus.NOT_SEARCHABLE
    tally.unreachable |= status is SearchStatus.UNREACHABLE
    tally.rows += found.searched.rows - len(found.rows)
    terms = Terms(activity=activity, dataset=found.dataset, today=desk.clock.today)
    for row in found.rows:
        tally.add(terms.of(row.events))


def _settled_before(case: Case, activity: Activity, fresh: Assessment) -> Assessment:
    """While a case is carried out in parts, a verdict stands unless the rest brings a new one."""
    if not case.planned:
        return fresh
    before = next((one for one in case.assessments if one.activity == activity.id), None)
    if before is None or before.verdict in (Verdict.UNKNOWN, Verdict.DEPENDS):
        return fresh
    nothing_new = fresh.because in (Because.NO_DATA, Because.NOT_SEARCHABLE, Because.STORE)
    return before if nothing_new or before.because in (Because.LAW, Because.ANSWER) else fresh
