"""Which module carries out which right."""

from __future__ import annotations

from avgrights.cases.rights import Right
from avgrights.desk.handling.access import Access
from avgrights.desk.handling.covering import Covering
from avgrights.desk.handling.erasure import Erasure
from avgrights.desk.handling.interface import Handling
from avgrights.desk.handling.portability import Portability
from avgrights.desk.handling.rectification import Rectification
from avgrights.desk.handling.restriction import Restriction

_HANDLINGS: dict[Right, Handling] = {
    Right.ACCESS: Access(),
    Right.ERASURE: Erasure(),
    Right.RECTIFICATION: Rectification(),
    Right.RESTRICTION: Restriction(),
    Right.PORTABILITY: Portability(),
    Right.OBJECTION: Covering(),
    Right.AUTOMATED_DECISION: Covering(),
    Right.WITHDRAW_CONSENT: Covering(),
}


def handling(right: Right) -> Handling:
    """How that right is carried out."""
    return _HANDLINGS[right]
