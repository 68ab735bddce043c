"""The notices to recipients (GDPR 19) and to who uses what was public (GDPR 17(2))."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from avgrights.cases.case import Case, need_identity
from avgrights.cases.recipients import Duty, RecipientTask, State, answer_by
from avgrights.cases.row_terms import uses
from avgrights.desk.desk import Desk
from avgrights.documents.letters.decision import Change
from avgrights.documents.letters.facts import Letter, Person, sender_of
from avgrights.documents.letters.kinds import PublicNotice, RecipientNotice, ToldLine
from avgrights.files.registers import LoadedRegister


def notices(desk: Desk, case: Case) -> Iterator[tuple[str, Letter]]:
    """A notice for each recipient that was not told yet, under a name for its file.

    Raises:
        Refused: no identity was recorded.
    """
    need_identity(case)
    loaded = desk.register(case.register)
    waiting = [one for one in case.recipients if one.state is State.OPEN]
    for number, task in enumerate(waiting, start=1):
        yield f"notice-{number}", notice(desk, loaded, case, task)


def notice(desk: Desk, loaded: LoadedRegister, case: Case, task: RecipientTask) -> Letter:
    """What one recipient is told: whose data, which, what was done; nothing else of the request."""
    about: dict[str, Any] = {
        "case": case.id, "sender": sender_of(loaded.register), "day": desk.clock.today,
        "name": task.recipient, "done_on": task.done,
        "person": person_of(case, loaded, set(task.activities)),
    }  # fmt: skip
    if task.duty is Duty.PUBLIC:
        return PublicNotice(**{**about, "name": "", "places": (task.recipient,)})
    return RecipientNotice(
        **about, done=case.right.value, activities=_names(loaded, task.activities),
        changes=changes_of(case, loaded, set(task.activities)),
        answer_by=answer_by(desk.policies, desk.clock.today),
    )  # fmt: skip


def told_lines(loaded: LoadedRegister, case: Case) -> tuple[ToldLine, ...]:
    """Who was told, who was not and why, who will be: for the person (GDPR 19, last sentence)."""
    return tuple(
        ToldLine(
            recipient=one.recipient, activities=_names(loaded, one.activities),
            state=one.state.value, on=one.told, because=one.because,
        )
        for one in case.recipients
    )  # fmt: skip


def recipients_of(case: Case, activity: str) -> tuple[str, ...]:
    """Who must be told of what was done for one activity (GDPR 19), by name."""
    return tuple(
        one.recipient
        for one in case.recipients
        if one.duty is Duty.RECIPIENT and activity in one.activities
    )


def person_of(case: Case, loaded: LoadedRegister, activities: Set[str]) -> Person:
    """The person, with those identifiers by which the data of these activities is searched."""
    using = [one for one in loaded.register.activities if one.id in activities]
    kinds = {
        kind
        for dataset in loaded.data_map.datasets
        if any(uses(activity, dataset) for activity in using)
        for kind in dataset.subject
    }
    known = tuple((one.kind, one.value) for one in case.identifiers if one.kind in kinds)
    return Person(name=case.name, identifiers=known)


def changes_of(case: Case, loaded: LoadedRegister, activities: Set[str]) -> tuple[Change, ...]:
    """What was corrected for these activities, as the data map calls it; only where the evidence
    shows that rows were."""
    done = {one.dataset for one in case.results if one.done and one.activity in activities}
    found = [
        Change(label=_label(loaded, planned.dataset, one.part, column), value=text)
        for planned in case.planned
        if planned.dataset in done
        for one in planned.corrections
        if one.rows
        for column, text in zip(one.columns, one.texts, strict=True)
    ]
    return tuple(dict.fromkeys(found))


def _label(loaded: LoadedRegister, name: str, table: str | None, column: str) -> str:
    dataset = loaded.data_map.dataset(name)
    if dataset is None:
        return column
    part = next((one for one in dataset.parts if one.table == table), None)
    use = (part.fields if part is not None else dataset.fields).get(column)
    return (use.label if use is not None else None) or column


def _names(loaded: LoadedRegister, activities: tuple[str, ...]) -> tuple[str, ...]:
    """Names of activities, in the order of the register."""
    return tuple(one.name for one in loaded.register.activities if one.id in activities)
