"""What is due and what was done, as `avgrights report`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from avgrights.desk.desk import Desk

if TYPE_CHECKING:
    from avgrights.desk.deadlines import Deadlines


@frozen
class Reports:
    """Reports hold numbers of cases, and no person."""

    _desk: Desk

    def deadlines(self) -> Deadlines:
        """What is late, due this week, standing still and due later, and what lateness costs."""
        from avgrights.desk.deadlines import deadlines

        return deadlines(self._desk)
