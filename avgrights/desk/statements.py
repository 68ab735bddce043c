"""What a person stated where facts stay disputed (GDPR 16), for a later copy of the same person."""

from __future__ import annotations

from avgrights.cases.case import Case, Status
from avgrights.cases.clock import in_scope
from avgrights.cases.rights import Right
from avgrights.desk import casebook
from avgrights.desk.desk import Desk
from avgrights.documents.copy import Statement
from avgrights.files.registers import LoadedRegister


def statements_for(desk: Desk, case: Case, loaded: LoadedRegister) -> tuple[Statement, ...]:
    """The statements of the person of a case, in the activities that it is about, oldest first.

    The person is known by an identifier of the earlier request, or by one that it corrected.
    """
    wanted = {(one.kind, one.comparable) for one in case.identifiers}
    scope = {one.id for one in in_scope(case, loaded.register)}
    found = []
    with desk.database.read() as connection:
        for one in casebook.of_right(
            desk, connection, register=case.register, right=Right.RECTIFICATION
        ):
            names = {(n.kind, n.comparable) for n in (*one.identifiers, *one.known_as)}
            shared = scope & {activity.id for activity in in_scope(one, loaded.register)}
            if _stands(one) and names & wanted and shared and one.statement and one.stated:
                found.append(Statement(case=one.id, on=one.stated, text=one.statement))
    return tuple(sorted(found, key=lambda one: (one.on, one.case)))


def _stands(case: Case) -> bool:
    """Whether the request was not taken back."""
    taken_back = case.status is Status.CLOSED and case.outcome is None
    return case.status is not Status.WITHDRAWN and not taken_back
