"""What is written and told, as `avgrights request letter`, `recipients` and the steps beside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from avgrights.desk.desk import Desk

if TYPE_CHECKING:
    from avgrights.cases.recipients import RecipientTask
    from avgrights.desk.correspondence import Sent
    from avgrights.desk.leaving_aside import LeftAside
    from avgrights.desk.requests import Standing
    from avgrights.desk.telling import Chase


@frozen
class Letters:
    """Letters about a case, and that they were sent."""

    _desk: Desk

    def write(
        self,
        case: str,
        kind: str,
        *,
        out: Path,
        text: Iterable[str] = (),
        to: str = "",
        address: str = "",
        on: date | None = None,
        formats: Iterable[str] = ("html", "text"),
    ) -> Sent:
        """Writes a letter that fits the case as it stands; it records nothing.

        Args:
            kind: such as `acknowledgement`, `identity`, `extension`, `reminder`.
            case: or the number of a message that came in (`M-…`).
            text: your own words, a paragraph each.
            to, address: the other body, or the other controller.
            on: the day on which it happened, or happens.
            formats: of `html`, `text` and `pdf` (extra `pdf`).
        """
        from avgrights.desk.correspondence import letter_for, write
        from avgrights.desk.letter_kinds import Words

        letter = letter_for(
            self._desk, case, kind, Words(text=tuple(text), to=to, address=address, on=on)
        )
        return write(self._desk, letter, out=out, formats=tuple(formats))

    def acknowledge(self, case: str, *, on: date | None = None) -> Standing:
        """Records that the person was told of the receipt."""
        from avgrights.desk.waiting import acknowledge

        return acknowledge(self._desk, case, on=on)

    def remind(self, case: str, *, on: date | None = None) -> Standing:
        """Records that the person was reminded of an open question."""
        from avgrights.desk.waiting import remind

        return remind(self._desk, case, on=on)

    def in_default(self, case: str, *, received: date) -> Standing:
        """Records a notice of default that came in (Awb 4:17)."""
        from avgrights.desk.waiting import in_default

        return in_default(self._desk, case, received=received)

    def leave_aside(self, case: str, *, out: Path) -> LeftAside:
        """Decides not to deal with a request that stayed without an answer (Awb 4:5)."""
        from avgrights.desk.leaving_aside import decide_without_answer

        return decide_without_answer(self._desk, case, out=out)

    def recipients(self, case: str) -> tuple[RecipientTask, ...]:
        """Who must be told of what was done, and whether they were (GDPR 19)."""
        from avgrights.desk.telling import recipients

        return recipients(self._desk, case).recipients

    def told(self, case: str, *, recipient: str, on: date | None = None) -> None:
        """Records that a recipient was told."""
        from avgrights.desk.telling import told

        told(self._desk, case, recipient=recipient, on=on)

    def not_told(self, case: str, *, recipient: str, because: str, by: str) -> None:
        """Records why a recipient is not told: impossible, or a disproportionate effort."""
        from avgrights.desk.telling import exempt

        exempt(self._desk, case, recipient=recipient, because=because, by=by)

    def notices(self, case: str, *, out: Path, formats: Iterable[str] = ("html", "text")) -> Sent:
        """Writes a notice for each recipient that was not told yet; it records nothing."""
        from avgrights.desk.correspondence import write_all
        from avgrights.desk.notifying import notices
        from avgrights.desk.telling import recipients

        found = recipients(self._desk, case)
        return write_all(
            self._desk, notices(self._desk, found), case=case, out=out, formats=tuple(formats)
        )

    def to_chase(self) -> tuple[Chase, ...]:
        """Every recipient that was not told yet, over all cases; the first day first."""
        from avgrights.desk.telling import to_chase

        return to_chase(self._desk)
