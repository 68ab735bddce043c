"""What the story is played on: the workspace, its two days, and somebody who listens."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import frozen

from avgrights.desk.desk import Desk, open_desk

#: (what is done, how many) -> a context manager that is called with the number just done.
Progress = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]

#: Who does everything in the demo: a role, no name.
BY = "fg (demo)"


@frozen(kw_only=True)
class Stage:
    """Where and when.

    Attributes:
        night: the day on which the night falls: today, so that the reader goes on from there.
        now: the instant of the call.
        program: how the reader calls avgrights, for the commands to try next.
    """

    folder: Path
    night: date
    now: datetime
    progress: Progress
    program: str = "avgrights"

    @property
    def day(self) -> date:
        """The working day before the night, on which people act."""
        return self.night - timedelta(1)

    @property
    def data(self) -> Path:
        """The folder with the stores."""
        return self.folder / "data"

    def desk(self, day: date) -> Desk:
        """The workspace, opened anew as every command does it, on a day of the rehearsal."""
        return open_desk(self.folder, today=day, now=self.now, changes=True)

    def doing(self, what: str, total: int | None = None) -> Any:
        """Progress for one step."""
        return self.progress(what, total)
