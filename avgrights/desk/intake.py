"""Taking in what came: requests open a case, the rest waits for somebody, nothing is lost.

A message that was taken in before is not taken in again, whatever its file is called now; a run
that was broken off is finished by the same command. Files stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from attrs import evolve, frozen
from sqlalchemy import select

from avgrights.cases.rights import Right
from avgrights.desk import messages
from avgrights.desk.desk import Desk
from avgrights.desk.messages import MessageLine, MessageStatus
from avgrights.desk.own_terms import own_term
from avgrights.desk.requests import Standing, receive
from avgrights.desk.tables import case as cases_table
from avgrights.files.messages import IncomingMessage, message_files, read_message
from avgrights.files.registers import LoadedRegister
from avgrights.law.intake import Recognised, recognise
from avgrights.terms.errors import InputFault, Refused
from avgrights.terms.identifier import Identifier, printable
from avgrights.terms.own_entry import CASE_FILES, MESSAGES

_CASE_IDS = re.compile(r"\bR-[23456789ABCDEFGHJKMNPQRSTVWXYZ]{10}\b")


@frozen(kw_only=True)
class Taken:
    """One file that was taken in.

    Attributes:
        opened: the cases that it opened, with their clock.
        before: it had come in before; nothing was done.
    """

    file: str
    message: MessageLine
    opened: tuple[Standing, ...] = ()
    recognised: tuple[str, ...] = ()
    before: bool = False


@frozen(kw_only=True)
class Intake:
    """What became of the files of a folder.

    Attributes:
        refused: file -> why it could not be taken in; it was left as it is.
    """

    taken: tuple[Taken, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def take_in(
    desk: Desk,
    folder: Path,
    *,
    register: str | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Intake:
    """Takes in every message of a folder, file by file; one that is at fault stops no other.

    Args:
        register: for messages that name none; needed where there are several.

    Raises:
        InputFault: no folder, or no such register.
    """
    taken, refused = [], []
    for file in message_files(folder):
        incoming = None
        try:
            incoming = read_message(file, zone=desk.settings.time_zone)
            taken.append(_take(desk, incoming, register))
        except (InputFault, Refused) as fault:
            why = str(fault).removeprefix(f"{file.name}: ")
            refused.append((file.name, _without_its_words(why, incoming)))
        progress(1)
    return Intake(taken=tuple(taken), refused=tuple(refused))


def _without_its_words(why: str, incoming: IncomingMessage | None) -> str:
    """A reason that repeats nothing of the message: a folder is taken in by a timer, whose output
    is kept as a log, and a portal at fault may send a name where a register's should be."""
    if incoming is None:
        return why
    kinds = (kind for kind, _ in incoming.identifiers)
    for word in (incoming.register, *incoming.activities, *kinds):
        why = why.replace(repr(word), "what it names") if word else why
    return why


def answer(desk: Desk, id: str, *, by: str) -> MessageLine:
    """Records that a general question was answered.

    Raises:
        Refused: somebody dealt with the message before.
    """
    with desk.database.change() as connection:
        note = {"what": "answered", "by": by}
        return messages.settle(desk, connection, id, MessageStatus.ANSWERED, note=note)


def route(desk: Desk, id: str, *, to: str, by: str) -> MessageLine:
    """Records to whom a message was passed on (Awb 2:3; an objection: Awb 6:15)."""
    with desk.database.change() as connection:
        note = {"what": "routed", "to": to, "by": by}
        return messages.settle(desk, connection, id, MessageStatus.ROUTED, note=note)


def turn(
    desk: Desk,
    id: str,
    *,
    right: str,
    consent: str,
    by: str,
    identifiers: tuple[Identifier, ...] = (),
    name: str | None = None,
) -> Standing:
    """Turns a message into a request, with consent of who asked; it counts from the message.

    Args:
        consent: how the asker agreed; needed, since a question is not a request.

    Raises:
        InputFault: no consent is recorded, or nothing by which to find the person.
        Refused: somebody dealt with the message before.
    """
    if not consent.strip():
        raise InputFault("a question is turned into a request only if the asker agrees: say how")
    found = messages.read(desk, id)
    messages.need_open(found.line)
    standing = receive(
        desk, right=right, identifiers=identifiers or tuple(_of_address(found.address)),
        name=name or found.sender or found.address, channel=found.channel,
        received=found.line.received, register=found.line.register, once=f"message {id} {right}",
    )  # fmt: skip
    note = {"what": "turned into a request", "consent": consent, "by": by}
    with desk.database.change() as connection:
        messages.settle(
            desk, connection, id, MessageStatus.OPENED, note=note, case=standing.case.id
        )
    return standing


def _take(desk: Desk, incoming: IncomingMessage, register: str | None) -> Taken:
    with desk.database.read() as connection:
        before = messages.known(connection, messages.once_of(desk, incoming))
    if before is not None:
        return Taken(file=incoming.file, message=before, before=True)
    loaded = desk.register(incoming.register or register)
    incoming = evolve(incoming, received=_day(desk, incoming))
    recognised = _recognised(desk, incoming)
    _need_within_term(desk, loaded, incoming, recognised)
    opened, why = _open(desk, loaded, incoming, recognised)
    with desk.database.change() as connection:
        named = tuple(one.case.id for one in opened) or _named(desk, incoming)
        line = messages.write(
            desk, connection, incoming, register=loaded.register.name, recognised=recognised,
            cases=named, opened=bool(opened), why=why,
        )  # fmt: skip
    return Taken(
        file=incoming.file, message=line, opened=opened, recognised=messages.words_of(recognised)
    )


def _recognised(desk: Desk, incoming: IncomingMessage) -> Recognised:
    """What the sender says it is; else what its words say."""
    day = incoming.received or desk.clock.today
    said = recognise(desk.policies.intake, incoming.words, received=day)
    if incoming.right is None:
        return said
    try:
        return evolve(said, rights=(Right(incoming.right).value,))
    except ValueError:
        there = ", ".join(Right)
        raise InputFault(f"{incoming.file}: right is one of {there}") from None


def _open(
    desk: Desk, loaded: LoadedRegister, incoming: IncomingMessage, recognised: Recognised
) -> tuple[tuple[Standing, ...], str]:
    """A case for each right that is asked; none, and why, where the person cannot be found by it.

    What a portal says it is must be right, or it is refused; of an e-mail a person has to look.
    """
    identifiers = tuple(_usable(loaded, incoming))
    if not recognised.rights or (incoming.right is None and not identifiers):
        return (), "" if not recognised.rights else "no identifier that the data map knows"
    opened, why = [], ""
    for right in recognised.rights:
        try:
            opened.append(_receive(desk, loaded, incoming, right, identifiers))
        except (InputFault, Refused) as fault:
            if incoming.right is not None:
                raise
            why = str(fault)
    return tuple(opened), why


def _need_within_term(
    desk: Desk, loaded: LoadedRegister, incoming: IncomingMessage, recognised: Recognised
) -> None:
    """What is left in the folder longer than the desk keeps what it made of it, is not taken in
    anew: by then nobody can tell any more that it was dealt with.

    Raises:
        InputFault: it came in so long ago.
    """
    opens = recognised.rights and (incoming.right is not None or _usable(loaded, incoming))
    term = own_term(desk, loaded.register.name, CASE_FILES if opens else MESSAGES)
    if term.last_day and incoming.received and incoming.received <= term.last_day:
        raise InputFault(
            f"{incoming.file}: received on {incoming.received}, longer ago than what came in is "
            "kept: it may have been dealt with and destroyed since. Take it out of the folder; "
            "if nobody dealt with it: 'avgrights request receive'"
        )


def _receive(
    desk: Desk,
    loaded: LoadedRegister,
    incoming: IncomingMessage,
    right: str,
    identifiers: tuple[Identifier, ...],
) -> Standing:
    return receive(
        desk, right=right, identifiers=identifiers, name=incoming.name or incoming.address,
        channel=_channel(incoming), received=incoming.received or desk.clock.today,
        register=loaded.register.name, activities=incoming.activities,
        representative=incoming.representative, mandate=incoming.mandate, born=incoming.born,
        once=f"{messages.once_of(desk, incoming)} {right}",
    )  # fmt: skip


def _channel(incoming: IncomingMessage) -> str:
    from avgrights.cases.manners import Channel

    try:
        return Channel(incoming.channel).value
    except ValueError:
        there = ", ".join(Channel)
        raise InputFault(f"{incoming.file}: channel is one of {there}") from None


def _usable(loaded: LoadedRegister, incoming: IncomingMessage) -> list[Identifier]:
    """What the message gives to find the person by; of an e-mail only what the data map knows."""
    given = [Identifier(kind, value) for kind, value in incoming.identifiers if printable(value)]
    if incoming.right is not None:
        return given
    kinds = {kind for dataset in loaded.data_map.datasets for kind in dataset.subject}
    return [one for one in given if one.kind in kinds]


def _of_address(address: str) -> list[Identifier]:
    return [Identifier("email", address)] if "@" in address else []


def _day(desk: Desk, incoming: IncomingMessage) -> date:
    """The day of receipt; a clock that runs ahead elsewhere brings no day in the future here.

    Raises:
        InputFault: a portal names a day in the future.
    """
    today = desk.clock.today
    day = incoming.received or today
    if day > today and incoming.channel != "e-mail":
        raise InputFault(f"{incoming.file}: received lies in the future")
    return min(day, today)


def _named(desk: Desk, incoming: IncomingMessage) -> tuple[str, ...]:
    """The cases that a message names by their id, of those that there are."""
    said = tuple(dict.fromkeys(_CASE_IDS.findall(incoming.words)))
    if not said:
        return ()
    with desk.database.read() as connection:
        wanted = select(cases_table.c.id).where(cases_table.c.id.in_(said))
        there = set(connection.scalars(wanted))
    return tuple(id for id in said if id in there)
