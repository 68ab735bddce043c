"""Processing that is stopped for one person: while an objection is weighed, and after it is upheld
(GDPR 21(1), (3)), and where consent was withdrawn (GDPR 7(3)).

A mark is one person, one register, one activity. Applications ask for it before they process; the
person stands in it as a keyed digest, so that it answers for whom it is asked and lists nobody. A
mark outlives the file of its case: an objection to direct marketing holds for what comes later.
"""

from __future__ import annotations

import json
import secrets
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import frozen
from sqlalchemy import Connection, Row, Select, insert, select, update

from avgrights.cases.assessment import Verdict
from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope, regime
from avgrights.cases.facts import Fact
from avgrights.cases.rights import Right
from avgrights.desk.tables import stopped as table
from avgrights.terms.errors import InputFault
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Activity

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk

#: The bases against which an objection is possible (GDPR 21(1)).
_OBJECTED = ("6(1)(e)", "6(1)(f)")


class Because(StrEnum):
    """Why processing is stopped."""

    OBJECTION = "objection"  # GDPR 21(1), 18(1)(d)
    MARKETING = "direct marketing"  # GDPR 21(2), (3)
    CONSENT = "consent withdrawn"  # GDPR 7(3)


@frozen(kw_only=True)
class Stop:
    """The answer to an application that asks whether it may process.

    Attributes:
        since: the first day on which it may not.
        weighed: whether an objection is not decided on yet; only storing is safe then (18(1)(d)).
    """

    stopped: bool
    since: date | None = None
    because: Because | None = None
    weighed: bool = False

    def __bool__(self) -> bool:
        return self.stopped


_GOES_ON = Stop(stopped=False)


def stopped(
    desk: Desk, *, activity: str, identifier: Identifier, register: str | None = None
) -> Stop:
    """Whether the activity may not process the data of this person now.

    Raises:
        InputFault: the register has no such activity, or there are several registers.
    """
    loaded = desk.register(register)
    if loaded.register.activity(activity) is None:
        there = ", ".join(one.id for one in loaded.register.activities)
        raise InputFault(
            f"register {loaded.register.name} has no activity {activity!r:.60}; there are: {there}"
        )
    with desk.database.read() as connection:
        marks = _marks(desk, connection, loaded.register.name, activity, (identifier,))
    if not marks:
        return _GOES_ON
    first = min(marks, key=lambda one: (one.since, one.settled is None))
    return Stop(
        stopped=True, since=first.since, because=Because(first.because),
        weighed=all(one.settled is None for one in marks),
    )  # fmt: skip


def known_of(desk: Desk, case: Case, activity: Activity) -> dict[str, Fact]:
    """What marks tell the law about a later request: 17(1)(b) and (c)."""
    if case.right is not Right.ERASURE:
        return {}
    with desk.database.read() as connection:
        marks = _marks(desk, connection, case.register, activity.id, case.identifiers)
    told: dict[str, Fact] = {}
    if any(one.because != Because.CONSENT and one.settled for one in marks):
        told["objection_upheld"] = True
    if any(one.because == Because.CONSENT for one in marks):
        told["consent_withdrawn"] = True
    return told


def since(desk: Desk, case: Case, activity: str) -> date | None:
    """Since which day the activity is stopped for this case; None: it is not."""
    with desk.database.read() as connection:
        days = [one.since for one in _of_case(connection, case) if one.activity == activity]
    return min(days, default=None)


def pending(desk: Desk, case: Case, activity: str) -> bool:
    """Whether an objection of this person is being weighed: a ground to restrict, GDPR 18(1)(d)."""
    with desk.database.read() as connection:
        marks = _marks(desk, connection, case.register, activity, case.identifiers)
    return any(one.settled is None for one in marks)


def begin(desk: Desk, connection: Connection, case: Case) -> None:
    """An objection of somebody identified: stopped at once, weighed afterwards.

    GDPR 21(1): the controller no longer processes unless it shows compelling grounds; until it
    has, it does not go on. GDPR 21(3): for direct marketing there is nothing to show.
    """
    loaded = desk.register(case.register)
    for activity in in_scope(case, loaded.register):
        because = _because(activity)
        if because is not None and regime(activity, loaded.register) == "avg":
            _place(desk, connection, case, activity.id, because)


def place(desk: Desk, connection: Connection, case: Case) -> None:
    """Marks every activity to which the right applies; what is marked stays as it is."""
    for activity in _applying(case):
        known = desk.register(case.register).register.activity(activity)
        if known is not None:
            because = _because(known) if case.right is Right.OBJECTION else Because.CONSENT
            _place(desk, connection, case, activity, because or Because.OBJECTION)


def settle(desk: Desk, connection: Connection, case: Case) -> None:
    """The decision: upheld, and the mark stays; outweighed or not applicable, and it ends."""
    applying = _applying(case)
    for mark in _of_case(connection, case):
        if mark.activity not in applying:
            _end(desk, connection, mark)
        elif mark.settled is None:
            values = {"settled": desk.clock.today}
            connection.execute(update(table).where(table.c.id == mark.id).values(**values))


def end(desk: Desk, connection: Connection, case: Case) -> None:
    """The person took the request back: nothing is stopped for it any more."""
    for mark in _of_case(connection, case):
        _end(desk, connection, mark)


def allow(
    desk: Desk,
    *,
    activity: str,
    identifier: Identifier,
    because: str,
    by: str,
    register: str | None = None,
) -> int:
    """The person said that it may go on: gave consent anew, or took an objection back.

    Returns:
        how many marks ended; with one, every mark of the same case on this activity ends.

    Raises:
        InputFault: no reason, no name, or nothing is stopped.
    """
    if not (because.strip() and by.strip()):
        raise InputFault("say why it may go on, and who recorded it")
    name = desk.register(register).register.name
    words = json.dumps({"because": because, "by": by}).encode()
    with desk.database.change() as connection:
        found = _marks(desk, connection, name, activity, (identifier,))
        if not found:
            raise InputFault(f"nothing is stopped in {activity!r:.60} for this person")
        of_case = _standing().where(table.c.case.in_({mark.case for mark in found}))
        marks = [
            one
            for one in connection.execute(of_case)
            if (one.register, one.activity) == (name, activity)
        ]
        for mark in marks:
            _end(desk, connection, mark, desk.vault.seal(words, f"stop:{mark.id}"))
    return len(marks)


def _because(activity: Activity) -> Because | None:
    """Why an objection stops this activity; None: it stops nothing here."""
    if activity.direct_marketing:
        return Because.MARKETING
    objected = any(one.basis in _OBJECTED for one in activity.legal_basis)
    return Because.OBJECTION if objected else None


def _applying(case: Case) -> tuple[str, ...]:
    return tuple(one.activity for one in case.assessments if one.verdict is Verdict.APPLIES)


def _place(desk: Desk, connection: Connection, case: Case, activity: str, because: Because) -> None:
    """One mark an identifier of the person, once a case and activity."""
    there = {mark.person for mark in _of_case(connection, case) if mark.activity == activity}
    today = desk.clock.today
    people = {_person(desk, case.register, activity, one) for one in case.identifiers} - there
    for person in sorted(people):
        row = {
            "id": f"stop-{secrets.token_hex(6)}", "case": case.id, "register": case.register,
            "activity": activity, "person": person, "because": because.value, "since": today,
            # Only an objection under 21(1) is weighed; the others are settled as they come.
            "settled": None if because is Because.OBJECTION else today,
        }  # fmt: skip
        connection.execute(insert(table), row)
    if people:
        desk.logbook.append(
            connection, "stop.set", case=case.id, register=case.register, activity=activity,
            because=because.value,
        )  # fmt: skip


def _end(
    desk: Desk,
    connection: Connection,
    mark: Row[tuple[object, ...]],
    sealed: bytes | None = None,
) -> None:
    values = {"ended": desk.clock.today, "sealed_end": sealed}
    connection.execute(update(table).where(table.c.id == mark.id).values(**values))
    desk.logbook.append(
        connection, "stop.ended", case=mark.case, register=mark.register, activity=mark.activity
    )


def _of_case(connection: Connection, case: Case) -> list[Row[tuple[object, ...]]]:
    found = connection.execute(_standing().where(table.c.case == case.id))
    return list(found.all())


def _marks(
    desk: Desk,
    connection: Connection,
    register: str,
    activity: str,
    identifiers: tuple[Identifier, ...],
) -> list[Row[tuple[object, ...]]]:
    people = [_person(desk, register, activity, one) for one in identifiers]
    return list(connection.execute(_standing().where(table.c.person.in_(people))).all())


def _standing() -> Select[tuple[object, ...]]:
    return select(table).where(table.c.ended.is_(None)).order_by(table.c.since, table.c.id)


def _person(desk: Desk, register: str, activity: str, one: Identifier) -> str:
    """The person as a mark has them: of each activity another digest, so that two marks in the
    table do not show that they are of one person."""
    return desk.vault.digest("stopped", register, activity, one.kind, one.comparable)
