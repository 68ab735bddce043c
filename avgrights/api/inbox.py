"""What comes in, as the commands `avgrights request intake` and `request message` have it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from avgrights.desk.desk import Desk
from avgrights.terms.identifier import Identifier

if TYPE_CHECKING:
    from avgrights.desk.intake import Intake
    from avgrights.desk.messages import Message, MessageLine
    from avgrights.desk.requests import Standing


@frozen
class Inbox:
    """Messages that come in: what asks for a right opens a case, the rest waits."""

    _desk: Desk

    def take_in(self, folder: Path, *, register: str | None = None) -> Intake:
        """Takes in every message of a folder (`*.json`, `*.eml`), each once however often."""
        from avgrights.desk.intake import take_in

        return take_in(self._desk, folder, register=register)

    def list(self, *, open: bool = False) -> tuple[MessageLine, ...]:
        """Every message, or those that nobody has dealt with."""
        from avgrights.desk.messages import lines

        return lines(self._desk, open=open)

    def read(self, message: str) -> Message:
        """One message with its words."""
        from avgrights.desk.messages import read

        return read(self._desk, message)

    def answer(self, message: str, *, by: str) -> MessageLine:
        """Records that a general question was answered."""
        from avgrights.desk.intake import answer

        return answer(self._desk, message, by=by)

    def route(self, message: str, *, to: str, by: str) -> MessageLine:
        """Records to whom a message was passed on (Awb 2:3, 6:15)."""
        from avgrights.desk.intake import route

        return route(self._desk, message, to=to, by=by)

    def turn(
        self,
        message: str,
        *,
        right: str,
        consent: str,
        by: str,
        identifiers: Iterable[str] = (),
        name: str | None = None,
    ) -> Standing:
        """Turns a message into a request, with consent of the asker; it counts from the message."""
        from avgrights.desk.intake import turn

        people = tuple(Identifier.parse(one) for one in identifiers)
        return turn(
            self._desk, message, right=right, consent=consent, by=by, identifiers=people, name=name
        )
