"""The stores, and what to do after a backup was put back, as `avgrights store` has it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import frozen

from avgrights.desk.desk import Desk

if TYPE_CHECKING:
    from avgrights.desk.replaying import Replay


@frozen
class Stores:
    """The stores (command `avgrights store`)."""

    _desk: Desk

    def list(self) -> list[dict[str, Any]]:
        """Every store with the identity it bears and the one that was adopted."""
        from avgrights.desk.inventory import stores

        return stores(self._desk)

    def plan_replay(self, store: str, *, made: date) -> Replay:
        """What a backup made on that day brought back of what was erased on request since."""
        from avgrights.desk.replaying import plan_replay

        return plan_replay(self._desk, store, made=made)

    def replay(self, store: str, *, made: date, expect: str | None = None) -> Replay:
        """Erases it again.

        Args:
            expect: the digest of the plan that was looked at.
        """
        from avgrights.desk.replaying import replay

        return replay(self._desk, store, made=made, expect=expect)

    def readopt(self, store: str, *, because: str) -> str:
        """Gives a store that was put back from before its adoption its identity again."""
        from avgrights.desk.identity import readopt

        return readopt(self._desk, store, because=because)
