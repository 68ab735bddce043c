"""Whose rows must stay because a request about them is open: answer first, purge afterwards."""

from __future__ import annotations

from sqlalchemy import Connection

from avgrights.cases.case import Case
from avgrights.desk.casebook import answered_from_rows
from avgrights.desk.desk import Desk
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier

Pending = tuple[tuple[str, tuple[Identifier, ...]], ...]


def pending_identifiers(
    desk: Desk, connection: Connection, register: str, dataset: Dataset
) -> Pending:
    """Of every open request for access or portability that asks for rows of this dataset: its case
    and the person's identifiers.

    A request counts from its receipt until it is closed; the desk's `epoch` is raised by both. One
    that names an activity which the register has no more counts for every dataset: what it asked
    for is not known then.
    """
    known = {one.id for one in desk.register(register).register.activities}
    return tuple(
        (case.id, case.identifiers)
        for case in answered_from_rows(desk, connection, register=register)
        if _asks_for(case, dataset, known)
    )


def _asks_for(case: Case, dataset: Dataset, known: set[str]) -> bool:
    named = set(case.activities)
    return not named or not named <= known or not named.isdisjoint(dataset.activities)
