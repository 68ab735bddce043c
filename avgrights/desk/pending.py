"""Whose rows must stay because a request about them is open: answer first, purge afterwards."""

from __future__ import annotations

from sqlalchemy import Connection

from avgrights.desk.casebook import answered_from_rows
from avgrights.desk.desk import Desk
from avgrights.terms.identifier import Identifier

Pending = tuple[tuple[str, tuple[Identifier, ...]], ...]


def pending_identifiers(desk: Desk, connection: Connection, register: str) -> Pending:
    """Of every open request for access or portability: its case and the person's identifiers.

    A request counts from its receipt until it is closed; the desk's `epoch` is raised by both.
    """
    return tuple(
        (case.id, case.identifiers)
        for case in answered_from_rows(desk, connection, register=register)
    )
