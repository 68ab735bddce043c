"""`avgrights request intake` and `request message`: what came in, and what is done with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avgrights.cli.request_common import RIGHTS
from avgrights.cli.rim import Rim, common
from avgrights.cli.tables import as_table

if TYPE_CHECKING:
    from avgrights.desk.intake import Taken
    from avgrights.desk.messages import Message, MessageLine
    from avgrights.desk.objecting import Against

ID = click.argument("message", metavar="MESSAGE")
BY = click.option("--by", required=True, help="Who does it.")


@click.command()
@click.argument(
    "folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False)
)
@click.option("--register", help="For messages that name none; needed where there are several.")
@common
def intake(rim: Rim, folder: Path, register: str | None) -> None:
    """Take in a folder of messages: *.json as a portal writes them, *.eml as they were mailed.

    What asks for a right opens a case, once, however often the folder is taken in. A general
    question, a complaint, an objection to a decision and a notice of default wait under 'request
    message list'. Files stay where they are. A file that is at fault is named, the others are taken
    in, and the exit status is 2.

    \b
    A JSON file: {"right": "access", "identifiers": {"email": "a@example.nl"}, "name": "…",
    "received": "2026-11-02", "text": "…", "once": "number of the portal"}
    """
    from avgrights.desk.intake import take_in
    from avgrights.files.messages import message_files

    with (
        rim.desk(changes=True) as desk,
        rim.progress("taking in", len(message_files(folder))) as progress,
    ):
        found = take_in(desk, folder, register=register, progress=progress)
    rim.show(
        {
            "taken": [_taken_json(one) for one in found.taken],
            "refused": [{"file": file, "reason": why} for file, why in found.refused],
        },
        lambda: _taken_text(found.taken),
    )
    for file, why in found.refused:
        rim.say(f"{file}: {why}")
    click.get_current_context().exit(2 if found.refused else 0)


@click.group()
def message() -> None:
    """Messages that came in: look, answer, turn into a request, pass on."""


@message.command("list")
@click.option("--open", "open_", is_flag=True, help="Only what nobody has dealt with.")
@common
def list_(rim: Rim, open_: bool) -> None:
    """Show the messages, the oldest first."""
    from avgrights.desk.messages import lines

    with rim.desk(changes=False) as desk:
        found = lines(desk, open=open_)
    rim.show({"messages": [_line_json(one) for one in found]}, lambda: _lines_text(found))


@message.command()
@ID
@common
def show(rim: Rim, message: str) -> None:
    """Show one message with its words, for whoever deals with it."""
    from avgrights.desk.messages import read
    from avgrights.desk.objecting import against

    with rim.desk(changes=False) as desk:
        found = read(desk, message)
        decisions = against(desk, found)
    rim.show(_message_json(found, decisions), lambda: _message_text(found, decisions))


@message.command()
@ID
@BY
@common
def answer(rim: Rim, message: str, by: str) -> None:
    """Record that a general question was answered."""
    from avgrights.desk.intake import answer

    with rim.desk(changes=True) as desk:
        done = answer(desk, message, by=by)
    rim.show(_line_json(done), lambda: f"message {done.message}: {done.status}")


@message.command()
@ID
@click.option("--to", required=True, help="To whom: a desk, a department, another body.")
@BY
@common
def route(rim: Rim, message: str, to: str, by: str) -> None:
    """Record that a message was passed on: a complaint, an objection, what is another's to answer.

    An objection that reached the wrong body is passed on at once (Awb 6:15); the day on which it
    came in here counts.
    """
    from avgrights.desk.intake import route

    with rim.desk(changes=True) as desk:
        done = route(desk, message, to=to, by=by)
    rim.show(_line_json(done), lambda: f"message {done.message}: {done.status} to {to}")


@message.command()
@ID
@click.option("--right", required=True, type=click.Choice(RIGHTS), help="What is asked for.")
@click.option("--consent", required=True, help="How the asker agreed that it is a request.")
@click.option(
    "--identifier", "identifiers", multiple=True, metavar="KIND=VALUE",
    help="How the person is found; the sender's address where none is named.",
)  # fmt: skip
@click.option("--name", help="Who the data is about; the sender where none is named.")
@BY
@common
def turn(rim: Rim, message: str, identifiers: tuple[str, ...], **given: Any) -> None:
    """Turn a message into a request, with consent of the asker; it counts from the message."""
    from avgrights.cli.request_common import identifier, take_step
    from avgrights.desk.intake import turn

    people = tuple(identifier(one) for one in identifiers)
    take_step(rim, lambda desk: turn(desk, message, identifiers=people, **given))


def _taken_json(one: Taken) -> dict[str, Any]:
    return {
        "file": one.file, "message": one.message.message, "kind": one.message.kind,
        "recognised": list(one.recognised), "before": one.before,
        "cases": [
            {"case": standing.case.id, "right": standing.case.right.value,
             "received": standing.case.received.isoformat(),
             "due": standing.clock.due and standing.clock.due.isoformat(),
             "earlier": list(standing.earlier)}
            for standing in one.opened
        ],
        "case": one.message.case,
    }  # fmt: skip


def _taken_text(taken: tuple[Taken, ...]) -> str:
    if not taken:
        return "no message was taken in"
    rows = [
        (one.file, one.message.message, "came in before" if one.before else one.message.kind,
         ", ".join(f"{s.case.id} ({s.case.right}, due {s.clock.due})" for s in one.opened)
         or (one.message.case or ""))
        for one in taken
    ]  # fmt: skip
    return as_table(("file", "message", "is", "case"), rows)


def _line_json(one: MessageLine) -> dict[str, Any]:
    return {
        "message": one.message, "register": one.register, "kind": one.kind,
        "status": one.status, "received": one.received.isoformat(), "case": one.case,
    }  # fmt: skip


def _lines_text(found: tuple[MessageLine, ...]) -> str:
    if not found:
        return "no messages"
    rows = [(o.message, o.kind, o.status, o.received.isoformat(), o.case or "") for o in found]
    return as_table(("message", "kind", "status", "received", "case"), rows)


def _message_json(one: Message, decisions: tuple[Against, ...]) -> dict[str, Any]:
    return {
        **_line_json(one.line), "sender": one.sender, "address": one.address,
        "subject": one.subject, "text": one.text, "channel": one.channel,
        "attachments": one.attachments, "recognised": list(one.recognised),
        "cases": list(one.cases), "notes": list(one.notes), "why": one.why,
        "against": [
            {"case": it.case, "decided": it.decided.isoformat(),
             "last_day": it.last_day.isoformat(), "in_time": it.in_time}
            for it in decisions
        ],
    }  # fmt: skip


def _message_text(one: Message, decisions: tuple[Against, ...]) -> str:
    lines = [
        f"message {one.line.message}: {one.line.kind}, {one.line.status}",
        f"  received {one.line.received} by {one.channel}, from {one.sender} <{one.address}>",
    ]
    lines += [f"  recognised: {', '.join(one.recognised)}"] if one.recognised else []
    lines += [f"  opened no case: {one.why}"] if one.why else []
    lines += [f"  cases: {', '.join(one.cases)}"] if one.cases else []
    lines += [
        f"  against the decision of {it.decided} in {it.case}: "
        + ("in time" if it.in_time else f"after the last day, {it.last_day}")
        for it in decisions
    ]
    lines += [f"  {one.attachments} attachments, not kept"] if one.attachments else []
    lines += [f"  {note['on']}: {note['what']}, by {note['by']}" for note in one.notes]
    return "\n".join([*lines, "", one.subject, "", one.text])
