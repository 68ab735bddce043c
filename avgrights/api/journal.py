"""The log, as the commands `avgrights journal` have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from avgrights.desk.desk import Desk

if TYPE_CHECKING:
    from avgrights.journal.verification import Verification


@frozen
class Journal:
    """The log (command `avgrights journal`)."""

    _desk: Desk

    def verify(self) -> Verification:
        """Recomputes tree and signatures; `failure` is None where everything holds."""
        return self._desk.logbook.verify()
