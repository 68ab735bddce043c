"""What a person may want after a request, or while it is weighed: the next request, named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from avgrights.cases.manners import Outcome
from avgrights.cases.rights import Right

if TYPE_CHECKING:
    from avgrights.cases.case import Case


def while_weighed(case: Case) -> tuple[str, ...]:
    """While an objection is weighed the data may be restricted on request: GDPR 18(1)(d)."""
    if case.right is Right.OBJECTION and case.identity is not None:
        return ("receive --right restriction",)
    return ()


def afterwards(case: Case) -> tuple[str, ...]:
    """What a decision opens: a hand-over (GDPR 20(2)), an erasure (17(1)(b), (c))."""
    if case.outcome is Outcome.REFUSED:
        return ()
    if case.right is Right.PORTABILITY:
        return ("hand-over",)
    if case.right in (Right.OBJECTION, Right.WITHDRAW_CONSENT):
        return ("receive --right erasure",)
    return ()
