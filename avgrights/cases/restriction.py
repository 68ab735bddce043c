"""The end of a restriction of processing: told first, then lifted (GDPR 18(3)). Pure."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from avgrights.cases.rights import Right
from avgrights.terms.errors import InputFault, Refused

if TYPE_CHECKING:
    from avgrights.cases.case import Case


def need_liftable(case: Case) -> None:
    """Whatever became of the case: what it restricted is lifted once, however late.

    Raises:
        InputFault: it is no case of restriction.
        Refused: it restricts nothing, or is not wholly carried out yet.
    """
    if case.right is not Right.RESTRICTION:
        raise InputFault(f"case {case.id} is about {case.right}; only a restriction is lifted")
    if not case.planned:
        raise Refused(f"case {case.id} restricts nothing: there is nothing to lift")
    if case.status == "partly carried out":
        raise Refused(
            f"case {case.id} is carried out in part (open: {', '.join(case.open)})",
            remedy=f"First: avgrights request carry-out {case.id}, or withdraw it.",
        )


def need_notice(informed: date | None, *, asked: date, today: date) -> date:
    """The day on which the person was told that the restriction will be lifted.

    Args:
        asked: the day on which the restriction was asked for.

    Raises:
        Refused: the person was not told, or not before.
    """
    if informed is None:
        raise Refused(
            "the person is told before a restriction is lifted (GDPR 18(3))",
            remedy="Write to the person first, then name that day: --informed DATE",
        )
    if informed > today:
        raise Refused(
            f"a restriction is lifted after the person was told, not before (GDPR 18(3)): "
            f"{informed} lies in the future"
        )
    if informed < asked:
        raise Refused(
            f"a notice of {informed} cannot be about a restriction that was asked for on {asked}"
        )
    return informed
