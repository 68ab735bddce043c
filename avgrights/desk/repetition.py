"""Earlier requests of the same person, and the same request sent twice (GDPR 12(5)).

Shown, never a reason by itself to refuse: that a request is excessive is for the controller to
prove. Persons are told apart by keyed digests of their identifiers; no identifier stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen
from sqlalchemy import Connection, insert, select

from avgrights.cases.case import Case
from avgrights.desk import casebook
from avgrights.desk.desk import Desk
from avgrights.desk.tables import case as cases
from avgrights.desk.tables import person
from avgrights.terms.identifier import Identifier

_DOMAIN = "identifier of a case"
_ONCE = "request taken in once"


@frozen(kw_only=True)
class Earlier:
    """Another request of the same person, in the same register."""

    case: str
    right: str
    received: date
    status: str


def remember(desk: Desk, connection: Connection, case: Case) -> None:
    """Notes by which identifiers a case is found again, in the transaction of the connection."""
    rows = [{"case": case.id, "digest": one} for one in _digests(desk, case.identifiers)]
    if rows:
        connection.execute(insert(person), rows)


def earlier_requests(
    desk: Desk, connection: Connection, register: str, identifiers: tuple[Identifier, ...]
) -> tuple[Earlier, ...]:
    """Every request in that register of whoever has one of these identifiers, the oldest first."""
    _complete(desk, connection)
    mine = select(person.c.case).where(person.c.digest.in_(_digests(desk, identifiers)))
    found = connection.execute(
        select(cases.c.id, cases.c.right, cases.c.received, cases.c.status)
        .where(cases.c.register == register, cases.c.id.in_(mine))
        .order_by(cases.c.received, cases.c.id)
    )
    return tuple(
        Earlier(case=id, right=right, received=received, status=status)
        for id, right, received, status in found
    )


def once_digest(desk: Desk, key: str | bytes) -> str:
    """By what a request that was sent twice is recognised."""
    return desk.vault.digest(_ONCE, key)


def taken_in(connection: Connection, once: str) -> str | None:
    """The case that this key opened before, or None."""
    return connection.scalar(select(cases.c.id).where(cases.c.once == once))


def _digests(desk: Desk, identifiers: Iterable[Identifier]) -> list[str]:
    return sorted({desk.vault.digest(_DOMAIN, one.kind, one.comparable) for one in identifiers})


def _complete(desk: Desk, connection: Connection) -> None:
    """Cases of an earlier version of the desk have no notes yet: their files are opened once."""
    known = select(person.c.case)
    without = select(cases.c.id).where(cases.c.id.not_in(known), cases.c.destroyed.is_(None))
    for id in connection.scalars(without).all():
        remember(desk, connection, casebook.read_file(desk, connection, id).case)
