"""Messages that came in: each sealed under a key of its own, until somebody has dealt with it."""

from __future__ import annotations

import json
import secrets
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import field, frozen
from sqlalchemy import Connection, insert, select, update

from avgrights.desk.desk import Desk
from avgrights.desk.tables import message as table
from avgrights.files.messages import IncomingMessage
from avgrights.law.intake import Recognised
from avgrights.terms.errors import InputFault, Refused

#: No letters or digits that look alike.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_ONCE = "message taken in once"


class MessageKind(StrEnum):
    """What a message seems to be; the first that fits, the weightiest first."""

    REQUEST = "request"
    NOTICE_OF_DEFAULT = "notice of default"
    OBJECTION = "objection"
    COMPLAINT = "complaint"
    QUESTION = "question"


class MessageStatus(StrEnum):
    """What was done with a message."""

    OPEN = "open"
    OPENED = "opened a case"
    ANSWERED = "answered"
    ROUTED = "routed"


@frozen(kw_only=True)
class MessageLine:
    """What the list shows: nothing of it is personal."""

    message: str
    register: str
    kind: str
    status: str
    received: date
    case: str | None


@frozen(kw_only=True)
class Message:
    """A message with its words, for whoever deals with it.

    Attributes:
        cases: the cases that it opened, or that it is about.
        notes: what was done, when and by whom.
    """

    line: MessageLine
    version: int
    sender: str = field(repr=False)
    address: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    channel: str
    attachments: int
    recognised: tuple[str, ...]
    cases: tuple[str, ...]
    notes: tuple[dict[str, str], ...] = field(repr=False)
    why: str = ""


def once_of(desk: Desk, incoming: IncomingMessage) -> str:
    """By what a message is known again; see `IncomingMessage.known_by`."""
    return desk.vault.digest(_ONCE, *incoming.known_by)


def known(connection: Connection, once: str) -> MessageLine | None:
    """The message that came in before."""
    row = connection.execute(select(table).where(table.c.once == once)).mappings().first()
    return _line(row) if row is not None else None


def write(
    desk: Desk,
    connection: Connection,
    incoming: IncomingMessage,
    *,
    register: str,
    recognised: Recognised,
    cases: tuple[str, ...] = (),
    opened: bool = False,
    why: str = "",
) -> MessageLine:
    """Seals a message that came in, and journals that it did.

    Args:
        cases: that it opened, or that it names.
        why: why it opened no case although it seems to be a request.
    """
    id = "M-" + "".join(secrets.choice(_SIGNS) for _ in range(10))
    key, wrapped, key_id = desk.vault.new_key()
    kind = kind_of(recognised, opened=opened)
    # What is more than the requests it opened still waits for somebody: a complaint, an objection,
    # a notice of default, a right for which no case could be opened.
    done = opened and not why and kind is MessageKind.REQUEST
    status = MessageStatus.OPENED if done else MessageStatus.OPEN
    plain = {
        "sender": incoming.name, "address": incoming.address, "subject": incoming.subject,
        "text": incoming.text, "channel": incoming.channel, "attachments": incoming.attachments,
        "recognised": list(words_of(recognised)), "cases": list(cases), "notes": [], "why": why,
    }  # fmt: skip
    row = {
        "id": id, "register": register, "kind": kind.value, "status": status.value,
        "received": incoming.received or desk.clock.today, "case": cases[0] if cases else None,
        "once": once_of(desk, incoming), "version": 1, "wrapped": wrapped, "key_id": key_id,
        "sealed": _sealed(desk, id, key, plain),
    }  # fmt: skip
    connection.execute(insert(table), row)
    desk.logbook.append(
        connection, "message.taken in", message=id, register=register, what=kind.value,
        case=cases[0] if cases else None,
    )  # fmt: skip
    return _line(row)


def kind_of(recognised: Recognised, *, opened: bool) -> MessageKind:
    """What a message seems to be, the weightiest first: what costs a term if it is overlooked."""
    for is_it, kind in (
        (recognised.notice_of_default, MessageKind.NOTICE_OF_DEFAULT),
        (recognised.objection, MessageKind.OBJECTION),
        (recognised.complaint and opened, MessageKind.COMPLAINT),
        (bool(recognised.rights), MessageKind.REQUEST),
        (recognised.complaint, MessageKind.COMPLAINT),
    ):
        if is_it:
            return kind
    return MessageKind.QUESTION


def words_of(recognised: Recognised) -> tuple[str, ...]:
    """Everything that was recognised, in words."""
    others = (
        (recognised.complaint, "complaint"), (recognised.objection, "objection to a decision"),
        (recognised.notice_of_default, "notice of default"),
    )  # fmt: skip
    return (*recognised.rights, *(word for is_it, word in others if is_it))


def lines(desk: Desk, *, open: bool = False) -> tuple[MessageLine, ...]:
    """Every message, or those that nobody has dealt with; the oldest first."""
    wanted = select(table).order_by(table.c.received, table.c.id)
    if open:
        wanted = wanted.where(table.c.status == MessageStatus.OPEN.value)
    with desk.database.read() as connection:
        return tuple(_line(row) for row in connection.execute(wanted).mappings())


def read(desk: Desk, id: str) -> Message:
    """One message with its words.

    Raises:
        InputFault: there is no such message.
    """
    with desk.database.read() as connection:
        return _read(desk, connection, id)[0]


def need_open(line: MessageLine) -> None:
    """Raises Refused where somebody dealt with the message before."""
    if line.status != MessageStatus.OPEN:
        raise Refused(f"message {line.message} was dealt with before: {line.status}")


def settle(
    desk: Desk,
    connection: Connection,
    id: str,
    status: MessageStatus,
    *,
    note: dict[str, str],
    case: str | None = None,
) -> MessageLine:
    """Writes what was done with a message that was open.

    Raises:
        Refused: somebody dealt with it before.
    """
    message, row = _read(desk, connection, id)
    need_open(message.line)
    key = desk.vault.unwrap(row["wrapped"], row["key_id"])
    plain = _plain(desk, id, key, row["sealed"])
    plain["notes"].append({**note, "on": desk.clock.today.isoformat()})
    plain["cases"] += [case] if case else []
    changed = {
        "status": status.value, "settled": desk.clock.today, "case": case or row["case"],
        "version": row["version"] + 1, "sealed": _sealed(desk, id, key, plain),
    }  # fmt: skip
    done = connection.execute(
        update(table).where(table.c.id == id, table.c.version == row["version"]).values(changed)
    )
    if done.rowcount != 1:
        raise Refused(f"message {id} was changed by somebody else meanwhile")
    desk.logbook.append(connection, "message.settled", message=id, status=status.value, case=case)
    return _line({**row, **changed})


def _read(desk: Desk, connection: Connection, id: str) -> tuple[Message, Any]:
    row = connection.execute(select(table).where(table.c.id == id)).mappings().one_or_none()
    if row is None:
        raise InputFault(
            f"there is no message {id!r:.40}", remedy="'avgrights request message list' shows them."
        )
    key = desk.vault.unwrap(row["wrapped"], row["key_id"])
    plain = _plain(desk, id, key, row["sealed"])
    made = Message(
        line=_line(row), version=row["version"],
        recognised=tuple(plain.pop("recognised")), cases=tuple(plain.pop("cases")),
        notes=tuple(plain.pop("notes")), **plain,
    )  # fmt: skip
    return made, row


def _plain(desk: Desk, id: str, key: bytes, sealed: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.vault.open_with(key, sealed, f"message {id}"))
    return found


def _sealed(desk: Desk, id: str, key: bytes, plain: dict[str, Any]) -> bytes:
    text = json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode()
    return desk.vault.seal_with(key, text, f"message {id}")


def _line(row: Any) -> MessageLine:
    return MessageLine(
        message=row["id"], register=row["register"], kind=row["kind"], status=row["status"],
        received=row["received"], case=row["case"],
    )  # fmt: skip
