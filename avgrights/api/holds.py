"""What stays whatever its term: holds, as `avgrights hold` has them, and restrictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from attrs import frozen

from avgrights.desk.desk import Desk
from avgrights.terms.identifier import Identifier


@frozen
class Holds:
    """Data that stays whatever its term (command `avgrights hold`), and restrictions."""

    _desk: Desk

    def place(
        self,
        *,
        reason: str,
        because: str,
        by: str,
        dataset: str | None = None,
        keys: Sequence[tuple[str, ...]] = (),
        identifier: str | None = None,
        activity: str | None = None,
        case: str | None = None,
        register: str | None = None,
    ) -> str:
        """Places a hold on a dataset, on records of it, on a person, on an activity or on the file
        of a case.

        Args:
            identifier: a person, as `kind=value`.
            case: the file outlives its term as long as the hold runs.

        Returns:
            the id of the hold.
        """
        from avgrights.desk.holding import place

        return place(
            self._desk, reason=reason, because=because, by=by, dataset=dataset, keys=keys,
            identifier=Identifier.parse(identifier) if identifier else None, activity=activity,
            case=case, register=register,
        )  # fmt: skip

    def release(self, hold: str, *, because: str, by: str) -> None:
        """Releases a hold from tomorrow on."""
        from avgrights.desk.holding import release

        release(self._desk, hold, because=because, by=by)

    def list(self) -> list[dict[str, Any]]:
        """Every hold, oldest first."""
        from avgrights.desk.holding import holds

        return holds(self._desk)

    def restrict(
        self,
        *,
        dataset: str,
        ground: str,
        by: str,
        keys: Sequence[tuple[str, ...]] = (),
        identifiers: Iterable[str] = (),
        register: str | None = None,
    ) -> str:
        """Restricts records or a person's rows (GDPR 18): stored, and neither purged nor erased.

        Args:
            ground: of GDPR 18(1), such as `18(1)(c)`.
            identifiers: a person, as `kind=value`.

        Returns:
            the id of the restriction.
        """
        from avgrights.desk.restricting import restrict

        people = [Identifier.parse(one) for one in identifiers]
        return restrict(
            self._desk, dataset=dataset, ground=ground, by=by, keys=keys, identifiers=people,
            register=register,
        )  # fmt: skip

    def lift(self, restriction: str, *, informed: date) -> None:
        """Lifts a restriction from tomorrow on; the person was told on `informed` (GDPR 18(3))."""
        from avgrights.desk.restricting import lift

        lift(self._desk, restriction, informed=informed)
