"""What the desk asks of a right: what would be done with a dataset, and doing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from attrs import field, frozen

from avgrights.cases.case import Case
from avgrights.cases.plan import PlannedDataset, Result
from avgrights.cases.planning import User
from avgrights.desk.desk import Desk
from avgrights.desk.searching import Found
from avgrights.files.registers import LoadedRegister

Progress = Callable[[int], None]


@frozen(kw_only=True)
class Order:
    """What the command that carries a case out says beside the case itself.

    Attributes:
        corrections: field -> its new value (rectification, GDPR 16).
        only: field -> the old value that alone is to be corrected.
        statement: a supplementary statement of the person (GDPR 16, second sentence).
    """

    corrections: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    only: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    statement: str | None = field(default=None, repr=False)


@frozen(kw_only=True)
class Errand:
    """One case at work: who, what, and where to tell how far it is."""

    desk: Desk
    case: Case
    loaded: LoadedRegister
    order: Order = Order()
    progress: Progress = lambda done: None


class Handling(Protocol):
    """One right. Doing is idempotent: what an earlier run did is seen and not done again."""

    def plan(self, errand: Errand, found: Found, users: tuple[User, ...]) -> PlannedDataset:
        """What would be done with one dataset. Changes nothing."""

    def do(self, errand: Errand, planned: PlannedDataset) -> tuple[Result, ...]:
        """Does what was planned with one dataset, and says what came of it, by the evidence.

        Raises:
            StoreFault: the store failed; what was committed stands.
        """
