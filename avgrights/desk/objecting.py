"""Whether an objection against a decision that came in as a message is in time (Awb 6:7 to 6:9)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from avgrights.desk import casebook
from avgrights.desk.desk import Desk
from avgrights.desk.letters import remedies
from avgrights.desk.messages import Message, MessageKind
from avgrights.law.objections import objection_in_time


@frozen(kw_only=True)
class Against:
    """An objection and the decision that it is against.

    Attributes:
        last_day: the last day of the term for objection, that day included.
        in_time: whether it came in by then; a letter may still be in time by its postmark
            (Awb 6:9(2)), which somebody has to look at.
    """

    case: str
    decided: date
    last_day: date
    in_time: bool


def against(desk: Desk, message: Message) -> tuple[Against, ...]:
    """The decisions of the cases that an objection names; none for another kind of message."""
    if message.line.kind != MessageKind.OBJECTION:
        return ()
    with desk.database.read() as connection:
        cases = [casebook.read_file(desk, connection, id).case for id in message.cases]
    found = []
    for case in cases:
        if case.decided is None:
            continue
        loaded = desk.register(case.register)
        last = remedies(desk.policies, loaded, case.decided, case.right).until
        if last is None:  # the way is to the court, not to us (UAVG 35)
            continue
        reckoned = objection_in_time(
            desk.policies, due=last, received=message.line.received, channel=message.channel
        )
        found.append(
            Against(case=case.id, decided=case.decided, last_day=last, in_time=reckoned.in_time)
        )
    return tuple(found)
