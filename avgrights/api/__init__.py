"""The public API: a workspace, opened for one piece of work, does what the commands do.

>>> import avgrights                                                    # doctest: +SKIP
>>> with avgrights.open("avgrights-demo") as work:
...     plan = work.purge.plan()

Every method is one step of one command; its own module under `avgrights.desk` tells the rest.
Errors are `InputFault` (2), `CheckFailed` (1), `StoreFault` (3) and `Refused` (4): the numbers are
the exit statuses of the commands. No message holds personal data.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from attrs import frozen

from avgrights.api.holds import Holds
from avgrights.api.inbox import Inbox
from avgrights.api.journal import Journal
from avgrights.api.keys import Keys
from avgrights.api.letters import Letters
from avgrights.api.purge import Purge
from avgrights.api.reports import Reports
from avgrights.api.requests import Requests
from avgrights.api.stores import Stores
from avgrights.desk.desk import Desk, open_desk

if TYPE_CHECKING:
    from avgrights.files.registers import LoadedRegister

__all__ = [
    "Holds", "Inbox", "Journal", "Keys", "Letters", "Purge", "Reports", "Requests", "Stores",
    "Workspace", "open",
]  # fmt: skip


def open(path: str | Path | None = None, *, today: date | None = None) -> Workspace:
    """Opens a workspace. Open it anew for each piece of work: the clock is read once, here.

    Args:
        path: the folder that holds avgrights.yaml; None: the first one from here upwards.
        today: the day to reckon from, in a rehearsal workspace only; None: today.

    Raises:
        InputFault: no workspace there, a broken one, or `today` where it may not be given.
    """
    start = None if path is None else Path(path)
    return Workspace(open_desk(start, today=today, now=datetime.now(UTC), changes=True))


@frozen
class Workspace:
    """One opened workspace. Use as a context manager: leaving it anchors the journal."""

    desk: Desk

    @property
    def registers(self) -> tuple[LoadedRegister, ...]:
        """Every register with its data map; InputFault where one is broken."""
        return self.desk.registers

    @property
    def purge(self) -> Purge:
        """Retention."""
        return Purge(self.desk)

    @property
    def holds(self) -> Holds:
        """Legal holds and restrictions."""
        return Holds(self.desk)

    @property
    def requests(self) -> Requests:
        """Requests of data subjects."""
        return Requests(self.desk)

    @property
    def inbox(self) -> Inbox:
        """Messages that come in."""
        return Inbox(self.desk)

    @property
    def letters(self) -> Letters:
        """What is written to the person and to recipients, and that it was sent."""
        return Letters(self.desk)

    @property
    def reports(self) -> Reports:
        """What is due, and what was done."""
        return Reports(self.desk)

    @property
    def journal(self) -> Journal:
        """The log."""
        return Journal(self.desk)

    @property
    def stores(self) -> Stores:
        """Where the data is."""
        return Stores(self.desk)

    @property
    def keys(self) -> Keys:
        """The wrapping key."""
        return Keys(self.desk)

    def close(self) -> None:
        """Lets go of everything, and anchors what was appended to the journal."""
        self.desk.__exit__(None, None, None)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.desk.__exit__(kind, fault, trace)
