"""Whose rows must stay because a request about them is open: answer first, purge afterwards."""

from __future__ import annotations

from sqlalchemy import Connection

from avgrights.cases.case import Case
from avgrights.cases.clock import in_scope
from avgrights.cases.row_terms import uses
from avgrights.desk.casebook import answered_from_rows
from avgrights.desk.desk import Desk
from avgrights.terms.data_map import Dataset
from avgrights.terms.identifier import Identifier
from avgrights.terms.register import Register

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
    known = desk.register(register).register
    return tuple(
        (case.id, case.identifiers)
        for case in answered_from_rows(desk, connection, register=register)
        if _asks_for(case, dataset, known)
    )


def _asks_for(case: Case, dataset: Dataset, register: Register) -> bool:
    named = in_scope(case, register)
    lost = len(named) < len(set(case.activities))
    return not case.activities or lost or any(uses(one, dataset) for one in named)
