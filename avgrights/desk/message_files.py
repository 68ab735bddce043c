"""The end of a message that opened no case: past its term it is destroyed, and that is told.

A message beside a case goes with the file of the case. One that nobody has dealt with stays, and is
counted as open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select

from avgrights.desk.messages import MessageStatus
from avgrights.desk.own_terms import OwnTerm, own_term
from avgrights.desk.tables import message
from avgrights.terms.own_entry import MESSAGES

if TYPE_CHECKING:
    from avgrights.desk.desk import Desk


def messages_due(desk: Desk) -> list[dict[str, Any]]:
    """What of the messages is past its term today, a line a register; nothing changes."""
    with desk.database.read() as connection:
        return [_line(connection, term) for term in _terms(desk, connection)]


def destroy_due_messages(desk: Desk) -> list[dict[str, Any]]:
    """Destroys the messages whose term is over; the lines, with what was done. Again: nothing."""
    lines = []
    with desk.database.change() as connection:
        for term in _terms(desk, connection):
            line = _line(connection, term)
            if line["due"]:
                connection.execute(delete(message).where(_due(term)))
                desk.logbook.append(
                    connection, "messages.destroyed", register=term.register, rule=term.rule.id,
                    messages=line["due"], before=desk.clock.today,
                )  # fmt: skip
            lines.append({**line, "done": line["due"]})
    return lines


def _terms(desk: Desk, connection: Connection) -> list[OwnTerm]:
    alone = select(message.c.register).where(message.c.case.is_(None)).distinct()
    names = connection.scalars(alone.order_by(message.c.register)).all()
    return [own_term(desk, name, MESSAGES) for name in names]


def _line(connection: Connection, term: OwnTerm) -> dict[str, Any]:
    mine = and_(message.c.register == term.register, message.c.case.is_(None))
    every = _count(connection, mine)
    waiting = _count(connection, and_(mine, message.c.status == MessageStatus.OPEN.value))
    due = _count(connection, _due(term)) if term.last_day else 0
    return term.line(
        examined=every, open=waiting, held=0, due=due, not_due=every - waiting - due, reasons={}
    )


def _due(term: OwnTerm) -> ColumnElement[bool]:
    return and_(
        message.c.register == term.register, message.c.case.is_(None),
        message.c.status != MessageStatus.OPEN.value, message.c.settled <= term.last_day,
    )  # fmt: skip


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(message).where(which)) or 0
